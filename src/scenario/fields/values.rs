//! Distributions, choices, ranges.

use super::*;

/// `range = { scale = [..] }`.
pub(in crate::scenario) static RANGE: Table = Table {
    title: "the range of a distribution",
    id: "range",
    doc: "Exactly one of these keys.",
    fields: &[
        field("scale", Ends(&Kind::Number), Optional, "The distribution is multiplied by a factor between these."),
        field("mean", Ends(&Duration), Optional, "The distribution is stretched until its mean lies between these."),
    ],
};

/// The keys of a distribution, after others.
macro_rules! distribution {
    ($($first:expr,)?) => {
        &[
            $($first,)?
            field("constant", Duration, Optional, "Always the same."),
            field("uniform", Kind::Table(&UNIFORM), Optional, "Equally likely between two ends."),
            field("triangular", Kind::Table(&TRIANGULAR), Optional, "A triangle."),
            field("pert", Kind::Table(&PERT), Optional, "PERT: smooth, with a most likely value."),
            field("beta", Kind::Table(&BETA), Optional, "Beta between two ends."),
            field("exponential", Kind::Table(&EXPONENTIAL), Optional, "Memoryless."),
            field("hyperexponential", Kind::Table(&HYPEREXPONENTIAL), Optional, "More variable than exponential: often short, now and then long."),
            field("erlang", Kind::Table(&ERLANG), Optional, "A sum of `k` exponentials."),
            field("gamma", Kind::Table(&GAMMA), Optional, "Gamma: `mean` and one of `shape` and `sd`."),
            field("weibull", Kind::Table(&WEIBULL), Optional, "Weibull: `shape` and one of `scale` and `mean`."),
            field("lognormal", Kind::Table(&LOGNORMAL), Optional, "Lognormal: two of its numbers, or `q25`, `median` and `q75`."),
            field("loglogistic", Kind::Table(&LOGLOGISTIC), Optional, "Log-logistic: like lognormal with a heavier tail."),
            field(
                "empirical",
                Kind::Quantiles,
                Optional,
                "Quantiles joined by straight lines: pairs of probability (from 0 to 1) and duration, both ascending; or the values of a column of a file.",
            ),
            field("mixture", Kind::Tables(&COMPONENT, 1), Optional, "One of several distributions, each with its weight."),
            field("scaled", Positive, Default("1"), "Multiplies."),
            field("at_least", Duration, Default("no limit"), "Truncated below: what is shorter does not occur."),
            field("at_most", Duration, Default("no limit"), "Truncated above: what is longer does not occur."),
        ]
    };
}

/// A distribution.
pub(in crate::scenario) static DISTRIBUTION: Table =
    Table { title: "a distribution", id: "distribution", doc: "Exactly one kind, and what is done to it.", fields: distribution!() };

/// A component of `mixture`.
pub(in crate::scenario) static COMPONENT: Table = Table {
    title: "a component of `mixture`",
    id: "component",
    doc: "A distribution, and how often it is this one.",
    fields: distribution!(field("weight", Positive, Required("weight = 1"), "Components are drawn in proportion to their weights."),),
};

const MIN: Field = field("min", Duration, Required("min = \"5 s\""), "The least.");

const MODE: Field = field("mode", Duration, Required("mode = \"8 s\""), "The most likely.");

const MAX: Field = field("max", Duration, Required("max = \"15 s\""), "The most.");

const MEAN: Field = field("mean", Duration, Required("mean = \"20 s\""), "The mean.");

const MEAN_OPTIONAL: Field = field("mean", Duration, Optional, "The mean.");

const SHAPE: Field = field("shape", Positive, Required("shape = 2"), "The shape.");

/// `uniform`.
pub(in crate::scenario) static UNIFORM: Table =
    Table { title: "`uniform`", id: "uniform", doc: "Equally likely between two ends.", fields: &[MIN, MAX] };

/// `triangular`.
pub(in crate::scenario) static TRIANGULAR: Table =
    Table { title: "`triangular`", id: "triangular", doc: "A triangle.", fields: &[MIN, MODE, MAX] };

/// `pert`.
pub(in crate::scenario) static PERT: Table = Table {
    title: "`pert`",
    id: "pert",
    doc: "A beta distribution with this mode, whose mean is (min + lambda mode + max) / (lambda + 2).",
    fields: &[MIN, MODE, MAX, field("lambda", Positive, Default("4"), "How much the mode counts, up to 1000.")],
};

/// `beta`.
pub(in crate::scenario) static BETA: Table = Table {
    title: "`beta`",
    id: "beta",
    doc: "Beta between two ends: its mean lies at the share alpha / (alpha + beta) of the way.",
    fields: &[
        field("alpha", Positive, Required("alpha = 2"), "The exponent of the distance from `min`, 0.05 to 10000."),
        field("beta", Positive, Required("beta = 3"), "The exponent of the distance from `max`, 0.05 to 10000."),
        MIN,
        MAX,
    ],
};

/// `exponential`.
pub(in crate::scenario) static EXPONENTIAL: Table =
    Table { title: "`exponential`", id: "exponential", doc: "Memoryless.", fields: &[MEAN] };

