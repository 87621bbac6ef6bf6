//! A language model in a file on this machine. Opens no connection.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use llm::{ChatProcess, ChatSettings, EngineError, Loaded, Role, Stop, Turn};
use opinion::{Answer, Likely, Message};
use remote::Cancel;

use crate::Works;
use crate::load::load;
use crate::telling::Telling;

/// A model that nobody asks gives its memory back after this.
const IDLE: Duration = Duration::from_secs(300);

/// A model file and its process, which starts when it is asked.
#[derive(Debug)]
pub struct Local {
    process: ChatProcess,
    file: PathBuf,
    /// Texts of one group.
    parallel: usize,
    /// Whether the model computes on a GPU, as far as is known: it is told when it is loaded.
    on_gpu: AtomicBool,
}

impl Local {
    /// Checks the head of the file and starts nothing yet. The model's process is this very program,
    /// whose `main` calls [`llm::serve_if_asked`].
    ///
    /// # Errors
    /// There is no such file, or it holds no chat model.
    pub fn open(file: &Path, settings: ChatSettings) -> Result<Self, EngineError> {
        let program =
            std::env::current_exe().map_err(|error| EngineError::NotStarted(error.to_string()))?;
        Ok(Self {
            parallel: settings.parallel.max(1) as usize,
            process: ChatProcess::new(program, file, settings)?,
            file: file.to_owned(),
            on_gpu: AtomicBool::new(false),
        })
    }

    pub fn file(&self) -> &Path {
        &self.file
    }

    /// The question as the model's own chat template makes it.
    ///
    /// # Errors
    /// The model cannot be loaded.
    pub fn rendered(&self, text: &str) -> Result<String, EngineError> {
        self.process.render(&turns(&opinion::ask(text).messages))
    }

    pub(crate) fn load(
        &self,
        on_percent: &mut (dyn FnMut(u8) + Send),
        cancel: &Cancel,
    ) -> Result<Loaded, EngineError> {
        load(&self.process, on_percent, cancel).inspect(|loaded| self.note(loaded))
    }

    fn note(&self, loaded: &Loaded) {
        self.on_gpu.store(loaded.gpu_layers > 0, Ordering::Relaxed);
    }

    /// As of [`crate::Language::together`].
    pub(crate) fn together(&self) -> usize {
        together(self.on_gpu.load(Ordering::Relaxed), self.parallel)
    }

    pub(crate) fn ask(
        &self,
        text: &str,
        on_words: &mut dyn FnMut(&str) -> ControlFlow<()>,
        cancel: &Cancel,
    ) -> Result<Answer, EngineError> {
        let begun = Instant::now();
        let question = opinion::ask(text);
        let turns = turns(&question.messages);
        let model = self.started(cancel)?;
        // Everything is prefix, so what is read for the scores is there for the answer.
        let rows = [Vec::new()];
        let scores = self
            .scores(&turns, &rows, cancel)?
            .pop()
            .unwrap_or(Ok(Vec::new()))?;
        let mut telling = Telling::new(None, on_words);
        let written = self.process.generate(
            &turns,
            &[],
            Some(&opinion::form::grammar()),
            opinion::MAX_NEW_TOKENS,
            &mut |piece| telling.add(piece),
            cancel.flag(),
        )?;
        if written.stop == Stop::Cancelled {
            return Err(EngineError::Cancelled);
        }
        let judged = opinion::judge(text, &written.text);
        Ok(Answer {
            scores: Some(scores),
            cut: question.cut,
            ..Answer::new(judged, model, begun.elapsed())
        })
    }

    /// The model's name, once it is loaded. Starts nothing for who wants nothing any more.
    fn started(&self, cancel: &Cancel) -> Result<String, EngineError> {
        if cancel.is_cancelled() {
            return Err(EngineError::Cancelled);
        }
        let loaded = self.process.start_unless(cancel.flag())?;
        self.note(&loaded);
        Ok(loaded.name)
    }

