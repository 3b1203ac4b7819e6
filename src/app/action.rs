//! Everything that a person can ask for, each with its name and one line of help.

macro_rules! actions {
    ($($variant:ident $name:literal $doc:literal;)*) => {
        /// What a person can ask for.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Action {
            $(#[doc = $doc] $variant,)*
            /// Chooses the area behind a digit, counted from 0.
            Area(u8),
            /// Chooses the technique behind a letter.
            Technique(char),
        }

        impl Action {
            /// All actions that keys are bound to by name.
            pub const NAMED: &[Self] = &[$(Self::$variant),*];

            /// Returns the action's name, as the key map writes it.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                    Self::Area(_) => "area",
                    Self::Technique(_) => "technique",
                }
            }

            /// Returns the action's line in the help.
            pub fn help(self) -> &'static str {
                match self {
                    $(Self::$variant => $doc,)*
                    Self::Area(_) => "Choose the area behind a digit",
                    Self::Technique(_) => "Choose the technique behind a letter",
                }
            }
        }
    };
}

actions! {
    Quit "quit" "Leave; what runs goes on in the record";
    Help "help" "Show the keys of this screen";
    Back "back" "Go back, or close what is open";
    Up "up" "Go up";
    Down "down" "Go down";
    Left "left" "Choose the one before";
    Right "right" "Choose the one after";
    Accept "accept" "Open, choose or confirm";
    NextField "next-field" "Go to the next field";
    PreviousField "previous-field" "Go to the field before";
    Save "save" "Save what was typed";
    NewSession "new-session" "Open a session for a patient";
    ExportDay "export-day" "Write the notes of the day to the export folder";
    PreviousDay "previous-day" "Show the day before";
    NextDay "next-day" "Show the day after";
    Today "today" "Show today";
    Pause "pause" "Take the hands off, or put them back on";
    AddArea "add-area" "Choose any area and side from the whole list";
    FindTechnique "find-technique" "Choose any technique from the whole list";
    Finish "finish" "End the session";
    Note "note" "Write the note: pain, response, justification, plan";
    Paper "paper" "Show the note as it will be printed, on the whole screen";
    PageUp "page-up" "Scroll the printed note up";
    PageDown "page-down" "Scroll the printed note down";
    Charges "charges" "See why each unit is billed, and decide what is open";
    HandOver "hand-over" "Give the treatment into other hands, such as an assistant's";
    ExportNote "export-note" "Write this note to the export folder";
    Reopen "reopen" "Take the finished session up again";
    Keep "keep" "It went on all the time: keep the whole stretch";
    StopAt "stop-at" "It ended at the time typed";
    NextStep "next-step" "Go on with the same technique on the next area of the list";
    Lock "lock" "Lock the screen; the clock goes on";
    OtherFile "other-file" "Keep what could not be written in another file";
    Discard "discard" "It was left running by mistake: take it out";
}
