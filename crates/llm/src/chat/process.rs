//! The caller's side of a chat model: starts its process when first asked, lets one question in at a
//! time, and ends the process when dropped or idle.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::MutexGuard;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::chat::wait::{Desk, LOOK_UP};
use crate::chat::{
    Answer, ChatSettings, Loaded, Question, Scored, Scoring, Turn, Writing, Written, file,
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
        })
    }

    /// The process id while it runs; `None` as well while it is asked.
    pub fn pid(&self) -> Option<u32> {
        self.desk.now()?.child.pid()
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
        let model = self.ready(&AtomicBool::new(false))?;
        model.loaded.clone().ok_or_else(strange)
    }

    /// The prompt as the model's chat template makes it of these turns.
    ///
    /// # Errors
    /// As of every question.
    pub fn render(&self, turns: &[Turn]) -> Result<String, EngineError> {
        let mut model = self.ready(&AtomicBool::new(false))?;
        let question = Question::Render(turns.to_vec());
        match model.ask(&question, self.settings.to_answer, &AtomicBool::new(false))? {
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
            let question = Question::Score(Scoring {
                prefix: prefix.to_vec(),
                rows: rows.to_vec(),
                answer_start: answer_start.to_owned(),
                choices: choices.iter().map(|&choice| choice.to_owned()).collect(),
            });
            if cancel.load(Ordering::Acquire) {
                return Err(EngineError::Cancelled);
            }
            match model.ask(&question, self.settings.to_answer, cancel)? {
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
    /// The process, a grammar that cannot be read, or turns that are too long.
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
        let begun = Instant::now();
        model.answering = true;
        let mut limit = model.child.send(&bytes(&question), self.settings.to_answer);
        let mut text = String::new();
        let mut stopping = false;
        loop {
            let piece = match model.child.poll(LOOK_UP)? {
                Some(payload) => match serde_json::from_slice(&payload).ok() {
                    Some(Answer::Piece(piece)) => Some(piece),
                    Some(Answer::Written(written)) => {
                        model.answering = false;
                        return Ok(Written { text, ..written });
                    }
                    other => return Err(model.lost(other)),
                },
                None => None,
            };
            if begun.elapsed() > limit {
                model.child.stop();
                return Err(EngineError::TimedOut);
            }
            if stopping {
                continue;
            }
            stopping = cancel.load(Ordering::Acquire);
            if let Some(piece) = piece {
                stopping |= on_piece(&piece).is_break();
                text.push_str(&piece);
            }
            if stopping {
                limit = model.child.send(&bytes(&Question::Stop), limit);
            }
        }
    }

    /// The model in our turn, running.
    fn ready(&self, cancel: &AtomicBool) -> Result<MutexGuard<'_, Model>, EngineError> {
        let limits = &self.settings;
        let mut model = self.desk.turn(limits.waiting, limits.to_wait, cancel)?;
        model
            .start(limits.to_start)
            .map_err(|error| error.at_start(&self.model))?;
        Ok(model)
    }
}

impl Model {
    fn start(&mut self, limit: Duration) -> Result<(), EngineError> {
        if std::mem::take(&mut self.answering) {
            self.child.stop();
        }
        if let Some(greeting) = self.child.start(limit)? {
            self.loaded = serde_json::from_slice(&greeting).ok();
            if self.loaded.is_none() {
                self.child.stop();
                return Err(strange());
            }
        }
        Ok(())
    }

    /// One question and its one answer, which `cancel` asks the model to break off.
    fn ask(
        &mut self,
        question: &Question,
        limit: Duration,
        cancel: &AtomicBool,
    ) -> Result<Answer, EngineError> {
        let begun = Instant::now();
        self.answering = true;
        let mut limit = self.child.send(&bytes(question), limit);
        let mut stopping = false;
        let payload = loop {
            if let Some(payload) = self.child.poll(LOOK_UP)? {
                break payload;
            }
            if begun.elapsed() > limit {
                self.child.stop();
                return Err(EngineError::TimedOut);
            }
            if !stopping && cancel.load(Ordering::Acquire) {
                stopping = true;
                limit = self.child.send(&bytes(&Question::Stop), limit);
            }
        };
        self.answering = false;
        serde_json::from_slice(&payload).map_err(|_| self.lost(None))
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

/// Strings and numbers: there is nothing in it that can fail.
fn bytes(question: &Question) -> Vec<u8> {
    serde_json::to_vec(question).unwrap_or_default()
}

fn strange() -> EngineError {
    EngineError::Died("it answered strangely".to_owned())
}
