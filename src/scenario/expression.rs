//! Expressions: flags, `type('x')`, `service('value')`, `ran('step')`, `marked('mark')`, `believes('agency')`, `helped('role')`, `not`, `and`, `or`,
//! parentheses, in that order of strength.

use super::diagnostic::Span;
use std::ops::Range;

/// An expression as written, names not yet looked up. Spans are of the whole file.
#[derive(Clone, Debug, PartialEq)]
pub enum Expression {
    /// `true`.
    True,
    /// `false`.
    False,
    /// A flag or agency.
    Flag(String, Span),
    /// `service('karlskoga')`: the name of the flag that stands for a value of an attribute, `service=karlskoga`, and where the
    /// attribute and the value stand.
    Value(String, Span, Span),
    /// `type('x')`.
    Type(String, Span),
    /// `ran('step')`.
    Ran(String, Span),
    /// `believes('agency')`.
    Believes(String, Span),
    /// `marked('mark')`.
    Marked(String, Span),
    /// `helped('role')`: the name of the flag that is set when the role is taken by somebody who helps out, `helped=role`, and where the
    /// role stands.
    Helped(String, Span),
    /// `not e`.
    Not(Box<Expression>),
    /// `a and b`.
    And(Box<Expression>, Box<Expression>),
    /// `a or b`.
    Or(Box<Expression>, Box<Expression>),
}

/// Words that no flag or attribute can be called in an expression.
pub const WORDS: [&str; 10] = ["type", "ran", "believes", "marked", "helped", "true", "false", "not", "and", "or"];

/// The name of the flag that says that a role has been taken by somebody who helps out.
pub fn helped(role: &str) -> String {
    format!("helped={role}")
}

/// The most words and signs of an expression: a tree of them can be walked without a second thought for the stack.
pub const MOST_TOKENS: usize = 500;
/// The deepest parentheses and `not`s.
pub const DEEPEST: usize = 50;

/// Where and why an expression cannot be understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpressionError {
    /// Bytes of the expression's own text.
    pub range: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What stands under the place.
    pub label: String,
    /// A way out.
    pub hint: Option<String>,
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Word(String),
    Quoted(String),
    Open,
    Close,
}

/// Reads an expression; `place` turns bytes of `text` into a place in the file.
///
/// # Errors
/// The first place where it cannot go on.
pub fn parse(text: &str, place: &dyn Fn(Range<usize>) -> Span) -> Result<Expression, ExpressionError> {
    let tokens = tokens(text)?;
    let mut parser = Parser { tokens: &tokens, next: 0, depth: 0, end: text.len(), text, place };
    let expression = parser.or()?;
    match parser.tokens.get(parser.next) {
        None => Ok(expression),
        Some((Token::Close, range)) => Err(error(range.clone(), "`)` closes nothing", "no `(` belongs to it", None)),
        Some((_, range)) => Err(parser.expected("`and`, `or` or the end", range.clone())),
    }
}

fn error(range: Range<usize>, message: impl Into<String>, label: impl Into<String>, hint: Option<String>) -> ExpressionError {
    ExpressionError { range, message: message.into(), label: label.into(), hint }
}

fn tokens(text: &str) -> Result<Vec<(Token, Range<usize>)>, ExpressionError> {
    let mut found = Vec::new();
    let mut rest = text.char_indices().peekable();
    while let Some((start, c)) = rest.next() {
        let token = match c {
            c if c.is_whitespace() => continue,
            '(' => Token::Open,
            ')' => Token::Close,
            '\'' | '"' => {
                let length = text[start + 1..].find(c).ok_or_else(|| {
                    error(start..text.len(), "a name is not closed", format!("no second {c} follows"), Some(format!("write {c}name{c}")))
                })?;
                while rest.next_if(|(at, _)| *at <= start + 1 + length).is_some() {}
                Token::Quoted(text[start + 1..start + 1 + length].to_owned())
            }
            c if is_word(c) => {
                while rest.next_if(|(_, c)| is_word(*c)).is_some() {}
                let end = rest.peek().map_or(text.len(), |(at, _)| *at);
                Token::Word(text[start..end].to_owned())
            }
            other => {
                while rest.next_if(|(_, c)| *c == other).is_some() {}
                let end = rest.peek().map_or(text.len(), |(at, _)| *at);
                let hint = match other {
                    '&' | '+' | ',' => "write `and`",
                    '|' => "write `or`",
                    '!' | '-' => "write `not`; names have `_` where a word would have `-`",
                    _ => "an expression has flags, `type('...')`, `ran('...')`, `not`, `and`, `or` and parentheses",
                };
                return Err(error(
                    start..end,
                    format!("`{}` means nothing in an expression", &text[start..end]),
                    "here",
                    Some(hint.into()),
                ));
            }
        };
        let end = rest.peek().map_or(text.len(), |(at, _)| *at);
        found.push((token, start..end));
        if found.len() > MOST_TOKENS {
            return Err(error(start..end, format!("the expression is longer than {MOST_TOKENS} words"), "here is the limit", None));
        }
    }
    Ok(found)
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

struct Parser<'a> {
    tokens: &'a [(Token, Range<usize>)],
    next: usize,
    depth: usize,
    end: usize,
    text: &'a str,
    place: &'a dyn Fn(Range<usize>) -> Span,
}

