//! The caller's side of a chat model: starts its process when first asked, lets one question in at a
//! time, and ends the process when dropped or idle.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::MutexGuard;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::time::{Duration, Instant};

use crate::chat::wait::{Desk, LOOK_UP};
use crate::chat::{
    Answer, ChatSettings, Greeting, Loaded, Question, Scored, Scoring, Turn, Writing, Written, file,
};
use crate::child::Child;
use crate::worker::CHAT;
use crate::{EngineError, QuestionError};

/// A chat model in a process of its own. Many may ask it; one at a time is answered.
#[derive(Debug)]
pub struct ChatProcess {
    desk: Desk<Model>,
    settings: ChatSettings,
    model: PathBuf,
    progress: AtomicU8,
}

#[derive(Debug)]
struct Model {
    child: Child,
    loaded: Option<Loaded>,
    /// Whether an answer is under way. If so at the next question, whoever asked never took it, and it
    /// would be taken for the next one.
    answering: bool,
}

impl ChatProcess {
    /// Checks the head of the file and starts nothing heavy yet. `program` is this very program, whose
    /// `main` calls [`crate::serve_if_asked`].
    ///
    /// # Errors
    /// Missing, not GGUF, damaged in its head, or not a chat model.
    pub fn new(
        program: PathBuf,
        model: &Path,
        settings: ChatSettings,
    ) -> Result<Self, EngineError> {
        file::check(model)?;
        // Numbers and nothing else: there is nothing in it that can fail.
        let words = serde_json::to_string(&settings).unwrap_or_default();
        let child = Child::new(program, vec![CHAT.into(), model.into(), words.into()]);
        Ok(Self {
            desk: Desk::new(Model {
                child,
                loaded: None,
                answering: false,
            }),
            settings,
            model: model.to_owned(),
            progress: AtomicU8::new(0),
        })
    }

    /// The process id while it runs; `None` as well while it is asked.
    pub fn pid(&self) -> Option<u32> {
        self.desk.now()?.child.pid()
    }

    /// How much of the model was in memory at its latest start, in percent, `0..=100`; 100 is all of
    /// it, not yet that it is ready. Never waits.
    pub fn progress(&self) -> u8 {
        self.progress.load(Ordering::Relaxed)
    }

    /// Ends the process if nobody asked for that long; it starts again when asked. Never waits.
    pub fn rest_after(&self, idle: Duration) {
        if let Some(mut model) = self.desk.now() {
            model.child.rest_after(idle);
        }
    }

    /// Starts the process if it does not run, and says what it loaded.
    ///
    /// # Errors
    /// The process could not be started, or llama.cpp would not take the file.
    pub fn start(&self) -> Result<Loaded, EngineError> {
        self.start_unless(&AtomicBool::new(false))
    }

    /// As [`Self::start`], until somebody sets `cancel`, which ends a process that still loads.
    ///
    /// # Errors
    /// As of [`Self::start`], or that it was cancelled.
    pub fn start_unless(&self, cancel: &AtomicBool) -> Result<Loaded, EngineError> {
        let model = self.ready(cancel)?;
        model.loaded.clone().ok_or_else(strange)
    }

    /// The prompt as the model's chat template makes it of these turns.
    ///
    /// # Errors
    /// As of every question.
    pub fn render(&self, turns: &[Turn]) -> Result<String, EngineError> {
        let mut model = self.ready(&AtomicBool::new(false))?;
        let question = Question::Render(turns.to_vec());
        match model.ask(
            &question,
            self.settings.to_answer,
            &AtomicBool::new(false),
            &mut unheard,
        )? {
            Answer::Rendered(text) => Ok(text),
            other => Err(model.lost(Some(other))),
        }
    }

    /// How likely each of the `choices` is as what follows `answer_start` in the assistant's answer,
    /// for each row: the turns that stand behind `prefix`, which is evaluated once for all rows and
    /// kept for the next question. One natural logarithm of a probability for each choice, in order;
    /// they are comparable between choices of different lengths, and not calibrated.
    ///
    /// A score is the logarithm of the probability that the answer begins with the choice as far as it
    /// takes to tell it from the others. So no choice may begin another; end each with what must follow
    /// it, such as a quotation mark. Rows go through the model [`ChatSettings::parallel`] at a time, and
    /// what is said of one does not depend on the others beyond the rounding of floats.
    ///
    /// Whoever sets `cancel` ends it between two batches of tokens, at any time, and leaves the model
    /// ready for the next question.
    ///
    /// # Errors
    /// The process, the choices, or that it was cancelled; what is wrong with one row is said in its
    /// place and costs only it.
    pub fn score(
        &self,
        prefix: &[Turn],
        rows: &[Vec<Turn>],
        answer_start: &str,
        choices: &[&str],
        cancel: &AtomicBool,
    ) -> Result<Vec<Result<Vec<f32>, QuestionError>>, EngineError> {
        let mut model = self.ready(cancel)?;
        let mut out: Vec<Scored> = Vec::with_capacity(rows.len());
        for rows in rows.chunks(self.settings.parallel.max(1) as usize) {
            if cancel.load(Ordering::Acquire) {
                return Err(EngineError::Cancelled);
            }
            let question = Question::Score(Scoring {
                prefix: prefix.to_vec(),
                rows: rows.to_vec(),
                answer_start: answer_start.to_owned(),
                choices: choices.iter().map(|&choice| choice.to_owned()).collect(),
            });
            match model.ask(&question, self.settings.to_answer, cancel, &mut unheard)? {
                Answer::Scores(scores) if scores.len() == rows.len() => out.extend(scores),
                Answer::Stopped => return Err(EngineError::Cancelled),
                other => return Err(model.lost(Some(other))),
            }
        }
        Ok(out)
    }

