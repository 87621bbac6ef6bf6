//! A chat model in a process of its own: it says how likely each of several answers is, and writes
//! answers, token by token, held to a grammar if one is given.
//!
//! Knows nothing of what it is asked about. The words of a turn are words, whatever they look like:
//! marks of the model's chat template in them are read as text, never as marks ([`vocabulary`]).
//!
//! The caller's half is [`process`], with [`wait`] for whose turn it is; the rest runs in the
//! model's process: [`serve`] answers questions, [`engine`] holds the model, [`score`] and
//! [`write`] do the two things it can.

mod engine;
mod file;
mod process;
mod rows;
mod score;
mod serve;
mod template;
mod trie;
mod utf8;
mod vocabulary;
mod wait;
mod write;

use std::time::Duration;

use serde::{Deserialize, Serialize};

pub use file::check as check_file;
pub use process::ChatProcess;
pub(crate) use serve::serve;

use crate::QuestionError;

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Role {
    System,
    User,
    Assistant,
}

impl Role {
    /// As chat templates name it.
    pub const fn id(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::User => "user",
            Self::Assistant => "assistant",
        }
    }
}

/// One turn of a conversation. Its words may be anything.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turn {
    pub role: Role,
    pub content: String,
}

/// How a model is run, and how long anybody waits for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChatSettings {
    /// Tokens held at once: what all rows share, and all rows of a batch with their answers. A model
    /// that was trained on fewer reads fewer of one row.
    pub context: u32,
    /// Rows evaluated together, 1 to 64.
    pub parallel: u32,
    /// Cores. A model of a few megabytes takes one.
    pub threads: u32,
    /// Layers on a GPU; `None` for as many as there are, if there is a GPU. The variable
    /// `LLAMA_N_GPU_LAYERS` overrides it; 0 is the processor alone.
    pub gpu_layers: Option<u32>,
    /// To load the model.
    pub to_start: Duration,
    /// For one question; of many rows, for each `parallel` of them.
    pub to_answer: Duration,
    /// For a question's turn.
    pub to_wait: Duration,
    /// Questions that may wait for their turn.
    pub waiting: usize,
}

impl Default for ChatSettings {
    fn default() -> Self {
        Self {
            context: 8192,
            parallel: 8,
            threads: std::thread::available_parallelism()
                .map_or(1, |n| u32::try_from(n.get()).unwrap_or(1)),
            gpu_layers: None,
            to_start: Duration::from_secs(300),
            to_answer: Duration::from_secs(600),
            to_wait: Duration::from_secs(600),
            waiting: 4,
        }
    }
}

/// What was loaded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Loaded {
    /// As the file names itself, or else its architecture.
    pub name: String,
    pub architecture: String,
    pub parameters: u64,
    /// Tokens held at once.
    pub context: u32,
    /// Tokens of one row, with what goes before it and its answer.
    pub room: u32,
    /// With the output, which counts as one.
    pub layers: u32,
    /// How many of them were given to a GPU.
    pub gpu_layers: u32,
    /// What it computes on.
    pub devices: Vec<String>,
    /// Whether the file brings its own chat template; if not, turns are rendered as ChatML.
    pub own_template: bool,
}

/// From a model that is started, before any question.
#[derive(Debug, Serialize, Deserialize)]
enum Greeting {
    /// How much of the model is in memory, in percent; said as often as it changes.
    Loading(u8),
    /// Ready for questions.
    Loaded(Loaded),
}

/// Why an answer is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stop {
    /// The model ended it.
    End,
    /// It has as many tokens as were allowed, or as there is room for.
    Limit,
    /// The caller wanted no more.
    Cancelled,
    /// The grammar allows nothing that the model's vocabulary can write.
    Stuck,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Written {
    /// All pieces together.
    pub text: String,
    pub stop: Stop,
    /// Of the question.
    pub tokens_in: usize,
    /// Of them, those still held from the question before.
    pub tokens_held: usize,
    /// Of the answer.
    pub tokens_out: usize,
    /// From the question's arrival at the model.
    pub seconds: f32,
}

/// From the caller to the model.
#[derive(Debug, Serialize, Deserialize)]
enum Question {
    Score(Scoring),
    Write(Writing),
    Render(Vec<Turn>),
    /// Ends what is being answered; of no meaning otherwise.
    Stop,
}

#[derive(Debug, Serialize, Deserialize)]
struct Scoring {
    prefix: Vec<Turn>,
    rows: Vec<Vec<Turn>>,
    answer_start: String,
    choices: Vec<String>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Writing {
    prefix: Vec<Turn>,
    row: Vec<Turn>,
    grammar: Option<String>,
    max_tokens: usize,
}

/// From the model to the caller.
#[derive(Debug, Serialize, Deserialize)]
enum Answer {
    Scores(Vec<Scored>),
    /// No scores: it was told to stop.
    Stopped,
    Piece(String),
    Written(Written),
    Rendered(String),
    Refused(QuestionError),
}

/// Log-probabilities of the choices behind one row.
type Scored = Result<Vec<f32>, QuestionError>;

#[cfg(test)]
mod tests;
