//! Expressions looked up, and brought into the form that the engine decides: alternatives of conjunctions.

use super::names::Mistakes;
use super::{Scenario, attributes};
use crate::model::{Condition, Conjunction};
use crate::scenario::diagnostic::{Diagnostic, Span};
use crate::scenario::expression::Expression;
use crate::scenario::file::{At, File};

/// The most alternatives of an expression.
const MOST_ALTERNATIVES: usize = 256;

/// What an expression's words mean for one incident type in one chain.
#[derive(Clone, Copy)]
pub(super) struct Meaning<'a> {
    /// Names of the flags.
    pub(super) flags: &'a [&'a str],
    /// Name of the incident type.
    pub(super) kind: &'a str,
    /// The index of a step; `None` where the chain has no such step, so that it never began.
    pub(super) step: &'a dyn Fn(&str) -> Option<usize>,
    /// Names of the marks; none where they cannot be asked for.
    pub(super) marks: &'a [String],
}

/// What an expression asks that is not known from the arrival on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asks {
    /// `ran('step')`.
    Ran,
    /// `believes('agency')`.
    Believes,
    /// `marked('mark')`.
    Marked,
    /// `helped('role')`: with the name of the role.
    Helped,
}

/// Why what is only known later is not known where it is asked.
pub(super) fn not_known(asks: Asks, name: &At<String>, why: &str, mistakes: &mut Mistakes) {
    let (id, function) = match asks {
        Asks::Ran => ("ran-not-known", "ran"),
        Asks::Believes => ("belief-not-known", "believes"),
        Asks::Marked => ("mark-not-known", "marked"),
        Asks::Helped => ("help-not-known", "helped"),
    };
    mistakes.error(id, name, format!("`{function}('{}')` cannot be asked here", name.value), why);
}

/// Tells of `marked()` of a mark that nothing sets; `set` holds those that something does.
pub(super) fn look_up_mark(name: &At<String>, set: &[&str], mistakes: &mut Mistakes) {
    mistakes.look_up("mark", name, set.iter().copied());
}

/// Tells of `helped()` of a role that no chain declares.
pub(super) fn check_role(file: &File, name: &At<String>, mistakes: &mut Mistakes) {
    let roles = file.chains.iter().flat_map(|chain| &chain.value.roles).map(|role| role.name.value.as_str());
    mistakes.look_up("role", name, roles);
}

/// Looks up the names of an expression; `later` looks at whatever is not known from the arrival on.
pub(super) fn check(
    scenario: &Scenario<'_>,
    expression: &Expression,
    mistakes: &mut Mistakes,
    later: &mut dyn FnMut(Asks, &At<String>, &mut Mistakes),
) {
    let at = |name: &String, span: &Span| At { value: name.clone(), span: span.clone() };
    match expression {
        Expression::True | Expression::False => {}
        Expression::Flag(name, span) => {
            mistakes.look_up("flag or agency", &at(name, span), scenario.written_flags());
        }
        Expression::Value(flag, of_attribute, of_value) => {
            let (attribute, value) = flag.split_once('=').unwrap_or((flag, ""));
            let at = |name: &str, span: &Span| At { value: name.to_owned(), span: span.clone() };
            attributes::check_value(scenario.file, &at(attribute, of_attribute), &at(value, of_value), mistakes);
        }
        Expression::Type(name, span) => {
            mistakes.look_up("incident type", &at(name, span), scenario.kinds());
        }
        Expression::Ran(name, span) => later(Asks::Ran, &at(name, span), mistakes),
        Expression::Believes(name, span) => later(Asks::Believes, &at(name, span), mistakes),
        Expression::Marked(name, span) => later(Asks::Marked, &at(name, span), mistakes),
        Expression::Helped(flag, span) => {
            let role = flag.split_once('=').map_or(flag.as_str(), |(_, role)| role);
            later(Asks::Helped, &at(&role.to_owned(), span), mistakes);
        }
        Expression::Not(inner) => check(scenario, inner, mistakes, later),
        Expression::And(left, right) | Expression::Or(left, right) => {
            check(scenario, left, mistakes, later);
            check(scenario, right, mistakes, later);
        }
    }
}

