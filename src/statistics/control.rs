//! Control variates: what is known of a number that varies along with an estimate takes part of the estimate's noise away.

use super::ratio::{Sums, jackknife, pulls};

/// By section, how far the mean of a control over its histories lies above the expectation that is known of it.
pub type Control<'a> = Option<&'a [f64]>;

/// With fewer sections nothing is corrected: the slope would cost more than it gives.
const LEAST: usize = 10;

/// The regression of an estimate on a control, both by section.
///
/// As in Lavenberg and Welch (*A perspective on the use of control variables to increase the efficiency of Monte Carlo simulations*,
/// Management Science 27, 1981): the estimate becomes the regression line's height where the control is what it is expected to be. One
/// degree of freedom goes to the slope, and as the slope is estimated too, the variance grows with how far the control came out from
/// its expectation.
pub(super) struct Regression {
    /// By how much the estimate grows with the control.
    pub(super) slope: f64,
    /// By how much the mean of the control lies above its expectation.
    pub(super) excess: f64,
    /// The variance of the corrected estimate ...
    pub(super) variance: f64,
    /// ... and its skewness.
    pub(super) skewness: f64,
}

impl Regression {
    /// Of an estimate, given with its values with one section left out. `None` where the control does not vary, or too few sections hold
    /// anything.
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
        let (mut variance, mut squares, mut cubes) = (0.0, 0.0, 0.0);
        for (section, (pull, times)) in pulled.iter().enumerate() {
            let rest = pull - slope * apart(section);
            variance += rest * rest / (times - 1.0);
            let part = rest / times;
            (squares, cubes) = (squares + part * part, cubes + part * part * part);
        }
        let sections = weights.len() as f64;
        let lost = (filled as f64 - 1.0) / (filled as f64 - 2.0) * (1.0 + excess * excess / spread);
        let skewness = if squares > 0.0 { cubes / (squares * libm::sqrt(squares)) } else { 0.0 };
        Some(Regression { slope, excess, variance: variance / sections * lost, skewness })
    }
}

/// The variance of a mean corrected by a control, against that of the mean itself: below one, the control helps. `None` where nothing is
/// corrected, or nothing varies.
pub fn control_ratio(weights: &[f64], sums: Sums<'_>, control: Control<'_>) -> Option<f64> {
    let (value, left_out) = sums.ratios()?;
    let left_out = left_out?;
    let found = Regression::new(weights, (value, &left_out), sums.filled(), control?)?;
    let plain = jackknife(weights, value, &left_out);
    (plain > 0.0).then(|| found.variance / plain)
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
        // The rest: eight times 0.01, over 10 x 8 degrees, times 1 + 1 / 3.2.
        assert!((found.variance - 0.08 / 80.0 * (1.0 + 1.0 / 3.2)).abs() < 1e-12, "{}", found.variance);
        let corrected = controlled_mean(&weights, sums, Some(&control)).unwrap();
        assert!((corrected.value - 5.0).abs() < 1e-12);
        // Plain: those and eight times 0.16, over 10 x 9.
        let ratio = control_ratio(&weights, sums, Some(&control)).unwrap();
        assert!((ratio - 0.001 * (1.0 + 1.0 / 3.2) / (1.36 / 90.0)).abs() < 1e-9, "{ratio}");
        // A control that does not vary corrects nothing.
        assert_eq!(controlled_mean(&weights, sums, Some(&[3.0; 10])), controlled_mean(&weights, sums, None));
    }
}
