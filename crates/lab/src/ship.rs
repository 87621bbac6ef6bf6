//! Making the shipped model: cross-validate, calibrate, train on everything, write model and card.
//!
//! Nothing in the card is typed by hand: every number comes from the run that wrote the model.
//!
//! Over 400 lines because the run, what it calibrates and what its card holds are one list of numbers.

use std::path::Path;

use classifier::{COLUMNS, Head, Model, OUT_OF_DOMAIN, Pool, Scores, encode};
use llm::{Embedder, EmbeddingProcess};
use serde::Serialize;
use synth::grammar::Register;
use text::Document;

use crate::calibrate::{self, fold};
use crate::card;
use crate::dataset::Sampling;
use crate::evaluate::{Corpus, HeldOut, Setup, by_frame, by_register, by_situation, train};
use crate::fit::{Recipe, lighten, probabilities};
use crate::metrics::{Judged, Report, auroc, report};
use crate::readers::Readers;
use crate::scenarios::Case;
use crate::semantic::{self, Pair, Split, Tuned};
use crate::vectors::Vectors;
use crate::vocabulary::Choice;

/// What the shipped model is made with. Rarity, tellings, cut, penalty and vector share were chosen by
/// ten tries on a tenth of the frames and a tenth of the situations of some 50,000 frames, held out each time,
/// and the ballast among five on a third of 66,134; the rest is untuned.
pub const SETUP: Setup = Setup {
    sampling: Sampling {
        seed: 42,
        per_frame: 2,
        balanced: true,
        cut: 0.1,
        soft: true,
    },
    choice: Choice {
        seed: 42,
        per_frame: 2,
        word_frames: 2,
        pair_frames: 3,
        rarity: 2.0,
        ballast: 16_000.0,
        lent_share: 1.0,
    },
    recipe: Recipe {
        alpha: 0.25,
        iterations: 200,
        vector_share: 0.1,
    },
};

/// Frames are judged in this many parts, each by a model that has not seen them.
pub const FOLDS: usize = 4;

/// Terms the shipped model may have, for its file to stay below 2 MB. The models of the held-out parts
/// keep all of theirs: on a quarter of the frames, 90,000 of 127,568 terms read 0.4 points less.
const MOST_TERMS: usize = 90_000;

/// The embedding model's file in `models/`, and the name of our head on it.
const EMBEDDER: &str = "alertsage-minilm-5-IQ4_NL.gguf";
const HEAD: &str = "alertsage-semantic-1";

/// Everything the card says.
#[derive(Debug, Serialize)]
pub struct Quality {
    pub model: String,
    pub sha256: String,
    pub bytes: usize,
    pub terms: usize,
    pub frames: usize,
    /// Events the frames tell; each is told once or several times.
    pub situations: usize,
    /// Frames that are no incident.
    pub frames_out_of_scope: usize,
    pub temperature: f32,
    pub out_of_domain_bound: f32,
    /// Highest accuracy anybody could reach: 1 minus the label noise of the texts judged.
    pub ceiling: f64,
    /// Each frame judged by a model that has not seen it.
    pub held_out_frames: Report,
    /// Each frame judged by a model that has not seen its situation in any words.
    pub held_out_situations: Report,
    pub out_of_scope_auroc: f64,
    /// Out-of-scope frames turned away by the bound alone.
    pub out_of_scope_turned_away: f64,
    /// Incidents turned away by it.
    pub incidents_turned_away: f64,
    pub left_out_registers: Vec<(String, Report)>,
    pub left_out_registers_all: Report,
    /// How far people's reading agrees with the labels of the texts judged.
    pub readers: Readers,
    pub scenarios: Option<Scenarios>,
    /// Both opinions pooled, where a second one was trained.
    pub semantic: Option<Semantic>,
}

/// The second opinion, and what both are worth together.
#[derive(Debug, Serialize)]
pub struct Semantic {
    pub model: String,
    pub embedder: String,
    pub embedder_sha256: String,
    pub bytes: usize,
    /// Exponents of the classifier's and the head's probabilities.
    pub pool: [f32; 2],
    pub out_of_domain_bound: f32,
    /// On rows whose situation neither judge has seen in any words.
    pub situations: Views,
    /// On rows whose register neither judge has seen, as far as encoders blind to it were trained.
    pub registers: Option<Views>,
    /// Both together on each of these registers.
    pub each_register: Vec<(String, Report)>,
    pub out_of_scope_auroc: f64,
    /// Both together.
    pub scenarios: Option<Scenarios>,
}

/// The same rows judged three times.
#[derive(Debug, Serialize)]
pub struct Views {
    pub classifier: Report,
    pub semantic: Report,
    pub both: Report,
}

