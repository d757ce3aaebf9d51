//! The words of single incidents and of drawn chains.

use crate::model::Language;
use serde::Serialize;

words! { Story;
    // One incident.
    trace_title: "One incident, second by second", "En händelse, sekund för sekund";
    trace_note: "Incidents that were really simulated: the same incident with the same luck in every way of working. Everything that happened to them, and to any other incident: larmkedja trace.",
        "Händelser som verkligen har simulerats: samma händelse med samma slumputfall i varje arbetssätt. Allt som hände i dem, och i vilken annan händelse som helst: larmkedja trace.";
    trace_none: "No incident reached the measure in every way of working.", "Ingen händelse nådde måttet i varje arbetssätt.";
    case_median: "A median incident", "En typisk händelse (medianen)";
    case_p90: "A slow incident (90% take no longer)", "En långsam händelse (90\u{a0}% tar inte längre tid än så)";
    case_worst: "The slowest incident", "Den långsammaste händelsen";
    case_asked: "Incident {number}", "Händelse {number}";
    trace_which: "Seed {seed}, replication {replication}, incident {number} ({id}): {type}, first call {arrived}.",
        "Slumpfrö {seed}, replikation {replication}, händelse {number} ({id}): {type}, första samtalet {arrived}.";
    trace_needs: "Needs: {needs}.", "Behöver: {needs}.";
    trace_needs_none: "Needs nobody.", "Behöver ingen.";
    trace_chosen: "Chosen by {measure} in {baseline}, from {count} incidents{which} that reached it in every way of working.",
        "Vald efter {measure} i {baseline} bland {count} händelser{which} där måttet nåddes i varje arbetssätt.";
    trace_only: "The only incident{which} that reached {measure} in every way of working.",
        "Den enda händelsen{which} där {measure} nåddes i varje arbetssätt.";
    case_only: "The incident", "Händelsen";
    trace_several: " with several agencies needed", " som kräver flera aktörer";
    trace_of_type: " of the type {type}", " av typen {type}";
    trace_first: " (of the first {first} counted)", " (av de första {first} räknade)";
    trace_time: "{measure}: {time}", "{measure}: {time}";
    trace_time_differs: "{measure}: {time} ({difference})", "{measure}: {time} ({difference})";
    trace_unreached: "{measure}: not reached", "{measure}: nåddes inte";
    trace_closed: "closed after {time}", "avslutad efter {time}";
    trace_abandoned: "abandoned after {time}", "avbruten av den som ringde efter {time}";
    trace_absent: "The incident does not happen here, or did not close.", "Händelsen inträffar inte här, eller avslutades inte.";
    trace_stopped: "Not told: this way of working met a limit before the incident closed ({finding}).",
        "Berättas inte: arbetssättet nådde en gräns innan händelsen avslutades ({finding}).";
    trace_same: "Exactly as in {arm}.", "Exakt som i {arm}.";
    trace_left_out: "And {count} more events of further units and callers: larmkedja trace tells them.",
        "Och {count} skeenden till, för fler enheter och inringare: larmkedja trace berättar dem.";
    trace_more: "And {count} more lanes: further units and callers, and those who come after the time shown.",
        "Och {count} rader till: fler enheter och inringare, och de som kommer in efter den tid som visas.";
    trace_path: "Critical path", "Kritisk väg";
    trace_numbered: "Steps by number: {steps}", "Steg efter nummer: {steps}";
    trace_marks: "Marks and events", "Hållpunkter och skeenden";
    trace_keys: "Each character is {time}.", "Varje tecken är {time}.";
    trace_path_note: "Outlined: on the critical path of {measure}.", "Inramat: på den kritiska vägen för {measure}.";
    caller: "Caller", "Inringare";
    later_caller: "Later caller {number}", "Senare inringare {number}";
    unit: "Unit {number}", "Enhet {number}";
    bar_working: "works", "arbetar";
    bar_held: "held, waits", "upptagen, väntar";
    bar_queue: "asked for, not there yet", "efterfrågad, inte på plats";
    bar_away: "hung up", "har lagt på";
    path_working: "work", "arbete";
    path_queue: "queue", "kö";
    path_blocked: "own people busy", "egna upptagna";
    path_redial: "until called again", "till nytt samtal";
    // What happens.
    did_arrived: "calls 112", "ringer 112";
    did_arrived_call: "calls about it", "ringer om den";
    did_ready: "‘{step}’ is due", "”{step}” står på tur";
    did_skipped: "‘{step}’ is not done", "”{step}” görs inte";
    did_queued: "is asked for, for ‘{step}’: queue of {pool}", "efterfrågas för ”{step}”: kö hos {pool}";
    did_gathers: "‘{step}’ waits until all can come at once", "”{step}” väntar tills alla kan samtidigt";
    did_filled: "comes from {pool}", "kommer från {pool}";
    did_obtained: "is there for ‘{step}’", "är med på ”{step}”";
    did_began: "‘{step}’ begins", "”{step}” börjar";
    did_marked: "mark: {mark}", "hållpunkt: {mark}";
    did_ended: "‘{step}’ is done", "”{step}” är klart";
    did_redone: "‘{step}’ failed: it is done again", "”{step}” misslyckades: görs om";
    did_cancelled: "‘{step}’ is no longer needed", "”{step}” behövs inte längre";
    did_interrupted: "is called away from ‘{step}’", "kallas bort från ”{step}”";
    did_resumed: "goes on with ‘{step}’", "fortsätter med ”{step}”";
    did_gave_back: "is free again ({pool})", "är ledig igen ({pool})";
    did_sent: "‘{step}’ sends {units} out", "”{step}” skickar ut {units}";
    did_turned_back: "‘{step}’ turns {units} back", "”{step}” vänder {units}";
    did_busy: "busy tone at ‘{step}’", "upptagetton vid ”{step}”";
    did_hung_up: "hangs up waiting for ‘{step}’", "lägger på i väntan på ”{step}”";
    did_redialled: "calls again, to ‘{step}’", "ringer igen, till ”{step}”";
    did_gave_up: "gives up for good", "ger upp för gott";
    did_closed: "everything is done", "allt är klart";
    units_one: "{count} unit", "{count} enhet";
    units_many: "{count} units", "{count} enheter";
    // The chains.
    draw_title: "The ways of working", "Arbetssätten";
    draw_note: "Every chain as the scenario has it: who works at what, in which order, under which conditions. Marked: what differs from the chain of the baseline.",
        "Varje kedja så som scenariot har den: vem som arbetar med vad, i vilken ordning, på vilka villkor. Markerat: vad som skiljer sig från utgångslägets kedja.";
    chain_of: "Chain {chain}", "Kedjan {chain}";
    chain_used: "used by {users}", "används av {users}";
    chain_against: "compared with the chain {chain} of {baseline}", "jämförd med kedjan {chain} i {baseline}";
    chain_callers: "later callers of {types}", "senare inringare om {types}";
    chain_units: "units that {chains} sends", "enheter som {chains} skickar";
    chain_outage: "during {outage}: {users}", "under {outage}: {users}";
    chain_for: "{arm} for {types}", "{arm} för {types}";
    step_added: "new", "nytt";
    step_changed: "changed", "ändrat";
    step_dropped: "dropped", "struket";
    chain_same: "as in the baseline", "som i utgångsläget";
    field_when: "if {value}", "om {value}";
    field_takes: "takes {value}", "tar {value}";
    field_until: "lasts until ‘{value}’", "varar till ”{value}”";
    field_if_free: "only if free at once", "bara om någon är ledig genast";
    field_if_free_within: "only if free within {value}", "bara om någon blir ledig inom {value}";
    field_alongside: "alongside other work", "vid sidan av annat arbete";
    field_together: "all at once", "alla samtidigt";
    field_marks: "mark: {value}", "hållpunkt: {value}";
    field_marks_begin: "{mark} as it begins", "{mark} när det börjar";
    field_marks_at: "{mark} at {share}", "{mark} vid {share}";
    field_patience: "caller waits {value}", "inringaren väntar {value}";
    field_redial: "may call again", "kan ringa igen";
    field_redo: "may fail: again from ‘{value}’", "kan misslyckas: om från ”{value}”";
    field_cancels: "ends ‘{value}’", "avslutar ”{value}”";
    field_sends: "sends out: {value}", "skickar ut: {value}";
    field_recalls: "turns back: {value}", "vänder: {value}";
    field_resumes: "can be interrupted", "kan avbrytas";
    after_all: "after all of", "efter alla";
    after_any: "after any of", "efter någon av";
    until: "lasts until", "varar till";
    again: "again from", "om från";
    on_arrival: "on arrival", "vid ankomst";
    after_mark: "after {mark}", "efter {mark}";
    nobody: "nobody's time", "ingens tid";
    condition_and: "and", "och";
    condition_or: "or", "eller";
    condition_not: "not", "inte";
    condition_ran: "‘{name}’ was done", "”{name}” har gjorts";
    condition_marked: "‘{name}’ is reached", "”{name}” är nådd";
    condition_believes: "{name} is believed", "{name} förmodas";
    condition_helped: "{name} helps out", "{name} avlastas";
    chain_called: "Chain: {chain}", "Kedja: {chain}";
    change_field: "{field}: {new} instead of {old}", "{field}: {new} i stället för {old}";
    change_field_new: "{field}: {new}", "{field}: {new}";
    change_field_gone: "no {field}", "utan {field}";
    value_by_flags: "{then} if {when}, else {else}", "{then} om {when}, annars {else}";
    draws_title: "The draws they share", "Slumpdragen de delar";
    draws_note: "A draw belongs to its name: where two ways of working have the same one, the same incident meets the same luck. Arrivals, types, who calls when and other work are the same everywhere.",
        "Ett slumpdrag hör till sitt namn: där två arbetssätt har samma möter samma händelse samma slump. Ankomster, typer, vem som ringer när och annat arbete är desamma överallt.";
    draw_decides: "What is drawn", "Vad som dras";
    draw_sharers: "Shared by", "Delas av";
    draw_names: "Draws", "Slumpdrag";
    draw_duration: "how long a step takes", "hur lång tid ett steg tar";
    draw_flag: "whether an incident has a flag", "om en händelse har en flagga";
    draw_attribute: "which value an incident has", "vilket värde en händelse har";
    draw_redo: "whether a step fails", "om ett steg misslyckas";
    draw_caller: "how long the caller waits, and whether and when there is another call", "hur länge inringaren väntar, och om och när det blir ett nytt samtal";
    draw_belief: "what is believed", "vad man tror";
    draw_shared: "all", "alla";
    draw_partly: "{arms}", "{arms}";
    draw_alone: "only {arms}", "bara {arms}";
    draw_values: "same luck, other numbers", "samma slump, andra tal";
}
