//! What can be asked for: flags, their ranges, their help.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{CommandFactory, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use export::Format;
use opinion::Temperature;
use triage::policy::Ask;
use triage::{Mode, Settings};

use crate::language::Weight;

const AFTER: &str = "\
Exit codes:
  0  everything asked for was answered, unsure answers included
  1  some rows of the input could not be used, or a language model gave no opinion on rows of a file
     that it was asked about; everything else was answered
  2  wrong usage, unreadable input or output that could not be written

Examples:
  nlp-triage \"User got a mail asking for her password\"
  nlp-triage --json - < ticket.txt
  nlp-triage --input-file queue.csv --output-file queue.jsonl
  nlp-triage --input-file queue.csv --output-file queue.jsonl --llm-second-opinion
  nlp-triage evaluate labelled.csv --llm-model model.gguf
  journal | nlp-triage --json | jq .final_label";

/// Reads the description of a security incident and says what kind it is, how sure that is,
/// which ATT&CK techniques the text shows, how risky it is and what to do next.
#[derive(Debug, Parser)]
#[command(name = "nlp-triage", after_help = AFTER, disable_version_flag = true)]
#[command(max_term_width = 100)]
pub struct Args {
    /// The incident's text; `-` reads one text from standard input. Without it, a terminal is
    /// asked and a pipe is read, one incident a line
    pub text: Option<String>,

    /// Print JSON: one object for a text, one object a line for many
    #[arg(long, global = true)]
    pub json: bool,

    /// The lowest probability that counts as an answer, 0 to 1 [default: the difficulty's]
    #[arg(long, global = true, value_name = "P", value_parser = threshold)]
    #[arg(allow_negative_numbers = true)]
    pub threshold: Option<f32>,

    /// How demanding to be: 0.50, 0.60 or 0.75 as threshold
    #[arg(long, visible_alias = "mode", global = true, value_name = "LEVEL")]
    #[arg(default_value = Mode::Default.id(), value_parser = mode())]
    pub difficulty: Mode,

    /// How many labels to list, 1 to 10 [default: the difficulty's]
    #[arg(long, value_name = "N", value_parser = max_classes)]
    #[arg(allow_negative_numbers = true)]
    pub max_classes: Option<u8>,

    /// A file of incidents: txt, csv, tsv, jsonl or json; `-` is standard input
    #[arg(long, short, value_name = "FILE", conflicts_with = "text")]
    pub input_file: Option<PathBuf>,

    /// The column or key that holds the texts [default: guessed from its name]
    #[arg(long, value_name = "NAME")]
    pub column: Option<String>,

    /// Write records to a file, whole or not at all; `-` is standard output
    #[arg(long, short, value_name = "FILE")]
    pub output_file: Option<PathBuf>,

    /// Format of the records [default: by the output file's ending]
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub format: Option<Kind>,

    /// Which texts the sentence model is asked about as well: those the classifier is unsure of, all,
    /// or none
    #[arg(long, global = true, value_enum, value_name = "WHICH", default_value_t = SecondOpinion::Unsure)]
    #[arg(env = "ALERTSAGE_SECOND_OPINION", hide_env_values = true)]
    pub second_opinion: SecondOpinion,

    /// Seconds that second opinions on a file may take together; 0 sets no bound
    #[arg(long, global = true, value_name = "SECONDS", default_value_t = 60)]
    pub second_opinion_budget: u64,

    /// Ask a language model as well, about the text or about the rows of a file that are still unsure:
    /// the model file of --llm-model on this machine, which gives no reasons for the rows of a file, or,
    /// with --llm-endpoint, that endpoint, to which the texts are sent
    #[arg(long, global = true)]
    pub llm_second_opinion: bool,

    /// Which rows of a file the language model is asked about, the worst first: those still unsure, or
    /// all [default: unsure]
    #[arg(long, global = true, value_enum, value_name = "WHICH")]
    pub llm: Option<Rows>,

