//! The groups of incidents that an answer is told for. Every stratum is a union of cells.

use super::sections::{CellKey, Scored};
use crate::model::Model;

/// How many agencies are needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Agencies {
    /// Nobody.
    None,
    /// One.
    Single,
    /// Several.
    Multi,
}

/// A group of incidents; indices are those of the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stratum {
    /// Everything.
    All,
    /// One incident type.
    Type(usize),
    /// By the number of needed agencies.
    Agencies(Agencies),
    /// This agency is needed, perhaps among others.
    Agency(usize),
    /// This agency is needed, and no other.
    Alone(usize),
}

impl Stratum {
    /// Whether the incidents of a cell belong to it.
    pub fn holds(self, cell: CellKey) -> bool {
        let by_type = matches!(self, Stratum::Type(_));
        if cell.scored == if by_type { Scored::ButByType } else { Scored::ByTypeOnly } {
            return false;
        }
        match self {
            Stratum::All => true,
            Stratum::Type(kind) => cell.kind == kind as u32,
            Stratum::Agencies(Agencies::None) => cell.needs == 0,
            Stratum::Agencies(Agencies::Single) => cell.needs.count_ones() == 1,
            Stratum::Agencies(Agencies::Multi) => cell.needs.count_ones() > 1,
            Stratum::Agency(agency) => cell.needs >> agency & 1 == 1,
            Stratum::Alone(agency) => cell.needs == 1 << agency,
        }
    }

    /// `all`, `type`, `agencies`, `agency` or `alone`.
    pub fn kind(self) -> &'static str {
        match self {
            Stratum::All => "all",
            Stratum::Type(_) => "type",
            Stratum::Agencies(_) => "agencies",
            Stratum::Agency(_) => "agency",
            Stratum::Alone(_) => "alone",
        }
    }

    /// Its name within its kind.
    pub fn name(self, model: &Model) -> &str {
        match self {
            Stratum::All => "all",
            Stratum::Type(kind) => &model.types[kind].name,
            Stratum::Agencies(Agencies::None) => "none",
            Stratum::Agencies(Agencies::Single) => "single",
            Stratum::Agencies(Agencies::Multi) => "multi",
            Stratum::Agency(agency) | Stratum::Alone(agency) => &model.agencies[agency].name,
        }
    }

    /// Whether charts are drawn for it: for everything and by number of agencies.
    pub fn is_drawn(self) -> bool {
        matches!(self, Stratum::All | Stratum::Agencies(_))
    }
}

/// Every stratum of a model, in the order in which they are reported.
pub fn strata(model: &Model) -> Vec<Stratum> {
    let agencies = [Agencies::None, Agencies::Single, Agencies::Multi].map(Stratum::Agencies);
    std::iter::once(Stratum::All)
        .chain((0..model.types.len()).map(Stratum::Type))
        .chain(agencies)
        .chain((0..model.agencies.len()).map(Stratum::Agency))
        .chain((0..model.agencies.len()).map(Stratum::Alone))
        .collect()
}
