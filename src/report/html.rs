//! The page: one file that needs nothing else.

use super::page::{Page, language_tag};
use super::words::{Family, words};
use super::{Report, charts};
use crate::model::Language;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Value, context};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::io::Write as _;

/// What switches language and colours, and sorts tables. The page's policy lets this script run by its hash and no other.
const SCRIPT: &str = include_str!("page.js");

/// The page in one language, set.
#[derive(Serialize)]
struct Set {
    lang: &'static str,
    title: String,
    body: String,
}

/// The whole report as one HTML page: both languages (`language` is shown first, the other one lies in it squeezed), style, font, charts and
/// script are inside, and it asks the network for nothing.
///
/// Text from the scenario is escaped wherever it stands.
pub fn html(report: &Report, language: Language) -> String {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_undefined_behavior(minijinja::UndefinedBehavior::Strict);
    let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
    environment.set_syntax(syntax.expect("the usual delimiters"));
    environment
        .add_template("incidents.html", include_str!("page/incidents.html"))
        .and_then(|()| environment.add_template("chains.html", include_str!("page/chains.html")))
        .expect("the crate's own templates are well formed");
    let other = match language {
        Language::En => Language::Sv,
        Language::Sv => Language::En,
    };
    let set = |language: Language| {
        let page = Page::new(report, language);
        let body = environment
            .template_from_str(include_str!("page.html"))
            .and_then(|template| template.render(context! { w => Value::from(Serde(words(language))), f => Value::from(Serde(Family::of(language))), page => Value::from(Serde(&page)) }));
        let title = report.results.title.get(language).to_owned();
        Set { lang: language_tag(language), title, body: body.expect("the crate's own template names only what it is given") }
    };
    let packed = |language: Language| {
        let set = set(language);
        Set { body: squeezed(&set.body), ..set }
    };
    let (shown, other) = rayon::join(|| set(language), || packed(other));
    let style = include_str!("page.css")
        .replace("{light}", include_str!("light.css"))
        .replace("{dark}", include_str!("dark.css"))
        .replace("{regular}", &base64(charts::REGULAR))
        .replace("{bold}", &base64(charts::BOLD));
    let hash = base64(&Sha256::digest(SCRIPT.as_bytes()));
    let shell = environment.template_from_str(include_str!("shell.html")).and_then(|template| {
        let (lang, title) = (language_tag(language), report.results.title.get(language));
        template.render(context! { lang, title, style, hash, script => SCRIPT, shown => Value::from(Serde(&shown)), other => Value::from(Serde(&other)) })
    });
    shell.expect("the crate's own template names only what it is given")
}

/// A text as zlib (RFC 1950) in base64: a seventh of a page, which its script unpacks when it is asked for.
fn squeezed(text: &str) -> String {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    let packed = encoder.write_all(text.as_bytes()).and_then(|()| encoder.finish());
    base64(&packed.expect("memory takes all"))
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
