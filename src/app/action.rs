//! Everything that a person can ask for, each with its name, one line of help, and where it counts.
//!
//! Key map, footer, help, palette and the page of keys are all drawn from this one table.

use super::Context;

macro_rules! actions {
    ($($variant:ident $name:literal $doc:literal in $($context:ident)+;)*) => {
        /// What a person can ask for.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Action {
            $(#[doc = $doc] $variant,)*
            /// Chooses the area behind a digit, counted from 0.
            Area(u8),
            /// Chooses the technique behind a letter.
            Technique(char),
            /// Goes to one of the things that the note lacks, counted from 0.
            Missing(u8),
        }

        impl Action {
            /// All actions but those of digits and letters, in the order of the help.
            pub const NAMED: &[Self] = &[$(Self::$variant),*];

            /// Returns the action's name, as the key map writes it; of a digit or a letter, the first half of it.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                    Self::Area(_) => "area",
                    Self::Technique(_) => "technique",
                    Self::Missing(_) => "missing",
                }
            }

            /// Returns the action's line in the help.
            pub fn help(self) -> &'static str {
                match self {
                    $(Self::$variant => $doc,)*
                    Self::Area(_) => "Choose the area behind a digit",
                    Self::Technique(_) => "Choose the technique behind a letter",
                    Self::Missing(_) => "Go to what is missing, by its number in the checklist",
                }
            }

            /// Returns where it counts.
            pub fn contexts(self) -> &'static [Context] {
                match self {
                    $(Self::$variant => &[$(Context::$context),+],)*
                    Self::Area(_) | Self::Technique(_) => &[Context::Session],
                    Self::Missing(_) => &[Context::Note],
                }
            }
        }
    };
}

actions! {
    Quit "quit" "Leave; what runs goes on in the record" in Anywhere Editor SetUp Locked Unlocking Addendum;
    Help "help" "Show the keys of this screen" in Anywhere;
    Palette "palette" "Find anything that can be done here by its name" in Anywhere;
    Lock "lock" "Lock the screen; the clock goes on" in Anywhere;
    Privacy "privacy" "Show initials in the place of names, or names again" in Anywhere;
    Tour "tour" "Show the four steps of a session once more" in Anywhere;
    Back "back" "Go back, or close what is open" in Session Note Editor Charges Prompt Form Picker Gap Question Help SetUp
        Unlocking Correct Body Patient Tour Signing Addendum;
    Up "up" "Go up" in Day Note Charges Form Picker Locked Unlocking Correct Body Patient Help;
    Down "down" "Go down" in Day Note Charges Form Picker Locked Unlocking Correct Body Patient Help;
    Left "left" "Choose the one before" in Form Body;
    Right "right" "Choose the one after" in Form Body;
    Accept "accept" "Open, choose or confirm" in Day Note Charges Prompt Form Picker Question SetUp Unlocking Body Patient
        Tour Signing;
    NextField "next-field" "Go to the next field" in Editor Form SetUp Addendum;
    PreviousField "previous-field" "Go to the field before" in Editor Form SetUp Addendum;
    Save "save" "Save what was typed" in Editor Addendum;
    NewSession "new-session" "Open a session for a patient" in Day Patient;
    Find "find" "Find a patient by name or number, or a day by its date" in Day;
    ExportDay "export-day" "Write the notes of the day to the export folder" in Day;
    PreviousDay "previous-day" "Show the day before" in Day;
    NextDay "next-day" "Show the day after" in Day;
    Today "today" "Show today" in Day;
    Pause "pause" "Take the hands off, or put them back on" in Session Body Locked Unlocking;
    NextStep "next-step" "Go on with the next step of the protocol; without one, with the next area of the list" in
        Session Locked Unlocking;
    Undo "undo" "Take the latest change back" in Session Note Charges Correct;
    Redo "redo" "Put in force again what was taken back" in Session Note Charges Correct;
    Correct "correct" "Put right what was timed: earlier, later, another area, split, join, add" in Session Note Charges;
    Protocol "protocol" "Lay out a protocol to follow, or do as last time" in Session;
    Body "body" "Show the body, shaded by minutes, and choose the area there" in Session;
    AddArea "add-area" "Choose any area and side from the whole list" in Session;
    FindTechnique "find-technique" "Choose any technique from the whole list" in Session;
    HandOver "hand-over" "Give the treatment into other hands, such as an assistant's" in Session;
    Payer "payer" "Say that somebody else pays than was chosen" in Session Note;
    Charges "charges" "See why each unit is billed, and decide what is open" in Session Note;
    Note "note" "Write the note: pain, response, justification, plan" in Session;
    History "history" "Show the patient's past sessions" in Day Session Note;
    Finish "finish" "End the session" in Session;
    Paper "paper" "Show the note as it will be printed, on the whole screen" in Note;
    PageUp "page-up" "Scroll up by a page" in Note Charges Help;
    PageDown "page-down" "Scroll down by a page" in Note Charges Help;
    Phrases "phrases" "Put in a quick phrase" in Editor;
    Elsewhere "editor" "Write in your own editor, as $VISUAL or $EDITOR says" in Editor;
    Sign "sign" "Sign the note with your passphrase; after that, nothing of it can be changed" in Note;
    Addendum "addendum" "Add something below a signed note" in Note;
    CopyForward "copy-forward" "Lay the texts of the patient's last note beside this one" in Note;
    Confirm "confirm" "Take the copied text into this note as it stands" in Note;
    CopyNote "copy-note" "Copy the note as text to the clipboard, for a minute" in Note;
    ExportNote "export-note" "Write this note to the export folder" in Note;
    Reopen "reopen" "Take the finished session up again" in Note;
    MoveStart "move-start" "Say when the segment began" in Correct;
    MoveStop "move-stop" "Say when the segment stopped" in Correct;
    ChangeArea "change-area" "Say that the segment was on another area" in Correct;
    ChangeTechnique "change-technique" "Say that the segment was of another technique" in Correct;
    Split "split" "Cut the segment in two" in Correct;
    Join "join" "Make one of the segment and the next" in Correct;
    Delete "delete" "Take the segment out of the account" in Correct;
    Add "add" "Add a segment that was never timed" in Correct;
    BothSides "both-sides" "Choose both sides, or one" in Body;
    Keep "keep" "It went on all the time: keep the whole segment" in Gap;
    StopAt "stop-at" "It ended at the time typed" in Gap;
    Discard "discard" "It was left running by mistake: take it out" in Gap;
    OtherFile "other-file" "Keep what could not be written in another file" in Question;
}

