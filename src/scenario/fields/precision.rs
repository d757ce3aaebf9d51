//! How exact a number shall be.

use super::*;

/// `[study.precision]`.
pub(in crate::scenario) static PRECISION: Table = Table {
    title: "[study.precision]",
    id: "precision",
    doc: "How exact one number shall be: a pilot says how many replications that takes. Exactly one of `half_width` and `relative`.",
    fields: &[
        field("measure", Name("measure"), Default("the answer"), "The measure."),
        field("of", Word(&["difference", "arm"]), Default("\"difference\""), "Of the difference from the baseline, or of the arm itself."),
        field("arm", Name("arm"), Default("every arm"), "Which arm; of several the one that needs most replications decides."),
        field(
            "statistic",
            Word(&["mean", "median", "p90", "p95", "within_target", "value"]),
            Default("the mean of times, the value of others"),
            "What of the measure.",
        ),
        STRATUM,
        field(
            "half_width",
            Kind::Value(Sort::Any),
            Optional,
            "Half of the 95 % interval: a duration for times and work, else a number (0.01 for one per cent of all).",
        ),
        field("relative", Positive, Optional, "Half of the interval as a share of the value: 0.05 for five per cent of it."),
        field("pilot", Integer(30, 1_000_000), Default("30"), "Replications of the first stage."),
        field("most", Integer(30, 1_000_000), Default("1000"), "Replications that are run at most; more is a warning."),
    ],
};
