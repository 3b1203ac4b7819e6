//! Draws the pictures of `assets/screens` from the real program on its made-up day, with a fixed clock.
//!
//! `cargo run --example screenshots` writes them; with `-- --check` it only says whether they are up to date.

#[path = "../tests/harness/mod.rs"]
#[expect(dead_code, reason = "the tests use the rest of it")]
mod harness;

use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;

use harness::Program;
use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};
use tableside::theme::Theme;

/// Opens a program.
type Open = fn() -> Program;

const PICTURES: &[(&str, Open, &str)] = &[
    ("day", Program::demo, "down"),
    ("session", Program::demo, "down down enter"),
    ("note", Program::demo, "up up enter"),
    ("charges", Program::demo, "down down enter U"),
    ("locked", Program::locked, "=four_random_words enter n =Rosa_Marin enter 3 p +8m42s L =four"),
];

fn main() -> ExitCode {
    let check = std::env::args().any(|arg| arg == "--check");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/screens");
    let mut stale = false;
    for (name, open, script) in PICTURES {
        let mut program = open();
        program.play(script);
        let drawn = svg(&program.frame(100, 30, &Theme::builtin("default").expect("the theme")));
        let path = folder.join(format!("{name}.svg"));
        if check {
            stale |= std::fs::read_to_string(&path).ok().as_deref() != Some(&drawn);
        } else if std::fs::write(&path, drawn).is_err() {
            return ExitCode::FAILURE;
        }
    }
    if stale { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

const CELL: (usize, usize) = (9, 19);

fn svg(buffer: &Buffer) -> String {
    let (columns, rows) = (usize::from(buffer.area.width), usize::from(buffer.area.height));
    let (width, height) = (columns * CELL.0 + 16, rows * CELL.1 + 16);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" \
         font-family=\"DejaVu Sans Mono, Menlo, Consolas, monospace\" font-size=\"15\">\n\
         <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"#1c2128\"/>\n"
    );
    for (y, row) in buffer.content().chunks(columns).enumerate() {
        let mut x = 0;
        while let Some(first) = row.get(x) {
            let same = row.iter().skip(x).take_while(|cell| look(cell) == look(first)).count();
            let text: String = row.iter().skip(x).take(same).map(Cell::symbol).collect();
            run(&mut out, &text, first, (x, y), same);
            x += same;
        }
    }
    out += "</svg>\n";
    out
}

fn look(cell: &Cell) -> (Color, Color, Modifier) {
    (cell.fg, cell.bg, cell.modifier)
}

fn run(out: &mut String, text: &str, cell: &Cell, (x, y): (usize, usize), cells: usize) {
    let (mut fg, mut bg) = (colour(cell.fg, "#d5dae0"), colour(cell.bg, "none"));
    if cell.modifier.contains(Modifier::REVERSED) {
        (fg, bg) = ("#1c2128", if cell.fg == Color::Reset { "#d5dae0" } else { fg });
    }
    let (left, top, wide) = (x * CELL.0 + 8, y * CELL.1 + 8, cells * CELL.0);
    if bg != "none" {
        let _ = writeln!(out, "<rect x=\"{left}\" y=\"{top}\" width=\"{wide}\" height=\"{}\" fill=\"{bg}\"/>", CELL.1);
    }
    if text.trim().is_empty() {
        return;
    }
    if text.chars().all(|c| "█▀▄▇ ".contains(c)) {
        blocks(out, text, fg, left, top);
        return;
    }
    if text.chars().all(|c| "│─┌┐└┘ ".contains(c)) {
        frames(out, text, fg, left, top);
        return;
    }
    let weight = if cell.modifier.contains(Modifier::BOLD) { " font-weight=\"bold\"" } else { "" };
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let _ = writeln!(
        out,
        "<text x=\"{left}\" y=\"{}\" textLength=\"{wide}\" xml:space=\"preserve\" fill=\"{fg}\"{weight}>{escaped}</text>",
        top + 14
    );
}

/// Block characters are drawn as rectangles: fonts leave gaps between them.
fn blocks(out: &mut String, text: &str, fill: &str, left: usize, top: usize) {
    let half = CELL.1 / 2;
    for (place, c) in text.chars().enumerate() {
        let (down, tall) = match c {
            '█' => (0, CELL.1),
            '▀' => (0, half),
            '▄' => (half, CELL.1 - half),
            '▇' => (2, CELL.1 - 4),
            _ => continue,
        };
        let (x, y) = (left + place * CELL.0, top + down);
        let _ = writeln!(out, "<rect x=\"{x}\" y=\"{y}\" width=\"{}\" height=\"{tall}\" fill=\"{fill}\"/>", CELL.0);
    }
}

/// Frames are drawn as lines, for the same reason.
fn frames(out: &mut String, text: &str, stroke: &str, left: usize, top: usize) {
    let (wide, tall) = CELL;
    for (place, c) in text.chars().enumerate() {
        let (x, y) = (left + place * wide, top + tall / 2);
        let (middle, right, bottom) = (x + wide / 2, x + wide, top + tall);
        let path = match c {
            '│' => format!("M{middle} {top}V{bottom}"),
            '─' => format!("M{x} {y}H{right}"),
            '┌' => format!("M{middle} {bottom}V{y}H{right}"),
            '┐' => format!("M{middle} {bottom}V{y}H{x}"),
            '└' => format!("M{middle} {top}V{y}H{right}"),
            '┘' => format!("M{middle} {top}V{y}H{x}"),
            _ => continue,
        };
        let _ = writeln!(out, "<path d=\"{path}\" stroke=\"{stroke}\" fill=\"none\"/>");
    }
}

fn colour(colour: Color, plain: &'static str) -> &'static str {
    match colour {
        Color::Black => "#1c2128",
        Color::Red => "#ff7b72",
        Color::Green => "#56d364",
        Color::Yellow => "#e3b341",
        Color::Cyan => "#56c8d8",
        Color::DarkGray => "#7d8590",
        _ => plain,
    }
}