/// The visible development set, never trained on.
#[derive(Debug, Serialize)]
pub struct Scenarios {
    pub report: Report,
    pub out_of_scope: usize,
    /// At the default threshold.
    pub out_of_scope_abstained: f64,
    pub in_scope_answered: f64,
    pub accuracy_of_answers: f64,
}

/// Makes models and card in `folder`. Without what the fine-tuning left, the semantic head is left as
/// it is.
///
/// # Errors
/// Missing word vectors, a fit that fails, a file that cannot be written; all in words.
pub fn ship(folder: &Path, setup: &Setup, say: &mut dyn FnMut(String)) -> Result<(), String> {
    let root = folder.parent().unwrap_or(Path::new("."));
    let path = root.join("training/word-vectors.bin");
    let bytes = std::fs::read(&path).map_err(|e| format!("{}: {e}", path.display()))?;
    let vectors = Vectors::from_bytes(&bytes)?;
    let failed = |e: crate::fit::FitError| e.to_string();

    let corpus = Corpus::tell(setup);
    let tuned = tuned(root)?;
    if tuned.is_none() {
        say("no second opinion is made: training/second-opinion.bin is not there".into());
    }

    let frames = synth::corpus::frames().count();
    say(format!("judging {frames} frames, unseen, in {FOLDS} parts"));
    let held_out = by_frame(setup, &vectors, &corpus, FOLDS).map_err(failed)?;
    say("judging each situation by a model that has not seen it in any words".into());
    let by_situation = by_situation(setup, &vectors, &corpus, FOLDS).map_err(failed)?;
    say("judging each register by a model that has not seen it".into());
    let by_register = by_register(setup, &vectors, &corpus).map_err(failed)?;
    let mut calibrated = Calibrated::on(&held_out, tuned.as_ref());
    let situations = calibrated.pairs(&by_situation, Split::Situation);
    let registers = calibrated.pairs(&by_register, Split::Register);
    if !situations.is_empty() {
        calibrated.pool = Some(bounded(
            semantic::pool(&situations).map_err(failed)?,
            &situations,
        ));
    }

    say("training on everything".into());
    let trained = train(setup, &vectors, &corpus.train, |_| true).map_err(failed)?;
    let mut parameters = trained.parameters;
    lighten(&mut parameters, MOST_TERMS);
    fold(&mut parameters, calibrated.temperature);
    parameters.out_of_domain_bound = calibrated.out_of_domain_bound;
    let file = encode(&parameters);
    let model = Model::from_bytes(&file).map_err(|e| e.to_string())?;
    let mut files = vec![("classifier.bin", file)];

    let (out, inside) = calibrated.outside(&held_out);
    let bound = calibrated.out_of_domain_bound;
    let cases = cases(root)?;
    let mut quality = Quality {
        model: model.id().to_owned(),
        sha256: triage::sha256(&files[0].1),
        bytes: files[0].1.len(),
        terms: model.terms().len(),
        frames,
        situations: synth::corpus::frames()
            .filter(|p| p.frame.id == p.frame.situation)
            .count(),
        frames_out_of_scope: synth::corpus::frames()
            .filter(|p| p.story.label.is_none())
            .count(),
        temperature: calibrated.temperature,
        out_of_domain_bound: bound,
        ceiling: 1.0,
        held_out_frames: report(&calibrated.classifier(&held_out)),
        held_out_situations: report(&calibrated.classifier(&by_situation)),
        out_of_scope_auroc: auroc(&out, &inside),
        out_of_scope_turned_away: above(&out, bound),
        incidents_turned_away: above(&inside, bound),
        left_out_registers: each_register(&by_register, |rows| calibrated.classifier(rows)),
        left_out_registers_all: report(&calibrated.classifier(&by_register)),
        readers: readers(root)?,
        scenarios: cases.as_ref().map(|cases| {
            let bound = model.out_of_domain_bound();
            scenarios(cases, bound, |case| model.score(&Document::new(&case.text)))
        }),
        semantic: None,
    };
    if let (Some(tuned), Some(pool)) = (&tuned, calibrated.pool) {
        let embedder = root.join("models").join(EMBEDDER);
        let sum = llm::sha256(&embedder).map_err(|e| e.to_string())?;
        let dimensions = tuned.weights.len();
        let head = tuned.ship(HEAD, sum, calibrated.head_temperature, pool);
        let mut process =
            EmbeddingProcess::new(this_program()?, &embedder, None, cores(), dimensions)
                .map_err(|e| e.to_string())?;
        let both = |pair: &Pair| pool.of(&pair.classifier, &pair.semantic);
        let bytes = head.encode();
        quality.semantic = Some(Semantic {
            model: head.id.clone(),
            embedder: EMBEDDER.to_owned(),
            embedder_sha256: head.embedder.clone(),
            bytes: bytes.len(),
            pool: [pool.classifier, pool.semantic],
            out_of_domain_bound: pool.out_of_domain_bound,
            situations: views(&situations, both),
            registers: (!registers.is_empty()).then(|| views(&registers, both)),
            each_register: Register::ALL
                .into_iter()
                .filter_map(|register| {
                    let of = of_register(&by_register, register);
                    let pairs = calibrated.pairs(&of, Split::Register);
                    let judged = !pairs.is_empty();
                    judged.then(|| (register.id().to_owned(), views(&pairs, both).both))
                })
                .collect(),
            out_of_scope_auroc: {
                let (out, inside) = outside(&situations, both);
                auroc(&out, &inside)
            },
            scenarios: match &cases {
                Some(cases) => Some(second_scenarios(&model, &head, &mut process, cases)?),
                None => None,
            },
        });
        files.push(("semantic.bin", bytes));
    }
    let json = serde_json::to_string_pretty(&quality).map_err(|e| e.to_string())?;
    files.push(("classifier.json", (json + "\n").into_bytes()));
    let words = card::markdown(&quality, &model).into_bytes();
    files.push(("classifier.md", words.clone()));
    // The same as a chapter of the docs: produced here, never typed.
    files.push(("../docs/quality.md", words));
    std::fs::create_dir_all(folder).map_err(|e| e.to_string())?;
    for (name, contents) in files {
        let path = folder.join(name);
        std::fs::write(&path, contents).map_err(|e| format!("{}: {e}", path.display()))?;
        say(format!("wrote {}", path.display()));
    }
    say(card::summary(&quality));
    Ok(())
}

