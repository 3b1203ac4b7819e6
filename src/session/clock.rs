//! The commands of the clock: start, switch, pause, resume, finish, and what an interruption left running.
//!
//! Each looks at the session and returns the events that would make it so, or a refusal. The rule against crumbs:
//! a one-on-one segment under three seconds is replaced by the next, which takes its start; and a second press of
//! the pause key within three seconds takes the first back.

use chrono::TimeDelta;

use super::{Event, Refusal, Running, Segment, SegmentNo, Session, Stamp, Therapist};
use crate::catalog::{Contact, Spot, Technique};

/// Below this a segment is a mistaken key, not work.
pub const CRUMB: TimeDelta = TimeDelta::seconds(3);

impl Session {
    /// Starts a technique on a spot, or switches to it. A one-on-one start closes the one before at the same instant;
    /// pressing what already runs changes nothing; an unattended one starts beside the hands, or stops if it runs.
    pub fn press(&self, spot: &Spot, technique: &Technique, now: Stamp) -> Result<Vec<Event>, Refusal> {
        let now = self.at(now)?;
        if technique.contact == Contact::Unattended {
            return Ok(vec![self.toggle_beside(spot, technique, now)]);
        }
        let Some(running) = &self.running else { return Ok(self.press_after(spot, technique, now)) };
        if running.until(now).is_of(spot, technique, self.performer.as_ref()) {
            return Ok(Vec::new());
        }
        if now - running.start >= CRUMB {
            return Ok(vec![self.started(spot, technique, now, None)]);
        }
        match self.last_hands() {
            // A slip to a neighbouring key and back: the segment before goes on as if nothing had been.
            Some(last) if last.stop == running.start && self.is_last(last, spot, technique) => {
                Ok(vec![Event::SegmentDiscarded { segment: running.no }, Event::SegmentReopened { segment: last.no }])
            }
            _ => Ok(vec![self.started(spot, technique, running.start, Some(running.no))]),
        }
    }

    /// Starts while the hands are off. What was started and stopped within this moment was a crumb too.
    fn press_after(&self, spot: &Spot, technique: &Technique, now: Stamp) -> Vec<Event> {
        match self.last_hands() {
            Some(last) if now - last.stop < CRUMB && self.is_last(last, spot, technique) => {
                vec![Event::SegmentReopened { segment: last.no }]
            }
            Some(last) if now - last.start < CRUMB => {
                let discarded = Event::SegmentDiscarded { segment: last.no };
                vec![discarded, self.started(spot, technique, last.start, None)]
            }
            _ => vec![self.started(spot, technique, now, None)],
        }
    }

    /// The same technique on the same spot goes on under the code that was chosen for it.
    pub(super) fn started(
        &self,
        spot: &Spot,
        technique: &Technique,
        start: Stamp,
        replaces: Option<SegmentNo>,
    ) -> Event {
        let same = |s: &&Segment| s.spot == *spot && s.technique == technique.id && s.code_reason.is_some();
        let chosen = self.last_hands().filter(same);
        let started = Running {
            no: self.next_no(),
            spot: spot.clone(),
            technique: technique.id.clone(),
            code: chosen.map_or(technique.code, |last| last.code),
            code_reason: chosen.and_then(|last| last.code_reason.clone()),
            contact: technique.contact,
            performer: self.performer.clone(),
            step: self.step_of(spot, &technique.id),
            start,
        };
        Event::SegmentStarted { started, replaces }
    }

    fn toggle_beside(&self, spot: &Spot, technique: &Technique, now: Stamp) -> Event {
        match self.beside.iter().find(|r| r.technique == technique.id) {
            Some(running) if now - running.start < CRUMB => Event::SegmentDiscarded { segment: running.no },
            Some(running) => Event::SegmentStopped { segment: running.no, stop: now },
            None => self.started(spot, technique, now, None),
        }
    }

