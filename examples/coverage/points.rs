//! Studies of ranges of what is counted: shares and counts at a point, and what a parameter changes of them.

use crate::known::{Known, Truth, events_apart, model_with};
use crate::ranges::carried_out;
use larmkedja::results::Est;
use larmkedja::scenario::read::read;
use larmkedja::sensitivity::{Factor, Place, Statistic};
use larmkedja::study::Stratum;
use std::collections::BTreeMap;

/// A share of the calls, in the scenario and at the ends of its range, and the same share where it is not moved.
const SHARE: [f64; 3] = [0.2, 0.3, 0.5];
const ELSEWHERE: f64 = 0.2;
/// Mean seconds of a call, likewise, and of that so much elsewhere; within this many seconds is within the target.
const SECONDS: [f64; 3] = [40.0, 60.0, 90.0];
const SHORTER: f64 = 0.5;
const TARGET: f64 = 90.0;

/// Calls that do not wait for each other, with a share and a length of which only ranges are known; against a way of working in which the share is
/// another and calls are shorter.
pub(crate) struct Counted {
    calls: f64,
    text: String,
    factors: Vec<Factor>,
}

impl Counted {
    /// So many calls in a replication.
    pub(crate) fn new(calls: f64) -> Counted {
        let ([few, share, many], [short, seconds, long]) = (SHARE, SECONDS);
        let text = format!(
            "[study]\nstarts = \"2024-06-03\"\nduration = \"1 d\"\nat_end = \"drain\"\n\
             [parameter.heard]\nvalue = {share}\nrange = [{few}, {many}]\nbasis = \"assumed\"\n\
             [parameter.talk]\nvalue = {{ exponential = {{ mean = \"{seconds} s\" }} }}\n\
             range = {{ mean = [\"{short} s\", \"{long} s\"] }}\nbasis = \"assumed\"\n\
             [flag]\nis_heard = \"heard\"\n[incident.call]\nrate = \"{calls} / d\"\n[pool.desk]\nstaff = \"unlimited\"\n\
             [[chain.calls.step]]\nname = \"talk\"\nstaff = [\"desk\"]\ntakes = \"talk\"\nmark = \"done\"\n\
             [measure.within]\ntime = {{ to = \"done\" }}\ntarget = \"{TARGET} s\"\n[measure.share]\nshare = \"is_heard\"\n\
             [measure.count]\ncount = \"is_heard\"\n[arm.first]\nchain = \"calls\"\n[arm.second]\nchain = \"calls\"\n\
             flag.is_heard = {ELSEWHERE}\nparameter.talk = {{ scale = {SHORTER} }}\n"
        );
        let file = read(&text).0.expect("a scenario");
        let factors = Factor::of_parameters(&file, &model_with(&text, &[]));
        Counted { calls, text, factors }
    }
}

/// What is asked of a point: its name, the measure and its statistic, and which factor moves it.
const ASKED: [(&str, usize, Statistic, &str); 3] = [
    ("share within the target", 0, Statistic::WithinTarget, "talk"),
    ("share", 1, Statistic::Value, "heard"),
    ("count", 2, Statistic::Value, "heard"),
];

impl Known for Counted {
    fn truths(&self, _: u64) -> Vec<Truth> {
        let within = |seconds: f64| (-TARGET / seconds).exp() - (-TARGET / seconds / SHORTER).exp();
        let share = |share: f64| ELSEWHERE - share;
        let of = |name: &str, at: [f64; 3]| {
            [
                events_apart(&format!("difference of {name}s at a point"), at[1]),
                events_apart(&format!("change of a {name} at the low end"), at[0] - at[1]),
                events_apart(&format!("change of a {name} at the high end"), at[2] - at[1]),
            ]
        };
        let counts = SHARE.map(share).map(|share| self.calls * share);
        [of(ASKED[0].0, SECONDS.map(within)), of(ASKED[1].0, SHARE.map(share)), of(ASKED[2].0, counts)].into_iter().flatten().collect()
    }

    fn found(&self, replications: u64, seed: u64) -> BTreeMap<String, Est> {
        let places = ASKED.map(|(_, measure, ..)| Place { measure, stratum: Stratum::All });
        let (base, bars) = carried_out(&self.text, &self.factors, (&places, |place| ASKED[place].2), replications, seed);
        let named = ASKED.into_iter().enumerate().flat_map(|(number, (name, _, _, factor))| {
            let [low, high] = bars.iter().find(|bar| bar.factor == factor).expect("a bar for every factor").changes[number];
            [
                (format!("difference of {name}s at a point"), base[number]),
                (format!("change of a {name} at the low end"), low),
                (format!("change of a {name} at the high end"), high),
            ]
        });
        named.collect()
    }
}
