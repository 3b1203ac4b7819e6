//! The press.

use chrono::{DateTime, FixedOffset};

use super::blocks::Composer;
use super::pages::{Page, Room, fill};
use super::piece::{Mark, Piece};
use super::text::Typesetter;
use super::*;

const ROOM: Room = Room { first_top: 54.0, next_top: 62.0, bottom: 730.0 };

fn date() -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339("2026-11-23T10:52:00-08:00").unwrap()
}

fn job(blocks: Vec<Block>) -> Job<'static> {
    let part = Part { footer: "Record 1".into(), running: "Record 1".into(), blocks, ..Part::default() };
    Job { size: Size::Letter, title: "Note", date: date(), parts: vec![part] }
}

fn pages(blocks: Vec<Block>) -> usize {
    Press::new().unwrap().print(&job(blocks)).unwrap().pages
}

fn pieces(blocks: &[Block]) -> Vec<Piece> {
    let mut type_ = Typesetter::new().unwrap();
    let mut composer = Composer::new(&mut type_, 504.0, ROOM.bottom - ROOM.next_top);
    for block in blocks {
        composer.block(block);
    }
    composer.finish()
}

/// What a page says, piece by piece.
fn words(page: &Page) -> Vec<String> {
    let said = |piece: &Piece| {
        let lines = piece.marks.iter().filter_map(|mark| match mark {
            Mark::Line { line, .. } => Some(line.text.to_string()),
            _ => None,
        });
        lines.collect::<Vec<_>>().join("|")
    };
    page.iter().map(|(_, piece)| said(piece)).collect()
}

fn table(rows: usize) -> Block {
    let column = |title: &str, right| Column { title: title.into(), share: 1.0, right };
    let row = |n: usize| Row { cells: vec![format!("row {n}"), "3:00".into()], ..Row::default() };
    Block::Table(Table {
        columns: vec![column("Area", false), column("Minutes", true)],
        rows: (0..rows).map(row).collect(),
    })
}

