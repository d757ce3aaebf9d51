//! Does a scenario become the model that it means?

use larmkedja::model::{Choice, Condition, Conjunction, Discipline, End, EndMark, Lasts, Model, RowId, Seats, What};
use larmkedja::random::Key;
use larmkedja::scenario::compile::{Compiled, compile, differences, expand};
use larmkedja::scenario::diagnostic::{Diagnostic, together};
use larmkedja::scenario::file::File;
use larmkedja::scenario::log::{NO_TEXT, ReadLog, ReadRow};
use larmkedja::scenario::read::read;
use larmkedja::scenario::render::render;
use larmkedja::time::Time;
use std::path::Path;

/// A scenario with a bit of everything.
const SCENARIO: &str = r#"
[study]
starts = "2024-06-05T07:30:00"
duration = "7 d"
baseline = "joint"
[agency.police]
alerted = "police alerted"
[agency.fire]
alerted = "fire alerted"
[parameter.calls]
value = "240 / d"
scale = 0.5
[parameter.dark]
value = 0.4
[parameter.talk]
value = { exponential = { mean = "1 min" } }
[parameter.load]
value = 0.5
[profile.day]
hours = [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]
[pool.desk]
[pool.desk.shift.day]
from = "06:00"
to = "18:30"
staff = 3
[pool.desk.shift.night]
from = "18:00"
to = "06:00"
staff = 2
[pool.others]
staff = "unlimited"
[background.desk]
pool = "desk"
load = "load"
takes = "2 min"
[flag]
wet = 0.2
dark = { if = "wet", then = "dark", else = 0.1 }
never = 0.0
[incident.fire]
rate = { of = "calls", share = [0.5], not = [0.2] }
profile = "day"
priority = 2
needs = [{ agencies = ["fire"], weight = 3 }, { agencies = ["police", "fire"], weight = 1 }, { agencies = [], weight = 0 }]
[incident.theft]
rate = "2 / h"
flags = { police = 1.0, wet = 0.9 }
[chain.apart.role]
operator = [{ pool = "desk", when = "dark" }, { pool = "others" }]
[[chain.apart.step]]
name = "answer"
staff = ["operator", "caller"]
takes = "talk"
patience = { exponential = { mean = "1 min" } }
redial = { chance = 0.8, after = "20 s" }
marks = { "picked up" = 0, "nature known" = 0.5 }
mark = "answered"
stage = "answer"
[[chain.apart.step]]
name = "police"
when = "police and (wet or type('fire')) or never"
staff = ["operator", "others"]
takes = { if = "dark and type('theft')", then = "talk", else = "5 s" }
stage = "alert"
[[chain.apart.step]]
name = "all alerted"
after = ["nature known"]
after_any = ["police"]
when = "fire or police and not ran('police')"
staff = ["others"]
takes = "1 s"
marks = { "fire alerted" = 1 }
mark = "police alerted"
draw = "alert"
[chain.near]
like = "apart"
[[chain.near.step]]
name = "police"
takes = "0 s"
order = 7
[[chain.near.step]]
name = "look"
place = { before = "police" }
until = "answer"
if_free = "10 s"
[measure.alarm]
time = { to = { last = ["police alerted", "fire alerted"] } }
target = "2 min"
[measure.asked]
share = "ran('look') and dark"
among = "type('theft') or fire"
[measure.work]
work = ["operator", "others"]
[arm.apart]
chain = "apart"
parameter.talk.scale = 2
parameter.load.value = 0.25
pool.desk.queue = "fifo"
[arm.joint]
chain = { default = "apart", theft = "near" }
flag.dark = 0.7
"#;

/// The example that all of the project shares, where it is at hand.
fn example() -> Option<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/example.toml");
    let text = std::fs::read_to_string(&path).ok();
    if text.is_none() {
        eprintln!("skipped: {} is not here", path.display());
    }
    text
}

fn file(text: &str) -> File {
    let (file, mistakes) = read(text);
    assert_eq!(render("scenario.toml", text, &mistakes, false), "");
    file.expect("TOML")
}

fn errors(text: &str, found: &[Diagnostic]) -> String {
    let errors: Vec<Diagnostic> = found.iter().filter(|found| found.is_error()).cloned().collect();
    render("scenario.toml", text, &errors, false)
}

fn model(text: &str) -> Model {
    let Compiled { model, diagnostics, .. } = compile(&file(text), &[], &[]);
    assert_eq!(errors(text, &diagnostics), "");
    model.expect("a model")
}

