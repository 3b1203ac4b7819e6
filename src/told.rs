//! Dates and times as people write them: "2/29/80", "29 Feb 1980", "yesterday", "10:21pm", "-3m", "10:05 for 10m".
//!
//! On the ground floor, and pure: what is today is given to it. One text has one meaning or none; nothing that could be
//! two dates or two times is guessed at, save by the rules that each function names.

mod dates;
mod times;

pub use dates::{birth, date, date_words};
pub use times::{Time, span, time};

/// A run of digits, a run of letters, or one other character; the spaces between them are gone.
#[derive(Debug, Clone, Copy)]
enum Piece<'a> {
    Number(&'a str),
    Word(&'a str),
    Mark(char),
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let run = |of: fn(&char) -> bool| rest.chars().take_while(of).map(char::len_utf8).sum();
        let (piece, tail);
        if first.is_ascii_digit() {
            (piece, tail) = rest.split_at(run(char::is_ascii_digit));
            found.push(Piece::Number(piece));
        } else if first.is_ascii_alphabetic() {
            (piece, tail) = rest.split_at(run(char::is_ascii_alphabetic));
            found.push(Piece::Word(piece));
        } else {
            (_, tail) = rest.split_at(first.len_utf8());
            found.push(Piece::Mark(first));
        }
        rest = tail.trim_start();
    }
    found
}

/// Reads a number of one or two digits.
fn short(digits: &str) -> Option<u32> {
    digits.parse().ok().filter(|_| digits.len() <= 2)
}

#[cfg(test)]
mod tests;
