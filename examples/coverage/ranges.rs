//! Studies of ranges: what a parameter changes, and what beliefs come to.

use crate::known::{Known, Truth, model_with, near};
use crate::pools::one_more;
use larmkedja::drivers::Findings;
use larmkedja::results::{Bar, Est};
use larmkedja::scenario::read::read;
use larmkedja::sensitivity::{
    Answers, Factor, Inquiry, KeepsNothing, Method, Place, Runner, Sample, Statistic, Stopped, Values, beliefs, questions, tornado,
};
use larmkedja::study::Stratum;
use rand::RngExt;
use rand_pcg::Pcg64;
use std::collections::BTreeMap;

/// Calls an hour and seats.
const RATE: f64 = 6.0;
const SEATS: u32 = 3;
/// Three seats against four, with a length of calls of which only a range is known: Erlang's answers at its ends.
pub(crate) struct Tornado {
    /// Minutes of a call: the lower end of the range, what is assumed, and the upper end.
    minutes: [f64; 3],
    text: String,
    factors: Vec<Factor>,
}

impl Tornado {
    /// Lived for so many hours before counting.
    pub(crate) fn new(minutes: [f64; 3], warm_up: u64) -> Tornado {
        let [low, usual, high] = minutes;
        let text = format!(
            "[study]\nstarts = \"2024-06-03\"\nwarm_up = \"{warm_up} h\"\nduration = \"24 h\"\n[parameter.talk]\n\
             value = {{ exponential = {{ mean = \"{usual} min\" }} }}\nrange = {{ mean = [\"{low} min\", \"{high} min\"] }}\n\
             basis = \"assumed\"\n[incident.call]\nrate = \"{RATE} / h\"\n[pool.desk]\nstaff = {SEATS}\n[[chain.calls.step]]\n\
             name = \"talk\"\nstaff = [\"desk\"]\ntakes = \"talk\"\nmarks = {{ begun = 0 }}\n[measure.wait]\ntime = {{ to = \"begun\" }}\n\
             [arm.few]\nchain = \"calls\"\n[arm.more]\nchain = \"calls\"\npool.desk.staff = {}\n",
            SEATS + 1
        );
        let file = read(&text).0.expect("a scenario");
        let factors = Factor::of_parameters(&file, &model_with(&text, &[]));
        Tornado { minutes, text, factors }
    }
}

impl Known for Tornado {
    fn truths(&self, _: u64) -> Vec<Truth> {
        let [low, usual, high] = self.minutes.map(|minutes| one_more(RATE, minutes, SEATS));
        vec![near("change at the low end", low - usual), near("change at the high end", high - usual), near("difference at a point", usual)]
    }

    fn found(&self, replications: u64, seed: u64) -> BTreeMap<String, Est> {
        let places = [Place { measure: 0, stratum: Stratum::All }];
        let (base, bars) = carried_out(&self.text, &self.factors, (&places, |_| Statistic::Mean), replications, seed);
        let [low, high] = bars[0].changes[0];
        let named = [("change at the low end", low), ("change at the high end", high), ("difference at a point", base[0])];
        named.into_iter().map(|(name, est)| (name.to_owned(), est)).collect()
    }
}

/// The tornado of a scenario, for the second arm against the first, with this seed: the scenario itself and the bars, by place.
pub(crate) fn carried_out(
    text: &str,
    factors: &[Factor],
    (places, statistic): (&[Place], fn(usize) -> Statistic),
    replications: u64,
    seed: u64,
) -> (Vec<Est>, Vec<Bar>) {
    let model = model_with(text, &[]);
    let place = |at: &Place| places.iter().position(|place| place == at).expect("a place that is asked for");
    let questions = questions(&model, places, &[1], |at| statistic(place(at)));
    let found = runner(text, seed, places, |runner| {
        let inquiry = Inquiry { model: &model, runner, questions, factors: factors.to_vec(), replications };
        inquiry.carry_out(&Method::Tornado).expect("nobody stops it")
    });
    let Findings::Tornado { base, bars } = found.findings else { unreachable!("a tornado was asked for") };
    (base, bars)
}

