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

/// A picture: its name, the program, what is pressed, and how it looks.
type Picture = (&'static str, Open, &'static str, Look);

/// The theme, the ground that a terminal has under it, and the size.
#[derive(Clone, Copy)]
struct Look {
    theme: &'static str,
    ground: &'static str,
    ink: &'static str,
    size: (u16, u16),
}

const USUAL: Look = Look { theme: "default", ground: "#1c2128", ink: "#d5dae0", size: (100, 30) };
const LIGHT: Look = Look { theme: "light", ground: "#fbfbf8", ink: "#24292f", ..USUAL };
const CONTRAST: Look = Look { theme: "high-contrast", ground: "#000000", ink: "#ffffff", ..USUAL };
const MONO: Look = Look { theme: "mono", ..USUAL };
const WIDE: Look = Look { size: (190, 48), ..USUAL };

const RUNNING: &str = "down down enter";

const SIGNING: &str = "=four_random_words enter n =Rosa_Marin enter 1 e +4m 2 +4m 3 m +4m F enter enter =6 enter =3 enter esc \
                       down enter =Upper_trapezius_taut. tab =Restore_rotation. tab =Freer. tab =Weekly. esc S =four";

const PICTURES: &[Picture] = &[
    ("set-up", Program::nothing, "", USUAL),
    ("day", Program::demo, "up", USUAL),
    ("form", Program::demo, "n =ros down", USUAL),
    ("session", Program::demo, RUNNING, USUAL),
    ("wide", Program::demo, RUNNING, WIDE),
    ("protocols", Program::demo, "down down enter S", USUAL),
    ("protocol", Program::demo, "down down enter S =low_back enter enter +5m enter +2m40s", USUAL),
    ("corrections", Program::demo, "down down enter C up s =-3m", USUAL),
    ("body", Program::demo, "down down enter B", USUAL),
    ("note", Program::demo, "up up enter", USUAL),
    ("copied", Program::demo, "down down enter N c down down", USUAL),
    ("signing", Program::locked, SIGNING, USUAL),
    ("signed", Program::demo, "up up enter S enter v", USUAL),
    ("phrases", Program::demo, "up up enter down down down down down enter # =pain", USUAL),
    ("charges", Program::demo, "down down enter U", USUAL),
    ("find", Program::demo, "/ =ros", USUAL),
    ("patient", Program::demo, "/ =ros enter", USUAL),
    ("palette", Program::demo, "down down enter : =pause", USUAL),
    ("help", Program::demo, "down down enter ?", USUAL),
    ("privacy", Program::demo, "P", USUAL),
    ("locked", Program::locked, "=four_random_words enter n =Rosa_Marin enter 3 p +8m42s L =four", USUAL),
    ("light", Program::demo, RUNNING, LIGHT),
    ("high-contrast", Program::demo, RUNNING, CONTRAST),
    ("mono", Program::demo, RUNNING, MONO),
];

fn main() -> ExitCode {
    let check = std::env::args().any(|arg| arg == "--check");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/screens");
    let mut stale = false;
    for (name, open, script, look) in PICTURES {
        let Ok(theme) = Theme::builtin(look.theme) else { return ExitCode::FAILURE };
        let mut program = open();
        program.play(script);
        let drawn = svg(&program.frame(look.size.0, look.size.1, &theme), *look);
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

fn svg(buffer: &Buffer, how: Look) -> String {
    let (columns, rows) = (usize::from(buffer.area.width), usize::from(buffer.area.height));
    let (width, height) = (columns * CELL.0 + 16, rows * CELL.1 + 16);
    let ground = how.ground;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" \
         font-family=\"DejaVu Sans Mono, Menlo, Consolas, monospace\" font-size=\"15\">\n\
         <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"{ground}\"/>\n"
    );
    for (y, row) in buffer.content().chunks(columns).enumerate() {
        let mut x = 0;
        while let Some(first) = row.get(x) {
            let same = row.iter().skip(x).take_while(|cell| look(cell) == look(first)).count();
            let text: String = row.iter().skip(x).take(same).map(Cell::symbol).collect();
            run(&mut out, &text, (first, how), (x, y), same);
            x += same;
        }
    }
    out += "</svg>\n";
    out
}

/// How a cell is drawn.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Block,
    Frame,
    Dots,
}

fn kind(cell: &Cell) -> Kind {
    match cell.symbol().chars().next() {
        Some('█' | '▀' | '▄' | '▇') => Kind::Block,
        Some('│' | '─' | '┌' | '┐' | '└' | '┘') => Kind::Frame,
        Some('\u{2800}'..='\u{28ff}') => Kind::Dots,
        _ => Kind::Text,
    }
}

/// What neighbouring cells that are drawn together have in common.
fn look(cell: &Cell) -> (Color, Color, Modifier, Kind) {
    (cell.fg, cell.bg, cell.modifier, kind(cell))
}

fn run(out: &mut String, text: &str, (cell, how): (&Cell, Look), (x, y): (usize, usize), cells: usize) {
    let dim = cell.modifier.contains(Modifier::DIM);
    let (mut fg, mut bg) = (colour(cell.fg, if dim { "#7d8590" } else { how.ink }), colour(cell.bg, "none"));
    if cell.modifier.contains(Modifier::REVERSED) {
        (fg, bg) = (how.ground.to_owned(), if cell.fg == Color::Reset { how.ink.to_owned() } else { fg });
    }
    let (left, top, wide) = (x * CELL.0 + 8, y * CELL.1 + 8, cells * CELL.0);
    if bg != "none" {
        let _ = writeln!(out, "<rect x=\"{left}\" y=\"{top}\" width=\"{wide}\" height=\"{}\" fill=\"{bg}\"/>", CELL.1);
    }
    if text.trim().is_empty() {
        return;
    }
    match kind(cell) {
        Kind::Block => return blocks(out, text, &fg, left, top),
        Kind::Frame => return frames(out, text, &fg, left, top),
        Kind::Dots => return dots(out, text, &fg, left, top),
        Kind::Text => {}
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

/// Dots are drawn as squares: few fonts have them, and fewer in the width of a cell.
fn dots(out: &mut String, text: &str, fill: &str, left: usize, top: usize) {
    let mut path = String::new();
    for (place, c) in text.chars().enumerate() {
        let bits = (c as u32).saturating_sub(0x2800);
        for bit in (0..8).filter(|bit| bits >> bit & 1 == 1) {
            let (across, down) = match bit {
                6 | 7 => (bit - 6, 3),
                _ => (bit / 3, bit % 3),
            };
            let _ = write!(path, "M{} {}h2v2h-2z", left + place * CELL.0 + 1 + across * 5, top + 1 + down * 5);
        }
    }
    let _ = writeln!(out, "<path d=\"{path}\" fill=\"{fill}\"/>");
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

fn colour(colour: Color, plain: &str) -> String {
    let named = match colour {
        Color::Rgb(red, green, blue) => return format!("#{red:02x}{green:02x}{blue:02x}"),
        Color::Black => "#1c2128",
        Color::Red => "#ff7b72",
        Color::Green => "#56d364",
        Color::Yellow => "#e3b341",
        Color::Cyan => "#56c8d8",
        Color::Magenta => "#d2a8ff",
        Color::DarkGray => "#7d8590",
        _ => plain,
    };
    named.to_owned()
}
