//! A text being typed, in one line or many. The one place that holds the text-area library's editing state.

use ratatui_textarea::{CursorMove, TextArea, WrapMode};

use super::key::{Key, KeyCode};
use crate::words::is_plain;

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
        area.move_cursor(CursorMove::Bottom);
        area.move_cursor(CursorMove::End);
        if many {
            area.set_wrap_mode(WrapMode::WordOrGlyph);
        }
        Self { area: Box::new(area), many }
    }

    /// Takes a key; returns whether the text changed. Keys that are not known here change nothing.
    pub fn edit(&mut self, key: Key) -> bool {
        let area = &mut self.area;
        match key.code {
            KeyCode::Char(c) if key.is_text() => area.insert_char(c),
            KeyCode::Char('w') if key.ctrl => return area.delete_word(),
            KeyCode::Char('u') if key.ctrl && !self.many => return area.delete_line_by_head(),
            KeyCode::Char('z') if key.ctrl => return area.undo(),
            KeyCode::Char('y') if key.ctrl => return area.redo(),
            // A line end that comes without brackets arrives as this key.
            KeyCode::Char('j') if key.ctrl && self.many => area.insert_newline(),
            KeyCode::Enter if self.many => area.insert_newline(),
            KeyCode::Backspace if key.ctrl || key.alt => return area.delete_word(),
            KeyCode::Backspace => return area.delete_char(),
            KeyCode::Delete if key.ctrl || key.alt => return area.delete_next_word(),
            KeyCode::Delete => return area.delete_next_char(),
            _ => {
                if let Some(way) = way(key) {
                    area.move_cursor(way);
                }
                return false;
            }
        }
        true
    }

    /// Takes pasted text. Control characters are dropped; tabs, and line ends in a field of one line, become spaces.
    pub fn paste(&mut self, text: &str) {
        // Terminals send a carriage return where a line ends.
        let text = text.replace("\r\n", "\n").replace('\r', "\n").replace('\t', " ");
        let lines: Vec<String> = text.lines().map(clean).collect();
        self.area.insert_str(lines.join(if self.many { "\n" } else { " " }));
    }

    /// Returns the text.
    pub fn text(&self) -> String {
        self.area.lines().join("\n")
    }

    /// Returns the character before the cursor, where one stands on its line.
    pub fn before(&self) -> Option<char> {
        let cursor = self.area.cursor();
        self.area.lines().get(cursor.0)?.chars().nth(cursor.1.checked_sub(1)?)
    }

    /// Returns the editing state, for drawing.
    pub fn area(&self) -> &TextArea<'static> {
        &self.area
    }
}

fn clean(line: &str) -> String {
    line.chars().filter(|c| is_plain(*c)).collect()
}

/// Where a key moves the cursor.
fn way(key: Key) -> Option<CursorMove> {
    let word = key.ctrl || key.alt;
    match key.code {
        KeyCode::Left if word => Some(CursorMove::WordBack),
        KeyCode::Left => Some(CursorMove::Back),
        KeyCode::Right if word => Some(CursorMove::WordForward),
        KeyCode::Right => Some(CursorMove::Forward),
        KeyCode::Up => Some(CursorMove::Up),
        KeyCode::Down => Some(CursorMove::Down),
        KeyCode::Home => Some(CursorMove::Head),
        KeyCode::End => Some(CursorMove::End),
        KeyCode::PageUp => Some(CursorMove::Top),
        KeyCode::PageDown => Some(CursorMove::Bottom),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paste_keeps_its_lines_apart() {
        let mut field = Field::lines("");
        field.paste("one\rtwo\twith tab\r\nthree\u{1b}");
        assert_eq!(field.text(), "one\ntwo with tab\nthree");
        let mut line = Field::line("");
        line.paste("Rosa\rMarin");
        assert_eq!(line.text(), "Rosa Marin");
    }

    #[test]
    fn no_hidden_shortcut_takes_what_was_typed() {
        let mut field = Field::lines("A long careful sentence.");
        for c in ('a'..='z').filter(|c| !"wzyj".contains(*c)) {
            let key = Key { ctrl: true, ..Key::char(c) };
            assert!(!field.edit(key), "ctrl-{c}");
        }
        assert_eq!(field.text(), "A long careful sentence.");
        assert!(field.edit("ctrl-j".parse().unwrap()));
        assert_eq!(field.text(), "A long careful sentence.\n");
    }
}
