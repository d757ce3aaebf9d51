//! The words of what a study is about, and of the order of its arms.

use crate::model::Language;
use serde::Serialize;

words! { Family;
    family_declared: "The scenario declares {these} as its primary question: {places}. What is told apart is told so with 95% confidence for all together (Bonferroni); an interval in parentheses holds by itself unless something else is said. Everything else is exploratory.",
        "Scenariot anger {these} som huvudfråga: {places}. Vad som skiljs åt skiljs åt med 95\u{a0}% säkerhet för alla tillsammans (Bonferroni); ett intervall inom parentes gäller för sig om inget annat sägs. Allt annat är utforskande.";
    family_assumed: "The scenario declares no primary question, so it is taken to be {these}: {places}. What is told apart is told so with 95% confidence for all together (Bonferroni); an interval in parentheses holds by itself unless something else is said. Everything else is exploratory.",
        "Scenariot anger ingen huvudfråga; därför räknas {these} som huvudfråga: {places}. Vad som skiljs åt skiljs åt med 95\u{a0}% säkerhet för alla tillsammans (Bonferroni); ett intervall inom parentes gäller för sig om inget annat sägs. Allt annat är utforskande.";
    comparison: "this comparison", "denna jämförelse";
    comparisons: "these {count} comparisons", "dessa {count} jämförelser";
    declared_title: "What the study was declared to be about", "Det som studien angavs gälla";
    declared_note: "Intervals of this part hold together at 95%.", "Intervallen i denna del gäller samtidigt med 95\u{a0}%.";
    declared_unclear: "cannot be told apart from {against} ({value})", "kan inte skiljas från {against} ({value})";
    declared_unsure: "cannot be told ({value}; no interval: that takes more replications or a longer duration)",
        "kan inte avgöras ({value}; inget intervall: det kräver fler replikationer eller en längre mätperiod)";
    declared_few: "cannot be told ({value}; no interval: that takes more replications)",
        "kan inte avgöras ({value}; inget intervall: det kräver fler replikationer)";
    declared_alike: "exactly as {against}", "exakt som {against}";
    arm_against: "{arm} against {against}", "{arm} mot {against}";
    exploratory_head: "{stratum} (exploratory)", "{stratum} (utforskande)";
    and: "and", "och";
    numbered: "{number} {arm}", "{number} {arm}";
    ranking: "In order, lowest first: {arms}.", "I ordning, lägst först: {arms}.";
    ranking_groups: "Cannot be told apart: {groups}.", "Kan inte skiljas åt: {groups}.";
    ranking_none: "No two of them can be told apart.", "Inga två av dem kan skiljas åt.";
    ranking_apart: "All can be told apart.", "Alla kan skiljas åt.";
    pairing: "Pairing: the variance of these differences is {ratio} times that of independent runs.",
        "Parningen: skillnadernas varians är {ratio} gånger den av oberoende körningar.";
    from_to: "{low} to {high}", "{low} till {high}";
    controlled: "Means are corrected for how many incidents arrived (control variates); the variance of these differences is {ratio} times that without.",
        "Medelvärden är korrigerade för hur många händelser som inträffade (kontrollvariater); skillnadernas varians är {ratio} gånger den utan.";
    controlled_little: "Control variates were asked for, but nothing is corrected: that takes ten replications at least and arrivals that vary.",
        "Kontrollvariater begärdes, men inget är korrigerat: det kräver minst tio replikationer och ankomster som varierar.";
    antithetic: "Replications are antithetic pairs: the second of each meets the mirror image of the first one's luck, and intervals are of pairs.",
        "Replikationerna är antitetiska par: den andra i varje par möter spegelbilden av den förstas slump, och intervallen gäller par.";
}
