//! The comparisons that a study is about: every pair of arms, with intervals that hold together, and which arms cannot be told
//! apart.

use super::estimate::{View, est};
use super::sections::Sections;
use super::strata::{Agencies, Stratum, strata};
use crate::model::{Compared, Model, What};
use crate::results::{Comparison, Difference, Family, Primary, Ranking, Results, Stats, Strata};
use crate::statistics::LEVEL;

/// Of the probability that an interval does not hold so much is shared out among the comparisons: far in the tails a skewed estimate
/// is further from Student's law than in the middle, and the rest makes up for that.
const SHARED_OUT: f64 = 0.7;

/// One number by which arms are put in order.
#[derive(Clone, Debug)]
struct Question {
    measure: usize,
    stratum: Stratum,
    statistic: Compared,
    /// Indices of the arms.
    arms: Vec<usize>,
}

/// Puts the arms in order, and marks the comparisons with the baseline that are among those of the study.
pub(super) fn rank(model: &Model, sections: &Sections, (weights, controls): (&[f64], &[Vec<f64>]), results: &mut Results) {
    let declared = !model.primary.is_empty();
    let mut questions = if declared { declared_questions(model) } else { answer(model, results) };
    let lived = |arm: &usize| sections.findings[*arm].is_empty();
    questions.iter_mut().for_each(|question| question.arms.retain(lived));
    questions.retain(|question| question.arms.len() > 1);
    let pairs = |question: &Question| question.arms.len() * (question.arms.len() - 1) / 2;
    let comparisons = questions.iter().map(pairs).sum::<usize>();
    if comparisons == 0 {
        return;
    }
    // Bonferroni: however the comparisons depend on each other, all hold together.
    let level = 1.0 - SHARED_OUT * (1.0 - LEVEL) / comparisons as f64;
    let rankings = questions.iter().map(|question| {
        let view = View { model, sections, weights, controls, measure: question.measure, stratum: question.stratum };
        let ranking = ranking(&view, question, level);
        mark(results, model, question, &ranking);
        ranking
    });
    let rankings = rankings.collect();
    let method = "bonferroni".to_owned();
    results.primary = Some(Primary { declared, comparisons: comparisons as u64, level: LEVEL, method, rankings });
}

fn declared_questions(model: &Model) -> Vec<Question> {
    let question = |primary: &crate::model::Primary| {
        let mut all = strata(model).into_iter();
        let stratum = all.find(|stratum| stratum.kind() == primary.stratum_kind && stratum.name(model) == primary.stratum)?;
        Some(Question { measure: primary.measure, stratum, statistic: primary.statistic, arms: primary.arms.clone() })
    };
    model.primary.iter().filter_map(question).collect()
}

/// Where nothing is declared: the mean of the first time for incidents that need several agencies, one and none, or for those that
/// need none of the first time that they have. Strata in which no arm has anything are left out.
fn answer(model: &Model, results: &Results) -> Vec<Question> {
    let times = || (0..model.measures.len()).filter(|&measure| matches!(model.measures[measure].what, What::Time { .. }));
    let has = |measure: usize, stratum: Stratum| {
        let found = |strata: &Strata<Stats>| match strata.agencies.get(stratum.name(model)) {
            Some(Stats::Time(time)) => time.reached > 0,
            _ => false,
        };
        results.arms.values().any(|arm| arm.measures.get(&model.measures[measure].name).is_some_and(found))
    };
    let question = |agencies: Agencies| {
        let stratum = Stratum::Agencies(agencies);
        let measure = match agencies {
            Agencies::None => times().find(|&measure| has(measure, stratum)),
            _ => times().next().filter(|&measure| has(measure, stratum)),
        };
        Some(Question { measure: measure?, stratum, statistic: Compared::Mean, arms: (0..model.arms.len()).collect() })
    };
    [Agencies::Multi, Agencies::Single, Agencies::None].into_iter().filter_map(question).collect()
}