/// Calls `found` with the name of every flag, those that stand for values or for help included.
pub(super) fn each_flag<'a>(expression: &'a Expression, found: &mut dyn FnMut(&'a str)) {
    match expression {
        Expression::Flag(name, _) | Expression::Value(name, ..) | Expression::Helped(name, _) => found(name),
        Expression::Not(inner) => each_flag(inner, found),
        Expression::And(left, right) | Expression::Or(left, right) => {
            each_flag(left, found);
            each_flag(right, found);
        }
        Expression::True | Expression::False | Expression::Type(..) => {}
        Expression::Ran(..) | Expression::Believes(..) | Expression::Marked(..) => {}
    }
}

/// The condition that an expression is; names that are not known have been told and count as false.
pub(super) fn condition(expression: &At<Expression>, meaning: Meaning<'_>, mistakes: &mut Mistakes) -> Option<Condition> {
    let found = alternatives(&expression.value, true, meaning);
    if found.is_none() {
        let message = "the expression is too complicated";
        let label = format!("it has more than {MOST_ALTERNATIVES} alternatives");
        let hint = "`or` within `and` multiplies: give a part of it its own flag, or split the step";
        mistakes.tell(Diagnostic::error("too-complicated", expression.span.clone(), message, label).hint(hint));
    }
    found.map(Condition)
}

/// The alternatives of an expression, or of its opposite; none if there are too many.
fn alternatives(expression: &Expression, positive: bool, meaning: Meaning<'_>) -> Option<Vec<Conjunction>> {
    let constant = |value: bool| Some(if value == positive { vec![Conjunction::default()] } else { Vec::new() });
    match expression {
        Expression::True => constant(true),
        Expression::False => constant(false),
        Expression::Type(name, _) => constant(name == meaning.kind),
        Expression::Flag(name, _) | Expression::Value(name, ..) | Expression::Helped(name, _) => {
            match meaning.flags.iter().position(|flag| flag == name) {
                None => constant(false),
                Some(flag) if positive => Some(vec![Conjunction { flags_on: 1 << flag, ..Conjunction::default() }]),
                Some(flag) => Some(vec![Conjunction { flags_off: 1 << flag, ..Conjunction::default() }]),
            }
        }
        Expression::Ran(name, _) => match (meaning.step)(name) {
            None => constant(false),
            Some(step) if positive => Some(vec![Conjunction { ran: 1 << step, ..Conjunction::default() }]),
            Some(step) => Some(vec![Conjunction { not_ran: 1 << step, ..Conjunction::default() }]),
        },
        // An agency has the index of its flag.
        Expression::Believes(name, _) => match meaning.flags.iter().position(|flag| flag == name) {
            None => constant(false),
            Some(agency) if positive => Some(vec![Conjunction { believed: 1 << agency, ..Conjunction::default() }]),
            Some(agency) => Some(vec![Conjunction { not_believed: 1 << agency, ..Conjunction::default() }]),
        },
        Expression::Marked(name, _) => match meaning.marks.iter().position(|mark| mark == name) {
            None => constant(false),
            Some(mark) if positive => Some(vec![Conjunction { set: 1 << mark, ..Conjunction::default() }]),
            Some(mark) => Some(vec![Conjunction { not_set: 1 << mark, ..Conjunction::default() }]),
        },
        Expression::Not(inner) => alternatives(inner, !positive, meaning),
        Expression::And(left, right) | Expression::Or(left, right) => {
            let (left, right) = (alternatives(left, positive, meaning)?, alternatives(right, positive, meaning)?);
            let mut found = Vec::new();
            if matches!(expression, Expression::And(..)) == positive {
                for a in &left {
                    for b in &right {
                        add(&mut found, both(a, b))?;
                    }
                }
            } else {
                for one in left.into_iter().chain(right) {
                    add(&mut found, one)?;
                }
            }
            Some(found)
        }
    }
}

