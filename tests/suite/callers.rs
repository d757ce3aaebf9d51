//! Later callers: do they take time, tell what they know, and count as nothing else?

use crate::common::{live, model_of};
use larmkedja::engine::Engine;
use larmkedja::load::{Sample, estimate};
use larmkedja::record::{Closed, Outcome, Recorder};

/// Nobody ever waits; the operator asks for five minutes, unless somebody else tells.
fn scenario(callers: &str) -> String {
    format!(
        r#"
title = "callers"
[study]
starts = "2024-06-03"
duration = "10 d"
replications = 1
seed = 3
at_end = "drain"
[pool.desk]
staff = "unlimited"
[pool.later]
staff = "unlimited"
[incident.call]
rate = "30 / h"
{callers}
[chain.first.role]
operator = [{{ pool = "desk" }}]
[[chain.first.step]]
name = "answer"
staff = ["operator", "caller"]
takes = "10 s"
[[chain.first.step]]
name = "ask"
staff = ["caller"]
takes = "300 s"
mark = "picture"
[[chain.first.step]]
name = "listen"
after = ["answer"]
staff = ["operator"]
until = "picture"
mark = "known"
[[chain.later.step]]
name = "take the call"
staff = ["caller", "later"]
takes = {{ exponential = {{ mean = "20 s" }} }}
[[chain.later.step]]
name = "tell"
when = "informs"
staff = []
takes = "5 s"
mark = "picture"
[measure.known]
time = {{ to = "known" }}
[arm.a]
chain = "first"
"#
    )
}

/// Times until everything is known, in seconds.
#[derive(Default)]
struct Known(Vec<f64>);

impl Recorder for Known {
    fn closed(&mut self, _arm: usize, closed: Closed<'_>) {
        if let Some(Outcome::Value(time)) = closed.outcomes.first() {
            self.0.push(*time as f64 / 1e6);
        }
    }
}

/// Incidents, requests of the callers' pool, their seat time in seconds, and what was known when.
fn lived(callers: &str) -> (f64, f64, f64, Vec<f64>) {
    let model = model_of(&scenario(callers)).unwrap_or_else(|told| panic!("{told}"));
    let mut known = Known::default();
    let ends = live(&model, 1, &mut known);
    let book = ends[0].pools[1];
    assert_eq!(ends[0].arrived, ends[0].closed + ends[0].abandoned);
    (ends[0].arrived as f64, book.requests as f64, book.working.seconds(), known.0)
}

fn callers(more: &str, after: &str, informs: f64) -> String {
    format!("[incident.call.callers]\nmore = {more}\nafter = {after}\nchain = \"later\"\nrecognised = 0.5\ninforms = {informs}\n")
}

#[test]
fn somebody_who_knows_ends_the_wait() {
    let (incidents, calls, _, known) = lived(&callers("{ exactly = 1 }", "\"60 s\"", 1.0));
    assert!(calls <= incidents && incidents - calls < 5.0, "only what comes after the end is missing: {incidents} {calls}");
    // 60 s until the call, and how long it takes, at most 310 s in all; on average 20 s and 5 s more.
    assert!(known.iter().all(|&time| (65.0..=310.0).contains(&time)));
    let mean = known.iter().sum::<f64>() / known.len() as f64;
    assert!((mean - 85.0).abs() < 4.0 * 20.0 / incidents.sqrt(), "{mean}");
}

#[test]
fn who_knows_nothing_or_calls_too_late_changes_nothing_but_takes_time() {
    for (after, informs) in [("\"60 s\"", 0.0), ("\"1 h\"", 1.0)] {
        let (_, calls, busy, known) = lived(&callers("{ exactly = 1 }", after, informs));
        assert!(known.iter().all(|&time| time == 310.0));
        assert!((busy / calls - 20.0).abs() < 4.0 * 20.0 / calls.sqrt(), "{busy} {calls}");
    }
}

