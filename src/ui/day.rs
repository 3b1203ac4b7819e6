//! The Day screen: older notes that wait, then the sessions of the day.

use chrono::NaiveDate;
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use super::{Look, boxed};
use crate::app::{Day, Msg, State};
use crate::billing::hands;
use crate::catalog::Source;
use crate::note::{self, Claim, DayLine, Status};
use crate::session::{Session, SessionId, clock_text};
use crate::words::{counted, fit, folded, pad};

/// The cells of the note's status, "draft: 7 missing" being the longest.
const STATUS: usize = 18;

pub(super) fn draw(frame: &mut Frame, look: Look, day: &Day, area: Rect) {
    let today = day.date == look.state.now.date_naive();
    let title = format!("{}{}", if today { "Today, " } else { "" }, day.date.format("%A %-d %B %Y"));
    let inner = boxed(frame, look, &title, area);
    let [strip, inner] = Layout::vertical([Constraint::Length(1), Constraint::Fill(1)]).areas(inner);
    frame.render_widget(week(look, day, usize::from(strip.width)), strip);
    let names = Names::of(usize::from(inner.width), &look.state.settings.letterhead.patient);
    let mut lines = Vec::new();
    let mut places: Vec<(usize, usize)> = Vec::new();
    let (cursor, mut chosen_line) = (day.cursor(), 0);
    let mut of_the_day = Vec::new();
    if day.older > 0 {
        let more = if day.more > 0 { format!(", and {} more before these", day.more) } else { String::new() };
        lines.push(Line::styled(format!(" Not signed on earlier days{more}"), look.theme.warning));
    }
    for (place, id) in day.rows.iter().enumerate() {
        if place == day.older {
            if place > 0 {
                lines.push(Line::default());
            }
            lines.push(Line::styled(names.heading(), look.theme.quiet));
        }
        if let Some(session) = look.state.session(id) {
            if place == cursor {
                chosen_line = lines.len();
            }
            places.push((lines.len(), place));
            let older = place < day.older;
            let date = if older { session.opened.date_naive() } else { day.date };
            let line = line(look, session, date, older);
            lines.push(row(look, session, &names, (date, older), line.as_ref(), place == cursor));
            if !older {
                of_the_day.push(line);
            }
        }
    }
    if day.rows.len() <= day.older {
        lines.push(Line::default());
        // A session is opened when it happens.
        let (key, does) = if today { ("n", " to open one.") } else { ("t", " to go back to today.") };
        lines.push(Line::from(vec![
            Span::styled(" No session on this day. Press ", look.theme.text),
            Span::styled(key, look.theme.key),
            Span::styled(does, look.theme.text),
        ]));
    } else {
        lines.push(Line::default());
        lines.push(totals(look, &of_the_day));
    }
    lines.extend(lacks(look, day, usize::from(inner.width)));
    lines.extend(beyond(look, day, usize::from(inner.width)));
    lines.extend(astray(look, day, usize::from(inner.width)));
    lines.extend(outdated(look, usize::from(inner.width)));
    let height = usize::from(inner.height);
    let scroll = (chosen_line + 4).saturating_sub(height);
    for (line, place) in places {
        if let Some(row) =
            line.checked_sub(scroll).and_then(|row| u16::try_from(row).ok()).filter(|row| *row < inner.height)
        {
            look.target(Rect { y: inner.y + row, height: 1, ..inner }, Msg::Row(place));
        }
    }
    frame.render_widget(Paragraph::new(lines).scroll((u16::try_from(scroll).unwrap_or(0), 0)), inner);
}

/// The tables of the catalogue of which a newer edition is due: what they say of pairs and limits may have changed.
fn outdated<'a>(look: Look, cells: usize) -> Vec<Line<'a>> {
    let today = look.state.now.date_naive();
    let due = |source: &Source| source.next.map(|next| next.to_string()).unwrap_or_default();
    let sources = look.state.catalog.outdated(today).into_iter();
    let told = sources.map(|source| {
        format!("! {} of {} is out of date since {}; lay the newer one over it", source.name, source.date, due(source))
    });
    told.flat_map(|text| folded(&text, " ", "   ", cells)).map(|line| Line::styled(line, look.theme.warning)).collect()
}