    /// Rows of a file that the language model is asked about at most; those with the same text count
    /// once. 0 sets no bound
    #[arg(long, global = true, value_name = "ROWS", default_value_t = 200)]
    pub llm_budget_rows: usize,

    /// Seconds that the language model may take for a file; 0 sets no bound
    #[arg(long, global = true, value_name = "SECONDS", default_value_t = 600)]
    pub llm_budget_seconds: u64,

    /// How far the language model's opinion counts in the decision, 0 to 2: 0 shows it and moves nothing.
    /// `evaluate` finds the weight on labelled texts [default: 0]
    #[arg(long, value_name = "W", value_parser = Weight::parse)]
    #[arg(allow_negative_numbers = true)]
    pub llm_weight: Option<Weight>,

    /// At which temperature its likelihoods are told, 0.1 to 10: above 1 it is less sure than it says. Of
    /// one that tells none there is nothing to tell. `evaluate` finds the temperature on labelled texts
    /// [default: as it tells them]
    #[arg(long, value_name = "T", value_parser = temperature, allow_negative_numbers = true)]
    pub llm_temperature: Option<Temperature>,

    /// Requests to the endpoint at the same time, 1 to 256
    #[arg(long, global = true, value_name = "N", default_value_t = 4)]
    #[arg(value_parser = clap::value_parser!(u16).range(1..=256))]
    pub llm_at_once: u16,

    /// An endpoint that speaks OpenAI's chat completions, such as http://127.0.0.1:8080, or
    /// `huggingface`. Its token, if it wants one, is read from ALERTSAGE_LLM_TOKEN
    #[arg(long, global = true, value_name = "URL")]
    pub llm_endpoint: Option<String>,

    /// A chat model in a GGUF file [default: that of TRIAGE_LLM_MODEL, or
    /// models/Meta-Llama-3.1-8B-Instruct-Q6_K.gguf]; with --llm-endpoint, the model's name there
    #[arg(long, global = true, value_name = "FILE|NAME")]
    pub llm_model: Option<String>,

    /// Replace accounts, machines and addresses by placeholders before the text is sent. Names of
    /// people in plain words stay
    #[arg(long, global = true)]
    pub llm_redact: bool,

    /// Print what the language model would be asked, or asked first, ask nothing and end
    #[arg(long, global = true)]
    pub llm_dry_run: bool,

    /// Say nothing but answers and errors
    #[arg(long, short, global = true)]
    pub quiet: bool,

    /// No colours; a variable NO_COLOR does the same
    #[arg(long, global = true)]
    pub no_color: bool,

    /// Judge with this model file instead of the one inside the program
    #[arg(long, global = true, value_name = "FILE")]
    pub model: Option<PathBuf>,

    /// Print the versions of program, model and ATT&CK
    #[arg(long, short = 'V')]
    pub version: bool,

    #[command(subcommand)]
    pub command: Option<Command>,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Say how well the model does on a labelled CSV; with --llm-model or --llm-endpoint, also how well
    /// that language model does on the rows that are still unsure, and which --llm-weight and
    /// --llm-temperature to use
    Evaluate {
        /// CSV with the columns `text` (or `description`) and `label` (or `true_label`), such as
        /// `generate` writes; the label `out_of_scope` marks texts that are no incident
        file: PathBuf,
    },
    /// Write a data set of synthetic incidents, with its data card
    #[command(after_help = crate::generate::AFTER)]
    Generate(Box<crate::generate::Asked>),
    /// Print a completion script for a shell
    Completions { shell: Shell },
}

/// [`triage::policy::Ask`] under the names people type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SecondOpinion {
    Off,
    Unsure,
    All,
}

impl From<SecondOpinion> for Ask {
    fn from(which: SecondOpinion) -> Self {
        match which {
            SecondOpinion::Off => Self::Nothing,
            SecondOpinion::Unsure => Self::Unsure,
            SecondOpinion::All => Self::Everything,
        }
    }
}

