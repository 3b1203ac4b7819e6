//! What lies over a screen.

use chrono::NaiveDate;

use super::{Addendum, Context, Exporting, Field, Sign};
use crate::billing::Choice;
use crate::catalog::{CptCode, Spot, TechniqueId};
use crate::session::{Patient, SegmentNo, SessionId, Stamp};

/// What lies over the screen.
#[derive(Debug, Clone)]
pub enum Modal {
    /// Opening a session.
    Form(Form),
    /// Choosing from a list.
    Picker(Picker),
    /// What an interruption left running.
    Gap(Gap),
    /// A question with yes or no.
    Question(Question),
    /// A line to type.
    Prompt(Prompt),
    /// The passphrase that signs a note.
    Sign(Sign),
    /// What is to be added below a signed note.
    Addendum(Addendum),
    /// The keys of a screen, and how many lines of them lie above what is shown.
    Help(Context, usize),
    /// The segments of a session, to be put right.
    Correct(Correct),
    /// The body, to choose an area on.
    Body(BodyView),
    /// The steps of the tour.
    Tour(Tour),
}

/// What is chosen on the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BodyView {
    /// The region, as a place among those of the body.
    pub region: usize,
    /// Whether both sides of it are meant.
    pub both: bool,
}

/// The segments of a session, to be put right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correct {
    /// Which session.
    pub id: SessionId,
    /// The chosen segment; the last where that is gone.
    pub chosen: Option<SegmentNo>,
}

/// The tour: which of its steps is shown, from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tour(pub usize);

impl Tour {
    /// Its steps: what each is about, and what to press.
    pub const STEPS: [(&str, &str); 4] = [
        (
            "Open a session",
            "On the day's list, press n. Type the name; whoever was here before is offered below, and comes with number, \
             birth date and payer. Press enter.",
        ),
        (
            "Let the clock follow your hands",
            "A digit chooses the area, a letter the technique, and the clock starts at once. Another digit or letter \
             moves it on. Space takes the hands off and puts them back on. S lays out a protocol; then enter, or a foot \
             pedal, goes from step to step.",
        ),
        (
            "Put right what went wrong",
            "Backspace takes the latest change back, as often as you like. C corrects what was timed: earlier, later, \
             another area, cut in two, added. The record keeps what was changed, and by whom.",
        ),
        (
            "Finish, write, export",
            "F ends the session and opens its note, nearly written: the list says what is missing, # puts in a phrase. \
             E on the day's list exports the day. ? shows the keys of any screen, and : finds anything by its name.",
        ),
    ];
}

/// The form that opens a session.
#[derive(Debug, Clone)]
pub struct Form {
    /// Name, number, date of birth, therapist.
    pub fields: [Field; 4],
    /// The chosen payer, as a place in the catalogue.
    pub payer: usize,
    /// The focused row: name, number, date of birth, payer, therapist.
    pub focus: usize,
    /// The chosen suggestion, when the person went down to one.
    pub suggestion: Option<usize>,
    /// Whose last session was asked for, to know who paid.
    pub asked: Option<Patient>,
    /// The name of which it was asked already whether it is somebody new.
    pub new: Option<String>,
    /// What is wrong, when something is.
    pub fault: Option<String>,
}

impl Form {
    /// The row of the payer.
    pub const PAYER: usize = 3;
    /// How many rows there are.
    pub const ROWS: usize = 5;
}

/// A list to choose from.
#[derive(Debug, Clone)]
pub struct Picker {
    /// What is chosen.
    pub picking: Picking,
    /// What was typed to narrow the list.
    pub filter: Field,
    /// The chosen row of the narrowed list.
    pub cursor: usize,
}

/// What a list offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Picking {
    /// An area and its side.
    Area,
    /// A technique.
    Technique,
    /// Who performs what comes next.
    Performer,
    /// Who pays.
    Payer,
    /// The codes that get the units of a tie of a day.
    Tie(NaiveDate, Choice),
    /// Why the second code of a pair was distinct, on a day.
    Distinct(NaiveDate, CptCode),
    /// The code of a segment.
    Code(SegmentNo),
    /// The spot on which a segment was.
    SpotOf(SegmentNo),
    /// The technique of which a segment was.
    TechniqueOf(SegmentNo),
    /// The spot of a segment that was never timed.
    SpotToAdd,
    /// The technique of a segment that was never timed.
    TechniqueToAdd(Spot),
    /// A protocol to follow.
    Protocol,
    /// A phrase for the text that is being typed.
    Phrase,
    /// A patient, or a day.
    Find,
    /// What can be asked for in a context.
    Command(Context),
}

/// A line to type.
#[derive(Debug, Clone)]
pub struct Prompt {
    /// What it is.
    pub asking: Asking,
    /// The text.
    pub field: Field,
    /// What is wrong with it.
    pub fault: Option<String>,
}

/// What is asked for in a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asking {
    /// Why a segment has another code than its technique's.
    Reason(SegmentNo, Option<CptCode>),
    /// What an unlisted code was.
    Description(CptCode),
    /// When a segment began.
    Start(SegmentNo),
    /// When it stopped.
    Stop(SegmentNo),
    /// Where it is cut in two.
    Split(SegmentNo),
    /// From when to when a segment was that was never timed.
    Span(Spot, TechniqueId),
    /// To which other file the record goes, with what could not be written.
    OtherFile,
}

/// A segment of which nobody knows whether it went on.
#[derive(Debug, Clone)]
pub struct Gap {
    /// Its session.
    pub id: SessionId,
    /// Its number.
    pub segment: SegmentNo,
    /// What interrupted it.
    pub stretch: Stretch,
    /// The last instant at which it was surely going on.
    pub last: Stamp,
    /// When it ended, as typed.
    pub stop: Field,
    /// What is wrong with it.
    pub fault: Option<String>,
}

/// What made a stretch of time doubtful.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stretch {
    /// It was found running: the program or the machine died, or another window runs it.
    Found,
    /// The computer slept.
    Slept,
    /// The computer's clock was set forward.
    ClockChanged,
    /// What ended it a while ago was taken back.
    Undone,
    /// Its beginning, taken back a while ago, was put in force again.
    Redone,
}

/// A question with yes or no.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// End the session?
    Finish(SessionId),
    /// Leave although something is not written?
    Leave,
    /// Leave although a clock runs?
    LeaveTiming,
    /// Export the drafts of a day, of which no note is signed?
    Drafts(NaiveDate),
    /// Sign a note that lacks something?
    SignIncomplete(SessionId),
    /// Add what was written below a signed note, for ever?
    Add,
    /// Throw away what was written to be added?
    Forget,
    /// Leave although another therapist has an addendum half written?
    Forsake(String),
    /// Sign in the demonstration, which has no passphrase?
    SignDemo(SessionId),
    /// Write over so many files that say something else?
    WriteOver(Exporting, usize),
}
