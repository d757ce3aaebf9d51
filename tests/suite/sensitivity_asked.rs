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

/// A change of which nobody knows how sure it is is shown with its value, and with what it takes; it is not one that cannot be told apart from none.
#[test]
fn a_bar_without_an_interval_is_shown_and_says_so() {
    let lengths = "value = { exponential = { mean = \"10 s\" } }\nrange = { mean = [\"5 s\", \"90 s\"] }";
    let folder =
        folder_with(&one_turn().replace("value = \"10 s\"\nrange = [\"0 s\", \"90 s\"]", lengths).replace("law = \"uniform\"\n", ""));
    let (status, text, err) = run(folder.path(), &[&ASKED[..2], &["--stratum", "all"]].concat());
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(status, Some(0), "{err}");
    let bare = "−5 s (no interval)";
    assert!(text.contains(bare) && text.contains("it takes 5 replications at least"), "{text}");
    assert!(!text.contains("Cannot be told apart from no change: "), "{text}");
    // Four in five calls take as long as before, and all of ten replications say of the others that they take longer.
    let (common, new) = one_turn().split_once("[[chain.new.step]]").map(|(common, new)| (common.to_owned(), new.to_owned())).unwrap();
    let (_, rest) = new.split_once("mark = \"told\"\n").unwrap();
    let rare = "[[chain.new.step]]\nname = \"tell\"\nstaff = [\"desk\"]\nwhen = \"rare\"\ntakes = \"x\"\n\
                [[chain.new.step]]\nname = \"ask\"\nstaff = [\"desk\"]\nafter = [\"tell\"]\ntakes = \"60 s\"\nmark = \"told\"\n";
    let rare = format!("{common}{rare}{rest}[flag]\nrare = 0.2\n");
    let folder = folder_with(&rare);
    let (_, text, err) = run(folder.path(), &[&ASKED[..2], &["--stratum", "all", "--replications", "12"]].concat());
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("(one sign)") && text.contains("only where it has one sign in all of ten"), "{text}{err}");
}

/// The ends of ranges are lived for a week, a declared count is of the four that the study counts: 280 calls, 0.3 of them heard against 0.2, and 0.2 to 0.5.
#[test]
fn the_doubt_of_a_count_is_of_as_long_as_is_counted() {
    let folder = folder_with(
        r#"
[study]
starts = "2024-06-03"
duration = "28 d"
at_end = "drain"
replications = 12
primary = [{ measure = "number" }]
[parameter.heard]
value = 0.3
range = [0.2, 0.5]
basis = "assumed"
[flag]
is_heard = "heard"
[incident.call]
rate = "10 / d"
[pool.desk]
staff = "unlimited"
[[chain.calls.step]]
name = "talk"
staff = ["desk"]
takes = "60 s"
mark = "done"
[measure.time]
time = { to = "done" }
[measure.number]
count = "is_heard"
[arm.first]
chain = "calls"
[arm.second]
chain = "calls"
flag.is_heard = 0.2
"#,
    );
    let summary = found(folder.path(), &["compare", "by_hand.toml", "--json", "--quiet"]);
    let over = &summary["over_ranges"];
    let place = over["questions"].as_array().unwrap().iter().position(|asked| asked["measure"] == "number").expect("it is declared");
    let [low, high] = ["low", "high"].map(|end| over["ranges"][place][end].as_f64().expect("it is told"));
    assert!((low + 84.0).abs() < 15.0 && high.abs() < 12.0, "from {low} to {high}, exactly -84 to 0");
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
