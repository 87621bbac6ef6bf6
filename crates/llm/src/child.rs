//! A child process that answers frames: started when it is needed, watched with time limits, ended
//! when dropped. It is this very program, started again with a word no person types.
//!
//! Never reads what a frame says beyond its first byte.

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::{ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use crate::EngineError;
use crate::wire::{GOOD, read_frame, write_frame};
use crate::worker::debugging;

/// How long a child that does not take a question may take to say how it ended.
const LAST_WORDS: Duration = Duration::from_secs(1);

#[derive(Debug)]
pub(crate) struct Child {
    program: PathBuf,
    arguments: Vec<OsString>,
    running: Option<Running>,
    last_used: Instant,
}

#[derive(Debug)]
struct Running {
    process: std::process::Child,
    questions: ChildStdin,
    /// Frames, read by a thread of its own so that waiting can end.
    answers: Receiver<Vec<u8>>,
}

impl Child {
    /// Starts nothing yet.
    pub fn new(program: PathBuf, arguments: Vec<OsString>) -> Self {
        Self {
            program,
            arguments,
            running: None,
            last_used: Instant::now(),
        }
    }

    /// The process id while it runs.
    pub fn pid(&self) -> Option<u32> {
        self.running.as_ref().map(|running| running.process.id())
    }

    /// Ends the process if nobody asked for that long.
    pub fn rest_after(&mut self, idle: Duration) {
        if self.last_used.elapsed() > idle {
            self.stop();
        }
    }

    /// Starts the process and waits for its greeting; `None` if it ran already.
    ///
    /// # Errors
    /// It could not be started, died, or did not greet in time. Nothing runs then.
    pub fn start(&mut self, limit: Duration) -> Result<Option<Vec<u8>>, EngineError> {
        Ok(if self.launch()? {
            Some(self.wait(limit)?)
        } else {
            None
        })
    }

    /// Starts the process and waits for nothing; whether it did not run already.
    ///
    /// # Errors
    /// It could not be started.
    pub fn launch(&mut self) -> Result<bool, EngineError> {
        if self.running.is_some() {
            return Ok(false);
        }
        let not_started = |error: io::Error| EngineError::NotStarted(error.to_string());
        let mut process = Command::new(&self.program)
            .args(&self.arguments)
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
        let (Some(questions), Some(mut source)) = (process.stdin.take(), process.stdout.take())
        else {
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
            process,
            questions,
            answers,
        });
        self.last_used = Instant::now();
        Ok(true)
    }

    /// One question to a started process, and its answer's payload.
    ///
    /// # Errors
    /// It died or took too long. Nothing runs then.
    pub fn ask(&mut self, question: &[u8], limit: Duration) -> Result<Vec<u8>, EngineError> {
        let limit = self.send(question, limit);
        self.wait(limit)
    }

    /// Puts a question into the pipe. How long its answer may take: `limit`, or very little if the
    /// pipe is broken, which shows as the end of the answers and says how the process ended.
    pub fn send(&mut self, question: &[u8], limit: Duration) -> Duration {
        self.last_used = Instant::now();
        let sent = self
            .running
            .as_mut()
            .is_some_and(|running| write_frame(&mut running.questions, question).is_ok());
        if sent { limit } else { LAST_WORDS.min(limit) }
    }

    /// The next answer's payload.
    ///
    /// # Errors
    /// It died or took too long. Nothing runs then.
    pub fn wait(&mut self, limit: Duration) -> Result<Vec<u8>, EngineError> {
        self.poll(limit)?.ok_or_else(|| {
            self.stop();
            EngineError::TimedOut
        })
    }

    /// The next answer's payload, `None` if there is none yet and the process still runs.
    ///
    /// # Errors
    /// It died. Nothing runs then.
    pub fn poll(&mut self, limit: Duration) -> Result<Option<Vec<u8>>, EngineError> {
        let Some(running) = &mut self.running else {
            return Err(EngineError::Died("it does not run".to_owned()));
        };
        match running.answers.recv_timeout(limit) {
            Ok(mut frame) => {
                self.last_used = Instant::now();
                if frame.first() == Some(&GOOD) {
                    return Ok(Some(frame.split_off(1)));
                }
                let why = String::from_utf8_lossy(frame.get(1..).unwrap_or_default());
                let error = EngineError::Died(why.into_owned());
                self.stop();
                Err(error)
            }
            Err(RecvTimeoutError::Timeout) => Ok(None),
            Err(RecvTimeoutError::Disconnected) => {
                let how = ended(&mut running.process);
                self.stop();
                Err(EngineError::Died(how))
            }
        }
    }

    /// Ends the process at once; it starts again when asked.
    pub fn stop(&mut self) {
        if let Some(mut running) = self.running.take() {
            let _ = running.questions.flush();
            let _ = running.process.kill();
            let _ = running.process.wait();
        }
    }
}

/// How a process ended that says no more; one that lives on all the same is not waited for.
fn ended(process: &mut std::process::Child) -> String {
    let begun = Instant::now();
    while begun.elapsed() < LAST_WORDS {
        match process.try_wait() {
            Ok(Some(status)) => return status.to_string(),
            Ok(None) => std::thread::sleep(Duration::from_millis(5)),
            Err(error) => return error.to_string(),
        }
    }
    "what it said could not be read".to_owned()
}

impl Drop for Child {
    fn drop(&mut self) {
        self.stop();
    }
}
