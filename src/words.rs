//! Words as they are printed: counts with their nouns, and texts measured in cells.
//!
//! On the ground floor. A char is not a cell: names may be wide, and a column must stay a column.

use std::borrow::Cow;
use std::fmt;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Returns a count with its noun: "1 unit", "2 units".
pub fn counted(count: impl Into<u64>, noun: &str) -> String {
    let count = count.into();
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

/// Returns things as a sentence lists them: "97110, 97112 and 97140".
pub fn listed<T: fmt::Display>(last: &str, things: &[T]) -> String {
    match things {
        [] => String::new(),
        [only] => only.to_string(),
        [first @ .., end] => {
            let first: Vec<String> = first.iter().map(ToString::to_string).collect();
            format!("{} {last} {end}", first.join(", "))
        }
    }
}

/// The sources that a text cites, each with its number.
#[derive(Debug, Default)]
pub struct Citations(Vec<String>);

impl Citations {
    /// Returns a sentence with the number of its source in brackets behind it.
    pub fn cite(&mut self, sentence: impl fmt::Display, source: &str) -> String {
        let place = self.0.iter().position(|known| known == source).unwrap_or_else(|| {
            self.0.push(source.to_owned());
            self.0.len() - 1
        });
        format!("{sentence} [{}]", place + 1)
    }

    /// Returns the sources in the order of their numbers, from 1.
    pub fn all(&self) -> &[String] {
        &self.0
    }
}

/// Whether a character is printed as itself: it moves no cursor, turns no text around, and hides nothing.
pub fn is_plain(c: char) -> bool {
    let hides = matches!(c,
        // marks and overrides of direction, separators of lines, joiners without a shape, tags
        '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}');
    !hides && !c.is_control()
}

/// Escapes what JSON may hold as it is and a terminal must not: the text stays the same to whoever reads it as JSON.
pub fn escaped(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if c == '\n' || is_plain(c) {
            out.push(c);
        } else {
            c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| out += &format!("\\u{unit:04x}"));
        }
    }
    out
}

/// Returns the text with a mark in the place of every character that is not printed as itself; line ends stay.
pub fn plain(text: &str) -> Cow<'_, str> {
    let lines = text.split_inclusive('\n');
    let ends = |line: &str| line.strip_suffix("\r\n").or(line.strip_suffix('\n')).map_or(line.len(), str::len);
    if lines.clone().all(|line| line.split_at(ends(line)).0.chars().all(is_plain)) {
        return Cow::Borrowed(text);
    }
    let mark = |c: char| if is_plain(c) { c } else { char::REPLACEMENT_CHARACTER };
    Cow::Owned(lines.map(|line| line.split_at(ends(line))).fold(String::new(), |mut out, (words, end)| {
        out.extend(words.chars().map(mark));
        out + end
    }))
}

/// Returns the text as a cell that no spreadsheet takes for a formula: a quote mark stands before what would begin one.
pub fn disarmed(text: &str) -> String {
    let text = plain(text);
    let begins = text.trim_start().chars().next().is_some_and(|c| "=+-@|%\u{ff1d}\u{ff0b}\u{ff0d}\u{ff20}".contains(c));
    if begins { format!("'{text}") } else { text.into_owned() }
}

/// Returns how many cells a text takes.
pub fn width(text: &str) -> usize {
    text.width()
}

/// Returns the text cut to so many cells, with an ellipsis where something was cut; what is not printed as itself is dropped.
pub fn fit(text: &str, cells: usize) -> String {
    let clean: String = text.chars().filter(|c| is_plain(*c)).collect();
    if clean.width() <= cells {
        return clean;
    }
    let mut out = String::new();
    for grapheme in clean.graphemes(true) {
        if out.width() + grapheme.width() + 1 > cells {
            break;
        }
        out.push_str(grapheme);
    }
    if cells > 0 {
        out.push('…');
    }
    out
}

/// Returns the text cut or padded to exactly so many cells.
pub fn pad(text: &str, cells: usize) -> String {
    let fitted = fit(text, cells);
    let gap = cells.saturating_sub(fitted.width());
    fitted + &" ".repeat(gap)
}

/// Returns the text padded to so many cells; a longer one is not cut, and keeps one space after it.
pub fn column(text: &str, cells: usize) -> String {
    pad(text, cells.max(width(text) + 1))
}

/// Returns the text in lines of at most so many cells, broken between words, the later ones set in; control
/// characters are dropped.
pub fn folded(text: &str, first: &str, later: &str, cells: usize) -> Vec<String> {
    let clean: String = text.chars().filter(|c| is_plain(*c)).collect();
    let options = textwrap::Options::new(cells.max(1)).initial_indent(first).subsequent_indent(later);
    textwrap::wrap(&clean, options).into_iter().map(String::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_characters_are_cut_by_cells() {
        assert_eq!(fit("山田太郎", 8), "山田太郎");
        assert_eq!(fit("山田太郎", 7), "山田太…");
        assert_eq!(fit("山田太郎", 6), "山田…");
        assert_eq!(width(&pad("山田太郎", 6)), 6);
        assert_eq!(fit("a\u{1b}[31mb", 9), "a[31mb");
        assert_eq!(fit("abc", 0), "");
    }

    #[test]
    fn nothing_moves_the_cursor_or_turns_the_text_around() {
        assert_eq!(plain("Zoë ᠎x"), "Zoë \u{fffd}x");
        assert_eq!(plain("a\u{1b}[2J\u{202e}b\u{9b}c\nd\u{200d}e"), "a\u{fffd}[2J\u{fffd}b\u{fffd}c\nd\u{200d}e");
        assert_eq!(plain("a\r\nb\rc\n"), "a\r\nb\u{fffd}c\n");
        assert!(matches!(plain("Seán Ó Briain, 山田, עברית"), Cow::Borrowed(_)));
        assert_eq!(fit("a\u{202e}b", 9) + &folded("\u{2066}x y", "", "", 9).concat(), "abx y");
    }

    #[test]
    fn no_cell_begins_a_formula() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", "  =1", "\u{ff1d}1", "\t=1", "|x", "%x"] {
            assert!(disarmed(text).starts_with('\'') || disarmed(text).starts_with('\u{fffd}'), "{text:?}");
        }
        assert_eq!(disarmed("Rosa Marin"), "Rosa Marin");
        assert_eq!(disarmed(""), "");
    }

    #[test]
    fn a_text_is_folded_between_words() {
        assert_eq!(folded("one two three", "- ", "  ", 9), ["- one two", "  three"]);
        assert_eq!(listed("and", &[1, 2, 3]) + &listed("or", &[4]) + &listed("or", &[0; 0]), "1, 2 and 34");
        assert_eq!(counted(1u32, "unit") + &counted(0u32, "unit"), "1 unit0 units");
    }
}
