//! "No ransom note was found" is no evidence of a ransom note; and a phrase is said in one
//! sentence or not at all.
//!
//! A phrase is denied when
//! - one of the four words before it is a negator (`no`, `not`, `without`, `nobody`, `didnt`...)
//!   and nothing between them ends the thought: sentence punctuation, a comma, or a word such as
//!   `but`, `and`, `then`. A comma does not end it inside a list: "no malware, lateral movement
//!   or data loss" denies all three, up to eight words on;
//! - or what follows it says so: "... was not found", "... were never observed", "... was ruled
//!   out".
//!
//! A negator whose own next word tells of something missing or more is none: "not only", "no
//! longer", "no MFA", "without approval". The guard is that and no grammar: it errs towards
//! keeping evidence.

use text::{Document, Token};

/// How many words before a phrase a negator is looked for.
const REACH: usize = 4;

/// The same for an item of a list.
const REACH_IN_LIST: usize = 8;

const NEGATORS: &[&str] = &[
    "absence", "arent", "cannot", "cant", "couldnt", "denies", "didnt", "doesnt", "dont", "hadnt",
    "hasnt", "havent", "isnt", "neither", "never", "no", "nobody", "none", "nor", "not", "nothing",
    "ruled", "wasnt", "werent", "without", "wont", "wouldnt",
];

/// After these the negator denied something else, or nothing.
const EXEMPT: &[&str] = &[
    "2fa",
    "antivirus",
    "approval",
    "approved",
    "authorisation",
    "authorised",
    "authority",
    "authorization",
    "authorized",
    "business",
    "clinical",
    "consent",
    "doubt",
    "edr",
    "expected",
    "explanation",
    "idea",
    "just",
    "justification",
    "knowing",
    "knowledge",
    "known",
    "legitimate",
    "logging",
    "longer",
    "matter",
    "mfa",
    "multi",
    "multifactor",
    "need",
    "notice",
    "only",
    "password",
    "patched",
    "permission",
    "permissions",
    "reason",
    "recognise",
    "recognised",
    "recognize",
    "recognized",
    "second",
    "sure",
    "surprisingly",
    "telling",
    "ticket",
    "valid",
    "warning",
];

/// A new thought begins.
const STOPS: &[&str] = &[
    "after", "although", "and", "because", "before", "but", "except", "however", "instead", "so",
    "then", "though", "until", "when", "while", "yet",
];

const AUXILIARIES: &[&str] = &[
    "are", "be", "been", "had", "has", "have", "is", "was", "were",
];

const AFTERTHOUGHTS: &[&str] = &[
    "confirmed",
    "detected",
    "evident",
    "executed",
    "found",
    "identified",
    "involved",
    "noted",
    "observed",
    "present",
    "recorded",
    "seen",
    "used",
    "visible",
];

/// Whether the words `start..end` of the document are denied by their neighbours.
pub fn denied(raw: &str, document: &Document, start: usize, end: usize) -> bool {
    let text = Words { raw, document };
    text.denied_before(start, end) || text.denied_after(end)
}

/// Whether a sentence ends between the words `start..end`: a full stop, question or exclamation
/// mark before a blank, or a semicolon. Dots inside names and abbreviations end nothing.
pub fn torn(raw: &str, document: &Document, start: usize, end: usize) -> bool {
    let text = Words { raw, document };
    (start..end.saturating_sub(1)).any(|index| {
        let between = text.between(index).as_bytes();
        between.contains(&b';')
            || between
                .windows(2)
                .any(|pair| b".!?".contains(&pair[0]) && pair[1].is_ascii_whitespace())
    })
}

struct Words<'a> {
    raw: &'a str,
    document: &'a Document,
}

