//! Times that are flags of incidents, and times at which pools are out of service.

use super::Scenario;
use super::names::Mistakes;
use super::study::Clock;
use crate::model::{self, Moved, Seats, When};
use crate::scenario::diagnostic::{Diagnostic, Span};
use crate::scenario::file::{Arm, At, File, Instant, Moves, Named, Outage, OutageChange, Period};
use crate::time::Time;

/// The names of the flags that periods and outages are.
pub(super) fn names(file: &File) -> impl Iterator<Item = &At<String>> {
    file.periods.iter().map(|period| &period.name).chain(file.outages.iter().map(|outage| &outage.name))
}

/// Tells of periods that are drawn as well, of times that end before they begin, and of names that are not known.
pub(super) fn check(scenario: &Scenario<'_>, clock: Option<&Clock>, mistakes: &mut Mistakes) {
    let file = scenario.file;
    let mut seen: Vec<&str> = file.agencies.iter().map(|agency| agency.name.value.as_str()).collect();
    for name in names(file) {
        if seen.contains(&name.value.as_str()) {
            let message = format!("two flags are called `{}`", name.value);
            mistakes.error("duplicate-name", name, message, "periods, outages and agencies are flags");
        }
        seen.push(&name.value);
    }
    let drawn = file.flags.iter().map(|flag| &flag.name);
    let drawn = drawn.chain(file.types.iter().flat_map(|kind| kind.value.flags.iter().map(|flag| &flag.name)));
    let drawn = drawn.chain(file.arms.iter().flat_map(|arm| arm.value.flags.iter().map(|flag| &flag.name)));
    let drawn = drawn.chain(file.stated.iter().flat_map(|stated| stated.value.flags.iter().map(|flag| &flag.name)));
    let logs = file.types.iter().filter_map(|kind| kind.value.log.as_ref());
    let drawn = drawn.chain(logs.flat_map(|log| log.value.flags.iter().map(|flag| &flag.name)));
    for name in drawn.filter(|name| names(file).any(|period| period.value == name.value)) {
        let message = format!("`{}` is a period, which an incident arrives in or not", name.value);
        let error = Diagnostic::error("said-twice", name.span.clone(), message, "this says it a second time");
        mistakes.tell(error.hint("leave this out, or give the flag another name"));
    }
    let once = file.periods.iter().filter_map(|period| match &period.value {
        Period::Once { from, to } => Some((&period.name, from, to)),
        Period::Weekly { .. } => None,
    });
    let outages = file.outages.iter().map(|outage| (&outage.name, &outage.value.from, &outage.value.to));
    for (name, from, to) in once.chain(outages) {
        if let Some(clock) = clock {
            check_window(clock, name, from, to, mistakes);
        }
    }
    for outage in &file.outages {
        check_names(file, &outage.value.is, mistakes);
    }
    for arm in &file.arms {
        for change in &arm.value.outages {
            mistakes.look_up("outage", &change.name, file.outages.iter().map(|outage| outage.name.value.as_str()));
            check_names(file, &change.value, mistakes);
        }
    }
}

fn check_window(clock: &Clock, name: &At<String>, from: &At<Instant>, to: &At<Instant>, mistakes: &mut Mistakes) {
    let (begin, end) = (clock.moment(from), clock.moment(to));
    if end <= begin {
        mistakes.error("out-of-range", to, format!("`{}` is over before it begins", name.value), "`to` has to be later than `from`");
    } else if end <= clock.study.window_start || begin >= clock.study.window_end() {
        let message = format!("`{}` lies outside the time that is counted", name.value);
        let doubt = Diagnostic::warning("outside-study", from.span.clone(), message, "nothing that is counted happens then");
        mistakes.tell(doubt.hint("[study] counts from `starts`, for `duration`"));
    }
}

fn check_names(file: &File, is: &OutageChange, mistakes: &mut Mistakes) {
    let pools = || file.pools.iter().map(|pool| pool.name.value.as_str());
    let mut all = is.pools.iter().flatten().chain(is.moves.iter().map(|moves| &moves.value.to));
    let known = all.all(|pool| mistakes.look_up("pool", pool, pools()).is_some());
    if let Some(chain) = &is.chain {
        mistakes.look_up("chain", chain, file.chains.iter().map(|chain| chain.name.value.as_str()));
    }
    if let (true, Some(moves), Some(pools)) = (known, &is.moves, &is.pools) {
        check_moves(moves, pools, mistakes);
    }
}

