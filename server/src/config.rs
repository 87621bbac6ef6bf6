//! Settings of the process, from flags and `ALERTSAGE_*` variables. A flag wins over its variable.
//!
//! A language model is named by flags, or chosen by a person: nothing that lies around in an environment
//! starts a model or sends a text.
//!
//! Long because all settings are one table: a field, its default, and its flag with help and range.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use opinion::Temperature;
use triage::policy::MOST_WEIGHT;

/// Everything that can be set, with the defaults of a laptop.
#[derive(Debug, Clone)]
pub struct Config {
    pub address: SocketAddr,
    /// Names that it answers to, in lower case, besides `localhost` and addresses; none is any name, if
    /// others reach the address.
    pub hosts: Vec<String>,
    /// Folder with `pkg/` and the public files, as `cargo xtask` puts it together.
    pub site: PathBuf,
    /// A model file to use instead of the one inside the program.
    pub model: Option<PathBuf>,
    /// Whether the sentence model is asked where the classifier is unsure.
    pub second_opinion: bool,
    /// Whether files are asked about a second time by themselves.
    pub second_pass: bool,
    /// Rows and seconds of the sentence model for one file; 0 is no bound.
    pub second_pass_rows: usize,
    pub second_pass_seconds: u64,
    /// A chat model in a file, asked on this machine when a person asks, or as of `llm_pass`.
    pub llm_model: Option<PathBuf>,
    /// Address of a chat endpoint, or `huggingface`, asked in the same cases.
    pub llm_endpoint: Option<String>,
    /// The name under which the endpoint knows its model.
    pub llm_model_name: Option<String>,
    /// Whether accounts, machines and addresses are replaced before a text is sent there.
    pub llm_redact: bool,
    /// Requests to it at the same time, where many texts are asked about.
    pub llm_at_once: usize,
    /// Whether files are asked about by themselves.
    pub llm_pass: bool,
    /// Rows and seconds of the language model for one file; 0 is no bound.
    pub llm_pass_rows: usize,
    pub llm_pass_seconds: u64,
    /// What its likelihoods count for in a decision, `0.0..=2.0`.
    pub llm_weight: f32,
    /// What its likelihoods are told at; if nobody said so, as it tells them.
    pub llm_temperature: Option<Temperature>,
    /// Whether another is chosen in the page; if nobody said so, by the person at this machine.
    pub llm_settings: Option<bool>,
    /// Bytes of one incident's text.
    pub max_text: usize,
    /// Bytes of one uploaded file.
    pub max_upload: u64,
    /// Files read at the same time; a further one is asked to come back.
    pub max_uploads: usize,
    /// An upload that sends nothing for so long is given up.
    pub idle: Duration,
    /// Writing requests per second, over all clients, after a burst of ten seconds' worth.
    pub rate: f64,
    pub store: store::Limits,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            address: SocketAddr::from(([127, 0, 0, 1], 3000)),
            hosts: Vec::new(),
            site: site(),
            model: None,
            second_opinion: true,
            second_pass: true,
            second_pass_rows: 0,
            second_pass_seconds: 60,
            llm_model: None,
            llm_endpoint: None,
            llm_model_name: None,
            llm_redact: false,
            llm_at_once: 4,
            llm_pass: false,
            llm_pass_rows: 200,
            llm_pass_seconds: 600,
            llm_weight: 0.0,
            llm_temperature: None,
            llm_settings: None,
            max_text: 256 * 1024,
            max_upload: 512 << 20,
            max_uploads: 4,
            idle: Duration::from_secs(30),
            rate: 50.0,
            store: store::Limits::default(),
        }
    }
}

/// One setting: its flag (the variable is derived from it), its help, and what it does.
struct Setting {
    flag: &'static str,
    help: &'static str,
    set: fn(&mut Config, &str) -> Option<()>,
}

