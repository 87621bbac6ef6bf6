//! Tells a reader the rationale while the answer around it is written.

use std::ops::ControlFlow;

use opinion::Redacted;

/// An answer so far, and what its reader was told of it.
pub(crate) struct Telling<'a> {
    redacted: Option<&'a Redacted>,
    on_words: &'a mut dyn FnMut(&str) -> ControlFlow<()>,
    answer: String,
    told: String,
}

impl<'a> Telling<'a> {
    pub fn new(
        redacted: Option<&'a Redacted>,
        on_words: &'a mut dyn FnMut(&str) -> ControlFlow<()>,
    ) -> Self {
        Self {
            redacted,
            on_words,
            answer: String::new(),
            told: String::new(),
        }
    }

    /// Takes in the next piece; its reader may have had enough.
    pub fn add(&mut self, piece: &str) -> ControlFlow<()> {
        self.answer.push_str(piece);
        let Some(words) = opinion::rationale_so_far(&self.answer) else {
            return ControlFlow::Continue(());
        };
        let words = match self.redacted {
            Some(redacted) => redacted.restore(&words),
            None => words,
        };
        if words == self.told {
            return ControlFlow::Continue(());
        }
        self.told = words;
        (self.on_words)(&self.told)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_told_once_and_with_their_names() {
        let redacted = opinion::redact("User m.okafor signed in on WS-4471");
        let answer = format!(
            r#"{{"label": "malware", "mitre_ids": [], "rationale": "{}"}}"#,
            redacted.text
        );
        let pieces: Vec<String> = answer.chars().map(String::from).collect();
        let mut heard: Vec<String> = Vec::new();
        let mut hear = |words: &str| {
            heard.push(words.to_owned());
            ControlFlow::Continue(())
        };
        let mut telling = Telling::new(Some(&redacted), &mut hear);
        for piece in &pieces {
            assert!(telling.add(piece).is_continue());
        }
        assert!(heard.windows(2).all(|two| two[0] != two[1]));
        assert_eq!(
            heard.last().map(String::as_str),
            Some("User m.okafor signed in on WS-4471")
        );

        let mut stop = |_: &str| ControlFlow::Break(());
        let mut telling = Telling::new(None, &mut stop);
        let stopped = pieces
            .iter()
            .position(|piece| telling.add(piece).is_break());
        assert!(stopped.is_some_and(|at| at < answer.len()));
    }
}
