//! Who claims what several sessions of one day are billed for together.

use tableside::catalog::{Catalog, PayerId};
use tableside::export::{DayBook, Format};
use tableside::note::Astray;
use tableside::session::{Event, Recorded, SegmentNo, SessionId, paper};

use super::forms::{WHOLE, documents};
use super::{book, composed, evening, printer, sessions};
use crate::record;

/// Two visits of one patient on one day, as forms.
fn visit(opened: &str, closed: &str, minutes: &str, payer: &str) -> String {
    format!(
        "payer = \"{payer}\"\nopened = \"2026-11-23T{opened}:00-05:00\"\nclosed = \"2026-11-23T{closed}:00-05:00\"\n\
         patient = {{ name = \"Rosa Marin\", id = \"0042\" }}\n[[segments]]\narea = \"neck\"\ntechnique = \"petrissage\"\n\
         start = \"2026-11-23T{opened}:00-05:00\"\nstop = \"2026-11-23T{minutes}:00-05:00\"\n"
    )
}

fn told(id: &str, form: &str, catalog: &Catalog) -> (SessionId, Vec<Recorded>) {
    let document = tableside::document::Document::toml(id, form);
    let events = paper::read(&document, catalog, &record::osei(), evening()).unwrap_or_else(|e| panic!("{e}"));
    (SessionId::new(id), events)
}

/// Signs a session beside the others of the day.
fn sign(streams: &mut [(SessionId, Vec<Recorded>)], place: usize, catalog: &Catalog) {
    let all = sessions(streams);
    let (printed, digest) = composed(&all[place], &all, catalog).to_sign().unwrap();
    let at = evening() + chrono::TimeDelta::minutes(i64::try_from(place).unwrap());
    streams[place].1.push(Recorded::new(at, &record::osei(), Event::NoteSigned { digest, printed }));
}

fn lines(streams: &[(SessionId, Vec<Recorded>)], catalog: &Catalog) -> Vec<(String, u32)> {
    let all = sessions(streams);
    book(&all, false, catalog).lines().iter().map(|line| (line.session.to_string(), line.units)).collect()
}

#[test]
fn sessions_of_one_day_are_charged_once_in_whatever_order_they_are_signed() {
    let catalog = Catalog::builtin().unwrap();
    // 20, 20 and 20 minutes: together 60, and 4 units; two of them 40, and 3.
    let forms = [("09:00", "09:30", "09:20"), ("11:00", "11:30", "11:20"), ("14:00", "14:30", "14:20")];
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let mut streams: Vec<_> = forms
            .iter()
            .zip(["aaaaaaaa", "bbbbbbbb", "cccccccc"])
            .map(|((opened, closed, stop), id)| told(id, &visit(opened, closed, stop, "medicare"), &catalog))
            .collect();
        for place in order {
            sign(&mut streams, place, &catalog);
        }
        let charged = lines(&streams, &catalog);
        assert_eq!(charged.len(), 1, "{order:?}: {charged:?}");
        assert_eq!(charged[0].1, 4, "{order:?}");
        let all = sessions(&streams);
        assert!(book(&all, false, &catalog).astray.is_empty(), "{order:?}");
    }
    // Each signed before the next was opened: the last one knows all, and takes the place of those before it.
    let mut streams = Vec::new();
    for ((opened, closed, stop), id) in forms.into_iter().zip(["aaaaaaaa", "bbbbbbbb", "cccccccc"]) {
        streams.push(told(id, &visit(opened, closed, stop, "medicare"), &catalog));
        sign(&mut streams, id.bytes().next().map_or(0, |b| usize::from(b - b'a')), &catalog);
    }
    assert_eq!(lines(&streams, &catalog), [("cccccccc".to_owned(), 4)]);
    let all = sessions(&streams);
    let replaced: Vec<bool> = all.iter().map(|s| composed(s, &all, &catalog).replaced.len() == 1).collect();
    assert_eq!(replaced, [true, true, false]);
    let first = String::from_utf8(printer().print(&composed(&all[0], &all, &catalog), Format::Text).unwrap()).unwrap();
    assert!(first.replace('\n', " ").contains("claimed with session bbbbbbbb, signed later"), "{first}");
    let bundle = String::from_utf8(printer().print(&composed(&all[0], &all, &catalog), Format::Fhir).unwrap()).unwrap();
    assert!(bundle.contains("not-billable") && !bundle.contains("\"billable\""));
}