fn lines(count: usize) -> String {
    (0..count).map(|n| format!("line {n}")).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_press_can_be_handed_to_another_thread() {
    fn sendable<T: Send>() {}
    sendable::<Press>();
}

#[test]
fn an_empty_job_still_has_a_page() {
    let none = Job { parts: Vec::new(), ..job(Vec::new()) };
    assert_eq!(Press::new().unwrap().print(&none).unwrap().pages, 1);
    assert_eq!(pages(Vec::new()), 1);
}

#[test]
fn each_part_begins_on_a_page_of_its_own() {
    let mut job = job(vec![Block::Text("short".into())]);
    job.parts = vec![job.parts[0].clone(), job.parts[0].clone(), job.parts[0].clone()];
    assert_eq!(Press::new().unwrap().print(&job).unwrap().pages, 3);
}

#[test]
fn a_table_repeats_its_header_and_loses_no_row() {
    let pieces = pieces(&[table(300)]);
    let pages = fill(&pieces, ROOM);
    assert!(pages.len() > 5);
    let mut rows = Vec::new();
    for page in &pages {
        let mut words = words(page);
        assert_eq!(words.remove(0), "Area|Minutes");
        rows.append(&mut words);
    }
    assert_eq!(rows, (0..300).map(|n| format!("row {n}|3:00")).collect::<Vec<_>>());
}

#[test]
fn nothing_reaches_below_the_bottom() {
    let total = Row { cells: vec!["Total".into()], strong: true, below: vec![lines(3)] };
    let Block::Table(mut long) = table(90) else { unreachable!() };
    long.rows.push(total);
    let blocks = [Block::Text(lines(70)), Block::Table(long), Block::Marked(lines(200)), Block::Heading("Last".into())];
    let pieces = pieces(&blocks);
    for page in fill(&pieces, ROOM) {
        let (y, piece) = page.last().unwrap();
        assert!(y + piece.height <= ROOM.bottom + 0.01);
    }
}

#[test]
fn a_heading_is_never_last_on_a_page() {
    for filler in 30..60 {
        let follower = if filler % 2 == 0 { table(3) } else { Block::Text("one\ntwo\nthree".into()) };
        let pieces = pieces(&[Block::Text(lines(filler)), Block::Heading("Plan".into()), follower]);
        let pages = fill(&pieces, ROOM);
        assert!(pages.iter().all(|page| words(page).last().unwrap() != "Plan"), "after {filler} lines");
    }
}

#[test]
fn a_total_is_never_first_on_a_page() {
    for count in 30..60 {
        let Block::Table(mut table) = table(count) else { unreachable!() };
        table.rows.push(Row { cells: vec!["Total".into()], strong: true, ..Row::default() });
        let pieces = pieces(&[Block::Table(table)]);
        assert!(fill(&pieces, ROOM).iter().all(|page| words(page).get(1).is_none_or(|first| first != "Total")));
    }
}

#[test]
fn a_paragraph_breaks_between_lines() {
    assert_eq!(pages(vec![Block::Text(lines(200))]), 5);
}

#[test]
fn a_row_taller_than_a_page_is_cut_under_its_header() {
    let Block::Table(mut table) = table(1) else { unreachable!() };
    table.rows[0].cells[0] = lines(150);
    let pieces = pieces(&[Block::Table(table)]);
    let pages = fill(&pieces, ROOM);
    assert!(pages.len() >= 3);
    assert!(pages.iter().all(|page| words(page)[0] == "Area|Minutes"));
}

#[test]
fn the_same_job_gives_the_same_bytes() {
    let blocks = || vec![Block::Title("Заметка é ὕδωρ".into()), table(60), Block::Text(lines(30))];
    let mut press = Press::new().unwrap();
    let first = press.print(&job(blocks())).unwrap();
    press.print(&job(vec![Block::Text("something else".into())])).unwrap();
    assert_eq!(press.print(&job(blocks())).unwrap(), first);
    assert_eq!(Press::new().unwrap().print(&job(blocks())).unwrap(), first);
}

#[test]
fn characters_without_a_glyph_are_named_once() {
    let mut press = Press::new().unwrap();
    assert_eq!(press.lacking("Zoë Αγγελίδου Жуков e\u{301} ½ → ✓ \u{ad} \u{200d}\u{fe0f}\u{1}\n"), Vec::<char>::new());
    assert_eq!(press.lacking("腰痛 🦵 腰"), vec!['腰', '痛', '🦵']);
}

#[test]
fn hostile_text_is_printed() {
    let nasty = "\u{0}\u{1b}[31m\u{7f}\u{85}\r\r\n\t\u{202e}abc\u{2069} שלום مرحبا ﷽ a\u{300}\u{301}\u{302} 👩‍👩‍👧 \u{fffe}\u{10ffff}";
    let word = "x".repeat(10_000);
    let blocks = vec![
        Block::Text(word.clone()),
        Block::Title(word.clone()),
        Block::Facts(vec![(word.clone(), word.clone()), (String::new(), String::new())]),
        Block::Text(nasty.into()),
        Block::Marked(nasty.repeat(50)),
        Block::Signature { lines: vec![word.clone(), String::new()], signed: false },
        Block::Table(Table { columns: vec![Column { title: word.clone(), share: -1.0, right: true }], rows: vec![] }),
        Block::Table(Table { columns: vec![], rows: vec![Row { cells: vec![word.clone(); 60], ..Row::default() }] }),
        Block::Gap,
    ];
    let mut job = job(blocks);
    job.parts[0].footer.clone_from(&word);
    job.parts[0].running.clone_from(&word);
    job.parts[0].stamp = Some(word.clone());
    job.parts[0].letterhead = Some(Letterhead { name: word.clone(), address: vec![word], logo: None });
    assert!(Press::new().unwrap().print(&job).unwrap().pages > 5);
}

#[test]
fn empty_and_impossible_blocks_take_no_room() {
    let nowhere = Shape { outline: vec![(f64::NAN, 0.0), (1.0, f64::INFINITY)], shade: f32::NAN };
    let empty = Figure { shapes: vec![nowhere], captions: vec![(f32::NAN, "x".into())], ..Figure::default() };
    let odd = Figure { width: 1.0, height: 1.0e-30, tall: 1.0e30, ..empty.clone() };
    let tiny = Figure { width: 1.0e-40, height: 1.0e-40, tall: 100.0, ..empty.clone() };
    let blocks = vec![
        Block::Title(String::new()),
        Block::Text(" \n ".into()),
        Block::Facts(Vec::new()),
        Block::Table(Table::default()),
        Block::Table(Table { columns: Vec::new(), rows: vec![Row::default(); 3] }),
        Block::Figure(empty),
        Block::Figure(odd),
        Block::Figure(tiny),
        Block::Signature { lines: Vec::new(), signed: true },
    ];
    assert_eq!(pages(blocks), 1);
}

#[test]
fn a_figure_and_a_signature_are_kept_whole() {
    let square = Shape { outline: vec![(0.0, 0.0), (9.0, 0.0), (9.0, 9.0)], shade: 0.5 };
    let legend = vec![(0.5, "some".to_owned()); 3];
    let figure = Figure {
        shapes: vec![square],
        width: 10.0,
        height: 10.0,
        tall: 200.0,
        captions: vec![(5.0, "Back".into())],
        legend,
    };
    assert_eq!(pieces(&[Block::Figure(figure.clone())]).len(), 1);
    assert_eq!(pieces(&[Block::Figure(Figure { width: 90.0, ..figure })]).len(), 1);
    assert_eq!(pieces(&[Block::Signature { lines: vec![lines(4)], signed: false }]).len(), 1);
}

fn with_logo(logo: Vec<u8>) -> Result<Printed, PdfError> {
    let mut job = job(Vec::new());
    job.parts[0].letterhead = Some(Letterhead { name: "Clinic".into(), address: Vec::new(), logo: Some(logo.into()) });
    Press::new().unwrap().print(&job)
}

/// The beginning of a PNG file that claims to be this large.
fn png_header(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    bytes.extend(width.to_be_bytes());
    bytes.extend(height.to_be_bytes());
    bytes
}

#[test]
fn a_logo_that_cannot_be_used_is_refused_with_a_reason() {
    let refused = |logo: Vec<u8>| match with_logo(logo) {
        Err(PdfError::Logo(reason)) => reason,
        other => panic!("{other:?}"),
    };
    assert_eq!(refused(b"GIF89a".to_vec()), "the logo is no PNG picture");
    assert_eq!(refused(Vec::new()), "the logo is no PNG picture");
    assert_eq!(refused(png_header(0, 5)), "the logo is no PNG picture");
    assert!(refused(png_header(100_000, 100_000)).contains("100000 by 100000"));
    assert!(refused(png_header(u32::MAX, u32::MAX)).contains("pixels"));
    assert!(refused(png_header(10, 10)).starts_with("the logo is damaged"));
    assert!(refused(vec![0; 6_000_000]).contains("5 MB"));
}