const SETTINGS: [Setting; 16] = [
    Setting {
        flag: "address",
        help: "where to listen (127.0.0.1:3000)",
        set: |c, v| v.parse().ok().map(|v| c.address = v),
    },
    Setting {
        flag: "hosts",
        help: "names it is reached under besides localhost, with commas between (none; any, if the \
               address is one that others reach)",
        set: |c, v| {
            let names = v.split(',').map(|name| name.trim().to_ascii_lowercase());
            c.hosts = names.filter(|name| !name.is_empty()).collect();
            (!c.hosts.is_empty()).then_some(())
        },
    },
    Setting {
        flag: "site",
        help: "folder with the page's files (site beside the program, else target/site)",
        set: |c, v| {
            c.site = v.into();
            Some(())
        },
    },
    Setting {
        flag: "model",
        help: "model file to use instead of the built-in one",
        set: |c, v| {
            c.model = Some(v.into());
            Some(())
        },
    },
    Setting {
        flag: "second-opinion",
        help: "on or off: ask the sentence model where the classifier is unsure (on)",
        set: |c, v| {
            c.second_opinion = match v {
                // Both programs read the same variable, so the command line's `unsure` is understood; its
                // `all` is not, because a file has passes here.
                "on" | "unsure" => true,
                "off" => false,
                _ => return None,
            };
            Some(())
        },
    },
    Setting {
        flag: "second-pass",
        help: "on or off: ask it about the unsure rows of files as well, by itself (on)",
        set: |c, v| {
            c.second_pass = match v {
                "on" => true,
                "off" => false,
                _ => return None,
            };
            Some(())
        },
    },
    Setting {
        flag: "second-pass-rows",
        help: "rows of one file it is asked about, identical ones counted once, 0 for all (0)",
        set: |c, v| v.parse().ok().map(|v| c.second_pass_rows = v),
    },
    Setting {
        flag: "second-pass-seconds",
        help: "seconds it may work on one file, 0 for as long as it takes (60)",
        set: |c, v| v.parse().ok().map(|v| c.second_pass_seconds = v),
    },
    Setting {
        flag: "max-text-kb",
        help: "kilobytes of one incident's text (256)",
        set: |c, v| v.parse::<usize>().ok().map(|v| c.max_text = v * 1024),
    },
    Setting {
        flag: "max-upload-mb",
        help: "megabytes of one file (512)",
        set: |c, v| v.parse::<u64>().ok().map(|v| c.max_upload = v << 20),
    },
    Setting {
        flag: "max-uploads",
        help: "files read at the same time (4)",
        set: |c, v| v.parse().ok().map(|v| c.max_uploads = v),
    },
    Setting {
        flag: "idle-seconds",
        help: "patience with a silent upload (30)",
        set: |c, v| v.parse().ok().map(|v| c.idle = Duration::from_secs(v)),
    },
    Setting {
        flag: "rate",
        help: "writing requests per second (50)",
        set: |c, v| v.parse().ok().map(|v| c.rate = v),
    },
    Setting {
        flag: "max-batches",
        help: "batches kept (100)",
        set: |c, v| v.parse().ok().map(|v| c.store.batches = v),
    },
    Setting {
        flag: "max-store-mb",
        help: "megabytes of all batches (2048)",
        set: |c, v| v.parse::<u64>().ok().map(|v| c.store.bytes = v << 20),
    },
    Setting {
        flag: "keep-hours",
        help: "hours until results expire (24)",
        set: |c, v| {
            let hours: u64 = v.parse().ok()?;
            c.store.ttl = Duration::from_secs(hours * 3600);
            Some(())
        },
    },
];

/// Flags that no variable stands in for.
const LANGUAGE_MODEL: [Setting; 11] = [
    Setting {
        flag: "llm-model",
        help: "a GGUF chat model to ask on this machine (none)",
        set: |c, v| {
            c.llm_model = Some(v.into());
            Some(())
        },
    },
    Setting {
        flag: "llm-endpoint",
        help: "a chat endpoint to ask instead, by its address, or huggingface (none)",
        set: |c, v| {
            c.llm_endpoint = Some(v.to_owned());
            Some(())
        },
    },
    Setting {
        flag: "llm-model-name",
        help: "the endpoint's name for its model",
        set: |c, v| {
            c.llm_model_name = Some(v.to_owned());
            Some(())
        },
    },
    Setting {
        flag: "llm-redact",
        help: "on or off: replace accounts, machines and addresses in what is sent (off)",
        set: |c, v| {
            c.llm_redact = match v {
                "on" => true,
                "off" => false,
                _ => return None,
            };
            Some(())
        },
    },
    Setting {
        flag: "llm-at-once",
        help: "requests to the endpoint at the same time for a file (4)",
        set: |c, v| {
            let at_once = v.parse().ok().filter(|n| *n > 0);
            at_once.map(|n| c.llm_at_once = n)
        },
    },
    Setting {
        flag: "llm-pass",
        help: "on or off: ask it about the rows of files that are still unsure, by itself (off)",
        set: |c, v| {
            c.llm_pass = match v {
                "on" => true,
                "off" => false,
                _ => return None,
            };
            Some(())
        },
    },
    Setting {
        flag: "llm-pass-rows",
        help: "rows of one file it is asked about at a time, 0 for all (200)",
        set: |c, v| v.parse().ok().map(|v| c.llm_pass_rows = v),
    },
    Setting {
        flag: "llm-pass-seconds",
        help: "seconds it may work on one file at a time, 0 for as long as it takes (600)",
        set: |c, v| v.parse().ok().map(|v| c.llm_pass_seconds = v),
    },
    Setting {
        flag: "llm-weight",
        help: "0 to 2: what it counts for in a decision; nlp-triage evaluate finds it (0)",
        set: |c, v| {
            let weight = v.parse().ok().filter(|w| (0.0..=MOST_WEIGHT).contains(w));
            weight.map(|w| c.llm_weight = w)
        },
    },
    Setting {
        flag: "llm-temperature",
        help: "0.1 to 10: at what its likelihoods are told; nlp-triage evaluate finds it (as it tells \
               them)",
        set: |c, v| {
            let temperature = v.parse().ok().and_then(Temperature::new);
            temperature.map(|t| c.llm_temperature = Some(t))
        },
    },
    Setting {
        flag: "llm-settings",
        help: "on or off: choose it in the page; on lets everybody do so who reaches the address (at \
               this machine only)",
        set: |c, v| {
            c.llm_settings = match v {
                "on" => Some(true),
                "off" => Some(false),
                _ => return None,
            };
            Some(())
        },
    },
];

