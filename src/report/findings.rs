//! What the answer says, before it is put into words: per stratum, each arm against the baseline.

use super::Report;
use super::format::interval;
use crate::model::{Language, Text};
use crate::results::{Difference, Est, Estimate, Family, Question, StageParts, Stats, Strata, TimeDifference, TimeStats};
use crate::statistics::LEVEL;
use crate::statistics::student::{t, two_sided};

/// The strata in which the answer is told, most telling first.
pub(super) const STRATA: [&str; 3] = ["multi", "single", "none"];

/// What can be said of a mean difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Shorter, beyond the interval.
    Shorter,
    /// Longer, beyond the interval.
    Longer,
    /// The interval holds zero.
    Unclear,
    /// The interval holds zero only when widened for the number of comparisons.
    UnclearAmongMany,
    /// The mean difference is less than what is noticeable.
    Unnoticeable,
    /// No incident differs at all.
    Identical,
    /// No interval tells whether there is a difference.
    Unsure,
    /// No estimate.
    Missing,
}

impl Verdict {
    /// Whether arm and baseline cannot be told apart.
    pub(super) fn is_unclear(self) -> bool {
        matches!(self, Verdict::Unclear | Verdict::UnclearAmongMany)
    }

    /// Whether the number may be told as a difference; everything else is told in words, the number in small print.
    pub(super) fn is_told(self) -> bool {
        matches!(self, Verdict::Shorter | Verdict::Longer)
    }
}

/// One arm in one stratum.
#[derive(Clone, Debug)]
pub(super) struct ArmFinding<'a> {
    /// Name of the arm.
    pub(super) arm: &'a str,
    /// Against the baseline.
    pub(super) difference: Option<&'a TimeDifference>,
    /// What can be said.
    pub(super) verdict: Verdict,
}

/// One stratum of the answer.
#[derive(Clone, Debug)]
pub(super) struct StratumFinding<'a> {
    /// `multi`, `single` or `none`, or the only agency needed.
    pub(super) stratum: &'a str,
    /// Name of the measure.
    pub(super) measure: &'a str,
    /// The baseline in it.
    pub(super) baseline: Option<&'a TimeStats>,
    /// Incidents a year.
    pub(super) per_year: Est,
    /// Every other arm.
    pub(super) arms: Vec<ArmFinding<'a>>,
}

impl<'a> StratumFinding<'a> {
    fn new(stratum: &'a str, measure: &'a str, baseline: Option<&'a TimeStats>, arms: Vec<ArmFinding<'a>>) -> StratumFinding<'a> {
        let per_year = arms.iter().find_map(|arm| arm.difference?.per_year);
        StratumFinding { stratum, measure, baseline, per_year, arms }
    }
}

/// A time that goes on until somebody is on the scene: how much of it is the alarm chain.
#[derive(Clone, Debug)]
pub(super) struct OnTheWay<'a> {
    /// Name of the measure.
    pub(super) measure: &'a str,
    /// Its mean in the baseline.
    pub(super) whole: Estimate,
    /// Mean seconds of it in the alarm chain, and in turnout and travel. What an author's own stages take is neither.
    pub(super) chain_s: f64,
    pub(super) way_s: f64,
    /// Every other arm with its mean difference.
    pub(super) arms: Vec<(&'a str, Estimate)>,
}

/// The stages of the alarm chain.
const ALARM_CHAIN: [&str; 7] = ["answer", "interview", "handover", "repeat", "decision", "alert", "other"];
/// The stages in which units are on their way.
const ON_THE_WAY: [&str; 2] = ["turnout", "travel"];
/// A difference below this share of the whole vanishes in it.
pub(super) const VANISHES: f64 = 0.05;

impl Report {
    /// What a parameter is called.
    pub(super) fn parameter_label<'a>(&'a self, name: &'a str, language: Language) -> &'a str {
        self.results.described.names.parameter(name, language)
    }

