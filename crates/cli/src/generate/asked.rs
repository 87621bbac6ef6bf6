//! What a data set is to be like: flags, their ranges, their help.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use synth::Settings;
use synth::scenario::{civil, days};
use taxonomy::Label;

pub const AFTER: &str = "\
The file appears under its name only when it is complete; until then it grows as FILE.part, with
FILE.checkpoint beside it. After an interruption the same command with --resume goes on where it
stopped and ends with the same bytes. FILE.card.json and FILE.card.md say what is in the file.

Examples:
  nlp-triage generate --n-events 100000 --outfile incidents.csv
  nlp-triage generate --n-events 5000 --mix phishing=3,benign_activity=7 --outfile mail.jsonl
  nlp-triage generate --n-events 50000000 --outfile big.csv --resume";

/// The most rows of one file.
const MOST: u64 = 10_000_000_000;

#[derive(Debug, Args)]
pub struct Asked {
    /// How many rows, from 1 up
    #[arg(long, value_name = "N", default_value = "10000", value_parser = events)]
    #[arg(allow_negative_numbers = true)]
    pub n_events: u64,

    /// The file to write; `-` is standard output
    #[arg(long, value_name = "FILE")]
    pub outfile: PathBuf,

    /// Another seed, other rows; the same seed, the same bytes
    #[arg(long, value_name = "N", default_value_t = 42)]
    pub seed: u64,

    /// The first day of the events
    #[arg(long, value_name = "YYYY-MM-DD", default_value = "2025-01-01", value_parser = date)]
    pub start_date: i64,

    /// The last day of the events
    #[arg(long, value_name = "YYYY-MM-DD", default_value = "2025-12-31", value_parser = date)]
    pub end_date: i64,

    /// Weights of the labels; a label that is not named gets none [default: all alike]
    #[arg(long, value_name = "LABEL=WEIGHT,...", value_parser = mix)]
    pub mix: Option<Mix>,

    /// Share of plain words with a slip of the keyboard in texts that people type, 0 to 0.5
    #[arg(
        long,
        value_name = "P",
        default_value_t = 0.02,
        allow_negative_numbers = true
    )]
    pub noise: f64,

    /// Share of rows whose event_type is a neighbour of the true label, 0 to 1
    #[arg(
        long,
        value_name = "P",
        default_value_t = 0.0,
        allow_negative_numbers = true
    )]
    pub label_noise: f64,

    /// Share of rows that belong to campaigns of several rows, 0 to 1
    #[arg(
        long,
        value_name = "P",
        default_value_t = 0.15,
        allow_negative_numbers = true
    )]
    pub campaigns: f64,

    /// Rows between two checkpoints
    #[arg(long, value_name = "N", default_value = "50000", value_parser = chunk)]
    #[arg(allow_negative_numbers = true)]
    pub chunk_size: u64,

    /// Go on with an interrupted run of the same parameters
    #[arg(long)]
    pub resume: bool,

    /// Format of the rows [default: by the file's ending, else csv]
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub format: Option<Kind>,
}

/// The formats under the names people type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    Csv,
    #[value(alias = "ndjson")]
    Jsonl,
    Parquet,
}

impl Kind {
    pub const fn id(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Jsonl => "jsonl",
            Self::Parquet => "parquet",
        }
    }
}

/// Weights in the order of the labels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mix(pub [f64; Label::COUNT]);

impl Asked {
    pub fn kind(&self) -> Kind {
        let ending = self.outfile.extension().map(|e| e.to_ascii_lowercase());
        self.format
            .unwrap_or_else(|| match ending.as_deref().and_then(|e| e.to_str()) {
                Some("jsonl" | "ndjson") => Kind::Jsonl,
                Some("parquet") => Kind::Parquet,
                _ => Kind::Csv,
            })
    }

    pub fn settings(&self) -> Settings {
        Settings {
            seed: self.seed,
            period: (self.start_date, self.end_date),
            mix: self.mix.map_or([1.0; Label::COUNT], |mix| mix.0),
            noise: self.noise,
            label_noise: self.label_noise,
            campaigns: self.campaigns,
        }
    }

    /// Everything that decides about the bytes of the file, as flags and their values.
    pub fn parameters(&self) -> Vec<(&'static str, String)> {
        let settings = self.settings();
        let weights: Vec<String> = Label::ALL
            .iter()
            .map(|label| (label, settings.mix[label.index()]))
            .filter(|(_, weight)| *weight > 0.0)
            .map(|(label, weight)| format!("{}={weight}", label.id()))
            .collect();
        vec![
            ("n-events", self.n_events.to_string()),
            ("seed", self.seed.to_string()),
            ("start-date", iso(self.start_date)),
            ("end-date", iso(self.end_date)),
            ("mix", weights.join(",")),
            ("noise", self.noise.to_string()),
            ("label-noise", self.label_noise.to_string()),
            ("campaigns", self.campaigns.to_string()),
            ("chunk-size", self.chunk_size.to_string()),
            ("format", self.kind().id().to_owned()),
        ]
    }
}

