//! The words of where an answer turns.

use crate::model::Language;
use serde::Serialize;

words! { TurnWords;
    at: "Turns where {name} is {place}.", "Vänder där {name} är {place}.";
    longer_below: "Below it is longer, above shorter.", "Därunder är det längre, däröver kortare.";
    shorter_below: "Below it is shorter, above longer.", "Därunder är det kortare, däröver längre.";
    between: "between {low} and {high}", "mellan {low} och {high}";
    none: "Does not turn anywhere between {low} and {high} of {name}.", "Vänder ingenstans mellan {low} och {high} för {name}.";
    none_answered: "Does not turn anywhere that has an answer between {low} and {high} of {name}.",
        "Vänder ingenstans där det finns ett svar mellan {low} och {high} för {name}.";
    not_seen: "No turn is seen between {low} and {high} of {name}, but it cannot be told apart from zero everywhere.",
        "Ingen vändning syns mellan {low} och {high} för {name}, men det går inte överallt att skilja från noll.";
    no_answer: "There is no answer anywhere between {low} and {high} of {name}.",
        "Det finns inget svar någonstans mellan {low} och {high} för {name}.";
    equal: "At {at} the difference is exactly zero.", "Vid {at} är skillnaden exakt noll.";
    equal_between: "From {low} to {high} the difference is exactly zero.", "Från {low} till {high} är skillnaden exakt noll.";
    gap: "Nothing is known between {low} and {high}: there is no answer.", "Inget är känt mellan {low} och {high}: svar saknas.";
    gap_below: "Nothing is known from {low} up to {high}: there is no answer.", "Inget är känt från {low} upp till {high}: svar saknas.";
    gap_above: "Nothing is known above {low} up to {high}: there is no answer.", "Inget är känt över {low} upp till {high}: svar saknas.";
    row: "With {beside} at {at}: turns where {name} is {places}.", "Med {beside} vid {at}: vänder där {name} är {places}.";
    rows_more: "{count} more with a turn along {name}: the table has all.", "{count} till med en vändning längs {name}: tabellen har alla.";
    may_be_luck: "may be luck", "kan vara slump";
    map_none: "Does not turn between any two cells of the map.", "Vänder inte mellan några två rutor på kartan.";
    map_unclear: "Cells that cannot be told apart from zero: {count} of {all}.", "Rutor som inte kan skiljas från noll: {count} av {all}.";
    map_unanswered: "Cells without an answer: {count} of {all}.", "Rutor utan svar: {count} av {all}.";
    line: "turns here", "vänder här";
    nowhere: "Cannot be told apart from zero anywhere between {low} and {high} of {name}, so whether it turns is not known.",
        "Kan ingenstans mellan {low} och {high} för {name} skiljas från noll, så om det vänder är inte känt.";
    ends: "At {low}: {first}; at {high}: {last}.", "Vid {low}: {first}; vid {high}: {last}.";
    unclear: "Unclear from {low} to {high}.", "Oklart från {low} till {high}.";
    unclear_at: "Unclear at {at}.", "Oklart vid {at}.";
    unclear_above: "Unclear from {low} to the end of the range and perhaps beyond.",
        "Oklart från {low} till spannets slut och kanske längre.";
    unclear_below: "Unclear from the beginning of the range, and perhaps before, to {high}.",
        "Oklart från spannets början, och kanske före, till {high}.";
    unclear_all: "Unclear in the whole range.", "Oklart i hela spannet.";
}
