//! A server that answers as it is told, and remembers what it was asked.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use serde_json::{Value, json};

/// One request as it arrived.
#[derive(Debug, Clone)]
pub struct Asked {
    pub at: Instant,
    /// From 0, in the order of arrival.
    pub number: usize,
    /// Request line and headers.
    pub head: String,
    pub body: Value,
}

pub struct Stub {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<Asked>>>,
    most: Arc<AtomicUsize>,
    over: Arc<AtomicBool>,
}

impl Stub {
    /// Answers each request with what `script` writes; then the connection is closed.
    pub fn new(script: impl Fn(&Asked, &mut TcpStream) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let stub = Self {
            address: listener.local_addr().unwrap(),
            asked: Arc::default(),
            most: Arc::default(),
            over: Arc::default(),
        };
        let (asked, most, over) = (stub.asked.clone(), stub.most.clone(), stub.over.clone());
        let script = Arc::new(script);
        let active = Arc::new(AtomicUsize::new(0));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                if over.load(Ordering::Relaxed) {
                    return;
                }
                let at = Instant::now();
                let Ok(mut stream) = stream else { continue };
                let (script, asked) = (script.clone(), asked.clone());
                let (active, most) = (active.clone(), most.clone());
                std::thread::spawn(move || {
                    let Some((head, body)) = read(&mut stream) else {
                        return;
                    };
                    most.fetch_max(active.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    let asked = {
                        let mut all = asked.lock().unwrap();
                        let number = all.len();
                        all.push(Asked {
                            at,
                            number,
                            head,
                            body,
                        });
                        all[number].clone()
                    };
                    script(&asked, &mut stream);
                    active.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        stub
    }

    /// Answers each request with the same bytes.
    pub fn fixed(answer: impl Into<Vec<u8>>) -> Self {
        let answer = answer.into();
        Self::new(move |_, stream| {
            let _ = stream.write_all(&answer);
        })
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    /// Requests that were being answered at the same time, at most.
    pub fn most_at_once(&self) -> usize {
        self.most.load(Ordering::SeqCst)
    }
}

impl Drop for Stub {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
        let _ = TcpStream::connect(self.address);
    }
}

/// Head and body of a request; none if the other side went away.
pub fn read(stream: &mut impl Read) -> Option<(String, Value)> {
    let mut bytes = Vec::new();
    let mut piece = [0; 4096];
    loop {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
        if let Some(end) = end {
            let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
            let length = header(&head, "content-length")
                .and_then(|length| length.parse().ok())
                .unwrap_or(0);
            if bytes.len() >= end + 4 + length {
                let body = serde_json::from_slice(&bytes[end + 4..]).unwrap_or(Value::Null);
                return Some((head, body));
            }
        }
        match stream.read(&mut piece) {
            Ok(n @ 1..) => bytes.extend_from_slice(&piece[..n]),
            _ => return None,
        }
    }
}

pub fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        key.eq_ignore_ascii_case(name).then(|| value.trim())
    })
}

/// A response with that status line, headers (each ended) and body.
pub fn response(status: &str, headers: &str, body: &str) -> String {
    format!(
        "HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

pub fn json_response(body: &Value) -> String {
    response(
        "200 OK",
        "Content-Type: application/json\r\n",
        &body.to_string(),
    )
}

/// A whole completion that says `text`.
pub fn said(text: &str) -> String {
    json_response(&json!({
        "choices": [{"message": {"role": "assistant", "content": text}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 3, "completion_tokens": 2},
    }))
}

/// The head of a stream without a length: it ends when the connection does.
pub const STREAM: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";

/// An event with a piece of text.
pub fn piece(text: &str) -> String {
    format!(
        "data: {}\n\n",
        json!({"choices": [{"delta": {"content": text}, "finish_reason": null}]})
    )
}

/// The last events of a stream: reason and counts.
pub fn last() -> String {
    format!(
        "data: {}\n\ndata: {}\n\ndata: [DONE]\n\n",
        json!({"choices": [{"delta": {}, "finish_reason": "stop"}]}),
        json!({"choices": [], "usage": {"prompt_tokens": 3, "completion_tokens": 2}}),
    )
}

/// Until the other side closes the connection.
pub fn until_closed(stream: &mut impl Read) {
    let mut piece = [0; 64];
    while matches!(stream.read(&mut piece), Ok(1..)) {}
}

/// A server that wants to be asked again in half an hour.
pub fn busy_for_ever() -> Stub {
    Stub::fixed(response("429 a", "Retry-After: 1800\r\n", ""))
}
