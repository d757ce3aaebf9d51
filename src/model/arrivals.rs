//! How often incidents come: by the hour of the week, and what changes that for single hours.

/// Mean numbers by hour of the week, Monday 00 first.
#[derive(Clone, Debug, PartialEq)]
pub struct HourlyRates(pub [f64; 168]);

/// What multiplies the mean of single hours, beside the hour of the week. The default changes nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Swings {
    /// Times with more or fewer incidents; those that overlap multiply.
    pub surges: Vec<Surge>,
}

/// A time with more or fewer incidents.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Surge {
    /// The first hour, counted from time zero ...
    pub from: i64,
    /// ... and the first one after it.
    pub to: i64,
    /// Multiplies the mean; not negative.
    pub factor: f64,
}

impl Swings {
    /// What the mean of an hour, counted from time zero, is multiplied by.
    pub fn expected(&self, hour: i64) -> f64 {
        self.surges.iter().filter(|surge| (surge.from..surge.to).contains(&hour)).map(|surge| surge.factor).product()
    }
}
