//! The real client against a real server on this machine that does what a test scripts.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod encrypted;
mod failures;
mod offers;
mod probes;
mod retries;
mod secrets;
mod stopping;
mod streams;
mod stub;
mod waiting;

use std::ops::ControlFlow;
use std::time::Duration;

use remote::{
    Cancel, Completion, Endpoint, Message, Remote, RemoteError, Request, Retries, Role, Timeouts,
};

/// Short waits, so that tests run in moments; long enough for a machine with other work.
fn endpoint(base_url: &str) -> Endpoint {
    Endpoint {
        timeouts: Timeouts {
            connect: Duration::from_secs(5),
            first_byte: Duration::from_secs(5),
            between_bytes: Duration::from_secs(5),
            whole: Duration::from_secs(20),
        },
        retries: Retries {
            most: 3,
            base: Duration::from_millis(4),
            longest: Duration::from_millis(40),
        },
        ..Endpoint::local(base_url, "tiny")
    }
}

fn remote(base_url: &str) -> Remote {
    Remote::new(endpoint(base_url)).unwrap()
}

fn request(stream: bool) -> Request {
    let mut request = Request::new(vec![Message::new(Role::User, "What is this?")], 64);
    request.stream = stream;
    request
}

fn complete(remote: &Remote, request: &Request) -> Result<Completion, RemoteError> {
    remote.complete(request, &mut |_| ControlFlow::Continue(()), &Cancel::new())
}
