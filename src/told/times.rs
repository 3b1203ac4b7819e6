//! Times of the day, and by how much: "10:21pm", "-3m", "10:05 for 10m".

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, TimeDelta};

use super::{Piece, pieces, short};

/// When something was, as it was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Time {
    /// A time of the day.
    At(NaiveTime),
    /// A time of the morning or of the afternoon, for nobody said which; here as it was written.
    Either(NaiveTime),
    /// So much later than it stands, or earlier where it is negative; 24 hours at most.
    By(TimeDelta),
    /// So much before now; 24 hours at most.
    Ago(TimeDelta),
}

impl Time {
    /// Returns the instant that was meant of something that stands at another one: of those with that time of the day one
    /// within some bounds, or else any, and the nearest of them. One that cannot be is refused by whoever asked.
    pub fn instant(self, stands: Instant, (from, to): (Instant, Instant), now: Instant) -> Option<Instant> {
        let half_a_day = TimeDelta::hours(12);
        let times = match self {
            Self::By(by) => return stands.checked_add_signed(by),
            Self::Ago(ago) => return now.checked_sub_signed(ago),
            Self::At(time) => vec![time],
            Self::Either(time) => vec![time, time + half_a_day],
        };
        let day = stands.date_naive();
        let days = [Some(day), day.pred_opt(), day.succ_opt()];
        let on = |day: NaiveDate, time| day.and_time(time).and_local_timezone(*stands.offset()).single();
        let instants = times.iter().flat_map(|time| days.into_iter().flatten().filter_map(move |day| on(day, *time)));
        instants.min_by_key(|at| (*at < from || *at > to, (*at - stands).abs()))
    }
}

/// An instant on the clinic's clock.
type Instant = DateTime<FixedOffset>;

/// Reads a time of the day ("10:21", "905", "9pm"), by how much ("-3m", "+2 min"), or how long ago ("3m ago", "now").
///
/// An amount without a unit is in minutes; with a colon it is minutes and seconds. An hour from 1 to 12 without am or pm
/// may be of either half of the day.
pub fn time(text: &str) -> Option<Time> {
    let text = text.trim().to_ascii_lowercase();
    if text == "now" {
        return Some(Time::Ago(TimeDelta::zero()));
    }
    if let Some(later) = text.strip_prefix('+') {
        return amount(later).map(Time::By);
    }
    if let Some(earlier) = text.strip_prefix(['-', '\u{2212}']) {
        return amount(earlier).map(|by| Time::By(-by));
    }
    match text.strip_suffix("ago") {
        Some(ago) => amount(ago).map(Time::Ago),
        None => Clock::read(&text)?.told(),
    }
}