    /// The times that hold turnout or travel in the baseline, over all incidents.
    pub(super) fn on_the_way(&self) -> Vec<OnTheWay<'_>> {
        let Some(baseline) = self.results.arms.get(&self.results.baseline) else { return Vec::new() };
        let told = |measure: &'_ str| {
            let (measure, stages) = baseline.stages.iter().find(|(name, _)| name.as_str() == measure)?;
            let Stats::Time(TimeStats { mean_s: Some(whole), .. }) = &baseline.measures.get(measure)?.all else { return None };
            let of_stage = |parts: &StageParts| {
                let kinds = [parts.working_s, parts.queue_s, parts.blocked_s, parts.redial_s];
                kinds.into_iter().flatten().map(|est| est.value).sum::<f64>()
            };
            let of = |names: &[&str]| -> f64 { names.iter().filter_map(|stage| stages.get(*stage)).map(of_stage).sum() };
            let (chain_s, way_s) = (of(&ALARM_CHAIN), of(&ON_THE_WAY));
            let difference = |arm: &'_ str| match &self.results.differences.get(arm)?.get(measure)?.all {
                Difference::Time(found) => found.of_arms.mean_s,
                Difference::Value(_) => None,
            };
            let arms = self.results.arms.keys().filter_map(|arm| Some((arm.as_str(), difference(arm)?))).collect();
            (way_s > 0.0 && whole.value > 0.0).then_some(OnTheWay { measure, whole: *whole, chain_s, way_s, arms })
        };
        self.time_measures().filter_map(told).collect()
    }

    /// Label of an arm, its name if it has none.
    pub(super) fn arm_label<'a>(&'a self, arm: &'a str, language: Language) -> &'a str {
        label(self.results.arms.get(arm).map(|found| &found.label), arm, language)
    }

    /// Label of a measure.
    pub(super) fn measure_label<'a>(&'a self, measure: &'a str, language: Language) -> &'a str {
        label(self.results.measures.get(measure).map(|info| &info.label), measure, language)
    }

    /// The arms that are compared with the baseline.
    pub(super) fn others(&self) -> impl Iterator<Item = &str> {
        self.results.arms.keys().map(String::as_str).filter(|name| *name != self.results.baseline)
    }

    /// Label of an agency.
    pub(super) fn agency_label<'a>(&'a self, agency: &'a str, language: Language) -> &'a str {
        label(self.results.agency_labels.get(agency), agency, language)
    }

    /// Names of the time measures, in the scenario's order.
    pub(super) fn time_measures(&self) -> impl Iterator<Item = &str> {
        self.results.measures.iter().filter(|(_, info)| info.what == "time").map(|(name, _)| name.as_str())
    }

    /// A time of an arm in one of the strata by number of agencies.
    pub(super) fn time_stats(&self, arm: &str, measure: &str, stratum: &str) -> Option<&TimeStats> {
        match self.results.arms.get(arm)?.measures.get(measure)?.agencies.get(stratum)? {
            Stats::Time(time) => Some(time),
            Stats::Value(_) => None,
        }
    }

    /// The differences of an arm in a measure.
    pub(super) fn differences(&self, arm: &str, measure: &str) -> Option<&Strata<Difference>> {
        self.results.differences.get(arm)?.get(measure)
    }

    /// A difference of times in one of the strata by number of agencies.
    pub(super) fn time_difference(&self, arm: &str, measure: &str, stratum: &str) -> Option<&TimeDifference> {
        match self.differences(arm, measure)?.agencies.get(stratum)? {
            Difference::Time(time) => Some(time),
            Difference::Value(_) => None,
        }
    }

    /// Which measure answers for a stratum: the first time measure, and for `none` the first that such an incident has.
    pub(super) fn measure_for(&self, stratum: &str) -> Option<&str> {
        let has = |measure: &&str| {
            self.results.arms.keys().any(|arm| self.time_stats(arm, measure, stratum).is_some_and(|found| found.reached > 0))
        };
        if stratum == "none" { self.time_measures().find(has) } else { self.time_measures().next().filter(has) }
    }

    /// What the answer is told of: measure, kind of stratum and stratum, the most telling first.
    pub fn answered(&self) -> Vec<(&str, &'static str, &'static str)> {
        STRATA.into_iter().filter_map(|stratum| Some((self.measure_for(stratum)?, "agencies", stratum))).collect()
    }

    /// What is asked of an arm in a stratum of the answer: the mean difference.
    pub(super) fn asked(arm: &str, measure: &str, stratum: &str) -> Question {
        let [statistic, unit, kind] = ["mean", "s", "agencies"].map(str::to_owned);
        let (arm, measure, stratum) = (arm.to_owned(), measure.to_owned(), stratum.to_owned());
        Question { arm, measure, stratum_kind: kind, stratum, statistic, unit }
    }

    /// What the study is about: measure, kind of stratum, stratum and statistic. What is declared comes first, then the answer.
    pub fn asked_about(&self) -> Vec<(&str, &str, &str, &str)> {
        let declared = self.results.primary.iter().filter(|primary| primary.declared).flat_map(|primary| &primary.rankings);
        let declared = declared.map(|ranking| (&*ranking.measure, &*ranking.stratum_kind, &*ranking.stratum, &*ranking.statistic));
        let mut asked: Vec<_> = declared.collect();
        for (measure, kind, stratum) in self.answered() {
            if !asked.contains(&(measure, kind, stratum, "mean")) {
                asked.push((measure, kind, stratum, "mean"));
            }
        }
        asked
    }

    /// The difference that a question asks for.
    pub fn difference(&self, question: &Question) -> Est {
        let strata = self.differences(&question.arm, &question.measure)?;
        let is_here = |(kind, name, _): &(&str, &str, &Difference)| *kind == question.stratum_kind && *name == question.stratum;
        match strata.each().find(is_here)?.2 {
            Difference::Time(found) if question.statistic == "within_target" => found.of_arms.within_target,
            Difference::Time(found) => found.of_arms.mean_s,
            Difference::Value(found) => found.of_arms.value,
        }
    }

    /// The whole answer: the strata that hold incidents.
    pub(super) fn findings(&self) -> Vec<StratumFinding<'_>> {
        let told = |stratum: &'static str| {
            let measure = self.measure_for(stratum)?;
            let arms: Vec<_> = self
                .others()
                .map(|arm| {
                    let difference = self.time_difference(arm, measure, stratum);
                    let verdict = difference.map_or(Verdict::Missing, |found| self.verdict(found));
                    ArmFinding { arm, difference, verdict }
                })
                .collect();
            Some(StratumFinding::new(stratum, measure, self.time_stats(&self.results.baseline, measure, stratum), arms))
        };
        let mut found: Vec<StratumFinding<'_>> = STRATA.into_iter().filter_map(told).collect();
        // What is declared leads.
        found.sort_by_key(|finding| self.is_all_exploratory(finding));
        found
    }

    /// Whether nothing of a stratum is among what the scenario declares.
    pub(super) fn is_all_exploratory(&self, finding: &StratumFinding<'_>) -> bool {
        let mut differences = finding.arms.iter().filter_map(|arm| arm.difference).peekable();
        differences.peek().is_some() && differences.all(|difference| self.is_exploratory(difference))
    }

    /// Incidents that need one agency, by agency; nothing where there are no two of them to tell apart.
    pub(super) fn alone(&self) -> Vec<StratumFinding<'_>> {
        let Some(measure) = self.measure_for("single") else { return Vec::new() };
        let told = |agency: &'_ str| {
            let baseline = self.results.arms.get(&self.results.baseline)?.measures.get(measure)?;
            let (_, agency, stats) = baseline.each().find(|(kind, name, _)| *kind == "alone" && *name == agency)?;
            let Stats::Time(stats) = stats else { return None };
            let arms: Vec<_> = self
                .others()
                .map(|arm| match self.differences(arm, measure).and_then(|strata| strata.alone.get(agency)) {
                    Some(Difference::Time(found)) => ArmFinding { arm, difference: Some(found), verdict: self.verdict(found) },
                    _ => ArmFinding { arm, difference: None, verdict: Verdict::Missing },
                })
                .collect();
            (stats.reached > 0).then(|| StratumFinding::new(agency, measure, Some(stats), arms))
        };
        let found: Vec<_> = self.results.agency_labels.keys().filter_map(|agency| told(agency)).collect();
        if found.len() > 1 { found } else { Vec::new() }
    }

    /// For how many comparisons an interval of the difference is widened.
    pub(super) fn comparisons(&self, difference: &TimeDifference) -> u64 {
        let family = self.results.primary.as_ref().filter(|_| difference.simultaneous.is_some());
        family.map_or(self.others().count() as u64, |primary| primary.comparisons)
    }

    /// Whether a comparison of the answer stands outside what the scenario declares as what the study is about.
    pub(super) fn is_exploratory(&self, difference: &TimeDifference) -> bool {
        self.results.primary.as_ref().is_some_and(|primary| primary.declared) && difference.family == Family::Exploratory
    }

    /// What can be said of a difference of times. Whether it is a difference at all is asked of the interval that holds together with all
    /// others of the family.
    pub(super) fn verdict(&self, difference: &TimeDifference) -> Verdict {
        let Some(mean) = difference.of_arms.mean_s else { return Verdict::Missing };
        let all_identical = difference.of_pairs.identical.is_some_and(|share| share.value == 1.0);
        if all_identical && mean.value == 0.0 {
            return Verdict::Identical;
        }
        // Whatever the number: without an interval nothing says that it is no luck, and nothing that it is small.
        let Some((low, high)) = interval(&mean) else { return Verdict::Unsure };
        let noticeable = self.results.study.noticeable.seconds();
        // Where the interval holds differences that would be noticed, nobody knows that there is none.
        if low > -noticeable && high < noticeable {
            return Verdict::Unnoticeable;
        }
        if low <= 0.0 && high >= 0.0 {
            return Verdict::Unclear;
        }
        let (low, high) = match difference.simultaneous.and_then(|found| interval(&found)) {
            Some(ends) => ends,
            // Outside the family, or of before there was one.
            None => {
                let widening = widening(self.others().count(), self.results.independent());
                (mean.value - (mean.value - low) * widening, mean.value + (high - mean.value) * widening)
            }
        };
        match mean.value < 0.0 {
            _ if low <= 0.0 && high >= 0.0 => Verdict::UnclearAmongMany,
            true => Verdict::Shorter,
            false => Verdict::Longer,
        }
    }
}

