//! What each role looks like. Colours are the terminal's own; every state also differs by a word or a mark.

use ratatui::style::{Color, Modifier, Style};

/// The roles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    /// Ordinary text.
    pub text: Style,
    /// Labels and what stands back.
    pub quiet: Style,
    /// Borders.
    pub border: Style,
    /// Titles of boxes.
    pub title: Style,
    /// The bar at the top.
    pub bar: Style,
    /// The big clock, running.
    pub clock: Style,
    /// The mark of what runs.
    pub running: Style,
    /// The mark of what is paused.
    pub paused: Style,
    /// What is chosen.
    pub chosen: Style,
    /// Keys to press.
    pub key: Style,
    /// The filled part of a unit bar.
    pub filled: Style,
    /// A unit that is reached.
    pub unit: Style,
    /// Warnings and what is missing.
    pub warning: Style,
    /// What needs attention now.
    pub alarm: Style,
}

impl Theme {
    /// Follows the terminal's colours.
    pub fn colour() -> Self {
        let plain = Style::new();
        let bold = plain.add_modifier(Modifier::BOLD);
        Self {
            text: plain,
            quiet: plain.fg(Color::DarkGray),
            border: plain.fg(Color::DarkGray),
            title: bold.fg(Color::Cyan),
            bar: bold.fg(Color::Black).bg(Color::Cyan),
            clock: bold.fg(Color::Green),
            running: bold.fg(Color::Green),
            paused: bold.fg(Color::Yellow),
            chosen: plain.add_modifier(Modifier::REVERSED),
            key: bold.fg(Color::Cyan),
            filled: plain.fg(Color::Green),
            unit: bold.fg(Color::Green),
            warning: plain.fg(Color::Yellow),
            alarm: bold.fg(Color::Red),
        }
    }

    /// Without any colour.
    pub fn mono() -> Self {
        let plain = Style::new();
        let bold = plain.add_modifier(Modifier::BOLD);
        let reversed = plain.add_modifier(Modifier::REVERSED);
        Self {
            text: plain,
            quiet: plain.add_modifier(Modifier::DIM),
            border: plain.add_modifier(Modifier::DIM),
            title: bold,
            bar: reversed,
            clock: bold,
            running: bold,
            paused: bold,
            chosen: reversed,
            key: bold,
            filled: plain,
            unit: bold,
            warning: bold,
            alarm: bold.add_modifier(Modifier::REVERSED),
        }
    }
}
