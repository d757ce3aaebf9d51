//! Do estimates and intervals say what they promise?

use larmkedja::statistics::histogram::{Bucket, Cumulative, Gathering, Histogram, bucket, representative};
use larmkedja::statistics::quantile::{self, Pooled};
use larmkedja::statistics::ratio::{
    Sums, difference, jackknife, mean, rate, rate_difference, ratio, relative, share, share_difference, variance_ratio,
};
use larmkedja::statistics::{Interval, LEVEL};
use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_distr::{Binomial, Distribution, Exp, LogNormal, Poisson};
use rand_pcg::Pcg64;

fn histogram(values: impl IntoIterator<Item = i64>) -> Histogram {
    let mut histogram = Histogram::default();
    values.into_iter().for_each(|value| histogram.push(value));
    histogram
}

fn cumulative(histogram: &Histogram) -> Cumulative {
    let mut room = Gathering::default();
    room.add(histogram);
    room.finish()
}

fn pooled(sections: &[Vec<i64>]) -> Pooled {
    let mut room = Gathering::default();
    let sections: Vec<Cumulative> = sections.iter().map(|values| cumulative(&histogram(values.iter().copied()))).collect();
    sections.iter().for_each(|section| room.add_all(section));
    Pooled { all: room.finish(), sections }
}

fn times() -> impl Strategy<Value = i64> {
    // All magnitudes alike, both signs.
    (0u32..50, 0u64..1 << 49, any::<bool>()).prop_map(|(shift, bits, negative)| {
        let value = (bits >> shift).min(1_000_000_000_000_000) as i64;
        if negative { -value } else { value }
    })
}

proptest! {
    #[test]
    fn a_bucket_is_as_narrow_as_promised(value in times()) {
        let (bucket, stands_for) = (bucket(value), representative(bucket(value)));
        let error = (stands_for - value).unsigned_abs();
        prop_assert!(error <= 500.max(value.unsigned_abs() / 2000) || (value.abs() < 500 && error < 1000), "{value} became {stands_for}");
        prop_assert_eq!(bucket == 0, value == 0);
        prop_assert_eq!(stands_for.signum(), value.signum());
        prop_assert_eq!(larmkedja::statistics::histogram::bucket(stands_for), bucket);
    }

    #[test]
    fn buckets_keep_the_order(one in times(), other in times()) {
        let (low, high) = (one.min(other), one.max(other));
        prop_assert!(bucket(low) <= bucket(high));
        prop_assert!(representative(bucket(low)) <= representative(bucket(high)));
    }

    #[test]
    fn merging_is_exact_in_any_order(
        values in prop::collection::vec((times(), 1usize..400), 0..60),
        cut in 0usize..61,
        packed in any::<[bool; 3]>(),
    ) {
        let all: Vec<i64> = values.iter().flat_map(|&(value, times)| std::iter::repeat_n(value, times)).collect();
        let cut = cut * all.len() / 60;
        let (first, second) = all.split_at(cut.min(all.len()));
        let (mut one, mut other) = (histogram(first.iter().copied()), histogram(second.iter().copied()));
        if packed[0] { one.pack() }
        if packed[1] { other.pack() }
        let (mut forwards, mut backwards) = (one.clone(), other.clone());
        forwards.merge(&other);
        backwards.merge(&one);
        if packed[2] { forwards.pack() }
        let whole = histogram(all.iter().copied());
        prop_assert_eq!(whole.number(), all.len() as u64);
        prop_assert_eq!(forwards.number(), all.len() as u64);
        prop_assert_eq!(cumulative(&forwards), cumulative(&whole));
        prop_assert_eq!(cumulative(&backwards), cumulative(&whole));
        // Against plain sorting and counting.
        let mut sorted: Vec<Bucket> = all.iter().map(|&value| bucket(value)).collect();
        sorted.sort_unstable();
        let runs: Vec<(Bucket, u64)> = sorted.chunk_by(PartialEq::eq).map(|run| (run[0], run.len() as u64)).collect();
        prop_assert_eq!(cumulative(&whole).runs().collect::<Vec<_>>(), runs);
        for rank in [1, all.len() / 2, all.len()].into_iter().filter(|&rank| rank > 0 && rank <= all.len()) {
            prop_assert_eq!(cumulative(&whole).ranked(rank as u64), Some(sorted[rank - 1]));
        }
    }
}

