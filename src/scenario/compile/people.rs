//! Who is on duty when, and what else they have to do.

use super::Scenario;
use super::names::Mistakes;
use super::parameters::{Parameters, Values};
use crate::distribution::Distribution;
use crate::model::{self, Choice, Dated, Discipline, HandOver, HourlyRates, PoolPlan, Seats};
use crate::scenario::diagnostic::{Diagnostic, Span};
use crate::scenario::file::{Arm, At, Background, File, Named, Overflow, Pool, Queue, Shift, Staff};
use crate::time::Time;
use jiff::civil::Date;
use std::sync::Arc;

const DAY_S: u32 = 86_400;
const WEEK_S: u32 = 7 * DAY_S;
/// What comes after every incident.
const LAST_PRIORITY: u8 = u8::MAX;
/// More of anything in an hour is not a region's; the engine's Poisson numbers are precise up to here.
pub(super) const MOST_PER_HOUR: f64 = 1e6;

/// Looks up the pools that arms change and background names.
pub(super) fn check(file: &File, mistakes: &mut Mistakes) {
    let known = || file.pools.iter().map(|pool| pool.name.value.as_str());
    for pool in &file.pools {
        if pool.value.staff.is_none() && pool.value.shifts.is_empty() {
            let message = format!("nobody says how many people pool `{}` has", pool.name.value);
            let missing = Diagnostic::error("missing-key", pool.name.span.clone(), message, "`staff` or a shift is missing");
            mistakes.tell(missing.hint("write staff = 4, staff = \"unlimited\", or [pool.NAME.shift.day]"));
        }
    }
    for pool in &file.pools {
        check_queue(None, pool, mistakes);
        file.arms.iter().filter_map(|arm| change(arm, pool)).for_each(|change| check_queue(Some(&change.value), pool, mistakes));
    }
    for pool in file.pools.iter().chain(file.arms.iter().flat_map(|arm| &arm.value.pools)) {
        check_overflow(file, pool, mistakes);
        check_breaks(pool, mistakes);
    }
    for pool in file.arms.iter().flat_map(|arm| &arm.value.pools) {
        mistakes.look_up("pool", &pool.name, known());
    }
    for work in &file.background {
        mistakes.look_up("pool", &work.value.pool, known());
    }
}

/// The change of a pool that an arm makes.
fn change<'f>(arm: &'f Named<Arm>, pool: &Named<Pool>) -> Option<&'f Named<Pool>> {
    arm.value.pools.iter().find(|change| change.name.value == pool.name.value)
}

/// Where an arm's staff of a pool is said.
pub(super) fn place(arm: &Named<Arm>, pool: &Named<Pool>) -> Span {
    let by_arm = change(arm, pool).filter(|change| change.value.staff.is_some() || !change.value.shifts.is_empty());
    by_arm.unwrap_or(pool).name.span.clone()
}

/// The pool's plan in an arm: the arm's `staff` or shifts replace the file's.
pub(super) fn plan(file: &File, zero: Option<Date>, arm: &Named<Arm>, pool: &Named<Pool>) -> PoolPlan {
    let change = change(arm, pool).map(|change| &change.value);
    let queue = queue(change, &pool.value);
    let discipline = match (queue.queue.map_or(Queue::Priority, |queue| queue.value), queue.ageing) {
        (Queue::Priority, Some(ageing)) => Discipline::Ageing(Time::from_seconds(ageing.value)),
        (Queue::Priority, None) => Discipline::Priority,
        (Queue::Fifo, _) => Discipline::Fifo,
        (Queue::Lifo, _) => Discipline::Lifo,
    };
    let says = |pool: &&Pool| pool.staff.is_some() || !pool.shifts.is_empty();
    let is = change.filter(says).unwrap_or(&pool.value);
    let mut seats = match &is.staff {
        Some(staff) => match staff.value {
            Staff::Unlimited => Seats::Unlimited,
            Staff::Seats(seats) => Seats::Weekly(vec![(Time::ZERO, seats)]),
        },
        // That nobody says how many has been told.
        None if is.shifts.is_empty() => Seats::Unlimited,
        None => Seats::Weekly(weekly(&is.shifts)),
    };
    let hands_over = change.and_then(|change| change.hand_over.as_ref()).or(pool.value.hand_over.as_ref());
    if let (Seats::Weekly(plan), None) = (&mut seats, hands_over) {
        plan.dedup_by_key(|&mut (_, seats)| seats);
    }
    let helper = |helper: &Overflow| {
        let pool = file.pools.iter().position(|pool| pool.name.value == helper.to.value)?;
        Some(model::Overflow { pool, after: Time::from_seconds(helper.after), speed: helper.speed })
    };
    let hand_over = hands_over.map(|takes| HandOver { takes: Time::from_seconds(takes.value), staying: staying(&is.shifts, &seats) });
    PoolPlan {
        dated: zero.map_or_else(Vec::new, |zero| dated(&is.shifts, zero)),
        hand_over,
        seats,
        discipline,
        preempts: queue.preempt.is_some_and(|preempt| preempt.value),
        lines: change.and_then(|change| change.lines.as_ref()).or(pool.value.lines.as_ref()).map(|lines| lines.value),
        // A pool that does not exist has been told of.
        overflow: overflow(change, &pool.value).iter().filter_map(helper).collect(),
        // Outages are put in where the study's clock is known.
        outages: Vec::new(),
        moved: Vec::new(),
    }
}

