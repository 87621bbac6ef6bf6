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

/// Slots as lists of word sequences, and whether a gap may come before.
fn slots(source: &'static str) -> Vec<(bool, Vec<Vec<&'static str>>)> {
    let mut pattern = Pattern::default();
    assert!(pattern.read(source), "{source}");
    let slots = pattern.slots().iter();
    slots
        .map(|slot| {
            (
                slot.gap_before,
                pattern.choices(slot).map(<[_]>::to_vec).collect(),
            )
        })
        .collect()
}

/// Every word sequence a pattern reads, as a hash; gaps count as a word.
fn readings(pattern: &'static str) -> Vec<u64> {
    let mut all = vec![0xcbf2_9ce4_8422_2325];
    let word = |so_far: u64, word: &str| {
        word.bytes().chain([b' ']).fold(so_far, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        })
    };
    for (gap_before, choices) in slots(pattern) {
        let mut longer = Vec::with_capacity(all.len() * choices.len());
        for so_far in all {
            for choice in &choices {
                let gap = gap_before && !choice.is_empty();
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
    assert_eq!(LEXICON.meanings.len(), sources().len());
    assert!(LEXICON.vocabulary.len() < usize::from(u16::MAX));
}

#[test]
fn every_word_cleans_to_itself() {
    let mut wrong = Vec::new();
    for (owner, source) in sources() {
        for (_, choices) in slots(source) {
            for choice in choices {
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
        let longest: usize = slots(source)
            .iter()
            .map(|(gap_before, choices)| {
                let gap = if *gap_before { pattern::GAP } else { 0 };
                gap + choices.iter().map(Vec::len).max().unwrap_or(0)
            })
            .sum();
        assert!(longest < LONGEST, "{owner}: {source}");
    }
}

/// One phrase, one meaning: only a technique and its own kinds may share one.
#[test]
fn no_phrase_is_evidence_for_two_unrelated_techniques() {
    let mut all = Vec::new();
    for (technique, entry) in techniques().iter().enumerate() {
        for pattern in &entry.evidence {
            all.extend(
                readings(pattern)
                    .into_iter()
                    .map(|reading| (reading, technique)),
            );
        }
    }
    all.sort_unstable();
    all.dedup();
    let mut shared: Vec<_> = all
        .windows(2)
        .filter(|pair| pair[0].0 == pair[1].0)
        .map(|pair| (&techniques()[pair[0].1], &techniques()[pair[1].1]))
        .filter(|(one, two)| one.family() != two.family())
        .map(|(one, two)| format!("{} and {}", one.id, two.id))
        .collect();
    shared.dedup();
    assert!(shared.is_empty(), "{}", shared.join("\n"));
}

/// A text of several windows says what its parts say, wherever they stand in it.
#[test]
fn windows_hide_nothing() {
    let filler = "one two three four five. ";
    for before in [0, 80, 85, 88, 89, 90, 91, 95, 101, 102, 103, 110, 205] {
        let text = format!(
            "{}CreateRemoteThread and a ransom note{}",
            filler.repeat(before),
            "."
        );
        let mut found = Vec::new();
        let document = Document::new(&text);
        scan(&text, &document, |hit| {
            let first = document.tokens[hit.start].raw.start as usize;
            let last = document.tokens[hit.end - 1].raw.end as usize;
            found.push(&text[first..last]);
        });
        found.sort_unstable();
        found.dedup();
        assert_eq!(found, ["CreateRemoteThread", "ransom note"], "{before}");
    }
}

/// A word that many texts have is no evidence by itself.
#[test]
fn no_common_word_is_a_phrase_alone() {
    const COMMON: &str = "account alert attack data device document email file files host link \
                          login mail message network password server service site system token \
                          traffic user users";
    for (owner, source) in sources() {
        let slots = slots(source);
        let optional: Vec<bool> = slots
            .iter()
            .map(|(_, choices)| choices.iter().any(Vec::is_empty))
            .collect();
        for (i, (_, choices)) in slots.iter().enumerate() {
            let alone = optional
                .iter()
                .enumerate()
                .all(|(j, optional)| i == j || *optional);
            for choice in choices.iter().filter(|choice| alone && choice.len() == 1) {
                assert!(choice[0].len() > 2, "{owner}: {source}");
                let common = COMMON.split_whitespace().any(|word| word == choice[0]);
                assert!(!common, "{owner}: {source}");
            }
        }
    }
}
