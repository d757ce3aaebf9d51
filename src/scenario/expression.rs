//! Expressions: flags, `type('x')`, `ran('step')`, `not`, `and`, `or`, parentheses.

use super::diagnostic::Span;

/// An expression as written, names not yet looked up. Spans are of the whole file.
#[derive(Clone, Debug, PartialEq)]
pub enum Expression {
    /// `true`.
    True,
    /// `false`.
    False,
    /// A flag or agency.
    Flag(String, Span),
    /// `type('x')`.
    Type(String, Span),
    /// `ran('step')`.
    Ran(String, Span),
    /// `not e`.
    Not(Box<Expression>),
    /// `a and b`.
    And(Box<Expression>, Box<Expression>),
    /// `a or b`.
    Or(Box<Expression>, Box<Expression>),
}
