//! What the hands did, as the fold takes it: segments that begin, end, move and change; none overlaps another.

use super::Session;
use crate::catalog::{Contact, CptCode, Spot, TechniqueId};
use crate::session::{Plan, Running, Segment, SegmentNo, Stamp};

/// What a segment is of.
pub(super) struct Tags<'a> {
    pub(super) spot: &'a Spot,
    pub(super) technique: &'a TechniqueId,
    pub(super) code: Option<CptCode>,
    pub(super) code_reason: Option<&'a str>,
    pub(super) contact: Contact,
}

impl Session {
    pub(super) fn fresh(&mut self, no: SegmentNo) -> Result<(), &'static str> {
        if no.0 <= self.last_no {
            return Err("the segment's number was used before");
        }
        self.last_no = no.0;
        Ok(())
    }

    pub(super) fn start(&mut self, next: Running, replaces: Option<SegmentNo>) -> Result<(), &'static str> {
        if next.start < self.opened {
            return Err("it would start before the session was opened");
        }
        if next.contact == Contact::Unattended {
            self.beside.push(next);
            return Ok(());
        }
        match (self.running.take(), replaces) {
            (Some(before), Some(crumb)) if before.no == crumb => {}
            (_, Some(_)) => return Err("the segment it replaces is not running"),
            (Some(before), None) if next.start < before.start => return Err("it would start before the running one"),
            (Some(before), None) => self.keep(before.until(next.start))?,
            (None, None) => {}
        }
        if self.closed.is_some() {
            return Err("the session is finished");
        }
        if self.segments.iter().any(|s| s.holds_hands() && s.stop > next.start) {
            return Err("it would overlap a segment");
        }
        self.running = Some(next);
        Ok(())
    }

    pub(super) fn reopen(&mut self, no: SegmentNo) -> Result<(), &'static str> {
        let place = self.segments.iter().position(|s| s.no == no).ok_or("there is no such segment")?;
        let segment = self.segments.remove(place);
        let later = self.segments.iter().any(|s| s.holds_hands() && s.stop > segment.start);
        if !segment.holds_hands() || self.running.is_some() || later {
            return Err("another segment came after it");
        }
        self.running = Some(segment.running());
        Ok(())
    }

    pub(super) fn keep(&mut self, segment: Segment) -> Result<(), &'static str> {
        if segment.stop < segment.start || segment.start < self.opened {
            return Err("its times cannot be");
        }
        if self.closed.is_some_and(|closed| segment.stop > closed) {
            return Err("it would end after the session was finished");
        }
        let clash = |other: &Segment| other.holds_hands() && segment.holds_hands() && other.overlaps(&segment);
        let runs = self.running.as_ref().is_some_and(|running| segment.holds_hands() && running.start < segment.stop);
        if runs || self.segments.iter().any(clash) {
            return Err("one-on-one segments would overlap");
        }
        let place = self.segments.partition_point(|s| (s.start, s.no) <= (segment.start, segment.no));
        self.segments.insert(place, segment);
        Ok(())
    }

    pub(super) fn lift(&mut self, no: SegmentNo) -> Option<Running> {
        if self.running.as_ref().is_some_and(|r| r.no == no) {
            return self.running.take();
        }
        let place = self.beside.iter().position(|r| r.no == no)?;
        Some(self.beside.remove(place))
    }

    pub(super) fn discard(&mut self, no: SegmentNo) -> Result<(), &'static str> {
        if self.lift(no).is_none() {
            let place = self.segments.iter().position(|s| s.no == no).ok_or("there is no such segment")?;
            self.segments.remove(place);
        }
        self.opens_again();
        Ok(())
    }

    /// Puts a segment where it really was. One that began before the session was opened takes its opening along.
    pub(super) fn move_to(&mut self, no: SegmentNo, start: Stamp, stop: Option<Stamp>) -> Result<(), &'static str> {
        self.open_by(start)?;
        let Some(stop) = stop else {
            let mut running = self.lift(no).ok_or("no such segment is running")?;
            running.start = start;
            self.start(running, None)?;
            self.opens_again();
            return Ok(());
        };
        let place = self.segments.iter().position(|s| s.no == no).ok_or("there is no such segment")?;
        let segment = self.segments.remove(place);
        self.keep(Segment { start, stop, ..segment })?;
        self.opens_again();
        Ok(())
    }

    /// Lets the session begin when it was opened, or with what is told to have begun before.
    fn opens_again(&mut self) {
        let running = self.running.iter().chain(&self.beside).map(|r| r.start);
        let starts = self.segments.iter().map(|s| s.start).chain(running);
        self.opened = starts.fold(self.first.at, Stamp::min);
    }

    /// Lays a plan out. The steps of the one before are no steps of this.
    pub(super) fn lay_out(&mut self, plan: Option<&Plan>) {
        self.plan = plan.cloned();
        self.segments.iter_mut().for_each(|segment| segment.step = None);
        self.running.iter_mut().for_each(|running| running.step = None);
    }

    /// Says of a segment that it was of something else.
    pub(super) fn retag_as(&mut self, no: SegmentNo, tags: &Tags) -> Result<(), &'static str> {
        // What was put right to something else than the plan's step was no work on that step.
        let plan = self.plan.clone();
        let is_it = |step: &u32| {
            let step = plan.as_ref().and_then(|plan| plan.step(*step));
            step.is_some_and(|step| step.spot == *tags.spot && step.technique == *tags.technique)
        };
        if let Some(running) = self.running.iter_mut().chain(&mut self.beside).find(|r| r.no == no) {
            if running.contact != tags.contact {
                return Err("what runs stays with the hands, or beside them");
            }
            running.step = running.step.filter(is_it);
            running.spot.clone_from(tags.spot);
            running.technique.clone_from(tags.technique);
            (running.code, running.code_reason) = (tags.code, tags.code_reason.map(str::to_owned));
            return Ok(());
        }
        let place = self.segments.iter().position(|s| s.no == no).ok_or("there is no such segment")?;
        let segment = self.segments.remove(place);
        self.keep(Segment {
            spot: tags.spot.clone(),
            technique: tags.technique.clone(),
            code: tags.code,
            code_reason: tags.code_reason.map(str::to_owned),
            contact: tags.contact,
            step: segment.step.filter(is_it),
            ..segment
        })
    }

    /// Lets the session begin with what is told to have begun before it was opened, on the same day.
    pub(super) fn open_by(&mut self, start: Stamp) -> Result<(), &'static str> {
        if start < self.opened {
            if start.with_timezone(self.opened.offset()).date_naive() != self.opened.date_naive() {
                return Err("it would begin on the day before the session was opened");
            }
            self.opened = start;
        }
        Ok(())
    }

    pub(super) fn finish_at(&mut self, closed: Stamp) -> Result<(), &'static str> {
        if self.is_timing() {
            return Err("a segment is still running");
        }
        if closed < self.latest() {
            return Err("it would close before something in it");
        }
        self.closed = Some(closed);
        Ok(())
    }
}
