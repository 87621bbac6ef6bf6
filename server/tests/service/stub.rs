//! A chat endpoint that stands in for a real one, answers as it is told and keeps what it was sent.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

pub struct Stub {
    pub url: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Stub {
    /// Answers each request with what `script` writes; then the connection is closed.
    pub fn new(script: impl Fn(&mut TcpStream) + Send + Sync + 'static) -> Self {
        Self::heeding(move |stream, _| script(stream))
    }

    /// The same by what the request says.
    pub fn heeding(script: impl Fn(&mut TcpStream, &str) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::<Mutex<Vec<String>>>::default();
        let (keep, script) = (Arc::clone(&asked), Arc::new(script));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { continue };
                let (keep, script) = (Arc::clone(&keep), Arc::clone(&script));
                std::thread::spawn(move || {
                    let request = read(&mut stream);
                    keep.lock().unwrap().push(request.clone());
                    script(&mut stream, &request);
                });
            }
        });
        Self { url, asked }
    }

    pub fn answering(status: &'static str, headers: &'static str, body: &str) -> Self {
        let body = body.to_owned();
        Self::new(move |stream| answer(stream, status, headers, &body))
    }

    /// Says this, as a chat completion.
    pub fn saying(words: &str) -> Self {
        let words = words.to_owned();
        Self::new(move |stream| say(stream, &words))
    }

    /// Head and body of each request.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

/// A whole answer. Who has gone hears nothing.
pub fn answer(stream: &mut TcpStream, status: &str, headers: &str, body: &str) {
    let length = body.len();
    let head = format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {length}\r\n\r\n");
    let _ = stream.write_all(format!("{head}{body}").as_bytes());
}

/// A chat completion that says this.
pub fn say(stream: &mut TcpStream, words: &str) {
    let message = json!({"role": "assistant", "content": words});
    let body = json!({"choices": [{"message": message, "finish_reason": "stop"}]});
    let json = "Content-Type: application/json\r\n";
    answer(stream, "200 OK", json, &body.to_string());
}

/// One piece of a streamed answer.
pub fn piece(stream: &mut TcpStream, words: &str) -> std::io::Result<()> {
    let delta: Value = json!({"choices": [{"delta": {"content": words}}]});
    stream.write_all(format!("data: {delta}\n\n").as_bytes())
}

fn read(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let mut piece = [0; 4096];
    loop {
        let n = stream.read(&mut piece).unwrap_or(0);
        bytes.extend(&piece[..n]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let whole = text.split_once("\r\n\r\n").is_some_and(|(head, body)| {
            let head = head.to_ascii_lowercase();
            let length = head.split("content-length: ").nth(1);
            let length = length.and_then(|rest| rest.lines().next()?.trim().parse().ok());
            length.is_none_or(|length: usize| body.len() >= length)
        });
        if n == 0 || whole {
            return text;
        }
    }
}
