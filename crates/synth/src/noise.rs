//! Slips of the keyboard in texts that people type: neighbouring keys, swapped, doubled and lost
//! letters, abbreviations, missing punctuation.
//!
//! Only *open* words slip: plain small words of the frame's own text whose neighbours are plain
//! words too. Names, numbers, indicators, and the words that announce them are never touched, so
//! every entity of the clean text is found in the noisy one. Which words are open is settled when
//! the library is built; telling a row only counts down to the next slip.

use serde::{Deserialize, Serialize};

use crate::rng::{Rng, below};

/// What was done, for the data card.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slips {
    /// Words of the texts' own wording, slots not counted.
    pub words: u64,
    /// Of these the ones that may slip.
    pub open: u64,
    pub typos: u64,
    pub abbreviations: u64,
    /// Commas and full stops left out.
    pub punctuation: u64,
}

impl Slips {
    /// Words changed.
    pub const fn changed(&self) -> u64 {
        self.typos + self.abbreviations + self.punctuation
    }

    pub const fn add(&mut self, other: &Self) {
        self.words += other.words;
        self.open += other.open;
        self.typos += other.typos;
        self.abbreviations += other.abbreviations;
        self.punctuation += other.punctuation;
    }
}

/// One text's slips.
#[derive(Debug)]
pub(crate) struct Noise {
    rng: Rng,
    /// `ln(1 - rate)`; 0 for none.
    log_keep: f64,
    /// Open words until the next slip.
    until: u64,
    pub slips: Slips,
}

/// A share of open words that slip, ready to draw with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rate {
    log_keep: f64,
}

impl Rate {
    /// `0.0..1.0`.
    pub(crate) fn new(rate: f64) -> Self {
        Self {
            log_keep: (1.0 - rate).ln(),
        }
    }
}

impl Noise {
    pub(crate) fn new(seed: u64, rate: Rate) -> Self {
        let mut noise = Self {
            rng: Rng::new(seed),
            log_keep: rate.log_keep,
            ..Self::none()
        };
        noise.next();
        noise
    }

    /// For texts that no person types.
    pub(crate) const fn none() -> Self {
        Self {
            rng: Rng::new(0),
            log_keep: 0.0,
            until: u64::MAX,
            slips: Slips {
                words: 0,
                open: 0,
                typos: 0,
                abbreviations: 0,
                punctuation: 0,
            },
        }
    }

    /// The distance to the next slip is geometric: one draw a slip instead of one a word.
    fn next(&mut self) {
        self.until = if self.log_keep == 0.0 {
            u64::MAX
        } else {
            let u = ((self.rng.next() >> 11) as f64 + 0.5) / (1u64 << 53) as f64;
            (u.ln() / self.log_keep) as u64
        };
    }

    /// Counts a text of so many words; whether all of its open words stay as they are.
    #[inline]
    pub(crate) fn spares(&mut self, words: u8, open: u8) -> bool {
        self.slips.words += u64::from(words);
        self.slips.open += u64::from(open);
        let spared = self.until >= u64::from(open);
        if spared {
            self.until -= u64::from(open);
        }
        spared
    }

    /// Appends a text in which at least one open word slips. `open` are its words in `library`,
    /// the text from which `start..end` is told.
    #[cold]
    pub(crate) fn write(
        &mut self,
        library: &str,
        (start, end): (u32, u32),
        open: &[(u32, u32)],
        out: &mut String,
    ) {
        let mut at = start as usize;
        for &(from, to) in open {
            if self.until > 0 {
                self.until -= 1;
                continue;
            }
            let (from, to) = (from as usize, to as usize);
            out.push_str(&library[at..from]);
            at = to + self.slip(&library[from..to], &library[to..end as usize], out);
            self.next();
        }
        out.push_str(&library[at..end as usize]);
    }

    /// Appends what becomes of a word; how many bytes after it are left out.
    fn slip(&mut self, word: &str, after: &str, out: &mut String) -> usize {
        let kind = self.rng.below(4);
        if kind < 2
            && let Some((_, short)) = ABBREVIATIONS.iter().find(|(long, _)| *long == word)
        {
            out.push_str(short);
            self.slips.abbreviations += 1;
            return 0;
        }
        if kind == 2 && after.starts_with(['.', ',']) {
            out.push_str(word);
            self.slips.punctuation += 1;
            return 1;
        }
        self.slips.typos += 1;
        typo(word, self.rng.next(), out);
        0
    }
}

/// Appends the word with one slip. It has at least four letters, all small.
fn typo(word: &str, bits: u64, out: &mut String) {
    // The first letter is the one people get right.
    let at = 1 + below(bits, word.len() - 2);
    let b = word.as_bytes();
    out.push_str(&word[..at]);
    match bits % 4 {
        0 if b[at] != b[at + 1] => {
            out.push(b[at + 1] as char);
            out.push(b[at] as char);
            out.push_str(&word[at + 2..]);
        }
        1 => out.push_str(&word[at + 1..]),
        2 => {
            out.push(b[at] as char);
            out.push_str(&word[at..]);
        }
        _ => {
            let near = NEIGHBOURS[usize::from(b[at] - b'a')].as_bytes();
            out.push(near[below(bits << 32, near.len())] as char);
            out.push_str(&word[at + 1..]);
        }
    }
}

