//! The program itself on a free port, because the model's process is the program started again.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use crate::client::Client;

pub struct Program {
    child: Child,
    address: String,
}

impl Program {
    pub fn start() -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_alertsage-server"))
            .args(["--address", "127.0.0.1:0", "--rate", "10000"])
            .env("RUST_LOG", "warn")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let output = child.stdout.take().unwrap();
        BufReader::new(output).read_line(&mut line).unwrap();
        let address = line.trim().trim_start_matches("http://");
        Self {
            child,
            address: address.trim_end_matches('/').to_owned(),
        }
    }

    pub fn client(&self) -> Client {
        Client {
            address: self.address.parse().unwrap(),
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
