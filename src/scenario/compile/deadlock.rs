//! Where people could wait for each other for ever.
//!
//! An arrow X -> Y says that an incident may keep a seat of pool X while it waits for one of Y, and that X cannot go back before
//! Y came. A circle of arrows may lock: everybody of X kept by incidents that wait for Y, and the reverse. Arrows are looked for
//! type by type: a step that waits for one of its people keeps those it has; and it holds up every step that cannot be done
//! before it, and thereby whoever was taken earlier and is needed again by one of those.

mod arrows;
mod held_up;

use super::arms::{Draft, World};
use super::names::circle;
use crate::scenario::diagnostic::Diagnostic;
use arrows::Search;

/// The most circles that are told of one arm.
const MOST_CIRCLES: usize = 100;

/// Pools that may wait for each other.
#[derive(Clone, Debug, PartialEq)]
pub struct Circle {
    /// Index of the arm.
    pub arm: usize,
    /// Every way in which a pool of the circle is kept while the next one is awaited; in the circle's order, several for one
    /// pair of pools if several types, steps or roles do that.
    pub edges: Vec<Edge>,
    /// The mistake, as an error.
    pub diagnostic: Diagnostic,
}

/// A seat of one pool may be kept while another pool is awaited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edge {
    /// Index of the pool whose seat is kept.
    pub keeps: usize,
    /// Index of the pool that is awaited.
    pub awaits: usize,
    /// Index of the incident type.
    pub kind: usize,
    /// Index of the step that waits, in the program of arm and type.
    pub step: usize,
    /// Index of the role that is kept, in the program of arm and type.
    pub role: usize,
}

