//! Why a command was not carried out.

use super::Stamp;

/// Why a command was not carried out: one sentence for the person who gave it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The session is over.
    #[error("The session is finished; N and then R take it up again.")]
    Finished,
    /// There is nothing to pause or resume.
    #[error("Nothing has been timed yet; choose an area and a technique.")]
    NothingTimed,
    /// The clock of the computer stands before what is recorded.
    #[error("The computer's clock stands before the last recorded time; set the clock right.")]
    ClockBehind,
    /// A told time is not possible.
    #[error(
        "The segment began at {} and cannot stop at {}; choose a time between its start and now.",
        clock(.start),
        clock(.stop)
    )]
    StopOutside {
        /// Its start, on the clinic's clock.
        start: Stamp,
        /// The time told.
        stop: Stamp,
    },
    /// No such segment runs.
    #[error("That segment is not running any more.")]
    NotRunning,
    /// No such segment is there.
    #[error("That segment is not there any more.")]
    NoSuchSegment,
    /// A segment would have no time.
    #[error("It would begin at {} and stop at {}: no time would be left of it.", clock(.start), clock(.stop))]
    NothingLeft {
        /// When it would begin.
        start: Stamp,
        /// When it would stop.
        stop: Stamp,
    },
    /// Two one-on-one segments would overlap.
    #[error("It would overlap what was timed from {} to {}; hands are in one place at a time.", clock(.start), clock(.stop))]
    Overlaps {
        /// When the other began.
        start: Stamp,
        /// When the other stopped.
        stop: Stamp,
    },
    /// The segment before would be swallowed.
    #[error("That is before the segment in front of it began, at {}; move or delete that one first.", clock(.0))]
    Swallows(Stamp),
    /// The segment after would be swallowed.
    #[error("That is after the next segment stopped, at {}; move or delete that one first.", clock(.0))]
    SwallowsNext(Stamp),
    /// The time lies ahead.
    #[error("{} has not come yet.", clock(.0))]
    Ahead(Stamp),
    /// The time lies after the end of the session.
    #[error("The session was finished at {}; on its note, R takes it up again.", clock(.0))]
    AfterTheEnd(Stamp),
    /// The time lies on an earlier day.
    #[error("That is on the day before the session was opened; record it with `tableside session add`.")]
    DayBefore,
    /// The place is not inside the segment.
    #[error("Choose a time inside the segment, between {} and {}.", clock(.start), clock(.stop))]
    NotInside {
        /// Its start.
        start: Stamp,
        /// Its stop.
        stop: Stamp,
    },
    /// Nothing follows to be joined.
    #[error("No segment of the hands follows that could be joined to it.")]
    NothingFollows,
    /// Two segments are not alike.
    #[error("The next one differs in area, technique, code or hands; make them alike first.")]
    NotAlike,
    /// The hands were off between two segments.
    #[error("The hands were off between them, from {} to {}; move one of these first.", clock(.start), clock(.stop))]
    HandsOff {
        /// When the first stopped.
        start: Stamp,
        /// When the second began.
        stop: Stamp,
    },
    /// A step was begun a moment ago.
    #[error("This step has just begun; the key counts again after three seconds.")]
    JustBegun,
    /// What ran beside the hands cannot be joined.
    #[error("What runs beside the hands stands by itself.")]
    Beside,
    /// What runs stays as it is held.
    #[error("While it runs, it stays with the hands, or beside them; stop it first.")]
    StaysAsHeld,
    /// There is nothing to take back.
    #[error("There is nothing to undo.")]
    NothingToUndo,
    /// There is nothing to put in force again.
    #[error("There is nothing to redo.")]
    NothingToRedo,
}

fn clock(at: &Stamp) -> String {
    at.format("%H:%M:%S").to_string()
}
