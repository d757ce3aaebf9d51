//! What is told when an incident closes: every measure's outcome and, for times, the critical path, walked backwards.
//!
//! A step is ready at r, obtains its k-th person at q_k (q_0 = r), works from b to e. From the mark back: work is the stage's
//! `working`; between q_(k-1) and q_k it is `queue` or `blocked`; a caller who hung up is away until the redial; at r the walk
//! jumps to the event that made the step ready. Jumps leave the clock where it is; everything else tiles the time, so the parts
//! sum to the whole exactly, which is asserted for every incident.

use super::arm::Life;
use super::incident::Incident;
use super::plan::{only, steps_of};
use super::state::{Away, Effect, How, MarkState, NO_STEP, OUTSIDE, Obtained, Origin, StepState};
use crate::model::{End, Measure, Model, Progress, What};
use crate::record::{Closed, Kind, Outcome, Part, Recorder, StepRecord};
use crate::time::Time;

/// What is told of an incident that closes; used again for the next one.
#[derive(Debug, Default)]
pub(super) struct Telling {
    outcomes: Vec<Outcome>,
    parts: Vec<Part>,
    steps: Vec<StepRecord>,
}

/// What there is to look at.
#[derive(Clone, Copy)]
struct View<'l, 'm> {
    model: &'m Model,
    open: &'l [Incident<'m>],
    /// Of the arm.
    index: usize,
}

/// Tells the recorder about an incident that closes.
pub(super) fn tell<R: Recorder>(life: &mut Life<'_, '_>, slot: u32, recorder: &mut R) {
    let Telling { outcomes, parts, steps } = &mut life.telling;
    outcomes.clear();
    parts.clear();
    steps.clear();
    let view = View { model: life.model, open: &life.open, index: life.room.index };
    let incident = &life.open[slot as usize];
    if incident.is.counted {
        outcomes.extend(view.model.measures.iter().enumerate().map(|(index, measure)| view.outcome(incident, index, measure, parts)));
    }
    if R::STEPS {
        steps.extend((0..incident.plan.program.steps.len()).map(|step| {
            let state = &incident.steps[step];
            StepRecord { ready: state.ready, work: (incident.ran & only(step) != 0).then_some((state.begin, state.end)) }
        }));
    }
    let closed = Closed {
        number: incident.is.number,
        id: incident.is.id,
        counted: incident.is.counted,
        kind: incident.is.kind,
        way: incident.is.way,
        needs: incident.is.needs,
        flags: incident.is.flags,
        arrival: incident.is.arrival,
        closed: life.room.now,
        abandoned: incident.abandoned,
        outcomes,
        parts,
        steps,
    };
    recorder.closed(view.index, closed);
}

impl View<'_, '_> {
    /// What one measure says of an incident; the parts of a time are added to `parts`.
    #[inline(always)]
    fn outcome(self, incident: &Incident<'_>, index: usize, measure: &Measure, parts: &mut Vec<Part>) -> Outcome {
        if !measure.among[incident.is.kind].holds(incident.is.flags) {
            return Outcome::NotApplicable;
        }
        match &measure.what {
            What::Time { from, to } => match (incident.end(from), incident.end(to)) {
                (Reached::NotAsked, _) | (_, Reached::NotAsked) => Outcome::NotApplicable,
                (Reached::At(from), Reached::At(to)) => {
                    let value = to.0 - from.0;
                    if value >= Time::ZERO {
                        self.walk(index, from.0, to, parts);
                    } else {
                        let before = parts.len();
                        self.walk(index, to.0, from, parts);
                        parts[before..].iter_mut().for_each(|part| part.length = -part.length);
                    }
                    Outcome::Value(value.0)
                }
                _ => Outcome::NotReached,
            },
            what => self.number(incident, what),
        }
    }

    /// What a measure says that is no time.
    #[inline(never)]
    fn number(self, incident: &Incident<'_>, what: &What) -> Outcome {
        let way = incident.is.way;
        Outcome::Value(match what {
            What::Share(conditions) | What::Count(conditions) => {
                let is = Progress { ran: incident.ran, believed: 0, set: incident.set };
                i64::from(conditions[self.index][way].holds_now(incident.is.flags, is))
            }
            What::Number(marks) => steps_of(*marks).filter_map(|mark| incident.told.get(mark)).map(|&told| i64::from(told)).sum(),
            What::Work(roles) => roles[self.index][way].iter().map(|&role| incident.roles[role].seat_time).sum::<Time>().0,
            What::Time { .. } => unreachable!("a time is no number"),
        })
    }
}