impl Words<'_> {
    fn at(&self, index: usize) -> &str {
        self.document
            .tokens
            .get(index)
            .map_or("", |token| self.document.token(token))
    }

    fn is(&self, index: usize, sorted: &[&str]) -> bool {
        sorted.binary_search(&self.at(index)).is_ok()
    }

    /// What stands between a word and the next in the original.
    fn between(&self, index: usize) -> &str {
        let raw = |index: usize| {
            self.document
                .tokens
                .get(index)
                .map(|token: &Token| token.raw)
        };
        match (raw(index), raw(index + 1)) {
            (Some(one), Some(two)) => self
                .raw
                .get(one.end as usize..two.start as usize)
                .unwrap_or_default(),
            _ => "",
        }
    }

    fn ends_sentence(&self, index: usize) -> bool {
        self.between(index)
            .contains(['.', ';', ':', '!', '?', '\n', '|'])
    }

    fn denied_before(&self, start: usize, end: usize) -> bool {
        let or = ["or", "nor"];
        let listed = or.contains(&self.at(end))
            || start
                .checked_sub(1)
                .is_some_and(|before| or.contains(&self.at(before)));
        let reach = if listed { REACH_IN_LIST } else { REACH };
        for index in (start.saturating_sub(reach)..start).rev() {
            let comma = !listed && self.between(index).contains(',');
            if comma || self.ends_sentence(index) || self.is(index, STOPS) {
                return false;
            }
            if self.is(index, NEGATORS) {
                return index + 1 == start || !self.is(index + 1, EXEMPT);
            }
        }
        false
    }

    fn denied_after(&self, end: usize) -> bool {
        let mut index = end;
        while index < end + 2 && self.is(index, AUXILIARIES) {
            index += 1;
        }
        let here = index;
        match self.at(index) {
            "not" | "never" | "wasnt" | "werent" | "isnt" | "hasnt" | "havent" => index += 1,
            "ruled" if self.at(index + 1) == "out" => {}
            _ => return false,
        }
        if self.at(index) == "been" {
            index += 1;
        }
        let close = !(end.saturating_sub(1)..index).any(|index| self.ends_sentence(index));
        close && (self.at(here) == "ruled" || self.is(index, AFTERTHOUGHTS))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The phrase is what stands in brackets.
    fn check(marked: &str, expected: bool) {
        let plain = marked.replace(['[', ']'], "");
        let words = |text: &str| Document::new(text).tokens.len();
        let (before, rest) = marked.split_once('[').unwrap();
        let phrase = rest.split_once(']').unwrap().0;
        let start = words(before);
        let document = Document::new(&plain);
        let answer = denied(&plain, &document, start, start + words(phrase));
        assert_eq!(answer, expected, "{marked}");
    }

    #[test]
    fn word_lists_are_sorted() {
        for list in [NEGATORS, EXEMPT, STOPS, AUXILIARIES, AFTERTHOUGHTS] {
            assert!(list.is_sorted(), "{list:?}");
        }
    }

    #[test]
    fn negators_before() {
        for denied in [
            "No [ransom note] found",
            "we found no sign of [lateral movement]",
            "there was not any [data exfiltration]",
            "without any [credential dumping]",
            "The user didn't [open the attachment]",
            "The user didn\u{2019}t [open the attachment]",
            "nobody [clicked the link]",
            "never saw a [ransom note]",
            "No malware, [lateral movement] or data loss",
            "no malware or [lateral movement]",
            "No malware, lateral movement or [data loss]",
            "she denies [clicking the link]",
            "We have ruled out [data theft]",
        ] {
            check(denied, true);
        }
    }

    #[test]
    fn other_thoughts_deny_nothing() {
        for kept in [
            "a [ransom note] was found",
            "Not only [files were encrypted]",
            "can no longer open; [files were encrypted]",
            "account with no MFA [was brute forced]",
            "no alert fired. [Files were encrypted]",
            "nothing in the logs, [files were encrypted]",
            "did not notice but [clicked the link]",
            "not seen for a week and then [lateral movement] began",
            "without approval [copied the database]",
            "no one two three four [ransom note]",
            "no ticket:\n[ransom note]",
        ] {
            check(kept, false);
        }
    }

    #[test]
    fn sentences_tear() {
        let torn = |text: &str| {
            let document = Document::new(text);
            torn(text, &document, 0, document.tokens.len())
        };
        assert!(torn("a text message. Works fine"));
        assert!(torn("script; alert"));
        assert!(torn("clicked? Then entered"));
        assert!(!torn("powershell.exe -enc"));
        assert!(!torn("one, two: three - four"));
        assert!(!torn("alone."));
    }

    #[test]
    fn denials_after() {
        check("[lateral movement] was not observed", true);
        check("[lateral movement] has not been seen so far", true);
        check("[data exfiltration] ruled out", true);
        check("[data exfiltration] was ruled out", true);
        check("[the payload] was never executed", true);
        check("[malware] was not blocked", false);
        check("[lateral movement]. Not observed by us", false);
        check("[lateral movement] was observed", false);
    }
}
