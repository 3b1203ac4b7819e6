//! Following a protocol: which step the hands are at, and for how long.

use chrono::TimeDelta;

use super::{CRUMB, Event, Plan, Refusal, Segment, Session, Stamp};
use crate::catalog::{Contact, Spot, Step, Technique, TechniqueId};

impl Plan {
    /// Returns a step by its number, from 1.
    pub fn step(&self, number: u32) -> Option<&Step> {
        self.steps.get(usize::try_from(number.checked_sub(1)?).ok()?)
    }

    /// Returns the plan that would do again what was done: each stretch of the hands, in order, in whole minutes.
    pub fn of(name: String, session: &Session) -> Option<Self> {
        let mut steps: Vec<(Step, TimeDelta)> = Vec::new();
        for segment in session.segments.iter().filter(|s| s.contact == Contact::OneOnOne) {
            let same = |(step, _): &&mut (Step, TimeDelta)| {
                (&step.spot, &step.technique) == (&segment.spot, &segment.technique)
            };
            match steps.last_mut().filter(same) {
                Some((_, time)) => *time += segment.time(),
                None => {
                    let (spot, technique) = (segment.spot.clone(), segment.technique.clone());
                    steps.push((Step { spot, technique, minutes: 0 }, segment.time()));
                }
            }
        }
        // To the nearest minute; what was there for seconds only was no step.
        let whole = |time: TimeDelta| u32::try_from((time.num_seconds() + 30) / 60).unwrap_or(0);
        let steps: Vec<Step> = steps
            .into_iter()
            .filter(|(_, time)| whole(*time) > 0)
            .map(|(step, time)| Step { minutes: whole(time), ..step })
            .collect();
        (!steps.is_empty()).then_some(Self { name, steps })
    }

    /// Returns how many minutes all steps take.
    pub fn minutes(&self) -> u32 {
        self.steps.iter().map(|step| step.minutes).fold(0, u32::saturating_add)
    }
}

impl Session {
    /// Returns the number of the step that was begun last, from 1; none before the first.
    pub fn at_step(&self) -> Option<u32> {
        self.plan.as_ref()?;
        let running = self.running.iter().map(|r| (r.start, r.no, r.step));
        let begun = self.segments.iter().map(|s| (s.start, s.no, s.step)).chain(running);
        begun.filter(|(.., step)| step.is_some()).max().and_then(|(.., step)| step)
    }

    /// Returns the number of the step that comes next; none where no plan is laid out or all of it is done.
    pub fn next_step(&self) -> Option<u32> {
        let next = self.at_step().map_or(1, |step| step + 1);
        self.plan.as_ref()?.step(next).map(|_| next)
    }

    /// Returns how long a step was worked on.
    pub fn time_in_step(&self, step: u32, now: Stamp) -> TimeDelta {
        let of = |segment: &Segment| segment.step == Some(step);
        self.segments_at(now).into_iter().filter(of).fold(TimeDelta::zero(), |sum, segment| sum + segment.time())
    }

    /// Lays out a plan to follow, or puts it away.
    pub fn follow(&self, plan: Option<Plan>, now: Stamp) -> Result<Vec<Event>, Refusal> {
        self.at(now)?;
        Ok(if self.plan == plan { Vec::new() } else { vec![Event::ProtocolChosen { plan }] })
    }

    /// Begins the next step of the plan with its technique.
    pub fn begin_step(&self, step: u32, technique: &Technique, now: Stamp) -> Result<Vec<Event>, Refusal> {
        let spot = self.plan.as_ref().and_then(|plan| plan.step(step)).map(|step| step.spot.clone());
        let spot = spot.ok_or(Refusal::NothingTimed)?;
        let now = self.at(now)?;
        let running = self.running.as_ref();
        if running.is_some_and(|running| {
            running.step == self.at_step() && running.step.is_some() && now - running.start < CRUMB
        }) {
            // A pedal bounces, and an elbow rests on a key.
            return Err(Refusal::JustBegun);
        }
        // What was begun a moment ago is replaced, and takes its start along.
        let crumb = running.filter(|running| now - running.start < CRUMB);
        let start = crumb.map_or(now, |running| running.start);
        let mut event = self.started(&spot, technique, start, crumb.map(|running| running.no));
        if let Event::SegmentStarted { started, .. } = &mut event {
            started.step = Some(step);
        }
        Ok(vec![event])
    }

    /// Returns the step that a spot and a technique are of: the one at hand, or the next where somebody goes on by hand.
    pub(super) fn step_of(&self, spot: &Spot, technique: &TechniqueId) -> Option<u32> {
        let plan = self.plan.as_ref()?;
        let is = |number: &u32| plan.step(*number).is_some_and(|s| s.spot == *spot && s.technique == *technique);
        self.at_step().filter(is).or_else(|| self.next_step().filter(is))
    }
}