fn ranking(view: &View<'_>, question: &Question, level: f64) -> Ranking {
    let between = |arm: usize, other: usize| {
        let interval = match question.statistic {
            Compared::Mean => view.mean_between(level, arm, other),
            Compared::WithinTarget => view.within_between(level, arm, other),
            Compared::Value => view.value_between(level, arm, other),
        };
        est(true, interval)
    };
    // By what they differ from one of them; a tie keeps the scenario's order.
    let reference = if question.arms.contains(&view.model.baseline) { view.model.baseline } else { question.arms[0] };
    let placed = question.arms.iter().filter_map(|&arm| match arm == reference {
        true => Some((0.0, arm)),
        false => between(arm, reference).map(|found| (found.value, arm)),
    });
    let mut placed: Vec<(f64, usize)> = placed.collect();
    placed.sort_by(|one, other| one.0.total_cmp(&other.0));
    let order: Vec<usize> = placed.into_iter().map(|(_, arm)| arm).collect();
    let name = |arm: usize| view.model.arms[arm].name.clone();
    let (mut comparisons, mut apart) = (Vec::new(), Vec::new());
    for (place, &arm) in order.iter().enumerate() {
        for (behind, &other) in order.iter().enumerate().skip(place + 1) {
            // Against the baseline it is the arm that is compared, as everywhere.
            let (arm, other) = if arm == view.model.baseline { (other, arm) } else { (arm, other) };
            let difference = between(arm, other);
            let told_apart =
                difference.is_some_and(|found| found.low.is_some_and(|low| low > 0.0) || found.high.is_some_and(|high| high < 0.0));
            if told_apart {
                apart.push((place, behind));
            }
            comparisons.push(Comparison { arm: name(arm), against: name(other), difference, told_apart });
        }
    }
    let groups = groups(order.len(), &apart).into_iter().map(|group| group.into_iter().map(|place| name(order[place])).collect());
    let (statistic, unit) = match question.statistic {
        Compared::Mean => ("mean", "s"),
        Compared::WithinTarget => ("within_target", "share"),
        Compared::Value => match view.model.measures[view.measure].what {
            What::Share(_) => ("value", "share"),
            What::Work(_) => ("value", "s"),
            _ => ("value", "1"),
        },
    };
    Ranking {
        measure: view.model.measures[view.measure].name.clone(),
        stratum_kind: view.stratum.kind().to_owned(),
        stratum: view.stratum.name(view.model).to_owned(),
        statistic: statistic.to_owned(),
        unit: unit.to_owned(),
        groups: groups.collect(),
        arms: order.into_iter().map(name).collect(),
        comparisons,
    }
}

/// The largest sets of places in which no two are told apart: each pair that is splits every set that holds both, and sets within
/// others go (Piepho, *An algorithm for a letter-based representation of all-pairwise comparisons*, JCGS 13, 2004).
fn groups(places: usize, apart: &[(usize, usize)]) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = vec![(0..places).collect()];
    for &(one, other) in apart {
        let (both, rest): (Vec<_>, Vec<_>) = groups.into_iter().partition(|group| group.contains(&one) && group.contains(&other));
        let without = |group: &Vec<usize>, out: usize| group.iter().copied().filter(|&place| place != out).collect::<Vec<usize>>();
        groups = rest;
        groups.extend(both.iter().flat_map(|group| [without(group, other), without(group, one)]));
        groups.sort();
        groups.dedup();
        let all = groups.clone();
        let within = |one: &Vec<usize>, other: &Vec<usize>| one != other && one.iter().all(|place| other.contains(place));
        groups.retain(|group| !all.iter().any(|other| within(group, other)));
    }
    groups
}

/// Marks what is compared with the baseline as primary: the statistic, not the measure.
fn mark(results: &mut Results, model: &Model, question: &Question, ranking: &Ranking) {
    let baseline = &model.arms[model.baseline].name;
    for comparison in ranking.comparisons.iter().filter(|comparison| comparison.against == *baseline) {
        let strata = results.differences.get_mut(&comparison.arm).and_then(|measures| measures.get_mut(&ranking.measure));
        let found = strata.and_then(|strata| strata.get_mut(&ranking.stratum_kind, &ranking.stratum));
        match found {
            Some(Difference::Time(found)) if question.statistic == Compared::WithinTarget => {
                found.family_within_target = Family::Primary;
                found.simultaneous_within_target = comparison.difference;
            }
            Some(Difference::Time(found)) => {
                found.family = Family::Primary;
                found.simultaneous = comparison.difference;
            }
            Some(Difference::Value(found)) => {
                found.family = Family::Primary;
                found.simultaneous = comparison.difference;
            }
            None => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::groups;

    #[test]
    fn groups_are_the_largest_sets_that_hold_together() {
        assert_eq!(groups(3, &[]), [vec![0, 1, 2]]);
        assert_eq!(groups(3, &[(0, 1), (0, 2), (1, 2)]), [vec![0], vec![1], vec![2]]);
        // The ends differ, the middle is like both.
        assert_eq!(groups(3, &[(0, 2)]), [vec![0, 1], vec![1, 2]]);
        assert_eq!(groups(4, &[(0, 2), (0, 3), (1, 3)]), [vec![0, 1], vec![1, 2], vec![2, 3]]);
        // Not only neighbours: 0 and 1 differ surely, the noisy 2 is like either.
        assert_eq!(groups(3, &[(0, 1)]), [vec![0, 2], vec![1, 2]]);
    }
}