/// What holds if both do; it may contradict itself.
pub(super) fn both(a: &Conjunction, b: &Conjunction) -> Conjunction {
    Conjunction {
        flags_on: a.flags_on | b.flags_on,
        flags_off: a.flags_off | b.flags_off,
        ran: a.ran | b.ran,
        not_ran: a.not_ran | b.not_ran,
        believed: a.believed | b.believed,
        not_believed: a.not_believed | b.not_believed,
        set: a.set | b.set,
        not_set: a.not_set | b.not_set,
    }
}

/// Whether it can never hold. Beliefs and marks do not count: two steps may be decided at different times.
pub(super) fn contradicts_itself(all: &Conjunction) -> bool {
    all.flags_on & all.flags_off != 0 || all.ran & all.not_ran != 0
}

/// Whether `b` holds wherever `a` does, because it asks for less.
fn asks_more(a: &Conjunction, b: &Conjunction) -> bool {
    a.flags_on & b.flags_on == b.flags_on
        && a.flags_off & b.flags_off == b.flags_off
        && a.ran & b.ran == b.ran
        && a.not_ran & b.not_ran == b.not_ran
        && a.believed & b.believed == b.believed
        && a.not_believed & b.not_believed == b.not_believed
        && a.set & b.set == b.set
        && a.not_set & b.not_set == b.not_set
}

/// Adds an alternative, unless it contradicts itself or is part of another; none if there are too many.
fn add(found: &mut Vec<Conjunction>, one: Conjunction) -> Option<()> {
    if contradicts_itself(&one) || found.iter().any(|other| asks_more(&one, other)) {
        return Some(());
    }
    found.retain(|other| !asks_more(other, &one));
    found.push(one);
    (found.len() <= MOST_ALTERNATIVES).then_some(())
}