fn overflow<'f>(change: Option<&'f Pool>, pool: &'f Pool) -> &'f [Overflow] {
    change.and_then(|change| change.overflow.as_ref()).or(pool.overflow.as_ref()).map_or(&[], Vec::as_slice)
}

/// That helpers are pools, and other ones.
fn check_overflow(file: &File, pool: &Named<Pool>, mistakes: &mut Mistakes) {
    for helper in pool.value.overflow.iter().flatten() {
        let known = file.pools.iter().map(|pool| pool.name.value.as_str());
        if mistakes.look_up("pool", &helper.to, known).is_some() && helper.to.value == pool.name.value {
            let message = format!("the pool `{}` cannot help itself", pool.name.value);
            mistakes.error("overflow-to-itself", &helper.to, message, "name another pool");
        }
    }
}

/// How a pool's queue is served in an arm.
struct Served<'f> {
    queue: Option<&'f At<Queue>>,
    ageing: Option<&'f At<f64>>,
    preempt: Option<&'f At<bool>>,
}

fn queue<'f>(change: Option<&'f Pool>, pool: &'f Pool) -> Served<'f> {
    Served {
        queue: change.and_then(|change| change.queue.as_ref()).or(pool.queue.as_ref()),
        ageing: change.and_then(|change| change.ageing.as_ref()).or(pool.ageing.as_ref()),
        preempt: change.and_then(|change| change.preempt.as_ref()).or(pool.preempt.as_ref()),
    }
}

/// That ageing and calling people away are said of a queue with priorities.
fn check_queue(change: Option<&Pool>, pool: &Named<Pool>, mistakes: &mut Mistakes) {
    let served = queue(change, &pool.value);
    let Some(queue) = served.queue.filter(|queue| queue.value != Queue::Priority) else { return };
    let ageing = served.ageing.map(|ageing| ("ageing", &ageing.span));
    let preempt = served.preempt.filter(|preempt| preempt.value).map(|preempt| ("preempt", &preempt.span));
    for (key, span) in ageing.into_iter().chain(preempt) {
        let message = format!("`{key}` of the pool `{}` needs priorities", pool.name.value);
        let error = Diagnostic::error(
            "exclusive-keys",
            span.clone(),
            message,
            format!("its queue is {}", if queue.value == Queue::Fifo { "\"fifo\"" } else { "\"lifo\"" }),
        );
        mistakes.tell(error.hint("write queue = \"priority\", or leave this out"));
    }
}

/// A shift or a break of it: from, to (in seconds from midnight of the day on which the shift starts), seats added.
type Part = (u32, u32, i64);

/// A shift with what its breaks take away.
fn parts(shift: &Shift) -> impl Iterator<Item = Part> + '_ {
    let length = if shift.to > shift.from { shift.to - shift.from } else { shift.to + DAY_S - shift.from };
    let breaks = shift.breaks.iter().map(|away| {
        // A break after midnight belongs to the shift that started before.
        let from = if away.from < shift.from { away.from + DAY_S } else { away.from };
        let length = if away.to > away.from { away.to - away.from } else { away.to + DAY_S - away.from };
        (from, from + length, -i64::from(away.staff.unwrap_or(shift.staff)))
    });
    std::iter::once((shift.from, shift.from + length, i64::from(shift.staff))).chain(breaks)
}

/// Every part of every shift that starts on days of the week: in seconds from Monday midnight; the end may lie in the next week.
fn spans(shifts: &[Named<Shift>]) -> Vec<Part> {
    let weekly = shifts.iter().map(|shift| &shift.value).filter(|shift| shift.dates.is_empty());
    let days = weekly.flat_map(|shift| (0..7).filter(|&day| shift.days[day as usize]).map(move |day| (shift, day * DAY_S)));
    days.flat_map(|(shift, day)| parts(shift).map(move |(from, to, seats)| (day + from, day + to, seats))).collect()
}

