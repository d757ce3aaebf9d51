//! Where people could wait for each other for ever.
//!
//! An arrow X -> Y says that an incident may keep a seat of pool X while it waits for one of Y, and that X cannot go back before
//! Y came. A circle of arrows may lock: everybody of X kept by incidents that wait for Y, and the reverse. Arrows are looked for
//! type by type: a step that waits for one of its people keeps those it has; and it holds up every step that cannot be done
//! before it, and thereby whoever was taken earlier and is needed again by one of those.

use super::arms::{Draft, World};
use super::conditions::{both, contradicts_itself, follows};
use super::flags::Possible;
use super::names::circle;
use super::order::steps_of;
use crate::model::{Condition, Conjunction, Lasts, PoolPlan, Program, Seats, Step, StepSet};
use crate::scenario::diagnostic::Diagnostic;
use crate::time::Time;

/// The most circles that are told of one arm.
const MOST_CIRCLES: usize = 100;
/// Words that a condition may have beyond what is known.
const DEPTH: usize = 12;

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

/// Looks for the arrows of one program.
struct Search<'a> {
    program: &'a Program,
    possible: &'a Possible,
    kind: usize,
    pools: &'a [PoolPlan],
    edges: &'a mut Vec<Edge>,
    /// Steps that somebody may give up, do without, or cancel.
    may_fall_away: StepSet,
    /// By mark: the steps that set it before they end.
    early: Vec<StepSet>,
    /// Of the last wait that was looked at.
    bounds: Option<Bounds>,
}

/// What is known of a wait whatever the incident is like.
#[derive(Clone, Copy)]
struct Bounds {
    /// Its step, its index in the staff, and whether it rests.
    of: (usize, usize, bool),
    /// See [`Search::most_held_up`].
    most: StepSet,
    /// See [`Search::certainly_not_begun`].
    certain: StepSet,
}

fn is_limited(pool: &PoolPlan) -> bool {
    pool.seats != Seats::Unlimited
}

/// A step that waits for one of its people.
struct Wait {
    step: usize,
    /// Index in its staff.
    index: usize,
    /// Whether it has begun, and rests because that one has been called away.
    rests: bool,
    /// The alternative of its condition that holds, with that of the pool that is awaited.
    given: Conjunction,
}

impl<'a> Search<'a> {
    fn new(program: &'a Program, possible: &'a Possible, (kind, pools): (usize, &'a [PoolPlan]), edges: &'a mut Vec<Edge>) -> Search<'a> {
        let steps = &program.steps;
        let which =
            |test: &dyn Fn(&Step) -> bool| steps.iter().enumerate().filter(|(_, is)| test(is)).fold(0, |set, (one, _)| set | 1 << one);
        let with_caller = which(&|is| is.staff.iter().any(|&role| program.roles[role].is_caller()));
        let hangs_up = steps.iter().any(|is| is.patience.is_some()) || pools.iter().any(|pool| pool.lines.is_some());
        let cancelled = steps.iter().fold(0, |set, is| set | is.cancels);
        let may_fall_away = cancelled | which(&|is| is.if_free.is_some()) | if hangs_up { with_caller } else { 0 };
        let sets_early =
            |mark: usize| which(&|is| is.marks_at_begin.contains(&mark) || is.marks_inside.iter().any(|&(_, inside)| inside == mark));
        let early = (0..program.setters.len()).map(sets_early).collect();
        Search { program, possible, kind, pools, edges, may_fall_away, early, bounds: None }
    }

    fn edges(&mut self) {
        for step in 0..self.program.steps.len() {
            // A step with `if_free` gives up after a time, so it locks nobody before it has begun.
            let gives_up = self.program.steps[step].if_free.is_some();
            for index in 0..self.program.steps[step].staff.len() {
                let role = &self.program.roles[self.program.steps[step].staff[index]];
                let pools = self.pools;
                for (condition, pool) in role.filled_by.iter().filter(|(_, pool)| is_limited(&pools[*pool])) {
                    for when in &self.program.steps[step].when.0 {
                        for by in &condition.0 {
                            let mut wait = Wait { step, index, rests: false, given: both(when, by) };
                            if !gives_up {
                                self.edges_of(&wait, *pool);
                                self.edges_of_redo(&wait, *pool);
                            }
                            let is = &self.program.steps[step];
                            let is_timed = matches!(is.lasts, Lasts::Takes(_) | Lasts::Recorded(..));
                            if is.resumes && self.pools[*pool].preempts || is_timed && self.pools[*pool].hand_over.is_some() {
                                wait.rests = true;
                                self.edges_of(&wait, *pool);
                            }
                        }
                    }
                }
            }
        }
    }

