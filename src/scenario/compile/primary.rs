//! What the study is about: the comparisons declared beforehand.

use super::names::{Mistakes, unknown};
use crate::model::{Compared, Measure, Primary, What};
use crate::scenario::file::{At, File, Named, Primary as Written};

/// What is written of a stratum before its name, the words that have none, and how that is shown.
const WORDS: [(&str, &str); 4] = [("all", "all"), ("multi", "agencies"), ("single", "agencies"), ("none", "agencies")];
const KINDS: [&str; 3] = ["type", "agency", "alone"];

/// Every comparison that is declared; nothing where one of them is wrong.
pub(super) fn compile(file: &File, measures: Option<&[Measure]>, baseline: Option<usize>, mistakes: &mut Mistakes) -> Option<Vec<Primary>> {
    let declared = &file.study.primary;
    let found: Vec<Option<Primary>> = declared.iter().map(|written| one(file, measures, written, mistakes)).collect();
    let found = found.into_iter().collect::<Option<Vec<Primary>>>()?;
    for (index, (primary, written)) in found.iter().zip(declared).enumerate() {
        let same = |other: &&Primary| {
            (other.measure, other.statistic, &other.stratum_kind, &other.stratum)
                == (primary.measure, primary.statistic, &primary.stratum_kind, &primary.stratum)
        };
        if found[..index].iter().any(|other| same(&other)) {
            let at = written.stratum.as_ref().unwrap_or(&written.measure);
            mistakes.error("duplicate-name", at, "this is declared twice", "the same measure and stratum stand above");
        }
        if let (Some(arms), Some(baseline)) = (&written.arms, baseline)
            && !primary.arms.contains(&baseline)
            && let Some(first) = arms.first()
        {
            let name = &file.arms[baseline].name.value;
            let message = format!("the baseline `{name}` is not among the arms compared");
            let doubt = crate::scenario::diagnostic::Diagnostic::warning(
                "no-baseline",
                first.span.clone(),
                message,
                "every difference shown against it is exploratory then",
            );
            mistakes.tell(doubt.hint(format!("add \"{name}\" if it is part of what the study is about")));
        }
    }
    Some(found)
}

fn one(file: &File, measures: Option<&[Measure]>, written: &Written, mistakes: &mut Mistakes) -> Option<Primary> {
    let stratum = stratum(file, written.stratum.as_ref(), mistakes);
    let arms = arms(file, written.arms.as_deref(), mistakes);
    let names = file.measures.iter().map(|measure| measure.name.value.as_str());
    mistakes.look_up("measure", &written.measure, names)?;
    let measures = measures?;
    let measure = measures.iter().position(|measure| measure.name == written.measure.value)?;
    let statistic = statistic(&measures[measure], written.statistic.as_ref(), mistakes);
    let (stratum_kind, stratum) = stratum?;
    Some(Primary { measure, stratum_kind, stratum, statistic: statistic?, arms: arms? })
}

fn statistic(measure: &Measure, written: Option<&At<&'static str>>, mistakes: &mut Mistakes) -> Option<Compared> {
    let is_time = matches!(measure.what, What::Time { .. });
    let Some(written) = written else { return Some(if is_time { Compared::Mean } else { Compared::Value }) };
    let compared = match written.value {
        "mean" => Compared::Mean,
        "within_target" => Compared::WithinTarget,
        _ => Compared::Value,
    };
    let name = &measure.name;
    if is_time == (compared == Compared::Value) {
        let (message, label) = match is_time {
            true => (format!("the measure `{name}` is a time"), "write \"mean\" or \"within_target\""),
            false => (format!("the measure `{name}` is no time"), "write \"value\", or leave it out"),
        };
        mistakes.error("wrong-kind", written, message, label);
        return None;
    }
    if compared == Compared::WithinTarget && measure.target.is_none() {
        mistakes.error("no-target", written, format!("the measure `{name}` has no target"), "give it one, or compare the mean");
        return None;
    }
    Some(compared)
}

/// Kind and name of a stratum.
fn stratum(file: &File, written: Option<&At<String>>, mistakes: &mut Mistakes) -> Option<(String, String)> {
    let Some(written) = written else { return Some(("all".to_owned(), "all".to_owned())) };
    if let Some((word, kind)) = WORDS.iter().find(|(word, _)| *word == written.value) {
        return Some(((*kind).to_owned(), (*word).to_owned()));
    }
    let Some((kind, name)) = written.value.split_once(':').filter(|(kind, _)| KINDS.contains(kind)) else {
        let kinds = KINDS.map(|kind| format!("{kind}:NAME"));
        let known: Vec<&str> = WORDS.iter().map(|(word, _)| *word).chain(kinds.iter().map(String::as_str)).collect();
        mistakes.tell(unknown("stratum", written, known.iter().copied()));
        return None;
    };
    let name = At { value: name.to_owned(), span: written.span.clone() };
    match kind {
        "type" => mistakes.look_up("incident type", &name, names(&file.types)),
        _ => mistakes.look_up("agency", &name, names(&file.agencies)),
    }?;
    Some((kind.to_owned(), name.value))
}

fn arms(file: &File, written: Option<&[At<String>]>, mistakes: &mut Mistakes) -> Option<Vec<usize>> {
    let Some(written) = written else { return Some((0..file.arms.len()).collect()) };
    let mut arms = Vec::new();
    for name in written {
        let arm = mistakes.look_up("arm", name, names(&file.arms))?;
        if arms.contains(&arm) {
            mistakes.error("duplicate-name", name, format!("the arm `{}` stands twice", name.value), "an arm does not differ from itself");
            return None;
        }
        arms.push(arm);
    }
    if arms.len() < 2 {
        let at = written.first()?;
        mistakes.error("too-few", at, "there is nothing to compare", "at least two arms are needed");
        return None;
    }
    arms.sort_unstable();
    Some(arms)
}

fn names<T>(list: &[Named<T>]) -> impl Iterator<Item = &str> + Clone {
    list.iter().map(|named| named.name.value.as_str())
}
