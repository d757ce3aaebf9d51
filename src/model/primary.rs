//! What a study is about.

/// One number by which arms are compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Primary {
    /// Index of the measure.
    pub measure: usize,
    /// `all`, `type`, `agencies`, `agency` or `alone`.
    pub stratum_kind: String,
    /// Its name within its kind.
    pub stratum: String,
    /// What of the measure.
    pub statistic: Compared,
    /// Indices of the arms, two at least.
    pub arms: Vec<usize>,
}

/// What of a measure is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compared {
    /// The mean of a time.
    Mean,
    /// The share within the target of a time.
    WithinTarget,
    /// A share, count, work or number.
    Value,
}