/// Whether `what` holds in every case in which `given` does, at another time perhaps: beliefs change, marks are set. Tells cases apart by up to
/// `depth` flags and steps, of which those count that are `possible`; where that is not enough the answer is no.
pub(super) fn follows(given: &Conjunction, what: &Condition, depth: usize, possible: &dyn Fn(&Conjunction) -> bool) -> bool {
    if !possible(given) {
        return true;
    }
    let changes = |one: &Conjunction| one.believed | one.not_believed != 0 || one.set | one.not_set != 0;
    let lasting = |one: &&Conjunction| !changes(one) && !contradicts_itself(&both(one, given));
    let left: Vec<Conjunction> = what.0.iter().filter(lasting).copied().collect();
    if left.iter().any(|one| asks_more(given, one)) {
        return true;
    }
    let Some(first) = left.first().filter(|_| depth > 0) else { return false };
    // A word of the first alternative that is not given yet: in both cases the condition has to hold.
    let open = |set: u64, known: u64| set & !known & (set & !known).wrapping_neg();
    let flag = open(first.flags_on | first.flags_off, given.flags_on | given.flags_off);
    let step = open(first.ran | first.not_ran, given.ran | given.not_ran);
    let (mut yes, mut no) = (*given, *given);
    if flag != 0 {
        (yes.flags_on, no.flags_off) = (yes.flags_on | flag, no.flags_off | flag);
    } else {
        (yes.ran, no.not_ran) = (yes.ran | step, no.not_ran | step);
    }
    let rest = Condition(left);
    follows(&yes, &rest, depth - 1, possible) && follows(&no, &rest, depth - 1, possible)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Progress;

    const FLAGS: [&str; 4] = ["a", "b", "c", "d"];

    fn compiled(text: &str) -> Option<Condition> {
        let value = crate::scenario::expression::parse(text, &|range| range).expect("an expression");
        let step = |name: &str| name.strip_prefix('s').and_then(|number| number.parse().ok());
        let meaning = Meaning { flags: &FLAGS, kind: "fire", step: &step, marks: &[] };
        condition(&At { value, span: 0..text.len() }, meaning, &mut Mistakes::default())
    }

    /// The truth of an expression, by its meaning.
    fn truth(expression: &Expression, flags: u64, ran: u64) -> bool {
        match expression {
            Expression::True => true,
            Expression::False => false,
            Expression::Flag(name, _) => FLAGS.iter().position(|flag| flag == name).is_some_and(|flag| flags >> flag & 1 == 1),
            Expression::Type(name, _) => name == "fire",
            Expression::Ran(name, _) => ran >> name[1..].parse::<u32>().expect("a number") & 1 == 1,
            Expression::Value(..) | Expression::Believes(..) | Expression::Marked(..) | Expression::Helped(..) => {
                unreachable!("not asked here")
            }
            Expression::Not(inner) => !truth(inner, flags, ran),
            Expression::And(left, right) => truth(left, flags, ran) && truth(right, flags, ran),
            Expression::Or(left, right) => truth(left, flags, ran) || truth(right, flags, ran),
        }
    }

    #[test]
    fn a_condition_says_what_its_expression_says() {
        for text in [
            "a",
            "not a",
            "a and not a",
            "a or not a",
            "(a or b) and (c or d) and not (a and c)",
            "not (a and (b or not ran('s1'))) or type('fire') and c",
            "type('police') or ran('s0') and not ran('s1') and d",
            "not (type('fire') and (a or ran('s2')))",
            "true and (false or a)",
        ] {
            let expression = crate::scenario::expression::parse(text, &|range| range).expect("an expression");
            let condition = compiled(text).expect("simple");
            for flags in 0..16 {
                for ran in 0..8 {
                    assert_eq!(
                        condition.holds_now(flags, Progress { ran, ..Progress::default() }),
                        truth(&expression, flags, ran),
                        "{text} {flags:b} {ran:b}"
                    );
                }
            }
        }
    }

    #[test]
    fn what_is_part_of_another_alternative_falls_away() {
        assert_eq!(compiled("a or a and b").expect("simple").0.len(), 1);
        assert_eq!(compiled("a and not a").expect("simple").0, []);
        assert!(compiled("type('fire')").expect("simple").is_always());
    }

    #[test]
    fn too_many_alternatives_are_too_complicated() {
        let pair = |i: usize| format!("(ran('s{}') or ran('s{}'))", 2 * i, 2 * i + 1);
        let text = |n: usize| (0..n).map(pair).collect::<Vec<_>>().join(" and ");
        assert_eq!(compiled(&text(8)).expect("256 alternatives").0.len(), 256);
        assert_eq!(compiled(&text(9)), None);
    }

    #[test]
    fn what_follows_is_found_case_by_case() {
        let given = |text: &str| compiled(text).expect("simple").0[0];
        let what = |text: &str| compiled(text).expect("simple");
        let any = |_: &Conjunction| true;
        assert!(follows(&given("a and b"), &what("a"), 8, &any));
        assert!(follows(&given("a"), &what("a and c or not c"), 8, &any));
        assert!(follows(&given("true"), &what("a and b or a and not b or not a"), 8, &any));
        assert!(!follows(&given("a"), &what("a and b"), 8, &any));
        assert!(!follows(&given("true"), &what("a or b"), 8, &any));
        assert!(follows(&given("a and believes('b')"), &what("a"), 8, &any));
        assert!(!follows(&given("believes('b')"), &what("believes('b')"), 8, &any), "beliefs change");
        let exactly_one = |all: &Conjunction| all.flags_on & 3 != 3 && all.flags_off & 3 != 3;
        assert!(follows(&given("true"), &what("a or b"), 8, &exactly_one));
        assert!(follows(&given("a"), &what("not b"), 8, &exactly_one));
        assert!(!follows(&given("a"), &what("c"), 8, &exactly_one));
    }
}
