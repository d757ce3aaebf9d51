//! How long a step lasts that begins now: what is drawn or recorded, at the pace of those who work at it.

use super::incident::Incident;
use super::plan::{Act, Length};
use super::room::Room;
use crate::model::{Lasts, LogRow};
use crate::random::Purpose;
use crate::time::Time;

impl Incident<'_> {
    /// How long a step lasts that begins now; `None`: until something.
    #[inline(always)]
    pub(super) fn length(&self, step: usize, act: &Act<'_>, room: &Room<'_>) -> Option<Time> {
        match act.length {
            Length::Fixed(length) if !room.has_paces => Some(length),
            Length::Drawn(_) if !room.has_paces && self.steps[step].pass == 0 => Some(self.lengths[step]),
            _ => self.length_in_full(step, room),
        }
    }

    /// How long a step lasts, whatever that depends on.
    #[inline(never)]
    fn length_in_full(&self, step: usize, room: &Room<'_>) -> Option<Time> {
        let listed = self.plan.acts[step].listed;
        let pass = self.steps[step].pass;
        let takes = match &listed.lasts {
            Lasts::Takes(takes) | Lasts::Recorded(_, takes) => takes,
            Lasts::UntilStep(_) | Lasts::UntilMark(_) => return None,
        };
        // A log knows the first pass only.
        if let (Lasts::Recorded(place, _), 0) = (&listed.lasts, pass)
            && self.is.lengths != LogRow::NO_LENGTHS
            && let recorded = room.lengths[self.is.lengths as usize + usize::from(*place)]
            && recorded >= Time::ZERO
        {
            return Some(recorded);
        }
        let seconds = self.is.block.value(takes.get(self.is.flags), listed.key, Purpose::Duration, pass.into());
        Some(Time::from_seconds(if room.has_paces { self.at_pace(seconds, step, room) } else { seconds }))
    }

    /// What a step takes that would take so many seconds at the usual pace.
    #[inline(never)]
    fn at_pace(&self, seconds: f64, step: usize, room: &Room<'_>) -> f64 {
        let learns = self.plan.program.steps[step].learns.as_ref().and_then(|learns| *learns.get(self.is.flags));
        let factor = learns.map_or(1.0, |learns| room.arm.learning[learns].factor(room.now, room.worked[learns]));
        seconds * factor / self.speed(step, room)
    }

    /// The share of the usual speed at which a step is worked at: that of the slowest of its people.
    fn speed(&self, step: usize, room: &Room<'_>) -> f64 {
        let of = |&role: &usize| {
            let one = &self.roles[role];
            let helped = room.arm.pools.get(usize::from(one.helps))?;
            if usize::from(one.pool) == self.pool_for(role) {
                return None;
            }
            helped.overflow.iter().find(|helper| helper.pool == usize::from(one.pool)).map(|helper| helper.speed)
        };
        self.plan.program.steps[step].staff.iter().filter_map(of).fold(1.0, f64::min)
    }
}
