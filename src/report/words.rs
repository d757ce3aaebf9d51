//! Every word a report says, in both languages, side by side. `{...}` marks what is filled in.

use crate::model::Language;
use serde::Serialize;

macro_rules! words {
    ($name:ident; $($key:ident: $en:literal, $sv:literal;)*) => {
        /// Words and sentences of one language, by key.
        #[derive(Debug, Serialize)]
        pub(in crate::report) struct $name { $(pub(in crate::report) $key: &'static str,)* }
        static ENGLISH: $name = $name { $($key: $en,)* };
        static SWEDISH: $name = $name { $($key: $sv,)* };
        /// The table itself: key, English, Swedish.
        #[cfg(test)]
        pub(super) const WORDS: &[(&str, &str, &str)] = &[$((stringify!($key), $en, $sv),)*];

        impl $name {
            /// The words of a language.
            pub(in crate::report) fn of(language: Language) -> &'static $name {
                match language {
                    Language::En => &ENGLISH,
                    Language::Sv => &SWEDISH,
                }
            }
        }
    };
}

mod bare;
mod differences;
mod family;
mod filling;
mod log;
mod sentence;
mod story;
mod turns;
mod values;
mod warm_up;
mod warnings;

pub(super) use bare::BareWords;
pub(super) use differences::Differences;
pub(super) use family::Family;
pub(super) use filling::{fill, stage};
pub(super) use log::Log;
pub(super) use sentence::Sentence;
pub(super) use story::Story;
pub(super) use turns::TurnWords;
pub(super) use values::ValueWords;
pub(super) use warm_up::WarmUpWords;
pub(super) use warnings::Warnings;

words! { Words;
    // Strata.
    everyone: "All incidents", "Alla händelser";
    multi: "Several agencies needed", "Flera aktörer behövs";
    single: "One agency needed", "En aktör behövs";
    none: "Nobody needed", "Ingen behövs";
    alone: "{agency} alone", "{agency} ensam";
    by_alone: "By the only agency needed", "Efter den enda aktör som behövs";
    alone_title: "Which one", "Vilken aktör";
    alone_short: "which one, alone:", "vilken aktör ensam:";
    by_type: "By type", "Efter typ";
    by_agencies: "By number of agencies", "Efter antal aktörer";
    by_agency: "By needed agency", "Efter aktör som behövs";
    // The answer, sentences.
    shorter: "{amount} shorter on average", "{amount} kortare i genomsnitt";
    longer: "{amount} longer on average", "{amount} längre i genomsnitt";
    unclear: "Cannot be told apart from {baseline}", "Kan inte skiljas från {baseline}";
    unnoticeable: "No noticeable difference", "Ingen märkbar skillnad";
    unnoticeable_why: "The mean difference is {value}, below the {noticeable} that counts as noticeable.",
        "Medelskillnaden är {value}, under gränsen {noticeable} för vad som räknas som märkbart.";
    identical: "Exactly as long as {baseline} in every incident", "Exakt lika lång som {baseline} i varje händelse";
    no_estimate: "No estimate", "Inget resultat";
    mean_interval: "95% interval {interval}", "95\u{a0}%-intervall {interval}";
    no_interval: "no interval: that takes more replications or a longer duration", "inget intervall: det kräver fler replikationer eller en längre mätperiod";
    no_interval_few: "no interval: it takes at least {least} replications", "inget intervall: det kräver minst {least} replikationer";
    no_interval_some: "no interval: where some of the pairs are alike it takes at least {least} replications",
        "inget intervall: när några av paren är lika krävs minst {least} replikationer";
    no_interval_alike: "no interval: where more than half of the pairs are alike it takes at least {least} replications",
        "inget intervall: när mer än hälften av paren är lika krävs minst {least} replikationer";
    unsure: "Cannot be told", "Kan inte avgöras";
    unsure_why: "The mean difference is {value}, without an interval.", "Medelskillnaden är {value}, utan intervall.";
    unclear_why: "The mean difference is {value}, but the interval holds zero ({interval}).",
        "Medelskillnaden är {value}, men intervallet innefattar noll ({interval}).";
    unclear_why_many: "The mean difference is {value} ({interval}); widened for {count} comparisons, the interval holds zero.",
        "Medelskillnaden är {value} ({interval}); vidgat för {count} jämförelser innefattar intervallet noll.";
    relative: "That is {share} of {level}, the mean of {baseline}.", "Det är {share} av {level}, medelvärdet för {baseline}.";
    concerns_one: "It concerns about {count} incident a year.", "Det gäller ungefär {count} händelse om året.";
    concerns_many: "It concerns about {count} incidents a year.", "Det gäller ungefär {count} händelser om året.";
    pairs_shares: "With the same incident and the same luck in both ways of working, {quicker} are quicker and {slower} slower by more than {noticeable}; {unchanged} are unchanged.",
        "Med samma händelse och samma slumputfall i båda arbetssätten blir {quicker} snabbare och {slower} långsammare med mer än {noticeable}; {unchanged} är oförändrade.";
    target_change: "Within the target of {target}: {value}.", "Inom målet {target}: {value}.";
    under_one_percent: "less than 1%", "mindre än 1\u{a0}%";
    way_title: "From the call to the scene", "Från samtalet till platsen";
    way_share: "{measure}: {whole} in {baseline}. The alarm chain is {chain} of that ({share}), turnout and travel {way}.",
        "{measure}: {whole} i {baseline}. Larmkedjan är {chain} av det ({share}), anspänning och körning {way}.";
    way_share_rest: "{measure}: {whole} in {baseline}. The alarm chain is {chain} of that ({share}), turnout and travel {way}, the rest {rest}.",
        "{measure}: {whole} i {baseline}. Larmkedjan är {chain} av det ({share}), anspänning och körning {way}, övrigt {rest}.";
    way_arm: "{arm} {value} ({share})", "{arm} {value} ({share})";
    way_changes: "Of the whole: {arms}.", "Av hela tiden: {arms}.";
    way_vanishes: "What vanishes in {whole}: {arms}.", "Vad som försvinner i {whole}: {arms}.";
    way_unclear_all: "No way of working can be told apart from {baseline} in it.", "Inget arbetssätt kan skiljas från {baseline} i den.";
    way_unclear: "Cannot be told apart from {baseline}: {arms}.", "Kan inte skiljas från {baseline}: {arms}.";
    survivors: "More than 1% of these incidents reach the measure in one way of working only, so the mean difference describes survivors: look first at the share within the target.",
        "Mer än 1\u{a0}% av händelserna når måttet i bara ett av arbetssätten, så medelskillnaden beskriver dem som blev kvar: se först på andelen inom målet.";
    survivors_target: "The share within the target of {target} changes by {value}.", "Andelen inom målet {target} ändras med {value}.";
    limit_met: "A replication met a limit ({finding}), so nothing can be estimated for this way of working.",
        "En replikation nådde en gräns ({finding}), så inget kan skattas för detta arbetssätt.";
    level_is: "{baseline}: {measure}, mean {level}.", "{baseline}: {measure}, medel {level}.";
    longer_for: "Longer on average, by {noticeable} or more and beyond the interval, for:",
        "Längre i genomsnitt, med minst {noticeable} och statistiskt säkerställt, för:";
    longer_for_none: "No type of incident and no agency gets noticeably longer times on average beyond the interval.",
        "Ingen händelsetyp och ingen aktör får säkerställt märkbart längre tider i genomsnitt.";
    // The answer, terminal.
    against_baseline: "Every way of working against: {baseline}", "Varje arbetssätt mot: {baseline}";
    mean_difference: "mean difference", "medelskillnad";
    quicker: "quicker", "snabbare";
    slower: "slower", "långsammare";
    gain_short: ">\u{a0}1\u{a0}min won/y", ">\u{a0}1\u{a0}min/år";
    a_year_one: "{count} incident a year", "{count} händelse om året";
    a_year_many: "{count} incidents a year", "{count} händelser om året";
    baseline_mean: "mean {level}", "medel {level}";
    baseline_level: "{baseline}: mean {level}", "{baseline}: medel {level}";
    unclear_short: "cannot be told apart", "kan inte skiljas åt";
    unsure_short: "cannot be told", "kan inte avgöras";
    unsure_note: "Cannot be told ({why}).", "Kan inte avgöras ({why}).";
    unclear_many_note: "Cannot be told apart although the interval shown leaves zero out: widened for {count} comparisons, the interval holds zero.",
        "Kan inte skiljas åt fast intervallet som visas utesluter noll: vidgat för {count} jämförelser innefattar intervallet noll.";
    unnoticeable_short: "no noticeable difference", "ingen märkbar skillnad";
    identical_short: "exactly alike", "exakt lika";
    unclear_cell: "unclear", "oklart";
    unnoticeable_cell: "not noticeable", "ej märkbar";
    no_estimate_short: "no estimate", "inget resultat";
    arm_minus_baseline: "Arm minus baseline. 95% intervals in parentheses.", "Arbetssätt minus utgångsläge. 95\u{a0}%-intervall inom parentes.";
    minus_is_shorter: "Arm minus baseline: minus is shorter. 95% intervals in parentheses.",
        "Arbetssätt minus utgångsläge: minus är kortare. 95\u{a0}%-intervall inom parentes.";
    won_note: ">\u{a0}1\u{a0}min won/y: incidents a year that gain more than a minute.", ">\u{a0}1\u{a0}min/år: händelser om året som vinner mer än en minut.";
    luck_note: "Quicker, slower: by more than {noticeable}, the same incident with the same luck in both ways of working.",
        "Snabbare, långsammare: med mer än {noticeable}, samma händelse med samma slumputfall i båda arbetssätten.";
    exploratory: "Exploratory: not among what the study was declared to be about.", "Utforskande: hör inte till det som studien angavs gälla.";
    primary: "primary", "huvudfråga";
    order_title: "Order of the ways of working", "Arbetssättens ordning";
    more_places: "{count} more", "{count} till";
    no_time_measure: "The scenario has no measure of time that any incident reached.", "Scenariot har inget tidsmått som någon händelse nådde.";
    one_arm: "There is only one way of working: nothing to compare.", "Det finns bara ett arbetssätt: inget att jämföra.";
    incomplete: "INTERRUPTED: {done} of {asked} replications.", "AVBRUTEN: {done} av {asked} replikationer.";
    incomplete_doubt: "INTERRUPTED: all {asked} replications are there, but not what the assumed ranges make of the answer.",
        "AVBRUTEN: alla {asked} replikationer finns, men inte vad de antagna spannen gör med svaret.";
    given_log: "Arrivals are replayed from a recorded log: the answer is given this log.",
        "Ankomsterna spelas upp ur en inspelad logg: svaret gäller givet denna logg.";
    special_time: "The time studied is a special one, with surges, stated incidents or outages: numbers a year are those of a year of such times.",
        "Tiden som studeras är en särskild tid, med fler händelser än vanligt, angivna händelser eller avbrott: antal om året gäller ett år av sådan tid.";
    warnings_one: "{count} warning:", "{count} varning:";
    warnings_many: "{count} warnings:", "{count} varningar:";
    more_warnings: "and {count} more in the report", "och {count} till i rapporten";
    replications_one: "{count} replication of {duration}", "{count} replikation om {duration}";
    replications_between: "{least} to {most} replications of {duration}", "{least} till {most} replikationer om {duration}";
    replications_many: "{count} replications of {duration}", "{count} replikationer om {duration}";
    tagged: "One incident of each of these types was added to every replication, and only it is scored for the type: {types}.",
        "En händelse av var och en av dessa typer lades till i varje replikation, och bara den räknas för typen: {types}.";
    sequential: "Sequential: a pilot of {pilot} replications fixed their number, for ± {aim} ({measure}; {stratum}).",
        "Sekventiellt: ett förförsök med {pilot} replikationer bestämde antalet, för ± {aim} ({measure}; {stratum}).";
    sequential_unknown: "Sequential: a pilot of {pilot} replications could not tell how many it takes, for ± {aim} ({measure}; {stratum}).",
        "Sekventiellt: ett förförsök med {pilot} replikationer kunde inte avgöra hur många som behövs, för ± {aim} ({measure}; {stratum}).";
    // Charts.
    chart_difference: "How much shorter or longer, and for whom", "Hur mycket kortare eller längre, och för vem";
    chart_difference_sub: "{measure} – mean difference from {baseline}. Bars: 95% interval. Noticeable: {noticeable} or more. Grey: a difference too small to notice, or one that cannot be told.",
        "{measure} – medelskillnad mot {baseline}. Streck: 95\u{a0}%-intervall. Märkbart: minst {noticeable}. Grått: en skillnad som är för liten för att märkas, eller som inte kan påvisas.";
    chart_curves: "Share reached as time passes", "Andel som nåtts allt eftersom tiden går";
    chart_curves_sub: "{measure} – share of incidents within a time, by way of working. Those never reached count as not within.",
        "{measure} – andel händelser inom en viss tid, per arbetssätt. Händelser där måttet aldrig nås räknas som ej inom.";
    chart_pairs: "How single incidents change", "Hur enskilda händelser ändras";
    chart_pairs_sub: "{measure} – share of pairs by difference from {baseline}; the same incident with the same luck in both ways of working.",
        "{measure} – andel av paren efter skillnad mot {baseline}; samma händelse med samma slumputfall i båda arbetssätten.";
    chart_stages: "Where the seconds go: {arm}", "Vart sekunderna tar vägen: {arm}";
    chart_stages_sub: "{measure} – from {baseline} to {arm}, mean time along the slowest path. Whiskers: 95% interval; without: no interval. Bars of the totals are cut where marked. An accounting, not a causal effect.",
        "{measure} – från {baseline} till {arm}, medeltid längs den långsammaste vägen. Streck: 95\u{a0}%-intervall; utan streck: inget intervall. Totalernas staplar är avkortade där det syns. En bokföring, inte en orsakseffekt.";
    chart_people: "What people's time on duty is used for", "Vad tjänstgöringstiden används till";
    chart_people_sub: "Share of seat time on duty in the counted window, by pool and way of working.",
        "Andel av den bemannade tiden under mätperioden, per grupp och arbetssätt.";
    axis_shorter: "shorter", "kortare";
    axis_longer: "longer", "längre";
    target: "target {target}", "mål {target}";
    no_data: "No incidents to show", "Inga händelser att visa";
    not_told: "no estimate", "inget resultat";
    busy_seats: "{value} seats busy on average (unlimited pool)", "{value} personer upptagna i genomsnitt (obegränsad grupp)";
    working: "Working", "I arbete";
    of_that_reserved: "{held}, of that {reserved} reserved", "{held}, varav {reserved} reserverat";
    held: "Held, waiting", "Upptagen, väntar";
    background: "Other work", "Annat arbete";
    free: "Free", "Ledig";
    kind_working: "work", "arbete";
    kind_queue: "queue", "kö";
    kind_blocked: "own people busy", "egna upptagna";
    kind_redial: "redial", "ringer igen";
    others: "Everything else", "Allt övrigt";
    bin_much_quicker: "over {edge} shorter", "över {edge} kortare";
    bin_quicker: "{from} to {to} shorter", "{from} till {to} kortare";
    bin_unchanged: "within ±{edge}", "inom ±{edge}";
    bin_slower: "{from} to {to} longer", "{from} till {to} längre";
    bin_much_slower: "over {edge} longer", "över {edge} längre";
    part: "{title} ({number} of {count})", "{title} ({number} av {count})";
    source: "Larmkedja {version} · {title} · {replications} · seed {seed}", "Larmkedja {version} · {title} · {replications} · slumpfrö {seed}";
    stage_answer: "Answer", "Svar";
    stage_interview: "Interview", "Intervju";
    stage_handover: "Handover", "Överlämning";
    stage_repeat: "Questions again", "Upprepade frågor";
    stage_decision: "Decision", "Beslut";
    stage_alert: "Alert", "Larm";
    stage_turnout: "Turnout", "Anspänning";
    stage_travel: "Travel", "Framkörning";
    stage_wrap_up: "Wrap-up", "Efterarbete";
    recorded_row: "Recorded in the log", "Uppmätt i loggen";
    recorded_title: "Recorded in the log, beside what is simulated", "Uppmätt i loggen, bredvid det simulerade";
    recorded_log: "the log", "loggen";
    recorded_mean: "mean", "medel";
    recorded_note: "The log's own times are a fact of that log. They are part of no difference.",
        "Loggens egna tider är ett faktum om den loggen. De ingår inte i någon skillnad.";
    // What drives the answer.
    statistic_mean: "mean", "medelvärde";
    statistic_share_within: "share within the target", "andel inom målet";
    a_day: "{value} a day", "{value} om dygnet";
    a_day_short: "/d", "/dygn";
    sens_unclear_short: "cannot be told apart from no change", "kan inte skiljas från ingen ändring";
    sens_zero_short: "cannot be told apart from zero", "kan inte skiljas från noll";
    sens_tornado_sub: "How the difference changes if one thing alone lies at an end of its range; lines are 95% intervals.",
        "Hur skillnaden ändras om en enda sak ligger i en ände av sitt spann; streck är 95\u{a0}%-intervall.";
    sens_morris_sub: "Mean size of the change over a thing's whole range, from random starts, and how much it varies with where the others are; lines are 95% intervals.",
        "Ändringens medelstorlek över hela spannet, från slumpade startpunkter, och hur mycket den varierar med var de andra ligger; streck är 95\u{a0}%-intervall.";
    sens_sobol_sub: "Shares of the variance of the difference over all ranges; lines are 95% intervals.",
        "Andelar av skillnadens varians över alla spann; streck är 95\u{a0}%-intervall.";
    sens_beliefs_sub: "How likely the difference is at most so large, if the beliefs are right. Bars below: from 5 to 95%, with the middle. Thin lines under them: what luck does to one point (95%).",
        "Hur sannolikt det är att skillnaden är högst så stor, om antagandena stämmer. Staplarna nedanför: från 5 till 95\u{a0}%, med mitten. Tunna streck under dem: vad slumpen gör med en punkt (95\u{a0}%).";
    method_tornado: "One thing at a time, at both ends of its range", "En sak i taget, i båda ändar av sitt spann";
    method_morris: "Screening (Morris)", "Gallring (Morris)";
    method_sobol: "Shares of the variance (Sobol)", "Andelar av variansen (Sobol)";
    method_beliefs: "All doubts at once", "Alla tvivel på en gång";
    method_break_even: "Where the answer turns", "Var svaret vänder";
    method_sweep: "The answer on a grid", "Svaret på ett rutnät";
    method_staffing: "The fewest seats", "Så få platser som möjligt";
    staff_done: "{method}. Candidates: {count}, at most {most} each, all with the same luck.",
        "{method}. Förslag: {count}, högst {most} vardera, alla med samma slumputfall.";
    staff_fewest: "The fewest that meet it: {seats}, {hours} seat hours a week. Everything cheaper fails.",
        "De färsta som räcker: {seats}, {hours} platstimmar i veckan. Allt billigare räcker inte.";
    staff_best_found: "The best found that meets it: {seats}, {hours} seat hours a week. Not everything cheaper was ruled out.",
        "Det bästa som hittades och räcker: {seats}, {hours} platstimmar i veckan. Allt billigare är inte uteslutet.";
    staff_tied: "{count} candidates cost as little; this one meets the first bar by the widest margin.",
        "{count} förslag kostar lika lite; detta klarar det första kravet med störst marginal.";
    staff_sub: "{target}. Bars: how far from the bar. Rows: {names} (seat hours a week).",
        "{target}. Staplar: avstånd till kravet. Rader: {names} (platstimmar i veckan).";
    staff_undecided: "Candidates not decided, which count as not meeting it: {count}. Ask for more replications or a wider ±.",
        "Förslag som inte avgjordes och räknas som att de inte räcker: {count}. Begär fler replikationer eller ett bredare ±.";
    staff_none: "Nothing in the ranges meets it.", "Inget inom spannen räcker.";
    staff_none_shown: "Nothing in the ranges could be shown to meet it.", "Inget inom spannen kunde visas räcka.";
    staff_seats: "Seats: {names}.", "Platser: {names}.";
    staff_seats_short: "seats", "platser";
    staff_hours: "seat hours a week", "platstimmar i veckan";
    staff_replications: "replications", "replikationer";
    staff_meets: "meets it", "räcker";
    staff_fails: "fails", "räcker inte";
    staff_overloaded: "overloaded", "överlastad";
    staff_open: "not decided", "ej avgjort";
    staff_note: "All decisions together are right with 95% probability, except within ± of a bar. Fewer seats are taken to be no better. Numbers have no intervals: a candidate is looked at until something is told apart.",
        "Alla beslut tillsammans är rätt med 95\u{a0}% sannolikhet, utom inom ± från ett krav. Färre platser antas inte vara bättre. Talen har inga intervall: ett förslag prövas tills något kan skiljas åt.";
    sens_done: "{method}. Points: {points}, each {run} with the same luck.", "{method}. Punkter: {points}, var och en {run} med samma slumputfall.";
    parameter_named: "parameter {name}", "parametern {name}";
    parameter_of_arm: "{parameter} in {arm}", "{parameter} i {arm}";
    sens_base: "As in the scenario: {value}", "Som i scenariot: {value}";
    sens_low: "lower end", "nedre änden";
    sens_high: "upper end", "övre änden";
    sens_change: "change", "ändring";
    sens_unclear: "Cannot be told apart from no change: {names}.", "Kan inte skiljas från ingen ändring: {names}.";
    bare_short: "no interval", "inget intervall";
    bare_agreed: "one sign", "ett tecken";
    sens_size: "mean size of effect", "effektens medelstorlek";
    sens_effect: "mean effect", "medeleffekt";
    sens_spread: "varies by", "varierar med";
    sens_spreads: "Standard deviation over the ranges {input}; of luck in one point {noise}.",
        "Standardavvikelse över spannen {input}; av slumpen i en punkt {noise}.";
    sens_hidden: "No shares are told: luck alone could make the answer vary as much. Ask for more replications or more points.",
        "Inga andelar anges: slumpen ensam kan få svaret att variera så mycket. Begär fler replikationer eller fler punkter.";
    sens_nothing: "Nothing that was moved changes it.", "Inget som prövades ändrar det.";
    sens_first: "alone", "ensam";
    sens_total: "with all it acts with", "med allt den samverkar med";
    sens_left_out: "Not answered by the scenario itself, as no such incident reaches the measure: {names}. Ask by another with --measure.",
        "Besvaras inte av scenariot självt, eftersom ingen sådan händelse når måttet: {names}. Fråga efter ett annat med --measure.";
    sens_failed: "Points without an answer: {count}; the first because: {reason}.", "Punkter utan svar: {count}; den första därför att: {reason}.";
    sens_tornado_note: "Changes are against the scenario itself, replication by replication; 95% intervals in parentheses.",
        "Ändringar gäller mot scenariot självt, replikation för replikation; 95\u{a0}%-intervall inom parentes.";
    sens_morris_note: "Effects are changes over the whole range, the luck removed from their size and from what they vary by; the dummy moves nothing.",
        "Effekter är ändringar över hela spannet, med slumpen borträknad ur storleken och ur variationen; dummy påverkar ingenting.";
    sens_sobol_note: "Shares of the variance over the ranges, the luck removed. Alone: what would go if this were known. With all: what would stay if everything else were known. The dummy moves nothing.",
        "Andelar av variansen över spannen, med slumpen borträknad. Ensam: vad som skulle försvinna om den vore känd. Med allt: vad som skulle bli kvar om allt annat vore känt. Dummy påverkar ingenting.";
    sens_beliefs_note: "Every parameter with a range is drawn by its own law, all together; the luck is removed from what is told.",
        "Varje tal med spann dras efter sin egen fördelning, alla tillsammans; slumpen är borträknad ur det som sägs.";
    sens_turn_note: "Unclear: the paired difference cannot be told apart from zero there (95%).",
        "Oklart: där kan den parade skillnaden inte skiljas från noll (95\u{a0}%).";
    belief_shorter: "If these beliefs are right: between {least} and {most} shorter with 90% probability.",
        "Om dessa antaganden stämmer: mellan {least} och {most} kortare med 90\u{a0}% sannolikhet.";
    belief_longer: "If these beliefs are right: between {least} and {most} longer with 90% probability.",
        "Om dessa antaganden stämmer: mellan {least} och {most} längre med 90\u{a0}% sannolikhet.";
    belief_either: "If these beliefs are right: between {shorter} shorter and {longer} longer with 90% probability.",
        "Om dessa antaganden stämmer: mellan {shorter} kortare och {longer} längre med 90\u{a0}% sannolikhet.";
    belief_between: "If these beliefs are right: between {low} and {high} with 90% probability.",
        "Om dessa antaganden stämmer: mellan {low} och {high} med 90\u{a0}% sannolikhet.";
    belief_above_time: "Longer in {share}.", "Längre i {share}.";
    belief_above: "Above zero in {share}.", "Över noll i {share}.";
    belief_spread: "The middle is {median}. Standard deviation of the beliefs {input}; of luck in one point {noise}.",
        "Mitten är {median}. Antagandenas standardavvikelse {input}; slumpens i en punkt {noise}.";
    belief_hidden: "Luck in one point (standard deviation {noise}) hides what the beliefs do: ask for more replications. The mean is {mean}.",
        "Slumpen i en punkt (standardavvikelse {noise}) döljer vad antagandena gör: begär fler replikationer. Medelvärdet är {mean}.";
    // The page.
    page_answer: "The answer", "Svaret";
    page_who_longer: "Who gets longer times?", "Vem får längre tider?";
    chart_difference_one: "How much shorter or longer", "Hur mycket kortare eller längre";
    chart_hours: "When the gain comes: {arm}", "När vinsten kommer: {arm}";
    chart_hours_sub: "{measure} – mean difference from {baseline} by hour and day on which the incident arrives. Grey: the 95% interval holds zero. Broken outline: no interval. –: no incident.",
        "{measure} – medelskillnad mot {baseline} efter den timme och dag då händelsen kommer in. Grått: 95\u{a0}%-intervallet innefattar noll. Streckad ram: inget intervall. –: ingen händelse.";
    chart_people_hours: "How busy people are, hour by hour", "Hur upptagen personalen är, timme för timme";
    chart_people_hours_sub: "Share of seat time on duty that is working, held or other work, by hour of the day; of unlimited pools the mean number of seats.",
        "Andel av den bemannade tiden som är arbete, väntan eller annat arbete, efter timme på dygnet; för obegränsade grupper medelantalet personer.";
    heat_none: "No hour has an interval: that takes more replications or a longer duration.",
        "Ingen timme har ett intervall: det kräver fler replikationer eller en längre mätperiod.";
    heat_bare: "no interval", "inget intervall";
    heat_panel: "{stratum}, in {unit}", "{stratum}, i {unit}";
    heat_unsure: "cannot be told apart from zero", "kan inte skiljas från noll";
    monday: "Mon", "mån";
    tuesday: "Tue", "tis";
    wednesday: "Wed", "ons";
    thursday: "Thu", "tors";
    friday: "Fri", "fre";
    saturday: "Sat", "lör";
    sunday: "Sun", "sön";
    other_language: "Svenska", "English";
    switch_theme: "Dark or light", "Mörkt eller ljust";
    page_contents: "Contents", "Innehåll";
    page_gains: "Who gains", "Vem som vinner på det";
    staff_same: "The planned staff is the same in every way of working: {hours} seat hours a week.",
        "Den planerade bemanningen är densamma i alla arbetssätt: {hours} platstimmar i veckan.";
    staff_differs: "The ways of working are not staffed alike, so differences come from the number of people as well. Planned seat hours a week: {list}.",
        "Arbetssätten har inte samma bemanning, så skillnader beror också på antalet personer. Planerade platstimmar i veckan: {list}.";
    not_said: "What this does not say", "Vad detta inte säger";
    not_said_model: "Intervals say how exactly the model is solved, not how well it fits the place. That rests on what was assumed, below.",
        "Intervallen säger hur exakt modellen är löst, inte hur väl den stämmer med verkligheten. Det vilar på det som antagits, längre ned.";
    not_said_outcome: "A shorter time is no outcome: nothing here says who is helped by it, or how well decisions are made.",
        "En kortare tid är inget utfall: inget här säger vem som blir hjälpt av den, eller hur goda besluten blir.";
    not_said_single: "A mean says nothing of a single incident; how they spread stands under “Who gains”.",
        "Ett medelvärde säger inget om en enskild händelse; hur de sprids står under ”Vem som vinner på det”.";
    gains_table: "By incident type and agency", "Efter händelsetyp och aktör";
    gains_note: "Mean difference from {baseline} over the pairs that both reached, 95% interval below it. Press a heading to sort.",
        "Medelskillnad mot {baseline} över de par som båda nådde, 95\u{a0}%-intervall under. Tryck på en rubrik för att sortera.";
    column_group: "Who", "Vilka";
    column_kind: "Told by", "Uppdelat";
    column_a_year: "A year", "Om året";
    heat_title: "By hour and day: {arm}, {stratum}", "Efter timme och dag: {arm}, {stratum}";
    heat_note: "Mean difference by the hour and day on which the incident arrives. The stronger the colour, the larger the difference; grey italics: cannot be told apart from zero; dotted line below: no interval; a dash: no incident. 95% intervals stand at the margins, and for every hour of the week in summary.json (hours).",
        "Medelskillnad efter den timme och dag då händelsen kommer in. Ju starkare färg, desto större skillnad; grå kursiv: kan inte skiljas från noll; prickad linje under: inget intervall; ett streck: ingen händelse. 95\u{a0}%-intervall står i kanterna, och för varje timme i veckan i summary.json (hours).";
    all_days: "All days", "Alla dagar";
    all_hours: "All hours", "Alla timmar";
    column_hour: "Hour", "Timme";
    seats_title: "Seats, and what an incident costs", "Platser, och vad en händelse kostar";
    seats_note: "Planned: seats of the weekly plans. Seat time: what everybody together works on an incident or is held by it; the difference is the price of listening in, briefing and taking over.",
        "Planerat: platser enligt veckoplanerna. Persontid: vad alla tillsammans arbetar med en händelse eller hålls upptagna av den; skillnaden är priset för medlyssning, genomgång och övertagande.";
    column_planned: "Seat hours a week", "Platstimmar i veckan";
    column_seat_time: "Seat time per incident", "Persontid per händelse";
    column_seat_held: "Of that, held", "Varav upptagen, väntar";
    pools_title: "By pool", "Efter grupp";
    shifts_title: "By shift and hour: {pool}", "Efter skift och timme: {pool}";
    shifts_note: "A shift is the hours of the week in which the plan has so many seats. A wait counts for the hour in which it ends. Intervals by the hour: pool_hours in summary.json.",
        "Ett skift är de timmar i veckan då planen har så många platser. En väntan räknas till den timme då den tar slut. Intervall per timme: pool_hours i summary.json.";
    shift_row: "{arm}: {seats} planned, {hours} h a week", "{arm}: {seats} planerade, {hours} h i veckan";
    by_shift: "By shift", "Efter skift";
    column_moves: "Moves the answer by up to", "Ändrar svaret med upp till";
    moves_not: "not noticeably", "inte märkbart";
    swedish_share: "{count} of the {all} numbers whose origin is stated come from Sweden ({share}); {none} have no stated origin.",
        "{count} av de {all} tal vars ursprung anges kommer från Sverige ({share}); {none} saknar angivet ursprung.";
    assumed_share: "{count} of {all} numbers are assumed.", "{count} av {all} tal är antagna.";
    stress_title: "Checklist for simulation studies (STRESS-DES)", "Checklista för simuleringsstudier (STRESS-DES)";
    stress_note: "After Monks et al., Strengthening the reporting of empirical simulation studies, Journal of Simulation 13 (2019). What only the author can say is asked for in [report] of the scenario.",
        "Efter Monks m.fl., Strengthening the reporting of empirical simulation studies, Journal of Simulation 13 (2019). Det som bara författaren kan säga efterfrågas i [report] i scenariot.";
    stress_item: "Item", "Punkt";
    stress_said: "What is said", "Vad som sägs";
    stress_missing: "Not stated: [report] of the scenario has no {key}.", "Ej angivet: [report] i scenariot saknar {key}.";
    stress_base: "The baseline is {baseline}.", "Utgångsläget är {baseline}.";
    stress_no_difference: "The ways of working do not differ.", "Arbetssätten skiljer sig inte åt.";
    stress_algorithms: "Discrete events in whole microseconds; what happens at one instant happens in a fixed order. Differences are paired incident by incident, and times are divided along the critical path.",
        "Diskreta händelser i hela mikrosekunder; det som sker i samma ögonblick sker i bestämd ordning. Skillnader paras händelse för händelse, och tider delas upp längs den kritiska vägen.";
    stress_entities: "Incidents: {types}.", "Händelser: {types}.";
    stress_activities: "Steps of {arm}: {steps}.", "Steg i {arm}: {steps}.";
    stress_resources: "{pool}: {hours} seat hours a week.", "{pool}: {hours} platstimmar i veckan.";
    stress_unlimited: "{pool}: unlimited.", "{pool}: obegränsad.";
    stress_queue: "{pool}: {order}.", "{pool}: {order}.";
    queue_priority: "by priority, then first come, first served", "efter prioritet, sedan först till kvarn";
    queue_fifo: "first come, first served", "först till kvarn";
    queue_lifo: "last come, first served", "sist in, först ut";
    queue_ageing: "by priority that waiting makes up for", "efter prioritet som väntan kompenserar";
    stress_entry: "Incidents arrive at random at the rates of the scenario, and leave when every step is done or skipped, or when the caller gives up.",
        "Händelser kommer in slumpmässigt i scenariots takt, och lämnar när varje steg är klart eller överhoppat, eller när den som ringer ger upp.";
    stress_entry_log: "Incidents arrive as recorded in a log, and leave when every step is done or skipped, or when the caller gives up.",
        "Händelser kommer in som en logg har dem, och lämnar när varje steg är klart eller överhoppat, eller när den som ringer ger upp.";
    stress_sources: "Sources of the numbers: {sources}.", "Talens källor: {sources}.";
    stress_parameters: "{count} numbers, listed above with range, basis and source.", "{count} tal, listade ovan med spann, grund och källa.";
    stress_no_address: "Where the code lies is not stated: code_access in [report] of the scenario holds no address (https://…).",
        "Var koden finns anges inte: code_access i [report] i scenariot innehåller ingen adress (https://…).";
    stress_assumed: "Assumed numbers: {names}.", "Antagna tal: {names}.";
    stress_software: "Larmkedja {version}, written in Rust.", "Larmkedja {version}, skrivet i Rust.";
    stress_random: "Every random number is a function of seed, replication, incident and purpose, and each value takes one by its inverse distribution function; seed {seed}.",
        "Varje slumptal är en funktion av slumpfrö, replikation, händelse och syfte, och varje värde tar ett genom sin inversa fördelningsfunktion; slumpfrö {seed}.";
    stress_execution: "To run it again, in the folder of the results: {command}", "Kör om det så här, i resultatens mapp: {command}";
    stress_system: "Machine, threads, time taken and the hash of every file stand in manifest.json.",
        "Maskin, trådar, tidsåtgång och kontrollsumma för varje fil står i manifest.json.";
    page_data_all: "Every {step}th row; all of them in charts/{name}.csv.", "Var {step}:e rad; alla finns i charts/{name}.csv.";
    page_data_first: "The first {count} rows; all of them in charts/{name}.csv.", "De första {count} raderna; alla finns i charts/{name}.csv.";
    page_stages: "Where the seconds go", "Vart sekunderna tar vägen";
    page_stages_note: "An accounting along the slowest path of each incident, not a causal effect: shortening one stage may make another the slowest. The parts sum to the mean difference.",
        "En bokföring längs den långsammaste vägen i varje händelse, inte en orsakseffekt: kortas ett steg kan ett annat bli det långsammaste. Delarna summerar till medelskillnaden.";
    page_on_screen: "In the file, not on paper:", "I filen finns också, men inte på papper:";
    page_measures: "Every measure", "Alla mått";
    page_measures_note: "95% intervals in parentheses. Differences are arm minus baseline: minus is shorter or smaller.",
        "95\u{a0}%-intervall inom parentes. Skillnader är arbetssätt minus utgångsläge: minus är kortare eller mindre.";
    page_people: "The people", "Personalen";
    page_people_note: "Shares of seat time on duty; for unlimited pools the mean number of seats. Waits are of the incidents' own requests.",
        "Andelar av den bemannade tiden; för obegränsade grupper medelantalet personer. Väntan gäller händelsernas egna förfrågningar.";
    page_ranges: "If the assumptions are off", "Om antagandena inte stämmer";
    page_ranges_note: "How much the mean difference changes if one parameter alone lies at an end of its range; the one that moves it most first. In italics: cannot be told apart from no change.",
        "Hur mycket medelskillnaden ändras om ett enda tal ligger i en ände av sitt spann; det som påverkar mest först. Kursivt: kan inte skiljas från ingen ändring.";
    column_lower_end: "at its lower end", "i nedre änden";
    column_upper_end: "at its upper end", "i övre änden";
    page_parameters: "What we assumed", "Vad vi antagit";
    page_parameters_note: "Assumed values come first, then experts' judgement, published and measured values.",
        "Antagna värden kommer först, sedan expertbedömda, publicerade och mätta.";
    page_warnings: "Warnings", "Varningar";
    page_no_warnings: "None.", "Inga.";
    page_method: "How it was done", "Så gjordes det";
    page_data: "Show the numbers", "Visa talen";
    page_baseline: "baseline", "utgångsläge";
    cell_dash: "A dash: cannot be estimated.", "Ett streck: kan inte skattas.";
    page_made_by: "Made by Larmkedja {version}", "Gjord med Larmkedja {version}";
    column_arm: "Way of working", "Arbetssätt";
    column_count: "Number", "Antal";
    column_reached: "Reached", "Nådda";
    column_mean: "Mean", "Medel";
    column_median: "Median", "Median";
    column_p90: "90% within", "90\u{a0}% inom";
    column_p95: "95% within", "95\u{a0}% inom";
    column_within: "Within target", "Inom mål";
    column_value: "Value", "Värde";
    column_difference: "Mean difference", "Medelskillnad";
    column_value_difference: "Difference", "Skillnad";
    column_quicker: "Quicker", "Snabbare";
    column_slower: "Slower", "Långsammare";
    column_ratio: "Variance ratio of pairing", "Varianskvot av parningen";
    column_pool: "Pool", "Grupp";
    column_wait: "Mean wait", "Medelväntan";
    column_p_wait: "Had to wait", "Fick vänta";
    column_parameter: "Parameter", "Parameter";
    column_range: "Range", "Spann";
    column_basis: "Basis", "Grund";
    column_source: "Source", "Källa";
    column_origin: "Origin", "Ursprung";
    basis_measured: "measured", "mätt";
    basis_published: "published", "publicerad";
    basis_expert: "expert", "expertbedömd";
    basis_assumed: "assumed", "antagen";
    basis_unknown: "not stated", "ej angiven";
    per_incident: "per incident", "per händelse";
    per_replication: "per replication", "per replikation";
    method_replications: "{replications}, seed {seed}, beginning {starts}. Each replication is one independent history, and every way of working lives the same histories: the same incidents at the same moments with the same luck.",
        "{replications}, slumpfrö {seed}, med början {starts}. Varje replikation är en oberoende historia, och alla arbetssätt prövas mot samma historier: samma händelser i samma ögonblick med samma slumputfall.";
    method_periodic: "A periodic study: warm-up {warm_up}, counted window {duration}; afterwards life goes on until every counted incident is closed.",
        "En periodisk studie: uppvärmning {warm_up}, mätperiod {duration}; därefter fortsätter verksamheten tills varje räknad händelse är avslutad.";
    method_periodic_cold: "A periodic study without warm-up, so it begins with everybody free: counted window {duration}; afterwards life goes on until every counted incident is closed.",
        "En periodisk studie utan uppvärmning, så den börjar med alla lediga: mätperiod {duration}; därefter fortsätter verksamheten tills varje räknad händelse är avslutad.";
    method_terminating: "A terminating study: warm-up {warm_up}, counted window {duration}; then arrivals stop and what is open is finished.",
        "En studie med bestämt slut: uppvärmning {warm_up}, mätperiod {duration}; sedan upphör ankomsterna och det öppna slutförs.";
    method_intervals: "Intervals are at the 95% level, one at a time (pointwise); they tell how sure the estimate is, not how much incidents vary, and not whether the assumptions are right.",
        "Intervallen är på 95\u{a0}%-nivån, ett i taget (punktvis); de säger hur säker skattningen är, inte hur mycket händelser varierar, och inte om antagandena stämmer.";
    method_pairs: "Quicker and slower compare the same incident with the same luck in both ways of working, by more than {noticeable}. Means, quantiles and shares within the target do not depend on that pairing.",
        "Snabbare och långsammare jämför samma händelse med samma slumputfall i båda arbetssätten, med mer än {noticeable}. Medelvärden, kvantiler och andelar inom målet beror inte på den parningen.";
    method_incidents: "{arm}: {arrived} incidents counted, {closed} closed, {abandoned} abandoned.",
        "{arm}: {arrived} händelser räknade, {closed} avslutade, {abandoned} avbrutna av den som ringde.";
    method_commit: "commit {commit}", "version i källkoden {commit}";
    method_scenario: "Scenario SHA-256", "Scenariots SHA-256";
    method_log: "Log SHA-256 ({name})", "Loggens SHA-256 ({name})";
    method_column: "SHA-256 of the times in {name}", "SHA-256 för tiderna i {name}";
}

impl Words {
    /// The days of the week, Monday first.
    pub(super) fn days(&self) -> [&'static str; 7] {
        [self.monday, self.tuesday, self.wednesday, self.thursday, self.friday, self.saturday, self.sunday]
    }
}

/// The words of a language.
pub(super) fn words(language: Language) -> &'static Words {
    Words::of(language)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn holes(sentence: &str) -> BTreeSet<&str> {
        sentence.split('{').skip(1).filter_map(|part| part.split_once('}').map(|(key, _)| key)).collect()
    }

    #[test]
    fn both_languages_say_everything() {
        let tables = [
            WORDS,
            bare::WORDS,
            differences::WORDS,
            family::WORDS,
            log::WORDS,
            sentence::WORDS,
            story::WORDS,
            turns::WORDS,
            values::WORDS,
            warm_up::WORDS,
            warnings::WORDS,
        ];
        for (key, english, swedish) in tables.concat() {
            assert!(!english.is_empty() && !swedish.is_empty(), "{key} is empty in a language");
            assert_eq!(holes(english), holes(swedish), "{key} has different holes");
        }
    }
}