/// `2025-03-14`.
fn iso(day: i64) -> String {
    let (year, month, day) = civil(day);
    format!("{year:04}-{month:02}-{day:02}")
}

fn events(value: &str) -> Result<u64, String> {
    whole(value, MOST).ok_or_else(|| format!("give a whole number from 1 to {MOST}"))
}

fn chunk(value: &str) -> Result<u64, String> {
    whole(value, 10_000_000).ok_or_else(|| "give a whole number from 1 to 10000000".to_owned())
}

/// People write `100_000` and `100,000`.
fn whole(value: &str, most: u64) -> Option<u64> {
    let number: u64 = value.replace(['_', ','], "").parse().ok()?;
    (1..=most).contains(&number).then_some(number)
}

/// A day of the calendar, as days since 1970-01-01.
fn date(value: &str) -> Result<i64, String> {
    let parts: Vec<i64> = value.split('-').filter_map(|p| p.parse().ok()).collect();
    let &[year, month, day] = parts.as_slice() else {
        return Err("write a date as 2025-03-14".to_owned());
    };
    let (written, valid) = (value.len() == 10, (1..=12).contains(&month));
    if !written || !valid || !(1..=31).contains(&day) || !(0..=9999).contains(&year) {
        return Err("there is no such day; write a date as 2025-03-14".to_owned());
    }
    let number = days(year, month, day);
    let (y, m, d) = civil(number);
    if (y, m as i64, d as i64) != (year, month, day) {
        return Err(format!("{year:04}-{month:02} has no day {day}"));
    }
    if !(synth::settings::FIRST_DAY..=synth::settings::LAST_DAY).contains(&number) {
        return Err("dates go from 1990-01-01 to 2100-12-31".to_owned());
    }
    Ok(number)
}

fn mix(value: &str) -> Result<Mix, String> {
    let mut weights = [0.0; Label::COUNT];
    let mut seen = [false; Label::COUNT];
    for part in value.split(',').map(str::trim).filter(|p| !p.is_empty()) {
        let (name, weight) = part
            .split_once('=')
            .ok_or_else(|| format!("`{part}`: write label=weight, such as phishing=2"))?;
        let label: Label = name.trim().parse().map_err(|_| unknown(name.trim()))?;
        let weight: f64 = weight
            .trim()
            .parse()
            .ok()
            .filter(|w: &f64| w.is_finite() && *w >= 0.0)
            .ok_or_else(|| format!("`{part}`: a weight is a number from 0 up"))?;
        if std::mem::replace(&mut seen[label.index()], true) {
            return Err(format!("{} is named twice", label.id()));
        }
        weights[label.index()] = weight;
    }
    if weights.iter().sum::<f64>() <= 0.0 {
        return Err(synth::SettingsError::NoWeights.to_string());
    }
    Ok(Mix(weights))
}

fn unknown(name: &str) -> String {
    let known: Vec<&str> = Label::ALL.iter().map(|label| label.id()).collect();
    format!(
        "`{name}` is not a label; the labels are {}",
        known.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_good_and_absurd() {
        for (value, expected) in [
            ("2025-01-01", Ok("2025-01-01")),
            ("2024-02-29", Ok("2024-02-29")),
            ("2025-02-29", Err("has no day 29")),
            ("2025-13-01", Err("no such day")),
            ("2025-1-1", Err("2025-03-14")),
            ("9999-12-31", Err("2100-12-31")),
            ("1969-12-31", Err("1990-01-01")),
            ("yesterday", Err("2025-03-14")),
            ("99999999999999999999-01-01", Err("2025-03-14")),
            ("", Err("2025-03-14")),
        ] {
            match (date(value), expected) {
                (Ok(day), Ok(written)) => assert_eq!(iso(day), written),
                (Err(words), Err(part)) => assert!(words.contains(part), "{value}: {words}"),
                (got, _) => panic!("{value}: {got:?}"),
            }
        }
    }

    #[test]
    fn mixes_good_and_bad() {
        for (value, expected) in [
            ("phishing=2,malware=1", Ok(3.0)),
            (" web_attack = 0.5 ,", Ok(0.5)),
            ("phishing", Err("label=weight")),
            ("virus=1", Err("the labels are phishing, malware")),
            ("phishing=-1", Err("from 0 up")),
            ("phishing=nan", Err("from 0 up")),
            ("phishing=1,phishing=2", Err("named twice")),
            ("phishing=0,malware=0", Err("sum to zero")),
            ("", Err("sum to zero")),
        ] {
            match (mix(value), expected) {
                (Ok(mix), Ok(sum)) => assert_eq!(mix.0.iter().sum::<f64>(), sum),
                (Err(words), Err(part)) => assert!(words.contains(part), "{value}: {words}"),
                (got, _) => panic!("{value}: {got:?}"),
            }
        }
    }
}