fn codes(text: &str) -> Vec<&'static str> {
    let (file, mistakes) = read(text);
    let compiled = compile(&file.expect("TOML"), &[], &[]);
    let circles = compiled.circles.iter().map(|circle| circle.diagnostic.clone());
    together(mistakes, compiled.diagnostics.into_iter().chain(circles).collect()).into_iter().map(|found| found.code).collect()
}

fn near(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-9 * expected.abs().max(1.0), "{found} instead of {expected}");
}

#[test]
fn the_study_and_its_defaults() {
    let study = model(SCENARIO).study;
    assert_eq!((study.starts.as_str(), study.weekday), ("2024-06-05T07:30:00", 2));
    assert_eq!(study.window_start, Time(7 * Time::HOUR.0 + Time::HOUR.0 / 2));
    assert_eq!((study.warm_up, study.duration), (Time::ZERO, Time(7 * Time::DAY.0)));
    assert_eq!((study.replications, study.seed, study.noticeable), (20, 0, Time::SECOND));
    assert_eq!((study.limits.open_incidents, study.limits.after_end), (100_000, Time(30 * Time::DAY.0)));
    assert_eq!(model(SCENARIO).baseline, 1);
}

#[test]
fn rates_are_products_spread_by_profiles() {
    let model = model(SCENARIO);
    let fire = &model.arms[0].rates[0].0;
    // 240 a day x 0.5 (scale) x 0.5 (share) x 0.8 (not) over 18 of 24 hours.
    near(fire[5], 0.0);
    near(fire[6], 240.0 * 0.5 * 0.5 * 0.8 / 18.0);
    near(fire.iter().sum::<f64>(), 7.0 * 48.0);
    near(model.arms[0].rates[1].0[100], 2.0);
}

#[test]
fn shifts_make_a_weekly_plan_and_a_load_means_the_baseline() {
    let model = model(SCENARIO);
    let half = Time::HOUR.0 / 2;
    let Seats::Weekly(plan) = &model.arms[0].pools[0].seats else { panic!("limited") };
    assert_eq!(plan[..4], [(Time(0), 2), (Time(12 * half), 3), (Time(36 * half), 5), (Time(37 * half), 2)]);
    assert_eq!(model.arms[0].pools[1].seats, Seats::Unlimited);
    assert_eq!((model.arms[0].pools[0].discipline, model.arms[1].pools[0].discipline), (Discipline::Fifo, Discipline::Priority));
    // Load x seats / length: 0.5 x 2 seats x 30 an hour; in the hour of the change 3.5 seats; the other arm says another load.
    let rate = |arm: usize, hour: usize| model.arms[arm].background[0].0.0[hour];
    near(rate(1, 0), 30.0);
    near(rate(1, 18), 0.5 * 3.5 * 30.0);
    near(rate(0, 0), 15.0);
    assert_eq!(model.background[0].priority, 255);
}

#[test]
fn flags_are_drawn_in_an_order_in_which_each_can_be() {
    let model = model(SCENARIO);
    assert_eq!(model.flags, ["police", "fire", "wet", "dark", "never"]);
    let rules = &model.arms[0].flags[0];
    let drawn: Vec<usize> = rules.rules.iter().map(|rule| rule.flag).collect();
    assert_eq!(drawn, [2, 3], "`never` has no chance, `police` and `fire` are said by the needs");
    assert_eq!(rules.rules[1].chance.get(0b100), &0.4);
    assert_eq!(rules.rules[1].chance.get(0), &0.1);
    assert_eq!(rules.rules[1].key, Key::of("dark"));
    let needs: Vec<_> = rules.needs.iter().map(|need| (need.flags, *need.weight.get(0), need.key)).collect();
    assert_eq!(needs, [(0b10, 3.0, Key::of("fire")), (0b11, 1.0, Key::of("fire+police"))]);
    let theft = &model.arms[1].flags[1];
    let chances: Vec<_> = theft.rules.iter().map(|rule| (rule.flag, *rule.chance.get(0))).collect();
    assert_eq!(chances, [(0, 1.0), (2, 0.9), (3, 0.7)], "a type goes before [flag], an arm before both");
}

