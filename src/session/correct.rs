//! Corrections: what was timed put right afterwards, and changes taken back.
//!
//! Each looks at the session and returns the events that would make it so, or a refusal with its reason. Where two
//! segments of the hands meet, they go on meeting: the neighbour's end moves with the start, and its start with the end.
//! What is returned together is one change, and is taken back together.

use super::{CRUMB, Event, Refusal, Segment, SegmentNo, Session, Stamp};
use crate::catalog::{Spot, Technique};

impl Session {
    /// Says that a segment began at another time.
    pub fn move_start(&self, no: SegmentNo, to: Stamp, now: Stamp) -> Result<Vec<Event>, Refusal> {
        let segment = self.segment_at(no, now)?;
        self.may_be_at(to, now)?;
        let runs = self.running_no(no).is_some();
        if to > segment.stop || to == segment.stop && !runs {
            return Err(Refusal::NothingLeft { start: to, stop: segment.stop });
        }
        let moved = Event::SegmentMoved { segment: no, start: to, stop: (!runs).then_some(segment.stop) };
        let before = self.hands(now).into_iter().find(|s| s.no != no && s.stop == segment.start);
        let Some(before) = before.filter(|_| segment.holds_hands()) else {
            self.free(&Segment { start: to, ..segment }, &[no], now)?;
            return Ok(vec![moved]);
        };
        if to <= before.start {
            return Err(Refusal::Swallows(before.start));
        }
        let neighbour = Event::SegmentMoved { segment: before.no, start: before.start, stop: Some(to) };
        Ok(if to < segment.start { vec![neighbour, moved] } else { vec![moved, neighbour] })
    }

    /// Says that a segment ended at another time; one that runs ends.
    pub fn move_stop(&self, no: SegmentNo, to: Stamp, now: Stamp) -> Result<Vec<Event>, Refusal> {
        if self.running_no(no).is_some() {
            return self.stop_at(no, to, now);
        }
        let segment = self.segment_at(no, now)?;
        self.may_be_at(to, now)?;
        if to <= segment.start {
            return Err(Refusal::NothingLeft { start: segment.start, stop: to });
        }
        let moved = Event::SegmentMoved { segment: no, start: segment.start, stop: Some(to) };
        let after = self.hands(now).into_iter().find(|s| s.no != no && s.start == segment.stop);
        let Some(after) = after.filter(|_| segment.holds_hands()) else {
            self.free(&Segment { stop: to, ..segment }, &[no], now)?;
            return Ok(vec![moved]);
        };
        let runs = self.running_no(after.no).is_some();
        if to > after.stop || to == after.stop && !runs {
            return Err(Refusal::SwallowsNext(after.stop));
        }
        let neighbour = Event::SegmentMoved { segment: after.no, start: to, stop: (!runs).then_some(after.stop) };
        Ok(if to > segment.stop { vec![neighbour, moved] } else { vec![moved, neighbour] })
    }

    /// Ends a running segment at a time told afterwards, between its start and now.
    pub fn stop_at(&self, segment: SegmentNo, stop: Stamp, now: Stamp) -> Result<Vec<Event>, Refusal> {
        let running = self.running_no(segment).ok_or(Refusal::NotRunning)?;
        if stop < running.start || stop > now {
            return Err(Refusal::StopOutside { start: running.start, stop });
        }
        if stop == running.start {
            return Ok(vec![Event::SegmentDiscarded { segment }]);
        }
        Ok(vec![Event::SegmentStopped { segment, stop }])
    }

    /// Cuts a segment in two.
    pub fn split(&self, no: SegmentNo, at: Stamp, now: Stamp) -> Result<Vec<Event>, Refusal> {
        let segment = self.segment_at(no, now)?;
        if at <= segment.start || at >= segment.stop {
            return Err(Refusal::NotInside { start: segment.start, stop: segment.stop });
        }
        let (start, stop) = (segment.start, segment.stop);
        if self.running_no(no).is_some() {
            // What runs keeps its number; the part before is told as a segment of its own.
            let before = Segment { no: self.next_no(), stop: at, ..segment };
            let moved = Event::SegmentMoved { segment: no, start: at, stop: None };
            return Ok(vec![moved, Event::SegmentRecorded { segment: before }]);
        }
        let moved = Event::SegmentMoved { segment: no, start, stop: Some(at) };
        let after = Segment { no: self.next_no(), start: at, stop, ..segment };
        Ok(vec![moved, Event::SegmentRecorded { segment: after }])
    }