/// Keys beside each letter on an English keyboard, `a` to `z`.
const NEIGHBOURS: [&str; 26] = [
    "sqzw", "vng", "xvd", "sfec", "wrd", "dgrv", "fhtb", "gjyn", "uok", "hkum", "jlio", "kop",
    "nkj", "bmh", "ipl", "ol", "wa", "etf", "adwx", "ryg", "yij", "cbf", "qes", "zcs", "tuh",
    "xas",
];

const ABBREVIATIONS: [(&str, &str); 28] = [
    ("about", "abt"),
    ("after", "aft"),
    ("again", "agn"),
    ("approximately", "approx"),
    ("because", "bc"),
    ("before", "b4"),
    ("between", "btw"),
    ("customer", "cust"),
    ("department", "dept"),
    ("document", "doc"),
    ("documents", "docs"),
    ("information", "info"),
    ("message", "msg"),
    ("messages", "msgs"),
    ("minutes", "mins"),
    ("morning", "am"),
    ("people", "ppl"),
    ("please", "pls"),
    ("should", "shld"),
    ("someone", "sb"),
    ("something", "smth"),
    ("thanks", "thx"),
    ("though", "tho"),
    ("through", "thru"),
    ("today", "tdy"),
    ("tomorrow", "tmrw"),
    ("without", "w/o"),
    ("would", "wld"),
];

/// Words that announce an account, a machine or a port, or that such a word may be followed by:
/// neither they nor their neighbours slip.
const ANNOUNCING: [&str; 34] = [
    "account",
    "accounts",
    "acct",
    "asset",
    "called",
    "computer",
    "destination",
    "device",
    "domain",
    "endpoint",
    "file",
    "folder",
    "host",
    "hostname",
    "logged",
    "login",
    "logins",
    "logon",
    "machine",
    "mailbox",
    "name",
    "named",
    "path",
    "port",
    "ports",
    "server",
    "source",
    "src",
    "target",
    "user",
    "userid",
    "username",
    "users",
    "workstation",
];

/// Where a literal text's open words stand: bytes, ascending.
pub(crate) fn open_words(text: &str) -> Vec<(usize, usize)> {
    let words: Vec<(usize, &str)> = pieces(text).collect();
    let plain: Vec<bool> = words.iter().map(|(_, word)| is_plain(word)).collect();
    let mut open = Vec::new();
    // The first and the last word may touch a slot.
    for i in 1..words.len().saturating_sub(1) {
        let (at, word) = words[i];
        let letters = word.trim_end_matches(['.', ',', ';', ':', '!', '?']);
        if plain[i - 1]
            && plain[i]
            && plain[i + 1]
            && letters.len() >= 4
            && letters.bytes().all(|c| c.is_ascii_lowercase())
        {
            open.push((at, at + letters.len()));
        }
    }
    open
}

/// The words between single blanks, with where they begin; a line break ends a text.
fn pieces(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let base = text.as_ptr() as usize;
    text.split([' ', '\n'])
        .map(move |word| (word.as_ptr() as usize - base, word))
}

/// Letters with at most one sign of punctuation behind them, announcing nothing.
fn is_plain(word: &str) -> bool {
    let letters = word
        .strip_suffix(['.', ',', ';', ':', '!', '?'])
        .unwrap_or(word);
    !letters.is_empty()
        && letters.bytes().all(|c| c.is_ascii_alphabetic())
        && !ANNOUNCING.iter().any(|a| letters.eq_ignore_ascii_case(a))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_near_anything_else_stay_closed() {
        for (text, expected) in [
            (
                "we have never seen this before today",
                "have never seen this before",
            ),
            ("ran at 203.0.113.7 again that same night.", "that same"),
            (
                "the user could open nothing anymore at home",
                "open nothing anymore",
            ),
            ("a=b some words, then more", "words then"),
            ("", ""),
            ("one two", ""),
        ] {
            let found: Vec<&str> = open_words(text)
                .into_iter()
                .map(|(from, to)| &text[from..to])
                .collect();
            assert_eq!(found.join(" "), expected, "{text}");
        }
    }

    #[test]
    fn the_share_of_slips_is_the_rate() {
        let text = "they wrote without commas, because people rarely stop there ".repeat(40);
        let open: Vec<(u32, u32)> = open_words(&text)
            .iter()
            .map(|(a, b)| (*a as u32, *b as u32))
            .collect();
        for rate in [0.0, 0.01, 0.1, 0.5] {
            let mut slips = Slips::default();
            for seed in 0..400 {
                let mut noise = Noise::new(seed, Rate::new(rate));
                let mut out = String::new();
                if !noise.spares(0, open.len().min(255) as u8) {
                    noise.write(
                        &text,
                        (0, text.len() as u32),
                        &open[..open.len().min(255)],
                        &mut out,
                    );
                    assert_ne!(out, text);
                }
                slips.add(&noise.slips);
            }
            let share = slips.changed() as f64 / slips.open as f64;
            assert!((share - rate).abs() < 0.01, "{rate}: {share}");
        }
    }

    #[test]
    fn every_slip_changes_one_thing() {
        for bits in 0..2000u64 {
            let mut out = String::new();
            typo("keyboard", crate::rng::mix(bits), &mut out);
            assert!((7..=9).contains(&out.len()), "{out}");
            assert_eq!(&out[..1], "k");
            assert_ne!(out, "keyboard");
        }
    }
}
