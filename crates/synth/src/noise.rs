//! Typing slips, abbreviations and missing punctuation, as people in a hurry write.
//!
//! Indicators are never touched: a noisy text is read again, and if it does not name the very same
//! entities in the same order it is thrown away and the clean one stays.

use text::Document;

use crate::rng::Rng;

/// Working memory.
#[derive(Debug, Default, Clone)]
pub struct Noise {
    noisy: String,
    clean: Document,
    read: Document,
}

/// About one word of so many gets a slip.
const ONE_IN: usize = 11;

const SHORT: [(&str, &str); 14] = [
    ("please", "pls"),
    ("because", "bc"),
    ("with", "w/"),
    ("without", "w/o"),
    ("and", "&"),
    ("message", "msg"),
    ("password", "pw"),
    ("information", "info"),
    ("minutes", "mins"),
    ("about", "abt"),
    ("between", "btw"),
    ("received", "rcvd"),
    ("department", "dept"),
    ("through", "thru"),
];

/// Keys beside each letter on an English keyboard, from `a`.
const BESIDE: [&str; 26] = [
    "sq", "vn", "xv", "sf", "wr", "dg", "fh", "gj", "uo", "hk", "jl", "k", "n", "bm", "ip", "o",
    "wa", "et", "ad", "ry", "yi", "cb", "qe", "zc", "tu", "x",
];

/// Adds slips to `out` from byte `start` on.
pub(crate) fn add(out: &mut String, start: usize, noise: &mut Noise, rng: &mut Rng) {
    let Some(clean) = out.get(start..) else {
        return;
    };
    noise.noisy.clear();
    slip(clean, &mut noise.noisy, rng);
    if noise.noisy == clean {
        return;
    }
    noise.clean.read(clean);
    noise.read.read(&noise.noisy);
    let values = |document: &Document, text: &str| -> Vec<(text::EntityKind, String)> {
        let entities = document.entities(text).into_iter();
        entities.map(|entity| (entity.kind, entity.value)).collect()
    };
    if values(&noise.clean, clean) == values(&noise.read, &noise.noisy) {
        out.truncate(start);
        out.push_str(&noise.noisy);
    }
}

/// Word by word; only plain lower-case words change.
fn slip(clean: &str, out: &mut String, rng: &mut Rng) {
    // One person leaves punctuation out, another does not.
    let careless = rng.chance(0.4);
    for (i, word) in clean.split(' ').enumerate() {
        if i > 0 {
            out.push(' ');
        }
        let bare = word.trim_end_matches([',', '.', ';']);
        let plain = bare.len() >= 3 && bare.bytes().all(|b| b.is_ascii_lowercase());
        if !plain {
            out.push_str(word);
            continue;
        }
        match SHORT.iter().find(|(long, _)| *long == bare) {
            Some((_, short)) if rng.chance(0.5) => out.push_str(short),
            _ if rng.below(ONE_IN) == 0 => typo(bare, out, rng),
            _ => out.push_str(bare),
        }
        if !(careless && rng.chance(0.7)) {
            out.push_str(&word[bare.len()..]);
        }
    }
}

/// One slip of the fingers. `word` is ASCII letters, at least three.
fn typo(word: &str, out: &mut String, rng: &mut Rng) {
    let at = rng.between(1, word.len() - 2);
    let (head, tail) = word.split_at(at);
    let letter = &tail[..1];
    out.push_str(head);
    match rng.below(4) {
        // Left out.
        0 => out.push_str(&tail[1..]),
        // Twice.
        1 => {
            out.push_str(letter);
            out.push_str(tail);
        }
        // Swapped with the next.
        2 => {
            out.push_str(&tail[1..2]);
            out.push_str(letter);
            out.push_str(&tail[2..]);
        }
        // The key beside it.
        _ => {
            let keys = BESIDE[usize::from(tail.as_bytes()[0] - b'a')];
            let key = rng.below(keys.len());
            out.push_str(&keys[key..=key]);
            out.push_str(&tail[1..]);
        }
    }
}