/// When, and where it came from.
type Moment = (Time, Origin);

/// Where an end of a measure lies.
enum Reached {
    /// No mark of the end is required for this incident.
    NotAsked,
    /// A required mark is missing.
    Missing,
    At(Moment),
}

impl Incident<'_> {
    #[inline(always)]
    fn end(&self, end: &End) -> Reached {
        let (marks, last) = match end {
            End::Arrival => return Reached::At((self.is.arrival, Origin { slot: self.slot, step: NO_STEP, rounds: 0 })),
            End::First(marks) => (marks, false),
            End::Last(marks) => (marks, true),
        };
        // Without branches, which nobody could foresee: of the marks that are asked for the one that ranks highest.
        let (mut best, mut highest, mut is_missing) = (0, -1, false);
        let turned = if last { 0 } else { u32::MAX };
        for end in marks {
            let is_required = end.is_required(self.is.flags);
            is_missing |= is_required & (self.set & only(end.mark) == 0);
            let rank = if is_required { i64::from(self.marks[end.mark].order ^ turned) } else { -1 };
            (best, highest) = if rank > highest { (end.mark, rank) } else { (best, highest) };
        }
        match (is_missing, highest) {
            (true, _) => Reached::Missing,
            (_, -1) => Reached::NotAsked,
            _ => {
                let MarkState { at, step, rounds, .. } = self.marks[best];
                Reached::At((at, self.cause(step, rounds, Effect::Set(best as u8))))
            }
        }
    }

    /// Where something came from: a step of this incident, or what happened elsewhere.
    #[inline]
    fn cause(&self, step: u8, rounds: u8, effect: Effect) -> Origin {
        let here = Origin { slot: self.slot, step, rounds };
        if step == OUTSIDE { self.origin(effect).unwrap_or(Origin { step: NO_STEP, ..here }) } else { here }
    }

    /// Whether no step was done again, rested, hung on a caller who had hung up, or ended by something else than its time; and nothing
    /// came from elsewhere.
    #[inline]
    fn went_as_usual(&self) -> bool {
        !self.is_unusual && self.is.sent.is_none() && self.cancelled == 0 && !self.plan.until_something
    }

    /// What a step that has not begun waited for when it was skipped.
    fn waited_for(&self, step: usize) -> How {
        let state = &self.steps[step];
        match self.plan.program.steps[step].staff.get(usize::from(state.next)) {
            Some(&role) if !self.plan.program.roles[role].is_caller() => How::Pool(self.pool_for(role) as u16),
            _ => How::Had,
        }
    }
}

impl How {
    /// What kind of waiting it was, and for whom.
    fn kind(self) -> (Kind, Option<u16>) {
        match self {
            How::Had => (Kind::Queue, None),
            How::Pool(pool) => (Kind::Queue, Some(pool)),
            How::Blocked(by) => (Kind::Blocked, Some(by.into())),
        }
    }
}

/// A walk backwards along the critical path, which leaves a piece wherever time has passed.
struct Walk<'p> {
    /// Where it ends.
    from: Time,
    /// Where it has come to.
    clock: Time,
    measure: u16,
    parts: &'p mut Vec<Part>,
}