/// `hyperexponential`.
pub(in crate::scenario) static HYPEREXPONENTIAL: Table = Table {
    title: "`hyperexponential`",
    id: "hyperexponential",
    doc: "A mixture of two exponentials, each of which contributes half of the mean (balanced means).",
    fields: &[MEAN, field("cv", Positive, Required("cv = 1.5"), "Standard deviation over mean, 1 to 1000.")],
};

/// `erlang`.
pub(in crate::scenario) static ERLANG: Table = Table {
    title: "`erlang`",
    id: "erlang",
    doc: "A sum of `k` exponentials.",
    fields: &[field("k", Integer(1, 1000), Required("k = 2"), "How many."), MEAN],
};

/// `gamma`.
pub(in crate::scenario) static GAMMA: Table = Table {
    title: "`gamma`",
    id: "gamma",
    doc: "`mean` and one of `shape` and `sd`.",
    fields: &[MEAN, field("shape", Positive, Optional, "The shape."), field("sd", Duration, Optional, "The standard deviation.")],
};

/// `weibull`.
pub(in crate::scenario) static WEIBULL: Table = Table {
    title: "`weibull`",
    id: "weibull",
    doc: "`shape` and one of `scale` and `mean`.",
    fields: &[SHAPE, field("scale", Duration, Optional, "The scale: 63.2 % are shorter."), MEAN_OPTIONAL],
};

/// `lognormal`.
pub(in crate::scenario) static LOGNORMAL: Table = Table {
    title: "`lognormal`",
    id: "lognormal",
    doc: "Two of these numbers, or `q25`, `median` and `q75`.",
    fields: &[
        MEAN_OPTIONAL,
        field("sd", Duration, Optional, "The standard deviation."),
        field("median", Duration, Optional, "The median."),
        field("sigma", Positive, Optional, "The standard deviation of the logarithm."),
        field("mu", Kind::Real, Optional, "The mean of the logarithm of the number of seconds."),
        field("q25", Duration, Optional, "A quarter is shorter."),
        field("q75", Duration, Optional, "Three quarters are shorter."),
        field("q90", Duration, Optional, "Nine of ten are shorter."),
    ],
};

/// `loglogistic`.
pub(in crate::scenario) static LOGLOGISTIC: Table = Table {
    title: "`loglogistic`",
    id: "loglogistic",
    doc: "The odds of being longer than a time fall with this power of it.",
    fields: &[
        field("median", Duration, Required("median = \"20 s\""), "The median."),
        field("shape", Positive, Required("shape = 3"), "The power, at least 1.01; the variance is infinite up to 2."),
    ],
};

/// `empirical = { file, column, unit }`.
pub(in crate::scenario) static COLUMN: Table = Table {
    title: "a column of a file",
    id: "column",
    doc: "The values of a column, each as likely as any other. The file is a table in CSV whose first line names the columns.",
    fields: &[
        field("file", Kind::String, Required("file = \"times.csv\""), "The file, from the scenario's folder."),
        field("column", Kind::String, Required("column = \"talk\""), "The name of the column."),
        field(
            "unit",
            Word(&["ms", "s", "min", "h", "d", "w"]),
            Required("unit = \"s\""),
            "The unit of bare numbers; values may also be `h:m:s`, `m:s`, or have a unit of their own.",
        ),
        field("unusable", Share, Default("0.01"), "The largest share of rows that may be unusable."),
    ],
};

/// `{ if, then, else }`.
pub(in crate::scenario) static CHOICE: Table = Table {
    title: "a choice by flags",
    id: "choice",
    doc: "May stand for a value.",
    fields: &[
        field("if", Expression, Required("if = \"arena\""), "Flags and types only."),
        field("then", Kind::Value(Sort::Any), Required("then = \"0 s\""), "If it holds."),
        field("else", Kind::Value(Sort::Any), Required("else = \"10 s\""), "If not."),
    ],
};

/// `[parameter.x.learning]`, also an arm's.
pub(in crate::scenario) static LEARNING: Table = Table {
    title: "[parameter.NAME.learning]",
    id: "learning",
    doc: "Steps that take this time take it multiplied by a factor that changes with practice: by exactly one of `half_time` and `half_number`.",
    fields: &[
        field("begins", Kind::Value(Sort::Weight), Default("1"), "The factor at the beginning, above 0: 1.4 is a dip, 1 is none."),
        field("floor", Kind::Value(Sort::Weight), Required("floor = 0.8"), "What the factor comes to in the end, above 0."),
        field("half_time", Kind::Value(Sort::Time), Optional, "In this time the distance to the floor halves."),
        field("since", Date, Default("the study's `starts`"), "With `half_time`: when it begins. Before then the factor is 1."),
        field(
            "half_number",
            Kind::Value(Sort::Weight),
            Optional,
            "After so many incidents worked in this arm the distance to the floor halves.",
        ),
        field("of", Expression, Default("every incident"), "With `half_number`: which incidents count, by flags and types."),
        field("worked", Kind::Value(Sort::Weight), Default("0"), "With `half_number`: how many were worked before the simulation begins."),
    ],
};