    fn is_possible(&self, all: &Conjunction) -> bool {
        !contradicts_itself(all) && self.possible.allows(all)
    }

    fn edges_of(&mut self, wait: &Wait, awaits: usize) {
        let awaited = self.program.steps[wait.step].staff[wait.index];
        if !self.is_possible(&wait.given) || !wait.rests && self.has_already(wait, awaited) {
            return;
        }
        // Most people have either nothing left to do by then or not been taken, whatever the incident is like.
        let Bounds { most, certain, .. } = self.bounds_of(wait);
        let kept = |role: usize| role != awaited && self.program.roles[role].steps & most != 0;
        for role in (0..self.program.roles.len()).filter(|&role| kept(role)) {
            for taker in steps_of(self.program.roles[role].steps & !certain) {
                let may = |s: &Self, given: &Conjunction| s.may_be_kept(wait, role, taker, given);
                for (by, keeps) in self.givers(role) {
                    let edge = Edge { keeps, awaits, kind: self.kind, step: wait.step, role };
                    let together = by.0.iter().map(|by| both(by, &wait.given)).filter(|given| self.is_possible(given));
                    if !self.edges.contains(&edge) && together.into_iter().any(|given| may(self, &given)) {
                        self.edges.push(edge);
                    }
                }
            }
        }
    }

    /// The limited pools whose people may take a role, those that help included, and on which condition.
    fn givers(&self, role: usize) -> Vec<(&'a Condition, usize)> {
        let helpers = |pool: usize| self.pools[pool].overflow.iter().map(|helper| helper.pool);
        let given = self.program.roles[role].filled_by.iter();
        let all = given.flat_map(|(by, pool)| std::iter::once(*pool).chain(helpers(*pool)).map(move |pool| (by, pool)));
        all.filter(|(_, pool)| is_limited(&self.pools[*pool])).collect()
    }

    /// When steps are done again, somebody who went back after the first time is asked for while those are kept who came later.
    fn edges_of_redo(&mut self, wait: &Wait, awaits: usize) {
        let program = self.program;
        let awaited = program.steps[wait.step].staff[wait.index];
        let repeatable = program.steps.iter().filter_map(|step| step.redo.as_ref()).fold(0, |set, redo| set | redo.path);
        for (last, redo) in program.steps.iter().enumerate().filter_map(|(last, step)| Some((last, step.redo.as_ref()?))) {
            // Who takes part in the step that fails, or in one after it, has not gone.
            let (path, later) = (redo.path, self.after(last) | 1 << last);
            let is_still_there = steps_of(program.roles[awaited].steps).any(|step| {
                let is_later = step == last || self.surely_before(step, &wait.given) >> last & 1 == 1;
                is_later && self.surely_runs(step, &wait.given)
            });
            if path >> wait.step & 1 == 0 || is_still_there || !self.is_possible(&wait.given) {
                continue;
            }
            let held_up = later | repeatable & (self.after(wait.step) | 1 << wait.step);
            self.edges_from(wait, awaits, (awaited, held_up, !self.after(last)));
        }
    }

    /// Arrows from every role that one of the steps `takers` may have taken and one of `held_up` still needs.
    fn edges_from(&mut self, wait: &Wait, awaits: usize, (awaited, held_up, takers): (usize, StepSet, StepSet)) {
        let program = self.program;
        for role in (0..program.roles.len()).filter(|&role| role != awaited && program.roles[role].steps & held_up != 0) {
            for (by, keeps) in self.givers(role) {
                let taken = |given: Conjunction| {
                    let mut whens = steps_of(program.roles[role].steps & takers).flat_map(|step| &program.steps[step].when.0);
                    self.is_possible(&given) && whens.any(|when| self.is_possible(&both(when, &given)))
                };
                let edge = Edge { keeps, awaits, kind: self.kind, step: wait.step, role };
                if by.0.iter().map(|by| both(by, &wait.given)).any(taken) && !self.edges.contains(&edge) {
                    self.edges.push(edge);
                }
            }
        }
    }

    /// Every step that waits for this one, or lasts until something that does.
    fn after(&self, step: usize) -> StepSet {
        let waits_for = |one: usize, reached: StepSet| {
            let is = &self.program.steps[one];
            let setters = steps_of(is.after_marks).fold(0, |set, mark| set | self.program.setters[mark]);
            let until = match is.lasts {
                Lasts::UntilStep(other) => 1 << other,
                Lasts::UntilMark(mark) => self.program.setters[mark],
                Lasts::Takes(_) | Lasts::Recorded(..) => 0,
            };
            (is.after | is.after_any | setters | until) & reached != 0
        };
        let mut reached: StepSet = 1 << step;
        loop {
            let more = (0..self.program.steps.len()).filter(|&one| waits_for(one, reached)).fold(reached, |set, one| set | 1 << one);
            if more == reached {
                return reached & !(1 << step);
            }
            reached = more;
        }
    }

