//! Limits kept by many threads, and many requests at once.

use std::io::Write;
use std::sync::{Condvar, Mutex};
use std::time::{Duration, Instant};

use remote::{Cancel, Endpoint, Limit, Remote, RemoteError};

use crate::stub::{Stub, response, said};
use crate::{complete, endpoint, remote, request};

#[test]
fn a_limit_is_kept_by_all_threads() {
    let stub = Stub::fixed(said("x"));
    let per = Duration::from_millis(200);
    let remote = Remote::new(Endpoint {
        limit: Some(Limit { requests: 3, per }),
        ..endpoint(&stub.url())
    })
    .unwrap();
    let begun = Instant::now();
    let waited: Vec<Duration> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| complete(&remote, &request(true)).unwrap().waited))
            .collect();
        threads.into_iter().map(|t| t.join().unwrap()).collect()
    });
    // 3 at once, 3 after 200 ms, 2 after 400 ms.
    assert!(begun.elapsed() >= 2 * per, "{:?}", begun.elapsed());
    let mut arrived: Vec<Instant> = stub.asked().iter().map(|asked| asked.at).collect();
    arrived.sort();
    assert_eq!(arrived.len(), 8);
    // The server sees them a moment after they left, and not always the same moment.
    let unsure = Duration::from_millis(60);
    for four in arrived.windows(4) {
        assert!(four[3] - four[0] + unsure >= per, "{four:?}");
    }
    let long = |least| waited.iter().filter(|waited| **waited >= least).count();
    assert_eq!(long(per - unsure), 5, "{waited:?}");
    assert_eq!(long(2 * per - unsure), 2, "{waited:?}");
}

/// Answers when four requests are there, or when no fourth has come for long.
#[derive(Default)]
struct Gate {
    inside: Mutex<usize>,
    changed: Condvar,
}

impl Gate {
    fn pass(&self, size: usize) {
        let mut inside = self.inside.lock().unwrap();
        *inside += 1;
        self.changed.notify_all();
        let mine = inside.div_ceil(size) * size;
        let (_inside, _) = self
            .changed
            .wait_timeout_while(inside, Duration::from_secs(5), |inside| *inside < mine)
            .unwrap();
    }
}

#[test]
fn so_many_at_once_and_no_more() {
    let gate = Gate::default();
    let stub = Stub::new(move |asked, stream| {
        gate.pass(4);
        let text = asked.body["seed"].to_string();
        let _ = stream.write_all(said(&text).as_bytes());
    });
    let requests: Vec<_> = (0..16)
        .map(|seed| {
            let mut request = request(false);
            request.seed = Some(seed);
            request
        })
        .collect();
    let mut done = Vec::new();
    let answers = remote(&stub.url()).complete_all(
        &requests,
        4,
        &mut |place, answer| done.push((place, answer.is_ok())),
        &Cancel::new(),
    );
    for (place, answer) in answers.into_iter().enumerate() {
        assert_eq!(answer.unwrap().text, place.to_string());
    }
    done.sort_unstable();
    assert_eq!(done, (0..16).map(|place| (place, true)).collect::<Vec<_>>());
    assert_eq!(stub.most_at_once(), 4);
    assert_eq!(stub.asked().len(), 16);
}

#[test]
fn one_failure_ends_no_other() {
    let stub = Stub::new(|asked, stream| {
        let answer = match asked.body["seed"].as_u64() {
            Some(2) => response("404 a", "", ""),
            _ => said("x"),
        };
        let _ = stream.write_all(answer.as_bytes());
    });
    let requests: Vec<_> = (0..5)
        .map(|seed| {
            let mut request = request(true);
            request.seed = Some(seed);
            request
        })
        .collect();
    let cancel = Cancel::new();
    for at_once in [0, 1, 2, 99] {
        let answers = remote(&stub.url()).complete_all(&requests, at_once, &mut |_, _| {}, &cancel);
        let good: Vec<bool> = answers.iter().map(Result::is_ok).collect();
        assert_eq!(good, [true, true, false, true, true], "{at_once}");
    }
    let none = remote(&stub.url()).complete_all(&[], 4, &mut |_, _| panic!(), &cancel);
    assert!(none.is_empty());
}

#[test]
fn all_are_stopped_together() {
    let stub = Stub::new(|_, stream| crate::stub::until_closed(stream));
    let requests: Vec<_> = (0..9).map(|_| request(true)).collect();
    let cancel = Cancel::new();
    let answers = std::thread::scope(|scope| {
        let answers =
            scope.spawn(|| remote(&stub.url()).complete_all(&requests, 3, &mut |_, _| {}, &cancel));
        while stub.asked().len() < 3 {
            std::thread::sleep(Duration::from_millis(2));
        }
        cancel.cancel();
        answers.join().unwrap()
    });
    assert_eq!(answers, vec![Err(RemoteError::Cancelled); 9]);
    assert_eq!(stub.asked().len(), 3);
}