/// Whether the interval of a difference leaves zero out.
pub(super) fn is_clear(mean: &Estimate) -> bool {
    interval(mean).is_some_and(|(low, high)| low > 0.0 || high < 0.0)
}

/// Label of something in a language, else its name.
pub(super) fn label<'a>(text: Option<&'a Text>, name: &'a str, language: Language) -> &'a str {
    text.map(|text| text.get(language)).filter(|text| !text.is_empty()).unwrap_or(name)
}

/// By what a 95 % t-interval over replications grows when it is one of several held at 95 % together (Bonferroni).
fn widening(comparisons: usize, replications: u64) -> f64 {
    if comparisons < 2 || replications < 2 {
        return 1.0;
    }
    // The statistics fold replications into at most 64 sections.
    let degrees = replications.min(64) as usize - 1;
    two_sided(1.0 - (1.0 - LEVEL) / comparisons as f64, degrees) / t(degrees)
}

/// Whether so many incidents have the measure in one arm only (over 1 %) that the paired mean describes survivors.
pub(super) fn survivors(difference: &TimeDifference) -> bool {
    let pairs = difference.pairs;
    let lone = pairs.only_arm + pairs.only_baseline;
    lone as f64 > 0.01 * (lone + pairs.both) as f64
}

/// Strata (by type and agency) in which an arm's mean is longer beyond the interval, by `noticeable` seconds or more: kind, name,
/// mean difference.
pub(super) fn longer_in(strata: &Strata<Difference>, noticeable: f64) -> Vec<(&'static str, &str, Estimate)> {
    let longer = |(kind, name, difference): (_, _, &Difference)| match difference {
        Difference::Time(time) if matches!(kind, "type" | "agency") => {
            let mean = time.of_arms.mean_s?;
            (interval(&mean)?.0 > 0.0 && mean.value >= noticeable).then_some((kind, name, mean))
        }
        _ => None,
    };
    strata.each().filter_map(longer).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_widen_with_the_number_of_comparisons() {
        assert_eq!(widening(1, 50), 1.0);
        // t(49) at 0.975 is 2.00958, at 1 - 0.025/3 it is 2.48020 (tables of Student's t).
        assert!((widening(3, 50) - 2.480_20 / 2.009_58).abs() < 1e-3);
        assert_eq!(widening(3, 1), 1.0);
    }
}