/// The week of the day: how many sessions each day has, and where a note is not signed.
fn week<'a>(look: Look, day: &Day, cells: usize) -> Line<'a> {
    let waits = |date: NaiveDate| {
        let older = day.rows.iter().take(day.older).filter_map(|id| look.state.session(id));
        older.into_iter().any(|session| session.opened.date_naive() == date)
    };
    // Seven of them fill the line, where it is not much too long.
    let room = (cells / 7).clamp(8, 14);
    let today = look.state.now.date_naive();
    let spans = day.week.iter().map(|(date, count)| {
        let name = date.format(if room > 10 { "%a %-d" } else { "%a" });
        let told = if *count == 0 { "·".to_owned() } else { count.to_string() };
        let open = if waits(*date) { "!" } else { " " };
        let mark = if *date == day.date { "▸" } else { " " };
        let style = match *date {
            date if date == day.date => look.theme.chosen,
            date if waits(date) => look.theme.warning,
            date if date == today => look.theme.title,
            _ => look.theme.quiet,
        };
        Span::styled(pad(&format!("{mark}{name} {told}{open}"), room), style)
    });
    Line::from(spans.collect::<Vec<_>>())
}

/// What the note of the chosen session lacks.
fn lacks<'a>(look: Look, day: &Day, cells: usize) -> Vec<Line<'a>> {
    let Some(session) = day.rows.get(day.cursor()).and_then(|id| look.state.session(id)) else { return Vec::new() };
    let missing: Vec<String> = look.state.note(session).content.missing.iter().map(ToString::to_string).collect();
    if missing.is_empty() || session.is_timing() || session.signature.is_some() {
        return Vec::new();
    }
    let whose = fit(&look.state.patient_name(&session.patient), 30);
    let text = format!("Missing in {whose}'s note: {}", missing.join(", "));
    let lines = folded(&text, " ", "   ", cells);
    lines.into_iter().map(|line| Line::styled(line, look.theme.quiet)).collect()
}

/// Whose hands were timed for longer than the clock ran: at two patients at once.
fn beyond<'a>(look: Look, day: &Day, cells: usize) -> Vec<Line<'a>> {
    let sessions = day.rows.iter().skip(day.older).filter_map(|id| look.state.session(id));
    let told = hands::beyond_the_clock(sessions, day.date, look.state.now).into_iter().map(|beyond| {
        let (timed, clock) = (clock_text(beyond.timed), clock_text(beyond.clock));
        format!("! {}'s hands were timed for {timed} in {clock} of the clock: two patients at once", beyond.therapist)
    });
    told.flat_map(|text| folded(&text, " ", "   ", cells)).map(|line| Line::styled(line, look.theme.warning)).collect()
}

/// Claims of the day that something changed after they were signed.
fn astray<'a>(look: Look, day: &Day, cells: usize) -> Vec<Line<'a>> {
    let sessions: Vec<&Session> = day.rows.iter().skip(day.older).filter_map(|id| look.state.session(id)).collect();
    let name = |id: &SessionId| match look.state.session(id) {
        Some(s) => format!("{} {}", s.opened.format("%H:%M"), fit(&look.state.patient_name(&s.patient), 30)),
        None => id.to_string(),
    };
    let told = look.state.astray(&sessions, day.date).into_iter();
    let told = told.map(|astray| format!("! {}; {}", astray.told(name), note::ASTRAY));
    told.flat_map(|text| folded(&text, " ", "   ", cells)).map(|line| Line::styled(line, look.theme.warning)).collect()
}

/// The widths of the columns, and the word for the person treated.
struct Names {
    patient: usize,
    payer: usize,
    charges: usize,
    word: String,
}

impl Names {
    fn of(width: usize, word: &str) -> Self {
        // Mark 1, time 6, minutes 7, spaces 6; the rest is shared.
        let rest = width.saturating_sub(20 + STATUS);
        let charges = rest * 44 / 100;
        let payer = rest * 22 / 100;
        Self { patient: rest - payer - charges, payer, charges, word: word.to_owned() }
    }