    /// Whether a step that was certainly carried out before has brought the role already.
    fn has_already(&self, wait: &Wait, role: usize) -> bool {
        let earlier = self.program.steps[wait.step].staff[..wait.index].contains(&role);
        let before = self.surely_before(wait.step, &wait.given);
        earlier || self.program.roles[role].steps & before != 0
    }

    /// Steps that are certainly carried out and done when `step` is ready.
    fn surely_before(&self, step: usize, given: &Conjunction) -> StepSet {
        let mut passed: StepSet = 0;
        let mut next = self.program.steps[step].after;
        // A skipped step passes on what it came after.
        while next & !passed != 0 {
            let one = steps_of(next & !passed).next().unwrap_or_default();
            passed |= 1 << one;
            next |= self.program.steps[one].after;
        }
        steps_of(passed).filter(|&one| self.surely_runs(one, given)).fold(0, |set, one| set | 1 << one)
    }

    /// Whether a step is certainly carried out in such an incident.
    fn surely_runs(&self, step: usize, given: &Conjunction) -> bool {
        let follows = || follows(given, &self.program.steps[step].when, DEPTH, &|all| self.possible.allows_values(all));
        given.ran >> step & 1 == 1 || self.may_fall_away >> step & 1 == 0 && follows()
    }

    /// Whether the role, taken by `taker`, may be kept until what is awaited came.
    fn may_be_kept(&self, wait: &Wait, role: usize, taker: usize, given: &Conjunction) -> bool {
        let steps = &self.program.steps;
        let taken_here = taker == wait.step;
        if taken_here {
            return self.kept_here(wait).contains(&role);
        }
        // The taker may have begun, so its running contradicts what is decided by it not having run ...
        let began = Conjunction { ran: 1 << taker, ..Conjunction::default() };
        // ... or have given up while it waited for others, and left to the incident whom it had.
        let waits_a_while = steps[taker].if_free.is_some_and(|within| within > Time::ZERO);
        let gave_up = waits_a_while || steps.iter().any(|step| step.cancels >> taker & 1 == 1);
        let ways = [Some(began), gave_up.then(Conjunction::default)];
        steps[taker].when.0.iter().flat_map(|when| ways.iter().flatten().map(move |way| both(when, way))).any(|taken| {
            let given = both(&taken, given);
            if !self.is_possible(&given) {
                return false;
            }
            let held_up = self.held_up(wait, &given);
            let takes_before = held_up.taken_before(self, taker, role);
            takes_before
                && steps_of(self.program.roles[role].steps & held_up.ends).any(|later| {
                    let still_to_come = later != taker || held_up.ends >> taker & 1 == 1;
                    still_to_come && steps[later].when.0.iter().any(|when| self.is_possible(&both(when, &given)))
                })
        })
    }

    /// The people that the waiting step itself has.
    fn kept_here(&self, wait: &Wait) -> Vec<usize> {
        let staff = &self.program.steps[wait.step].staff;
        let others = staff.iter().copied().enumerate().filter(|&(index, _)| index < wait.index || wait.rests && index > wait.index);
        others.map(|(_, role)| role).collect()
    }

    /// Everything that cannot happen before the wait is over.
    fn held_up(&self, wait: &Wait, given: &Conjunction) -> HeldUp {
        let mut asked: (StepSet, StepSet) = (0, 0);
        let mut held = self.holds_up(wait, false, &mut |step| {
            // The same steps are asked about again and again, and the answer costs the most.
            if asked.0 >> step & 1 == 0 {
                asked = (asked.0 | 1 << step, asked.1 | u64::from(self.surely_runs(step, given)) << step);
            }
            asked.1 >> step & 1 == 1
        });
        held.not_begun = wait.rests.then(|| self.after(wait.step));
        held
    }

    fn bounds_of(&mut self, wait: &Wait) -> Bounds {
        let of = (wait.step, wait.index, wait.rests);
        let known = self.bounds.filter(|bounds| bounds.of == of);
        let bounds = known.unwrap_or_else(|| Bounds { of, most: self.most_held_up(wait), certain: self.certainly_not_begun(wait) });
        self.bounds = Some(bounds);
        bounds
    }

    /// Every step that cannot be done before the wait is over in some incident, and perhaps more.
    fn most_held_up(&self, wait: &Wait) -> StepSet {
        self.holds_up(wait, true, &mut |_| false).ends
    }