#[test]
fn charges_that_nobody_claims_any_more_are_named() {
    let catalog = Catalog::builtin().unwrap();
    let mut streams = vec![
        told("aaaaaaaa", &visit("09:00", "09:30", "09:20", "medicare"), &catalog),
        told("bbbbbbbb", &visit("11:00", "11:30", "11:25", "medicare"), &catalog),
    ];
    sign(&mut streams, 1, &catalog);
    assert!(lines(&streams, &catalog).is_empty(), "they wait for the first session");
    assert!(book(&sessions(&streams), false, &catalog).astray.is_empty());
    let pays = Event::PayerChanged { payer: PayerId::new("cash") };
    streams[0].1.push(Recorded::new(evening(), &record::osei(), pays));
    sign(&mut streams, 0, &catalog);
    let all = sessions(&streams);
    let book = book(&all, false, &catalog);
    assert_eq!(book.astray, [Astray::Unclaimed(SessionId::new("bbbbbbbb"))]);
    let day = String::from_utf8(documents(&book)["2026-11-23-day.json"].clone()).unwrap();
    assert!(day.contains("The charges of session bbbbbbbb were left to another session"), "{day}");
    let cover = pdf_extract::extract_text_from_mem(&documents(&book)["2026-11-23-notes.pdf"]).unwrap();
    assert!(cover.contains("nobody claims them"), "{cover}");
}

#[test]
fn a_session_over_midnight_is_charged_on_both_days_and_named_where_it_is_not_signed() {
    let catalog = Catalog::builtin().unwrap();
    let mut streams = vec![told("aaaaaaaa", WHOLE, &catalog)];
    let next = evening().date_naive().succ_opt().unwrap();
    let of = |streams: &[(SessionId, Vec<Recorded>)], date| {
        let all = sessions(streams);
        DayBook::of(date, all.iter(), false, |session| composed(session, &all, &catalog))
    };
    assert_eq!(of(&streams, next).unsigned.len(), 1, "its charges of the day are missing");
    sign(&mut streams, 0, &catalog);
    let (first, second) = (of(&streams, evening().date_naive()), of(&streams, next));
    assert_eq!((first.notes.len(), second.notes.len(), second.overnight.len()), (1, 0, 1));
    assert!(!first.lines().is_empty() && !second.lines().is_empty());
    assert!(first.lines().iter().all(|line| line.date == evening().date_naive()));
    assert!(second.lines().iter().all(|line| line.date == next));
    assert!(documents(&second).contains_key("2026-11-24-notes.pdf"));
}

#[test]
fn a_later_note_takes_the_place_of_one_day_and_not_of_the_other() {
    let catalog = Catalog::builtin().unwrap();
    let night = visit("23:25", "23:59", "23:55", "medicare")
        .replace("closed = \"2026-11-23T23:59", "closed = \"2026-11-24T00:30")
        .replace("stop = \"2026-11-23T23:55", "stop = \"2026-11-24T00:25");
    let mut streams = vec![told("aaaaaaaa", &night, &catalog)];
    sign(&mut streams, 0, &catalog);
    let morning = visit("09:00", "09:30", "09:20", "medicare").replace("2026-11-23", "2026-11-24");
    streams.push(told("bbbbbbbb", &morning, &catalog));
    sign(&mut streams, 1, &catalog);
    let all = sessions(&streams);
    let of = |date| DayBook::of(date, all.iter(), false, |session| composed(session, &all, &catalog)).lines();
    let next = evening().date_naive().succ_opt().unwrap();
    let told = |lines: Vec<tableside::export::Line>| -> Vec<(String, u32)> {
        lines.into_iter().map(|line| (line.session.to_string(), line.units)).collect()
    };
    // 35 minutes before midnight; 25 after it and 20 in the morning.
    assert_eq!(told(of(evening().date_naive())), [("aaaaaaaa".to_owned(), 2)]);
    assert_eq!(told(of(next)), [("bbbbbbbb".to_owned(), 3)]);
}

