//! The words of the answer in one sentence.

use crate::model::Language;
use serde::Serialize;

words! { Sentence;
    whole: "{difference}{concerned}{doubt}.", "{difference}{concerned}{doubt}.";
    shorter: "{amount} shorter on average ({interval})", "{amount} kortare i genomsnitt ({interval})";
    longer: "{amount} longer on average ({interval})", "{amount} längre i genomsnitt ({interval})";
    at_95: "{interval} with 95% confidence", "{interval} med 95\u{a0}% säkerhet";
    unclear: "cannot be told apart from {baseline} (mean difference {value})", "kan inte skiljas från {baseline} (medelskillnad {value})";
    unsure: "cannot be told (mean difference {value}; {no_interval})", "kan inte avgöras (medelskillnad {value}; {no_interval})";
    unnoticeable: "no noticeable difference (on average {value})", "ingen märkbar skillnad (i genomsnitt {value})";
    identical: "exactly as long as {baseline} in every incident", "exakt lika lång som {baseline} i varje händelse";
    missing: "no estimate", "inget resultat";
    missing_limit: "no estimate, because {finding}", "inget resultat, eftersom {finding}";
    survivors: "; more than 1% reach it in one way of working only, so this describes those that both reached",
        "; mer än 1\u{a0}% når det i bara ett av arbetssätten, så detta beskriver dem som båda nådde";
    concerned: "; of {count} incidents a year {gain}, and {slower} take longer", "; av {count} händelser om året {gain}, och {slower} tar längre tid";
    gain: "{gain} gain more than a minute", "vinner {gain} mer än en minut";
    gain_one: "{gain} gains more than a minute", "vinner {gain} mer än en minut";
    gain_none: "none gains more than a minute", "vinner ingen mer än en minut";
    doubt: "; over the assumed ranges {between}", "; över de antagna spannen {between}";
    doubt_hidden: "; luck hides how far {names} may carry it", "; slumpen döljer hur långt det kan flyttas av {names}";
    doubt_turns: ", so its sign depends on what is assumed", ", så tecknet beror på vad som antas";
    turns_here: "the answer turns in its range: {arms}", "svaret vänder inom spannet: {arms}";
    drivers_title: "What drives the answer", "Vad som driver svaret";
    doubt_luck: "; over the assumed ranges it moves no more than luck may", "; över de antagna spannen ändras det inte mer än slumpen kan göra";
    doubt_few: "; what the assumed ranges change of it cannot be told from so few replications",
        "; vad de antagna spannen ändrar kan inte avgöras av så få replikationer";
    doubt_nothing: "; nothing assumed moves it", "; inget antagande påverkar det";
    ranges_between: "Over the assumed ranges: from {between}; {most} moves it most.",
        "Över de antagna spannen: från {between}; mest påverkar {most}.";
    ranges_hidden: "It may go further, but luck hides how far: {names}.", "Det kan flyttas längre, men slumpen döljer hur långt: {names}.";
    ranges_turn: "The sign depends on what is assumed.", "Tecknet beror på vad som antas.";
    ranges_none: "No parameter is assumed, so there is no range to doubt.", "Ingen parameter är antagen, så det finns inget spann att pröva.";
    ranges_nothing: "Nothing assumed moves it.", "Inget antagande påverkar den.";
    ranges_unclear: "No change over the assumed ranges can be told apart from luck in these short runs.",
        "Ingen ändring över de antagna spannen kan skiljas från slumpen i dessa korta körningar.";
    ranges_few: "What the assumed ranges change of it cannot be told from {replications} short replications.",
        "Vad de antagna spannen ändrar kan inte avgöras av {replications} korta replikationer.";
    ranges_few_one: "What the assumed ranges change of it cannot be told from a single replication.",
        "Vad de antagna spannen ändrar kan inte avgöras av en enda replikation.";
    ranges_more: "What this cannot tell of an assumption, the command sensitivity can, with more replications or a longer duration.",
        "Vad detta inte kan avgöra om ett antagande kan kommandot sensitivity visa, med fler replikationer eller en längre mätperiod.";
    ranges_note: "Assumed ranges: each assumed parameter ({count}) alone at both ends of its range, {run} with the same luck; changes that may be luck are left out.",
        "Antagna spann: varje antaget tal ({count}) för sig i båda ändar av sitt spann, {run} med samma slumputfall; ändringar som kan vara slump räknas inte.";
    ranges_without: "Assumed without a range, and not moved: {names}.", "Antagna utan spann, och inte prövade: {names}.";
    ranges_failed: "At an end of the range of {name} there is no answer: {reason}.",
        "I en ände av spannet för {name} finns inget svar: {reason}.";
}
