//! The doubt in a comparison: what it tells of an assumption that changes nothing.

use crate::known::{Known, Truth, Wanted, model_with};
use crate::pools::mean_wait;
use crate::ranges::runner;
use larmkedja::results::{Est, Estimate};
use larmkedja::scenario::read::read;
use larmkedja::sensitivity::{Factor, Place, Statistic, doubt, questions};
use larmkedja::study::Stratum;
use std::collections::BTreeMap;

/// Calls an hour, seats, and minutes of a call. Where there is a seat more, calls take longer: of short calls the seat more is felt, of long
/// ones that they take longer.
const RATE: f64 = 6.0;
const SEATS: u32 = 3;
const MINUTES: f64 = 16.0;
const LONGER: f64 = 1.4;
/// The number that is asked of a doubt.
const UNTOLD: &str = "no change told where an assumption changes nothing";

/// What the second arm's mean wait differs by, in seconds.
fn difference(minutes: f64) -> f64 {
    mean_wait(RATE, LONGER * minutes, SEATS + 1) - mean_wait(RATE, minutes, SEATS)
}

/// So many minutes, below those assumed, with the same difference.
fn as_well() -> f64 {
    let wanted = difference(MINUTES);
    // It falls from zero, and rises again; below the first minutes that have it, it is less far down.
    let (mut low, mut high) = (1.0, MINUTES - 1.0);
    while difference(high) > wanted {
        high -= 0.1;
    }
    for _ in 0..100 {
        let middle = 0.5 * (low + high);
        if difference(middle) > wanted { low = middle } else { high = middle }
    }
    0.5 * (low + high)
}

/// Three seats against four where calls take longer, and an assumed length of calls at whose other end the difference is the same.
pub(crate) struct Unmoved {
    text: String,
    factors: Vec<Factor>,
}

impl Unmoved {
    pub(crate) fn new() -> Unmoved {
        let text = format!(
            "[study]\nstarts = \"2024-06-03\"\nwarm_up = \"24 h\"\nduration = \"24 h\"\n[parameter.talk]\n\
             value = {{ exponential = {{ mean = \"{MINUTES} min\" }} }}\nrange = {{ mean = [\"{} min\", \"{MINUTES} min\"] }}\n\
             basis = \"assumed\"\n[incident.call]\nrate = \"{RATE} / h\"\n[pool.desk]\nstaff = {SEATS}\n[[chain.calls.step]]\n\
             name = \"talk\"\nstaff = [\"desk\"]\ntakes = \"talk\"\nmarks = {{ begun = 0 }}\n[measure.wait]\ntime = {{ to = \"begun\" }}\n\
             [arm.few]\nchain = \"calls\"\n[arm.more]\nchain = \"calls\"\npool.desk.staff = {}\nparameter.talk = {{ scale = {LONGER} }}\n",
            as_well(),
            SEATS + 1
        );
        let file = read(&text).0.expect("a scenario");
        let factors = Factor::of_parameters(&file, &model_with(&text, &[]));
        Unmoved { text, factors }
    }
}

impl Known for Unmoved {
    fn truths(&self, _: u64) -> Vec<Truth> {
        vec![Truth { name: UNTOLD.to_owned(), value: 0.0, wanted: Wanted::Together, counted: false }]
    }

    fn found(&self, replications: u64, seed: u64) -> BTreeMap<String, Est> {
        let model = model_with(&self.text, &[]);
        let places = [Place { measure: 0, stratum: Stratum::All }];
        let questions = questions(&model, &places, &[1], |_| Statistic::Mean);
        let plan = doubt::Plan { factors: self.factors.clone(), without_range: Vec::new(), replications, duration: model.study.duration };
        let found = runner(&self.text, seed, &places, |runner| {
            doubt::over_ranges(&plan, &model, &runner, &questions, &[Some(Estimate { value: 0.0, low: None, high: None })])
        });
        // Zero lies in an interval that tells of no change, and in no other.
        let told = f64::from(u8::from(found.expect("nobody stops it").ranges[0].most.is_some()));
        BTreeMap::from([(UNTOLD.to_owned(), Some(Estimate { value: 0.0, low: Some(told), high: Some(1.0) }))])
    }
}
