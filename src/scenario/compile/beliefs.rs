//! What people believe about who is needed: which chains let them form a picture, and how good it is.

use super::names::{Mistakes, unknown};
use super::parameters::Values;
use super::steps::Plan;
use crate::model::{Belief, Choice, StepSet};
use crate::random::Key;
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::file::{Agency, At, Believed, File, Named, Value};

/// A belief of a chain that sets its mark `at`, looked up.
#[derive(Clone, Copy, Debug)]
pub(super) struct PlanBelief<'f> {
    /// Index of the agency, which is that of its flag.
    agency: usize,
    name: &'f str,
    believed: &'f Believed,
    /// Indices of [`crate::model::Model::marks`].
    pub(super) at: usize,
    pub(super) mark: Option<usize>,
}

/// The agencies about which something is believed, with their indices.
fn believed(file: &File) -> impl Iterator<Item = (usize, &Named<Agency>, &Believed)> {
    let agencies = file.agencies.iter().enumerate();
    agencies.filter_map(|(index, agency)| Some((index, agency, &agency.value.believed.as_ref()?.value)))
}

/// The marks that are set when something is found out.
pub(super) fn marks(file: &File) -> impl Iterator<Item = &At<String>> {
    believed(file).filter_map(|(_, _, believed)| believed.mark.as_ref())
}

/// Tells of beliefs that nobody could ever form; `set` holds the marks that something sets.
pub(super) fn check(file: &File, set: &[String], mistakes: &mut Mistakes) {
    for (_, agency, believed) in believed(file) {
        let at = &believed.at;
        let found_out = marks(file).any(|mark| mark.value == at.value);
        if found_out {
            let message = format!("what is believed of `{}` hangs on what is found out", agency.name.value);
            let error = Diagnostic::error("not-a-mark", at.span.clone(), message, "no step sets this mark");
            mistakes.tell(error.hint("a picture is formed at a mark that a step sets"));
        } else if !at.value.is_empty() && !set.contains(&at.value) {
            let mut missing = unknown("mark", at, set.iter().map(String::as_str));
            missing.message = format!("no step sets the mark `{}`", at.value);
            mistakes.tell(missing);
        }
    }
}

/// The beliefs of a chain; the marks set when they are found out wait for the steps that let people form a picture.
pub(super) fn of_chain<'f>(file: &'f File, marks: &[String], causes: &[StepSet], setters: &mut [StepSet]) -> Vec<PlanBelief<'f>> {
    let mark_of = |name: &At<String>| marks.iter().position(|mark| *mark == name.value);
    let mut found = Vec::new();
    for (index, agency, believed) in believed(file) {
        let Some(at) = mark_of(&believed.at).filter(|&at| causes[at] != 0) else { continue };
        let mark = believed.mark.as_ref().and_then(mark_of);
        found.push(PlanBelief { agency: index, name: &agency.name.value, believed, at, mark });
    }
    for belief in &found {
        if let Some(mark) = belief.mark {
            setters[mark] |= setters[belief.at];
        }
    }
    found
}

/// Tells of `believes()` of an agency about which nothing can be believed.
pub(super) fn check_asked(file: &File, plan: &Plan<'_>, name: &At<String>, mistakes: &mut Mistakes) {
    let Some(agency) = mistakes.look_up("agency", name, file.agencies.iter().map(|agency| agency.name.value.as_str())) else { return };
    let message = format!("nothing is ever believed of `{}`", name.value);
    match &file.agencies[agency].value.believed {
        None => {
            let error = Diagnostic::error("nothing-believed", name.span.clone(), message, "nothing says how well people can tell");
            mistakes.tell(error.hint(format!("write [agency.{}.believed], or ask about the flag itself", name.value)));
        }
        Some(believed) if plan.beliefs.iter().all(|belief| belief.agency != agency) => {
            let (chain, at) = (&plan.chain.name.value, &believed.value.at.value);
            let label = format!("no step of the chain `{chain}` sets `{at}`");
            mistakes.tell(Diagnostic::error("nothing-believed", name.span.clone(), message, label));
        }
        Some(_) => {}
    }
}

/// A belief with its values in one arm and for one incident type.
pub(super) fn compile(belief: &PlanBelief<'_>, values: &mut Values<'_, '_>) -> Option<Belief> {
    let of = |field: &str| format!("`{field}` of what is believed of `{}`", belief.name);
    let mut share = |value: &Option<At<Value>>, field| match value {
        Some(value) => values.share(value, &of(field)),
        None => Some(Choice::One(1.0)),
    };
    let sensitivity = share(&belief.believed.sensitivity, "sensitivity");
    let specificity = share(&belief.believed.specificity, "specificity");
    let found_out = match &belief.believed.found_out {
        Some(after) => Some((values.time(after, &of("found_out"))?, belief.mark)),
        None => None,
    };
    Some(Belief {
        agency: belief.agency,
        key: Key::of(belief.name),
        at: belief.at,
        sensitivity: sensitivity?,
        specificity: specificity?,
        found_out,
    })
}
