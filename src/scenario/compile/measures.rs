//! What is reported.

use super::chains::Merged;
use super::conditions::{Context, Ran, no_ran};
use super::names::Names;
use super::notes::Notes;
use crate::model::{Agency, Arm, Condition, End, EndMark, FlagRules, Measure, What};
use crate::scenario::diagnostic::Span;
use crate::scenario::expression::Expression;
use crate::scenario::file::{self, At, File, MeasureWhat, Named};
use crate::time::Time;

/// What the measures are compiled against.
pub(super) struct Site<'a> {
    pub(super) file: &'a File,
    pub(super) names: &'a Names,
    pub(super) agencies: &'a [Agency],
    pub(super) chains: &'a [Merged],
    pub(super) arms: &'a [Arm],
}

impl Site<'_> {
    pub(super) fn measures(&self, notes: &mut Notes) -> Vec<Measure> {
        self.file.measures.iter().filter_map(|measure| self.measure(measure, notes)).collect()
    }

    fn measure(&self, measure: &Named<file::Measure>, notes: &mut Notes) -> Option<Measure> {
        let among = self.among(measure, notes);
        let what = match &measure.value.what {
            MeasureWhat::Time { from, to } => {
                let from = from.as_ref().map_or(Some(End::Arrival), |from| self.end(from, notes));
                let to = self.end(to, notes);
                What::Time { from: from?, to: to? }
            }
            MeasureWhat::Share(expression) => What::Share(self.conditions(expression, notes)?),
            MeasureWhat::Count(expression) => What::Count(self.conditions(expression, notes)?),
            MeasureWhat::Work(roles) => {
                for role in roles {
                    let declared = self.chains.iter().flat_map(|chain| &chain.roles).map(|role| role.name.value.as_str());
                    // A pool that steps name directly is a role of theirs.
                    let known: Vec<&str> = declared.chain(self.names.pools.iter().map(String::as_str)).collect();
                    if !known.contains(&role.value.as_str()) {
                        notes.unknown("role or pool", role, known);
                    }
                }
                let wanted = |name: &str| roles.iter().any(|role| role.value == name);
                let of = |program: &crate::model::Program| {
                    program
                        .roles
                        .iter()
                        .enumerate()
                        .filter(|(_, role)| !role.is_caller() && wanted(&role.name))
                        .map(|(index, _)| index)
                        .collect()
                };
                What::Work(self.arms.iter().map(|arm| arm.programs.iter().map(of).collect()).collect())
            }
        };
        if let (Some(target), false) = (&measure.value.target, matches!(what, What::Time { .. })) {
            notes.error("target", &target.span, "only a time has a target", "not a time");
        }
        Some(Measure {
            name: measure.name.value.clone(),
            label: measure.value.label.clone(),
            among: among?,
            what,
            target: measure.value.target.as_ref().map(|target| Time::from_seconds(target.value)),
        })
    }

    /// By type, the incidents that a measure is about: the same in every arm.
    fn among(&self, measure: &Named<file::Measure>, notes: &mut Notes) -> Option<Vec<Condition>> {
        let Some(among) = &measure.value.among else { return Some(vec![Condition::always(); self.names.types.len()]) };
        let no_ran = no_ran("`among`");
        let mut found = Vec::new();
        for kind in 0..self.names.types.len() {
            let context = Context { flags: &self.names.flags, types: &self.names.types, kind, ran: &no_ran };
            let condition = context.condition(among, notes)?;
            let asked = condition.0.iter().fold(0, |all, one| all | one.flags_on | one.flags_off);
            for flag in (0..self.names.flags.len()).filter(|flag| asked >> flag & 1 == 1) {
                if self.arms.iter().any(|arm| !same_flag(flag, &arm.flags[kind], &self.arms[0].flags[kind])) {
                    let message = format!("`among` asks for `{}`, which the arms draw differently", self.names.flags[flag]);
                    notes.error("among-differs", &among.span, message, "not the same incidents in every arm").hint =
                        Some("ask for flags that every arm has in common".into());
                }
            }
            found.push(condition);
        }
        Some(found)
    }

    /// A condition on flags and on what ran, by arm and type.
    fn conditions(&self, expression: &At<Expression>, notes: &mut Notes) -> Option<Vec<Vec<Condition>>> {
        let mut by_arm = Vec::new();
        for arm in self.arms {
            let mut by_type = Vec::new();
            for (kind, program) in arm.programs.iter().enumerate() {
                let ran = |name: &str, span: &Span, notes: &mut Notes| match program.steps.iter().position(|step| step.name == name) {
                    Some(step) => Ran::Step(step),
                    None if self.chains.iter().flat_map(|chain| &chain.steps).any(|step| step.name.value == name) => Ran::Never,
                    None => {
                        let at = At { value: name.to_owned(), span: span.clone() };
                        notes.unknown("step", &at, self.chains.iter().flat_map(|chain| &chain.steps).map(|step| step.name.value.as_str()));
                        Ran::Refused
                    }
                };
                let context = Context { flags: &self.names.flags, types: &self.names.types, kind, ran: &ran };
                by_type.push(context.condition(expression, notes)?);
            }
            by_arm.push(by_type);
        }
        Some(by_arm)
    }

    fn end(&self, end: &At<file::End>, notes: &mut Notes) -> Option<End> {
        let (marks, last) = match &end.value {
            file::End::Arrival => return Some(End::Arrival),
            file::End::First(marks) => (marks, false),
            file::End::Last(marks) => (marks, true),
        };
        let mut found = Vec::new();
        for mark in marks {
            let Some(index) = self.names.mark(mark, notes) else { continue };
            let needed = self.agencies.iter().find(|agency| agency.alerted == index).map(|agency| agency.flag);
            found.push(EndMark { mark: index, needed });
            self.check_settable(index, mark, notes);
        }
        (found.len() == marks.len()).then_some(if last { End::Last(found) } else { End::First(found) })
    }

    /// A mark that a measure needs has to be one that every arm can set.
    fn check_settable(&self, mark: usize, at: &At<String>, notes: &mut Notes) {
        for arm in self.arms {
            if arm.programs.iter().all(|program| program.setters[mark] == 0) {
                let message = format!("no step of the arm `{}` sets the mark `{}`", arm.name, at.value);
                notes.error("mark-never-set", &at.span, message, "never reached in this arm").hint =
                    Some("the measure would never be reached there: set the mark in its chain, or measure something else".into());
            }
        }
    }
}

