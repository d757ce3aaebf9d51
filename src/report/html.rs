//! The page: one file that needs nothing else.

use super::page::Page;
use super::words::words;
use super::{Report, charts};
use crate::model::Language;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Value, context};

/// The whole report as one HTML page: style, font and charts are inside, and it asks the network for nothing.
///
/// Text from the scenario is escaped wherever it stands.
pub fn html(report: &Report, language: Language) -> String {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_undefined_behavior(minijinja::UndefinedBehavior::Strict);
    let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
    environment.set_syntax(syntax.expect("the usual delimiters"));
    let page = Page::new(report, language);
    let style = include_str!("page.css").replace("{regular}", &base64(charts::REGULAR)).replace("{bold}", &base64(charts::BOLD));
    environment
        .add_template("incidents.html", include_str!("page/incidents.html"))
        .and_then(|()| environment.add_template("chains.html", include_str!("page/chains.html")))
        .and_then(|()| environment.template_from_str(include_str!("page.html")))
        .and_then(|template| {
            template.render(context! { w => Value::from(Serde(words(language))), page => Value::from(Serde(&page)), style })
        })
        .expect("the crate's own template names only what it is given")
}

/// Bytes as base64 (RFC 4648, section 4).
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let group = (0..3).fold(0_u32, |group, place| group << 8 | u32::from(chunk.get(place).copied().unwrap_or(0)));
        for place in 0..4 {
            let letter = LETTERS[(group >> (18 - 6 * place) & 63) as usize];
            text.push(if place <= chunk.len() { char::from(letter) } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::base64;

    #[test]
    fn base64_of_the_standard() {
        let examples =
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy")];
        for (plain, coded) in examples {
            assert_eq!(base64(plain.as_bytes()), coded);
        }
    }
}
