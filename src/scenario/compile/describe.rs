//! What a scenario says once everything is in its place, and what differs between its arms.

use super::chains::{Merged, merge_all};
use super::notes::Notes;
use crate::scenario::file::{Arm, File, IfFree, Named, Step};
use std::fmt::Write;

/// A chain as text: its steps in their order, with the fields that they have after `like`, `drop` and `place`. Values stand as
/// they are written; `text` is the scenario.
pub fn expand(file: &File, text: &str) -> String {
    let mut out = String::new();
    for chain in merge_all(file, &mut Notes::default()) {
        let _ = writeln!(out, "[chain.{}.role]", chain.name.value);
        for role in &chain.roles {
            let alternative = |one: &crate::scenario::file::RoleAlternative| match &one.when {
                Some(when) => format!("{{ pool = \"{}\", when = {} }}", one.pool.value, &text[when.span.clone()]),
                None => format!("{{ pool = \"{}\" }}", one.pool.value),
            };
            let _ = writeln!(out, "{} = [{}]", role.name.value, role.value.iter().map(alternative).collect::<Vec<_>>().join(", "));
        }
        for step in &chain.steps {
            let _ = writeln!(out, "\n[[chain.{}.step]]\nname = \"{}\"", chain.name.value, step.name.value);
            for (field, value) in fields(step, text) {
                let _ = writeln!(out, "{field} = {value}");
            }
        }
        out.push('\n');
    }
    out
}

/// The fields of a step as they are written.
fn fields<'t>(step: &Step, text: &'t str) -> Vec<(&'static str, std::borrow::Cow<'t, str>)> {
    let written = |span: &crate::scenario::diagnostic::Span| text.get(span.clone()).unwrap_or("").into();
    let mut fields = Vec::new();
    let mut add = |name, span: Option<&crate::scenario::diagnostic::Span>| fields.extend(span.map(|span| (name, written(span))));
    add("after", step.after.as_ref().map(|at| &at.span));
    add("after_any", step.after_any.as_ref().map(|at| &at.span));
    add("when", step.when.as_ref().map(|at| &at.span));
    add("staff", step.staff.as_ref().map(|at| &at.span));
    add("alongside", step.alongside.as_ref().filter(|at| at.value).map(|at| &at.span));
    add("takes", step.takes.as_ref().map(|at| &at.span));
    add("until", step.until.as_ref().map(|at| &at.span));
    add("if_free", step.if_free.as_ref().filter(|at| at.value != IfFree::No).map(|at| &at.span));
    add("patience", step.patience.as_ref().map(|at| &at.span));
    add("redial", step.redial.as_ref().map(|at| &at.span));
    add("marks", step.marks.as_ref().map(|at| &at.span));
    add("mark", step.mark.as_ref().map(|at| &at.span));
    add("stage", step.stage.as_ref().map(|at| &at.span));
    add("order", step.order.as_ref().map(|at| &at.span));
    add("draw", step.draw.as_ref().map(|at| &at.span));
    fields
}

/// What every arm but the baseline has that the baseline has not: one line each.
pub fn differences(file: &File, text: &str) -> Vec<String> {
    let chains = merge_all(file, &mut Notes::default());
    let baseline = super::study::baseline(file, &mut Notes::default());
    let Some(base) = file.arms.get(baseline) else { return Vec::new() };
    let mut lines = Vec::new();
    for arm in file.arms.iter().filter(|arm| arm.name.value != base.name.value) {
        let before = lines.len();
        compare_chains(file, &chains, base, arm, text, &mut lines);
        changes(arm, base, text, &mut lines);
        if lines.len() == before {
            lines.push(format!("{}: nothing differs from {}", arm.name.value, base.name.value));
        }
    }
    lines
}

fn compare_chains(file: &File, chains: &[Merged], base: &Named<Arm>, arm: &Named<Arm>, text: &str, lines: &mut Vec<String>) {
    let chain_of = |arm: &Named<Arm>, kind: &str| -> Option<String> {
        let own = arm.value.chain_by_type.iter().find(|by| by.name.value == kind).map(|by| &by.value);
        own.or(arm.value.chain.as_ref()).map(|name| name.value.clone())
    };
    let mut told: Vec<(Option<String>, Option<String>)> = Vec::new();
    for kind in &file.types {
        let pair = (chain_of(base, &kind.name.value), chain_of(arm, &kind.name.value));
        if pair.0 == pair.1 || told.contains(&pair) {
            continue;
        }
        let find = |name: &Option<String>| chains.iter().find(|chain| Some(&chain.name.value) == name.as_ref());
        if let (Some(old), Some(new)) = (find(&pair.0), find(&pair.1)) {
            let place = format!("{}: chain {} instead of {}", arm.name.value, new.name.value, old.name.value);
            lines.push(place);
            for step in &new.steps {
                let name = &step.name.value;
                match old.steps.iter().find(|other| other.name.value == *name) {
                    None => lines.push(format!("{}:   + step '{name}'", arm.name.value)),
                    Some(other) => {
                        let (was, is) = (fields(other, text), fields(step, text));
                        for (field, value) in is.iter().filter(|field| !was.contains(field)) {
                            lines.push(format!("{}:   ~ step '{name}': {field} = {value}", arm.name.value));
                        }
                        for (field, _) in was.iter().filter(|(field, _)| is.iter().all(|(other, _)| other != field)) {
                            lines.push(format!("{}:   ~ step '{name}': no {field}", arm.name.value));
                        }
                    }
                }
            }
            for step in old.steps.iter().filter(|step| new.steps.iter().all(|other| other.name.value != step.name.value)) {
                lines.push(format!("{}:   - step '{}'", arm.name.value, step.name.value));
            }
        }
        told.push(pair);
    }
}

/// Pools, parameters and flags that one of two arms changes.
fn changes(arm: &Named<Arm>, base: &Named<Arm>, text: &str, lines: &mut Vec<String>) {
    let written = |arm: &Named<Arm>| {
        let mut all: Vec<String> = Vec::new();
        for pool in &arm.value.pools {
            let staff = pool.value.staff.as_ref().map(|staff| text[staff.span.clone()].to_owned());
            all.push(format!(
                "pool.{}: {}",
                pool.name.value,
                staff.map_or("other shifts or queue".into(), |staff| format!("staff = {staff}"))
            ));
        }
        for parameter in &arm.value.parameters {
            let value = parameter.value.value.as_ref().map(|value| format!("value = {}", &text[value.span.clone()]));
            let scale = parameter.value.scale.as_ref().map(|scale| format!("scale = {}", scale.value));
            all.push(format!(
                "parameter.{}: {}",
                parameter.name.value,
                [value, scale].into_iter().flatten().collect::<Vec<_>>().join(", ")
            ));
        }
        for flag in &arm.value.flags {
            all.push(format!("flag.{} = {}", flag.name.value, &text[flag.value.span.clone()]));
        }
        all
    };
    let (was, is) = (written(base), written(arm));
    lines.extend(is.iter().filter(|one| !was.contains(one)).map(|one| format!("{}: {one}", arm.name.value)));
    lines.extend(was.iter().filter(|one| !is.contains(one)).map(|one| format!("{}: not as in {}: {one}", arm.name.value, base.name.value)));
}
