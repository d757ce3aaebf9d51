//! Limits that stop an arm which cannot end, and whether it is a deadlock: incidents that wait for each other's people.

use super::arm::Life;
use super::incident::Incident;
use super::plan::steps_of;
use super::state::Phase;
use crate::record::{DeadlockWait, Finding, Recorder};
use std::collections::BTreeMap;

/// How many incidents of a deadlock are named.
const MOST_NAMED: usize = 20;

/// After the window: counted incidents may not stay open for ever.
pub(super) fn check_time<R: Recorder>(life: &mut Life<'_, '_>, recorder: &mut R) {
    let study = &life.model.study;
    if life.room.now - study.window_end() >= study.limits.after_end {
        stop(life, recorder);
    }
}

/// Stops the arm where it is, with what was found.
pub(super) fn stop<R: Recorder>(life: &mut Life<'_, '_>, recorder: &mut R) {
    let waiting = deadlocked(life);
    let at_s = life.room.now.seconds();
    life.end.finding = Some(if !waiting.is_empty() {
        Finding::Deadlock { at_s, waiting }
    } else if life.open_incidents > life.model.study.limits.open_incidents {
        Finding::OpenIncidents { open: life.open_incidents, at_s }
    } else if life.open_jobs > life.model.study.limits.open_incidents {
        Finding::OpenBackground { open: life.open_jobs, at_s }
    } else {
        Finding::AfterEnd { open: if life.open_counted > 0 { life.open_counted } else { life.open_incidents } }
    });
    life.end.pools = life.room.pools.iter().map(|pool| pool.book).collect();
    life.finished = true;
    for incident in life.living().filter(|incident| incident.is.of.is_none()) {
        recorder.absent(life.room.index, incident.is.number);
    }
}

impl<'m> Life<'m, '_> {
    /// The open incidents, in the order of their slots.
    fn living(&self) -> impl Iterator<Item = &Incident<'m>> {
        let mut empty = vec![false; self.open.len()];
        self.free.iter().for_each(|&slot| empty[slot as usize] = true);
        self.open.iter().zip(empty).filter(|(incident, empty)| !empty && !incident.closed).map(|(incident, _)| incident)
    }
}

impl Incident<'_> {
    /// The steps that wait in a queue, and for which pools.
    fn queued(&self) -> impl Iterator<Item = (usize, usize)> {
        steps_of(self.waiting | self.paused).flat_map(|step| self.pools_asked(step).map(move |pool| (step, pool)))
    }

    /// Whether some step will have whom it waits for, if these pools move: one that gathers needs all of its pools.
    fn will_be_served(&self, moving: &[bool]) -> bool {
        steps_of(self.waiting | self.paused).any(|step| match self.steps[step].phase {
            // Whoever misses nobody waits for the incident's own people.
            Phase::Gathering => self.pools_missing(step).next().is_some() && self.pools_missing(step).all(|pool| moving[pool]),
            _ => self.pools_asked(step).any(|pool| moving[pool]),
        })
    }

    /// How many seats of a pool it keeps.
    fn seats(&self, pool: usize) -> usize {
        steps_of(self.kept).filter(|&role| usize::from(self.roles[role].pool) == pool).count()
    }

    fn keeps(&self, pool: usize) -> bool {
        self.seats(pool) > 0
    }
}

/// The incidents that wait for seats which only such incidents keep. Whoever works, or waits for a caller, will let go in the
/// end; a pool is moving if somebody who will let go keeps a seat of it; whoever waits for a moving pool will be served in the
/// end. What remains when this has been followed through is a deadlock.
fn deadlocked(life: &Life<'_, '_>) -> Vec<DeadlockWait> {
    let living: Vec<&Incident<'_>> = life.living().collect();
    let places: BTreeMap<u32, usize> = living.iter().enumerate().map(|(place, one)| (one.slot, place)).collect();
    // The place of the incident that a call or unit is about.
    let about =
        |one: &Incident<'_>| one.is.of.and_then(|(slot, number)| Some(*places.get(&slot)?).filter(|&of| living[of].is.number == number));
    let mut calls = vec![0u32; living.len()];
    living.iter().filter(|one| one.is.sent.is_none()).filter_map(|call| about(call)).for_each(|of| calls[of] += 1);
    let at_work = |(place, incident): (usize, &Incident<'_>)| {
        incident.ran & !incident.finished & !incident.until & !incident.paused != 0
            || incident.will_find_out()
            || incident.calls_left > calls[place]
            || steps_of(incident.waiting).any(|step| incident.steps[step].phase == Phase::Away)
    };
    let mut moves: Vec<bool> = living.iter().enumerate().map(|(place, incident)| at_work((place, incident))).collect();
    let mut moving: Vec<bool> = vec![false; life.room.pools.len()];
    loop {
        for (pool, state) in life.room.pools.iter().enumerate() {
            let by_incidents: usize = living.iter().map(|incident| incident.seats(pool)).sum();
            let by_moving = living.iter().zip(&moves).any(|(incident, moves)| *moves && incident.seats(pool) > 0);
            // Seats that no incident keeps are at background work, which ends by itself. A pool of which nobody keeps a seat has
            // nobody on duty: who waits for it waits for a shift, not for somebody's people.
            moving[pool] = state.has_idle_seat() || by_moving || state.taken as usize > by_incidents || by_incidents == 0;
        }
        let mut changed = false;
        // An incident and its units hear of each other: where one of them gets on, all may.
        for (index, incident) in living.iter().enumerate().filter(|(_, incident)| incident.is.sent.is_some()) {
            let Some(of) = about(incident).filter(|&of| moves[of] != moves[index]) else { continue };
            (moves[of], moves[index], changed) = (true, true, true);
        }
        // Where a later call gets on, its incident may, which hears of it.
        for (index, call) in living.iter().enumerate().filter(|(_, one)| one.is.sent.is_none()) {
            if let Some(of) = about(call).filter(|&of| moves[index] && !moves[of]) {
                (moves[of], changed) = (true, true);
            }
        }
        for (incident, moves) in living.iter().zip(&mut moves) {
            if !*moves && incident.will_be_served(&moving) {
                *moves = true;
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
    let stuck = || living.iter().zip(&moves).filter(|(_, moves)| !**moves).map(|(incident, _)| *incident);
    let kept_by_stuck = |pool: usize| stuck().any(|incident| incident.keeps(pool));
    let mut named: Vec<&Incident<'_>> = stuck()
        .filter(|incident| {
            incident.queued().any(|(_, pool)| kept_by_stuck(pool)) && (0..life.room.pools.len()).any(|pool| incident.keeps(pool))
        })
        .collect();
    named.sort_by_key(|incident| incident.is.number);
    let name = |pool: usize| life.model.pools[pool].name.clone();
    let wait = |incident: &&Incident<'_>| {
        let (step, pool) = incident.queued().find(|&(_, pool)| kept_by_stuck(pool))?;
        Some(DeadlockWait {
            incident: incident.is.number,
            kind: life.model.types[incident.is.kind].name.clone(),
            step: incident.plan.program.steps[step].name.clone(),
            waits_for: name(pool),
            keeps: (0..life.room.pools.len()).filter(|&pool| incident.keeps(pool)).map(name).collect(),
        })
    };
    named.iter().filter_map(wait).take(MOST_NAMED).collect()
}
