//! What can happen in a session. The log keeps these for ever, so a variant is added, never bent.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{PainTime, Patient, Section, Stamp, Therapist};
use crate::catalog::{Contact, CptCode, Modifier, PayerId, Spot, Step, TechniqueId};

/// A segment's number within its session, from 1 in the order of recording; never used twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SegmentNo(pub u32);

/// Which of several tied codes get the units left on a day.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct TieChoice {
    /// The codes between which it was chosen; another tie is another choice. None: any tie of the day.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub among: Vec<CptCode>,
    /// The codes that get one unit each.
    pub chosen: Vec<CptCode>,
}

/// A protocol as it was laid out for a session: a copy, since the catalogue's may change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// Its name.
    pub name: String,
    /// Its steps, in order.
    pub steps: Vec<Step>,
}

/// Something that happened in a session. The first event of a stream is `SessionOpened`, and only the first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum Event {
    /// A visit began.
    SessionOpened {
        /// Who is treated.
        patient: Patient,
        /// Who pays.
        payer: PayerId,
        /// Who treats.
        therapist: Therapist,
    },
    /// Hands (or an unattended modality) began to work. A one-on-one start closes the one-on-one segment before it.
    SegmentStarted {
        /// The segment as it began: at the time of the event, or at the start of the crumb it replaces.
        #[serde(flatten)]
        started: super::Running,
        /// The crumb it replaces: the running segment, begun less than three seconds before.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        replaces: Option<SegmentNo>,
    },
    /// A running segment ended; `stop` may lie before the time of the event when it was told afterwards.
    SegmentStopped {
        /// Its number.
        segment: SegmentNo,
        /// When it ended.
        stop: Stamp,
    },
    /// A pause was taken back within a moment: the segment runs on as if it had not been stopped.
    SegmentReopened {
        /// Its number.
        segment: SegmentNo,
    },
    /// A segment found running after an interruption was confirmed to have gone on all the time.
    SegmentKept {
        /// Its number.
        segment: SegmentNo,
    },
    /// A segment was taken out of the account: a mistaken key, or one left running by accident.
    SegmentDiscarded {
        /// Its number.
        segment: SegmentNo,
    },
    /// A whole segment was told afterwards.
    SegmentRecorded {
        /// The segment.
        segment: super::Segment,
    },
    /// A segment began or ended at another time than was recorded.
    SegmentMoved {
        /// Its number.
        segment: SegmentNo,
        /// When it began.
        start: Stamp,
        /// When it ended; none where it still runs.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        stop: Option<Stamp>,
    },
    /// A segment was on another spot, or of another technique, than was recorded.
    SegmentRetagged {
        /// Its number.
        segment: SegmentNo,
        /// Where.
        spot: Spot,
        /// With what.
        technique: TechniqueId,
        /// The code it is billed under.
        code: Option<CptCode>,
        /// Why the clinician chose that code, where it is not the technique's.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        code_reason: Option<String>,
        /// Whether it held the hands.
        contact: Contact,
    },
    /// A plan was laid out to follow; none puts it away.
    ProtocolChosen {
        /// The plan.
        plan: Option<Plan>,
    },
    /// The latest change was taken back: it counts as if it had never been.
    Undone {
        /// The number of the event with which that change began.
        change: u64,
    },
    /// What was taken back last was put in force again.
    Redone {
        /// The number of the event with which that change began.
        change: u64,
    },
    /// The hands changed: what begins from now on is performed by somebody else.
    PerformerChanged {
        /// By whom; none is the session's therapist.
        performer: Option<Therapist>,
    },
    /// The clinician chose another code for a segment than its technique's.
    CodeChosen {
        /// The segment.
        segment: SegmentNo,
        /// The code; none where it is not to be billed.
        code: Option<CptCode>,
        /// Why, in the clinician's words.
        reason: String,
    },
    /// The therapist chose which of several tied codes get the units left on a day.
    TieChosen {
        /// The day.
        day: NaiveDate,
        /// What was chosen; no code takes the choice back.
        #[serde(flatten)]
        choice: TieChoice,
    },
    /// A modifier was added to a code's line by hand, or taken off it.
    ModifierSet {
        /// The day of the line.
        day: NaiveDate,
        /// The code.
        code: CptCode,
        /// The modifier.
        modifier: Modifier,
        /// Whether it is there now.
        on: bool,
    },
    /// An unlisted code was described.
    CodeDescribed {
        /// The code.
        code: CptCode,
        /// What was done; empty takes it back.
        text: String,
    },
    /// The patient told a pain score.
    PainRecorded {
        /// When it was asked.
        time: PainTime,
        /// 0 to 10; none withdraws it.
        score: Option<u8>,
    },
    /// A section of the note was written.
    NoteEdited {
        /// Which.
        section: Section,
        /// The whole new text.
        text: String,
    },
    /// The patient's answer to the treatment of one area was written; empty takes it back.
    ResponseRecorded {
        /// Where.
        spot: Spot,
        /// The whole new text.
        text: String,
    },
    /// Texts of an earlier note were laid beside this one. None of them is of the note before it is written there, or
    /// confirmed, by a `NoteEdited`.
    NoteCopied {
        /// The day of the earlier note.
        from: NaiveDate,
        /// The texts.
        texts: BTreeMap<Section, String>,
    },
    /// The note was signed, by whoever recorded this. From here on the session takes addenda only.
    NoteSigned {
        /// The SHA-256 of `printed`, in hexadecimal.
        digest: String,
        /// The note as it was signed, in JSON: what is printed of it for ever.
        printed: String,
    },
    /// Something was added to a signed note, by whoever recorded this.
    AddendumAdded {
        /// Why.
        reason: String,
        /// What.
        text: String,
    },
    /// The visit ended; `closed` may lie before the time of the event when it was told afterwards.
    SessionFinished {
        /// When it ended.
        closed: Stamp,
    },
    /// A finished, unsigned session was taken up again.
    SessionReopened,
    /// Another payer pays than was said when it was opened.
    PayerChanged {
        /// Who pays.
        payer: PayerId,
    },
}

