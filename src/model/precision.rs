//! How exact one number shall be, so that a pilot can say how many replications that takes.

/// What fixes the number of replications in two stages. Indices are those of the model.
#[derive(Clone, Debug, PartialEq)]
pub struct Precision {
    /// The measure.
    pub measure: usize,
    /// The arms for which it shall hold: the one that needs most replications decides.
    pub arms: Vec<usize>,
    /// Whether it is an arm's difference from the baseline, not the arm's own number.
    pub difference: bool,
    /// What of the measure.
    pub statistic: Statistic,
    /// Of which incidents.
    pub stratum: Group,
    /// How exact.
    pub aim: Aim,
    /// Replications of the first stage.
    pub pilot: u64,
    /// Replications that are run at most.
    pub most: u64,
}

/// How wide the interval may be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Aim {
    /// Half of it: seconds of times and work, else shares or numbers.
    HalfWidth(f64),
    /// Half of it as a share of the value.
    Relative(f64),
}

/// What of a measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Statistic {
    /// The mean of times.
    Mean,
    /// Quantiles of times.
    Median,
    /// See above.
    P90,
    /// See above.
    P95,
    /// The share within the target.
    WithinTarget,
    /// The value of shares, counts, numbers and work.
    Value,
}

impl Statistic {
    /// Every one with its word.
    pub const WORDS: [(Statistic, &'static str); 6] = [
        (Statistic::Mean, "mean"),
        (Statistic::Median, "median"),
        (Statistic::P90, "p90"),
        (Statistic::P95, "p95"),
        (Statistic::WithinTarget, "within_target"),
        (Statistic::Value, "value"),
    ];

    /// Its word.
    pub fn word(self) -> &'static str {
        Statistic::WORDS.iter().find(|(statistic, _)| *statistic == self).map_or("", |(_, word)| word)
    }
}

/// A group of incidents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Everything.
    All,
    /// No agency is needed.
    NoAgency,
    /// One is.
    Single,
    /// Several are.
    Multi,
    /// One type.
    Type(usize),
    /// An agency is needed, perhaps among others.
    Agency(usize),
    /// An agency is needed, and no other.
    Alone(usize),
}
