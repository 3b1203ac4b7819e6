//! What each role looks like, as data: `assets/themes`, and the clinic's own beside its configuration.
//!
//! Every state also differs by a word or a mark: colour never carries meaning alone.

use std::collections::BTreeMap;

use ratatui::style::{Color, Modifier, Style};

use crate::document::{Document, Fault, Faults, did_you_mean};

macro_rules! roles {
    ($($role:ident $doc:literal)*) => {
        /// The roles.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub struct Theme {
            $(#[doc = $doc] pub $role: Style,)*
            /// What borders and marks are drawn with.
            pub lines: Lines,
        }

        impl Theme {
            /// The roles' names.
            pub const ROLES: &[&str] = &[$(stringify!($role)),*];

            fn role(&mut self, name: &str) -> Option<&mut Style> {
                match name {
                    $(stringify!($role) => Some(&mut self.$role),)*
                    _ => None,
                }
            }

            fn bare() -> Self {
                Self { $($role: Style::new(),)* lines: Lines::Plain }
            }
        }
    };
}

roles! {
    text "Ordinary text."
    quiet "Labels and what stands back."
    border "Borders."
    title "Titles of boxes."
    bar "The bar at the top."
    clock "The big clock, running."
    running "The mark of what runs."
    paused "The mark of what is paused."
    chosen "What is chosen."
    key "Keys to press."
    filled "The filled part of a bar, and of the body."
    unit "A unit that is reached."
    warning "Warnings and what is missing."
    copied "What an earlier note says, not confirmed."
    alarm "What needs attention now."
    mark "What has just been reached."
}

/// What borders and marks are drawn with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lines {
    /// Straight lines.
    Plain,
    /// Straight lines with round corners.
    Rounded,
    /// Nothing but ASCII characters, for a terminal that draws no others.
    Ascii,
}

impl Lines {
    /// The ways, each with its word.
    pub const WORDS: [(&str, Self); 3] = [("plain", Self::Plain), ("rounded", Self::Rounded), ("ascii", Self::Ascii)];
}

/// The themes that the program carries, each with its text.
const BUILT_IN: &[(&str, &str)] = &[
    ("default", include_str!("../assets/themes/default.toml")),
    ("light", include_str!("../assets/themes/light.toml")),
    ("high-contrast", include_str!("../assets/themes/high-contrast.toml")),
    ("mono", include_str!("../assets/themes/mono.toml")),
];

impl Theme {
    /// Returns the names of the themes that the program carries.
    pub fn names() -> impl Iterator<Item = &'static str> + Clone {
        BUILT_IN.iter().map(|(name, _)| *name)
    }

    /// Returns a theme that the program carries.
    pub fn builtin(name: &str) -> Result<Self, Faults> {
        let text = BUILT_IN.iter().find(|(known, _)| *known == name).map(|(_, text)| *text);
        Self::parse(&Document::toml(format!("{name}.toml (built in)"), text.unwrap_or_default()))
    }

    /// Reads a theme; all faults are reported together. One that inherits changes only the roles that it names.
    pub fn parse(document: &Document) -> Result<Self, Faults> {
        let mut roles: BTreeMap<String, String> = document.parse().map_err(|fault| Faults(vec![fault]))?;
        let mut faults = Vec::new();
        let inherits = roles.remove("inherits");
        let mut theme = match inherits.as_deref() {
            None => Self::bare(),
            Some(name) if Self::names().any(|known| known == name) => Self::builtin(name)?,
            Some(name) => {
                let mend = did_you_mean(name, Self::names());
                faults.push(document.fault("inherits", format!("there is no theme \"{name}\" to inherit"), mend));
                Self::bare()
            }
        };
        for role in Self::ROLES.iter().filter(|role| inherits.is_none() && !roles.contains_key(**role)) {
            let mend = format!("add {role} = \"...\", or inherits = \"default\" at the top");
            faults.push(document.fault("", format!("the role \"{role}\" is missing"), mend));
        }
        for (name, words) in &roles {
            match (theme.role(name), style(document, name, words)) {
                (Some(role), Ok(style)) => *role = style,
                (None, _) => {
                    let mend = did_you_mean(name, Self::ROLES.iter().copied());
                    faults.push(document.fault(name, format!("there is no role \"{name}\""), mend));
                }
                (Some(_), Err(fault)) => faults.push(fault),
            }
        }
        if faults.is_empty() { Ok(theme) } else { Err(Faults(faults)) }
    }
}

const MODIFIERS: [(&str, Modifier); 5] = [
    ("bold", Modifier::BOLD),
    ("dim", Modifier::DIM),
    ("italic", Modifier::ITALIC),
    ("underlined", Modifier::UNDERLINED),
    ("reversed", Modifier::REVERSED),
];

fn style(document: &Document, role: &str, words: &str) -> Result<Style, Fault> {
    let mut style = Style::new();
    let mut on = false;
    for word in words.split_whitespace() {
        if let Some((_, modifier)) = MODIFIERS.iter().find(|(name, _)| *name == word) {
            style = style.add_modifier(*modifier);
        } else if word == "on" {
            on = true;
        } else if let Ok(colour) = word.parse::<Color>() {
            style = if on { style.bg(colour) } else { style.fg(colour) };
        } else {
            let known = [
                "bold",
                "dim",
                "italic",
                "underlined",
                "reversed",
                "on",
                "black",
                "red",
                "green",
                "yellow",
                "blue",
                "magenta",
                "cyan",
                "gray",
                "dark-gray",
                "white",
            ];
            let mend = format!("{}; a colour may be written \"#rrggbb\" too", did_you_mean(word, known));
            return Err(document.fault(role, format!("\"{word}\" is neither a colour nor an attribute"), mend));
        }
    }
    Ok(style)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_theme_that_the_program_carries_is_sound_and_whole() {
        for name in Theme::names() {
            Theme::builtin(name).unwrap();
        }
        assert!(Theme::builtin("dark").is_err());
    }

    #[test]
    fn mono_has_no_colour() {
        let mut mono = Theme::builtin("mono").unwrap();
        for role in Theme::ROLES {
            let style = mono.role(role).unwrap();
            assert_eq!((style.fg, style.bg), (None, None), "{role}");
        }
    }

    #[test]
    fn all_that_is_wrong_is_told_together() {
        let text = "inherits = \"defualt\"\ntext = \"bold grenn\"\nclok = \"red\"\n";
        let faults = Theme::parse(&Document::toml("mine.toml", text)).unwrap_err().0;
        let told: Vec<_> = faults.iter().map(|f| (f.line, f.mend.split(';').next().unwrap())).collect();
        assert_eq!(
            told,
            [
                (Some(1), "did you mean \"default\"?"),
                (Some(3), "did you mean \"clock\"?"),
                (Some(2), "did you mean \"green\"?")
            ]
        );
    }

    #[test]
    fn a_theme_that_inherits_changes_what_it_names() {
        let mine = Theme::parse(&Document::toml("mine.toml", "inherits = \"mono\"\nalarm = \"bold white on #c00000\""))
            .unwrap();
        assert_eq!(mine.alarm, Style::new().add_modifier(Modifier::BOLD).fg(Color::White).bg(Color::Rgb(192, 0, 0)));
        assert_eq!(mine.text, Theme::builtin("mono").unwrap().text);
    }
}