/// What sort of thing an event tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    /// That the session began.
    Opening,
    /// What the hands do, and when the session ends.
    Hands,
    /// That what ran was confirmed.
    Confirmation,
    /// That something was recorded wrongly.
    Correction,
    /// What the therapist decided of a charge.
    Decision,
    /// What was written into the note, or under it.
    Writing,
    /// That a change was taken back, or put in force again.
    TakingBack,
}

impl Event {
    fn sort(&self) -> Sort {
        match self {
            Self::SessionOpened { .. } => Sort::Opening,
            Self::SegmentStarted { .. }
            | Self::SegmentStopped { .. }
            | Self::SegmentReopened { .. }
            | Self::ProtocolChosen { .. }
            | Self::PerformerChanged { .. }
            | Self::SessionFinished { .. } => Sort::Hands,
            Self::SegmentKept { .. } => Sort::Confirmation,
            Self::SegmentDiscarded { .. }
            | Self::SegmentRecorded { .. }
            | Self::SegmentMoved { .. }
            | Self::SegmentRetagged { .. }
            | Self::SessionReopened
            | Self::PayerChanged { .. } => Sort::Correction,
            Self::CodeChosen { .. }
            | Self::TieChosen { .. }
            | Self::ModifierSet { .. }
            | Self::CodeDescribed { .. } => Sort::Decision,
            Self::PainRecorded { .. }
            | Self::NoteEdited { .. }
            | Self::ResponseRecorded { .. }
            | Self::NoteCopied { .. }
            | Self::NoteSigned { .. }
            | Self::AddendumAdded { .. } => Sort::Writing,
            Self::Undone { .. } | Self::Redone { .. } => Sort::TakingBack,
        }
    }

    /// Whether it tells of the clock: what is recorded after it builds on it. The others stand by themselves.
    pub fn is_clock(&self) -> bool {
        match self.sort() {
            Sort::Opening | Sort::Hands | Sort::Confirmation | Sort::Correction | Sort::TakingBack => true,
            Sort::Decision | Sort::Writing => false,
        }
    }

    /// Whether the hands were surely at work when it was recorded: what was told afterwards says nothing of then.
    pub fn shows_hands(&self, at: Stamp) -> bool {
        match self {
            Self::SegmentStopped { stop, .. } | Self::SessionFinished { closed: stop } => *stop >= at,
            other => matches!(other.sort(), Sort::Opening | Sort::Hands),
        }
    }

    /// Whether it tells what the hands do.
    pub(super) fn is_of_hands(&self) -> bool {
        self.sort() == Sort::Hands
    }

    /// Whether it is the therapist's decision on a charge.
    pub fn decides(&self) -> bool {
        self.sort() == Sort::Decision
    }

    /// Whether it tells of the clock and may come after the session was finished all the same.
    pub(super) fn corrects(&self) -> bool {
        matches!(self.sort(), Sort::Correction | Sort::TakingBack)
    }

    /// Whether it can be taken back. What is written into the note has its own way back where it is typed.
    pub(super) fn is_change(&self) -> bool {
        matches!(self.sort(), Sort::Hands | Sort::Correction | Sort::Decision)
    }
}

/// An event, with when it was recorded.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Recorded {
    /// The version of the event's form.
    pub v: u32,
    /// When it was recorded.
    pub at: Stamp,
    /// Who recorded it.
    pub by: Therapist,
    /// Whether it is of one change with the event before it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub joined: bool,
    /// What happened.
    #[serde(flatten)]
    pub event: Event,
}

impl Recorded {
    /// The form written today.
    pub const VERSION: u32 = 1;

    /// Returns the events of one change, as recorded at a time by somebody.
    pub fn change(at: Stamp, by: &Therapist, events: Vec<Event>) -> Vec<Self> {
        let one = |(place, event)| Self { joined: place > 0, ..Self::new(at, by, event) };
        events.into_iter().enumerate().map(one).collect()
    }

    /// Returns the event as recorded at a time by somebody.
    pub fn new(at: Stamp, by: &Therapist, event: Event) -> Self {
        Self { v: Self::VERSION, at, by: by.clone(), joined: false, event }
    }
}
