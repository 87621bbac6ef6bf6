//! Stopped by its caller: at once, whatever it waits for, and the server notices.

use std::io::Write;
use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use remote::{Cancel, Endpoint, Limit, Remote, RemoteError};

use crate::stub::{STREAM, Stub, busy_for_ever, piece, said, until_closed};
use crate::{complete, endpoint, remote, request};

/// Longer than any test should take, shorter than any limit that would end it by itself.
const SOON: Duration = Duration::from_secs(2);

/// A server that says `opening` and then waits; whether its connection was closed.
fn waiting(opening: String) -> (Stub, Receiver<()>) {
    let (send, closed) = channel();
    let stub = Stub::new(move |_, stream| {
        let _ = stream.write_all(opening.as_bytes());
        until_closed(stream);
        let _ = send.send(());
    });
    (stub, closed)
}

/// Cancels once the server was asked `times` times, and checks that `remote` returns soon.
fn check_cancelled(stub: &Stub, remote: &Remote, times: usize) {
    let cancel = Cancel::new();
    std::thread::scope(|scope| {
        let answer = scope.spawn(|| {
            let on_piece = &mut |_: &str| ControlFlow::Continue(());
            remote.complete(&request(true), on_piece, &cancel)
        });
        while stub.asked().len() < times {
            std::thread::sleep(Duration::from_millis(2));
        }
        std::thread::sleep(Duration::from_millis(30));
        assert!(!answer.is_finished());
        let begun = Instant::now();
        cancel.cancel();
        assert_eq!(answer.join().unwrap(), Err(RemoteError::Cancelled));
        assert!(begun.elapsed() < SOON, "{:?}", begun.elapsed());
    });
}

#[test]
fn while_nothing_comes() {
    let (stub, closed) = waiting(String::new());
    check_cancelled(&stub, &remote(&stub.url()), 1);
    closed.recv_timeout(SOON).unwrap();
}

#[test]
fn while_streaming() {
    let (stub, closed) = waiting(format!("{STREAM}{}", piece("a")));
    check_cancelled(&stub, &remote(&stub.url()), 1);
    closed.recv_timeout(SOON).unwrap();
}

#[test]
fn by_whoever_reads() {
    let (stub, closed) = waiting(format!(
        "{STREAM}{}{}{}",
        piece("a"),
        piece("b"),
        piece("c")
    ));
    let mut read = String::new();
    let answer = remote(&stub.url()).complete(
        &request(true),
        &mut |piece| {
            read.push_str(piece);
            match piece {
                "b" => ControlFlow::Break(()),
                _ => ControlFlow::Continue(()),
            }
        },
        &Cancel::new(),
    );
    assert_eq!(answer, Err(RemoteError::Cancelled));
    assert_eq!(read, "ab");
    closed.recv_timeout(SOON).unwrap();
}

#[test]
fn while_in_the_queue() {
    let stub = Stub::fixed(said("x"));
    let remote = Remote::new(Endpoint {
        limit: Some(Limit {
            requests: 1,
            per: Duration::from_secs(3600),
        }),
        ..endpoint(&stub.url())
    })
    .unwrap();
    complete(&remote, &request(true)).unwrap();
    check_cancelled(&stub, &remote, 1);
    assert_eq!(stub.asked().len(), 1);
}

#[test]
fn while_pausing() {
    let stub = busy_for_ever();
    let mut endpoint = endpoint(&stub.url());
    endpoint.retries.longest = Duration::from_secs(3600);
    check_cancelled(&stub, &Remote::new(endpoint).unwrap(), 1);
    assert_eq!(stub.asked().len(), 1);
}

#[test]
fn before_it_began() {
    let stub = Stub::fixed(said("x"));
    let cancel = Cancel::new();
    cancel.cancel();
    let answer =
        remote(&stub.url()).complete(&request(true), &mut |_| ControlFlow::Continue(()), &cancel);
    assert_eq!(answer, Err(RemoteError::Cancelled));
    assert!(stub.asked().is_empty());
}
