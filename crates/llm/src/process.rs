//! The caller's side: starts the model's process when first asked, watches it, starts it again
//! after it died, and ends it when dropped or idle.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use crate::wire::{read_frame, unpack, write_frame};
use crate::worker::{GOOD, Greeting, WORD, debugging};
use crate::{Embedder, Embedding, EngineError, Header, sha256};

/// Texts of one question: enough to keep the model busy, few enough to be answered in seconds.
const TEXTS: usize = 64;
/// Loading a few megabytes, on a machine under load.
const TO_START: Duration = Duration::from_secs(60);
const TO_ANSWER: Duration = Duration::from_secs(120);

/// An embedder in a process of its own.
#[derive(Debug)]
pub struct EmbeddingProcess {
    program: PathBuf,
    model: PathBuf,
    threads: usize,
    dimensions: usize,
    running: Option<Running>,
    last_used: Instant,
}

#[derive(Debug)]
struct Running {
    child: Child,
    questions: ChildStdin,
    /// Frames, read by a thread of its own so that waiting can end.
    answers: Receiver<Vec<u8>>,
}

impl EmbeddingProcess {
    /// Checks the file and starts nothing heavy yet. `program` is this very program, whose `main`
    /// calls [`crate::serve_if_asked`]; `sum` is the SHA-256 that the head was trained with.
    ///
    /// # Errors
    /// Missing, not GGUF, damaged in its head, or another file than the one with that sum.
    pub fn new(
        program: PathBuf,
        model: &Path,
        sum: Option<&str>,
        threads: usize,
        dimensions: usize,
    ) -> Result<Self, EngineError> {
        Header::read(model)?;
        if let Some(sum) = sum
            && sha256(model)? != sum
        {
            return Err(EngineError::WrongSum(model.to_owned()));
        }
        Ok(Self {
            program,
            model: model.to_owned(),
            threads,
            dimensions,
            running: None,
            last_used: Instant::now(),
        })
    }

    /// The process id while it runs.
    pub fn pid(&self) -> Option<u32> {
        self.running.as_ref().map(|running| running.child.id())
    }

    /// Ends the process if nobody asked for that long; it starts again when asked.
    pub fn rest_after(&mut self, idle: Duration) {
        if self.last_used.elapsed() > idle {
            self.stop();
        }
    }

    /// Starts the process, so that the first question need not wait for it.
    ///
    /// # Errors
    /// As of a question.
    pub fn start(&mut self) -> Result<(), EngineError> {
        if self.running.is_some() {
            return Ok(());
        }
        let not_started = |error: std::io::Error| EngineError::NotStarted(error.to_string());
        let mut child = Command::new(&self.program)
            .arg(WORD)
            .arg(&self.model)
            .arg(self.threads.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // llama.cpp's last words when it aborts are news to nobody who did not ask.
            .stderr(if debugging() {
                Stdio::inherit()
            } else {
                Stdio::null()
            })
            .spawn()
            .map_err(not_started)?;
        let (Some(questions), Some(mut source)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(EngineError::NotStarted("no pipe".to_owned()));
        };
        let (send, answers) = channel();
        std::thread::spawn(move || {
            while let Ok(Some(frame)) = read_frame(&mut source) {
                if send.send(frame).is_err() {
                    return;
                }
            }
        });
        self.running = Some(Running {
            child,
            questions,
            answers,
        });
        let greeting = self
            .wait(TO_START)
            .and_then(|payload| {
                serde_json::from_slice::<Greeting>(&payload)
                    .map_err(|_| EngineError::Died("it greeted strangely".to_owned()))
            })
            .map_err(|error| match error {
                EngineError::Died(how) => EngineError::Refused(self.model.clone(), how),
                other => other,
            });
        match greeting {
            Ok(greeting) if greeting.dimensions == self.dimensions => Ok(()),
            Ok(greeting) => {
                self.stop();
                Err(EngineError::WrongKind {
                    path: self.model.clone(),
                    wanted: "a model with embeddings of another length",
                    found: format!("{} dimensions", greeting.dimensions),
                })
            }
            Err(error) => {
                self.stop();
                Err(error)
            }
        }
    }

    /// The next answer's payload. After an error nothing runs any more.
    fn wait(&mut self, limit: Duration) -> Result<Vec<u8>, EngineError> {
        let Some(running) = &mut self.running else {
            return Err(EngineError::Died("it does not run".to_owned()));
        };
        match running.answers.recv_timeout(limit) {
            Ok(mut frame) => match frame.first() {
                Some(&GOOD) => Ok(frame.split_off(1)),
                _ => {
                    let why = String::from_utf8_lossy(frame.get(1..).unwrap_or_default());
                    let error = EngineError::Died(why.into_owned());
                    self.stop();
                    Err(error)
                }
            },
            Err(RecvTimeoutError::Timeout) => {
                self.stop();
                Err(EngineError::TimedOut)
            }
            Err(RecvTimeoutError::Disconnected) => {
                let how = running
                    .child
                    .wait()
                    .map_or_else(|error| error.to_string(), |status| status.to_string());
                self.running = None;
                Err(EngineError::Died(how))
            }
        }
    }

    fn ask(&mut self, texts: &[&str]) -> Result<Vec<Embedding>, EngineError> {
        self.start()?;
        self.last_used = Instant::now();
        let question = serde_json::to_vec(texts).unwrap_or_default();
        let sent = match &mut self.running {
            Some(running) => write_frame(&mut running.questions, &question),
            None => Ok(()),
        };
        // A broken pipe shows as the end of the answers, which says how the process ended.
        let payload = self.wait(if sent.is_ok() {
            TO_ANSWER
        } else {
            Duration::from_secs(1)
        })?;
        self.last_used = Instant::now();
        unpack(&payload, texts.len(), self.dimensions).ok_or_else(|| {
            self.stop();
            EngineError::Died("it answered strangely".to_owned())
        })
    }

    fn stop(&mut self) {
        if let Some(mut running) = self.running.take() {
            let _ = running.questions.flush();
            let _ = running.child.kill();
            let _ = running.child.wait();
        }
    }
}

impl Embedder for EmbeddingProcess {
    fn embed(&mut self, texts: &[&str]) -> Result<Vec<Embedding>, EngineError> {
        let mut out = Vec::with_capacity(texts.len());
        for part in texts.chunks(TEXTS) {
            out.extend(self.ask(part)?);
        }
        Ok(out)
    }

    fn dimensions(&self) -> usize {
        self.dimensions
    }
}

impl Drop for EmbeddingProcess {
    fn drop(&mut self) {
        self.stop();
    }
}