    /// Steps that have not begun before the wait is over in any incident.
    fn certainly_not_begun(&self, wait: &Wait) -> StepSet {
        let steps = &self.program.steps;
        let mut found: StepSet = 0;
        // A step that rests has begun; who begins after it is asked for where it matters.
        if wait.rests {
            return found;
        }
        loop {
            let later = |&one: &usize| one != wait.step && steps[one].after & (found | 1 << wait.step) != 0;
            let more = (0..steps.len()).filter(later).fold(found, |set, one| set | 1 << one);
            if more == found {
                return found;
            }
            found = more;
        }
    }

    /// What cannot happen before the wait is over where those steps are certainly carried out of which `surely` says so; with
    /// `whoever`, everybody of a step that is not done counts as engaged in it, whoever may in truth be free.
    fn holds_up(&self, wait: &Wait, whoever: bool, surely: &mut dyn FnMut(usize) -> bool) -> HeldUp {
        let steps = &self.program.steps;
        let mut held = HeldUp { begins: 0, not_begun: None, ends: 1 << wait.step, occupied: Vec::new(), wait: wait.step };
        if !steps[wait.step].alongside {
            held.occupied.extend(self.kept_here(wait).into_iter().map(|role| (role, wait.step)));
        }
        loop {
            let before = (held.begins, held.ends, held.occupied.len());
            for step in (0..steps.len()).filter(|&step| step != wait.step) {
                if self.is_held_up(step, &held, surely) {
                    held.begins |= 1 << step;
                    held.ends |= 1 << step;
                }
                match steps[step].lasts {
                    Lasts::UntilStep(other) if held.ends >> other & 1 == 1 => held.ends |= 1 << step,
                    Lasts::UntilMark(mark) if self.waits_for_mark(mark, &held, surely) => held.ends |= 1 << step,
                    _ => {}
                }
                held.blocks(self, step, whoever);
            }
            if before == (held.begins, held.ends, held.occupied.len()) {
                return held;
            }
        }
    }

    /// Whether a step cannot become ready.
    fn is_held_up(&self, step: usize, held: &HeldUp, surely: &mut dyn FnMut(usize) -> bool) -> bool {
        let is = &self.program.steps[step];
        is.after & held.ends != 0
            || is.after_any & held.ends != 0 && !steps_of(is.after_any & !held.ends).any(&mut *surely)
            || steps_of(is.after_marks).any(|mark| self.waits_for_mark(mark, held, surely))
    }

    /// Whether a mark cannot be reached: nobody certainly sets it who is not held up.
    fn waits_for_mark(&self, mark: usize, held: &HeldUp, surely: &mut dyn FnMut(usize) -> bool) -> bool {
        let (setters, early) = (self.program.setters[mark], self.early[mark] & !(1 << held.wait));
        let late = setters & (early & held.begins | !early & held.ends);
        late != 0 && !steps_of(setters & !late).any(surely)
    }
}

/// What cannot happen before a wait is over.
struct HeldUp {
    /// Steps that cannot become ready.
    begins: StepSet,
    /// Steps that have not begun before a step that rests; of others the two are the same.
    not_begun: Option<StepSet>,
    /// Steps that cannot be done.
    ends: StepSet,
    /// People of the incident who are engaged until then, and in which step.
    occupied: Vec<(usize, usize)>,
    wait: usize,
}

impl HeldUp {
    /// A step that needs somebody who is engaged in another one is not done either, and engages those it has asked for before.
    fn blocks(&mut self, search: &Search<'_>, step: usize, whoever: bool) {
        let is = &search.program.steps[step];
        let Some(index) = self.blocked_at(search, step) else { return };
        self.ends |= 1 << step;
        if whoever || self.begins >> step & 1 == 0 {
            for &role in if whoever { &is.staff[..] } else { &is.staff[..index] } {
                if !self.occupied.contains(&(role, step)) {
                    self.occupied.push((role, step));
                }
            }
        }
    }

    /// The index of the first of a step's people who is engaged in another step.
    fn blocked_at(&self, search: &Search<'_>, step: usize) -> Option<usize> {
        let is = &search.program.steps[step];
        if is.alongside || is.if_free.is_some() {
            return None;
        }
        is.staff.iter().position(|role| self.occupied.iter().any(|&(engaged, other)| engaged == *role && other != step))
    }

    /// Whether a step may have taken a role although the wait is not over.
    fn taken_before(&self, search: &Search<'_>, taker: usize, role: usize) -> bool {
        let staff = &search.program.steps[taker].staff;
        let place = staff.iter().position(|&listed| listed == role).unwrap_or(staff.len());
        self.not_begun.unwrap_or(self.begins) >> taker & 1 == 0 && self.blocked_at(search, taker).is_none_or(|index| place < index)
    }
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