/// The agencies of a file, with their marks and flags.
pub(super) fn agencies(file: &File, names: &Names, notes: &mut Notes) -> Vec<Agency> {
    let mut found = Vec::new();
    for (flag, agency) in file.agencies.iter().enumerate() {
        let Some(alerted) = names.marks.iter().position(|mark| *mark == agency.value.alerted.value) else {
            let message = format!("no step sets the mark `{}`", agency.value.alerted.value);
            let near = crate::scenario::diagnostic::nearest(&agency.value.alerted.value, names.marks.iter().map(String::as_str));
            let hint =
                near.map_or_else(|| "give a step `mark = \"...\"` with this name".to_owned(), |near| format!("did you mean `{near}`?"));
            notes.error("mark-never-set", &agency.value.alerted.span, message, "never set").hint = Some(hint);
            continue;
        };
        if let Some(other) = found.iter().find(|other: &&Agency| other.alerted == alerted) {
            let message = format!("`{}` and `{}` are alerted by the same mark", other.name, agency.name.value);
            notes.error("twice", &agency.value.alerted.span, message, "the second one").hint =
                Some("give each agency a mark of its own".into());
        }
        found.push(Agency { name: agency.name.value.clone(), label: agency.value.label.clone(), alerted, flag });
    }
    found
}

/// What an incident needs is what happened, and so the same in every arm.
pub(super) fn check_needs(file: &File, names: &Names, arms: &[Arm], notes: &mut Notes) {
    for (arm, written) in arms.iter().zip(&file.arms) {
        for kind in 0..names.types.len() {
            for agency in 0..names.agencies.len() {
                if !same_flag(agency, &arm.flags[kind], &arms[0].flags[kind]) {
                    let message = format!("in the arm `{}` other incidents need `{}`", arm.name, names.agencies[agency]);
                    notes.error("needs-differ", &written.name.span, message, "what is needed is what happened").hint =
                        Some("an arm changes how people work, not what an incident needs".into());
                }
            }
        }
    }
}

/// Whether a flag comes out the same in two arms: the same rule, and the same rules for everything it asks about.
fn same_flag(flag: usize, a: &FlagRules, b: &FlagRules) -> bool {
    let needs = |rules: &FlagRules| rules.needs.iter().any(|need| need.flags >> flag & 1 == 1);
    if needs(a) || needs(b) {
        return a.needs == b.needs;
    }
    let rule = |rules: &FlagRules| rules.rules.iter().position(|rule| rule.flag == flag);
    match (rule(a), rule(b)) {
        (None, None) => true,
        (Some(x), Some(y)) if a.rules[x] == b.rules[y] => {
            let asked = super::arrivals::asked(&a.rules[x].chance);
            (0..64).filter(|other| asked >> other & 1 == 1).all(|other| same_flag(other, a, b))
        }
        _ => false,
    }
}
