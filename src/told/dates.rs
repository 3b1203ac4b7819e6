//! Dates: "2/29/80", "29 Feb 1980", "yesterday".

use chrono::{Datelike as _, Days, NaiveDate, Weekday};

use super::{Piece, pieces, short};

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// Reads a date.
///
/// Between strokes or hyphens the month comes first, between dots the day; a year of four digits may lead. A year of two
/// digits is the one nearest today. Without a year, and for a day of the week, it is the latest not after today.
pub fn date(text: &str, today: NaiveDate) -> Option<NaiveDate> {
    let text = text.trim().to_ascii_lowercase();
    let pieces = pieces(&text);
    if let Some(back) = days_back(&pieces, today) {
        return today.checked_sub_days(Days::new(back));
    }
    let Written { year, month, day } = written(&pieces)?;
    let on = |year| NaiveDate::from_ymd_opt(year, month, day);
    match year {
        Year::Whole(year) => on(year),
        Year::Short(year) => {
            let century = century(today);
            let years = [century - 100 + year, century + year, century + 100 + year];
            years.into_iter().filter_map(on).min_by_key(|date| (*date - today).abs())
        }
        // Up to eight years may lie between two 29ths of February.
        Year::Untold => (0..=8).find_map(|back| on(today.year() - back).filter(|date| *date <= today)),
    }
}

/// Reads a date of birth: in the ways of [`date`] that name a year, and never after today.
///
/// A year of two digits is the latest that has already been.
pub fn birth(text: &str, today: NaiveDate) -> Option<NaiveDate> {
    let text = text.trim().to_ascii_lowercase();
    let Written { year, month, day } = written(&pieces(&text))?;
    let on = |year| NaiveDate::from_ymd_opt(year, month, day).filter(|date| *date <= today);
    match year {
        Year::Whole(year) => on(year),
        Year::Short(year) => on(century(today) + year).or_else(|| on(century(today) - 100 + year)),
        Year::Untold => None,
    }
}

/// Returns a date in words that no country reads differently: "29 Feb 1980".
pub fn date_words(date: NaiveDate) -> String {
    date.format("%-d %b %Y").to_string()
}

fn century(today: NaiveDate) -> i32 {
    today.year() - today.year().rem_euclid(100)
}

enum Year {
    Whole(i32),
    Short(i32),
    Untold,
}

/// A date as it stands in the text, not yet known to be one of the calendar.
struct Written {
    year: Year,
    month: u32,
    day: u32,
}

fn written(pieces: &[Piece<'_>]) -> Option<Written> {
    use Piece::{Mark, Number};
    match *pieces {
        [Number(digits)] => run_together(digits),
        [Number(a), Mark(mark), Number(b), Mark(second), Number(c)] if mark == second => match mark {
            '-' | '/' | '.' if a.len() == 4 => numbers(b, c, Some(a)),
            '-' | '/' => numbers(a, b, Some(c)),
            '.' => numbers(b, a, Some(c)),
            _ => None,
        },
        [Number(a), Mark('-' | '/'), Number(b)] => numbers(a, b, None),
        [Number(a), Mark('.'), Number(b)] => numbers(b, a, None),
        _ => named(pieces),
    }
}

/// Reads eight digits: the year first where they begin with 19 or 20, which no month does; otherwise the month.
fn run_together(digits: &str) -> Option<Written> {
    let (head, tail) = digits.split_at_checked(4).filter(|_| digits.len() == 8)?;
    let (year, days) = if whole(head).is_some() { (head, tail) } else { (tail, head) };
    let (month, day) = days.split_at_checked(2)?;
    numbers(month, day, Some(year))
}

/// Reads a date with its month in letters; one mark may stand between two pieces.
fn named(pieces: &[Piece<'_>]) -> Option<Written> {
    use Piece::{Mark, Number, Word};
    let parts: Vec<_> = pieces.split(|piece| matches!(piece, Mark('-' | '/' | '.' | ','))).collect();
    if parts.iter().any(|part| part.is_empty()) {
        return None;
    }
    let (day, word, year) = match *parts.concat() {
        [Number(day), Word(word), Number(year)] | [Word(word), Number(day), Number(year)] => (day, word, Some(year)),
        [Number(day), Word(word)] | [Word(word), Number(day)] => (day, word, None),
        _ => return None,
    };
    let month = u32::try_from(place(word, &MONTHS)?).ok()? + 1;
    Some(Written { year: told_year(year)?, month, day: short(day)? })
}

fn numbers(month: &str, day: &str, year: Option<&str>) -> Option<Written> {
    Some(Written { year: told_year(year)?, month: short(month)?, day: short(day)? })
}

fn told_year(digits: Option<&str>) -> Option<Year> {
    match digits {
        None => Some(Year::Untold),
        Some(digits) if digits.len() == 2 => digits.parse().ok().map(Year::Short),
        Some(digits) => whole(digits).map(Year::Whole),
    }
}

/// A year of another century is a slip of the finger.
fn whole(digits: &str) -> Option<i32> {
    digits.parse().ok().filter(|year| digits.len() == 4 && (1900..2100).contains(year))
}

/// Returns the place of a name among names, written whole or by three letters and more.
fn place(word: &str, names: &[&str]) -> Option<usize> {
    names.iter().position(|name| word.len() >= 3 && name.starts_with(word))
}

fn days_back(pieces: &[Piece<'_>], today: NaiveDate) -> Option<u64> {
    use Piece::{Mark, Number, Word};
    match *pieces {
        [Word("today")] => Some(0),
        [Word("yesterday")] => Some(1),
        [Mark('-' | '\u{2212}'), Number(days)] | [Number(days), Word("day" | "days"), Word("ago")] => days.parse().ok(),
        [Word(word)] => {
            let day = Weekday::try_from(u8::try_from(place(word, &WEEKDAYS)?).ok()?).ok()?;
            Some(u64::from(today.weekday().days_since(day)))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests;
