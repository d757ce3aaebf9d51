//! Why numbers of a study of ranges stand without an interval.

use crate::model::Language;
use serde::Serialize;

words! { BareWords;
    note: "Numbers without an interval: {count}: {why}.", "Tal utan intervall: {count}: {why}.";
    told_nothing: "What has none cannot be told apart from nothing.", "Det som inte har något kan inte skiljas från ingenting.";
    told_by_sign: "What has none is told apart from nothing only where it has one sign in all of ten replications or more.",
        "Det som inte har något skiljs från ingenting bara där det har ett och samma tecken i alla av minst tio replikationer.";
    one_replication: "a single replication says nothing of how others would vary", "en enda replikation säger inget om hur andra skulle variera";
    few_counted: "fewer than {least} incidents are counted for some (a longer duration, or more replications)",
        "för några räknas färre än {least} händelser (en längre mätperiod eller fler replikationer)";
    few_differing: "for some fewer than {least} of what is counted differ (a longer duration, or more replications)",
        "för några är det färre än {least} fall som skiljer (en längre mätperiod eller fler replikationer)";
    few_replications: "of some it takes {least} replications at least (--replications)", "för några krävs minst {least} replikationer (--replications)";
    few_starts: "effects take {least} starts at least (--points)", "effekter kräver minst {least} starter (--points)";
    few_points: "shares take {least} base points at least (--points)", "andelar kräver minst {least} baspunkter (--points)";
}
