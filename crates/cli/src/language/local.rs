//! A language model in a file on this machine. Opens no connection.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use export::{Answer, Likely};
use llm::{ChatProcess, ChatSettings, EngineError, Role, Stop, Turn};

use super::is_past;
use crate::args::Args;
use crate::end::Failure;

/// Name of the variable that holds the path of a model file.
const MODEL: &str = "TRIAGE_LLM_MODEL";
/// The file that is looked for where nobody named one.
const DEFAULT: &str = "Meta-Llama-3.1-8B-Instruct-Q6_K.gguf";

/// A model file and its process, which starts when it is asked.
pub struct Local {
    process: ChatProcess,
    file: PathBuf,
}

impl Local {
    /// # Errors
    /// There is no such file, or it holds no chat model.
    pub fn of(args: &Args) -> Result<Self, Failure> {
        let named = args.llm_model.as_ref().map(PathBuf::from);
        let file = named
            .or_else(|| std::env::var_os(MODEL).map(PathBuf::from))
            .unwrap_or_else(|| semantic::find_named(DEFAULT));
        let program = std::env::current_exe().map_err(Failure::words)?;
        // One text at a time.
        let settings = ChatSettings {
            parallel: 1,
            ..ChatSettings::default()
        };
        match ChatProcess::new(program, &file, settings) {
            Ok(process) => Ok(Self { process, file }),
            Err(error @ EngineError::Missing(_)) => Err(Failure::Words(format!(
                "{error}; name a GGUF chat model with --llm-model or {MODEL}, or put \
                 {DEFAULT} into models/ (docs/local-llm.md says where from), or ask an \
                 endpoint with --llm-endpoint"
            ))),
            Err(error) => Err(Failure::words(error)),
        }
    }

    pub fn file(&self) -> &Path {
        &self.file
    }

    /// The question as the model's own chat template makes it.
    ///
    /// # Errors
    /// The model cannot be loaded.
    pub fn rendered(&self, text: &str) -> Result<String, EngineError> {
        self.process.render(&turns(&opinion::ask(text)))
    }

    /// Loads the model.
    ///
    /// # Errors
    /// It cannot be loaded.
    pub fn start(&self) -> Result<(), EngineError> {
        self.process.start().map(drop)
    }

    /// # Errors
    /// What kept the model from answering; [`EngineError::Cancelled`] where it was still writing at
    /// the deadline.
    pub fn ask(&self, text: &str, deadline: Option<Instant>) -> Result<Answer, EngineError> {
        let begun = Instant::now();
        let question = opinion::ask(text);
        let turns = turns(&question);
        let model = self.process.start()?.name;
        // Everything is prefix, so what is read for the scores is there for the answer.
        let scores = self.scores(&turns)?;
        let written = self.process.generate(
            &turns,
            &[],
            Some(&opinion::form::grammar()),
            opinion::MAX_NEW_TOKENS,
            &mut |_| {
                if is_past(deadline) {
                    ControlFlow::Break(())
                } else {
                    ControlFlow::Continue(())
                }
            },
            &AtomicBool::new(false),
        )?;
        if written.stop == Stop::Cancelled {
            return Err(EngineError::Cancelled);
        }
        let judged = opinion::judge(text, &written.text);
        Ok(Answer {
            cut: question.cut,
            scores: Some(scores),
            ..Answer::new(judged, model, begun.elapsed())
        })
    }

    /// How likely each answer is, of all of them, the likeliest first.
    fn scores(&self, turns: &[Turn]) -> Result<Vec<Likely>, EngineError> {
        let choices: Vec<String> = opinion::answers().map(|id| format!("{id}\"")).collect();
        let choices: Vec<&str> = choices.iter().map(String::as_str).collect();
        let start = opinion::form::LABEL_START;
        let rows = self.process.score(turns, &[Vec::new()], start, &choices)?;
        let scores = rows.into_iter().next().unwrap_or(Ok(Vec::new()))?;
        let most = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let weights: Vec<f32> = scores.iter().map(|score| (score - most).exp()).collect();
        let all: f32 = weights.iter().sum();
        let mut likely: Vec<Likely> = opinion::answers()
            .zip(weights)
            .map(|(label, weight)| Likely {
                label,
                probability: weight / all,
            })
            .collect();
        likely.sort_by(|a, b| b.probability.total_cmp(&a.probability));
        Ok(likely)
    }
}

fn turns(question: &opinion::Question) -> Vec<Turn> {
    let turns = question.messages.iter().map(|message| Turn {
        role: match message.role {
            opinion::Role::System => Role::System,
            opinion::Role::User => Role::User,
            opinion::Role::Assistant => Role::Assistant,
        },
        content: message.content.clone(),
    });
    turns.collect()
}