fn readers(root: &Path) -> Result<Readers, String> {
    let path = root.join("data/second-reading.csv");
    let file = std::fs::File::open(&path).map_err(|e| format!("{}: {e}", path.display()))?;
    crate::readers::read(file).map_err(|e| format!("{}: {e}", path.display()))
}

fn this_program() -> Result<std::path::PathBuf, String> {
    std::env::current_exe().map_err(|e| format!("this program's own path: {e}"))
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// What the fine-tuning left, where it is there.
fn tuned(root: &Path) -> Result<Option<Tuned>, String> {
    let path = root.join("training/second-opinion.bin");
    match std::fs::read(&path) {
        Ok(bytes) => Tuned::from_bytes(&bytes)
            .map(Some)
            .map_err(|e| format!("{}: {e}", path.display())),
        Err(_) => Ok(None),
    }
}

/// A pool with its out-of-domain bound chosen on the pairs.
fn bounded(mut pool: Pool, pairs: &[Pair]) -> Pool {
    let (out, inside) = outside(pairs, |pair| pool.of(&pair.classifier, &pair.semantic));
    pool.out_of_domain_bound = calibrate::out_of_domain_bound(&out, &inside);
    pool
}

/// Out-of-domain scores of texts that are no incident, and of those that are.
fn outside(pairs: &[Pair], scores: impl Fn(&Pair) -> Scores) -> (Vec<f32>, Vec<f32>) {
    let of = |none: bool| {
        let of = pairs.iter().filter(|pair| pair.truth.is_none() == none);
        of.map(|pair| scores(pair).out_of_domain).collect()
    };
    (of(true), of(false))
}

/// The same rows judged by each alone and by both.
fn views(pairs: &[Pair], both: impl Fn(&Pair) -> Scores) -> Views {
    let judged = |scores: &dyn Fn(&Pair) -> Scores| {
        let rows = pairs.iter().filter_map(|pair| {
            Some(Judged {
                probabilities: scores(pair).probabilities,
                truth: pair.truth?,
            })
        });
        report(&rows.collect::<Vec<_>>())
    };
    Views {
        classifier: judged(&|pair| pair.classifier),
        semantic: judged(&|pair| pair.semantic),
        both: judged(&both),
    }
}

/// What makes logits of this run's models into calibrated scores.
struct Calibrated<'t> {
    temperature: f32,
    out_of_domain_bound: f32,
    tuned: Option<&'t Tuned>,
    head_temperature: f32,
    pool: Option<Pool>,
}

impl<'t> Calibrated<'t> {
    fn on(held_out: &[HeldOut], tuned: Option<&'t Tuned>) -> Self {
        let labelled = |logits: &dyn Fn(&HeldOut) -> Option<[f32; COLUMNS]>| -> Vec<_> {
            let rows = held_out.iter();
            rows.filter_map(|h| Some((logits(h)?, h.truth?))).collect()
        };
        let second = |h: &HeldOut| tuned?.held_out(Split::Situation, h.origin.frame).copied();
        let mut calibrated = Self {
            temperature: calibrate::temperature(&labelled(&|h| Some(h.logits))),
            out_of_domain_bound: 1.0,
            tuned,
            head_temperature: calibrate::temperature(&labelled(&second)),
            pool: None,
        };
        let (out, inside) = calibrated.outside(held_out);
        calibrated.out_of_domain_bound = calibrate::out_of_domain_bound(&out, &inside);
        calibrated
    }

