//! Why numbers of a study of ranges stand without an interval.

use crate::model::Language;
use serde::Serialize;

words! { BareWords;
    note: "Numbers without an interval: {count}. What has none cannot be told apart from nothing: {why}.",
        "Tal utan intervall: {count}. Det som inte har något kan inte skiljas från ingenting: {why}.";
    one_replication: "a single replication says nothing of how others would vary", "en enda replikation säger inget om hur andra skulle variera";
    few_counted: "fewer than {least} incidents are counted for some (a longer duration, or more replications)",
        "för några räknas färre än {least} händelser (en längre mätperiod eller fler replikationer)";
    few_replications: "of some it takes {least} replications at least (--replications)", "för några krävs minst {least} replikationer (--replications)";
    few_starts: "effects take {least} starts at least (--points)", "effekter kräver minst {least} starter (--points)";
    few_points: "shares take {least} base points at least (--points)", "andelar kräver minst {least} baspunkter (--points)";
}