    /// An answer without words to each text, group by group.
    pub(crate) fn score_all(
        &self,
        texts: &[&str],
        on_done: &mut dyn FnMut(usize, Result<Answer, EngineError>),
        cancel: &Cancel,
    ) {
        let mut place = 0;
        for group in texts.chunks(self.parallel) {
            let answers = self.score_group(group, cancel).unwrap_or_else(|error| {
                let all = group.iter().map(|_| Err(error.clone()));
                all.collect()
            });
            for answer in answers {
                on_done(place, answer);
                place += 1;
            }
        }
    }

    fn score_group(
        &self,
        texts: &[&str],
        cancel: &Cancel,
    ) -> Result<Vec<Result<Answer, EngineError>>, EngineError> {
        let model = self.started(cancel)?;
        let begun = Instant::now();
        let questions: Vec<_> = texts.iter().map(|text| opinion::ask(text)).collect();
        let shared = opinion::prefix().len();
        let rows: Vec<_> = questions
            .iter()
            .map(|question| turns(&question.messages[shared..]))
            .collect();
        let scores = self.scores(&turns(opinion::prefix()), &rows, cancel)?;
        let took = begun.elapsed() / u32::try_from(texts.len()).unwrap_or(u32::MAX).max(1);
        let answers = texts.iter().zip(&questions).zip(scores);
        let answer = |((text, question), scores): ((&&str, &opinion::Question), _)| {
            let scores: Vec<Likely> = scores?;
            let label = scores.first().and_then(|likeliest| likeliest.label);
            Ok(Answer {
                scores: Some(scores),
                cut: question.cut,
                ..Answer::new(opinion::judge_label(text, label), model.clone(), took)
            })
        };
        Ok(answers.map(answer).collect())
    }

    /// How likely each answer is to each row behind `prefix`, the likeliest first.
    fn scores(
        &self,
        prefix: &[Turn],
        rows: &[Vec<Turn>],
        cancel: &Cancel,
    ) -> Result<Vec<Result<Vec<Likely>, EngineError>>, EngineError> {
        let choices: Vec<String> = opinion::answers().map(|id| format!("{id}\"")).collect();
        let choices: Vec<&str> = choices.iter().map(String::as_str).collect();
        let start = opinion::form::LABEL_START;
        let rows = self
            .process
            .score(prefix, rows, start, &choices, cancel.flag())?;
        let rows = rows.into_iter().map(|scores| Ok(likely(&scores?)));
        Ok(rows.collect())
    }

    pub(crate) fn test(
        &self,
        text: &str,
        on_percent: &mut (dyn FnMut(u8) + Send),
        cancel: &Cancel,
    ) -> Result<Works, EngineError> {
        let begun = Instant::now();
        let loaded = self.load(on_percent, cancel)?;
        let took = begun.elapsed();
        let prompt = self.rendered(text)?;
        Ok(Works::local(&self.file, &loaded, took, prompt))
    }

    pub(crate) fn rest(&self) {
        self.process.rest_after(IDLE);
    }
}

/// On a processor eight together are no faster than one after the other (`docs/local-llm.md`); a GPU is
/// made for many at once, which is not measured yet.
const fn together(on_gpu: bool, parallel: usize) -> usize {
    if on_gpu { parallel } else { 1 }
}

/// Logarithms of the answers in their order as probabilities of all of them, the likeliest first.
fn likely(scores: &[f32]) -> Vec<Likely> {
    let most = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let weights = scores.iter().map(|score| f64::from(score - most).exp());
    Likely::ranked(&weights.collect::<Vec<_>>()).unwrap_or_default()
}

fn turns(messages: &[Message]) -> Vec<Turn> {
    let turns = messages.iter().map(|message| Turn {
        role: match message.role {
            opinion::Role::System => Role::System,
            opinion::Role::User => Role::User,
            opinion::Role::Assistant => Role::Assistant,
        },
        content: message.content.clone(),
    });
    turns.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_go_together_where_that_saves_time() {
        assert_eq!(together(false, 8), 1);
        assert_eq!(together(true, 8), 8);
        assert_eq!(together(true, 1), 1);
    }
}
