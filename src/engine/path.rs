//! What is told when an incident closes: every measure's outcome and, for times, the critical path, walked backwards.
//!
//! A step is ready at r, obtains its k-th person at q_k (q_0 = r), works from b to e. From the mark back: work is the stage's
//! `working`; between q_(k-1) and q_k it is `queue` or `blocked`; a caller who hung up is away until the redial; at r the walk
//! jumps to the event that made the step ready. Jumps leave the clock where it is; everything else tiles the time, so the parts
//! sum to the whole exactly, which is asserted for every incident.

use super::arm::Life;
use super::incident::{Away, Effect, How, Incident, MarkState, NO_STEP, OUTSIDE, Origin};
use super::plan::{only, steps_of};
use crate::model::{End, EndMark, Progress, What};
use crate::record::{Closed, Kind, Outcome, Part, Recorder, StepRecord};
use crate::time::Time;

/// Tells the recorder about an incident that closes.
pub(super) fn tell<R: Recorder>(life: &mut Life<'_>, slot: u32, recorder: &mut R) {
    let (mut outcomes, mut parts) = (std::mem::take(&mut life.outcomes), std::mem::take(&mut life.parts));
    let mut records = std::mem::take(&mut life.records);
    outcomes.clear();
    parts.clear();
    records.clear();
    let incident = &life.open[slot as usize];
    if incident.is.counted {
        for measure in 0..life.model.measures.len() {
            outcomes.push(outcome(life, incident, measure, &mut parts));
        }
    }
    if R::STEPS {
        records.extend(incident.steps[..incident.plan.program.steps.len()].iter().enumerate().map(|(step, state)| StepRecord {
            ready: state.ready,
            work: (incident.ran & only(step) != 0).then_some((state.begin, state.end)),
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
        outcomes: &outcomes,
        parts: &parts,
        steps: &records,
    };
    recorder.closed(life.room.index, closed);
    (life.outcomes, life.parts, life.records) = (outcomes, parts, records);
}

/// What one measure says of an incident; the parts of a time are added to `parts`.
fn outcome(life: &Life<'_>, incident: &Incident<'_>, index: usize, parts: &mut Vec<Part>) -> Outcome {
    let measure = &life.model.measures[index];
    let by_arm_and_way = (life.room.index, incident.is.way);
    if !measure.among[incident.is.kind].holds(incident.is.flags) {
        return Outcome::NotApplicable;
    }
    match &measure.what {
        What::Time { from, to } => match (incident.end(from), incident.end(to)) {
            (Reached::NotAsked, _) | (_, Reached::NotAsked) => Outcome::NotApplicable,
            (Reached::At(from), Reached::At(to)) => {
                let value = to.0 - from.0;
                let first = parts.len();
                if value >= Time::ZERO {
                    walk(life, index, from.0, to, 1, parts);
                } else {
                    walk(life, index, to.0, from, -1, parts);
                }
                let sum: Time = parts[first..].iter().map(|part| part.length).sum();
                assert_eq!(sum, value, "the parts of a chain sum exactly to the whole");
                Outcome::Value(value.0)
            }
            _ => Outcome::NotReached,
        },
        What::Share(conditions) | What::Count(conditions) => {
            let condition = &conditions[by_arm_and_way.0][by_arm_and_way.1];
            Outcome::Value(i64::from(
                condition.holds_now(incident.is.flags, Progress { ran: incident.ran, believed: 0, set: incident.set }),
            ))
        }
        What::Number(marks) => {
            Outcome::Value(steps_of(*marks).filter_map(|mark| incident.told.get(mark)).map(|&told| i64::from(told)).sum())
        }
        What::Work(roles) => {
            let roles = &roles[by_arm_and_way.0][by_arm_and_way.1];
            Outcome::Value(roles.iter().map(|&role| incident.roles[role].seat_time).sum::<Time>().0)
        }
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
    fn end(&self, end: &End) -> Reached {
        let (marks, last) = match end {
            End::Arrival => return Reached::At((self.is.arrival, Origin { slot: self.slot, step: NO_STEP, rounds: 0 })),
            End::First(marks) => (marks, false),
            End::Last(marks) => (marks, true),
        };
        let mut best: Option<usize> = None;
        for &EndMark { mark, needed } in marks {
            if needed.is_some_and(|flag| self.is.flags >> flag & 1 == 0) {
                continue;
            }
            if self.set & only(mark) == 0 {
                return Reached::Missing;
            }
            let order = self.marks[mark].order;
            if best.is_none_or(|known| (order > self.marks[known].order) == last) {
                best = Some(mark);
            }
        }
        best.map_or(Reached::NotAsked, |mark| {
            let MarkState { at, step, rounds, .. } = self.marks[mark];
            Reached::At((at, self.cause(step, rounds, Effect::Set(mark as u8))))
        })
    }

    /// Where something came from: a step of this incident, or what happened elsewhere.
    fn cause(&self, step: u8, rounds: u8, effect: Effect) -> Origin {
        let here = Origin { slot: self.slot, step, rounds };
        if step == OUTSIDE { self.origin(effect).unwrap_or(Origin { step: NO_STEP, ..here }) } else { here }
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

/// Walks from `to` back to `from` and adds the pieces, with a sign.
fn walk(life: &Life<'_>, measure: usize, from: Time, to: Moment, sign: i64, parts: &mut Vec<Part>) {
    let (mut clock, mut place) = to;
    let mut piece = |clock: &mut Time, until: Time, stage: usize, kind: Kind, step: u8, cause: Option<u16>| {
        let until = until.max(from);
        if until < *clock {
            let length = Time(sign * (*clock - until).0);
            parts.push(Part { measure: measure as u16, stage: stage as u16, kind, step: step.into(), cause, length });
            *clock = until;
        }
    };
    // Every jump goes to an earlier event, so that the walk ends. `rounds` says as of when a step is meant that was done again.
    while clock > from {
        let Origin { slot, step, rounds } = place;
        let incident = &life.open[slot as usize];
        if step == NO_STEP {
            // A unit came because it was sent.
            let (Some(sent), Some((slot, _))) = (incident.is.sent, incident.is.of) else { break };
            place = Origin { slot, step: sent.by, rounds: sent.rounds };
            continue;
        }
        let (state, obtained, ran) = incident.as_of(step.into(), rounds);
        let listed = &incident.plan.program.steps[usize::from(step)];
        if ran && state.end < clock {
            // Nobody worked at what was found out later.
            piece(&mut clock, state.end, listed.stage, Kind::Blocked, step, None);
        }
        if state.ended_by != NO_STEP && clock == state.end && (state.end > state.begin || !ran) {
            place = incident.cause(state.ended_by, state.end_rounds, Effect::Over(step));
            continue;
        }
        let stage = listed.stage;
        let waited_from = |k: usize| if k == 0 { state.attempt_from } else { obtained[k - 1].at };
        if ran {
            let rests = if incident.pauses.is_empty() { None } else { Some(incident.rests(step, state.begin)) };
            for rest in rests.into_iter().flatten().filter(|rest| rest.until <= state.end) {
                piece(&mut clock, rest.until, stage, Kind::Working, step, None);
                let (kind, cause) = How::Pool(rest.pool).kind();
                piece(&mut clock, rest.from, stage, kind, step, cause);
            }
            piece(&mut clock, state.begin, stage, Kind::Working, step, None);
        } else {
            let (kind, cause) = incident.waited_for(usize::from(step)).kind();
            piece(&mut clock, waited_from(obtained.len()), stage, kind, step, cause);
        }
        for (k, one) in obtained.iter().enumerate().rev() {
            let (kind, cause) = one.how.kind();
            piece(&mut clock, waited_from(k), stage, kind, step, cause);
        }
        // Of this pass: those of later ones lie after the clock, those of earlier ones before it was ready.
        let reached = clock;
        let this_pass = |away: &&Away| away.step == step && away.from >= state.ready && away.hung_up < reached;
        for away in incident.away.iter().rev().filter(this_pass) {
            piece(&mut clock, away.hung_up, life.model.answer_stage, Kind::Redial, step, None);
            let (kind, cause) = away.waited.kind();
            piece(&mut clock, away.from, stage, kind, step, cause);
        }
        place = incident.cause(state.cause, state.rounds, Effect::Ready(step));
    }
    // What a later caller brought was waited for since the arrival.
    piece(&mut clock, from, life.model.answer_stage, Kind::Blocked, 0, None);
}