    fn heading(&self) -> String {
        format!(
            " {} {} {} {:>7}  {} {}",
            pad("time", 6),
            pad(&self.word, self.patient),
            pad("payer", self.payer),
            "timed",
            pad("charges", self.charges),
            "note"
        )
    }
}

/// Whether all that is billed together with a session is in memory; of those further back, their own minutes are told, and no
/// charges.
fn is_billed(look: Look, session: &Session, date: NaiveDate, older: bool) -> bool {
    !older || session.signature.is_some() || (look.state.day.date - date).num_days() <= Day::BILLED
}

fn line(look: Look, session: &Session, date: NaiveDate, older: bool) -> Option<DayLine> {
    let state = look.state;
    if is_billed(look, session, date, older) {
        state.line_on(session, date)
    } else {
        note::line_on(session, &[], &state.catalog, state.now, date)
    }
}

fn row<'a>(
    look: Look,
    session: &Session,
    names: &Names,
    (date, older): (NaiveDate, bool),
    line: Option<&DayLine>,
    chosen: bool,
) -> Line<'a> {
    let (state, billed) = (look.state, is_billed(look, session, date, older));
    let timed = line.map_or(0, |line| line.timed.0);
    let charges = line.filter(|_| billed).map(|line| charges(line, state)).unwrap_or_default();
    let payer = look.state.payer_name(&session.payer);
    let opened_before = session.opened.date_naive() < date;
    let time = session.opened.format(if older || opened_before { "%d %b" } else { "%H:%M" }).to_string();
    let account = if billed && session.signature.is_none() { state.account_on(session, date) } else { None };
    let status = match account {
        // Of a session over midnight, each day may leave something open.
        Some(_) if state.days(session).len() > 1 => state.note(session).status,
        Some(account) => note::status_on(session, &account.bill, &state.catalog),
        None => note::status(session, &state.catalog),
    };
    let style = match status {
        Status::Running => look.theme.running,
        Status::Draft(_) => look.theme.warning,
        Status::Ready | Status::Signed(_) => look.theme.unit,
        Status::NotHeld => look.theme.quiet,
    };
    let mark = if chosen { "▸" } else { " " };
    let facts = format!(
        "{mark}{} {} {} {:>7}  {} ",
        pad(&time, 6),
        pad(&look.state.patient_name(&session.patient), names.patient),
        pad(&payer, names.payer),
        timed,
        pad(&charges, names.charges),
    );
    let status = pad(&status.to_string(), STATUS);
    let line = Line::from(vec![Span::styled(facts, look.theme.text), Span::styled(status, style)]);
    if chosen { line.patch_style(look.theme.chosen) } else { line }
}

/// The charges of a session on a day, or with which session of the day they stand.
fn charges(line: &DayLine, state: &State) -> String {
    if let Claim::With(other) = &line.claim {
        let carrier = state.session(other);
        return carrier.map_or_else(String::new, |carrier| format!("with {}", carrier.opened.format("%H:%M")));
    }
    let billed = line.charges.iter().filter(|(_, units)| units.0 > 0).map(|(code, units)| format!("{code}x{units}"));
    // What counts with another session stands in brackets.
    let told = line.asks.then(|| "!".to_owned()).into_iter().chain(billed).collect::<Vec<_>>().join(" ");
    if line.counts || told.is_empty() { told } else { format!("({told})") }
}

/// The day in numbers, of all its sessions.
fn totals<'a>(look: Look, sessions: &[Option<DayLine>]) -> Line<'a> {
    let lines = || sessions.iter().flatten();
    let minutes: u32 = lines().map(|line| line.timed.0).sum();
    // What several sessions are billed for together counts once.
    let units: u32 = lines().map(DayLine::units).sum();
    let count = u32::try_from(sessions.len()).unwrap_or(u32::MAX);
    Line::styled(
        format!(" {}   {}   {}", counted(count, "session"), counted(minutes, "timed minute"), counted(units, "unit")),
        look.theme.title,
    )
}
