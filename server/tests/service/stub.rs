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
                    keep.lock().unwrap().push(request);
                    script(&mut stream);
                });
            }
        });
        Self { url, asked }
    }

    pub fn answering(status: &'static str, headers: &'static str, body: &str) -> Self {
        let body = body.to_owned();
        Self::new(move |stream| {
            let length = body.len();
            let head = format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {length}\r\n\r\n");
            let _ = stream.write_all(format!("{head}{body}").as_bytes());
        })
    }

    /// Says this, as a chat completion.
    pub fn saying(words: &str) -> Self {
        let message = json!({"role": "assistant", "content": words});
        let body = json!({"choices": [{"message": message, "finish_reason": "stop"}]});
        Self::answering(
            "200 OK",
            "Content-Type: application/json\r\n",
            &body.to_string(),
        )
    }

    /// Head and body of each request.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
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
