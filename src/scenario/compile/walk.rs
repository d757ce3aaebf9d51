//! Visits every value and expression of a file, wherever it stands.

use crate::scenario::expression::Expression;
use crate::scenario::file::{At, ColumnSource, File, Half, Learning, MeasureWhat, Step, Value, Written, WrittenKind};

/// Calls `found` with every value; the branches of a choice are within it.
pub(super) fn values<'f>(file: &'f File, found: &mut dyn FnMut(&'f At<Value>)) {
    file.parameters.iter().for_each(|parameter| found(&parameter.value.value));
    values_in_use(file, found);
}

/// Every learning: of parameters, then of arms.
pub(super) fn learnings(file: &File) -> impl Iterator<Item = &At<Learning>> {
    let of_arms = file.arms.iter().flat_map(|arm| &arm.value.parameters).filter_map(|change| change.value.learning.as_ref());
    file.parameters.iter().filter_map(|parameter| parameter.value.learning.as_ref()).chain(of_arms)
}

fn values_of_learning<'f>(learning: &'f Learning, found: &mut dyn FnMut(&'f At<Value>)) {
    learning.begins.iter().chain([&learning.floor]).for_each(&mut *found);
    match &learning.half.value {
        Half::Time(half, _) => found(half),
        Half::Number { half, worked, .. } => [half].into_iter().chain(worked).for_each(found),
    }
}

/// Calls `found` with every value but those of the parameters themselves.
fn values_in_use<'f>(file: &'f File, found: &mut dyn FnMut(&'f At<Value>)) {
    for work in &file.background {
        work.value.load.iter().chain(&work.value.rate).for_each(&mut *found);
        found(&work.value.takes);
    }
    for believed in file.agencies.iter().filter_map(|agency| agency.value.believed.as_ref()).map(|believed| &believed.value) {
        believed.sensitivity.iter().chain(&believed.specificity).chain(&believed.found_out).for_each(&mut *found);
    }
    file.study.day_cv.iter().chain(&file.study.hour_cv).for_each(&mut *found);
    file.surges.iter().for_each(|surge| found(&surge.value.factor));
    file.thresholds.iter().for_each(|threshold| found(&threshold.value.number));
    file.flags.iter().for_each(|flag| found(&flag.value));
    let of_types = file.types.iter().flat_map(|kind| &kind.value.attributes);
    let attributes = file.attributes.iter().chain(of_types).chain(file.arms.iter().flat_map(|arm| &arm.value.attributes));
    attributes.flat_map(|attribute| &attribute.value.values.value).for_each(|value| found(&value.value));
    for kind in file.types.iter().map(|kind| &kind.value) {
        kind.day_cv.iter().chain(&kind.hour_cv).for_each(&mut *found);
        for rate in kind.rate.iter().map(|rate| &rate.value) {
            found(&rate.of);
            rate.share.iter().chain(&rate.not).for_each(&mut *found);
        }
        kind.flags.iter().for_each(|flag| found(&flag.value));
        for callers in kind.callers.iter().map(|callers| &callers.value) {
            [&callers.after].into_iter().chain(&callers.recognised).chain(&callers.informs).for_each(&mut *found);
        }
        kind.needs.iter().flat_map(|needs| &needs.value).for_each(|need| found(&need.weight));
        kind.log.iter().flat_map(|log| &log.value.types).for_each(|drawn| found(&drawn.value));
    }
    for step in file.chains.iter().flat_map(|chain| &chain.value.steps) {
        values_of_step(step, found);
    }
    learnings(file).for_each(|learning| values_of_learning(&learning.value, found));
    for arm in file.arms.iter().map(|arm| &arm.value) {
        arm.flags.iter().for_each(|flag| found(&flag.value));
        arm.parameters.iter().filter_map(|change| change.value.value.as_ref()).for_each(&mut *found);
    }
}

fn values_of_step<'f>(step: &'f Step, found: &mut dyn FnMut(&'f At<Value>)) {
    step.takes.iter().chain(&step.patience).for_each(&mut *found);
    for redial in step.redial.iter().map(|redial| &redial.value) {
        found(&redial.chance);
        found(&redial.after);
    }
    step.redo.iter().for_each(|redo| found(&redo.value.chance));
    step.sends.iter().for_each(|sends| found(&sends.value.number));
    step.recalls.iter().filter_map(|recalls| recalls.value.down_to.as_ref()).for_each(found);
}

/// Calls `found` with every column of a file that a distribution is made of.
pub(super) fn columns<'f>(file: &'f File, found: &mut dyn FnMut(&'f ColumnSource)) {
    values(file, &mut |value| columns_of_value(value, found));
}

fn columns_of_value<'f>(value: &'f At<Value>, found: &mut dyn FnMut(&'f ColumnSource)) {
    match &value.value {
        Value::Distribution(written) => columns_of(written, found),
        Value::Choice { then, otherwise, .. } => {
            columns_of_value(then, found);
            columns_of_value(otherwise, found);
        }
        Value::Number(_) | Value::Duration(_) | Value::Rate(_) | Value::Parameter(_) => {}
    }
}

fn columns_of<'f>(written: &'f Written, found: &mut dyn FnMut(&'f ColumnSource)) {
    match &written.kind {
        WrittenKind::Column(source) => found(source),
        WrittenKind::Mixture(parts) => parts.iter().for_each(|(_, of)| columns_of(of, found)),
        _ => {}
    }
}

/// Calls `found` with every parameter that a value names itself.
pub(super) fn names(value: &At<Value>, found: &mut dyn FnMut(&At<String>)) {
    match &value.value {
        Value::Parameter(name) => found(&At { value: name.clone(), span: value.span.clone() }),
        Value::Choice { then, otherwise, .. } => {
            names(then, found);
            names(otherwise, found);
        }
        Value::Number(_) | Value::Duration(_) | Value::Rate(_) | Value::Distribution(_) => {}
    }
}

/// Calls `found` with every expression, those of choices included.
pub(super) fn expressions<'f>(file: &'f File, found: &mut dyn FnMut(&'f At<Expression>)) {
    values(file, &mut |value| conditions(value, found));
    for learning in learnings(file) {
        if let Half::Number { of: Some(of), .. } = &learning.value.half.value {
            found(of);
        }
    }
    for chain in file.chains.iter().map(|chain| &chain.value) {
        chain.steps.iter().filter_map(|step| step.when.as_ref()).for_each(&mut *found);
        let alternatives = chain.roles.iter().flat_map(|role| &role.value);
        alternatives.filter_map(|alternative| alternative.when.as_ref()).for_each(&mut *found);
    }
    for measure in file.measures.iter().map(|measure| &measure.value) {
        measure.among.iter().for_each(&mut *found);
        if let MeasureWhat::Share(expression) | MeasureWhat::Count(expression) = &measure.what {
            found(expression);
        }
    }
}

fn conditions<'f>(value: &'f At<Value>, found: &mut dyn FnMut(&'f At<Expression>)) {
    if let Value::Choice { condition, then, otherwise } = &value.value {
        found(condition);
        conditions(then, found);
        conditions(otherwise, found);
    }
}