impl Action {
    /// Returns the action of a name; `area-1` to `area-9`, `area-0`, `technique-a` to `technique-z` and `missing-1` to
    /// `missing-9` are names too.
    pub fn named(name: &str) -> Option<Self> {
        if let Some(known) = Self::NAMED.iter().find(|action| action.name() == name) {
            return Some(*known);
        }
        let (what, which) = name.split_once('-')?;
        let mut chars = which.chars();
        match (what, chars.next(), chars.next()) {
            ("area", Some('0'), None) => Some(Self::Area(9)),
            ("area", Some(digit @ '1'..='9'), None) => Some(Self::Area(digit as u8 - b'1')),
            ("missing", Some(digit @ '1'..='9'), None) => Some(Self::Missing(digit as u8 - b'1')),
            ("technique", Some(letter @ 'a'..='z'), None) => Some(Self::Technique(letter)),
            _ => None,
        }
    }

    /// Returns the name by which the key map asks for it: that of an area or a technique says which.
    pub fn whole_name(self) -> String {
        match self {
            Self::Area(place) => format!("area-{}", (place + 1) % 10),
            Self::Technique(letter) => format!("technique-{letter}"),
            Self::Missing(place) => format!("missing-{}", place + 1),
            other => other.name().to_owned(),
        }
    }

    /// Whether it changes a note, which is to say one that is not signed.
    pub fn changes_a_note(self) -> bool {
        matches!(
            self,
            Self::Accept
                | Self::Sign
                | Self::CopyForward
                | Self::Confirm
                | Self::Correct
                | Self::Payer
                | Self::Undo
                | Self::Redo
                | Self::Reopen
                | Self::Missing(_)
        )
    }

    /// Whether it does something in a context.
    pub fn counts_in(self, context: Context) -> bool {
        self.contexts().contains(&context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_of_one_action() {
        for action in Action::NAMED {
            assert_eq!(Action::named(action.name()), Some(*action));
        }
        assert_eq!(Action::named("area-0"), Some(Action::Area(9)));
        assert_eq!(Action::named("area-3"), Some(Action::Area(2)));
        assert_eq!(Action::named("technique-p"), Some(Action::Technique('p')));
        for name in ["area-0", "area-9", "technique-p", "missing-3", "undo"] {
            assert_eq!(Action::named(name).map(Action::whole_name).as_deref(), Some(name));
        }
        assert_eq!([Action::named("area-10"), Action::named("technique-P"), Action::named("dance")], [None; 3]);
    }
}
