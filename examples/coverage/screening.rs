//! Screening and shares of the variance, of functions whose answers are known, with noise on top.

use crate::known::{Known, Truth, near};
use crate::ranges::asked;
use larmkedja::results::Est;
use larmkedja::sensitivity::{Factor, morris, sobol};
use std::collections::BTreeMap;
use std::f64::consts::PI;

/// Standard deviations of a replication: common to all points, and a point's own.
const NOISE: [f64; 2] = [2.0, 1.0];
/// Of the levels on which a way of Morris stands: what they vary by about one half, and how far they lie from it on average.
const LEVELS: [f64; 2] = [5.0 / 36.0, 1.0 / 3.0];

/// Two parameters anywhere between 0 and 1; the effect of the first is `slope` + `bend` (b - 1/2) at b of the second.
#[derive(Clone, Copy)]
struct Bent {
    slope: f64,
    bend: f64,
}

impl Bent {
    fn at(self, x: &[f64]) -> f64 {
        x[0] * (self.slope + self.bend * (x[1] - 0.5)) + 10.0 * x[1]
    }
}

fn factors() -> [Factor; 2] {
    ["a", "b"].map(|name| Factor::of_path(name, "0", "1").expect("a range"))
}

/// Effects of one parameter from so many starts.
pub(crate) struct Screening {
    starts: u64,
    of: Bent,
}

impl Screening {
    /// All effects are of one sign, or they change it halfway.
    pub(crate) fn new(starts: u64, changes_sign: bool) -> Screening {
        let of = if changes_sign { Bent { slope: 0.0, bend: 30.0 } } else { Bent { slope: 15.0, bend: 10.0 } };
        Screening { starts, of }
    }
}

impl Known for Screening {
    fn truths(&self, _: u64) -> Vec<Truth> {
        let Bent { slope, bend } = self.of;
        let size = if slope == 0.0 { bend * LEVELS[1] } else { slope };
        vec![near("mean effect", slope), near("mean size of an effect", size), near("spread of effects", bend * LEVELS[0].sqrt())]
    }

    fn found(&self, replications: u64, seed: u64) -> BTreeMap<String, Est> {
        let mut ask = asked(replications, seed, NOISE, |at| self.of.at(at));
        let found = morris::screen(&factors(), self.starts, seed, &mut ask).expect("nobody stops it");
        let effects = found[0].effects[0].expect("there are starts enough");
        let named = [("mean effect", effects.mean), ("mean size of an effect", effects.mean_size), ("spread of effects", effects.spread)];
        named.into_iter().map(|(name, estimate)| (name.to_owned(), Some(estimate))).collect()
    }
}

/// The function of Ishigami and Homma (1990) with a = 7 and b = 0.1, each of its three numbers from -pi to pi.
fn ishigami(x: &[f64]) -> f64 {
    let [one, two, three] = [0, 1, 2].map(|place| PI * (2.0 * x[place] - 1.0));
    one.sin() + 7.0 * two.sin().powi(2) + 0.1 * three.powi(4) * one.sin()
}

/// Shares of the variance from so many base points.
pub(crate) struct Shared {
    points: u64,
    is_bent: bool,
}

/// Much depends on both parameters together.
const BENT: Bent = Bent { slope: 15.0, bend: 60.0 };

impl Shared {
    /// Of the bent plane, or of Ishigami's function.
    pub(crate) fn new(points: u64, is_bent: bool) -> Shared {
        Shared { points, is_bent }
    }
}

impl Known for Shared {
    fn truths(&self, _: u64) -> Vec<Truth> {
        let (alone, with) = if self.is_bent {
            // About its middle it is slope a' + 10 b' + bend a' b' + bend b' / 2, each with a variance of 1/12.
            let Bent { slope, bend } = BENT;
            let (one, other, both) = (slope * slope / 12.0, (10.0 + 0.5 * bend) * (10.0 + 0.5 * bend) / 12.0, bend * bend / 144.0);
            (one / (one + other + both), (one + both) / (one + other + both))
        } else {
            // Known of its first number.
            (0.313_905, 0.557_589)
        };
        vec![near("share of a factor alone", alone), near("share of a factor with what it acts with", with)]
    }

    fn found(&self, replications: u64, seed: u64) -> BTreeMap<String, Est> {
        let names = ["a", "b", "c"];
        let names = if self.is_bent { &names[..2] } else { &names[..] };
        let factors: Vec<Factor> = names.iter().map(|name| Factor::of_path(name, "0", "1").expect("a range")).collect();
        let mut ask = asked(replications, seed, NOISE, |at| if self.is_bent { BENT.at(at) } else { ishigami(at) });
        let found = sobol::shares(&factors, self.points, seed, &mut ask).expect("nobody stops it");
        let indices = found.factors[0].indices[0];
        let named = [
            ("share of a factor alone", indices.map(|indices| indices.first)),
            ("share of a factor with what it acts with", indices.map(|indices| indices.total)),
        ];
        named.into_iter().map(|(name, est)| (name.to_owned(), est)).collect()
    }
}
