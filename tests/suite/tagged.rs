//! Is the one incident of a rare type that is added to every replication what the type's incidents are on average?

use crate::common::{live, model_of, results};
use larmkedja::record::{Closed, IncidentId, Recorder};
use larmkedja::results::{Difference, Estimate, Results, Stats, TimeStats};
use std::collections::BTreeMap;

/// Six calls an hour of 20 minutes to three seats, one in sixty of them rare: Erlang's formula says how long they wait. A second arm
/// has four seats.
const QUEUE: &str = r#"
[study]
starts = "2024-06-03"
warm_up = "1 d"
duration = "12 h"
replications = 2500
seed = 4
baseline = "three"
[agency.fire]
alerted = "begun"
[pool.desk]
staff = 3
[incident.usual]
rate = "5.9 / h"
flags = { fire = 0.5 }
[incident.rare]
rate = "0.1 / h"
flags = { fire = 1 }
tagged = true
[[chain.calls.step]]
name = "talk"
staff = ["desk"]
takes = { exponential = { mean = "20 min" } }
marks = { begun = 0 }
mark = "done"
[measure.wait]
time = { to = "begun" }
target = "1 min"
[measure.calls]
count = "true"
[arm.three]
chain = "calls"
[arm.four]
chain = "calls"
pool.desk.staff = 4
"#;

fn of_type<'r>(results: &'r Results, arm: &str, kind: &str) -> &'r TimeStats {
    match &results.arms[arm].measures["wait"].r#type[kind] {
        Stats::Time(time) => time,
        Stats::Value(_) => panic!("a time"),
    }
}

/// Value and standard error, as the interval of many replications has it.
fn told(estimate: Option<Estimate>) -> (f64, f64) {
    let estimate = estimate.expect("an estimate");
    (estimate.value, (estimate.high.expect("an end") - estimate.low.expect("an end")) / 4.0)
}

fn agree(what: &str, (value, error): (f64, f64), (other, other_error): (f64, f64), precise: f64) {
    let both = (error * error + other_error * other_error).sqrt();
    assert!(both < precise * other, "{what}: {value} +- {both} against {other} is not precise enough");
    assert!((value - other).abs() < 4.0 * both, "{what}: {value}, not {other}, +- {both}");
}

#[test]
fn it_waits_as_long_as_erlang_says() {
    let found = results(&model_of(QUEUE).expect("a scenario"));
    // Offered load 2: with three seats 4/9 of them wait, on average a third of an hour.
    let erlang = |seats: u32| {
        let term = |k: u32| (1..=k).fold(1.0, |term, k| term * 2.0 / f64::from(k));
        let last = term(seats) * f64::from(seats) / (f64::from(seats) - 2.0);
        let waits = last / ((0..seats).map(term).sum::<f64>() + last);
        (waits, 3600.0 * waits / (3.0 * f64::from(seats) - 6.0))
    };
    for (arm, seats) in [("three", 3), ("four", 4)] {
        let rare = of_type(&found, arm, "rare");
        assert_eq!((rare.count, rare.reached), (2500, 2500));
        agree(arm, told(rare.mean_s), (erlang(seats).1, 0.0), 0.1);
    }
    // In the type's stratum as many as there really are, everywhere else those that really came.
    let Difference::Time(difference) = &found.differences["four"]["wait"].r#type["rare"] else { panic!("a time") };
    let per_year = difference.per_year.expect("an estimate").value;
    assert!((per_year - 0.1 * 24.0 * 365.25).abs() < 1e-6, "{per_year}");
    let Stats::Value(calls) = &found.arms["three"].measures["calls"].r#type["rare"] else { panic!("a count") };
    assert!((calls.value.expect("an estimate").value - 1.2).abs() < 1e-9);
    assert_eq!(found.tagged, ["rare"]);
}

/// Everybody who closes, by id: arrival and time in the system of each arm.
#[derive(Default)]
struct Everybody(BTreeMap<(usize, IncidentId), (i64, i64)>);

