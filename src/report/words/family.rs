//! The words of what a study is about, and of the order of its arms.

use crate::model::Language;
use serde::Serialize;

words! { Family;
    family_declared: "Declared beforehand as what the study is about: {count} comparisons ({places}). Their \"cannot be told apart\" and order use intervals that hold together at 95% (Bonferroni); everything else is exploratory, each interval for itself.",
        "I förväg angivet som det studien gäller: {count} jämförelser ({places}). Deras ”kan inte skiljas åt” och ordning bygger på intervall som gäller samtidigt med 95\u{a0}% (Bonferroni); allt annat är utforskande, varje intervall för sig.";
    family_assumed: "Nothing is declared as what the study is about, so it is this answer: {count} comparisons ({places}). Their \"cannot be told apart\" and order use intervals that hold together at 95% (Bonferroni); everything else is exploratory, each interval for itself.",
        "Inget är angivet som det studien gäller, så det är detta svar: {count} jämförelser ({places}). Deras ”kan inte skiljas åt” och ordning bygger på intervall som gäller samtidigt med 95\u{a0}% (Bonferroni); allt annat är utforskande, varje intervall för sig.";
    and: "and", "och";
    ranking: "In order, lowest first: {arms}.", "I ordning, lägst först: {arms}.";
    ranking_groups: "Cannot be told apart: {groups}.", "Kan inte skiljas åt: {groups}.";
    ranking_apart: "All can be told apart.", "Alla kan skiljas åt.";
}
