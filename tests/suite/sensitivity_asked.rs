//! Does `larmkedja sensitivity` answer what was asked, as it was written, and name what it does not answer?

use crate::sensitivity_command::{ASKED, folder_with, found, one_turn, run};
use serde_json::Value;

/// The sentences name the turns along either parameter: new less old is 20 + x - y.
#[test]
fn a_map_is_told_along_both_parameters() {
    let text = one_turn().replace("[parameter.x]", "[parameter.y]\nvalue = \"60 s\"\nrange = [\"20 s\", \"100 s\"]\n[parameter.x]");
    let folder = folder_with(&text.replacen("takes = \"60 s\"", "takes = \"y\"", 1));
    let vary = ["--vary", "x=0 s,30 s,60 s", "--vary", "y=30 s,60 s,90 s"];
    let (_, text, err) = run(folder.path(), &[&ASKED[..2], &["--stratum", "all", "--method", "break-even"], &vary[..]].concat());
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for sentence in ["With y at 60 s: turns where x is between 30 s and 60 s.", "With x at 30 s: turns where y is between 30 s and 60 s."] {
        assert!(text.contains(sentence), "{sentence}: {text}{err}");
    }
}

/// 70 % of anything is 0.7, and no bit more.
#[test]
fn a_bar_is_what_was_written() {
    let folder = folder_with(&one_turn().replace("time = { to = \"told\" }", "time = { to = \"told\" }\ntarget = \"1 min\""));
    let asked = ["staffing", "--arm", "new", "--vary", "incident.call.priority=1..2", "--target", "chain within >= 70 % +- 1 %"];
    let (_, _, err) = run(folder.path(), &[&ASKED[..4], &["--method"], &asked[..]].concat());
    assert!(err.contains("gives the arm no more seats"), "{err}");
    let folder = folder_with(
        &one_turn().replace("\"unlimited\"", "2").replace("time = { to = \"told\" }", "time = { to = \"told\" }\ntarget = \"1 min\""),
    );
    let asked = ["staffing", "--arm", "new", "--vary", "pool.desk.staff=2..3", "--target", "chain within >= 70 % +- 1 %"];
    let found = found(folder.path(), &[&ASKED[..4], &["--method"], &asked[..]].concat());
    assert_eq!(found["findings"]["targets"][0]["bar"].to_string(), "0.7");
}

/// Two agencies' worth of calls, and some for nobody, who are only asked.
const NOBODY: &str = r#"
title = { en = "By hand" }
[study]
starts = "2024-01-01"
duration = "1 d"
replications = 5
[agency.police]
alerted = "told"
[parameter.x]
value = "10 s"
range = ["0 s", "90 s"]
basis = "assumed"
[incident.alarm]
rate = "100 / d"
flags = { police = 1.0 }
[incident.query]
rate = "100 / d"
[pool.desk]
staff = "unlimited"
[[chain.old.step]]
name = "ask"
staff = ["desk"]
takes = "60 s"
mark = "asked"
[[chain.old.step]]
name = "tell"
staff = ["desk"]
when = "police"
takes = "30 s"
mark = "told"
[chain.new]
like = "old"
[[chain.new.step]]
name = "ask"
takes = "x"
[measure.chain]
time = { to = "told" }
[measure.answer]
time = { to = "asked" }
[arm.old]
chain = "old"
[arm.new]
chain = "new"
"#;

/// Those who need nobody are answered by the first time that they have, as in a comparison; what is asked and has no answer is said.
#[test]
fn incidents_that_need_nobody_are_answered_or_named() {
    let folder = folder_with(NOBODY);
    let asked = ["sensitivity", "by_hand.toml", "--json", "--quiet"];
    let told = |found: &Value, list: &str| -> Vec<(String, String)> {
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        found[list].as_array().into_iter().flatten().map(|one| (text(&one["stratum"]), text(&one["measure"]))).collect()
    };
    let pair = |stratum: &str, measure: &str| (stratum.to_owned(), measure.to_owned());
    let usual = found(folder.path(), &asked);
    assert_eq!(told(&usual, "questions"), [pair("single", "chain"), pair("none", "answer")]);
    assert_eq!(told(&usual, "left_out"), [pair("multi", "chain")]);
    let given = found(folder.path(), &[&asked[..], &["--measure", "chain"]].concat());
    assert_eq!(told(&given, "left_out"), [pair("multi", "chain"), pair("none", "chain")]);
    let (_, text, _) = run(folder.path(), &["sensitivity", "by_hand.toml", "--measure", "chain"]);
    assert!(text.contains("Not answered by the scenario itself") && text.contains("Nobody needed (chain)"), "{text}");
}