impl Parser<'_> {
    fn take_word(&mut self, word: &str) -> bool {
        let found = matches!(self.tokens.get(self.next), Some((Token::Word(w), _)) if w == word);
        self.next += usize::from(found);
        found
    }

    fn or(&mut self) -> Result<Expression, ExpressionError> {
        let mut left = self.and()?;
        while self.take_word("or") {
            left = Expression::Or(Box::new(left), Box::new(self.and()?));
        }
        Ok(left)
    }

    fn and(&mut self) -> Result<Expression, ExpressionError> {
        let mut left = self.not()?;
        while self.take_word("and") {
            left = Expression::And(Box::new(left), Box::new(self.not()?));
        }
        Ok(left)
    }

    fn not(&mut self) -> Result<Expression, ExpressionError> {
        if !self.take_word("not") {
            return self.primary();
        }
        self.deeper()?;
        let inner = self.not()?;
        self.depth -= 1;
        Ok(Expression::Not(Box::new(inner)))
    }

    fn deeper(&mut self) -> Result<(), ExpressionError> {
        self.depth += 1;
        if self.depth <= DEEPEST {
            return Ok(());
        }
        let range = self.tokens[self.next - 1].1.clone();
        Err(error(range, format!("the expression is nested deeper than {DEEPEST}"), "here is the limit", None))
    }

    fn primary(&mut self) -> Result<Expression, ExpressionError> {
        const OPERAND: &str = "a flag, `type('...')`, `ran('...')`, `not` or `(`";
        let Some((token, range)) = self.tokens.get(self.next).cloned() else {
            return Err(self.expected(OPERAND, self.end..self.end));
        };
        match token {
            Token::Open => {
                self.next += 1;
                self.deeper()?;
                let inner = self.or()?;
                self.depth -= 1;
                match self.tokens.get(self.next) {
                    Some((Token::Close, _)) => {
                        self.next += 1;
                        Ok(inner)
                    }
                    Some((_, found)) => Err(self.expected("`and`, `or` or `)`", found.clone())),
                    None => Err(error(range, "`(` is not closed", "no `)` follows", None)),
                }
            }
            Token::Word(word) if word == "and" || word == "or" => Err(self.expected(OPERAND, range)),
            Token::Word(word) => {
                self.next += 1;
                match word.as_str() {
                    "true" => Ok(Expression::True),
                    "false" => Ok(Expression::False),
                    "type" => self.call("type").map(|(name, range)| Expression::Type(name, (self.place)(range))),
                    "ran" => self.call("ran").map(|(name, range)| Expression::Ran(name, (self.place)(range))),
                    "believes" => self.call("believes").map(|(name, range)| Expression::Believes(name, (self.place)(range))),
                    "marked" => self.call("marked").map(|(name, range)| Expression::Marked(name, (self.place)(range))),
                    "helped" => self.call("helped").map(|(name, range)| Expression::Helped(helped(&name), (self.place)(range))),
                    attribute if matches!(self.tokens.get(self.next), Some((Token::Open, _))) => {
                        let (value, of_value) = self.call(attribute)?;
                        Ok(Expression::Value(format!("{attribute}={value}"), (self.place)(range), (self.place)(of_value)))
                    }
                    flag => self.flag(flag, range),
                }
            }
            Token::Quoted(name) => Err(error(
                range,
                format!("expected {OPERAND}, found the text '{name}'"),
                "a flag stands without quotes",
                Some(format!("write `type('{name}')` for an incident type, `ran('{name}')` for a step")),
            )),
            Token::Close => Err(self.expected(OPERAND, range)),
        }
    }

    fn flag(&self, flag: &str, range: Range<usize>) -> Result<Expression, ExpressionError> {
        if super::read::is_name(flag) {
            return Ok(Expression::Flag(flag.to_owned(), (self.place)(range)));
        }
        let lower = flag.to_lowercase();
        let hint = if WORDS.contains(&lower.as_str()) || super::read::is_name(&lower) {
            format!("write `{lower}`")
        } else {
            "flags are written with a to z, 0 to 9 and _, a letter first".to_owned()
        };
        Err(error(range, format!("`{flag}` is not the name of a flag"), "not a name", Some(hint)))
    }

    /// `('name')` after `type`, `ran`, `believes` or an attribute.
    fn call(&mut self, function: &str) -> Result<(String, Range<usize>), ExpressionError> {
        let usage = format!("{function}('...')");
        let wrong = |parser: &Self| {
            let range = parser.tokens.get(parser.next).map_or(parser.end..parser.end, |(_, range)| range.clone());
            let mut error = parser.expected(&format!("`{usage}`"), range);
            error.hint = Some(match parser.tokens.get(parser.next) {
                Some((Token::Word(word), _)) => format!("names stand in quotes: `{function}('{word}')`"),
                _ => format!("write `{usage}`, the name in quotes"),
            });
            error
        };
        if !matches!(self.tokens.get(self.next), Some((Token::Open, _))) {
            return Err(wrong(self));
        }
        self.next += 1;
        let Some((Token::Quoted(name), range)) = self.tokens.get(self.next).cloned() else {
            return Err(wrong(self));
        };
        self.next += 1;
        if !matches!(self.tokens.get(self.next), Some((Token::Close, _))) {
            return Err(wrong(self));
        }
        self.next += 1;
        Ok((name, range))
    }

    fn expected(&self, what: &str, range: Range<usize>) -> ExpressionError {
        let found = match &self.text[range.clone()] {
            "" => "the end".to_owned(),
            text => format!("`{text}`"),
        };
        error(range, format!("expected {what}, found {found}"), "unexpected", None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Expression, ExpressionError> {
        parse(text, &|range| range)
    }

    fn flag(name: &str, at: usize) -> Box<Expression> {
        Box::new(Expression::Flag(name.into(), at..at + name.len()))
    }

    #[test]
    fn not_binds_stronger_than_and_and_and_stronger_than_or() {
        let expected = Expression::Or(
            flag("a", 0),
            Box::new(Expression::And(Box::new(Expression::Not(flag("b", 9))), Box::new(Expression::Ran("x y".into(), 19..24)))),
        );
        assert_eq!(read("a or not b and ran('x y')"), Ok(expected));
        assert_eq!(read("(a)"), Ok(*flag("a", 1)));
        assert_eq!(read("type(\"fire\")"), Ok(Expression::Type("fire".into(), 5..11)));
        assert_eq!(read("crew('part_time')"), Ok(Expression::Value("crew=part_time".into(), 0..4, 5..16)));
        assert_eq!(read("true"), Ok(Expression::True));
    }

    #[test]
    fn mistakes_have_their_place() {
        for (text, range, message) in [
            ("", 0..0, "expected a flag, `type('...')`, `ran('...')`, `not` or `(`, found the end"),
            ("a and", 5..5, "expected a flag, `type('...')`, `ran('...')`, `not` or `(`, found the end"),
            ("a b", 2..3, "expected `and`, `or` or the end, found `b`"),
            ("(a", 0..1, "`(` is not closed"),
            ("a)", 1..2, "`)` closes nothing"),
            ("a && b", 2..4, "`&&` means nothing in an expression"),
            ("a AND b", 2..5, "expected `and`, `or` or the end, found `AND`"),
            ("ran(x)", 4..5, "expected `ran('...')`, found `x`"),
            ("ran('x", 4..6, "a name is not closed"),
            ("Å", 0..2, "`Å` is not the name of a flag"),
            ("f(x)", 2..3, "expected `f('...')`, found `x`"),
        ] {
            let error = read(text).expect_err(text);
            assert_eq!((error.range, error.message.as_str()), (range, message), "{text}");
        }
    }

    #[test]
    fn nothing_overflows_the_stack() {
        assert!(read(&"(".repeat(100_000)).is_err());
        assert!(read(&"not ".repeat(100_000)).is_err());
        assert!(read(&"a and ".repeat(100_000)).is_err());
        assert!(read(&format!("{}a{}", "(".repeat(DEEPEST), ")".repeat(DEEPEST))).is_ok());
        assert!(read(&format!("{}a", "not ".repeat(DEEPEST + 1))).is_err());
    }
}