/// Seats on duty over a week: shifts that overlap add up, what reaches beyond Sunday goes on on Monday.
fn weekly(shifts: &[Named<Shift>]) -> Vec<(Time, u32)> {
    let spans = spans(shifts);
    let mut edges: Vec<u32> = spans.iter().flat_map(|&(from, to, _)| [from % WEEK_S, to % WEEK_S]).chain([0]).collect();
    edges.sort_unstable();
    edges.dedup();
    // Shifts that a break leaves less than nobody of have nobody.
    let on_duty = |at: u32| {
        let there = |&&(from, to, _): &&Part| from <= at && at < to || from <= at + WEEK_S && at + WEEK_S < to;
        u32::try_from(spans.iter().filter(there).map(|span| span.2).sum::<i64>()).unwrap_or(0)
    };
    edges.into_iter().map(|at| (Time(i64::from(at) * Time::SECOND.0), on_duty(at))).collect()
}

/// By change of the plan: seats of shifts that go on through it.
fn staying(shifts: &[Named<Shift>], seats: &Seats) -> Vec<u32> {
    let Seats::Weekly(plan) = seats else { return Vec::new() };
    let spans = spans(shifts);
    let at_change = |&(at, _): &(Time, u32)| {
        let at = (at.0 / Time::SECOND.0) as u32;
        let goes_on = |&&(from, to, _): &&Part| from < at && at < to || from < at + WEEK_S && at + WEEK_S < to;
        u32::try_from(spans.iter().filter(goes_on).map(|span| span.2).sum::<i64>()).unwrap_or(0)
    };
    match shifts.is_empty() {
        // The same people are there all the time.
        true => plan.iter().map(|&(_, seats)| seats).collect(),
        false => plan.iter().map(at_change).collect(),
    }
}

/// What dates change in the weekly plan; time zero is midnight of `zero`.
fn dated(shifts: &[Named<Shift>], zero: Date) -> Vec<Dated> {
    let mut found = Vec::new();
    for shift in shifts.iter().map(|shift| &shift.value) {
        let weekday = |date: Date| date.weekday().to_monday_zero_offset() as usize;
        let usual = |date: &&At<Date>| shift.dates.is_empty() && shift.days[weekday(date.value)];
        let more = shift.dates.iter().filter(|date| !shift.except.iter().any(|except| except.value == date.value)).map(|date| (date, 1));
        for (date, sign) in more.chain(shift.except.iter().filter(usual).map(|date| (date, -1))) {
            let day = Time(date.value.duration_since(zero).as_secs() * Time::SECOND.0);
            let at = |seconds: u32| day + Time(i64::from(seconds) * Time::SECOND.0);
            found.extend(parts(shift).map(|(from, to, seats)| Dated { from: at(from), to: at(to), seats: sign * seats as i32 }));
        }
    }
    found.sort_by_key(|dated| dated.from);
    found
}

/// That breaks lie within their shifts.
fn check_breaks(pool: &Named<Pool>, mistakes: &mut Mistakes) {
    for shift in &pool.value.shifts {
        let whole = parts(&shift.value).next().map_or((0, 0), |(from, to, _)| (from, to));
        for ((from, to, _), away) in parts(&shift.value).skip(1).zip(&shift.value.breaks) {
            if from < whole.0 || to > whole.1 {
                let message = format!("a break of the shift `{}` of pool `{}` does not lie within it", shift.name.value, pool.name.value);
                let error = Diagnostic::error("break-outside", away.span.clone(), message, "begins or ends at another time");
                mistakes.tell(error);
            }
        }
    }
}

/// Seat hours in a week; nothing if there is no limit.
pub(super) fn seat_hours(seats: &Seats) -> Option<f64> {
    seats.by_hour().map(|hours| hours.iter().sum())
}

/// The first time of the week at which nobody is on duty, and its end: days and times of day.
pub(super) fn gap(seats: &Seats) -> Option<String> {
    let Seats::Weekly(plan) = seats else { return None };
    let index = plan.iter().position(|&(_, seats)| seats == 0)?;
    let text = |at: Time| {
        const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
        let minutes = at.0 / (60 * Time::SECOND.0);
        format!("{} {:02}:{:02}", DAYS[(at.day() as usize) % 7], minutes / 60 % 24, minutes % 60)
    };
    match plan.get(index + 1) {
        Some(next) => Some(format!("from {} to {}", text(plan[index].0), text(next.0))),
        None if index == 0 => Some("at any time".to_owned()),
        None => Some(format!("from {} on", text(plan[index].0))),
    }
}

/// The priority of background work.
pub(super) fn priority(work: &Background) -> u8 {
    work.priority.unwrap_or(LAST_PRIORITY)
}

