//! An endpoint that stands in for a real one: it answers as a script says and keeps what it was sent.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};

/// What is answered to one request.
pub enum Reply {
    Http {
        status: &'static str,
        /// Header lines, each with its end.
        head: &'static str,
        body: String,
    },
    /// These words, as a stream of a letter at a time.
    Drip(String),
    /// Nothing, and nobody is there any more.
    Gone,
}

pub struct Endpoint {
    pub url: String,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Reply {
    pub fn status(status: &'static str, body: &str) -> Self {
        Self::Http {
            status,
            head: "",
            body: body.to_owned(),
        }
    }

    /// Says this, as a chat completion.
    pub fn saying(words: &Value) -> Self {
        let words = match words {
            Value::String(words) => words.clone(),
            object => object.to_string(),
        };
        let message = json!({"role": "assistant", "content": words});
        let body = json!({"choices": [{"message": message, "finish_reason": "stop"}]});
        Self::status("200 OK", &body.to_string())
    }
}

/// A chat completion of this label in these tokens, told with the likelihoods of the answers where the
/// label begins.
pub fn telling(label: &str, likely: &[(&str, f64)]) -> Value {
    let token = |text: &str, likely: f64| json!({"token": text, "bytes": text.as_bytes(), "logprob": likely.ln()});
    let own = likely.iter().find(|(other, _)| *other == label);
    let mut written = token(label, own.map_or(0.0, |(_, likely)| *likely));
    let top = likely.iter().map(|(text, likely)| token(text, *likely));
    written["top_logprobs"] = top.collect();
    let behind = "\", \"mitre_ids\": [], \"rationale\": \"It reads like it.\"}";
    let before = "{\"label\": \"";
    json!({"choices": [{
        "message": {"role": "assistant", "content": format!("{before}{label}{behind}")},
        "finish_reason": "stop",
        "logprobs": {"content": [token(before, 1.0), written, token(behind, 1.0)]},
    }]})
}

impl Endpoint {
    /// Asks the script with the number of requests before, and the request with its head.
    pub fn scripted(mut script: impl FnMut(usize, &str) -> Reply + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("its address"));
        let requests = Arc::<Mutex<Vec<String>>>::default();
        let keep = Arc::clone(&requests);
        std::thread::spawn(move || {
            for (n, stream) in listener.incoming().enumerate() {
                let mut stream = stream.expect("a connection");
                let request = read(&mut stream);
                keep.lock()
                    .expect("no panic holds it")
                    .push(request.clone());
                match script(n, &request) {
                    Reply::Http { status, head, body } => {
                        let head = format!(
                            "HTTP/1.1 {status}\r\nContent-Type: application/json\r\n{head}\
                             Content-Length: {}\r\nConnection: close\r\n\r\n",
                            body.len()
                        );
                        let _ = stream.write_all(head.as_bytes());
                        let _ = stream.write_all(body.as_bytes());
                    }
                    Reply::Drip(words) => drip(&mut stream, &words),
                    Reply::Gone => return,
                }
            }
        });
        Self { url, requests }
    }

    /// The same to every request.
    pub fn answering(status: &'static str, body: String) -> Self {
        Self::scripted(move |_, _| Reply::status(status, &body))
    }

    pub fn saying(words: &Value) -> Self {
        let words = words.clone();
        Self::scripted(move |_, _| Reply::saying(&words))
    }

    /// As slow as a model, but not slower than a test.
    pub fn slowly(pause: Duration, words: &Value) -> Self {
        let words = words.clone();
        Self::scripted(move |_, _| {
            std::thread::sleep(pause);
            Reply::saying(&words)
        })
    }

    /// All so far, in the order in which they came.
    pub fn requests(&self) -> Vec<String> {
        self.requests.lock().expect("no panic holds it").clone()
    }

    pub fn asked(&self) -> usize {
        self.requests().len()
    }
}

fn drip(stream: &mut impl Write, words: &str) {
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n";
    let _ = stream.write_all(head.as_bytes());
    for letter in words.chars() {
        let piece = json!({"choices": [{"delta": {"content": letter.to_string()}}]});
        let _ = stream.write_all(format!("data: {piece}\n\n").as_bytes());
        std::thread::sleep(Duration::from_millis(5));
    }
    let _ = stream.write_all(b"data: [DONE]\n\n");
}

/// Head and body of one request.
fn read(stream: &mut impl Read) -> String {
    let mut bytes = Vec::new();
    let mut piece = [0; 4096];
    loop {
        let n = stream.read(&mut piece).unwrap_or(0);
        bytes.extend(&piece[..n]);
        // Bytes are counted, not characters: a piece may end inside one.
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
        let whole = end.is_some_and(|end| {
            let head = String::from_utf8_lossy(&bytes[..end]).to_ascii_lowercase();
            let length = head.split("content-length: ").nth(1);
            let length = length.and_then(|rest| rest.lines().next()?.trim().parse().ok());
            length.is_none_or(|length: usize| bytes.len() >= end + 4 + length)
        });
        if n == 0 || whole {
            return String::from_utf8_lossy(&bytes).into_owned();
        }
    }
}
