//! Circles of waits: X -> Y where a seat of X may be kept while Y is awaited before X can go back.

use super::chains::Links;
use crate::model::{Arm, Condition, Program, Role, Seats, StepSet};
use crate::scenario::diagnostic::{Diagnostic, Span};
use serde::Serialize;
use std::collections::BTreeSet;

/// A circle that could lock.
#[derive(Clone, Debug)]
pub struct Circle {
    /// Index of the arm.
    pub arm: usize,
    /// The waits that make it up.
    pub edges: Vec<Edge>,
    /// The error that says so. How bad it is depends on how often it could happen, which is estimated later.
    pub diagnostic: Diagnostic,
}

/// One wait: a seat of one pool is kept while one of another is awaited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Edge {
    /// Index of the pool whose seat is kept, and of the one that is awaited.
    pub keeps: usize,
    /// See above.
    pub awaits: usize,
    /// Index of the type.
    pub kind: usize,
    /// Index of the step that waits, and of the role that is kept.
    pub step: usize,
    /// See above.
    pub role: usize,
}

/// Whether two conditions can hold for one incident, as far as flags tell.
fn compatible(a: &Condition, b: &Condition) -> bool {
    a.0.iter().any(|a| b.0.iter().any(|b| (a.flags_on | b.flags_on) & (a.flags_off | b.flags_off) == 0))
}

/// Whether the role is filled by a step that does not come after `waiting`, and then cannot go back before `waiting` has whom it
/// waits for, because a step behind it lists the role. `runs`: steps that some incident carries out.
fn kept_meanwhile(program: &Program, links: &Links, role: &Role, waiting: usize, runs: StepSet) -> bool {
    let steps = &program.steps;
    let each = |set: StepSet| (0..steps.len()).filter(move |&step| set >> step & 1 == 1);
    each(role.steps & runs & !(links.descendants[waiting] | 1 << waiting)).any(|filler| {
        // What has asked for somebody will be carried out, unless the caller may still hang up: then steps that are only for those
        // who missed it are out of the question, and steps that come after any of several need not wait for the others.
        let may_hang_up = (0..steps.len()).any(|step| steps[step].patience.is_some() && links.ancestors[filler] >> step & 1 == 0);
        let sure = !may_hang_up || !steps[filler].staff.iter().any(|&role| program.roles[role].is_caller());
        let carried_out: StepSet = if sure { 1 << filler } else { 0 };
        each(role.steps & runs & links.behind(waiting, carried_out)).any(|later| {
            steps[filler].when.0.iter().any(|first| {
                steps[waiting].when.0.iter().any(|second| {
                    steps[later].when.0.iter().any(|third| {
                        let on = first.flags_on | second.flags_on | third.flags_on;
                        let off = first.flags_off | second.flags_off | third.flags_off;
                        on & off == 0 && (second.not_ran | third.not_ran) & carried_out == 0
                    })
                })
            })
        })
    })
}

/// The waits of one program whose pools are both limited. `runnable`: steps that some incident carries out.
fn edges(program: &Program, links: &Links, arm: &Arm, kind: usize, runnable: u64) -> Vec<Edge> {
    let limited = |pool: usize| arm.pools[pool].seats != Seats::Unlimited;
    let runs = |step: usize| runnable >> step & 1 == 1;
    let mut found = BTreeSet::new();
    for (waiting, step) in
        program.steps.iter().enumerate().filter(|(index, step)| runs(*index) && step.if_free != Some(crate::time::Time::ZERO))
    {
        for (place, &awaited) in step.staff.iter().enumerate() {
            // A role that an ancestor certainly filled is not awaited from a pool any more; one that may be filled still may.
            for (kept, role) in program.roles.iter().enumerate().filter(|(kept, role)| *kept != awaited && !role.is_caller()) {
                let listed_before = step.staff[..place].contains(&kept);
                if !listed_before && !kept_meanwhile(program, links, role, waiting, runnable) {
                    continue;
                }
                for (when_kept, keeps) in role.filled_by.iter().filter(|(_, pool)| limited(*pool)) {
                    for (when_awaited, awaits) in program.roles[awaited].filled_by.iter().filter(|(_, pool)| limited(*pool)) {
                        if compatible(when_kept, when_awaited) && compatible(when_kept, &step.when) {
                            found.insert(Edge { keeps: *keeps, awaits: *awaits, kind, step: waiting, role: kept });
                        }
                    }
                }
            }
        }
    }
    found.into_iter().collect()
}

/// What the circles of an arm are looked for in.
pub(super) struct Site<'a> {
    pub(super) arm: &'a Arm,
    pub(super) index: usize,
    /// By type: the links of its chain and the steps that some incident carries out.
    pub(super) chains: Vec<(&'a Links, u64)>,
    pub(super) pools: &'a [String],
    pub(super) types: &'a [String],
    /// Where each type's steps stand.
    pub(super) place: &'a dyn Fn(usize, usize) -> Span,
}

/// The circles of one arm: one for every group of pools that wait for each other.
pub(super) fn circles(site: &Site<'_>) -> Vec<Circle> {
    let all: Vec<Edge> = site
        .chains
        .iter()
        .enumerate()
        .flat_map(|(kind, (links, runnable))| edges(&site.arm.programs[kind], links, site.arm, kind, *runnable))
        .collect();
    let pools = site.pools.len();
    // Which pool leads to which, by any number of waits.
    let mut leads = vec![vec![false; pools]; pools];
    all.iter().for_each(|edge| leads[edge.keeps][edge.awaits] = true);
    for by in 0..pools {
        for from in 0..pools {
            for to in 0..pools {
                leads[from][to] |= leads[from][by] && leads[by][to];
            }
        }
    }
    let mut found = Vec::new();
    let mut told = vec![false; pools];
    for pool in 0..pools {
        if told[pool] || !leads[pool][pool] {
            continue;
        }
        let group: Vec<usize> = (pool..pools).filter(|&other| leads[pool][other] && leads[other][pool]).collect();
        group.iter().for_each(|&other| told[other] = true);
        let edges: Vec<Edge> = all.iter().copied().filter(|edge| group.contains(&edge.keeps) && group.contains(&edge.awaits)).collect();
        found.push(Circle { arm: site.index, diagnostic: tell(site, &group, &edges), edges });
    }
    found
}

fn tell(site: &Site<'_>, group: &[usize], edges: &[Edge]) -> Diagnostic {
    let named = |pool: usize| format!("`{}`", site.pools[pool]);
    let message = match group {
        [pool] => format!("in the arm `{}` everybody in {} can wait for one more of them", site.arm.name, named(*pool)),
        _ => {
            let pools: Vec<String> = group.iter().map(|&pool| named(pool)).collect();
            format!("in the arm `{}` people of {} can wait for each other in a circle", site.arm.name, pools.join(" and "))
        }
    };
    let tell_edge = |edge: &Edge| {
        let program = &site.arm.programs[edge.kind];
        let (step, role) = (&program.steps[edge.step].name, &program.roles[edge.role].name);
        format!("`{step}` waits for {} while `{role}` of {} is kept ({})", named(edge.awaits), named(edge.keeps), site.types[edge.kind])
    };
    let mut seen = BTreeSet::new();
    let waits: Vec<String> = edges.iter().filter(|edge| seen.insert((edge.keeps, edge.awaits))).map(tell_edge).collect();
    let span = (site.place)(edges[0].kind, edges[0].step);
    let label = "waits here";
    let hint =
        format!("{}; let one go before asking for the other, or write `deadlock = \"allow\"` above the first table", waits.join("; "));
    Diagnostic::error("deadlock", span, message, label).hint(hint)
}