/// How often background work comes in an arm, and how long it takes. A load means seats on duty and length of the work in the
/// baseline: the same work comes in every arm, however it is staffed and however fast it is done there.
pub(super) fn background(
    scenario: &Scenario<'_>,
    work: &Named<Background>,
    baseline: (&Named<Arm>, &Parameters<'_>),
    parameters: &Parameters<'_>,
    mistakes: &mut Mistakes,
) -> Option<(Arc<HourlyRates>, Choice<Distribution>)> {
    let (name, is) = (&work.name.value, &work.value);
    let pool = scenario.file.pools.iter().find(|pool| pool.name.value == is.pool.value)?;
    let what = format!("`takes` of the background `{name}`");
    let takes = Values { scenario, parameters, kind: None, mistakes }.time(&is.takes, &what)?;
    let mut values = Values { scenario, parameters, kind: None, mistakes };
    if let Some(rate) = &is.rate {
        let per_hour = values.rate(rate, &format!("`rate` of the background `{name}`"))? * 3600.0;
        if per_hour > MOST_PER_HOUR {
            mistakes.error("out-of-range", rate, "this is more than a million an hour", format!("{per_hour} / h"));
        }
        return Some((Arc::new(HourlyRates([per_hour; 168])), takes));
    }
    let load = is.load.as_ref()?;
    let share = values.plain_share(load, &format!("`load` of the background `{name}`"))?;
    if share >= 1.0 {
        let message = format!("background `{name}` alone keeps everybody of pool `{}` busy", pool.name.value);
        let label = format!("a load of {share} leaves nobody for incidents");
        mistakes.tell(Diagnostic::warning("overloaded", load.span.clone(), message, label));
    }
    let Some(seats) = plan(scenario.file, None, baseline.0, pool).seats.by_hour() else {
        let message = format!("a load has no meaning for pool `{}`, which is unlimited in the baseline", pool.name.value);
        let error = Diagnostic::error("load-of-unlimited", load.span.clone(), message, "a share of how many?");
        mistakes.tell(error.hint("say how often instead: rate = \"37 / h\""));
        return None;
    };
    let usual = Values { scenario, parameters: baseline.1, kind: None, mistakes: &mut *mistakes }.time(&is.takes, &what)?;
    let mean = usual.get(0).mean();
    if mean <= 0.0 {
        mistakes.error("out-of-range", &is.takes, format!("{what} is nothing, so no number of them is a load"), "this takes no time");
        return None;
    }
    let rates = seats.map(|seats| share * seats * 3600.0 / mean);
    if rates.iter().any(|&per_hour| per_hour > MOST_PER_HOUR) {
        mistakes.error("out-of-range", &is.takes, "such a load would be more than a million an hour", "this takes too little time");
        return None;
    }
    Some((Arc::new(HourlyRates(rates)), takes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::file::At;

    fn shift(days: [bool; 7], from: u32, to: u32, staff: u32) -> Named<Shift> {
        let name = At { value: "x".to_owned(), span: 0..0 };
        Named {
            name,
            value: Shift { days, from: from * 3600, to: to * 3600, staff, dates: Vec::new(), except: Vec::new(), breaks: Vec::new() },
        }
    }

    fn hours(plan: &[(Time, u32)]) -> Vec<(i64, u32)> {
        let mut plan = plan.to_vec();
        plan.dedup_by_key(|&mut (_, seats)| seats);
        plan.iter().map(|&(time, seats)| (time.0 / Time::HOUR.0, seats)).collect()
    }

    #[test]
    fn shifts_belong_to_the_day_they_start_and_add_up() {
        let all = [true; 7];
        assert_eq!(hours(&weekly(&[shift(all, 0, 24, 3)])), [(0, 3)]);
        assert_eq!(hours(&weekly(&[shift(all, 8, 8, 3)])), [(0, 3)]);
        let (mut monday, mut sunday) = ([false; 7], [false; 7]);
        (monday[0], sunday[6]) = (true, true);
        let plan = weekly(&[shift(sunday, 22, 6, 2), shift(monday, 4, 8, 1)]);
        assert_eq!(hours(&plan), [(0, 2), (4, 3), (6, 1), (8, 0), (166, 2)]);
        assert_eq!(gap(&Seats::Weekly(plan)).as_deref(), Some("from Monday 08:00 to Sunday 22:00"));
        assert_eq!(hours(&weekly(&[shift(all, 7, 19, 7), shift(all, 19, 7, 5)]))[..3], [(0, 5), (7, 7), (19, 5)]);
    }

    #[test]
    fn seats_are_averaged_within_the_hour() {
        let half = Seats::Weekly(vec![(Time::ZERO, 2), (Time(Time::HOUR.0 / 2), 0)]);
        assert_eq!(half.by_hour().map(|hours| (hours[0], hours[1])), Some((1.0, 0.0)));
        assert_eq!(seat_hours(&half), Some(1.0));
        assert_eq!(seat_hours(&Seats::Unlimited), None);
    }
}