/// [`Ask`] again, of whom nothing is asked without an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Rows {
    Unsure,
    All,
}

impl From<Rows> for Ask {
    fn from(which: Rows) -> Self {
        match which {
            Rows::Unsure => Self::Unsure,
            Rows::All => Self::Everything,
        }
    }
}

/// From what a person typed.
fn temperature(value: &str) -> Result<Temperature, String> {
    let number = value.parse().ok();
    number
        .and_then(Temperature::new)
        .ok_or_else(|| "the temperature is a number between 0.1 and 10, such as 1.8".to_owned())
}

/// Flags about judging, of which a generator of texts knows nothing.
const OF_JUDGING: [&str; 15] = [
    "json",
    "threshold",
    "difficulty",
    "model",
    "second_opinion",
    "second_opinion_budget",
    "llm_second_opinion",
    "llm",
    "llm_budget_rows",
    "llm_budget_seconds",
    "llm_at_once",
    "llm_endpoint",
    "llm_model",
    "llm_redact",
    "llm_dry_run",
];

/// The command line as it is read: global flags are shown only where they do something.
pub fn command() -> clap::Command {
    let command = Args::command();
    let hidden: Vec<clap::Arg> = command
        .get_arguments()
        .filter(|arg| OF_JUDGING.contains(&arg.get_id().as_str()))
        .map(|arg| arg.clone().hide(true))
        .collect();
    // What a subcommand has already, it does not inherit.
    let of_others = hidden.clone();
    command
        .mut_subcommand("generate", |generate| generate.args(hidden))
        .mut_subcommand("completions", |completions| completions.args(of_others))
}

/// The formats under the names people type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    #[value(alias = "ndjson")]
    Jsonl,
    Csv,
    /// One array
    Json,
}

impl From<Kind> for Format {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Jsonl => Self::JsonLines,
            Kind::Csv => Self::Csv,
            Kind::Json => Self::Json,
        }
    }
}

impl Args {
    /// Whether a language model is to be asked, or what it would be asked is to be shown. `evaluate` can do
    /// nothing else with one, so there its name is the order.
    pub fn asks_llm(&self) -> bool {
        let named = self.llm_model.is_some() || self.llm_endpoint.is_some();
        self.llm_second_opinion || self.llm_dry_run || (self.evaluates() && named)
    }

    pub const fn evaluates(&self) -> bool {
        matches!(self.command, Some(Command::Evaluate { .. }))
    }

    /// A flag about judging, if one was given.
    pub fn of_judging(&self) -> Option<&'static str> {
        [
            ("--json", self.json),
            ("--threshold", self.threshold.is_some()),
            ("--difficulty", self.difficulty != Mode::Default),
            ("--model", self.model.is_some()),
        ]
        .into_iter()
        .find_map(|(flag, given)| given.then_some(flag))
    }

    /// Ranges were checked when the flags were read.
    pub fn settings(&self) -> Settings {
        Settings::new(self.difficulty, self.threshold, self.max_classes)
            .unwrap_or_else(|_| Settings::of(self.difficulty))
    }
}

fn threshold(value: &str) -> Result<f32, String> {
    let number = value
        .parse()
        .map_err(|_| "the threshold is a number between 0 and 1, such as 0.6".to_owned())?;
    Settings::new(Mode::Default, Some(number), None)
        .map(|settings| settings.threshold)
        .map_err(|error| error.to_string())
}

fn max_classes(value: &str) -> Result<u8, String> {
    let number = value
        .parse()
        .map_err(|_| "the number of classes is a whole number from 1 to 10".to_owned())?;
    Settings::new(Mode::Default, None, Some(number))
        .map(|settings| settings.max_classes)
        .map_err(|error| error.to_string())
}

fn mode() -> impl TypedValueParser<Value = Mode> {
    PossibleValuesParser::new(Mode::ALL.map(Mode::id))
        .map(|id| Mode::from_id(&id).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_are_consistent() {
        Args::command().debug_assert();
        command().debug_assert();
    }
}
