//! What a data set can be asked for.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use synth::scenario::days;
use synth::{Format, Settings};
use taxonomy::Label;

use crate::end::Failure;

#[derive(Debug, Clone, Args)]
pub struct Flags {
    /// How many rows
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    #[arg(value_parser = clap::value_parser!(u64).range(1..=10_000_000_000))]
    pub n_events: u64,

    /// The file; its card is written beside it as FILE.card.json and FILE.card.md
    #[arg(
        long,
        short = 'O',
        value_name = "FILE",
        default_value = "incidents.csv"
    )]
    pub outfile: PathBuf,

    /// The same seed and flags give the same file
    #[arg(long, default_value_t = 42)]
    pub seed: u64,

    /// First day
    #[arg(long, value_name = "YYYY-MM-DD", default_value = "2025-01-01", value_parser = day)]
    pub start_date: i64,

    /// Last day
    #[arg(long, value_name = "YYYY-MM-DD", default_value = "2025-12-31", value_parser = day)]
    pub end_date: i64,

    /// Weights of labels, those not named get none: malware=2,phishing=1 [default: all alike]
    #[arg(long, value_name = "LABEL=WEIGHT,...", value_parser = mix)]
    pub mix: Option<Mix>,

    /// Share of rows whose prose has typing slips, 0 to 1; indicators stay whole
    #[arg(long, value_name = "SHARE", default_value_t = 0.0, value_parser = share)]
    pub noise: f64,

    /// Share of rows whose event_type is another label, 0 to 1; true_label keeps the truth
    #[arg(long, value_name = "SHARE", default_value_t = 0.0, value_parser = share)]
    pub label_noise: f64,

    /// Share of rows that are stages of a story over several rows, 0 to 0.3
    #[arg(long, value_name = "SHARE", default_value_t = 0.1, value_parser = campaigns)]
    pub campaigns: f64,

    /// Rows between two checkpoints
    #[arg(long, value_name = "ROWS", default_value_t = 20_000)]
    #[arg(value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    pub chunk_size: u64,

    /// Go on where a run with the same flags was interrupted
    #[arg(long)]
    pub resume: bool,

    /// Format of the rows [default: by the file's ending, else csv]
    #[arg(long = "format", value_enum, value_name = "FORMAT")]
    pub kind: Option<Kind>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    Csv,
    #[value(alias = "ndjson")]
    Jsonl,
}

/// Weights in the order of the label table.
#[derive(Debug, Clone, PartialEq)]
pub struct Mix([f64; Label::COUNT]);

impl Flags {
    /// # Errors
    /// A period that ends before it begins.
    pub fn settings(&self) -> Result<Settings, Failure> {
        if self.end_date < self.start_date {
            return Err(Failure::Words(
                "--end-date lies before --start-date; give them the other way round".to_owned(),
            ));
        }
        Ok(Settings {
            seed: self.seed,
            period: (self.start_date * 86_400, (self.end_date + 1) * 86_400 - 1),
            mix: self.mix.as_ref().map_or([1.0; Label::COUNT], |mix| mix.0),
            noise: self.noise,
            label_noise: self.label_noise,
            campaigns: self.campaigns,
        })
    }

    pub fn format(&self) -> Format {
        let by_name = || {
            let ending = self.outfile.extension().and_then(|e| e.to_str());
            match ending {
                Some("jsonl" | "ndjson") => Kind::Jsonl,
                _ => Kind::Csv,
            }
        };
        match self.kind.unwrap_or_else(by_name) {
            Kind::Csv => Format::Csv,
            Kind::Jsonl => Format::JsonLines,
        }
    }

    /// All that decides the bytes of the file. Of the program it names the version, since another one
    /// may tell other stories.
    pub fn digest(&self, settings: &Settings) -> String {
        format!(
            "version {}, frames {}, events {}, {:?}, {:?}",
            env!("CARGO_PKG_VERSION"),
            synth::corpus::frames().count(),
            self.n_events,
            self.format(),
            settings
        )
    }
}

fn day(value: &str) -> Result<i64, String> {
    let wrong = || "a day is written as 2025-03-14".to_owned();
    let mut parts = value.split('-');
    let mut number = |digits: usize| -> Result<i64, String> {
        let part = parts.next().filter(|part| part.len() == digits);
        part.and_then(|part| part.parse().ok()).ok_or_else(wrong)
    };
    let (year, month, date) = (number(4)?, number(2)?, number(2)?);
    if parts.next().is_some() || !(1..=12).contains(&month) || !(1..=31).contains(&date) {
        return Err(wrong());
    }
    if !(1970..=2999).contains(&year) {
        return Err("the year must lie between 1970 and 2999".to_owned());
    }
    let day = days(year, month, date);
    let (y, m, d) = synth::scenario::civil(day);
    if (y, m as i64, d as i64) != (year, month, date) {
        return Err(format!("{value} is not in the calendar"));
    }
    Ok(day)
}

fn share(value: &str) -> Result<f64, String> {
    value
        .parse()
        .ok()
        .filter(|share| (0.0..=1.0).contains(share))
        .ok_or_else(|| "a share is a number between 0 and 1, such as 0.05".to_owned())
}

fn campaigns(value: &str) -> Result<f64, String> {
    share(value)
        .ok()
        .filter(|share| *share <= 0.3)
        .ok_or_else(|| "the share of campaigns is a number between 0 and 0.3".to_owned())
}

fn mix(value: &str) -> Result<Mix, String> {
    let mut weights = [0.0; Label::COUNT];
    for part in value.split(',') {
        let (name, weight) = part
            .split_once('=')
            .ok_or_else(|| format!("`{part}` is not LABEL=WEIGHT, such as malware=2"))?;
        let label: Label = name
            .trim()
            .parse()
            .map_err(|error: taxonomy::UnknownLabel| error.to_string())?;
        weights[label.index()] = weight
            .trim()
            .parse()
            .ok()
            .filter(|weight: &f64| weight.is_finite() && *weight >= 0.0)
            .ok_or_else(|| format!("the weight of {name} must be 0 or more, not `{weight}`"))?;
    }
    if weights.iter().sum::<f64>() <= 0.0 {
        return Err("at least one label needs a weight above 0".to_owned());
    }
    Ok(Mix(weights))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_good_and_bad() {
        for (value, good) in [
            ("2025-01-01", true),
            ("2024-02-29", true),
            ("2025-02-29", false),
            ("2025-13-01", false),
            ("25-01-01", false),
            ("0001-01-01", false),
            ("9999-01-01", false),
            ("yesterday", false),
            ("2025-01-01-01", false),
        ] {
            assert_eq!(day(value).is_ok(), good, "{value}");
        }
    }

    #[test]
    fn mixes_good_and_bad() {
        let weights = mix("malware=2,phishing=0.5").unwrap().0;
        assert_eq!(weights[Label::Malware.index()], 2.0);
        for (value, words) in [
            ("malware", "LABEL=WEIGHT"),
            ("virus=1", "not a label"),
            ("malware=-1", "0 or more"),
            ("malware=NaN", "0 or more"),
            ("malware=0", "above 0"),
        ] {
            let error = mix(value).unwrap_err();
            assert!(error.contains(words), "{value}: {error}");
        }
    }
}