fn check_moves(moves: &At<Moves>, pools: &[At<String>], mistakes: &mut Mistakes) {
    let to = &moves.value.to;
    if pools.iter().any(|pool| pool.value == to.value) {
        let message = format!("nobody can move to `{}`", to.value);
        mistakes.error("out-of-service", to, message, "this pool is out of service itself");
    }
}

/// The pools that people move to in an outage, in some arm.
pub(super) fn moved_to(file: &File) -> impl Iterator<Item = &At<String>> {
    let of_arms = file.arms.iter().flat_map(|arm| &arm.value.outages).map(|change| &change.value);
    let all = file.outages.iter().map(|outage| &outage.value.is).chain(of_arms);
    all.filter_map(|is| is.moves.as_ref()).map(|moves| &moves.value.to)
}

/// How an outage hits an arm.
pub(super) fn hits(arm: &Named<Arm>, outage: &Named<Outage>) -> OutageChange {
    let own = arm.value.outages.iter().find(|change| change.name.value == outage.name.value).map(|change| &change.value);
    let (own, usual) = (own.cloned().unwrap_or_default(), outage.value.is.clone());
    OutageChange {
        pools: own.pools.or(usual.pools),
        seats: own.seats.or(usual.seats),
        stops: own.stops.or(usual.stops),
        moves: own.moves.or(usual.moves),
        chain: own.chain,
    }
}

/// Puts the outages that hit an arm into the plans of its pools.
pub(super) fn put(file: &File, clock: &Clock, arm: &Named<Arm>, plans: &mut [model::PoolPlan], mistakes: &mut Mistakes) {
    for outage in &file.outages {
        let is = hits(arm, outage);
        let index = |name: &At<String>| file.pools.iter().position(|pool| pool.name.value == name.value);
        let (from, to) = (clock.moment(&outage.value.from), clock.moment(&outage.value.to));
        let seats = is.seats.unwrap_or(0);
        for name in is.pools.iter().flatten() {
            let Some(pool) = index(name) else { continue };
            if plans[pool].seats == Seats::Unlimited {
                let message = format!("an outage of `{}` changes nothing", name.value);
                let doubt =
                    Diagnostic::warning("outage-of-unlimited", name.span.clone(), message, "this pool has as many people as are asked for");
                mistakes.tell(doubt.hint("give the pool `staff` or shifts"));
            }
            plans[pool].outages.push(model::Outage { from, to, seats, stops: is.stops.unwrap_or(true) });
            let Some((moves, there)) = is.moves.as_ref().and_then(|moves| Some((&moves.value, index(&moves.value.to)?))) else { continue };
            let from = from + Time::from_seconds(moves.after);
            if from < to && there != pool {
                plans[there].moved.push(Moved { from, to, pool, stay: seats });
            }
        }
    }
}

/// By outage that has one in an arm: its flag, and the index of the chain that incidents go through meanwhile.
pub(super) fn fallbacks(scenario: &Scenario<'_>, arm: &Named<Arm>) -> Vec<(usize, usize, Span)> {
    let one = |outage: &Named<Outage>| {
        let chain = hits(arm, outage).chain?;
        let index = scenario.file.chains.iter().position(|known| known.name.value == chain.value)?;
        Some((scenario.flag(&outage.name.value)?, index, chain.span))
    };
    scenario.file.outages.iter().filter_map(one).collect()
}

/// The periods, outages among them.
pub(super) fn compile(scenario: &Scenario<'_>, clock: &Clock) -> Vec<model::Period> {
    const DAY_S: i64 = 86_400;
    let seconds = |seconds: i64| Time(seconds * Time::SECOND.0);
    let periods = scenario.file.periods.iter().map(|period| {
        let when = match &period.value {
            Period::Once { from, to } => When::Once(clock.moment(from), clock.moment(to)),
            Period::Weekly { days, from, to } => {
                let (from, to) = (i64::from(*from), i64::from(*to));
                let to = if to > from { to } else { to + DAY_S };
                let days = (0..7).filter(|&day| days[day as usize]);
                When::Weekly(days.map(|day| (seconds(day * DAY_S + from), seconds(day * DAY_S + to))).collect())
            }
        };
        (&period.name, when)
    });
    let outages = scenario.file.outages.iter().map(|outage| {
        let is = &outage.value;
        (&outage.name, When::Once(clock.moment(&is.from), clock.moment(&is.to)))
    });
    let all = periods.chain(outages);
    all.filter_map(|(name, when)| Some(model::Period { name: name.value.clone(), flag: scenario.flag(&name.value)?, when })).collect()
}
