//! The small language evidence is written in: `(a|b c|) word ... word`.
//!
//! `(...|...)` is a choice of word sequences, an empty part makes it optional, and ` ... ` stands
//! for up to [`GAP`] words of any kind. Words are cleaned words: what [`text::Document`] makes of
//! them is themselves, which a test holds every pattern to.

/// The most words ` ... ` skips.
pub const GAP: usize = 3;

/// One place of a pattern: what may stand there, and whether other words may come before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot<'a> {
    pub choices: Vec<Vec<&'a str>>,
    pub gap_before: bool,
}

/// Reads a pattern; `None` if it is not well formed or could match nothing at all.
pub fn parse(pattern: &str) -> Option<Vec<Slot<'_>>> {
    let mut slots = Vec::new();
    let mut rest = pattern.trim_start();
    let mut gap_before = false;
    while !rest.is_empty() {
        let (choices, after) = if let Some(inner) = rest.strip_prefix('(') {
            let (inner, after) = inner.split_once(')')?;
            let choices = inner
                .split('|')
                .map(|part| part.split_whitespace().collect())
                .collect();
            (choices, after)
        } else {
            let end = rest.find([' ', '(']).unwrap_or(rest.len());
            let (word, after) = rest.split_at(end);
            if word == "..." {
                if slots.is_empty() || gap_before {
                    return None;
                }
                gap_before = true;
                rest = after.trim_start();
                continue;
            }
            (vec![vec![word]], after)
        };
        // A choice or word ends at a blank: `forward(ed|)` is no word of this language.
        if !after.is_empty() && !after.starts_with(' ') {
            return None;
        }
        slots.push(Slot {
            choices,
            gap_before,
        });
        gap_before = false;
        rest = after.trim_start();
    }
    let certain = slots
        .iter()
        .any(|slot: &Slot<'_>| slot.choices.iter().all(|choice| !choice.is_empty()));
    (certain && !gap_before).then_some(slots)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pattern: &str, expected: Option<&str>) {
        let shown = parse(pattern).map(|slots| {
            let slots: Vec<String> = slots
                .iter()
                .map(|slot| {
                    let choices: Vec<String> =
                        slot.choices.iter().map(|words| words.join(" ")).collect();
                    format!(
                        "{}{}",
                        if slot.gap_before { "~" } else { "" },
                        choices.join("|")
                    )
                })
                .collect();
            slots.join(", ")
        });
        assert_eq!(shown.as_deref(), expected, "{pattern}");
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
