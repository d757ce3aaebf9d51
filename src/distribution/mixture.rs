//! Mixtures: one of several distributions, each with its share.

use super::{Distribution, Invalid, Unit, not_negative};

/// What a bound has to leave of a single component: with less it is left out, and the whole is short of less than this. It may
/// leave less of it than of a whole distribution, since what is resolved coarsely counts little.
const LEAST_LEFT: f64 = 1e-13;

/// One of several distributions, none of them a mixture.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Mixture {
    components: Vec<Component>,
}

#[derive(Clone, Debug, PartialEq)]
struct Component {
    /// Its probability.
    share: f64,
    /// The probability of this one or one before it; the last has 1.
    up_to: f64,
    of: Distribution,
}

impl Mixture {
    /// Of weights, which need not add up to anything, and distributions. A mixture within a mixture is taken apart.
    pub(super) fn new(parts: Vec<(f64, Distribution)>) -> Result<Mixture, Invalid> {
        let mut flat = Vec::new();
        for (weight, of) in parts {
            not_negative("weight", weight)?;
            match of.mixture_of() {
                Some(inner) => flat.extend(inner.components.iter().map(|component| (weight * component.share, component.of.clone()))),
                None => flat.push((weight, of)),
            }
        }
        flat.retain(|(weight, _)| *weight > 0.0);
        let sum: f64 = flat.iter().map(|(weight, _)| weight).sum();
        if !(sum > 0.0 && sum.is_finite()) {
            return Err(Invalid::Weights);
        }
        let (mut up_to, last) = (0.0, flat.len() - 1);
        let component = |(index, (weight, of)): (usize, (f64, Distribution))| {
            let share = weight / sum;
            up_to = if index == last { 1.0 } else { up_to + share };
            Component { share, up_to, of }
        };
        Ok(Mixture { components: flat.into_iter().enumerate().map(component).collect() })
    }

    /// The component at `u`, in the order in which they were given.
    #[inline]
    pub(super) fn pick(&self, u: Unit) -> &Distribution {
        let at = self.components.iter().position(|component| u.0 < component.up_to);
        // The last one goes up to 1, above every uniform number.
        &self.components[at.unwrap_or(self.components.len() - 1)].of
    }

    /// Every component multiplied by `factor`.
    pub(super) fn scaled(&self, factor: f64) -> Result<Mixture, Invalid> {
        Mixture::new(self.parts().map(|(share, of)| Ok((share, of.scaled(factor)?))).collect::<Result<_, Invalid>>()?)
    }

    /// Between two bounds, which are in order, and the probability of lying there: each component counts with as much of it as is left.
    pub(super) fn truncated(&self, at_least: Option<f64>, at_most: Option<f64>) -> Result<(Mixture, f64), Invalid> {
        let mut parts = Vec::new();
        for (share, of) in self.parts() {
            let before = of.width;
            match of.truncated_to(at_least, at_most, LEAST_LEFT) {
                Ok(left) => parts.push((share * (left.width / before), left)),
                // All of it, or its own bounds, lie outside.
                Err(Invalid::NothingLeft { .. } | Invalid::Order { .. }) => {}
                Err(other) => return Err(other),
            }
        }
        let left = parts.iter().map(|(share, _)| share).sum();
        let nothing = Invalid::NothingLeft { at_least: at_least.unwrap_or(0.0), at_most: at_most.unwrap_or(f64::INFINITY) };
        Ok((Mixture::new(parts).map_err(|_| nothing)?, left))
    }

    /// The value below which the share `p` lies: the smallest number between the components' own quantiles that is large enough.
    pub(super) fn inverse(&self, p: f64) -> f64 {
        let own = || self.components.iter().map(|component| component.of.exact(Unit(p)));
        // Numbers that are not negative are in the order of their bits.
        let (mut low, mut high) = (own().fold(f64::MAX, f64::min).to_bits(), own().fold(0.0, f64::max).to_bits());
        while low < high {
            let middle = low + (high - low) / 2;
            if self.cdf(f64::from_bits(middle)) < p {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        f64::from_bits(high)
    }

    /// The probability of a value of at most `x`.
    pub(super) fn cdf(&self, x: f64) -> f64 {
        self.components.iter().map(|component| component.share * component.of.cdf(x)).sum::<f64>().min(1.0)
    }

    /// The mean of (value - centre)^power; `power` is 1 or 2.
    pub(super) fn moment(&self, power: i32, centre: f64) -> f64 {
        let moment = |of: &Distribution| {
            let away = of.mean() - centre;
            if power == 1 { away } else { of.sd() * of.sd() + away * away }
        };
        self.components.iter().map(|component| component.share * moment(&component.of)).sum()
    }

    fn parts(&self) -> impl Iterator<Item = (f64, Distribution)> {
        self.components.iter().map(|component| (component.share, component.of.clone()))
    }
}
