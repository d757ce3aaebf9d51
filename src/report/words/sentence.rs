//! The words of the answer in one sentence.

use crate::model::Language;
use serde::Serialize;

words! { Sentence;
    whole: "{difference}{concerned}{doubt}.", "{difference}{concerned}{doubt}.";
    shorter: "{amount} shorter on average ({interval})", "{amount} kortare i genomsnitt ({interval})";
    longer: "{amount} longer on average ({interval})", "{amount} längre i genomsnitt ({interval})";
    at_95: "{interval} with 95% confidence", "{interval} med 95\u{a0}% säkerhet";
    unclear: "cannot be told apart from {baseline} (mean difference {value})", "kan inte skiljas från {baseline} (medelskillnad {value})";
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
    doubt_turns: ", so its sign depends on what is assumed", ", så tecknet beror på vad som antas";
    turns_here: "the answer turns in its range: {arms}", "svaret vänder inom spannet: {arms}";
    drivers_title: "What drives the answer", "Vad som driver svaret";
    doubt_luck: "; over the assumed ranges it moves no more than luck may", "; över de antagna spannen ändras det inte mer än slumpen kan göra";
    doubt_nothing: "; nothing assumed moves it", "; inget antagande påverkar det";
}
