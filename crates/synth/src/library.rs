//! The corpus made ready for telling half a million rows a second.
//!
//! Frames become short programs over one text, so that telling a frame reads memory in one
//! direction; and for every frame it is settled beforehand which frames may tell the same event as
//! a user's report and as a log line. Nothing here depends on a seed.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use taxonomy::{Label, Severity};

use crate::corpus::{self, Place};
use crate::event::Split;
use crate::grammar::{Difficulty, Grammar, Part, Register};
use crate::naming;
use crate::noise;
use crate::slot::Slot;

/// One step of a program.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Op {
    Text {
        start: u32,
        end: u32,
        /// First of its open words in [`Library::open`], and how many there are.
        open: u32,
        opens: u8,
        /// Words in all.
        words: u8,
        /// A port that the text itself names, or 0.
        port: u16,
    },
    Slot(Slot),
    /// One of `alternatives` steps from `first` on, each a [`Op::Branch`].
    Choice {
        alternatives: u32,
        first: u32,
    },
    Branch {
        start: u32,
        end: u32,
    },
    /// One of the file's own lists: which of [`Library::lists`], and the salt of its draw.
    List {
        list: u32,
        salt: u32,
    },
}

/// A program: a stretch of [`Library::ops`].
pub(crate) type Program = Range<u32>;

/// A frame, and who else may tell its event. What every row needs stands here together: each
/// frame is far away in memory.
#[derive(Debug)]
pub(crate) struct Told {
    pub program: Program,
    pub story: u32,
    pub split: Split,
    pub register: Register,
    pub difficulty: Difficulty,
    pub id: &'static str,
    pub situation: &'static str,
    /// Frames of this story and split in the voice of a user, of the same situation if there are
    /// such; none names the label. May be empty.
    pub reports: Vec<u32>,
    /// The same as a log or alert line.
    pub logs: Vec<u32>,
    pub place: Place,
}

/// A story's facts.
#[derive(Debug)]
pub(crate) struct Facts {
    pub label: Label,
    pub name: &'static str,
    pub severity: Severity,
    /// Ids, each with the name ATT&CK gives it.
    pub techniques: Vec<(&'static str, &'static str)>,
    pub sources: Vec<&'static str>,
    /// None names the label; at least one.
    pub rules: Vec<&'static str>,
    /// One-line summaries, none names the label; at least one.
    pub short: Vec<Program>,
    /// Its frames.
    pub frames: Vec<u32>,
}

#[derive(Debug, Default)]
pub(crate) struct Library {
    pub text: String,
    pub ops: Vec<Op>,
    /// Where open words stand in `text`.
    pub open: Vec<(u32, u32)>,
    pub lists: Vec<Vec<Program>>,
    pub frames: Vec<Told>,
    pub stories: Vec<Facts>,
    /// Stories of each label, in the order of the labels.
    pub by_label: Vec<Vec<u32>>,
}

static LIBRARY: LazyLock<Library> = LazyLock::new(build);

/// The library of the embedded corpus, built on first use.
pub(crate) fn library() -> &'static Library {
    &LIBRARY
}

fn build() -> Library {
    let mut library = Library {
        by_label: vec![Vec::new(); Label::COUNT],
        ..Library::default()
    };
    let mut files = HashMap::new();
    for story in corpus::stories() {
        let Some(label) = story.label else { continue };
        if story.frames.is_empty() {
            continue;
        }
        let number = library.stories.len() as u32;
        library.by_label[label.index()].push(number);
        let facts = story.facts;
        let first = library.frames.len() as u32;
        for (grammar, frame) in &story.frames {
            let lists = library.lists_of(grammar, &mut files);
            let program = library.compile(&frame.parts, lists);
            library.frames.push(Told {
                program,
                story: number,
                split: Split::of(frame),
                register: frame.register,
                difficulty: frame.difficulty,
                id: &frame.id,
                situation: &frame.situation,
                reports: Vec::new(),
                logs: Vec::new(),
                place: Place {
                    grammar,
                    frame,
                    story,
                },
            });
        }
        let lists = library.lists_of(story.home, &mut files);
        let mut short: Vec<Program> = facts
            .short
            .iter()
            .filter(|parts| !parts_name(label, parts, story.home))
            .map(|parts| library.compile(parts, lists))
            .collect();
        let mut rules = facts.rules.clone();
        rules.retain(|rule| !naming::names(label, rule));
        if rules.is_empty() {
            rules.push("Correlation rule");
        }
        if short.is_empty() {
            short.push(library.compile(&[Part::Slot(Slot::Rule)], lists));
        }
        let techniques = facts.techniques.iter().map(|id| {
            let known = taxonomy::techniques().iter().find(|t| t.id == *id);
            (*id, known.map_or(*id, |technique| technique.name))
        });
        library.stories.push(Facts {
            label,
            name: facts.name,
            severity: facts.severity,
            techniques: techniques.collect(),
            sources: facts.sources.clone(),
            rules,
            short,
            frames: (first..library.frames.len() as u32).collect(),
        });
        library.cast(number);
    }
    library
}

impl Library {
    /// The file's lists, compiled once; the number of its first.
    fn lists_of(
        &mut self,
        grammar: &'static Grammar,
        files: &mut HashMap<*const Grammar, u32>,
    ) -> u32 {
        if let Some(first) = files.get(&std::ptr::from_ref(grammar)) {
            return *first;
        }
        let first = self.lists.len() as u32;
        files.insert(grammar, first);
        for list in &grammar.lists {
            let items = list.iter().map(|item| self.compile(item, first)).collect();
            self.lists.push(items);
        }
        first
    }