#[test]
fn steps_have_what_they_say_and_sensible_defaults() {
    let model = model(SCENARIO);
    let program = &model.arms[0].programs[1];
    let [answer, police, alerted] = &program.steps[..] else { panic!("three steps") };
    assert_eq!((answer.after, answer.after_any, answer.after_marks), (0, 0, 0));
    assert_eq!(police.after, 0b001, "the step above");
    let mark = |name: &str| model.marks.iter().position(|mark| mark == name).expect("a mark");
    assert_eq!((alerted.after, alerted.after_any, alerted.after_marks), (0, 0b010, 1 << mark("nature known")));
    assert_eq!(answer.marks_at_begin, [mark("picked up")]);
    assert_eq!(answer.marks_inside, [(0.5, mark("nature known"))]);
    assert_eq!(alerted.marks_at_end, [mark("fire alerted"), mark("police alerted")]);
    assert_eq!(program.setters[mark("police alerted")], 0b100);
    assert_eq!((answer.order, police.order, alerted.order), (0, 1, 2));
    assert_eq!((answer.key, alerted.key), (Key::of("answer"), Key::of("alert")));
    let stages: Vec<&str> = program.steps.iter().map(|step| model.stages[step.stage].as_str()).collect();
    assert_eq!(stages, ["answer", "alert", "other"]);
    assert_eq!((model.stages.as_slice(), model.answer_stage), (["answer", "alert", "other"].map(String::from).as_slice(), 0));
    let Lasts::Takes(Choice::One(takes)) = &answer.lasts else { panic!("no choice") };
    near(takes.mean(), 120.0);
    let redial = answer.patience.as_ref().and_then(|patience| patience.redial.as_ref()).expect("a redial");
    assert_eq!(redial.0.get(0), &0.8);
}

#[test]
fn conditions_are_folded_by_type() {
    let model = model(SCENARIO);
    let on = |flags_on| Conjunction { flags_on, ..Conjunction::default() };
    let when = |kind: usize| model.arms[0].programs[kind].steps[1].when.clone();
    assert_eq!(when(0), Condition(vec![on(0b1), on(0b1_0000)]));
    assert_eq!(when(1), Condition(vec![on(0b101), on(0b1_0000)]));
    let alerted = &model.arms[0].programs[1].steps[2].when;
    assert_eq!(*alerted, Condition(vec![on(0b10), Conjunction { flags_on: 1, not_ran: 0b10, ..Conjunction::default() }]));
    assert!(matches!(&model.arms[0].programs[0].steps[1].lasts, Lasts::Takes(Choice::One(_))), "not for this type");
    assert!(matches!(&model.arms[0].programs[1].steps[1].lasts, Lasts::Takes(Choice::If(..))));
}

#[test]
fn roles_are_people_and_pools_named_directly_are_anybody() {
    let model = model(SCENARIO);
    let program = &model.arms[0].programs[0];
    let roles: Vec<(&str, u64)> = program.roles.iter().map(|role| (role.name.as_str(), role.steps)).collect();
    assert_eq!(roles, [("operator", 0b011), ("caller", 0b001), ("others", 0b010), ("others", 0b100)]);
    let dark = Condition(vec![Conjunction { flags_on: 0b1000, ..Conjunction::default() }]);
    assert_eq!(program.roles[0].filled_by, [(dark, 0), (Condition::always(), 1)]);
    assert!(program.roles[1].is_caller());
}

#[test]
fn a_chain_like_another_changes_only_what_it_names() {
    let model = model(SCENARIO);
    let program = &model.arms[1].programs[1];
    assert_eq!((program.chain.as_str(), model.arms[1].programs[0].chain.as_str()), ("near", "apart"));
    let names: Vec<&str> = program.steps.iter().map(|step| step.name.as_str()).collect();
    assert_eq!(names, ["answer", "look", "police", "all alerted"]);
    assert_eq!(program.steps[2].after, 0b0010, "the step above, as the chain stands now");
    assert_eq!((program.steps[2].order, program.steps[1].order), (7, 1));
    assert_eq!(program.steps[1].lasts, Lasts::UntilStep(0));
    assert_eq!(program.steps[1].if_free, Some(Time(10 * Time::SECOND.0)));
    assert!(!program.steps[2].when.is_always(), "kept");
}

#[test]
fn measures_know_who_is_needed_and_what_an_arm_lacks() {
    let model = model(SCENARIO);
    let mark = |name: &str| model.marks.iter().position(|mark| mark == name).expect("a mark");
    let last = [("police alerted", 0), ("fire alerted", 1)].map(|(name, flag)| EndMark { mark: mark(name), needed: 1 << flag });
    assert!(
        matches!(&model.measures[0].what, What::Time { from: End::Arrival, to: End::Last(marks) } if marks[..] == last),
        "{:?}",
        model.measures[0].what
    );
    assert_eq!(model.measures[0].target, Some(Time(120 * Time::SECOND.0)));
    let What::Share(by_arm) = &model.measures[1].what else { panic!("a share") };
    assert_eq!(by_arm[0], [Condition(vec![]), Condition(vec![])], "no such step in this arm");
    assert_eq!(by_arm[1][1].0, [Conjunction { flags_on: 0b1000, ran: 0b10, ..Conjunction::default() }]);
    assert_eq!(model.measures[1].among[0].0, [Conjunction { flags_on: 0b10, ..Conjunction::default() }]);
    assert!(model.measures[1].among[1].is_always());
    let What::Work(roles) = &model.measures[2].what else { panic!("work") };
    assert_eq!(roles[0][0], [0, 2, 3], "operator, and whoever of the pool");
}

