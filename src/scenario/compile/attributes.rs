//! Attributes: what every incident has exactly one value of, and names that hold one: `engine_{service}` is a name for every value.

use super::flags::in_words;
use super::names::{Mistakes, listed, unknown};
use crate::scenario::diagnostic::{Diagnostic, nearest};
use crate::scenario::expression::WORDS;
use crate::scenario::file::{At, Attribute, File, Named, Value};

/// The most names that one name may stand for.
const MOST_VARIANTS: usize = 1024;
/// A name with values in the place of the attributes that it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Variant<'f> {
    /// The flags of these values.
    pub(super) flags: Vec<&'f str>,
    pub(super) name: String,
}

/// Why a name stands for nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum NoVariants<'n> {
    /// There is no such attribute.
    Unknown(&'n str),
    /// More than [`MOST_VARIANTS`].
    TooMany,
}

/// The first attribute that a name holds, and what is behind it.
fn cut(name: &str) -> Option<(&str, &str)> {
    name.split_once('{')?.1.split_once('}')
}

/// Whether a name holds an attribute.
pub(super) fn holds_any(name: &str) -> bool {
    cut(name).is_some()
}

/// The attributes that a name holds.
pub(super) fn held(name: &str) -> impl Iterator<Item = &str> {
    let mut rest = name;
    std::iter::from_fn(move || {
        let (attribute, behind) = cut(rest)?;
        rest = behind;
        Some(attribute)
    })
}

/// The names that a name stands for: itself if it holds no attribute, else one for every combination of values, in the file's order.
pub(super) fn variants<'f, 'n>(file: &'f File, name: &'n str) -> Result<Vec<Variant<'f>>, NoVariants<'n>> {
    let mut found = vec![Variant { flags: Vec::new(), name: name.to_owned() }];
    let mut done: Vec<&str> = Vec::new();
    for attribute in held(name) {
        if done.contains(&attribute) {
            continue;
        }
        done.push(attribute);
        let known = file.attributes.iter().find(|known| known.name.value == attribute).ok_or(NoVariants::Unknown(attribute))?;
        let values = &known.value.values.value;
        if found.len() * values.len() > MOST_VARIANTS {
            return Err(NoVariants::TooMany);
        }
        let place = format!("{{{attribute}}}");
        let with = |variant: &Variant<'f>, (value, flag): (&Named<At<Value>>, &'f String)| Variant {
            flags: variant.flags.iter().copied().chain([flag.as_str()]).collect(),
            name: variant.name.replace(&place, &value.name.value),
        };
        found = found.iter().flat_map(|variant| values.iter().zip(&known.value.flags).map(|value| with(variant, value))).collect();
    }
    Ok(found)
}

/// Whether something of every name that this one stands for is known; else that is told.
pub(super) fn look_up<'k>(
    file: &File,
    kind: &str,
    name: &At<String>,
    known: impl IntoIterator<Item = &'k str, IntoIter: Clone>,
    mistakes: &mut Mistakes,
) -> bool {
    let known = known.into_iter();
    if !holds_any(&name.value) {
        return mistakes.look_up(kind, name, known).is_some();
    }
    let variants = match variants(file, &name.value) {
        Ok(variants) => variants,
        Err(NoVariants::Unknown(attribute)) => {
            let attribute = At { value: attribute.to_owned(), span: name.span.clone() };
            mistakes.tell(unknown("attribute", &attribute, names(file)));
            return false;
        }
        Err(NoVariants::TooMany) => {
            let message = format!("`{}` stands for more than {MOST_VARIANTS} names", name.value);
            mistakes.error("too-many", name, message, "one for every combination of values");
            return false;
        }
    };
    let missing: Vec<&Variant<'_>> = variants.iter().filter(|variant| !known.clone().any(|known| known == variant.name)).collect();
    let Some(first) = missing.first() else { return true };
    let values = first.flags.iter().map(|flag| in_words(flag));
    let label = format!("this is it where {} holds", values.collect::<Vec<_>>().join(" and "));
    let message = format!("there is no {kind} `{}`", first.name);
    let missing_too = missing[1..].iter().map(|variant| variant.name.as_str());
    let hint = match (missing.len(), nearest(&first.name, known)) {
        (1, Some(near)) => format!("did you mean `{near}`?"),
        (1, None) => format!("`{}` needs a {kind} for every value", name.value),
        _ => format!("missing are also {}", listed(missing_too)),
    };
    mistakes.tell(Diagnostic::error("unknown-name", name.span.clone(), message, label).hint(hint));
    false
}