    /// The classifier's out-of-domain scores of texts that are no incident, and of those that are.
    fn outside(&self, held_out: &[HeldOut]) -> (Vec<f32>, Vec<f32>) {
        let of = |none: bool| {
            held_out
                .iter()
                .filter(|h| h.truth.is_none() == none)
                .map(|h| scores(&h.logits, self.temperature).out_of_domain)
                .collect()
        };
        (of(true), of(false))
    }

    fn pairs(&self, held_out: &[HeldOut], split: Split) -> Vec<Pair> {
        held_out
            .iter()
            .filter_map(|h| {
                let second = self.tuned?.held_out(split, h.origin.frame)?;
                Some(Pair {
                    classifier: scores(&h.logits, self.temperature),
                    semantic: semantic::scores(second, self.head_temperature),
                    truth: h.truth,
                })
            })
            .collect()
    }

    fn classifier(&self, held_out: &[HeldOut]) -> Vec<Judged> {
        held_out
            .iter()
            .filter_map(|h| {
                Some(Judged {
                    probabilities: probabilities(&h.logits, self.temperature),
                    truth: h.truth?,
                })
            })
            .collect()
    }
}

fn scores(logits: &[f32; COLUMNS], temperature: f32) -> Scores {
    Scores {
        probabilities: probabilities(logits, temperature),
        out_of_domain: 1.0 / (1.0 + (-logits[OUT_OF_DOMAIN]).exp()),
        contested: false,
    }
}

fn each_register(
    rows: &[HeldOut],
    judged: impl Fn(&[HeldOut]) -> Vec<Judged>,
) -> Vec<(String, Report)> {
    Register::ALL
        .into_iter()
        .map(|register| {
            let of = of_register(rows, register);
            (register.id().to_owned(), report(&judged(&of)))
        })
        .collect()
}

fn of_register(rows: &[HeldOut], register: Register) -> Vec<HeldOut> {
    let of = rows.iter().filter(|h| h.origin.register == register);
    of.cloned().collect()
}

fn above(scores: &[f32], bound: f32) -> f64 {
    scores.iter().filter(|s| **s > bound).count() as f64 / scores.len().max(1) as f64
}

/// The project's copy of the development set, where it is there.
fn cases(root: &Path) -> Result<Option<Vec<Case>>, String> {
    let path = root.join("data/scenarios-dev.csv");
    match std::fs::File::open(&path) {
        Ok(file) => crate::scenarios::read(file)
            .map(Some)
            .map_err(|e| format!("{}: {e}", path.display())),
        Err(_) => Ok(None),
    }
}

/// Scores the development set with the second opinion pooled in everywhere.
fn second_scenarios(
    model: &Model,
    head: &Head,
    embedder: &mut dyn Embedder,
    cases: &[Case],
) -> Result<Scenarios, String> {
    let texts: Vec<&str> = cases.iter().map(|case| case.text.as_str()).collect();
    let embeddings = embedder.embed(&texts).map_err(|e| e.to_string())?;
    let mut embeddings = embeddings.iter();
    Ok(scenarios(cases, head.pool.out_of_domain_bound, |case| {
        let first = model.score(&Document::new(&case.text));
        embeddings.next().map_or(first, |embedding| {
            head.pool.of(&first, &head.scores(embedding))
        })
    }))
}

/// Scores the development set, case by case in order, with models as they ship.
fn scenarios(cases: &[Case], bound: f32, mut score: impl FnMut(&Case) -> Scores) -> Scenarios {
    const THRESHOLD: f32 = 0.5;
    let (mut judged, mut outside, mut abstained) = (Vec::new(), 0usize, 0usize);
    let (mut answered, mut correct) = (0usize, 0usize);
    for case in cases {
        let scores = score(case);
        let answers = scores.out_of_domain <= bound && scores.max() >= THRESHOLD;
        match case.label {
            None => {
                outside += 1;
                abstained += usize::from(!answers);
            }
            Some(truth) => {
                answered += usize::from(answers);
                correct += usize::from(answers && scores.base() == truth);
                judged.push(Judged {
                    probabilities: scores.probabilities,
                    truth,
                });
            }
        }
    }
    let share = |part: usize, whole: usize| part as f64 / whole.max(1) as f64;
    Scenarios {
        out_of_scope: outside,
        out_of_scope_abstained: share(abstained, outside),
        in_scope_answered: share(answered, judged.len()),
        accuracy_of_answers: share(correct, answered),
        report: report(&judged),
    }
}
