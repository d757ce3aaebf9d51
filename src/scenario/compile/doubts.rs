//! What nobody uses, who is missing, and what is compared unequally.

use super::arms::Draft;
use super::chains::Expanded;
use super::names::Mistakes;
use super::{Scenario, attributes, people, periods, units, walk};
use crate::model::{PoolPlan, Seats};
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::file::{At, File, Named, Pool};

/// Seat hours a week that are no difference.
const SAME_HOURS: f64 = 0.01;

/// Warns of what is doubtful, and tells of pools that no arm uses.
pub(super) fn check(
    scenario: &Scenario<'_>,
    chains: &[Option<Expanded>],
    drafts: &[Draft<'_>],
    baseline: Option<usize>,
    mistakes: &mut Mistakes,
) {
    let file = scenario.file;
    unused_values(file, mistakes);
    let nobody = |chain: &Expanded| chain.roles.iter().any(|role| role.value.is_empty());
    let broken = chains.iter().any(|chain| chain.as_ref().is_none_or(nobody));
    if broken || drafts.is_empty() || drafts.iter().flat_map(|draft| &draft.chains).any(Option::is_none) {
        // What a broken chain would use is not known.
        return;
    }
    unused_chains(file, drafts, mistakes);
    let used: Vec<Vec<bool>> = drafts.iter().map(|draft| pools_used(file, chains, draft)).collect();
    for (index, pool) in file.pools.iter().enumerate() {
        if !used.iter().any(|used| used[index]) {
            let message = format!("no arm uses the pool `{}`", pool.name.value);
            let error = Diagnostic::error("unused-pool", pool.name.span.clone(), message, "nobody asks for its people");
            mistakes.tell(error.hint("name it in a role or in the `staff` of a step, or leave it out"));
        }
    }
    for (draft, used) in drafts.iter().zip(&used) {
        gaps(file, draft, used, mistakes);
    }
    if let Some(baseline) = baseline {
        unequal_staff(file, drafts, &used, baseline, mistakes);
    }
}

fn unused(code: &'static str, kind: &str, name: &At<String>, label: &str, mistakes: &mut Mistakes) {
    mistakes.tell(Diagnostic::warning(code, name.span.clone(), format!("nothing uses the {kind} `{}`", name.value), label));
}

fn unused_values(file: &File, mistakes: &mut Mistakes) {
    for parameter in &file.parameters {
        let own = &parameter.value.value.span;
        let mut used = false;
        walk::values(file, &mut |value| {
            if value.span != *own {
                walk::names(value, &mut |name| used |= stands_for(file, &name.value, &parameter.name.value));
            }
        });
        if !used {
            unused("unused-parameter", "parameter", &parameter.name, "no value names it", mistakes);
        }
    }
    for profile in &file.profiles {
        let mut named = file.types.iter().filter_map(|kind| kind.value.profile.as_ref());
        if !named.any(|name| name.value == profile.name.value) {
            unused("unused-profile", "profile", &profile.name, "no incident type names it", mistakes);
        }
    }
    for season in &file.seasons {
        let mut named = file.types.iter().filter_map(|kind| kind.value.season.as_ref());
        if !named.any(|name| name.value == season.name.value) {
            unused("unused-season", "season", &season.name, "no incident type names it", mistakes);
        }
    }
}

/// Whether a name is this one, or may be for some value of the attributes that it holds.
fn stands_for(file: &File, name: &str, one: &str) -> bool {
    attributes::variants(file, name).is_ok_and(|variants| variants.iter().any(|variant| variant.name == one))
}

fn unused_chains(file: &File, drafts: &[Draft<'_>], mistakes: &mut Mistakes) {
    let mut used = vec![false; file.chains.len()];
    let mut next: Vec<usize> = drafts.iter().flat_map(|draft| draft.chains.iter().flatten().copied()).collect();
    next.extend(file.types.iter().filter_map(|kind| super::callers::chain(file, kind)));
    while let Some(chain) = next.pop() {
        if !std::mem::replace(&mut used[chain], true) {
            let like = file.chains[chain].value.like.as_ref();
            next.extend(units::sent_by(file, &file.chains[chain].value.steps));
            next.extend(like.and_then(|like| file.chains.iter().position(|chain| chain.name.value == like.value)));
        }
    }
    for (chain, _) in file.chains.iter().zip(used).filter(|(_, used)| !used) {
        unused("unused-chain", "chain", &chain.name, "no arm goes by it", mistakes);
    }
}

/// By pool: whether a chain or background work of the arm asks for its people.
fn pools_used(file: &File, chains: &[Option<Expanded>], draft: &Draft<'_>) -> Vec<bool> {
    let mut names: Vec<&str> = file.background.iter().map(|work| work.value.pool.value.as_str()).collect();
    let of_callers: Vec<usize> = file.types.iter().filter_map(|kind| super::callers::chain(file, kind)).collect();
    let own: Vec<usize> = draft.chains.iter().flatten().copied().collect();
    let sent = |chain: &usize| chains[*chain].iter().flat_map(|chain| units::sent_by(file, &chain.steps)).collect::<Vec<_>>();
    let of_units: Vec<usize> = own.iter().flat_map(sent).collect();
    for chain in own.iter().chain(&of_callers).chain(&of_units).filter_map(|&chain| chains[chain].as_ref()) {
        for name in chain.steps.iter().filter_map(|step| step.staff.as_ref()).flat_map(|staff| &staff.value) {
            match chain.roles.iter().find(|role| role.name.value == name.value) {
                Some(role) => names.extend(role.value.iter().map(|alternative| alternative.pool.value.as_str())),
                None => names.push(&name.value),
            }
        }
    }
    let asked = |pool: usize| names.iter().any(|name| stands_for(file, name, &file.pools[pool].name.value));
    let helps = |pool: usize| {
        (0..draft.pools.len()).any(|other| asked(other) && draft.pools[other].overflow.iter().any(|helper| helper.pool == pool))
    };
    (0..file.pools.len()).map(|pool| asked(pool) || helps(pool)).collect()
}

/// Times at which nobody is on duty.
fn gaps(file: &File, draft: &Draft<'_>, used: &[bool], mistakes: &mut Mistakes) {
    // Where others help, somebody may be there; a place to move to is empty until somebody does.
    let moved_to = |pool: &Named<Pool>| periods::moved_to(file).any(|to| to.value == pool.name.value);
    let alone = |((pool, plan), used): &((&Named<Pool>, &PoolPlan), &bool)| **used && plan.overflow.is_empty() && !moved_to(pool);
    for ((pool, plan), _) in file.pools.iter().zip(&draft.pools).zip(used).filter(alone) {
        if let Some(gap) = people::gap(&plan.seats) {
            let message = format!("there are times at which nobody of pool `{}` is on duty", pool.name.value);
            let span = people::place(draft.arm, pool);
            let ever = !matches!(&plan.seats, Seats::Weekly(plan) if plan.iter().all(|&(_, seats)| seats == 0));
            let hint =
                if ever { "incidents that need somebody wait until the next shift" } else { "incidents that need somebody wait for ever" };
            mistakes.tell(Diagnostic::warning("gap", span, message, format!("nobody {gap}")).hint(hint));
        }
    }
}

/// Arms with more or fewer people than the baseline are not compared by their way of working alone.
fn unequal_staff(file: &File, drafts: &[Draft<'_>], used: &[Vec<bool>], baseline: usize, mistakes: &mut Mistakes) {
    let hours = |arm: usize, pool: usize| match used[arm][pool] {
        true => people::seat_hours(&drafts[arm].pools[pool].seats),
        false => Some(0.0),
    };
    let total = |arm: usize| (0..file.pools.len()).filter_map(|pool| hours(arm, pool)).sum::<f64>();
    for (arm, draft) in drafts.iter().enumerate() {
        let text = |pool: usize| {
            let name = &file.pools[pool].name.value;
            match (hours(arm, pool), hours(baseline, pool)) {
                (Some(own), Some(other)) if (own - other).abs() > SAME_HOURS => Some(format!("`{name}` {:+}", rounded(own - other))),
                (Some(_), Some(_)) | (None, None) => None,
                (None, Some(_)) => Some(format!("`{name}` without limit")),
                (Some(_), None) => Some(format!("`{name}` limited")),
            }
        };
        let differing: Vec<String> = (0..file.pools.len()).filter_map(text).collect();
        let limits_differ = (0..file.pools.len()).any(|pool| hours(arm, pool).is_none() != hours(baseline, pool).is_none());
        if (total(arm) - total(baseline)).abs() > SAME_HOURS || limits_differ {
            let (own, other) = (&draft.arm.name.value, &drafts[baseline].arm.name.value);
            let message = format!("the arms `{own}` and `{other}` do not have the same staff");
            let totals = format!("{} seat hours a week against {}", rounded(total(arm)), rounded(total(baseline)));
            let warning = Diagnostic::warning("unequal-staff", draft.arm.name.span.clone(), message, totals);
            mistakes.tell(warning.hint(format!("{}; differences between them are also those of staff", differing.join(", "))));
        }
    }
}

fn rounded(hours: f64) -> f64 {
    (hours * 100.0).round() / 100.0
}