#[test]
fn a_share_at_the_end_of_its_range_is_no_mistake() {
    // A sweep must be able to go there: with nothing ever wet or dark some steps never happen, which is what was asked for.
    for (from, to) in
        [("wet = 0.2", "wet = 0.0"), ("wet = 0.2", "wet = 1.0"), ("police = 1.0", "police = 0.0"), ("value = 0.4", "value = 1")]
    {
        model(&SCENARIO.replace(from, to));
    }
}

#[test]
fn a_chain_is_the_same_after_it_was_expanded() {
    let by_arm = |text: &str| -> Vec<String> {
        model(text).arms.iter().map(|arm| format!("{:?}", arm.programs.iter().map(|p| (&p.steps, &p.roles)).collect::<Vec<_>>())).collect()
    };
    let expanded = expand(&file(SCENARIO), SCENARIO);
    assert!(!expanded.contains("like") && expanded.contains("# used by `apart`, `joint`"), "{expanded}");
    let (before, rest) = SCENARIO.split_once("[chain.apart.role]").expect("chains");
    let (_, after) = rest.split_once("[measure.alarm]").expect("measures");
    assert_eq!(by_arm(&format!("{before}{expanded}[measure.alarm]{after}")), by_arm(SCENARIO));
    // Without the text the values are written anew.
    assert_eq!(by_arm(&format!("{before}{}[measure.alarm]{after}", expand(&file(SCENARIO), ""))), by_arm(SCENARIO));
}

#[test]
fn what_differs_is_said_in_words() {
    let expected = [
        "apart: chain `apart` instead of `near` for `theft`",
        "apart: no step `look`",
        "apart: step `police`: no order",
        "apart: step `police`: takes = { if = \"dark and type('theft')\", then = \"talk\", else = \"5 s\" } instead of \"0 s\"",
        "apart: pool `desk`: queue = \"fifo\"",
        "apart: parameter `load`: value = 0.25",
        "apart: parameter `talk`: scale = 2",
        "apart: flag `dark`: { if = \"wet\", then = \"dark\", else = 0.1 } instead of 0.7",
    ];
    let found: Vec<String> = differences(&file(SCENARIO), SCENARIO).iter().map(ToString::to_string).collect();
    assert_eq!(found, expected);
}

#[test]
fn a_log_gives_start_length_and_what_it_knows() {
    let text = SCENARIO
        .replace("starts = \"2024-06-05T07:30:00\"\nduration = \"7 d\"\n", "")
        .replace("rate = \"2 / h\"", "log = { time = \"t\", duration = \"d\", step = \"answer\", flags = { wet = \"w\" }, type = \"k\" }");
    let row = |line, day, hour| ReadRow {
        line,
        time: jiff::civil::date(2024, 6, day).at(hour, 0, 0, 0),
        place: line - 2,
        priority: None,
        kind: if line == 3 { 0 } else { NO_TEXT },
        abandoned: false,
    };
    let rows = vec![row(3, 4, 0), row(2, 3, 6), row(4, 3, 6)];
    let log = ReadLog {
        holder: "theft".into(),
        first: rows[1].time,
        last: rows[0].time,
        rows,
        texts: vec!["fire".to_owned()],
        lengths: vec![Time(12_500_000); 3],
        marks: Vec::new(),
        said: vec![(1, 0), (1, 1), (0, 0)],
        drawn: Vec::new(),
        attributes: Vec::new(),
    };
    let compiled = compile(&file(&text), &[log], &[]);
    assert_eq!(errors(&text, &compiled.diagnostics), "");
    let model = compiled.model.expect("a model");
    assert_eq!((model.study.starts.as_str(), model.study.duration), ("2024-06-03", Time(2 * Time::DAY.0)));
    let rows: Vec<_> = model.logs[0].rows.iter().map(|row| (row.id, row.time.0 / Time::HOUR.0, row.known, row.flags, row.kind)).collect();
    assert_eq!(rows, [(RowId::Line(2), 6, 0b100, 0, None), (RowId::Line(4), 6, 0, 0, None), (RowId::Line(3), 24, 0b100, 0b100, Some(0))]);
    for program in &model.arms[0].programs {
        assert!(matches!(program.steps[0].lasts, Lasts::Recorded(0, _)), "the log may bring every type");
    }
    assert!(model.arms[0].rates[1].0.iter().all(|rate| *rate == 0.0));
    assert!(compile(&file(&text), &[], &[]).model.is_none(), "without its log there is no model");
}