#[test]
fn whole_milliseconds_up_to_two_seconds_and_zero_are_exact() {
    for milliseconds in -2047..=2047i64 {
        assert_eq!(representative(bucket(milliseconds * 1000)), milliseconds * 1000);
    }
    assert_eq!((bucket(0), bucket(1), bucket(-1)), (0, 1, -1));
    assert_eq!(bucket(i64::MAX), Bucket::MAX);
    assert_eq!(bucket(i64::MIN), -Bucket::MAX);
}

/// Two sections: 1 of 2 and 5 of 8. Ratio 6/10; without the first 5/8, without the second 1/2. Jackknife variance
/// (2 - 1)/2 x ((5/8 - 9/16)^2 + (1/2 - 9/16)^2) = 1/256, which is too little for an interval. Of five sections 1, 2, 3, 4, 5 of 10 the variance is 2.5 / 5 of
/// a hundredth, and t with four degrees of freedom 2.776445.
#[test]
fn the_jackknife_agrees_with_a_hand() {
    let estimate = relative(&[1.0, 1.0], Sums { numerators: &[1.0, 5.0], denominators: &[2.0, 8.0] }).unwrap();
    assert!((estimate.value - 0.6).abs() < 1e-15 && estimate.ends.is_none());
    assert!((jackknife(&[1.0, 1.0], 0.6, &[0.625, 0.5]) - 1.0 / 256.0).abs() < 1e-12);
    let estimate = relative(&[1.0; 5], Sums { numerators: &[1.0, 2.0, 3.0, 4.0, 5.0], denominators: &[10.0; 5] }).unwrap();
    let (low, high) = estimate.ends.unwrap();
    let half = 2.776_445_105 * 0.005f64.sqrt();
    assert!((low - (0.3 - half)).abs() < 1e-8 && (high - (0.3 + half)).abs() < 1e-8, "{low} to {high}");
}

/// For means of equal blocks the jackknife is the usual variance of a mean; for unequal blocks that hold the same number of
/// values each per replication it is that of the weighted mean.
#[test]
fn the_jackknife_of_a_mean_is_the_variance_of_the_mean() {
    let values = [3.0, 7.0, 8.0, 12.0, 20.0];
    let mean = 10.0;
    let left_out: Vec<f64> = values.iter().map(|value| (50.0 - value) / 4.0).collect();
    let usual = values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / 4.0 / 5.0;
    assert!((jackknife(&[1.0; 5], mean, &left_out) - usual).abs() < 1e-12);

    // Sections of 1 and 2 replications with sums 4 and 5: mean 3; d = (3 - 5/2, 3 - 4); centre = 2/3 x 1/2 - 1/3 = 0;
    // ((2 x 1/2)^2 / 2 + (1/2)^2 / (1/2)) / 2 = 1/2.
    assert!((jackknife(&[1.0, 2.0], 3.0, &[2.5, 4.0]) - 0.5).abs() < 1e-12);
}

#[test]
fn a_share_always_has_a_width_and_stays_within_0_and_1() {
    let weights = [1.0; 5];
    let ends = |numerators: [f64; 5]| share(&weights, Sums { numerators: &numerators, denominators: &[50.0; 5] }).unwrap();
    let none = ends([0.0; 5]);
    assert_eq!((none.value, none.ends.unwrap().0), (0.0, 0.0));
    assert!((none.ends.unwrap().1 - (1.0 - 0.025f64.powf(1.0 / 250.0))).abs() < 1e-12);
    let all = ends([50.0; 5]);
    assert_eq!((all.value, all.ends.unwrap().1), (1.0, 1.0));
    assert!((all.ends.unwrap().0 - 0.025f64.powf(1.0 / 250.0)).abs() < 1e-12);
    // Of four histories nothing is known.
    assert_eq!(share(&[1.0; 4], Sums { numerators: &[0.0; 4], denominators: &[50.0; 4] }).unwrap().ends, None);
    for numerators in [[25.0; 5], [0.0, 0.0, 0.0, 0.0, 1.0], [50.0, 50.0, 50.0, 50.0, 49.0], [1.0, 49.0, 3.0, 50.0, 20.0]] {
        let share = ends(numerators);
        let (low, high) = share.ends.unwrap();
        assert!(0.0 < low && low < share.value && share.value < high && high < 1.0, "{share:?}");
    }
}

