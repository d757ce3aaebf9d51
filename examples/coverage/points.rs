//! Studies of ranges of what is counted: shares and counts at a point, and what a parameter changes of them.

use crate::known::{Known, Truth, events_apart, model_with};
use crate::ranges::carried_out;
use larmkedja::results::{Est, Estimate};
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

/// A share that is not moved, here and elsewhere; and how many times as many calls there are at the ends of a range that moves nothing else.
const RARE: [f64; 2] = [0.02, 0.01];
const MORE_CALLS: [f64; 2] = [0.5, 1.5];

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
        let ([few, share, many], [short, seconds, long], [rare, rarer]) = (SHARE, SECONDS, RARE);
        let [fewer, more] = MORE_CALLS.map(|times| times * calls);
        let text = format!(
            "[study]\nstarts = \"2024-06-03\"\nduration = \"1 d\"\nat_end = \"drain\"\n\
             [parameter.heard]\nvalue = {share}\nrange = [{few}, {many}]\nbasis = \"assumed\"\n\
             [parameter.talk]\nvalue = {{ exponential = {{ mean = \"{seconds} s\" }} }}\n\
             range = {{ mean = [\"{short} s\", \"{long} s\"] }}\nbasis = \"assumed\"\n\
             [parameter.calls]\nvalue = \"{calls} / d\"\nrange = [\"{fewer} / d\", \"{more} / d\"]\nbasis = \"assumed\"\n\
             [flag]\nis_heard = \"heard\"\nis_rare = {rare}\n[incident.call]\nrate = \"calls\"\n[pool.desk]\nstaff = \"unlimited\"\n\
             [[chain.calls.step]]\nname = \"talk\"\nstaff = [\"desk\"]\ntakes = \"talk\"\nmark = \"done\"\n\
             [measure.within]\ntime = {{ to = \"done\" }}\ntarget = \"{TARGET} s\"\n[measure.share]\nshare = \"is_heard\"\n\
             [measure.count]\ncount = \"is_heard\"\n[measure.same]\nshare = \"is_heard\"\n[measure.rare]\nshare = \"is_rare\"\n[arm.first]\nchain = \"calls\"\n[arm.second]\nchain = \"calls\"\n\
             flag.is_heard = {ELSEWHERE}\nflag.is_rare = {rarer}\nparameter.talk = {{ scale = {SHORTER} }}\n"
        );
        let file = read(&text).0.expect("a scenario");
        let factors = Factor::of_parameters(&file, &model_with(&text, &[]));
        Counted { calls, text, factors }
    }
}

/// What is asked of a point: what one is called, and several; the measure and its statistic; and which factor moves it.
const ASKED: [(&str, &str, usize, Statistic, &str); 5] = [
    ("share within the target", "shares within the target", 0, Statistic::WithinTarget, "talk"),
    ("share", "shares", 1, Statistic::Value, "heard"),
    ("count", "counts", 2, Statistic::Value, "heard"),
    ("share", "", 3, Statistic::Value, "calls"),
    ("rare share", "", 4, Statistic::Value, "calls"),
];

/// What the numbers asked are called: at a point, and the changes at both ends.
fn names((one, several, _, _, factor): (&str, &str, usize, Statistic, &str)) -> [String; 3] {
    match factor {
        "calls" => ["", "where fewer calls come", "where more calls come"].map(|at| format!("change of a {one} {at}")),
        _ => [
            format!("difference of {several} at a point"),
            format!("change of a {one} at the low end"),
            format!("change of a {one} at the high end"),
        ],
    }
}

impl Known for Counted {
    fn truths(&self, _: u64) -> Vec<Truth> {
        let within = |seconds: f64| (-TARGET / seconds).exp() - (-TARGET / seconds / SHORTER).exp();
        let share = |share: f64| ELSEWHERE - share;
        let counts = SHARE.map(share).map(|share| self.calls * share);
        // What the number of calls moves is a share of it, and so the same.
        let answers = [SECONDS.map(within), SHARE.map(share), counts, [0.0; 3], [0.0; 3]];
        let of = |(asked, [low, value, high]): (_, [f64; 3])| names(asked).into_iter().zip([value, low - value, high - value]);
        let all = ASKED.into_iter().zip(answers).flat_map(of).filter(|(name, _)| !name.ends_with(' '));
        all.map(|(name, value)| events_apart(&name, value)).collect()
    }

    fn found(&self, replications: u64, seed: u64) -> BTreeMap<String, Est> {
        let places = ASKED.map(|(_, _, measure, ..)| Place { measure, stratum: Stratum::All });
        let (base, bars) = carried_out(&self.text, &self.factors, (&places, |place| ASKED[place].3), replications, seed);
        let found = ASKED.into_iter().enumerate().flat_map(|(number, asked)| {
            let [low, high] = bars.iter().find(|bar| bar.factor == asked.4).expect("a bar for every factor").changes[number];
            names(asked).into_iter().zip([base[number], low, high].map(|est| if asked.0 == "rare share" { told(est) } else { est }))
        });
        found.collect()
    }
}

/// Where none differs the interval is a bound on both sides; it is told as that of a share is, which has its value at one end. Of rare ones hardly ever do as many differ one way
/// as the other.
fn told(est: Est) -> Est {
    let is_bound = |found: &Estimate| found.value.abs() < 1e-12 && found.low.is_some();
    est.map(|found| if is_bound(&found) { Estimate { value: found.low.unwrap_or_default(), ..found } } else { found })
}