impl Walk<'_> {
    /// Goes back to an earlier time, if it is one; `how` says of which kind the time was, and what it was waited for.
    #[inline(always)]
    fn back_to(&mut self, until: Time, stage: usize, step: u8, how: impl FnOnce() -> (Kind, Option<u16>)) {
        let until = until.max(self.from);
        if until < self.clock {
            let (length, (kind, cause)) = (self.clock - until, how());
            self.parts.push(Part { measure: self.measure, stage: stage as u16, kind, step: step.into(), cause, length });
            self.clock = until;
        }
    }

    /// Goes back through the times in which a step waited for its people, one after the other.
    #[inline(always)]
    fn back_through_waits(&mut self, obtained: &[Obtained], attempt_from: Time, stage: usize, step: u8) {
        let mut left = obtained;
        while self.clock > attempt_from
            && let [before @ .., one] = left
        {
            self.back_to(before.last().map_or(attempt_from, |one| one.at), stage, step, || one.how.kind());
            left = before;
        }
    }

    /// Walks back to the arrival through an incident of which [`Incident::went_as_usual`] holds, or to a step that something told from elsewhere
    /// made ready: the last step on the way.
    #[inline(always)]
    fn back_as_usual(&mut self, incident: &Incident<'_>, mut step: u8) -> u8 {
        let mut last = step;
        while self.clock > self.from && step != NO_STEP {
            let index = usize::from(step);
            let (state, act) = (&incident.steps[index], &incident.plan.acts[index]);
            let obtained = &incident.obtained[act.staff_at..][..state.next.into()];
            if incident.ran & only(index) == 0 {
                let from = obtained.last().map_or(state.attempt_from, |one| one.at);
                self.back_to(from, act.stage, step, || incident.waited_for(index).kind());
            } else {
                // Nobody worked at what was found out later.
                self.back_to(state.end, act.stage, step, || (Kind::Blocked, None));
                self.back_to(state.begin, act.stage, step, || (Kind::Working, None));
            }
            self.back_through_waits(obtained, state.attempt_from, act.stage, step);
            (last, step) = (step, state.cause);
        }
        last
    }

    /// Goes back through the times in which a step rested.
    #[inline(never)]
    fn back_through_rests(&mut self, incident: &Incident<'_>, state: &StepState, stage: usize, step: u8) {
        for rest in incident.rests(step, state.begin).filter(|rest| rest.until <= state.end) {
            self.back_to(rest.until, stage, step, || (Kind::Working, None));
            self.back_to(rest.from, stage, step, || How::Pool(rest.pool).kind());
        }
    }

    /// Goes back through the times without the caller. Of this pass: those of later ones lie after the clock, those of earlier ones
    /// before the step was ready.
    #[inline(never)]
    fn back_through_redials(&mut self, incident: &Incident<'_>, state: &StepState, stages: (usize, usize), step: u8) {
        let reached = self.clock;
        let this_pass = |away: &&Away| away.step == step && away.from >= state.ready && away.hung_up < reached;
        for away in incident.away.iter().rev().filter(this_pass) {
            self.back_to(away.hung_up, stages.0, step, || (Kind::Redial, None));
            self.back_to(away.from, stages.1, step, || away.waited.kind());
        }
    }
}

impl View<'_, '_> {
    /// Walks from a moment back to an earlier one and adds the pieces.
    #[inline]
    fn walk(self, measure: usize, from: Time, (clock, mut place): Moment, parts: &mut Vec<Part>) {
        let mut walk = Walk { from, clock, measure: measure as u16, parts };
        let answer_stage = self.model.answer_stage;
        let mut incident = &self.open[place.slot as usize];
        // Where it came to last.
        let (mut last, mut at) = (answer_stage, 0);
        // Every jump goes to an earlier event, so that the walk ends. `rounds` says as of when a step is meant that was done again.
        while walk.clock > from {
            let Origin { slot, step, rounds } = place;
            if slot != incident.slot {
                incident = &self.open[slot as usize];
            }
            if incident.went_as_usual() {
                let step = walk.back_as_usual(incident, step);
                if step != NO_STEP {
                    (last, at) = (incident.plan.acts[usize::from(step)].stage, step);
                }
                break;
            }
            if step == NO_STEP {
                // A unit came because it was sent.
                let (Some(sent), Some((slot, _))) = (incident.is.sent, incident.is.of) else { break };
                place = Origin { slot, step: sent.by, rounds: sent.rounds };
                continue;
            }
            let (state, obtained, ran) = incident.as_of(step.into(), rounds);
            let stage = incident.plan.acts[usize::from(step)].stage;
            (last, at) = (stage, step);
            if ran && state.end < walk.clock {
                // Nobody worked at what was found out later.
                walk.back_to(state.end, stage, step, || (Kind::Blocked, None));
            }
            if state.ended_by != NO_STEP && walk.clock == state.end && (state.end > state.begin || !ran) {
                place = incident.cause(state.ended_by, state.end_rounds, Effect::Over(step));
                continue;
            }
            if ran {
                if !incident.pauses.is_empty() {
                    walk.back_through_rests(incident, state, stage, step);
                }
                walk.back_to(state.begin, stage, step, || (Kind::Working, None));
            } else {
                let from = obtained.last().map_or(state.attempt_from, |one| one.at);
                walk.back_to(from, stage, step, || incident.waited_for(usize::from(step)).kind());
            }
            walk.back_through_waits(obtained, state.attempt_from, stage, step);
            if !incident.away.is_empty() {
                walk.back_through_redials(incident, state, (answer_stage, stage), step);
            }
            place = incident.cause(state.cause, state.rounds, Effect::Ready(step));
        }
        // What a later caller brought was waited for since the arrival.
        walk.back_to(from, last, at, || (Kind::Blocked, None));
        assert_eq!(walk.clock, from, "the pieces of a time tile it, so that they sum exactly to the whole");
    }
}