#[test]
fn equal_arms_differ_by_exactly_nothing() {
    let (sums, counts) = ([123_456_789.0, 98_765.0, 5.0, 0.0], [7.0, 3.0, 11.0, 0.0]);
    let weights = [2.0, 2.0, 1.0, 1.0];
    let one = Sums { numerators: &sums, denominators: &counts };
    assert_eq!(difference(LEVEL, &weights, one, one), Some(Interval { value: 0.0, ends: Some((0.0, 0.0)) }));
    assert_eq!(ratio(&weights, Sums { numerators: &[0.0; 4], denominators: &counts }).unwrap().ends, Some((0.0, 0.0)));
    assert_eq!(variance_ratio(&weights, one, one), Some(0.0));
    // Numbers that go up where the others go down vary twice as much as independent ones.
    let back = Sums { numerators: &sums.map(|sum| -sum), denominators: &counts };
    assert!((variance_ratio(&weights, one, back).unwrap() - 2.0).abs() < 1e-12);
    let values: Vec<Vec<i64>> = (0..4).map(|section| (0..500).map(|i| (i * i * 977 + section * 31) % 90_000_000).collect()).collect();
    let data = pooled(&values);
    assert_eq!(quantile::difference(900, &data, &data), Some(Interval { value: 0.0, ends: Some((0.0, 0.0)) }));
}

#[test]
fn one_section_gives_a_value_without_ends() {
    let sums = Sums { numerators: &[6.0], denominators: &[4.0] };
    assert_eq!(ratio(&[1.0], sums), Some(Interval { value: 1.5, ends: None }));
    assert_eq!(share(&[1.0], Sums { numerators: &[3.0], denominators: &[4.0] }), Some(Interval { value: 0.75, ends: None }));
    // Nor do ten, if only one of them holds anything.
    let mut counts = [0.0; 10];
    counts[3] = 4.0;
    assert_eq!(ratio(&[1.0; 10], Sums { numerators: &counts, denominators: &counts }), Some(Interval { value: 1.0, ends: None }));
    assert_eq!(ratio(&[1.0; 10], Sums { numerators: &[0.0; 10], denominators: &[0.0; 10] }), None);
    // A mean of few has none either, unless nothing varies.
    let few = |sums: [f64; 2]| mean(&[1.0; 2], Sums { numerators: &sums, denominators: &[14.0, 15.0] }).unwrap().ends;
    assert_eq!((few([7.0, 9.0]), few([28.0, 30.0])), (None, Some((2.0, 2.0))));
    let data = pooled(&[(1..=100).map(|ms| ms * 1000).collect()]);
    assert_eq!(quantile::pooled(500, &data), Some(Interval { value: 50_000.0, ends: None }));
}

/// Ten sections of 1..=100 ms each, the k-th shifted by k - 4.5 ms (rounded up): everything can be counted by hand.
#[test]
fn a_quantile_and_its_interval_on_known_data() {
    let sections: Vec<Vec<i64>> = (0..10).map(|k| (1..=100).map(|ms| (ms + k) * 1000).collect()).collect();
    let data = pooled(&sections);
    // F(54) = sum of (54 - k) = 495 of 1000, F(55) = 505: the median is 55 ms.
    assert_eq!(data.quantile(500), Some(55_000));
    let median = quantile::pooled(500, &data).unwrap();
    // z = 55 - k - 50, mean 0.5, squares 82.5; se = sqrt(10/9 x 82.5)/1000 = 0.0095743; t = 2.26216: 0.5 -+ 0.0216586.
    // F(52) = 475, F(53) = 485 >= 478.34; F(57) = 525 >= 521.66, F(56) = 515.
    assert_eq!((median.value, median.ends), (55_000.0, Some((53_000.0, 57_000.0))));
    // Ten incidents on the far side are enough, nine are not; and 99 % of shifted sections reaches beyond all data.
    assert_eq!(quantile::pooled(990, &data).unwrap().ends, None);
    // Nor are nineteen enough for ends, nor ten sections outside the middle.
    let alike = pooled(&vec![(1..=100).map(|ms| ms * 1000).collect(); 20]);
    assert_eq!(quantile::pooled(990, &alike), Some(Interval { value: 99_000.0, ends: Some((99_000.0, 99_000.0)) }));
    assert_eq!(quantile::pooled(991, &alike), Some(Interval { value: 100_000.0, ends: None }));
    assert_eq!(quantile::pooled(900, &data), Some(Interval { value: 95_000.0, ends: None }));
    let alike = pooled(&vec![(1..=100).map(|ms| ms * 1000).collect(); 10]);
    assert!(quantile::pooled(10, &alike).is_some() && quantile::pooled(991, &alike).is_none() && quantile::pooled(9, &alike).is_none());
}