/// Names of the attributes.
pub(super) fn names(file: &File) -> impl Iterator<Item = &str> + Clone {
    file.attributes.iter().map(|attribute| attribute.name.value.as_str())
}

/// Looks up what an expression says of an attribute: the name of its flag, and the places of both words.
pub(super) fn check_value(file: &File, attribute: &At<String>, value: &At<String>, mistakes: &mut Mistakes) {
    let Some(known) = file.attributes.iter().find(|known| known.name.value == attribute.value) else {
        let functions = names(file).chain(["type", "ran", "believes", "marked", "helped"]);
        let mut error = unknown("attribute", attribute, functions);
        error.hint = Some(
            "in an expression are asked attributes, `type('...')`, `ran('...')`, `marked('...')`, `believes('...')` and `helped('...')`"
                .to_owned(),
        );
        return mistakes.tell(error);
    };
    look_up_value(known, value, mistakes);
}

/// Names of the values of an attribute.
pub(super) fn value_names(attribute: &Named<Attribute>) -> impl Iterator<Item = &str> + Clone {
    attribute.value.values.value.iter().map(|value| value.name.value.as_str())
}

fn look_up_value(attribute: &Named<Attribute>, value: &At<String>, mistakes: &mut Mistakes) {
    let known = value_names(attribute);
    if !known.clone().any(|known| known == value.value) {
        let message = format!("the attribute `{}` has no value `{}`", attribute.name.value, value.value);
        mistakes.tell(Diagnostic { message, ..unknown("value", value, known) });
    }
}

/// Looks up attributes that a type, an arm or a stated incident names, and tells of names that cannot be asked for.
pub(super) fn check(file: &File, mistakes: &mut Mistakes) {
    for attribute in file.attributes.iter().filter(|attribute| WORDS.contains(&attribute.name.value.as_str())) {
        let message = format!("no attribute can be called `{}`", attribute.name.value);
        mistakes.error("bad-name", &attribute.name, message, "this means something else in an expression");
    }
    let of_types = file.types.iter().flat_map(|kind| &kind.value.attributes);
    for changed in of_types.chain(file.arms.iter().flat_map(|arm| &arm.value.attributes)) {
        let Some(known) = find(file, &changed.name, mistakes) else { continue };
        for value in &changed.value.values.value {
            look_up_value(known, &value.name, mistakes);
        }
    }
    for log in file.types.iter().filter_map(|kind| kind.value.log.as_ref()) {
        for column in &log.value.attributes {
            find(file, &column.name, mistakes);
        }
    }
    for stated in file.stated.iter().flat_map(|stated| &stated.value.attributes) {
        if let Some(known) = find(file, &stated.name, mistakes) {
            look_up_value(known, &stated.value, mistakes);
        }
    }
}

fn find<'f>(file: &'f File, name: &At<String>, mistakes: &mut Mistakes) -> Option<&'f Named<Attribute>> {
    mistakes.look_up("attribute", name, names(file)).map(|index| &file.attributes[index])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> File {
        crate::scenario::read::read(text).0.expect("TOML")
    }

    #[test]
    fn a_name_stands_for_one_of_every_combination() {
        let file = file("[attribute.a]\nvalues = { x = 1, y = 0 }\n[attribute.b]\nvalues = { u = 1, v = 1 }\n");
        let names = |name| variants(&file, name).map(|found| found.into_iter().map(|one| one.name).collect::<Vec<_>>());
        assert_eq!(names("plain"), Ok(vec!["plain".to_owned()]));
        assert_eq!(names("p_{b}_{a}").as_deref(), Ok(&["p_u_x", "p_u_y", "p_v_x", "p_v_y"].map(str::to_owned)[..]));
        assert_eq!(names("{a}{a}").as_deref(), Ok(&["xx", "yy"].map(str::to_owned)[..]), "one value at a time");
        assert_eq!(names("{a}_{c}"), Err(NoVariants::Unknown("c")));
        assert_eq!(variants(&file, "{a}{b}").expect("known")[2].flags, ["a=y", "b=u"]);
    }

    #[test]
    fn too_many_names_are_refused() {
        let values: Vec<String> = (0..33).map(|value| format!("v{value} = 1")).collect();
        let of = |name: &str| format!("[attribute.{name}]\nvalues = {{ {} }}\n", values.join(", "));
        let file = file(&(of("a") + &of("b")));
        assert_eq!(variants(&file, "{a}_{b}"), Err(NoVariants::TooMany));
        assert_eq!(variants(&file, "{a}").map(|found| found.len()), Ok(33));
    }
}
