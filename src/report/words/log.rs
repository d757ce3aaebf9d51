//! The words of what a recorded log holds.

use crate::model::Language;
use serde::Serialize;

words! { Log;
    rows: "{incidents} from {usable} of {rows} of {file}", "{incidents} ur {usable} av {rows} i {file}";
    one_incident: "{count} incident", "{count} händelse";
    incidents: "{count} incidents", "{count} händelser";
    one_row: "{count} row", "{count} rad";
    several_rows: "{count} rows", "{count} rader";
    one_call: "{count} call", "{count} samtal";
    calls: "{count} calls", "{count} samtal";
    one_day: "{count} day", "{count} dygn";
    days: "{count} days", "{count} dygn";
    one_line: "line {lines}", "rad {lines}";
    lines: "lines {lines}", "rad {lines}";
    span: "{first} to {last} ({span})", "{first} till {last} ({span})";
    sizes: "Rows per incident: mean {mean}, median {median}, 90% {p90}, most {most}",
        "Rader per händelse: medel {mean}, median {median}, 90\u{a0}% {p90}, flest {most}";
    blank: "Rows without any value: {count}", "Rader utan något värde: {count}";
    zeros: "Durations of 0 s: {count}; what they mean is for `zero` to say", "Längder på 0 s: {count}; vad de betyder ska `zero` säga";
    zeros_abandoned: "Durations of 0 s: {count}; abandoned calls, says `zero`", "Längder på 0 s: {count}; övergivna samtal, enligt `zero`";
    zeros_drop: "Durations of 0 s: {count}; left out in a replay, says `zero`", "Längder på 0 s: {count}; utelämnas vid uppspelning, enligt `zero`";
    zeros_keep: "Durations of 0 s: {count}; kept, says `zero`", "Längder på 0 s: {count}; behålls, enligt `zero`";
    no_end: "The last line has no line end: is the file whole?", "Sista raden saknar radslut: är filen hel?";
    all_usable: "Every row can be used", "Varje rad kan användas";
    unusable: "Rows that cannot be used: {count}", "Rader som inte kan användas: {count}";
    more: "and {count} more", "och {count} till";
    in_order: "Rows are in order of time", "Raderna står i tidsordning";
    out_of_order: "Rows whose call came before that of the row above: {count} ({lines})",
        "Rader vars samtal kom före det på raden ovanför: {count} ({lines})";
    no_copies: "No two rows are identical", "Inga rader är identiska";
    no_copies_seen: "Rows identical to another one: none in a sample of one in {one_in} kinds of row; there may be some in the others",
        "Rader som är identiska med en annan: inga i ett urval på ett av {one_in} slags rader; bland de andra kan det finnas";
    copies: "Rows identical to another one: {count} ({lines})", "Rader som är identiska med en annan: {count} ({lines})";
    copies_about: "Rows identical to another one: about {count}, from one in {one_in} kinds of row ({lines})",
        "Rader som är identiska med en annan: omkring {count}, räknat på ett av {one_in} slags rader ({lines})";
    gaps: "Longest times without a call", "Längsta tider utan samtal";
    hours: "Calls an hour by hour of the week", "Samtal i timmen efter veckans timmar";
    clusters: "Clusters: variance over mean of the number of calls, hours of the week taken out",
        "Klumpar: varians genom medelvärde för antalet samtal, veckans timmar borträknade";
    clusters_short: "The log spans less than 13 days: hours of the week cannot be told from clusters.",
        "Loggen är kortare än 13 dygn: veckans timmar kan inte skiljas från klumpar.";
    clusters_note: "1: calls know nothing of each other. Above: they come in clusters, or days differ.",
        "1: samtalen vet inget om varandra. Över: de kommer i klumpar, eller dagarna skiljer sig.";
    intervals: "Intervals, seconds", "Intervall, sekunder";
    chart_intervals: "Share of the intervals within a time", "Andel av intervallen inom en tid";
    missing: "missing", "saknas";
    ends: "from {least} to {most}", "från {least} till {most}";
    types: "Types", "Typer";
    no_type: "(not said)", "(sägs inte)";
    flags: "Flags", "Flaggor";
    flag: "{count} of {known} that say it ({share})", "{count} av {known} som säger det ({share})";
    chart_sub: "{count} incidents, {first} to {last}", "{count} händelser, {first} till {last}";
    source: "larmkedja {version}, {file}", "larmkedja {version}, {file}";
    // Why a row cannot be used.
    row: "line {line}: {reason}", "rad {line}: {reason}";
    row_column: "line {line}: {column} \"{value}\": {reason}", "rad {line}: {column} \"{value}\": {reason}";
    no_time: "there is no time", "tid saknas";
    no_time_of_day: "there is no time of day", "klockslag saknas";
    universal_time: "Z means universal time; write the clock time of the place", "Z betyder universell tid; skriv ortens klocktid";
    no_such_time: "no time that exists, in the form {form}", "ingen tid som finns, på formen {form}";
    no_such_time_iso: "no time that exists, in the form 2024-06-03 07:30:00; `format` tells another form",
        "ingen tid som finns, på formen 2024-06-03 07:30:00; `format` anger en annan form";
    no_value: "there is no value", "värde saknas";
    no_duration: "no duration: write h:m:s, m:s, a number, or a number with a unit",
        "ingen längd: skriv h:m:s, m:s, ett tal eller ett tal med enhet";
    below_zero: "a duration below zero", "en längd under noll";
    over_a_day: "a duration of more than 24 hours", "en längd på mer än 24 timmar";
    over_a_century: "a duration of more than a hundred years", "en längd på mer än hundra år";
    no_flag: "neither true, yes, ja, 1 nor false, no, nej, 0", "varken true, yes, ja, 1 eller false, no, nej, 0";
    not_drawn: "not the name of a drawn incident, such as h417#2", "inte namnet på en dragen händelse, som h417#2";
    no_priority: "a priority is a whole number from 1 to 255", "en prioritet är ett heltal från 1 till 255";
    too_wide: "the row has {values} values, the first line {columns} columns", "raden har {values} värden, första raden {columns} kolumner";
    no_group: "nothing says which incident the row belongs to", "inget säger vilken händelse raden hör till";
    before_the_call: "before the call ({time})", "före samtalet ({time})";
    before: "before {column} ({time})", "före {column} ({time})";
    long_after: "more than 24 hours after {column} ({time})", "mer än 24 timmar efter {column} ({time})";
    cut_off: "the file ends within this row: it may be cut off", "filen slutar inne i raden: den kan vara avklippt";
    // What a reader must know of a log that is replayed.
    unusable_rows_one: "{count} of {rows} rows of the log of {holder} cannot be used and is left out: {first}.",
        "{count} av {rows} rader i loggen för {holder} kan inte användas och utelämnas: {first}.";
    unusable_rows_many: "{count} of {rows} rows of the log of {holder} cannot be used and are left out; the first is {first}.",
        "{count} av {rows} rader i loggen för {holder} kan inte användas och utelämnas; den första är {first}.";
    unusable_values_one: "{count} of {rows} rows of the column {column} of {file} cannot be used and is left out: {first}.",
        "{count} av {rows} rader i kolumnen {column} i {file} kan inte användas och utelämnas: {first}.";
    unusable_values_many: "{count} of {rows} rows of the column {column} of {file} cannot be used and are left out; the first is {first}.",
        "{count} av {rows} rader i kolumnen {column} i {file} kan inte användas och utelämnas; den första är {first}.";
    repeated_one: "{count} row of the log of {holder} is identical to another one. It is kept as a call of its own: remove it from the file if it is a copy.",
        "{count} rad i loggen för {holder} är identisk med en annan. Den räknas som ett eget samtal: ta bort den ur filen om den är en kopia.";
    repeated_many: "{count} rows of the log of {holder} are identical to another one. They are kept as calls of their own: remove them from the file if they are copies.",
        "{count} rader i loggen för {holder} är identiska med en annan. De räknas som egna samtal: ta bort dem ur filen om de är kopior.";
    gap: "The log of {holder} has no call for {days} days, between line {from} and line {to}: are the dates right?",
        "Loggen för {holder} har inget samtal på {days} dygn, mellan rad {from} och rad {to}: stämmer datumen?";
    far_one: "A call in line {line} of the log of {holder}, {time}, lies {days} days from all others: is the date right?",
        "Ett samtal på rad {line} i loggen för {holder}, {time}, ligger {days} dygn från alla andra: stämmer datumet?";
    far_many: "{count} calls of the log of {holder} lie far from all others: are the dates right? The farthest are {days} days away (line {line}: {time}).",
        "{count} samtal i loggen för {holder} ligger långt från alla andra: stämmer datumen? De som ligger längst bort är {days} dygn därifrån (rad {line}: {time}).";
    incomplete_one: "{count} incident of the log of {holder} has a row that cannot be used. The flags that its other rows do not set are drawn.",
        "{count} händelse i loggen för {holder} har en rad som inte kan användas. De flaggor som dess övriga rader inte sätter lottas.";
    incomplete_many: "{count} incidents of the log of {holder} have rows that cannot be used. The flags that their other rows do not set are drawn.",
        "{count} händelser i loggen för {holder} har rader som inte kan användas. De flaggor som deras övriga rader inte sätter lottas.";
    cut: "The last line of the log of {holder} has no line end: its last value may be cut off.",
        "Sista raden i loggen för {holder} saknar radslut: det sista värdet kan vara avklippt.";
    cut_values: "The last line of {file} has no line end: its last value of the column {column} may be cut off.",
        "Sista raden i {file} saknar radslut: det sista värdet i kolumnen {column} kan vara avklippt.";
    // What a description points at.
    far_calls: "Calls far from all others, and left out of hours, gaps and clusters: are the dates right?",
        "Samtal långt från alla andra, utelämnade ur timmar, tider utan samtal och klumpar: stämmer datumen?";
    far_day: "line {line}: {time} ({calls}, {days} away)", "rad {line}: {time} ({calls}, {days} bort)";
    incomplete: "Incidents with rows that cannot be used: {count}; flags that their other rows do not set are not known",
        "Händelser med rader som inte kan användas: {count}; flaggor som deras övriga rader inte sätter är okända";
}