/// With enough people the mean number at work is the rate of calls times the mean length (Little), whatever their number per
/// incident is distributed like.
#[test]
fn people_are_busy_with_the_rate_of_calls_times_their_length() {
    for (more, mean, variance) in [
        ("{ poisson = 0.7 }", 0.7, 0.7),
        ("{ geometric = 0.7 }", 0.7, 0.7 * 1.7),
        ("{ negative_binomial = { mean = 2.0, dispersion = 0.5 } }", 2.0, 10.0),
        ("{ negative_binomial = { mean = 60.0, dispersion = 1.5 } }", 60.0, 2_460.0),
    ] {
        let (incidents, calls, busy, _) = lived(&callers(more, "{ exponential = { mean = \"3 min\" } }", 0.2));
        let expected = incidents * mean;
        assert!((calls - expected).abs() < 4.0 * (incidents * variance).sqrt() + 0.002 * expected, "{more}: {calls} of {expected}");
        assert!((busy / calls - 20.0).abs() < 4.0 * 20.0 / calls.sqrt(), "{more}: {busy} {calls}");
    }
}

/// Whoever listens to every fact, or to none, hears of the same incidents, and the same people call in every arm.
#[test]
fn recording_changes_nothing() {
    struct Loud;
    impl Recorder for Loud {
        const FACTS: bool = true;
        const STEPS: bool = true;
    }
    let text = scenario(&callers("{ geometric = 3 }", "{ exponential = { mean = \"3 min\" } }", 0.2))
        .replace("[pool.later]\nstaff = \"unlimited\"", "[pool.later]\nstaff = 1")
        + "[arm.b]\nchain = \"first\"\n";
    let model = model_of(&text).unwrap_or_else(|told| panic!("{told}"));
    let engine = Engine::new(&model);
    let quiet = engine.run(1, &mut (), &|| false).expect("nobody stops it");
    assert_eq!(Some(&quiet), engine.run(1, &mut Loud, &|| false).as_ref());
    assert_eq!(quiet[0], quiet[1]);
    assert!(quiet[0].pools[1].waited > 0);
}

/// A rate of calls is that of incidents times the calls about each; the load knows who is busy with later ones.
#[test]
fn a_rate_may_count_calls() {
    let text = |counts: &str| {
        let callers = callers("{ geometric = 2 }", "\"3 min\"", 0.2) + counts;
        scenario(&callers).replace("[pool.later]\nstaff = \"unlimited\"", "[pool.later]\nstaff = 4")
    };
    for (counts, incidents) in [("counts = \"incidents\"\n", 30.0), ("counts = \"calls\"\n", 10.0)] {
        let model = model_of(&text(counts)).unwrap_or_else(|told| panic!("{told}"));
        let load = estimate(&model, &Sample::of(&model, &[]));
        let rate = &load.types[0];
        assert!((rate.incidents_per_day - 24.0 * incidents).abs() < 1e-9, "{counts}: {rate:?}");
        assert!((rate.calls_per_day - 3.0 * 24.0 * incidents).abs() < 1e-9, "{counts}: {rate:?}");
        // Two later calls of 20 s on average for every incident; 300 calls are sampled.
        let busy = load.pools[1].incidents;
        let expected = 2.0 * incidents * 20.0 / 3600.0;
        assert!((busy / expected - 1.0).abs() < 4.0 / 300_f64.sqrt(), "{counts}: {busy}, not {expected}");
        let lived = live(&model, 1, &mut ()).first().expect("an arm").arrived as f64;
        let drawn = 240.0 * incidents;
        assert!((lived - drawn).abs() < 4.0 * drawn.sqrt(), "{counts}: {lived} of {drawn}");
    }
}

/// People call about a stated incident as about any other.
#[test]
fn a_stated_incident_has_later_callers() {
    let stated = "rate = \"0 / h\"\n".to_owned() + &callers("{ exactly = 40 }", "\"3 min\"", 0.0);
    let text = scenario(&stated).replacen("rate = \"30 / h\"\n", "", 1) + "[stated.fire]\nat = \"2024-06-05 12:00\"\ntype = \"call\"\n";
    let model = model_of(&text).unwrap_or_else(|told| panic!("{told}"));
    let ends = live(&model, 1, &mut ());
    assert_eq!((ends[0].arrived, ends[0].pools[1].requests), (1, 40));
}
