//! Texts measured in cells: one place that knows how wide a word is and how to cut it.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Returns how many cells a text takes.
pub(super) fn width(text: &str) -> usize {
    text.width()
}

/// Returns the text cut to so many cells, with an ellipsis where something was cut; control characters are dropped.
pub(super) fn fit(text: &str, cells: usize) -> String {
    let clean: String = text.chars().filter(|c| !c.is_control()).collect();
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
pub(super) fn pad(text: &str, cells: usize) -> String {
    let fitted = fit(text, cells);
    let gap = cells.saturating_sub(fitted.width());
    fitted + &" ".repeat(gap)
}

/// Returns the text in lines of at most so many cells, the later ones set in; control characters are dropped.
pub(super) fn folded(text: &str, indent: &str, cells: usize) -> Vec<String> {
    let clean: String = text.chars().filter(|c| !c.is_control()).collect();
    let options = textwrap::Options::new(cells.max(1)).subsequent_indent(indent);
    textwrap::wrap(&clean, options).into_iter().map(String::from).collect()
}

/// Returns a count with its noun.
pub(super) fn counted(count: u32, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
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
}