    /// Takes the hands off, or puts them back where they were. Unattended modalities run on.
    pub fn pause(&self, now: Stamp) -> Result<Vec<Event>, Refusal> {
        let now = self.at(now)?;
        match &self.running {
            Some(running) => Ok(vec![self.hands_off(running, now)]),
            None => Ok(vec![self.hands_on(now)?]),
        }
    }

    fn hands_off(&self, running: &Running, now: Stamp) -> Event {
        let same = |s: &Segment| (&s.spot, &s.technique) == (&running.spot, &running.technique);
        let resumed = self.last_hands().is_some_and(same);
        if resumed && now - running.start < CRUMB {
            return Event::SegmentDiscarded { segment: running.no };
        }
        if now == running.start {
            return Event::SegmentDiscarded { segment: running.no };
        }
        Event::SegmentStopped { segment: running.no, stop: now }
    }

    fn hands_on(&self, now: Stamp) -> Result<Event, Refusal> {
        let last = self.last_hands().ok_or(Refusal::NothingTimed)?;
        if now - last.stop < CRUMB && last.performer == self.performer {
            return Ok(Event::SegmentReopened { segment: last.no });
        }
        let again = Running { no: self.next_no(), performer: self.performer.clone(), start: now, ..last.running() };
        Ok(Event::SegmentStarted { started: again, replaces: None })
    }

    /// Gives the treatment into other hands: what runs goes on under them as a segment of its own.
    pub fn hand_over(&self, performer: Option<Therapist>, now: Stamp) -> Result<Vec<Event>, Refusal> {
        let now = self.at(now)?;
        if self.performer == performer {
            return Ok(Vec::new());
        }
        let mut events = vec![Event::PerformerChanged { performer: performer.clone() }];
        events.extend(self.running.as_ref().map(|running| {
            let crumb = now - running.start < CRUMB;
            let start = if crumb { running.start } else { now };
            let started = Running { no: self.next_no(), performer, start, ..running.clone() };
            Event::SegmentStarted { started, replaces: crumb.then_some(running.no) }
        }));
        Ok(events)
    }

    fn is_last(&self, last: &Segment, spot: &Spot, technique: &Technique) -> bool {
        last.is_of(spot, technique, self.performer.as_ref())
    }

    /// Ends the session: stops whatever runs, and closes it. One that was taken up again and in which nothing was timed
    /// since ends when it had ended before.
    pub fn finish(&self, now: Stamp) -> Result<Vec<Event>, Refusal> {
        let now = self.at(now)?;
        let running = self.running.iter().chain(&self.beside);
        let stopped = |r: &Running| {
            if r.start == now {
                return Event::SegmentDiscarded { segment: r.no };
            }
            Event::SegmentStopped { segment: r.no, stop: now }
        };
        let mut events: Vec<Event> = running.map(stopped).collect();
        let ended = self.ended.filter(|ended| events.is_empty() && *ended >= self.latest());
        events.push(Event::SessionFinished { closed: ended.unwrap_or(now) });
        Ok(events)
    }

    /// Returns the numbers of all running segments.
    pub fn running_numbers(&self) -> impl Iterator<Item = SegmentNo> {
        self.running.iter().chain(&self.beside).map(|running| running.no)
    }

    /// Returns the running segment of a number.
    pub fn running_no(&self, segment: SegmentNo) -> Option<&Running> {
        self.running.iter().chain(&self.beside).find(|r| r.no == segment)
    }

    /// Returns the one-on-one segment that ended last.
    pub fn last_hands(&self) -> Option<&Segment> {
        self.segments.iter().filter(|s| s.contact == Contact::OneOnOne).max_by_key(|s| (s.stop, s.no))
    }

    /// Returns the time of a command: now, where the session is open and the clock not set back.
    ///
    /// Computers correct their clocks by a little all the time: a moment behind the last recorded time counts as that.
    pub(super) fn at(&self, now: Stamp) -> Result<Stamp, Refusal> {
        let latest = self.latest();
        match self.closed {
            Some(_) => Err(Refusal::Finished),
            None if now >= latest => Ok(now),
            None if latest - now < CRUMB => Ok(latest),
            None => Err(Refusal::ClockBehind),
        }
    }
}