    /// Appends the program of a text whose file's lists begin at `lists`.
    fn compile(&mut self, parts: &[Part], lists: u32) -> Program {
        // Alternatives come before what chooses them, so a program is laid out inside out and
        // its own steps stand together at the end.
        let mut steps = Vec::with_capacity(parts.len());
        let mut before = None;
        for part in parts {
            let step = match part {
                Part::Text(text) => self.literal(text, before),
                Part::Slot(slot) => Op::Slot(*slot),
                Part::List(list) => Op::List {
                    list: lists + list,
                    salt: 1_000 + list,
                },
                Part::Choice(alternatives) => {
                    let branches: Vec<Op> = alternatives
                        .iter()
                        .map(|alternative| {
                            let Range { start, end } = self.compile(alternative, lists);
                            Op::Branch { start, end }
                        })
                        .collect();
                    let first = self.ops.len() as u32;
                    self.ops.extend(branches);
                    Op::Choice {
                        alternatives: alternatives.len() as u32,
                        first,
                    }
                }
            };
            before = match part {
                Part::Slot(slot) => Some(*slot),
                _ => None,
            };
            steps.push(step);
        }
        let start = self.ops.len() as u32;
        self.ops.extend(steps);
        start..self.ops.len() as u32
    }

    fn literal(&mut self, text: &str, before: Option<Slot>) -> Op {
        let start = self.text.len() as u32;
        self.text.push_str(text);
        let first = self.open.len() as u32;
        let spans = noise::open_words(text);
        let opens = spans.len().min(usize::from(u8::MAX));
        let within = |(from, to): &(usize, usize)| (start + *from as u32, start + *to as u32);
        self.open.extend(spans[..opens].iter().map(within));
        Op::Text {
            start,
            end: self.text.len() as u32,
            open: first,
            opens: opens as u8,
            words: text.split_whitespace().count().min(255) as u8,
            port: crate::network::named_port(text, before),
        }
    }

    /// Settles for every frame of a story who else may tell its event.
    fn cast(&mut self, story: u32) {
        let facts = &self.stories[story as usize];
        let voices = |register: Register| -> Vec<u32> {
            let fits = |f: &u32| {
                let place = &self.frames[*f as usize].place;
                let frame = place.frame;
                frame.register == register && !parts_name(facts.label, &frame.parts, place.grammar)
            };
            facts.frames.iter().copied().filter(fits).collect()
        };
        let (users, lines) = (voices(Register::UserReport), voices(Register::SiemAlert));
        let casts: Vec<(u32, Vec<u32>, Vec<u32>)> = facts
            .frames
            .iter()
            .map(|f| (*f, self.nearest(*f, &users), self.nearest(*f, &lines)))
            .collect();
        for (frame, reports, logs) in casts {
            let told = &mut self.frames[frame as usize];
            (told.reports, told.logs) = (reports, logs);
        }
    }

    /// Of `voices` those of the frame's split: itself, else its situation's, else all.
    fn nearest(&self, frame: u32, voices: &[u32]) -> Vec<u32> {
        if voices.contains(&frame) {
            return vec![frame];
        }
        let own = &self.frames[frame as usize];
        let told = |f: &&u32| -> &Told { &self.frames[**f as usize] };
        let same_split: Vec<u32> = voices
            .iter()
            .filter(|f| told(f).split == own.split)
            .copied()
            .collect();
        let close: Vec<u32> = same_split
            .iter()
            .filter(|f| told(f).place.frame.situation == own.place.frame.situation)
            .copied()
            .collect();
        if close.is_empty() { same_split } else { close }
    }
}

/// Whether any literal text of a frame names the label.
fn parts_name(label: Label, parts: &[Part], grammar: &Grammar) -> bool {
    let mut text = String::new();
    literals(parts, grammar, &mut text);
    naming::names(label, &text)
}

/// All literal text of a frame, alternatives and lists one after the other.
fn literals(parts: &[Part], grammar: &Grammar, out: &mut String) {
    for part in parts {
        match part {
            Part::Text(text) => out.push_str(text),
            Part::Slot(_) => out.push('\u{1}'),
            Part::Choice(alternatives) => {
                for alternative in alternatives {
                    literals(alternative, grammar, out);
                    out.push(' ');
                }
            }
            Part::List(list) => {
                for item in &grammar.lists[*list as usize] {
                    literals(item, grammar, out);
                    out.push(' ');
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_told_by_frames_of_its_story_and_split() {
        let library = library();
        let (mut reports, mut logs) = (0, 0);
        for told in &library.frames {
            for (voices, register) in [
                (&told.reports, Register::UserReport),
                (&told.logs, Register::SiemAlert),
            ] {
                for voice in voices {
                    let voice = &library.frames[*voice as usize];
                    assert_eq!((voice.story, voice.split), (told.story, told.split));
                    assert_eq!(voice.place.frame.register, register);
                }
            }
            reports += usize::from(!told.reports.is_empty());
            logs += usize::from(!told.logs.is_empty());
        }
        // Most have somebody to tell them.
        let frames = library.frames.len();
        assert!(reports * 4 > frames * 3, "{reports} of {frames}");
        assert!(logs * 4 > frames * 3, "{logs} of {frames}");
    }
}