impl Recorder for Everybody {
    const FACTS: bool = false;
    fn closed(&mut self, arm: usize, closed: Closed<'_>) {
        self.0.insert((arm, closed.id), (closed.arrival.0, closed.closed.0));
    }
}

#[test]
fn it_changes_no_other_draw_and_no_other_count() {
    // Nobody meets anybody: only draws could differ.
    let apart = QUEUE.replace("staff = 3\n", "staff = \"unlimited\"\n").replace("pool.desk.staff = 4", "").replace("= 2500", "= 20");
    let tagged = model_of(&apart).expect("a scenario");
    let plain = model_of(&apart.replace("tagged = true", "")).expect("a scenario");
    for replication in 1..=3 {
        let (mut with, mut without) = (Everybody::default(), Everybody::default());
        live(&tagged, replication, &mut with);
        live(&plain, replication, &mut without);
        let added: Vec<_> = with.0.keys().filter(|(_, id)| id.is_tagged()).copied().collect();
        assert_eq!(added.len(), 2, "one in each arm");
        let at: Vec<_> = added.iter().map(|key| with.0[key]).collect();
        assert!(at[0] == at[1] && tagged.study.window_start.0 <= at[0].0 && at[0].0 < tagged.study.window_end().0);
        with.0.retain(|(_, id), _| !id.is_tagged());
        // After the counted time the last counted incident decides how long others still come.
        without.0.retain(|key, _| with.0.contains_key(key));
        with.0.retain(|key, _| without.0.contains_key(key));
        assert!(with.0 == without.0 && with.0.len() > 300);
    }
    let (with, without) = (results(&tagged), results(&plain));
    for arm in ["three", "four"] {
        assert_eq!(with.arms[arm].incidents, without.arms[arm].incidents);
        let (a, b) = (&with.arms[arm].measures["wait"], &without.arms[arm].measures["wait"]);
        assert_eq!((&a.all, &a.agencies, &a.agency, &a.r#type["usual"]), (&b.all, &b.agencies, &b.agency, &b.r#type["usual"]));
        assert_ne!(a.r#type["rare"], b.r#type["rare"]);
    }
}

/// At a rate that follows the day, in hours that are counted in part, against all of the type's incidents in a long study of the same.
#[test]
fn it_comes_when_its_type_comes() {
    let day = |tagged: &str, replications: u32, duration: &str| {
        let profile =
            "[profile.day]\ninterpolate = true\nhours = [1, 1, 1, 1, 1, 1, 1, 2, 6, 6, 5, 4, 4, 4, 4, 6, 8, 8, 6, 4, 3, 2, 1, 1]\n";
        QUEUE
            .replace("tagged = true", tagged)
            .replace("rate = \"5.9 / h\"", "rate = \"5 / h\"\nprofile = \"day\"")
            .replace("rate = \"0.1 / h\"", "rate = \"1 / h\"\nprofile = \"day\"")
            .replace("replications = 2500", &format!("replications = {replications}"))
            .replace("\"2024-06-03\"", "\"2024-06-03T07:30\"")
            .replace("duration = \"12 h\"", &format!("duration = \"{duration}\""))
            .replace("[pool.desk]", &format!("{profile}[pool.desk]"))
            .replace("staff = 3", "staff = 5")
            .replace("staff = 4", "staff = 6")
    };
    let model = model_of(&day("tagged = true", 2500, "1 d")).expect("a scenario");
    let exact = model_of(&day("", 100, "24 d")).expect("a scenario");
    assert!((model.expected(1) - 24.0).abs() < 1e-9);
    let half = model.instant(1, 0.5).expect("an instant");
    assert!((12..20).contains(&half.hour()), "half of them come by {half:?}");
    let (found, long) = (results(&model), results(&exact));
    for arm in ["three", "four"] {
        let (one, all) = (of_type(&found, arm, "rare"), of_type(&long, arm, "rare"));
        agree(arm, told(one.mean_s), told(all.mean_s), 0.15);
        let within = |stats: &TimeStats| told(stats.within_target);
        agree(arm, within(one), within(all), 0.05);
    }
}