/// Every circle of every arm.
pub(super) fn circles(world: &World<'_, '_>, drafts: &[Draft<'_>]) -> Vec<Circle> {
    drafts.iter().enumerate().flat_map(|(arm, draft)| circles_of(world, arm, draft)).collect()
}

fn circles_of(world: &World<'_, '_>, arm: usize, draft: &Draft<'_>) -> Vec<Circle> {
    let mut edges = Vec::new();
    for (kind, (program, possible)) in draft.programs.iter().zip(&draft.possible).enumerate().take(world.scenario.file.types.len()) {
        let (Some(program), Some(possible)) = (program, possible) else { continue };
        Search::new(program, possible, (kind, &draft.pools), &mut edges).edges();
    }
    let pools = world.scenario.file.pools.len();
    let leads = |from: usize, to: usize| edges.iter().any(|edge| edge.keeps == from && edge.awaits == to);
    let mut found = Vec::new();
    for first in 0..pools {
        extend(&leads, pools, &mut vec![first], &mut found);
    }
    found.into_iter().map(|pools| tell(world, arm, draft, &pools, &edges)).collect()
}

/// Circles through pools of which the first has the lowest index, so that each is found once.
fn extend(leads: &dyn Fn(usize, usize) -> bool, pools: usize, way: &mut Vec<usize>, found: &mut Vec<Vec<usize>>) {
    let (first, last) = (way[0], way[way.len() - 1]);
    if found.len() < MOST_CIRCLES && leads(last, first) {
        found.push(way.clone());
    }
    for next in first + 1..pools {
        if found.len() < MOST_CIRCLES && !way.contains(&next) && leads(last, next) {
            way.push(next);
            extend(leads, pools, way, found);
            way.pop();
        }
    }
}

fn tell(world: &World<'_, '_>, arm: usize, draft: &Draft<'_>, pools: &[usize], edges: &[Edge]) -> Circle {
    let file = world.scenario.file;
    let pairs = pools.iter().zip(pools.iter().cycle().skip(1));
    let of_circle: Vec<Edge> =
        pairs.flat_map(|(from, to)| edges.iter().filter(move |edge| edge.keeps == *from && edge.awaits == *to)).copied().collect();
    let first = of_circle[0];
    let name = |pool: usize| file.pools[pool].name.value.as_str();
    let names = circle(pools.iter().chain(&pools[..1]).map(|&pool| name(pool)));
    let message = format!("in the arm `{}` people may wait for each other for ever: {names}", draft.arm.name.value);
    let plan = draft.chains[first.kind].and_then(|chain| world.plans[chain].as_ref());
    let step = plan.map(|plan| &plan.chain.steps[first.step]);
    let span = step.map_or(&draft.arm.name.span, |step| step.staff.as_ref().map_or(&step.name.span, |staff| &staff.span)).clone();
    let kept = plan.map_or("", |plan| plan.roles[first.role].name);
    let label = format!("somebody of `{}` is awaited here while `{kept}` (`{}`) is kept", name(first.awaits), name(first.keeps));
    let error = Diagnostic::error("deadlock", span, message, label);
    let hint =
        "ask for people in the same order everywhere, let the first one go earlier, or write deadlock = \"allow\" at the top of the file";
    Circle { arm, edges: of_circle, diagnostic: error.hint(hint) }
}

#[cfg(test)]
mod tests {
    use super::super::compile;
    use crate::scenario::read::read;

    /// The circles of a chain with the pools `a`, `b` and `c`, as names of what is kept and what is awaited.
    fn circles(roles: &str, steps: &str) -> Vec<Vec<(char, char)>> {
        let text = format!(
            "[study]\nstarts = \"2024-06-03\"\nduration = \"7 d\"\n[pool]\na.staff = 2\nb.staff = 2\nc.staff = 2\nfree.staff = \"unlimited\"\n\
             [flag]\nf = 0.5\n[incident.call]\nrate = \"1 / h\"\n[chain.all.role]\n{roles}\n{steps}\n\
             [[chain.all.step]]\nname = \"end\"\nafter = []\nstaff = [\"free\"]\nwhen = \"f or not f\"\ntakes = \"1 s\"\nmark = \"done\"\n\
             [measure.time]\ntime = {{ to = \"done\" }}\n[arm.all]\nchain = \"all\"\n"
        );
        let (file, mistakes) = read(&text);
        assert_eq!(mistakes, [], "{text}");
        let compiled = compile(&file.expect("TOML"), &[], &[]);
        // Every pool is somewhere in the chain or not; that is not what is asked here.
        let others: Vec<_> = compiled.diagnostics.iter().filter(|found| found.is_error() && found.code != "unused-pool").collect();
        assert!(others.is_empty(), "{others:?}");
        let name = |pool: usize| ['a', 'b', 'c', '-'][pool];
        compiled
            .circles
            .iter()
            .map(|circle| {
                let mut pairs: Vec<(char, char)> = circle.edges.iter().map(|edge| (name(edge.keeps), name(edge.awaits))).collect();
                pairs.dedup();
                pairs
            })
            .collect()
    }

    fn step(name: &str, rest: &str) -> String {
        format!("[[chain.all.step]]\nname = \"{name}\"\n{}\n", rest.replace("; ", "\n"))
    }

    /// Steps that keep every pool in use, so that a model comes out.
    fn rest() -> String {
        step("rest", "after = []; staff = [\"a\"]; takes = \"1 s\"")
            + &step("rest b", "after = []; staff = [\"b\"]; takes = \"1 s\"")
            + &step("rest c", "after = []; staff = [\"c\"]; takes = \"1 s\"")
    }

    #[test]
    fn asking_in_two_orders_may_lock_asking_in_one_may_not() {
        let one = step("one", "staff = [\"a\", \"b\"]; takes = \"1 s\"");
        let same = step("two", "staff = [\"a\", \"b\"]; takes = \"1 s\"");
        let other = step("two", "staff = [\"b\", \"a\"]; takes = \"1 s\"");
        assert_eq!(circles("", &(one.clone() + &same + &rest())), Vec::<Vec<_>>::new());
        assert_eq!(circles("", &(one.clone() + &other + &rest())), [[('a', 'b'), ('b', 'a')]]);
        let patient = step("two", "staff = [\"b\", \"a\"]; takes = \"1 s\"; if_free = \"10 s\"");
        assert_eq!(circles("", &(one + &patient + &rest())), Vec::<Vec<_>>::new(), "it gives up");
    }

    #[test]
    fn two_people_of_one_pool_may_lock() {
        let two = step("two", "staff = [\"a\", \"a\"]; takes = \"1 s\"");
        assert_eq!(circles("", &(two + &rest())), [[('a', 'a')]]);
    }

    #[test]
    fn who_is_needed_again_is_kept() {
        let roles = "x = [{ pool = \"a\" }]";
        let begin = step("one", "staff = [\"x\"]; takes = \"1 s\"") + &step("two", "staff = [\"a\"]; takes = \"1 s\"");
        let again = step("three", "staff = [\"x\"]; takes = \"1 s\"");
        assert_eq!(circles(roles, &(begin.clone() + &rest())), Vec::<Vec<_>>::new(), "gone before `two`");
        assert_eq!(circles(roles, &(begin.clone() + &again + &rest())), [[('a', 'a')]]);
        let elsewhere = step("three", "after = [\"one\"]; staff = [\"x\"]; takes = \"1 s\"");
        assert_eq!(circles(roles, &(begin + &elsewhere + &rest())), Vec::<Vec<_>>::new(), "`three` does not wait for `two`");
    }

    #[test]
    fn what_lasts_until_another_step_keeps_its_people() {
        let line = step("line", "staff = [\"a\"]; until = \"tell\"; marks = { on = 0 }");
        let tell = step("tell", "after = [\"on\"]; staff = [\"a\"]; takes = \"1 s\"");
        assert_eq!(circles("", &(line.clone() + &tell + &rest())), [[('a', 'a')]]);
        let other = step("tell", "after = [\"on\"]; staff = [\"b\"]; takes = \"1 s\"");
        assert_eq!(circles("", &(line + &other + &rest())), Vec::<Vec<_>>::new());
    }

    #[test]
    fn a_step_that_waits_for_a_person_of_the_incident_keeps_its_others() {
        // `two` waits with x until `one`, which has y and waits for somebody of a, is done.
        let roles = "x = [{ pool = \"a\" }]\ny = [{ pool = \"b\" }]";
        let one = step("one", "staff = [\"y\", \"a\"]; takes = \"1 s\"");
        let two = step("two", "after = []; staff = [\"x\", \"y\"]; takes = \"1 s\"");
        let found = circles(roles, &(one.clone() + &two + &rest()));
        assert!(found.contains(&vec![('a', 'a')]) && found.contains(&vec![('a', 'b'), ('b', 'a')]), "{found:?}");
        let alongside = step("two", "after = []; staff = [\"x\", \"y\"]; takes = \"1 s\"; alongside = true");
        assert!(!circles(roles, &(one + &alongside + &rest())).contains(&vec![('a', 'a')]));
    }

    #[test]
    fn steps_that_exclude_each_other_keep_nobody_from_each_other() {
        let roles = "x = [{ pool = \"a\" }]";
        let steps = |second: &str| {
            step("one", "staff = [\"x\"]; when = \"f\"; takes = \"1 s\"")
                + &step("two", &format!("staff = [\"a\"]; when = \"{second}\"; takes = \"1 s\""))
                + &step("three", "staff = [\"x\"]; takes = \"1 s\"")
                + &rest()
        };
        assert_eq!(circles(roles, &steps("f")), [[('a', 'a')]]);
        assert_eq!(circles(roles, &steps("not f")), Vec::<Vec<_>>::new());
        assert_eq!(circles(roles, &steps("not ran('one')")), Vec::<Vec<_>>::new());
    }
}
