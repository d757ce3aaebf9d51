//! Whatever the bytes of a log are: they are read and described, or what is wrong is told. The first line of the input is left out of
//! the log and says, by its length, which of a few maps it is read by.
#![no_main]

use larmkedja::log::{describe, read};
use larmkedja::scenario::read::map;
use libfuzzer_sys::fuzz_target;

const MAPS: [&str; 3] = [
    "[log]\ntime = \"a\"\nduration = \"b\"\nstep = \"s\"\nzero = \"drop\"\nunusable = 1\n",
    "[log]\ntime = \"a\"\ngroup = \"b\"\nsteps = { s = { from = \"a\", to = \"c\" } }\nmarks = { m = \"c\" }\n\
     flags = { f = { column = \"b\", any = [\"x\"], rows = 2 }, g = \"d\" }\npriority = \"d\"\ntype = { column = \"d\", other = \"t\" }\nunusable = 1\n",
    "[log]\ntime = \"a\"\nid = \"b\"\nformat = \"%m/%d/%Y %H:%M\"\nattributes = { k = \"c\" }\nunusable = 1\n",
];

fuzz_target!(|bytes: &[u8]| {
    let end = bytes.iter().position(|byte| *byte == b'\n').map_or(0, |end| end + 1);
    let source = map(MAPS[end % MAPS.len()]).expect("the map is sound").value;
    let log = &bytes[end..];
    if let Ok((read, summary)) = read(&source, "call", log) {
        assert_eq!(summary.used + summary.dropped + summary.unusable_rows, summary.rows);
        assert!(read.rows.is_sorted_by_key(|row| (row.time, row.line)));
    } else {
        let _ = describe(&source, "log.csv", log);
        return;
    }
    describe(&source, "log.csv", log).expect("what can be replayed can be described");
});