/// What the arguments ask for.
#[derive(Debug)]
pub enum Asked {
    Run(Box<Config>),
    Help(String),
}

impl Config {
    /// Reads variables, then flags (`--flag value` or `--flag=value`).
    ///
    /// # Errors
    /// An unknown flag or a value that does not fit, in words.
    pub fn read(
        arguments: impl IntoIterator<Item = String>,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<Asked, String> {
        let mut config = Self::default();
        for setting in &SETTINGS {
            let name = format!(
                "ALERTSAGE_{}",
                setting.flag.replace('-', "_").to_uppercase()
            );
            if let Some(value) = variable(&name) {
                (setting.set)(&mut config, &value)
                    .ok_or_else(|| format!("{name} cannot be `{value}`: {}", setting.help))?;
            }
        }
        let mut arguments = arguments.into_iter();
        while let Some(argument) = arguments.next() {
            if argument == "--help" || argument == "-h" {
                return Ok(Asked::Help(help()));
            }
            let (flag, inline) = match argument.split_once('=') {
                Some((flag, value)) => (flag.to_owned(), Some(value.to_owned())),
                None => (argument, None),
            };
            let setting = flag
                .strip_prefix("--")
                .and_then(|flag| flags().find(|setting| setting.flag == flag))
                .ok_or_else(|| format!("there is no flag `{flag}`; --help lists them"))?;
            let value = inline
                .or_else(|| arguments.next())
                .ok_or_else(|| format!("{flag} needs a value: {}", setting.help))?;
            (setting.set)(&mut config, &value)
                .ok_or_else(|| format!("{flag} cannot be `{value}`: {}", setting.help))?;
        }
        config.check_language_model()?;
        Ok(Asked::Run(Box::new(config)))
    }

    /// One of the two at most, and nothing that belongs to the other.
    fn check_language_model(&self) -> Result<(), String> {
        let named = self.llm_model_name.is_some();
        let refuse = |why: &str| Err(why.to_owned());
        match (&self.llm_model, &self.llm_endpoint) {
            (Some(_), Some(_)) => refuse("give --llm-model or --llm-endpoint, not both"),
            (_, None) if named => refuse("--llm-model-name is for --llm-endpoint"),
            (_, None) if self.llm_redact => {
                refuse("--llm-redact is for --llm-endpoint; else nothing is sent")
            }
            (None, None)
                if self.llm_pass || self.llm_weight > 0.0 || self.llm_temperature.is_some() =>
            {
                refuse(
                    "--llm-pass, --llm-weight and --llm-temperature are for --llm-model or --llm-endpoint",
                )
            }
            _ => Ok(()),
        }
    }
}

fn flags() -> impl Iterator<Item = &'static Setting> {
    SETTINGS.iter().chain(&LANGUAGE_MODEL)
}

fn help() -> String {
    let mut text =
        String::from("alertsage-server: triage of security incidents as a web page and an API\n\n");
    for setting in flags() {
        text.push_str(&format!("  --{:<20} {}\n", setting.flag, setting.help));
    }
    text.push_str(
        "\nEach flag but --llm-... can be a variable, e.g. ALERTSAGE_ADDRESS. ALERTSAGE_LLM_TOKEN holds \
         the endpoint's token. RUST_LOG sets what is logged.\n",
    );
    text
}