/// What a runner of the scenario with this seed comes to. It is in a thread of its own: a worker that waits for the runner's would begin other studies meanwhile,
/// each within the last.
pub(crate) fn runner<T: Send>(text: &str, seed: u64, places: &[Place], come_to: impl FnOnce(Runner<'_>) -> T + Send) -> T {
    let live = || {
        let model_at = |set: &[String]| {
            let mut model = model_with(text, set);
            model.study.seed = seed;
            Ok(model)
        };
        come_to(Runner {
            model_at: &model_at,
            places: places.to_vec(),
            keeps: &KeepsNothing,
            threads: Some(1),
            stop: &|| false,
            progress: &|_, _| {},
        })
    };
    std::thread::scope(|scope| scope.spawn(live).join()).expect("it does not panic")
}

/// Answers of a function of parameters between 0 and 1, halfway in the scenario, with the noise of replications: common to all points, and a
/// point's own.
pub(crate) fn asked<'a>(
    replications: u64,
    seed: u64,
    [common, own]: [f64; 2],
    of: impl Fn(&[f64]) -> f64 + 'a,
) -> impl FnMut(&[Values]) -> Result<Vec<Answers>, Stopped> + 'a {
    let mut random = Pcg64::new(u128::from(seed), 0xbe_11_ef);
    let mut noise = move |deviation: f64| deviation * ((0..12).map(|_| random.random::<f64>()).sum::<f64>() - 6.0);
    let shared: Vec<f64> = (0..replications).map(|_| noise(common)).collect();
    move |points| {
        let mut one = |point: &Values| {
            let at: Vec<f64> = point.iter().map(|value| value.unwrap_or(0.5)).collect();
            let lived: Vec<f64> = shared.iter().map(|shared| of(&at) + shared + noise(own)).collect();
            vec![Sample::mean(&lived)]
        };
        Ok(points.iter().map(&mut one).collect())
    }
}

/// Two parameters anywhere between 0 and 1, halfway in the scenario, and an answer that is known for both; with the noise of replications, most of it common.
pub(crate) struct Beliefs {
    /// Of the model, below 256.
    pub(crate) number: u8,
    pub(crate) points: u64,
    /// How far the answer is from a plane.
    pub(crate) bend: f64,
    /// Standard deviations of a replication: common to all points, and a point's own.
    pub(crate) noise: [f64; 2],
}

impl Beliefs {
    fn answer(&self, x: &[f64]) -> f64 {
        10.0 * (x[0] + x[1]) + self.bend * x[0] * x[1] - 12.0
    }
}

impl Known for Beliefs {
    fn truths(&self, _: u64) -> Vec<Truth> {
        // Above zero lies the second number where it is above (12 - 10 x) / (10 + bend x).
        let steps = 100_000;
        let above = |x: f64| 1.0 - ((12.0 - 10.0 * x) / (10.0 + self.bend * x)).clamp(0.0, 1.0);
        let share = (0..steps).map(|step| above((f64::from(step) + 0.5) / f64::from(steps))).sum::<f64>() / f64::from(steps);
        let change = 5.0 + 0.25 * self.bend;
        vec![
            near("mean over beliefs", 10.0 + 0.25 * self.bend - 12.0),
            near("share of beliefs above zero", share),
            near("change at the low end", -change),
            near("change at the high end", change),
        ]
    }

    fn found(&self, replications: u64, seed: u64) -> BTreeMap<String, Est> {
        // Draws of its own: with those of another model some of its answers would be those of that model.
        let draws = seed << 8 | u64::from(self.number);
        let mut ask = asked(replications, draws, self.noise, |at| self.answer(at));
        let factors = ["a", "b"].map(|name| Factor::of_path(name, "0", "1").expect("a range"));
        let found =
            beliefs::draw(&factors, self.points, draws, &mut ask).expect("nobody stops it").remove(0).expect("there are points enough");
        let bars = tornado::bars(&factors, &tornado::ends(&factors, &mut ask).expect("nobody stops it"));
        let [low, high] = bars.iter().find(|bar| bar.factor == "a").expect("a bar for every factor").changes[0];
        [
            ("mean over beliefs", Some(found.mean)),
            ("share of beliefs above zero", found.above_zero),
            ("change at the low end", low),
            ("change at the high end", high),
        ]
        .into_iter()
        .map(|(name, est)| (name.to_owned(), est))
        .collect()
    }
}