/// Rare things: a difference of shares or counts has a width even where nothing, or the same, is counted in either arm, and counts
/// above and below a hundred sections hold what theory says.
#[test]
fn few_events_have_wide_intervals() {
    let (ten, all) = ([0.0; 10], [1.0; 10]);
    let of = |numerators| Sums { numerators, denominators: &[25.0; 10] };
    let both_none = share_difference(LEVEL, &all, of(&ten), of(&ten)).unwrap().ends.unwrap();
    let bound = 1.0 - 0.025f64.powf(1.0 / 250.0);
    assert!((both_none.0 + bound).abs() < 1e-12 && (both_none.1 - bound).abs() < 1e-12);
    let during = Sums { numerators: &ten, denominators: &all };
    assert!((rate_difference(LEVEL, &all, during, during).unwrap().ends.unwrap().1 + 0.025f64.ln() / 10.0).abs() < 1e-12);
    // Together with others it takes more sections.
    assert_eq!(rate_difference(0.99, &all, during, during).unwrap().ends, None);
    let (twenty, all) = ([0.0; 20], [1.0; 20]);
    let during = Sums { numerators: &twenty, denominators: &all };
    assert!((rate_difference(0.99, &all, during, during).unwrap().ends.unwrap().1 + 0.005f64.ln() / 20.0).abs() < 1e-12);
    let (weights, none) = ([1.0; 5], [0.0; 5]);
    let of = |numerators| Sums { numerators, denominators: &[50.0; 5] };
    let during = Sums { numerators: &none, denominators: &weights };
    let rate_of_none = rate(&weights, during).unwrap().ends.unwrap();
    assert!(rate_of_none.0 == 0.0 && (rate_of_none.1 + 0.025f64.ln() / 5.0).abs() < 1e-12);
    // Of a few sections nothing is said of how sure a difference or a rate is, not even where nothing differs.
    assert_eq!(share_difference(LEVEL, &weights, of(&none), of(&none)).unwrap().ends, None);
    let (seven, nine) = ([1.0, 2.0, 2.0, 2.0, 0.0], [3.0, 1.0, 3.0, 2.0, 0.0]);
    assert_eq!(share_difference(LEVEL, &weights, of(&seven), of(&nine)).unwrap().ends, None);
    let counts = |numerators| Sums { numerators, denominators: &weights };
    assert_eq!(rate_difference(LEVEL, &weights, counts(&nine), counts(&seven)).unwrap().ends, None);
    assert_eq!(rate(&weights, counts(&seven)).map(|rate| (rate.value, rate.ends)), Some((1.4, None)));
    // However many events there are: those shown would be the ones of which too many came.
    assert_eq!(rate(&weights, counts(&[40.0, 31.0, 38.0, 35.0, 33.0])).map(|rate| rate.ends), Some(None));
    // Thirty and fifteen events of 1500 are expected, or twenty and ten; where one or two differ there is no interval.
    for expected in [30.0, 20.0] {
        let trial = |random: &mut Pcg64| {
            let (mut one, mut other) = ([0.0; 10], [0.0; 10]);
            for _ in 0..1500 {
                let (section, u) = (random.random_range(0..10), random.random::<f64>());
                one[section] += f64::from(u < expected / 1500.0);
                other[section] += f64::from(u < expected / 3000.0);
            }
            let of = |numerators| Sums { numerators, denominators: &[150.0; 10] };
            let found = share_difference(LEVEL, &[1.0; 10], of(&one), of(&other));
            let differ = one.iter().zip(&other).map(|(one, other)| one - other).sum::<f64>();
            assert_eq!(found.unwrap().ends.is_none(), (1.0..3.0).contains(&differ), "{differ}");
            (found, expected / 3000.0)
        };
        let holds = coverage(trial);
        assert!((925..=985).contains(&holds), "{holds} of 1000 intervals hold the truth");
    }
}

/// What comes in both arms cancels out, however much it is: only what differs makes the interval, and turned round it is turned round.
#[test]
fn a_difference_of_counts_rests_on_what_differs() {
    let (few, many) = ([4.0; 10], [40.0; 10]);
    let more: [f64; 10] = std::array::from_fn(|section| f64::from(u8::from(section < 5)));
    let apart = |all: &[f64; 10]| {
        let other: Vec<f64> = all.iter().zip(&more).map(|(one, more)| one + more).collect();
        let of = |numerators| Sums { numerators, denominators: &[500.0; 10] };
        let ends = |one, other| share_difference(LEVEL, &[1.0; 10], one, other).unwrap().ends.unwrap();
        (ends(of(&other), of(all)), ends(of(all), of(&other)))
    };
    let ((low, high), turned) = apart(&few);
    assert!(low < 0.001 && 0.001 < high && (turned.0 + high).abs() < 1e-12 && (turned.1 + low).abs() < 1e-12, "{low} {high}");
    let ((low_of_many, high_of_many), _) = apart(&many);
    assert!((low - low_of_many).abs() < 1e-9 && (high - high_of_many).abs() < 1e-9);
}

