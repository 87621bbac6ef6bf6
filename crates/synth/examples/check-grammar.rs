//! For writers: reads grammar files given by path and names the first mistake of each, and every
//! retelling whose situation is not in the embedded corpus.
//!
//! `cargo run -p synth --example check-grammar -- FILE...`

use std::collections::{BTreeMap, HashMap};
use std::process::ExitCode;

use synth::corpus;
use synth::grammar::read;

fn main() -> ExitCode {
    let known: HashMap<&str, _> = corpus::frames()
        .map(|place| (place.frame.id.as_str(), place.story.label))
        .collect();
    let mut mistakes = 0;
    for path in std::env::args().skip(1) {
        let source = match std::fs::read_to_string(&path) {
            Ok(source) => source.leak(),
            Err(error) => {
                eprintln!("{path}: {error}");
                mistakes += 1;
                continue;
            }
        };
        let stem = path.rsplit('/').next().unwrap_or_default();
        let stem = stem.strip_suffix(".txt").unwrap_or(stem).to_owned().leak();
        let grammar = match read(stem, source) {
            Ok(grammar) => grammar,
            Err(error) => {
                println!("{error}");
                mistakes += 1;
                continue;
            }
        };
        let mut registers: BTreeMap<&str, usize> = BTreeMap::new();
        let mut frames = 0;
        for frame in grammar.subtypes.iter().flat_map(|subtype| &subtype.frames) {
            frames += 1;
            *registers.entry(frame.register.id()).or_default() += 1;
            let original = frame.situation == frame.id;
            if !original && known.get(frame.situation.as_str()) != Some(&grammar.label) {
                println!(
                    "{path}: there is no frame `{}` of this label",
                    frame.situation
                );
                mistakes += 1;
            }
        }
        println!("{path}: {frames} frames, {registers:?}");
    }
    ExitCode::from(u8::from(mistakes > 0))
}
