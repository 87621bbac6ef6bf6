//! The small language evidence is written in: `(a|b c|) word ... word`.
//!
//! `(...|...)` is a choice of word sequences, an empty part makes it optional, and ` ... ` stands
//! for up to [`GAP`] words of any kind. Words are cleaned words: what [`text::Document`] makes of
//! them is themselves, which a test holds every pattern to.

use std::ops::Range;

/// The most words ` ... ` skips.
pub const GAP: usize = 3;

/// One pattern, taken apart: slots hold choices, choices hold words, each list flat. Reused from
/// pattern to pattern, so that reading two thousand of them costs no more than their length.
#[derive(Debug, Default)]
pub struct Pattern<'a> {
    words: Vec<&'a str>,
    choices: Vec<Range<usize>>,
    slots: Vec<Slot>,
}

/// One place of a pattern: what may stand there, and whether other words may come before it.
#[derive(Debug, Clone)]
pub struct Slot {
    choices: Range<usize>,
    pub gap_before: bool,
}

impl<'a> Pattern<'a> {
    /// Reads a pattern in place of the last one, each byte once. `false` if it is not well formed
    /// or could match nothing at all.
    #[must_use]
    pub fn read(&mut self, pattern: &'a str) -> bool {
        self.words.clear();
        self.choices.clear();
        self.slots.clear();
        let mut gap_before = false;
        let mut certain = false;
        // Where the word, the choice and the slot being read began.
        let (mut word, mut choice, mut slot) = (0, 0, 0);
        let mut inside = false;
        let mut closed = false;
        for (at, byte) in pattern.bytes().chain([b' ']).enumerate() {
            if !b" (|)".contains(&byte) {
                // A choice ends at a blank: `(a)b` is no word of this language.
                if closed {
                    return false;
                }
                continue;
            }
            if word < at {
                if !inside && &pattern[word..at] == "..." {
                    if self.slots.is_empty() || gap_before || byte != b' ' {
                        return false;
                    }
                    gap_before = true;
                    word = at + 1;
                    continue;
                }
                self.words.push(&pattern[word..at]);
            }
            word = at + 1;
            let ends_choice = match byte {
                b'(' => {
                    // `for(ed|)` is none either.
                    if inside || closed || self.words.len() > choice {
                        return false;
                    }
                    inside = true;
                    false
                }
                b'|' | b')' if !inside => return false,
                b'|' => true,
                b')' => {
                    (inside, closed) = (false, true);
                    true
                }
                _ => !inside && self.words.len() > choice,
            };
            if ends_choice {
                self.choices.push(choice..self.words.len());
                choice = self.words.len();
            }
            if byte == b' ' && !inside && self.choices.len() > slot {
                let choices = slot..self.choices.len();
                slot = choices.end;
                certain |= self.choices[choices.clone()]
                    .iter()
                    .all(|words| !words.is_empty());
                self.slots.push(Slot {
                    choices,
                    gap_before,
                });
                (gap_before, closed) = (false, false);
            }
        }
        certain && !gap_before && !inside
    }

    pub fn slots(&self) -> &[Slot] {
        &self.slots
    }

    /// Every word the pattern can start with.
    pub fn first_words(&self, mut each: impl FnMut(&'a str)) {
        for slot in &self.slots {
            let mut optional = false;
            for choice in self.choices(slot) {
                match choice.first() {
                    Some(word) => each(word),
                    None => optional = true,
                }
            }
            if !optional {
                return;
            }
        }
    }

    /// The word sequences that may stand in a slot.
    pub fn choices(&self, slot: &Slot) -> impl Iterator<Item = &[&'a str]> {
        self.choices[slot.choices.clone()]
            .iter()
            .map(|words| &self.words[words.clone()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, expected: Option<&str>) {
        let mut pattern = Pattern::default();
        let shown = pattern.read(source).then(|| {
            let slots = pattern.slots().iter().map(|slot| {
                let choices: Vec<String> =
                    pattern.choices(slot).map(|words| words.join(" ")).collect();
                let gap = if slot.gap_before { "~" } else { "" };
                format!("{gap}{}", choices.join("|"))
            });
            slots.collect::<Vec<_>>().join(", ")
        });
        assert_eq!(shown.as_deref(), expected, "{source}");
    }

    #[test]
    fn patterns_read() {
        check("ransom note", Some("ransom, note"));
        check("(a|b c|) d", Some("a|b c|, d"));
        check("a ... (b|c)", Some("a, ~b|c"));
        check("(a|) ... b", Some("a|, ~b"));
    }

    #[test]
    fn what_is_no_pattern_is_refused() {
        for bad in [
            "",
            "...",
            "a ...",
            "... a",
            "(a",
            "(a|)",
            "a ... ... b",
            "for(ed|)",
            "(a)b",
        ] {
            check(bad, None);
        }
    }
}
