//! Control variates: what is known of a number that varies along with an estimate takes part of the estimate's noise away.

use super::ratio::{Sums, jackknife, pulls};
use super::spread::Spread;

/// By section, how far the mean of a control over its histories lies above the expectation that is known of it.
pub type Control<'a> = Option<&'a [f64]>;

/// With fewer sections nothing is corrected: the slope would cost more than it gives.
const LEAST: usize = 10;

/// The regression of an estimate on a control, both by section.
///
/// As in Lavenberg and Welch (*A perspective on the use of control variables to increase the efficiency of Monte Carlo simulations*,
/// Management Science 27, 1981): the estimate becomes the regression line's height where the control is what it is expected to be. One
/// degree of freedom goes to the slope. Busy sections vary more than others, and those far out pull the line to themselves, so the variance is
/// that of the height with one section left out (HC3 of MacKinnon and White, *Some heteroskedasticity-consistent covariance matrix estimators with
/// improved finite sample properties*, Journal of Econometrics 29, 1985).
pub(super) struct Regression {
    /// By how much the estimate grows with the control.
    pub(super) slope: f64,
    /// By how much the mean of the control lies above its expectation.
    pub(super) excess: f64,
    /// How the corrected estimate varies.
    pub(super) spread: Spread,
}

impl Regression {
    /// Of an estimate, given with its values with one section left out. `None` where the control does not vary, or in one section only, or too
    /// few sections hold anything.
    pub(super) fn new(weights: &[f64], (value, left_out): (f64, &[f64]), filled: usize, control: &[f64]) -> Option<Regression> {
        let all = weights.iter().sum::<f64>();
        let mean_of = |of: &dyn Fn(usize) -> f64| (0..weights.len()).map(|section| weights[section] * of(section)).sum::<f64>() / all;
        let excess = mean_of(&|section| control[section]);
        let apart = |section: usize| control[section] - excess;
        let spread = mean_of(&|section| apart(section) * apart(section));
        if filled < LEAST || spread <= 0.0 {
            return None;
        }
        let pulled: Vec<(f64, f64)> = pulls(weights, value, left_out).collect();
        let slope = mean_of(&|section| pulled[section].0 * apart(section)) / spread;
        let leverage = |section: usize| weights[section] / all * (1.0 + apart(section) * apart(section) / spread);
        // A section that has the line to itself says nothing of how far it lies off.
        if (0..weights.len()).any(|section| leverage(section) > 1.0 - 1e-9) {
            return None;
        }
        let part = |(section, (pull, times)): (usize, &(f64, f64))| {
            let weight = (1.0 - excess * apart(section) / spread) / times;
            weight * (pull - slope * apart(section)) / (1.0 - leverage(section))
        };
        let parts: Vec<f64> = pulled.iter().enumerate().map(part).collect();
        let variance = parts.iter().map(|part| part * part).sum();
        Some(Regression { slope, excess, spread: Spread::of(parts.into_iter(), filled - 1, variance) })
    }
}

/// The variance of a mean corrected by a control, against that of the mean itself: below one, the control helps. `None` where nothing is
/// corrected, or nothing varies.
pub fn control_ratio(weights: &[f64], sums: Sums<'_>, control: Control<'_>) -> Option<f64> {
    let (value, left_out) = sums.ratios()?;
    let left_out = left_out?;
    let found = Regression::new(weights, (value, &left_out), sums.filled(), control?)?;
    let plain = jackknife(weights, value, &left_out);
    (plain > 0.0).then(|| found.spread.variance / plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::ratio::controlled_mean;

    /// Ten sections of one history each with ten incidents: the numerators are 50 + 2 c + rest, so the means rise by 0.2 with the control.
    /// Worked out by hand: c sums to 10 (excess 1), the rest is uncorrelated with it.
    #[test]
    fn a_regression_agrees_with_a_hand() {
        let control: Vec<f64> = vec![-1.0, 3.0, -1.0, 3.0, -1.0, 3.0, -1.0, 3.0, 1.0, 1.0];
        let rest = [1.0, 1.0, -1.0, -1.0, 1.0, 1.0, -1.0, -1.0, 0.0, 0.0];
        let numerators: Vec<f64> = control.iter().zip(rest).map(|(c, rest)| 50.0 + 2.0 * c + rest).collect();
        let (weights, sums) = ([1.0; 10], Sums { numerators: &numerators, denominators: &[10.0; 10] });
        let (value, left_out) = sums.ratios().unwrap();
        let found = Regression::new(&weights, (value, &left_out.unwrap()), 10, &control).unwrap();
        assert!((found.slope - 0.2).abs() < 1e-12 && (found.excess - 1.0).abs() < 1e-12);
        // Eight sections are 2 from the mean, of a spread of 3.2, so their leverage is 0.1 (1 + 4 / 3.2) = 0.225, and their rests of 0.1 weigh
        // 1 + 2 / 3.2 where the control is low and 1 - 2 / 3.2 where it is high, four of each.
        let variance = 4.0 * (0.01 / 0.775f64).powi(2) * (1.625f64.powi(2) + 0.375f64.powi(2));
        assert!((found.spread.variance - variance).abs() < 1e-12, "{}", found.spread.variance);
        let corrected = controlled_mean(&weights, sums, Some(&control)).unwrap();
        assert!((corrected.value - 5.0).abs() < 1e-12);
        // Plain: those and eight times 0.16, over 10 x 9.
        let ratio = control_ratio(&weights, sums, Some(&control)).unwrap();
        assert!((ratio - variance / (1.36 / 90.0)).abs() < 1e-9, "{ratio}");
        // A control that does not vary corrects nothing.
        assert_eq!(controlled_mean(&weights, sums, Some(&[3.0; 10])), controlled_mean(&weights, sums, None));
        // Nor does one that varies in a single section, which the line would go through.
        let lone = [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0];
        assert_eq!(controlled_mean(&weights, sums, Some(&lone)), controlled_mean(&weights, sums, None));
    }
}
