//! A text being typed, in one line or many. The one place that holds the text-area library's editing state.

use ratatui_textarea::{Input, Key as InputKey, TextArea, WrapMode};

use super::key::{Key, KeyCode};

/// A text being typed.
#[derive(Debug, Clone)]
pub struct Field {
    // Boxed: it is some hundred bytes, and fields lie in enums.
    area: Box<TextArea<'static>>,
    many: bool,
}

impl Field {
    /// A field of one line, the cursor at its end.
    pub fn line(text: &str) -> Self {
        Self::new(text, false)
    }

    /// A field of many lines, wrapped at words, the cursor at its end.
    pub fn lines(text: &str) -> Self {
        Self::new(text, true)
    }

    fn new(text: &str, many: bool) -> Self {
        let mut area = TextArea::new(text.lines().map(clean).collect());
        area.move_cursor(ratatui_textarea::CursorMove::Bottom);
        area.move_cursor(ratatui_textarea::CursorMove::End);
        if many {
            area.set_wrap_mode(WrapMode::WordOrGlyph);
        }
        Self { area: Box::new(area), many }
    }

    /// Takes a key; returns whether the text changed.
    pub fn edit(&mut self, key: Key) -> bool {
        if key.code == KeyCode::Enter && !self.many {
            return false;
        }
        self.area.input(input(key))
    }

    /// Takes pasted text; control characters are dropped, and line ends too in a field of one line.
    pub fn paste(&mut self, text: &str) {
        let lines: Vec<String> = text.lines().map(clean).collect();
        self.area.insert_str(lines.join(if self.many { "\n" } else { " " }));
    }

    /// Returns the text.
    pub fn text(&self) -> String {
        self.area.lines().join("\n")
    }

    /// Returns the editing state, for drawing.
    pub fn area(&self) -> &TextArea<'static> {
        &self.area
    }
}

fn clean(line: &str) -> String {
    line.chars().filter(|c| !c.is_control()).collect()
}

fn input(key: Key) -> Input {
    let code = match key.code {
        KeyCode::Char(c) => InputKey::Char(c),
        KeyCode::F(n) => InputKey::F(n),
        KeyCode::Enter => InputKey::Enter,
        KeyCode::Esc => InputKey::Esc,
        KeyCode::Tab => InputKey::Tab,
        KeyCode::Backspace => InputKey::Backspace,
        KeyCode::Delete => InputKey::Delete,
        KeyCode::Up => InputKey::Up,
        KeyCode::Down => InputKey::Down,
        KeyCode::Left => InputKey::Left,
        KeyCode::Right => InputKey::Right,
        KeyCode::Home => InputKey::Home,
        KeyCode::End => InputKey::End,
        KeyCode::PageUp => InputKey::PageUp,
        KeyCode::PageDown => InputKey::PageDown,
    };
    Input { key: code, ctrl: key.ctrl, alt: key.alt, shift: key.shift }
}
