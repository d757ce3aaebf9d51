//! What a study doubts about itself, and what a reader must know.

use crate::described::LogDoubt;
use crate::record::Finding;
use serde::{Deserialize, Serialize};

/// Something a reader must know.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Warning {
    /// A stable word for scripts.
    pub kind: String,
    /// What looks wrong and what to do, in English.
    pub message: String,
    /// What it is about, for those who say it in other words; `None` in results of before warnings about logs had that.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub doubt: Option<Doubt>,
}

/// What a study doubts about itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Doubt {
    /// An arm met a limit or a deadlock; it has no estimates.
    Limit {
        /// The arm.
        arm: String,
        /// In which replications.
        replications: Vec<u64>,
        /// What was met in the first of them.
        finding: Finding,
    },
    /// The study was interrupted.
    Interrupted {
        /// Replications that the results hold.
        done: u64,
        /// Replications asked for.
        of: u64,
    },
    /// Arrivals come from a recorded log.
    Replayed,
    /// There is only one replication, so no interval.
    OneReplication,
    /// There are fewer than ten replications.
    FewReplications {
        /// How many.
        replications: u64,
    },
    /// The precision that was asked for takes more replications than may be run.
    Precision {
        /// What the pilot says is needed; `None` where it says nothing.
        needed: Option<u64>,
        /// What was run.
        run: u64,
    },
    /// Counting starts in an empty system although the study goes on after its end.
    NoWarmUp,
    /// The first day that is counted is not like days later that should be: the warm-up is too short.
    ShortWarmUp {
        /// In which arms.
        arms: Vec<String>,
    },
    /// No later day that is counted is like the first one, so nothing shows whether the warm-up is long enough.
    UnseenWarmUp,
    /// Numbers that cannot be estimated, or not how sure they are: one doubt for all of a kind.
    NotEstimable {
        /// Whether the numbers stand without an interval; else they are missing.
        valued: bool,
        /// How many.
        numbers: u64,
        /// Of which arms, differences from the baseline among them.
        arms: Vec<String>,
        /// `mean`, `median`, `p05`, `p90`, `p95`, `value`, `share within the target` or `shares of pairs`; `p05` is of paired differences.
        statistics: Vec<String>,
        /// Where.
        places: Vec<Place>,
    },
    /// More than 1 % of the pairs are reached in one arm only.
    Survivors {
        /// The arm.
        arm: String,
        /// Where, with the share of such pairs.
        places: Vec<(Place, f64)>,
    },
    /// A pool is hardly ever free.
    Saturated {
        /// The arm.
        arm: String,
        /// The pool.
        pool: String,
        /// Share of its seat time on duty that is working, held or at background work.
        busy: f64,
    },
    /// The arms' luck is opposed: pairing widens the interval.
    Opposed {
        /// The arm.
        arm: String,
        /// Where, with the variance ratio.
        places: Vec<(Place, f64)>,
    },
    /// About a recorded log, or a column of values.
    Log(LogDoubt),
}

impl From<LogDoubt> for Warning {
    fn from(doubt: LogDoubt) -> Warning {
        Warning { kind: doubt.kind().to_owned(), message: doubt.to_string(), doubt: Some(Doubt::Log(doubt)) }
    }
}

/// Why a number stands without an interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum Bare {
    /// A single replication says nothing of how others would vary.
    OneReplication,
    /// Fewer are counted than a mean takes.
    FewCounted {
        /// How many it takes.
        least: u64,
    },
    /// Of what is counted, fewer differ than a difference takes.
    FewDiffering {
        /// How many it takes.
        least: u64,
    },
    /// Fewer replications hold anything than it takes.
    FewReplications {
        /// How many it takes.
        least: u64,
    },
    /// Morris: fewer starts than the mean of their effects takes.
    FewStarts {
        /// How many it takes.
        least: u64,
    },
    /// Sobol: fewer base points than the indices take.
    FewPoints {
        /// How many it takes.
        least: u64,
    },
}

/// A measure in a stratum.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Place {
    /// Name of the measure.
    pub measure: String,
    /// `all`, `type`, `agencies`, `agency` or `alone`.
    pub stratum_kind: String,
    /// Its name within its kind.
    pub stratum: String,
}

impl Place {
    /// Places put together by stratum, each with the measures it stands for, in the order in which they come.
    pub fn by_stratum(places: &[Place]) -> Vec<(&Place, Vec<&str>)> {
        let mut strata: Vec<(&Place, Vec<&str>)> = Vec::new();
        for place in places {
            let same = |(other, _): &&mut (&Place, _)| (&other.stratum_kind, &other.stratum) == (&place.stratum_kind, &place.stratum);
            match strata.iter_mut().find(same) {
                Some((_, measures)) => measures.push(&place.measure),
                None => strata.push((place, vec![&place.measure])),
            }
        }
        strata
    }
}