/// How often the interval of ten sections holds the truth. A fixed seed; 95 % of 1000 with four standard errors is 922 to 978.
fn coverage(trial: impl Fn(&mut Pcg64) -> (Option<Interval>, f64)) -> usize {
    let mut random = Pcg64::seed_from_u64(20_241_101);
    let holds = |(interval, truth): (Option<Interval>, f64)| {
        interval.and_then(|interval| interval.ends).is_some_and(|(low, high)| low <= truth && truth <= high)
    };
    (0..1000).filter(|_| holds(trial(&mut random))).count()
}

#[test]
fn a_ratio_of_sums_covers_the_truth() {
    // Sections differ in level (sd 10 %) as histories do, and busy ones hold more: exp(mean 100 s), about 60 incidents.
    let trial = |random: &mut Pcg64| {
        let sections: Vec<(f64, f64)> = (0..10)
            .map(|_| {
                let level: f64 = LogNormal::new(-0.005, 0.1).unwrap().sample(random);
                let number = Poisson::new(60.0).unwrap().sample(random);
                let sum = (0..number as u64).map(|_| Exp::<f64>::new(0.01 / level).unwrap().sample(random)).sum::<f64>();
                (sum, number)
            })
            .collect();
        let (numerators, denominators): (Vec<f64>, Vec<f64>) = sections.into_iter().unzip();
        (ratio(&[1.0; 10], Sums { numerators: &numerators, denominators: &denominators }), 100.0)
    };
    let holds = coverage(trial);
    assert!((922..=978).contains(&holds), "{holds} of 1000 intervals hold the truth");
}

#[test]
fn a_share_covers_the_truth() {
    let trial = |random: &mut Pcg64| {
        let counts: Vec<f64> = (0..10).map(|_| Binomial::new(80, 0.1).unwrap().sample(random) as f64).collect();
        (share(&[1.0; 10], Sums { numerators: &counts, denominators: &[80.0; 10] }), 0.1)
    };
    let holds = coverage(trial);
    assert!((922..=985).contains(&holds), "{holds} of 1000 intervals hold the truth");
}

/// Small strata: about 12 incidents a section, whose level varies by section. The interval over the pooled quantile holds, and
/// one that took all incidents for independent would not.
#[test]
fn a_quantile_covers_the_truth() {
    let draw = |random: &mut Pcg64| -> Pooled {
        let section = |_| -> Vec<i64> {
            let level: f64 = random.random_range(-0.5..0.5);
            let number = Poisson::new(12.0).unwrap().sample(random) as u64;
            // A uniform on (0, 100) s plus a level: the sum is symmetric about 50 s.
            (0..number).map(|_| ((50.0 + 100.0 * (random.random::<f64>() - 0.5) + 60.0 * level) * 1e6) as i64).collect()
        };
        pooled(&(0..10).map(section).collect::<Vec<_>>())
    };
    let holds = coverage(|random| (quantile::pooled(500, &draw(random)), 50e6));
    assert!((915..=985).contains(&holds), "{holds} of 1000 intervals hold the truth");
    let naive = coverage(|random| {
        let data = draw(random);
        let half = 1.96 * (0.25 * data.all.number() as f64).sqrt();
        let at = |rank: f64| representative(data.all.ranked(rank as u64).unwrap()) as f64;
        let middle = 0.5 * data.all.number() as f64;
        (Some(Interval { value: at(middle), ends: Some((at(middle - half), at(middle + half))) }), 50e6)
    });
    assert!(naive < 900, "the experiment cannot tell: {naive} of 1000");
}

/// Paired arms, one 10 % faster; the difference of their 90 % quantiles is known exactly.
#[test]
fn a_difference_of_quantiles_covers_the_truth() {
    let trial = |random: &mut Pcg64| {
        let (mut one, mut other) = (Vec::new(), Vec::new());
        for _ in 0..20 {
            let times: Vec<f64> = (0..100).map(|_| Exp::new(0.01).unwrap().sample(random)).collect();
            one.push(times.iter().map(|time| (0.9 * time * 1e6) as i64).collect());
            other.push(times.iter().map(|time| (time * 1e6) as i64).collect());
        }
        (quantile::difference(900, &pooled(&one), &pooled(&other)), -0.1 * 100.0 * 10f64.ln() * 1e6)
    };
    let holds = coverage(trial);
    assert!((910..=985).contains(&holds), "{holds} of 1000 intervals hold the truth");
}
