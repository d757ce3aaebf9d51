//! A list with a place for everything that a set in one machine word may hold: reaching an entry takes no look elsewhere, and the
//! compiler need not ask whether there is one.

use std::ops::{Index, IndexMut};

/// As many as there are bits in a set of steps, roles or marks.
const PLACES: usize = u64::BITS as usize;

/// An entry for each of the steps, roles or marks that there may be.
#[derive(Clone, Debug)]
pub(super) struct Row<T>([T; PLACES]);

impl<T: Copy> Row<T> {
    /// All of them alike.
    pub(super) const fn new(entry: T) -> Row<T> {
        Row([entry; PLACES])
    }

    /// The first so many become like this one.
    #[inline]
    pub(super) fn reset(&mut self, number: usize, entry: T) {
        self.0[..number].fill(entry);
    }
}

impl<T> Index<usize> for Row<T> {
    type Output = T;
    #[inline(always)]
    fn index(&self, index: usize) -> &T {
        debug_assert!(index < PLACES);
        &self.0[index % PLACES]
    }
}

impl<T> IndexMut<usize> for Row<T> {
    #[inline(always)]
    fn index_mut(&mut self, index: usize) -> &mut T {
        debug_assert!(index < PLACES);
        &mut self.0[index % PLACES]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_keep_their_places_up_to_the_last_one() {
        let mut row: Row<u8> = Row::new(7);
        (row[0], row[63]) = (1, 2);
        row.reset(2, 9);
        row[1] = 3;
        assert_eq!([0, 1, 2, 62, 63].map(|index| row[index]), [9, 3, 7, 7, 2]);
    }
}
