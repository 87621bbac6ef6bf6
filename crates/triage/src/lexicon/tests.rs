use std::collections::HashMap;

use super::*;

fn sources() -> Vec<(String, &'static str)> {
    let evidence = techniques().iter().flat_map(|technique| {
        technique
            .evidence
            .iter()
            .map(|pattern| (technique.id.to_owned(), *pattern))
    });
    let cues = CUES.iter().flat_map(|cue| {
        cue.patterns
            .iter()
            .map(|pattern| (cue.says.to_owned(), *pattern))
    });
    evidence.chain(cues).collect()
}

/// Every word sequence a pattern reads, as a hash; gaps count as a word.
fn readings(pattern: &str) -> Vec<u64> {
    let mut all = vec![0xcbf2_9ce4_8422_2325];
    let word = |so_far: u64, word: &str| {
        word.bytes().chain([b' ']).fold(so_far, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        })
    };
    for slot in pattern::parse(pattern).unwrap() {
        let mut longer = Vec::with_capacity(all.len() * slot.choices.len());
        for so_far in all {
            for choice in &slot.choices {
                let gap = slot.gap_before && !choice.is_empty();
                let so_far = if gap { word(so_far, "...") } else { so_far };
                longer.push(choice.iter().fold(so_far, |hash, next| word(hash, next)));
            }
        }
        all = longer;
    }
    all
}

#[test]
fn every_pattern_reads() {
    for (owner, source) in sources() {
        assert!(pattern::parse(source).is_some(), "{owner}: {source}");
    }
    assert_eq!(LEXICON.meanings.len(), sources().len());
    assert!(LEXICON.vocabulary.len() < usize::from(u16::MAX));
}

#[test]
fn every_word_cleans_to_itself() {
    let mut wrong = Vec::new();
    for (owner, source) in sources() {
        for slot in pattern::parse(source).unwrap() {
            for choice in slot.choices {
                let written = choice.join(" ");
                if Document::new(&written).cleaned != written {
                    wrong.push(format!("{owner}: {written}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_pattern_is_longer_than_the_overlap() {
    for (owner, source) in sources() {
        let longest: usize = pattern::parse(source)
            .unwrap()
            .iter()
            .map(|slot| {
                let gap = if slot.gap_before { pattern::GAP } else { 0 };
                gap + slot.choices.iter().map(Vec::len).max().unwrap_or(0)
            })
            .sum();
        assert!(longest < LONGEST, "{owner}: {source}");
    }
}

/// One phrase, one meaning: only a technique and its own kinds may share one.
#[test]
fn no_phrase_is_evidence_for_two_unrelated_techniques() {
    let mut owners: HashMap<u64, (&str, &str)> = HashMap::new();
    let mut shared = Vec::new();
    for technique in techniques() {
        for pattern in &technique.evidence {
            for reading in readings(pattern) {
                let first = *owners.entry(reading).or_insert((technique.id, pattern));
                if taxonomy::family(first.0) != technique.family() {
                    shared.push(format!("{first:?} and {}: {pattern}", technique.id));
                    break;
                }
            }
        }
    }
    assert!(shared.is_empty(), "{}", shared.join("\n"));
}

/// A word that many texts have is no evidence by itself.
#[test]
fn no_common_word_is_a_phrase_alone() {
    const COMMON: &str = "account alert attack data device document email file files host link \
                          login mail message network password server service site system token \
                          traffic user users";
    for (owner, source) in sources() {
        let slots = pattern::parse(source).unwrap();
        let skipped = |slot: &pattern::Slot<'_>| slot.choices.iter().any(Vec::is_empty);
        for (i, slot) in slots.iter().enumerate() {
            let alone = slots
                .iter()
                .enumerate()
                .all(|(j, slot)| i == j || skipped(slot));
            for choice in slot
                .choices
                .iter()
                .filter(|choice| alone && choice.len() == 1)
            {
                assert!(choice[0].len() > 2, "{owner}: {source}");
                let common = COMMON.split_whitespace().any(|word| word == choice[0]);
                assert!(!common, "{owner}: {source}");
            }
        }
    }
}
