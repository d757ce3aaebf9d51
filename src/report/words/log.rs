//! The words of what a recorded log holds.

use crate::model::Language;
use serde::Serialize;

words! { Log;
    rows: "{incidents} incidents from {usable} of {rows} rows of {file}", "{incidents} händelser ur {usable} av {rows} rader i {file}";
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
    line: "line {line}", "rad {line}";
    more: "and {count} more", "och {count} till";
    in_order: "Rows are in order of time", "Raderna står i tidsordning";
    out_of_order: "Rows whose call came before that of the row above: {count} (lines {lines})",
        "Rader vars samtal kom före det på raden ovanför: {count} (rad {lines})";
    no_copies: "No two rows are identical", "Inga rader är identiska";
    copies: "Rows identical to another one: {count} (lines {lines})", "Rader som är identiska med en annan: {count} (rad {lines})";
    copies_about: "Rows identical to another one: about {count}, from one in {one_in} kinds of row (lines {lines})",
        "Rader som är identiska med en annan: omkring {count}, räknat på ett av {one_in} slags rader (rad {lines})";
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
}
