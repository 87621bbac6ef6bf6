//! Training, splits, metrics and reports: everything that makes a model and says how good it is.
//!
//! Trains only on texts of `synth`, our own writing; never on an evaluation set or anybody
//! else's incidents. Splits are by frame or by register, never by random rows.
//!
//! Dependencies: `linfa-logistic` (with `linfa` and `ndarray`) fits the pool of both opinions, and
//! its solver (`argmin`, with `argmin-math` for `ndarray`) the classifier on sparse rows;
//! `serde_json` writes reports; `triage` pools what a language model says, so that the weight that is
//! found here is the one that counts there; `language`, `llama-cpp-2` and `opinion` are for the
//! benchmark of the language model, beside llama.cpp's own loop.

pub mod calibrate;
pub mod card;
pub mod dataset;
pub mod evaluate;
pub mod fit;
pub mod halves;
pub mod metrics;
pub mod readers;
pub mod scenarios;
pub mod semantic;
pub mod ship;
pub mod softmax;
pub mod vectors;
pub mod vocabulary;
pub mod weight;
