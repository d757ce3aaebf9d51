//! Has what stands at a point of a range an interval by the rules of a comparison, and none where a comparison has none?

use super::{asked, factors};
use larmkedja::model::Model;
use larmkedja::results::Bare;
use larmkedja::sensitivity::{Lived, Place, Question, Sample, Statistic, Sums, answer, morris, sobol};
use larmkedja::statistics::LEVEL;
use larmkedja::statistics::ratio::{self, controlled_difference, rate_difference, share_difference};
use larmkedja::study::Stratum;

const SCENARIO: &str = r#"
[study]
starts = "2024-06-03"
duration = "1 d"
[incident.call]
rate = "10 / d"
[pool.desk]
staff = "unlimited"
[[chain.calls.step]]
name = "talk"
staff = ["desk"]
takes = "60 s"
mark = "done"
[measure.wait]
time = { to = "done" }
target = "1 min"
[measure.heard]
share = "type('call')"
[measure.number]
count = "type('call')"
[arm.old]
chain = "calls"
[arm.new]
chain = "calls"
"#;

fn model() -> Model {
    crate::common::model_of(SCENARIO).unwrap()
}

/// So many replications of fifty calls: how many are counted in the baseline and in the arm, by replication.
fn lived(counted: &[(i64, i64)]) -> Lived {
    let sums = |of: i64| Sums::from([50, 50, of, of, 50, 50_000_000, 50_000_000 + of * 1_000_000, 10, of]);
    Lived::Sums(counted.iter().map(|&(base, arm)| vec![Some(vec![sums(base)]), Some(vec![sums(arm)])]).collect())
}

fn at(measure: usize, statistic: Statistic, counted: &[(i64, i64)]) -> Sample {
    let place = Place { measure, stratum: Stratum::All };
    answer(&lived(counted), &model(), &[place], Question { arm: 1, place: 0, statistic }).unwrap()
}

/// Some that vary from one replication to the next.
fn varied(replications: usize) -> Vec<(i64, i64)> {
    (0..replications as i64).map(|r| (20 + r % 4, 12 + 3 * (r % 3))).collect()
}

/// The same sums make the same interval in a comparison and at a point, and none in both where they are few.
#[test]
fn one_rule_serves_comparisons_and_points() {
    let close = |one: Option<(f64, f64)>, other: Option<(f64, f64)>| match (one, other) {
        (Some(one), Some(other)) => (one.0 - other.0).abs() < 1e-9 && (one.1 - other.1).abs() < 1e-9,
        (one, other) => one.is_none() && other.is_none(),
    };
    for replications in [2, 4, 5, 9, 10, 14, 15, 30] {
        let counted = varied(replications);
        let of = |pick: fn(&(i64, i64)) -> i64| counted.iter().map(|both| pick(both) as f64).collect::<Vec<f64>>();
        let (base, arm, fifty, weights) = (of(|both| both.0), of(|both| both.1), vec![50.0; replications], vec![1.0; replications]);
        let sums = |numerators| ratio::Sums { numerators, denominators: &fifty };
        let shares = share_difference(LEVEL, &weights, sums(&arm), sums(&base)).unwrap();
        for (measure, statistic) in [(0, Statistic::WithinTarget), (1, Statistic::Value)] {
            let found = at(measure, statistic, &counted);
            assert!(close(shares.ends, found.ends()), "{replications}: {shares:?} {found:?}");
        }
        let each = |numerators| ratio::Sums { numerators, denominators: &weights };
        let counts = rate_difference(LEVEL, &weights, each(&arm), each(&base)).unwrap();
        let found = at(2, Statistic::Value, &counted);
        assert!(close(counts.ends, found.ends()), "{replications}: {counts:?} {found:?}");
        // A fifth of the pairs is alike.
        let nothing = vec![0.0; replications];
        let means = controlled_difference(LEVEL, &weights, sums(&arm), sums(&nothing), None);
        let means = ratio::unless_waits(&fifty, 10.0 * replications as f64, means).unwrap();
        let found = at(0, Statistic::Mean, &counted);
        assert!(close(means.ends, found.ends()), "{replications}: {means:?} {found:?}");
        assert_eq!(found.ends().is_some(), replications >= 10);
    }
}