    /// Lets the model answer the turns of `prefix` and `row`, the likeliest token each time, held to a
    /// `grammar` in GBNF whose start is `root`. `on_piece` is shown the answer as it is written, in
    /// pieces of whole characters, and may break off; so may whoever sets `cancel`, at any time. Either
    /// ends the answer between two tokens and leaves the model ready for the next question.
    ///
    /// # Errors
    /// The process, a grammar that cannot be read, turns that are too long, or that it was cancelled
    /// before it was asked.
    pub fn generate(
        &self,
        prefix: &[Turn],
        row: &[Turn],
        grammar: Option<&str>,
        max_tokens: usize,
        on_piece: &mut dyn FnMut(&str) -> ControlFlow<()>,
        cancel: &AtomicBool,
    ) -> Result<Written, EngineError> {
        let mut model = self.ready(cancel)?;
        let question = Question::Write(Writing {
            prefix: prefix.to_vec(),
            row: row.to_vec(),
            grammar: grammar.map(str::to_owned),
            max_tokens,
        });
        let mut text = String::new();
        let mut take = |piece: &str| {
            text.push_str(piece);
            on_piece(piece)
        };
        match model.ask(&question, self.settings.to_answer, cancel, &mut take)? {
            Answer::Written(written) => Ok(Written { text, ..written }),
            other => Err(model.lost(Some(other))),
        }
    }

    /// The model in our turn, running.
    fn ready(&self, cancel: &AtomicBool) -> Result<MutexGuard<'_, Model>, EngineError> {
        let limits = &self.settings;
        let mut model = self.desk.turn(limits.waiting, limits.to_wait, cancel)?;
        model
            .start(limits.to_start, &self.progress, cancel)
            .map_err(|error| error.at_start(&self.model))?;
        Ok(model)
    }
}

impl Model {
    /// Loads the model if it is not there. Who cancels ends the process: there is no other way to
    /// break off llama.cpp.
    fn start(
        &mut self,
        limit: Duration,
        progress: &AtomicU8,
        cancel: &AtomicBool,
    ) -> Result<(), EngineError> {
        if std::mem::take(&mut self.answering) {
            self.child.stop();
        }
        let begun = Instant::now();
        if !self.child.launch()? {
            return Ok(());
        }
        progress.store(0, Ordering::Relaxed);
        let error = loop {
            if let Some(payload) = self.child.poll(LOOK_UP)? {
                match serde_json::from_slice(&payload) {
                    Ok(Greeting::Loading(percent)) => progress.store(percent, Ordering::Relaxed),
                    Ok(Greeting::Loaded(loaded)) => {
                        progress.store(100, Ordering::Relaxed);
                        self.loaded = Some(loaded);
                        return Ok(());
                    }
                    Err(_) => break strange(),
                }
            }
            if cancel.load(Ordering::Acquire) {
                break EngineError::Cancelled;
            }
            if begun.elapsed() > limit {
                break EngineError::TimedOut;
            }
        };
        self.child.stop();
        Err(error)
    }

    /// One question and its one answer, before which `on_piece` hears what is written of it. Either it or
    /// `cancel` asks the model to break off.
    fn ask(
        &mut self,
        question: &Question,
        limit: Duration,
        cancel: &AtomicBool,
        on_piece: &mut dyn FnMut(&str) -> ControlFlow<()>,
    ) -> Result<Answer, EngineError> {
        let begun = Instant::now();
        self.answering = true;
        let mut limit = self.child.send(&bytes(question), limit);
        let mut stopping = false;
        loop {
            let piece = match self.child.poll(LOOK_UP)? {
                Some(payload) => match serde_json::from_slice(&payload) {
                    Ok(Answer::Piece(piece)) => Some(piece),
                    Ok(answer) => {
                        self.answering = false;
                        return Ok(answer);
                    }
                    Err(_) => return Err(self.lost(None)),
                },
                None => None,
            };
            if begun.elapsed() > limit {
                self.child.stop();
                return Err(EngineError::TimedOut);
            }
            if stopping {
                continue;
            }
            stopping = cancel.load(Ordering::Acquire);
            if let Some(piece) = piece {
                stopping |= on_piece(&piece).is_break();
            }
            if stopping {
                limit = self.child.send(&bytes(&Question::Stop), limit);
            }
        }
    }

    /// What an answer means that is none to the question. A refusal costs the question only; of
    /// anything else the two lost each other.
    fn lost(&mut self, answer: Option<Answer>) -> EngineError {
        self.answering = false;
        if let Some(Answer::Refused(error)) = answer {
            return error.into();
        }
        self.child.stop();
        strange()
    }
}

/// Of what is not written there are no pieces.
fn unheard(_: &str) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

/// Strings and numbers: there is nothing in it that can fail.
fn bytes(question: &Question) -> Vec<u8> {
    serde_json::to_vec(question).unwrap_or_default()
}

fn strange() -> EngineError {
    EngineError::Died("it answered strangely".to_owned())
}
