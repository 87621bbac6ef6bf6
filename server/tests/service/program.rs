//! The program itself, because a model's process is the program started again, and a token is its
//! environment's.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};

use crate::client::Client;

pub struct Program {
    child: Child,
    address: String,
}

fn command(arguments: &[&str], variables: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_alertsage-server"));
    command
        .args(["--address", "127.0.0.1:0", "--rate", "10000"])
        .args(arguments)
        .env("RUST_LOG", "warn")
        .envs(variables.iter().copied())
        .stdout(Stdio::piped());
    command
}

impl Program {
    pub fn start(arguments: &[&str], variables: &[(&str, &str)]) -> Self {
        Self::spawn(&mut command(arguments, variables))
    }

    /// The same with all it logs to be read later.
    pub fn logging(arguments: &[&str], variables: &[(&str, &str)]) -> Self {
        let mut command = command(arguments, variables);
        Self::spawn(command.env("RUST_LOG", "trace").stderr(Stdio::piped()))
    }

    fn spawn(command: &mut Command) -> Self {
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        let output = child.stdout.take().unwrap();
        BufReader::new(output).read_line(&mut line).unwrap();
        let address = line.trim().trim_start_matches("http://");
        Self {
            child,
            address: address.trim_end_matches('/').to_owned(),
        }
    }

    /// What it says when it cannot start.
    pub fn refusal(arguments: &[&str], variables: &[(&str, &str)]) -> String {
        let output = command(arguments, variables).output().unwrap();
        assert!(!output.status.success(), "it should not start");
        String::from_utf8(output.stderr).unwrap()
    }

    pub fn client(&self) -> Client {
        Client {
            address: self.address.parse().unwrap(),
        }
    }

    /// Ids of the processes that it started and that still run.
    pub fn children(&self) -> Vec<String> {
        let pid = self.child.id();
        let threads = std::fs::read_dir(format!("/proc/{pid}/task")).unwrap();
        let of_thread = |thread: std::fs::DirEntry| {
            std::fs::read_to_string(thread.path().join("children")).ok()
        };
        threads
            .flatten()
            .filter_map(of_thread)
            .flat_map(|ids| {
                ids.split_whitespace()
                    .map(str::to_owned)
                    .collect::<Vec<_>>()
            })
            .collect()
    }

    /// Ends it and gives what it logged.
    pub fn log(mut self) -> String {
        let _ = self.child.kill();
        let mut log = String::new();
        let mut errors = self.child.stderr.take().unwrap();
        errors.read_to_string(&mut log).unwrap();
        log
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