/// Shares have an interval from ten replications on, within what is possible, and always a width; what has none is not told apart from anything.
#[test]
fn shares_and_counts_at_a_point_need_as_much_as_in_a_comparison() {
    let share = |counted: &[(i64, i64)]| at(0, Statistic::WithinTarget, counted);
    let far = |replications: usize| (0..replications).map(|r| if r % 2 == 0 { (0, 50) } else { (49, 50) }).collect::<Vec<_>>();
    assert_eq!(share(&far(9)).bare(), Some(Bare::FewReplications { least: 10 }));
    assert_eq!((share(&far(9)).ends(), share(&far(9)).side()), (None, 0));
    let (low, high) = share(&far(10)).ends().unwrap();
    assert!(low > -1.0 && high <= 1.0, "{low} to {high}");
    // Three of 500 and none: few, so it may as well be nothing; two tell less than an interval needs.
    let few = |number: i64| share(&(0..10).map(|r| (i64::from(r < number), 0)).collect::<Vec<_>>());
    let (low, high) = few(3).ends().unwrap();
    assert!(low < -0.006 && high > 0.0, "{low} to {high}");
    for number in [1, 2] {
        assert_eq!((few(number).ends(), few(number).bare()), (None, Some(Bare::FewDiffering { least: 3 })));
    }
    // None: the exact bound of none in 500.
    let bound = 1.0 - 0.025_f64.powf(1.0 / 500.0);
    let (low, high) = few(0).ends().unwrap();
    assert!((low + bound).abs() < 1e-12 && (high - bound).abs() < 1e-12);
    // The same in every replication is no certainty.
    let same = share(&[(20, 30); 12]);
    let (low, high) = same.ends().unwrap();
    assert!(low < 0.2 && 0.2 < high, "{same:?}");
    // Unless every time is the same: then there is nothing to differ.
    assert_eq!(share(&[(20, 20); 12]).ends(), Some((0.0, 0.0)));
    assert_eq!(at(2, Statistic::Value, &varied(9)).bare(), Some(Bare::FewReplications { least: 10 }));
}

/// What a point changes by is made of four numbers; where both points are the same history it is nothing.
#[test]
fn a_change_of_a_share_knows_when_nothing_has_changed() {
    let (base, other) = (at(0, Statistic::WithinTarget, &varied(12)), at(0, Statistic::WithinTarget, &varied(12)));
    let change = other.change_from(&base);
    assert_eq!((change.value, change.ends()), (0.0, Some((0.0, 0.0))));
    // By luck as many in every replication, but not the same ones.
    let moved: Vec<(i64, i64)> = varied(12).into_iter().map(|(base, arm)| (base + 1, arm + 1)).collect();
    let (low, high) = at(0, Statistic::WithinTarget, &moved).change_from(&base).ends().unwrap();
    assert!(low < 0.0 && high > 0.0);
}

/// Intervals of few starts or base points, or of replications too few for one at a point, would be too narrow: there are none.
#[test]
fn screening_and_shares_of_few_points_have_no_intervals() {
    let two = factors(&["a", "b"], 0.0, 1.0);
    let of = |x: &[f64]| 10.0 * x[0] + 20.0 * x[0] * x[1];
    let effects =
        |starts, replications| morris::screen(&two, starts, 1, &mut asked(of, (replications, 1.0, 1.0), 1)).unwrap()[0].effects[0].unwrap();
    for (starts, replications, bare) in
        [(9, 8, Some(Bare::FewStarts { least: 10 })), (10, 4, Some(Bare::FewReplications { least: 5 })), (10, 8, None)]
    {
        let found = effects(starts, replications);
        assert_eq!(found.bare, bare);
        assert!([found.mean, found.mean_size, found.spread].iter().all(|one| one.low.is_some() == bare.is_none()), "{found:?}");
    }
    let shares = |points| sobol::shares(&two, points, 1, &mut asked(of, (8, 1.0, 1.0), 1)).unwrap().factors[0].indices[0].unwrap();
    assert_eq!((shares(255).bare, shares(255).total.low), (Some(Bare::FewPoints { least: 256 }), None));
    assert!(shares(256).bare.is_none() && shares(256).first.low.is_some());
}
