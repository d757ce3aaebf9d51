//! The words of values and ranges as scenarios write them.

use crate::model::Language;
use serde::Serialize;

words! { ValueWords;
    from_to: "{low} to {high}", "{low} till {high}";
    choice: "{then} if {flags}, else {else}", "{then} om {flags}, annars {else}";
    mean: "mean", "medel";
    median: "median", "median";
    sd: "standard deviation", "standardavvikelse";
    mode: "most often", "oftast";
    min: "least", "minst";
    max: "most", "högst";
    shape: "shape", "form";
    q25: "25% within", "25\u{a0}% inom";
    q75: "75% within", "75\u{a0}% inom";
    q90: "90% within", "90\u{a0}% inom";
    exponential: "exponential", "exponentiell";
    uniform: "uniform", "likformig";
    loguniform: "loguniform", "loglikformig";
    triangular: "triangular", "triangulär";
    loglogistic: "loglogistic", "loglogistisk";
    hyperexponential: "hyperexponential", "hyperexponentiell";
    empirical: "empirical", "empirisk";
    mixture: "mixture", "blandning";
    weight: "weight", "vikt";
    at_least: "at least", "minst";
    at_most: "at most", "högst";
    day: "day", "dygn";
    days: "days", "dygn";
    week: "week", "vecka";
    weeks: "weeks", "veckor";
    years: "years", "år";
    a_second: "a second", "i sekunden";
    a_minute: "a minute", "i minuten";
    an_hour: "an hour", "i timmen";
    a_day: "a day", "om dygnet";
    a_week: "a week", "i veckan";
    a_year: "a year", "om året";
}
