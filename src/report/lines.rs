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

/// Ends of the first part of many Swedish compounds.
const JOINTS: [&str; 6] = ["ings", "ions", "hets", "tets", "skaps", "arbets"];
/// Consonants that begin a word together: no place to break lies within them, but before them.
const TOGETHER: [(char, char); 3] = [('c', 'h'), ('s', 'k'), ('s', 'h')];

/// Where to break a word of whose letters at most `most` fit: behind a sign that joins; else between the parts of a compound, as far as
/// their joint tells, if the line is not half empty then; else before a consonant that a vowel follows, which is the rule of thumb in
/// Swedish and not far off in English; else where it must be. At least three letters stand on either side, but for the last.
pub(super) fn place_to_break(letters: &[char], most: usize) -> usize {
    let joined = |at: &usize| matches!(letters[at - 1], '-' | '_' | '/' | '.' | ':');
    let is_vowel = |letter: char| "aeiouyåäöæøéüAEIOUYÅÄÖÆØÉÜ".contains(letter);
    let letter = |at: usize| letters.get(at).copied().unwrap_or(' ');
    let syllable = |at: &usize| {
        let (before, here, after) = (letter(at - 1), letter(*at), letter(at + 1));
        // A consonant and j begin together: tjänst, sjuk.
        let begins = is_vowel(after) && (here != 'j' || is_vowel(before)) || after == 'j' && is_vowel(letter(at + 2));
        // Two consonants that belong together begin the next line together: lednings-chef, sjuk-sköterska.
        let begins = begins || TOGETHER.contains(&(here, after)) && is_vowel(letter(at + 2));
        before.is_alphabetic() && here.is_alphabetic() && !is_vowel(here) && begins && !TOGETHER.contains(&(before, here))
    };
    let joint = |at: &usize| {
        let before = String::from_iter(&letters[..*at]).to_lowercase();
        letter(*at).is_alphabetic() && JOINTS.iter().any(|joint| before.len() > joint.len() && before.ends_with(joint))
    };
    let leaves_a_part = |at: &usize| at + 3 <= letters.len();
    let places = || (3..=most).rev().filter(|at| *at < letters.len());
    let compound = places().filter(leaves_a_part).filter(|at| 2 * at >= most).find(joint);
    places().find(joined).or(compound).or_else(|| places().filter(leaves_a_part).find(syllable)).unwrap_or(most)
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
    use super::{place_to_break, soft, wrap};

    #[test]
    fn words_are_broken_where_swedes_would() {
        let broken = |word: &str, most: usize| {
            let letters: Vec<char> = word.chars().collect();
            let at = place_to_break(&letters, most);
            format!("{}-{}", String::from_iter(&letters[..at]), String::from_iter(&letters[at..]))
        };
        // Between the parts of a compound, ...
        assert_eq!(broken("Ledningsoperatör", 11), "Lednings-operatör");
        assert_eq!(broken("ledningschef", 10), "lednings-chef");
        assert_eq!(broken("ledningskoordinator", 11), "lednings-koordinator");
        // ... with three letters on either side, and consonants that belong together on one.
        assert_eq!(broken("Medlyssnande", 11), "Medlyss-nande");
        assert_eq!(broken("Kommunikatör", 2), "Ko-mmunikatör");
        assert_eq!(broken("larmsjuksköterska", 10), "larmsjuk-sköterska");
        assert_eq!(broken("polischefen", 7), "polis-chefen");
    }

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