    /// Makes one of a segment and the one of the hands that follows at once and is alike: what differs is put right first,
    /// so that nothing is billed otherwise in silence.
    pub fn join(&self, no: SegmentNo, now: Stamp) -> Result<Vec<Event>, Refusal> {
        let first = self.segment_at(no, now)?;
        if !first.holds_hands() {
            return Err(Refusal::Beside);
        }
        let next = self.hands(now).into_iter().find(|s| s.start >= first.stop && s.no != no);
        let next = next.ok_or(Refusal::NothingFollows)?;
        let what = |s: &Segment| (s.spot.clone(), s.technique.clone(), s.code, s.performer.clone());
        if what(&first) != what(&next) {
            return Err(Refusal::NotAlike);
        }
        if next.start - first.stop >= CRUMB {
            return Err(Refusal::HandsOff { start: first.stop, stop: next.start });
        }
        if self.running_no(next.no).is_none() {
            let moved = Event::SegmentMoved { segment: no, start: first.start, stop: Some(next.stop) };
            return Ok(vec![Event::SegmentDiscarded { segment: next.no }, moved]);
        }
        let moved = Event::SegmentMoved { segment: next.no, start: first.start, stop: None };
        Ok(vec![Event::SegmentDiscarded { segment: no }, moved])
    }

    /// Says that a segment was on another spot or of another technique. A chosen code stays with its technique.
    pub fn retag(&self, no: SegmentNo, spot: &Spot, technique: &Technique, now: Stamp) -> Result<Vec<Event>, Refusal> {
        let segment = self.segment_at(no, now)?;
        let same = segment.technique == technique.id;
        if same && segment.spot == *spot {
            return Ok(Vec::new());
        }
        if segment.contact != technique.contact {
            if self.running_no(no).is_some() {
                return Err(Refusal::StaysAsHeld);
            }
            self.free(&Segment { contact: technique.contact, ..segment.clone() }, &[no], now)?;
        }
        Ok(vec![Event::SegmentRetagged {
            segment: no,
            spot: spot.clone(),
            technique: technique.id.clone(),
            code: if same { segment.code } else { technique.code },
            code_reason: segment.code_reason.filter(|_| same),
            contact: technique.contact,
        }])
    }

    /// Takes a segment out of the account.
    pub fn delete(&self, no: SegmentNo, now: Stamp) -> Result<Vec<Event>, Refusal> {
        let segment = self.segment_at(no, now)?.no;
        Ok(vec![Event::SegmentDiscarded { segment }])
    }

    /// Adds a segment that was never timed.
    pub fn add(
        &self,
        spot: &Spot,
        technique: &Technique,
        (start, stop): (Stamp, Stamp),
        now: Stamp,
    ) -> Result<Vec<Event>, Refusal> {
        self.may_be_at(start, now)?;
        self.may_be_at(stop, now)?;
        if stop <= start {
            return Err(Refusal::NothingLeft { start, stop });
        }
        let segment = Segment {
            no: self.next_no(),
            spot: spot.clone(),
            technique: technique.id.clone(),
            code: technique.code,
            code_reason: None,
            contact: technique.contact,
            performer: self.performer.clone(),
            step: None,
            start,
            stop,
        };
        self.free(&segment, &[], now)?;
        Ok(vec![Event::SegmentRecorded { segment }])
    }

    /// Takes the latest change back.
    pub fn undo(&self) -> Result<Vec<Event>, Refusal> {
        let change = self.last_change().ok_or(Refusal::NothingToUndo)?.no;
        Ok(vec![Event::Undone { change }])
    }

    /// Puts in force again what was taken back last.
    pub fn redo(&self) -> Result<Vec<Event>, Refusal> {
        let change = self.last_undone().ok_or(Refusal::NothingToRedo)?.0.no;
        Ok(vec![Event::Redone { change }])
    }

    /// Returns the segment of a number, a running one as if it ended now.
    pub fn segment_at(&self, no: SegmentNo, now: Stamp) -> Result<Segment, Refusal> {
        self.segments_at(now).into_iter().find(|s| s.no == no).ok_or(Refusal::NoSuchSegment)
    }

    /// Returns the segments of the hands, in the order of their starts.
    fn hands(&self, now: Stamp) -> Vec<Segment> {
        self.segments_at(now).into_iter().filter(Segment::holds_hands).collect()
    }

    /// Refuses a time at which nothing of this session can have been.
    fn may_be_at(&self, at: Stamp, now: Stamp) -> Result<(), Refusal> {
        if at > now {
            return Err(Refusal::Ahead(at));
        }
        if let Some(closed) = self.closed.filter(|closed| at > *closed) {
            return Err(Refusal::AfterTheEnd(closed));
        }
        let day = at.with_timezone(self.opened.offset()).date_naive();
        if day < self.opened.date_naive() { Err(Refusal::DayBefore) } else { Ok(()) }
    }

    /// Refuses a segment of the hands that would overlap another than those named.
    fn free(&self, segment: &Segment, but: &[SegmentNo], now: Stamp) -> Result<(), Refusal> {
        let clash = |other: &&Segment| !but.contains(&other.no) && other.overlaps(segment);
        let hands = if segment.holds_hands() { self.hands(now) } else { Vec::new() };
        match hands.iter().find(clash) {
            Some(other) => Err(Refusal::Overlaps { start: other.start, stop: other.stop }),
            None => Ok(()),
        }
    }
}