#[test]
fn a_mark_at_the_beginning_does_not_wait_for_the_end() {
    // The first step lasts until the second is done, which begins when the first does.
    let text = SCENARIO.replace("takes = \"talk\"\npatience", "until = \"watch\"\npatience").replace(
        "[[chain.apart.step]]\nname = \"police\"",
        "[[chain.apart.step]]\nname = \"watch\"\nafter = [\"picked up\"]\ntakes = \"9 s\"\n[[chain.apart.step]]\nname = \"police\"",
    );
    let text = text.replace("marks = { \"picked up\" = 0, \"nature known\" = 0.5 }", "marks = { \"picked up\" = 0, \"nature known\" = 1 }");
    let program = &model(&text).arms[0].programs[0];
    assert_eq!(program.steps[0].lasts, Lasts::UntilStep(1));
}

#[test]
fn sets_have_limits() {
    let flags: String = (0..63).map(|i| format!("f{i} = 0.5\n")).collect();
    assert!(codes(&SCENARIO.replace("[flag]\n", &format!("[flag]\n{flags}"))).contains(&"too-many"));
    let steps: String = (0..64).map(|i| format!("[[chain.apart.step]]\nname = \"s{i}\"\ntakes = \"1 s\"\n")).collect();
    assert!(codes(&SCENARIO.replace("[chain.near]", &format!("{steps}[chain.near]"))).contains(&"too-many"));
    let marks: Vec<String> = (0..64).map(|i| format!("m{i} = 0")).collect();
    let many = SCENARIO.replace("marks = { \"fire alerted\" = 1 }", &format!("marks = {{ \"fire alerted\" = 1, {} }}", marks.join(", ")));
    assert!(codes(&many).contains(&"too-many"));
}

#[test]
fn the_example_compiles_and_only_second_and_operator_may_wait_for_each_other() {
    let Some(text) = example() else { return };
    let compiled = compile(&file(&text), &[], &[]);
    assert_eq!(errors(&text, &compiled.diagnostics), "");
    assert_eq!(compiled.diagnostics, []);
    let model = compiled.model.expect("a model");
    let circles: Vec<(&str, Vec<&str>, &str, &str)> = compiled
        .circles
        .iter()
        .map(|circle| {
            let arm = &model.arms[circle.arm];
            let mut pools: Vec<&str> = circle.edges.iter().map(|edge| model.pools[edge.keeps].name.as_str()).collect();
            pools.dedup();
            let (edge, program) = (circle.edges[0], &arm.programs[circle.edges[0].kind]);
            (arm.name.as_str(), pools, program.steps[edge.step].name.as_str(), program.roles[edge.role].name.as_str())
        })
        .collect();
    let loops = ["virtual", "joint"].map(|arm| (arm, vec!["sos"], "second joins", "operator"));
    assert_eq!(circles, loops);
    assert!(compile(&file(&format!("deadlock = \"allow\"\n{text}")), &[], &[]).circles.is_empty());
}

#[test]
fn no_scenario_makes_it_panic() {
    let lines: Vec<&str> = SCENARIO.lines().collect();
    let words: Vec<&str> = SCENARIO.split('"').skip(1).step_by(2).collect();
    let try_one = |text: &str| {
        if let (Some(file), _) = read(text) {
            let _ = (compile(&file, &[], &[]), expand(&file, text), differences(&file, text));
        }
    };
    for left_out in 0..lines.len() {
        let text: Vec<&str> = lines.iter().enumerate().filter(|(line, _)| *line != left_out).map(|(_, line)| *line).collect();
        try_one(&text.join("\n"));
        try_one(&lines[..left_out].join("\n"));
    }
    // Every text in quotes is taken for every other one.
    let places: Vec<usize> = SCENARIO.match_indices('"').map(|(at, _)| at).collect();
    for pair in places.chunks_exact(2) {
        for word in &words {
            try_one(&format!("{}{word}{}", &SCENARIO[..=pair[0]], &SCENARIO[pair[1]..]));
        }
    }
}
