//! HTTP as far as the tests need it, written out: so that a test can also misbehave.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::Value;

#[derive(Clone, Copy)]
pub struct Client {
    pub address: SocketAddr,
}

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// How a body is sent.
pub enum Body<'a> {
    None,
    Whole(&'a [u8]),
    /// Chunked, without a length.
    Pieces(&'a [&'a [u8]]),
}

impl Client {
    pub fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], Body::None)
    }

    pub fn post(&self, path: &str, kind: &str, body: &[u8]) -> Answer {
        self.send("POST", path, &[("Content-Type", kind)], Body::Whole(body))
    }

    pub fn upload(&self, query: &str, file: &[u8]) -> Answer {
        self.post(&format!("/api/v1/batches?{query}"), "text/csv", file)
    }

    pub fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Body<'_>,
    ) -> Answer {
        let mut stream = self.connect();
        self.write(&mut stream, method, path, headers, body);
        Answer::read(stream)
    }

    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(30)))
            .unwrap();
        stream
    }

    /// Ignores a broken pipe: a server may answer and close before it has read everything.
    pub fn write(
        &self,
        stream: &mut TcpStream,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Body<'_>,
    ) {
        let mut head = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
        if !headers.iter().any(|(name, _)| *name == "Host") {
            head.push_str(&format!("Host: {}\r\n", self.address));
        }
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        match &body {
            Body::None => {}
            Body::Whole(bytes) => head.push_str(&format!("Content-Length: {}\r\n", bytes.len())),
            Body::Pieces(_) => head.push_str("Transfer-Encoding: chunked\r\n"),
        }
        head.push_str("\r\n");
        let _ = stream.write_all(head.as_bytes());
        match body {
            Body::None => {}
            Body::Whole(bytes) => {
                let _ = stream.write_all(bytes);
            }
            Body::Pieces(pieces) => {
                for piece in pieces {
                    let _ = stream.write_all(format!("{:x}\r\n", piece.len()).as_bytes());
                    let _ = stream.write_all(piece);
                    let _ = stream.write_all(b"\r\n");
                }
                let _ = stream.write_all(b"0\r\n\r\n");
            }
        }
    }
}

impl Answer {
    pub fn read(stream: TcpStream) -> Self {
        let mut reader = BufReader::new(stream);
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        let status = line
            .split(' ')
            .nth(1)
            .and_then(|status| status.parse().ok())
            .unwrap_or_else(|| panic!("no status in {line:?}"));
        let mut headers = Vec::new();
        loop {
            line.clear();
            reader.read_line(&mut line).unwrap();
            match line.trim_end().split_once(':') {
                Some((name, value)) => {
                    headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
                }
                None => break,
            }
        }
        let mut answer = Self {
            status,
            headers,
            body: Vec::new(),
        };
        if answer.header("transfer-encoding") == Some("chunked") {
            loop {
                line.clear();
                reader.read_line(&mut line).unwrap();
                let size = usize::from_str_radix(line.trim_end(), 16).unwrap_or(0);
                if size == 0 {
                    break;
                }
                let mut piece = vec![0; size + 2];
                reader.read_exact(&mut piece).unwrap();
                answer.body.extend_from_slice(&piece[..size]);
            }
        } else {
            let _ = reader.read_to_end(&mut answer.body);
        }
        answer
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error} in {:?}", String::from_utf8_lossy(&self.body)))
    }

    /// The id of the batch an upload made.
    #[track_caller]
    pub fn batch(&self) -> String {
        assert_eq!(self.status, 201, "{}", self.text());
        self.json()["id"].as_str().unwrap().to_owned()
    }
}
