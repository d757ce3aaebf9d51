//! The words of warnings, and of why a replication stopped.

use crate::model::Language;
use serde::Serialize;

words! { Warnings;
    limit: "{arm} could not be lived to its end ({finding}; replications that met this: {count}), so it has no estimates: the slow incidents must not vanish. {advice}",
        "{arm} kunde inte simuleras till slutet ({finding}; replikationer som drabbades: {count}) och har därför inga resultat: de långsamma händelserna får inte försvinna. {advice}";
    advice_overload: "It is overloaded: give its fullest pool more staff or less work.",
        "Det är överbelastat: ge den mest upptagna gruppen mer personal eller mindre arbete.";
    advice_deadlock: "Change the order in which steps ask for people, so that nobody is kept while waiting in a circle.",
        "Ändra ordningen som stegen ber om personal i, så att ingen hålls kvar medan andra väntar i en ring.";
    interrupted: "The study was interrupted: these results hold the first {done} of {asked} replications. Run it again for all of them.",
        "Studien avbröts: resultaten rymmer de första {done} av {asked} replikationer. Kör den igen för att få alla.";
    replayed: "Arrivals come from a recorded log: intervals say how the rest varies given this log, not how other months would differ. Replay several periods to see that.",
        "Ankomsterna kommer ur en inspelad logg: intervallen säger hur resten varierar givet denna logg, inte hur andra månader skulle skilja sig. Spela upp flera perioder för att se det.";
    one_replication: "There is one replication, so nothing says how sure the estimates are. Ask for 20 or more.",
        "Det finns bara en replikation, så inget säger hur säkra skattningarna är. Begär minst 20.";
    too_few_replications: "There are only {count} replications, too few for intervals. Ask for 20 or more.",
        "Det finns bara {count} replikationer, för få för intervall. Begär minst 20.";
    few_replications: "There are only {count} replications: intervals are wide and themselves uncertain. Ask for 20 or more.",
        "Det finns bara {count} replikationer: intervallen är vida och själva osäkra. Begär minst 20.";
    precision: "The precision that was asked for would take about {needed} replications, more than may be run: {run} were, so the interval is wider.",
        "Den begärda precisionen skulle kräva omkring {needed} replikationer, fler än som får köras: {run} kördes, så intervallet är vidare.";
    precision_unknown: "The pilot has no interval for the number whose precision was asked for, so no more than its {run} replications were run.",
        "Förförsöket har inget intervall för talet vars precision begärdes, så inte fler än dess {run} replikationer kördes.";
    no_warm_up: "Counting starts in an empty system although life goes on after the end, so the first hours are too easy. larmkedja warm-up finds how long a warm-up has to be; or say at_end = \"drain\".",
        "Räkningen börjar i ett tomt system fast verksamheten fortsätter efter slutet, så de första timmarna blir för lätta. larmkedja warm-up tar reda på hur lång uppvärmningen måste vara; eller säg at_end = \"drain\".";
    short_warm_up: "Incidents of the first day that is counted do not take as long as those of the same day later ({arms}), so the warm-up is too short. larmkedja warm-up finds how long it has to be.",
        "Händelser under det första räknade dygnet tar inte lika lång tid som de under samma dygn senare ({arms}), så uppvärmningen är för kort. larmkedja warm-up tar reda på hur lång den måste vara.";
    unseen_warm_up: "No later day that is counted is like the first one, so nothing here shows whether the warm-up is long enough. larmkedja warm-up does; or count eight days or more.",
        "Inget senare räknat dygn liknar det första, så inget här visar om uppvärmningen är tillräckligt lång. Det gör larmkedja warm-up; eller räkna minst åtta dygn.";
    missing_one: "{count} number cannot be estimated and is shown as –, because the incidents are too few or too alike ({statistics}): {places}. Ask for more replications or a longer duration.",
        "{count} tal kan inte skattas och visas som –, eftersom händelserna är för få eller för lika ({statistics}): {places}. Begär fler replikationer eller en längre tid.";
    missing_many: "{count} numbers cannot be estimated and are shown as –, because the incidents are too few or too alike ({statistics}): {places}. Ask for more replications or a longer duration.",
        "{count} tal kan inte skattas och visas som –, eftersom händelserna är för få eller för lika ({statistics}): {places}. Begär fler replikationer eller en längre tid.";
    bare_one: "{count} number stands without an interval, shown as (–), because it rests on too few incidents, too few that differ or too few replications ({statistics}): {places}. Ask for more replications{at_least} or a longer duration.",
        "{count} tal saknar intervall, vilket visas som (–), eftersom de vilar på för få händelser, för få som skiljer sig eller för få replikationer ({statistics}): {places}. Begär fler replikationer{at_least} eller en längre tid.";
    bare_many: "{count} numbers stand without an interval, shown as (–), because they rest on too few incidents, too few that differ or too few replications ({statistics}): {places}. Ask for more replications{at_least} or a longer duration.",
        "{count} tal saknar intervall, vilket visas som (–), eftersom de vilar på för få händelser, för få som skiljer sig eller för få replikationer ({statistics}): {places}. Begär fler replikationer{at_least} eller en längre tid.";
    at_least: " (at least 20)", " (minst 20)";
    measures_many: "{count} measures", "{count} mått";
    statistic_median: "median", "median";
    statistic_p05: "5% quantile of the paired differences", "5\u{a0}%-kvantil av parens skillnader";
    statistic_pairs: "shares of pairs", "andelar av paren";
    statistic_value: "value", "värde";
    survivors: "{arm}: more than 1% of the pairs are reached in one of the two ways of working only, in {places}. The mean difference describes those that both reached: look at the share within the target first.",
        "{arm}: mer än 1\u{a0}% av paren nås i bara ett av de två arbetssätten, i {places}. Medelskillnaden beskriver dem som båda nådde: se först på andelen inom målet.";
    saturated: "{arm}: {pool} is busy {share} of its time, so queues are long and every estimate depends on the length of the study. Check its staff, its background work and the time its steps take.",
        "{arm}: {pool} är upptagen {share} av sin tid, så köerna är långa och varje skattning beror på studiens längd. Se över personal, annat arbete och hur lång tid stegen tar.";
    opposed: "{arm}: pairing widens the interval of the difference in {places}: what is good luck in one is bad luck in the other. Compare the two ways' own intervals as well.",
        "{arm}: parningen vidgar skillnadens intervall i {places}: det som är tur i det ena är otur i det andra. Jämför också arbetssättens egna intervall.";
    finding_open: "replication {replication}: {open} incidents open at once", "replikation {replication}: {open} händelser öppna samtidigt";
    finding_background: "replication {replication}: {open} pieces of background work waiting at once",
        "replikation {replication}: {open} bakgrundsuppgifter väntar samtidigt";
    finding_after: "replication {replication}: {open} incidents still open too long after the window",
        "replikation {replication}: {open} händelser fortfarande öppna för länge efter mätperioden";
    finding_deadlock: "replication {replication}: incidents wait for each other's people",
        "replikation {replication}: händelser väntar på varandras personal";
}