#[test]
fn a_draft_takes_the_place_of_nothing() {
    let catalog = Catalog::builtin().unwrap();
    let mut streams = vec![told("aaaaaaaa", &visit("09:00", "09:30", "09:20", "medicare"), &catalog)];
    sign(&mut streams, 0, &catalog);
    streams.push(told("bbbbbbbb", &visit("11:00", "11:30", "11:20", "medicare"), &catalog));
    let all = sessions(&streams);
    let lines = book(&all, true, &catalog).lines();
    assert_eq!(lines.iter().map(|line| (line.session.as_str(), line.units)).collect::<Vec<_>>(), [("aaaaaaaa", 1)]);
}

#[test]
fn a_note_that_claims_for_a_session_which_went_its_own_way_is_named() {
    let catalog = Catalog::builtin().unwrap();
    let mut streams = vec![
        told("aaaaaaaa", &visit("09:00", "09:30", "09:20", "medicare"), &catalog),
        told("bbbbbbbb", &visit("11:00", "11:30", "11:25", "medicare"), &catalog),
    ];
    sign(&mut streams, 0, &catalog);
    assert!(book(&sessions(&streams), false, &catalog).astray.is_empty());
    let pays = Event::PayerChanged { payer: PayerId::new("cash") };
    streams[1].1.push(Recorded::new(evening(), &record::osei(), pays));
    sign(&mut streams, 1, &catalog);
    let astray = book(&sessions(&streams), false, &catalog).astray;
    assert_eq!(astray, [Astray::Parted(SessionId::new("aaaaaaaa"), SessionId::new("bbbbbbbb"))]);
}

#[test]
fn a_note_that_claims_for_what_was_taken_out_since_is_named() {
    let catalog = Catalog::builtin().unwrap();
    let worked =
        visit("11:00", "11:30", "11:25", "medicare").replace("[[segments]]", "plan = \"Again.\"\n[[segments]]");
    let mut streams = vec![
        told("aaaaaaaa", &visit("09:00", "09:30", "09:20", "medicare"), &catalog),
        told("bbbbbbbb", &worked, &catalog),
    ];
    sign(&mut streams, 0, &catalog);
    let discarded = Event::SegmentDiscarded { segment: SegmentNo(1) };
    streams[1].1.push(Recorded::new(evening(), &record::osei(), discarded));
    let parted = [Astray::Parted(SessionId::new("aaaaaaaa"), SessionId::new("bbbbbbbb"))];
    assert_eq!(book(&sessions(&streams), false, &catalog).astray, parted);
    sign(&mut streams, 1, &catalog);
    assert_eq!(book(&sessions(&streams), false, &catalog).astray, parted);
}

#[test]
fn one_note_alone_says_nothing_false_of_its_claim() {
    let catalog = Catalog::builtin().unwrap();
    let mut streams = vec![
        told("aaaaaaaa", &visit("09:00", "09:30", "09:20", "medicare"), &catalog),
        told("bbbbbbbb", &visit("11:00", "11:30", "11:25", "medicare"), &catalog),
    ];
    sign(&mut streams, 1, &catalog);
    sign(&mut streams, 0, &catalog);
    let alone = book(&sessions(&streams), false, &catalog).of_one(&SessionId::new("bbbbbbbb"));
    assert_eq!((alone.notes.len(), alone.astray.len()), (1, 0));
}

/// A visit at which nothing was timed, only told.
fn talk(opened: &str, closed: &str) -> String {
    format!(
        "payer = \"medicare\"\nopened = \"2026-11-23T{opened}:00-05:00\"\nclosed = \"2026-11-23T{closed}:00-05:00\"\n\
         patient = {{ name = \"Rosa Marin\", id = \"0042\" }}\nsubjective = \"Came too early.\"\n"
    )
}

#[test]
fn a_session_at_which_nothing_was_timed_bills_nothing_of_the_others() {
    let catalog = Catalog::builtin().unwrap();
    for order in [[0, 1], [1, 0]] {
        let mut streams = vec![
            told("aaaaaaaa", &talk("09:00", "09:20"), &catalog),
            told("bbbbbbbb", &visit("10:00", "10:45", "10:30", "medicare"), &catalog),
        ];
        let all = sessions(&streams);
        assert!(composed(&all[0], &all, &catalog).content.days.iter().all(|day| day.charges.is_empty()));
        for place in order {
            sign(&mut streams, place, &catalog);
        }
        assert_eq!(lines(&streams, &catalog), [("bbbbbbbb".to_owned(), 2)], "{order:?}");
        assert!(book(&sessions(&streams), false, &catalog).astray.is_empty(), "{order:?}");
    }
}
