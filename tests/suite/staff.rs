//! More people never make anybody wait longer, where theory says so: a pool that every incident visits once, with constant staff,
//! first come first served, no patience, nothing done again (Kiefer and Wolfowitz 1955 order the workloads of the servers; every
//! wait is the least of them). Where incidents come back to a pool it need not be so, and the comparison must see that.

use crate::common;
use larmkedja::engine::Engine;
use larmkedja::model::Model;
use larmkedja::record::{Closed, Number, Outcome, Recorder};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use std::collections::BTreeMap;

/// Waits in microseconds by incident, for every arm.
#[derive(Default)]
struct Waits(Vec<BTreeMap<Number, Vec<i64>>>);

impl Recorder for Waits {
    const FACTS: bool = false;
    const STEPS: bool = false;
    fn closed(&mut self, arm: usize, closed: Closed<'_>) {
        let wait = |outcome: &Outcome| match outcome {
            Outcome::Value(value) => *value,
            _ => panic!("every incident is served"),
        };
        self.0.resize(self.0.len().max(arm + 1), BTreeMap::new());
        if closed.counted {
            self.0[arm].insert(closed.number, closed.outcomes.iter().map(wait).collect());
        }
    }
}

/// A busy pool that incidents of two types come to from somewhere, once or, with `again`, twice; three arms with ever more people.
fn scenario(seed: u64, again: bool) -> Model {
    let mut rng = Pcg64Mcg::seed_from_u64(seed);
    let staff = rng.random_range(1..=4);
    let (rate, busy) = (rng.random_range(20..=90), rng.random_range(0.6..0.95));
    let talk = busy * f64::from(staff) * 3600.0 / f64::from(rate) / if again { 2.0 } else { 1.0 };
    let takes = [
        format!("{{ exponential = {{ mean = \"{talk} s\" }} }}"),
        format!("{{ lognormal = {{ mean = \"{talk} s\", sd = \"{} s\" }} }}", 1.5 * talk),
        format!("\"{talk} s\""),
    ];
    let takes = &takes[rng.random_range(0..3)];
    let (more, most) = (staff + 1, staff + rng.random_range(2..=4));
    let half = rate / 2;
    let second = if again {
        format!(
            "[[chain.c.step]]\nname = \"think\"\ntakes = {{ exponential = {{ mean = \"40 s\" }} }}\nmark = \"asked again\"\n\
             [[chain.c.step]]\nname = \"talk again\"\nstaff = [\"second\"]\ntakes = {takes}\n\
             marks = {{ \"served again\" = 0.0 }}\n"
        )
    } else {
        String::new()
    };
    let measure = if again { "[measure.wait_again]\ntime = { from = \"asked again\", to = \"served again\" }\n" } else { "" };
    common::model_of(&format!(
        "title = \"more people\"\n[study]\nstarts = \"2024-06-03\"\nduration = \"2 d\"\nreplications = 1\nseed = {seed}\nbaseline = \"few\"\n\
         at_end = \"drain\"\n[pool.desk]\nqueue = \"fifo\"\nstaff = {staff}\n\
         [incident.x]\nrate = \"{half} / h\"\npriority = 1\n[incident.y]\nrate = \"{half} / h\"\npriority = 2\n\
         [chain.c.role]\nfirst = [{{ pool = \"desk\" }}]\nsecond = [{{ pool = \"desk\" }}]\n\
         [[chain.c.step]]\nname = \"come\"\ntakes = {{ exponential = {{ mean = \"30 s\" }} }}\nmark = \"asked\"\n\
         [[chain.c.step]]\nname = \"talk\"\nstaff = [\"first\"]\ntakes = {takes}\n\
         marks = {{ served = 0.0 }}\n{second}\
         [measure.wait]\ntime = {{ from = \"asked\", to = \"served\" }}\n{measure}\
         [arm.few]\nchain = \"c\"\n[arm.more]\nchain = \"c\"\npool.desk = {{ staff = {more} }}\n\
         [arm.most]\nchain = \"c\"\npool.desk = {{ staff = {most} }}\n"
    ))
    .unwrap_or_else(|message| panic!("{message}"))
}

/// How many waits there were, how many were shorter with more people, and how many longer.
fn compare(seed: u64, again: bool) -> (usize, usize, usize) {
    let model = scenario(seed, again);
    let mut waits = Waits::default();
    Engine::new(&model).run_for(1, &mut waits, &|| false).expect("nobody stops it");
    let (mut all, mut shorter, mut longer) = (0, 0, 0);
    for pair in waits.0.windows(2) {
        assert!(pair[0].keys().eq(pair[1].keys()), "the same incidents in every arm");
        for (few, more) in pair[0].values().flatten().zip(pair[1].values().flatten()) {
            all += 1;
            shorter += usize::from(more < few);
            longer += usize::from(more > few);
        }
    }
    (all, shorter, longer)
}

#[test]
fn more_people_never_lengthen_a_wait() {
    let (mut all, mut shorter) = (0, 0);
    for seed in 0..60 {
        let (waits, less, longer) = compare(seed, false);
        assert_eq!(longer, 0, "seed {seed}: {longer} of {waits} waits are longer with more people");
        (all, shorter) = (all + waits, shorter + less);
    }
    assert!(shorter > all / 20, "of {all} waits only {shorter} became shorter: the pools were never busy");
}

/// The comparison can see it: whoever comes back stands in line behind those who were let in sooner.
#[test]
fn where_people_come_back_a_wait_may_be_longer() {
    let longer: usize = (0..20).map(|seed| compare(seed, true).2).sum();
    assert!(longer > 0, "no wait became longer anywhere: would the comparison notice?");
}
