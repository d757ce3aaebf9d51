//! A list that is short as a rule: its first entries lie in its owner, so that reaching one takes no look elsewhere.

use std::ops::{Index, IndexMut};

/// As many entries as anybody has asked for; those from `N` on lie elsewhere.
#[derive(Debug)]
pub(super) struct Few<T, const N: usize> {
    first: [T; N],
    more: Vec<T>,
}

impl<T: Copy, const N: usize> Few<T, N> {
    /// All of them alike.
    pub(super) fn new(entry: T) -> Few<T, N> {
        Few { first: [entry; N], more: Vec::new() }
    }

    /// Sees to it that there are so many entries; new ones are like this one. There are never fewer again.
    #[inline]
    pub(super) fn reach(&mut self, number: usize, entry: T) {
        if number > N + self.more.len() {
            self.more.resize(number - N, entry);
        }
    }
}

impl<T, const N: usize> Few<T, N> {
    #[cold]
    fn further(&self, index: usize) -> &T {
        &self.more[index]
    }

    #[cold]
    fn further_mut(&mut self, index: usize) -> &mut T {
        &mut self.more[index]
    }
}

impl<T, const N: usize> Index<usize> for Few<T, N> {
    type Output = T;
    #[inline(always)]
    fn index(&self, index: usize) -> &T {
        if index < N { &self.first[index] } else { self.further(index - N) }
    }
}

impl<T, const N: usize> IndexMut<usize> for Few<T, N> {
    #[inline(always)]
    fn index_mut(&mut self, index: usize) -> &mut T {
        if index < N { &mut self.first[index] } else { self.further_mut(index - N) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_keep_their_places_when_there_are_many() {
        let mut few: Few<u8, 4> = Few::new(0);
        few.reach(3, 9);
        (few[0], few[3]) = (1, 2);
        few.reach(7, 9);
        few[5] = 3;
        few.reach(2, 9);
        assert_eq!([0, 1, 3, 4, 5, 6].map(|index| few[index]), [1, 0, 2, 9, 3, 9]);
    }
}
