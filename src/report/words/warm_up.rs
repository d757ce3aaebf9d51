//! The words of how long a warm-up has to be.

use crate::model::Language;
use serde::Serialize;

words! { WarmUpWords;
    found: "A warm-up of {length} is enough for every way of working.", "En uppvärmning på {length} räcker för varje arbetssätt.";
    not_found: "A week of warm-up is not enough: the system has not settled by then.",
        "En veckas uppvärmning räcker inte: systemet har inte kommit till ro då.";
    longer: "more than a week", "mer än en vecka";
    pilots: "{count} pilot replications of {weeks} weeks, begun empty", "{count} pilotreplikationer om {weeks} veckor, från ett tomt system";
    unseen: "These pilots cannot exclude that up to {share} more or fewer incidents than usual are open after it; more of them (--replications) can.",
        "De här piloterna kan inte utesluta att upp till {share} fler eller färre händelser än vanligt är öppna efter den; fler (--replications) kan det.";
    enough: "The scenario gives {given}: that is long enough.", "Scenariot ger {given}: det räcker.";
    short: "Warning: the scenario gives {given}, so what is counted first is too easy. Write {write} in [study].",
        "Varning: scenariot ger {given}, så det som räknas först blir för lätt. Skriv {write} i [study].";
    advice: "Warning: look at the load of the pools (check); a queue that grows for ever has no warm-up.",
        "Varning: se på poolernas belastning (check); en kö som alltid växer har ingen uppvärmning.";
    chart: "When nobody can tell any more that it began empty", "När ingen längre märker att det började tomt";
    chart_sub: "Open incidents by hour. Dashed line: {length}, the one warm-up for all.",
        "Öppna händelser per timme. Streckad linje: {length}, samma uppvärmning för alla.";
    first: "first week", "första veckan";
    following: "same hours of the weeks that follow", "samma timmar i de följande veckorna";
    axis: "days since the beginning", "dygn sedan början";
}
