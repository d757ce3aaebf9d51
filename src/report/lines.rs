//! Lines of a terminal, and where a word that is too long for its place is broken.

/// Words longer than this have places to break in a page.
const LONG: usize = 20;

/// Columns of a text on a terminal: every letter used here is one column wide.
pub(super) fn columns(text: &str) -> usize {
    text.chars().count()
}

/// Cuts a text into lines of at most `width` columns; what is longer than a line is broken, with a hyphen.
pub(super) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    // No-break spaces are no places to break, so `split_whitespace` would be wrong.
    for word in text.split([' ', '\n', '\t', '\r']).filter(|word| !word.is_empty()) {
        let mut letters = word.chars().filter(|letter| !letter.is_control()).collect::<Vec<_>>();
        let used = lines.last().map_or(0, |line| columns(line));
        if used > 0 && used + 1 + letters.len() <= width {
            let line = lines.pop().unwrap_or_default();
            lines.push(line + " " + &String::from_iter(&letters));
            continue;
        }
        while letters.len() > width {
            let at = place_to_break(&letters, (width - 1).max(1));
            let hyphen = if needs_hyphen(&letters, at) { "-" } else { "" };
            let rest = letters.split_off(at);
            push_line(&mut lines, String::from_iter(&letters) + hyphen);
            letters = rest;
        }
        push_line(&mut lines, String::from_iter(&letters));
    }
    lines
}

/// Adds a line, in place of the empty one that a text begins with.
fn push_line(lines: &mut Vec<String>, line: String) {
    if lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines.push(line);
}

/// Where to break a word of whose letters at most `most` fit: behind a sign that joins, else before a consonant that a vowel follows,
/// which is the rule of thumb in Swedish and not far off in English, else where it must be. At least three letters stand before it.
pub(super) fn place_to_break(letters: &[char], most: usize) -> usize {
    let joined = |at: &usize| matches!(letters[at - 1], '-' | '_' | '/' | '.' | ':');
    let is_vowel = |letter: char| "aeiouyåäöæøéüAEIOUYÅÄÖÆØÉÜ".contains(letter);
    let letter = |at: usize| letters.get(at).copied().unwrap_or(' ');
    let syllable = |at: &usize| {
        let (before, here, after) = (letter(at - 1), letter(*at), letter(at + 1));
        // A consonant and j begin together: tjänst, sjuk.
        let begins = is_vowel(after) && (here != 'j' || is_vowel(before)) || after == 'j' && is_vowel(letter(at + 2));
        before.is_alphabetic() && here.is_alphabetic() && !is_vowel(here) && begins
    };
    let places = || (3..=most).rev().filter(|at| *at < letters.len());
    places().find(joined).or_else(|| places().find(syllable)).unwrap_or(most)
}

/// Whether a hyphen says that a word broken there goes on.
pub(super) fn needs_hyphen(letters: &[char], at: usize) -> bool {
    letters[at - 1].is_alphabetic() && letters[at].is_alphabetic()
}

/// A text whose long words may be broken where syllables begin: browsers show a hyphen there and nowhere else.
pub(super) fn soft(text: &str) -> String {
    let word = |word: &str| {
        let letters: Vec<char> = word.chars().collect();
        if letters.len() <= LONG {
            return word.to_owned();
        }
        let (mut soft, mut first) = (String::new(), 0);
        while letters.len() - first > LONG / 2 {
            let at = first + place_to_break(&letters[first..], LONG / 2);
            soft.extend(&letters[first..at]);
            soft.extend(needs_hyphen(&letters, at).then_some('\u{ad}'));
            first = at;
        }
        soft.extend(&letters[first..]);
        soft
    };
    text.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::{soft, wrap};

    #[test]
    fn long_words_may_be_broken() {
        assert_eq!(soft("Gemensam central"), "Gemensam central");
        let word = "Räddningstjänstsamverkanslarmbehandlingsprocess";
        let broken = soft(word);
        assert!(broken.starts_with("Räddnings\u{ad}") && broken.replace('\u{ad}', "") == word, "{broken:?}");
    }

    #[test]
    fn long_words_are_broken_with_a_hyphen() {
        let lines = wrap("Räddningstjänstsamverkanslarmbehandlingsprocess och mer", 20);
        assert!(lines.iter().all(|line| line.chars().count() <= 20) && lines[0].ends_with('-'), "{lines:?}");
        assert_eq!(
            lines.concat().replace('-', ""),
            "Räddningstjänstsamverkanslarmbehandlingsprocessoch mer".replace("processoch", "process och")
        );
    }
}
