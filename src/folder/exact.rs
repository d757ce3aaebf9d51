//! Times in files: exact, as decimal seconds.

use std::fmt;

/// Microseconds, shown as seconds to the last digit that is not zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Seconds(pub(super) i128);

impl fmt::Display for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, part) = (self.0.unsigned_abs() / 1_000_000, self.0.unsigned_abs() % 1_000_000);
        match part {
            0 => write!(f, "{sign}{whole}"),
            part => write!(f, "{sign}{whole}.{}", format!("{part:06}").trim_end_matches('0')),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_are_exact() {
        for (time, text) in
            [(0, "0"), (1, "0.000001"), (-1, "-0.000001"), (12_500_000, "12.5"), (-90_000_000, "-90"), (1_000_010, "1.00001")]
        {
            assert_eq!(Seconds(time).to_string(), text);
        }
    }
}