/// Beside the program, where it was packed for other machines; else where it is built.
fn site() -> PathBuf {
    let program = std::env::current_exe().ok();
    let beside = program.and_then(|program| Some(program.parent()?.join("site")));
    beside
        .filter(|site| site.join("hash.txt").is_file())
        .unwrap_or_else(|| "target/site".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(arguments: &[&str], variables: &[(&str, &str)]) -> Result<Config, String> {
        let variable = |name: &str| {
            let found = variables.iter().find(|(key, _)| *key == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        match Config::read(arguments.iter().map(|&a| a.to_owned()), variable)? {
            Asked::Run(config) => Ok(*config),
            Asked::Help(text) => Err(text),
        }
    }

    #[test]
    fn flags_win_over_variables() {
        let config = read(
            &[
                "--address",
                "0.0.0.0:80",
                "--max-text-kb=1",
                "--hosts=A.example, b",
            ],
            &[
                ("ALERTSAGE_ADDRESS", "127.0.0.1:1"),
                ("ALERTSAGE_KEEP_HOURS", "2"),
            ],
        )
        .unwrap();
        assert_eq!(config.address.to_string(), "0.0.0.0:80");
        assert_eq!(config.max_text, 1024);
        assert_eq!(config.hosts, ["a.example", "b"]);
        assert_eq!(config.store.ttl, Duration::from_secs(7200));
    }

    #[test]
    fn wrong_settings_are_named() {
        for (arguments, words) in [
            (["--adress", "x"], "no flag `--adress`"),
            (["--address", "x"], "--address cannot be `x`"),
            (["--rate=1", "--rate"], "--rate needs a value"),
            (["--hosts", " ,"], "--hosts cannot be ` ,`"),
            (["-h", ""], "--max-upload-mb"),
            (["--llm-model-name", "m"], "is for --llm-endpoint"),
            (["--llm-redact", "on"], "is for --llm-endpoint"),
            (["--llm-redact", "yes"], "--llm-redact cannot be `yes`"),
            (["--llm-model=a.gguf", "--llm-endpoint=b"], "not both"),
            (["--llm-pass", "on"], "are for --llm-model or"),
            (["--llm-weight", "1"], "are for --llm-model or"),
            (["--llm-weight", "2.1"], "--llm-weight cannot be `2.1`"),
            (["--llm-weight", "NaN"], "--llm-weight cannot be `NaN`"),
            (["--llm-temperature", "1.8"], "are for --llm-model or"),
            (
                ["--llm-temperature", "0"],
                "--llm-temperature cannot be `0`",
            ),
            (
                ["--llm-temperature", "hot"],
                "--llm-temperature cannot be `hot`",
            ),
            (["--llm-settings", "maybe"], "--llm-settings cannot be"),
            (["--llm-at-once", "0"], "--llm-at-once cannot be `0`"),
        ] {
            let error = read(&arguments, &[]).unwrap_err();
            assert!(error.contains(words), "{error}");
        }
        assert!(
            read(&[], &[("ALERTSAGE_RATE", "fast")])
                .unwrap_err()
                .contains("ALERTSAGE_RATE")
        );
    }

    #[test]
    fn no_variable_names_a_language_model() {
        let variables = [
            ("ALERTSAGE_LLM_MODEL", "a.gguf"),
            ("ALERTSAGE_LLM_ENDPOINT", "http://127.0.0.1:9"),
            ("ALERTSAGE_LLM_MODEL_NAME", "m"),
            ("ALERTSAGE_LLM_REDACT", "on"),
            ("ALERTSAGE_LLM_PASS", "on"),
            ("ALERTSAGE_LLM_WEIGHT", "1"),
            ("ALERTSAGE_LLM_TEMPERATURE", "2"),
            ("ALERTSAGE_LLM_SETTINGS", "on"),
            ("ALERTSAGE_LLM_TOKEN", "secret"),
            ("TRIAGE_LLM_MODEL", "a.gguf"),
        ];
        let config = read(&[], &variables).unwrap();
        assert_eq!((config.llm_model, config.llm_endpoint), (None, None));
        assert_eq!(config.llm_settings, None);
        let config = read(&["--llm-endpoint", "huggingface", "--llm-redact=on"], &[]).unwrap();
        assert!(config.llm_redact);
    }
}