/// Reads a stretch of time, as its beginning and its length: "10:05-10:15", "10:05 to 10:15", "10:05 for 10m".
///
/// The second end may be past midnight, and so the smaller. Where an end is not told am or pm, it is the one that makes
/// the stretch shorter. A length is under 24 hours.
pub fn span(text: &str) -> Option<(Time, TimeDelta)> {
    let text = text.trim().to_ascii_lowercase();
    let split = |marks: &[&str]| marks.iter().find_map(|mark| text.split_once(mark));
    if let Some((start, length)) = split(&["+", "for"]) {
        let length = amount(length).filter(|length| *length < TimeDelta::days(1))?;
        return Some((Clock::read(start)?.told()?, length));
    }
    let (start, stop) = split(&["to", "\u{2013}", "\u{2014}", "\u{2212}", "-"]).or_else(|| text.split_once(' '))?;
    between(Clock::read(start)?, Clock::read(stop)?)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Half {
    Am,
    Pm,
}

/// A time of the day as it stands in the text.
#[derive(Debug, Clone, Copy)]
struct Clock {
    hour: u32,
    /// Missing in "9pm", which is a time only by its half.
    minute: Option<u32>,
    second: u32,
    half: Option<Half>,
}

impl Clock {
    fn read(text: &str) -> Option<Self> {
        use Piece::{Mark, Number, Word};
        let pieces = pieces(text);
        let (digits, half) = match pieces.as_slice() {
            [digits @ .., Word("am")] | [digits @ .., Word("a"), Mark('.'), Word("m"), Mark('.')] => {
                (digits, Some(Half::Am))
            }
            [digits @ .., Word("pm")] | [digits @ .., Word("p"), Mark('.'), Word("m"), Mark('.')] => {
                (digits, Some(Half::Pm))
            }
            digits => (digits, None),
        };
        let two = |digits: &str| short(digits).filter(|_| digits.len() == 2);
        let (hour, minute, second) = match *digits {
            [Number(hour), Mark(':' | '.'), Number(minute)] => (short(hour)?, Some(two(minute)?), 0),
            [Number(hour), Mark(':'), Number(minute), Mark(':'), Number(second)] => {
                (short(hour)?, Some(two(minute)?), two(second)?)
            }
            [Number(digits)] if matches!(digits.len(), 3 | 4) => {
                let (hour, minute) = digits.split_at_checked(digits.len() - 2)?;
                (short(hour)?, Some(short(minute)?), 0)
            }
            [Number(hour)] => (short(hour)?, None, 0),
            _ => return None,
        };
        Some(Self { hour, minute, second, half })
    }

    fn time(self) -> Option<NaiveTime> {
        let hour = match self.half {
            None => self.hour,
            Some(_) if !(1..=12).contains(&self.hour) => return None,
            Some(Half::Am) => self.hour % 12,
            Some(Half::Pm) => self.hour % 12 + 12,
        };
        let minute = self.minute.or(self.half.map(|_| 0))?;
        NaiveTime::from_hms_opt(hour, minute, self.second)
    }

    /// Whether it may be of either half of the day.
    fn is_open(self) -> bool {
        self.half.is_none() && (1..=12).contains(&self.hour)
    }

    fn told(self) -> Option<Time> {
        self.time().map(if self.is_open() { Time::Either } else { Time::At })
    }

    /// Returns the times that it may be, the one as it was written first.
    fn either(self) -> impl Iterator<Item = NaiveTime> {
        let halves = [Half::Am, Half::Pm].map(|half| Self { half: Some(half), ..self }).into_iter();
        let halves = halves.filter(move |_| self.is_open());
        [self].into_iter().chain(halves).filter_map(Self::time)
    }
}

/// Returns the beginning and the length, with each half of the day that was not told so that the length is the least.
///
/// "10:05-10:15pm" is ten minutes in the evening, not half a day and ten minutes.
fn between(start: Clock, stop: Clock) -> Option<(Time, TimeDelta)> {
    let length =
        |start: NaiveTime, stop: NaiveTime| TimeDelta::seconds((stop - start).num_seconds().rem_euclid(24 * 60 * 60));
    // "9-10" are no times, "9-10am" are.
    let is_told = start.half.is_some() || stop.half.is_some();
    let (first, last) = (start.either(), || stop.either());
    let all = first.flat_map(|start| last().map(move |stop| (start, length(start, stop))));
    let (first, length) =
        all.filter(|_| is_told || start.minute.is_some() && stop.minute.is_some()).min_by_key(|(_, length)| *length)?;
    // Where neither half was told, the whole may be of either.
    let open = start.is_open() && stop.half.is_none() && stop.is_open();
    Some((if open { Time::Either(first) } else { Time::At(first) }, length))
}

/// Reads a length of time of 24 hours at most: "3", "3m", "2 min", "90s", "1h30m", "1:30" (minutes and seconds).
fn amount(text: &str) -> Option<TimeDelta> {
    use Piece::{Mark, Number, Word};
    let pieces = pieces(text);
    let seconds = match *pieces {
        [Number(minutes)] => of(minutes, 60)?,
        [Number(minutes), Mark(':'), Number(seconds)] if seconds.len() == 2 => {
            of(minutes, 60)? + of(seconds, 1).filter(|seconds| *seconds < 60)?
        }
        _ => {
            let (pairs, rest) = pieces.as_chunks();
            let mut smallest = i64::MAX;
            let mut sum = 0;
            for pair in pairs {
                let [Number(digits), Word(word)] = *pair else { return None };
                let unit = unit(word).filter(|unit| *unit < smallest)?;
                smallest = unit;
                sum += of(digits, unit)?;
            }
            match *rest {
                [] if !pairs.is_empty() => sum,
                // "1h30": minutes, as the clock goes on.
                [Number(minutes)] if smallest == 60 * 60 => sum + of(minutes, 60)?,
                _ => return None,
            }
        }
    };
    TimeDelta::try_seconds(seconds).filter(|length| *length <= TimeDelta::days(1))
}

/// Returns a number of units in seconds.
fn of(digits: &str, unit: i64) -> Option<i64> {
    Some(i64::from(digits.parse::<u32>().ok()?) * unit)
}

fn unit(word: &str) -> Option<i64> {
    match word {
        "h" | "hr" | "hrs" | "hour" | "hours" => Some(60 * 60),
        "m" | "min" | "mins" | "minute" | "minutes" => Some(60),
        "s" | "sec" | "secs" | "second" | "seconds" => Some(1),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
