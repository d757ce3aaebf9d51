//! The comparisons that the study is about: which they are, the order of the arms, and who cannot be told apart.

use super::Report;
use super::format::Numbers;
use super::words::{Family, fill, words};
use crate::model::Language;
use crate::results::Ranking;

/// One ranking in words.
#[derive(Debug, serde::Serialize)]
pub(super) struct Order {
    /// Measure and stratum.
    pub(super) title: String,
    pub(super) sentences: Vec<String>,
}

/// What the study is about; nothing with a single arm.
pub(super) fn family(report: &Report, language: Language) -> Option<String> {
    let primary = report.results.primary.as_ref()?;
    let w = Family::of(language);
    let places: Vec<String> = primary.rankings.iter().map(|ranking| title(report, language, ranking)).collect();
    let sentence = if primary.declared { w.family_declared } else { w.family_assumed };
    let count = Numbers::of(report, language).count(primary.comparisons);
    let these = if primary.comparisons == 1 { w.comparison } else { w.comparisons };
    Some(fill(sentence, &[("these", &fill(these, &[("count", &count)])), ("places", &places.join("; "))]))
}

/// Every ranking of more than two arms, in the order in which they are declared.
pub(super) fn orders(report: &Report, language: Language) -> Vec<Order> {
    let rankings = report.results.primary.iter().flat_map(|primary| &primary.rankings);
    let told = |ranking: &Ranking| Order { title: title(report, language, ranking), sentences: sentences(report, language, ranking) };
    rankings.filter(|ranking| ranking.arms.len() > 2).map(told).collect()
}

pub(super) fn title(report: &Report, language: Language, ranking: &Ranking) -> String {
    let w = words(language);
    let stratum = match ranking.stratum_kind.as_str() {
        "type" => label(report.results.type_labels.get(&ranking.stratum), &ranking.stratum, language),
        "agency" => report.agency_label(&ranking.stratum, language).to_owned(),
        "alone" => fill(w.alone, &[("agency", report.agency_label(&ranking.stratum, language))]),
        _ => super::answer::stratum_word(w, &ranking.stratum).to_owned(),
    };
    let measure = report.measure_label(&ranking.measure, language);
    match ranking.statistic.as_str() {
        "within_target" => format!("{measure}, {}, {}", stratum.to_lowercase(), w.column_within.to_lowercase()),
        // How many there are depends on how long it is counted.
        _ if report.results.measures.get(&ranking.measure).is_some_and(|info| info.what == "count") => {
            let duration = Numbers::of(report, language).length(report.results.study.duration.seconds());
            format!("{measure}, {}, {} ({duration})", stratum.to_lowercase(), w.per_replication)
        }
        _ => format!("{measure}, {}", stratum.to_lowercase()),
    }
}

fn label(text: Option<&crate::model::Text>, name: &str, language: Language) -> String {
    super::findings::label(text, name, language).to_owned()
}

fn sentences(report: &Report, language: Language, ranking: &Ranking) -> Vec<String> {
    let w = Family::of(language);
    let names = |arms: &[String]| -> Vec<String> { arms.iter().map(|arm| report.arm_label(arm, language).to_owned()).collect() };
    let alike: Vec<&Vec<String>> = ranking.groups.iter().filter(|group| group.len() > 1).collect();
    if ranking.groups.iter().any(|group| group.len() == ranking.arms.len()) {
        return vec![w.ranking_none.to_owned()];
    }
    let mut shown = names(&ranking.arms);
    let groups: Vec<String> = match alike[..] {
        // Several groups hold the same arms again and again: their numbers in the order are enough.
        [_, _, ..] => {
            for (place, arm) in shown.iter_mut().enumerate() {
                *arm = fill(w.numbered, &[("number", &(place + 1).to_string()), ("arm", arm)]);
            }
            alike.iter().map(|group| places(w, &ranking.arms, group)).collect()
        }
        _ => alike.iter().map(|group| names(group).join(" · ")).collect(),
    };
    let order = fill(w.ranking, &[("arms", &shown.join(" · "))]);
    let groups = if alike.is_empty() { w.ranking_apart.to_owned() } else { fill(w.ranking_groups, &[("groups", &groups.join("; "))]) };
    vec![order, groups]
}

/// The places of a group in an order: "1 to 3", or "1, 2 and 4".
fn places(w: &Family, order: &[String], group: &[String]) -> String {
    let mut found: Vec<usize> = group.iter().filter_map(|arm| order.iter().position(|other| other == arm)).map(|place| place + 1).collect();
    found.sort_unstable();
    let shown: Vec<String> = found.iter().map(usize::to_string).collect();
    match (&found[..], &shown[..]) {
        ([first, .., last], [low, _, .., high]) if last - first + 1 == found.len() && found.len() > 2 => {
            fill(w.from_to, &[("low", low), ("high", high)])
        }
        (_, [rest @ .., last]) if !rest.is_empty() => format!("{} {} {last}", rest.join(", "), w.and),
        _ => shown.join(", "),
    }
}
