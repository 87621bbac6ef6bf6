//! What goes wrong costs the answer, and the next one comes.

use std::io::{Read, Write};
use std::ops::ControlFlow;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use llm::{ChatProcess, ChatSettings, EngineError, Stop};

use crate::{answer, score, settings, start, user, with};

/// May never end.
const ENDLESS: &str = "root ::= [a-z ] root";

fn works(model: &ChatProcess) {
    let written = answer(model, &[], &[user("?")], Some("root ::= \"yes\""), 9).expect("an answer");
    assert_eq!(written.text, "yes");
}

#[test]
fn an_answer_can_be_broken_off() {
    let model = start();
    model.start().unwrap();
    let pid = model.pid();
    let check = |before: bool, pieces: usize, by_flag: bool| {
        let cancel = AtomicBool::new(before);
        let mut seen = 0;
        let mut look = |_: &str| {
            seen += 1;
            if seen < pieces {
                return ControlFlow::Continue(());
            }
            cancel.store(by_flag, Ordering::Release);
            if by_flag {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            }
        };
        let written = model
            .generate(&[], &[user("?")], Some(ENDLESS), 8000, &mut look, &cancel)
            .unwrap();
        assert_eq!(written.stop, Stop::Cancelled);
        assert!(written.tokens_out < 7000, "{}", written.tokens_out);
        works(&model);
    };
    check(false, 1, false);
    check(false, 5, false);
    check(false, 5, true);
    check(true, usize::MAX, true);
    assert_eq!(model.pid(), pid, "and the process is the same");
}

#[test]
fn scoring_can_be_broken_off() {
    let model = with(ChatSettings {
        parallel: 64,
        ..settings()
    });
    model.start().unwrap();
    let pid = model.pid();
    // One question that takes much longer than it is waited for.
    let rows = vec![vec![user(&"word ".repeat(2000))]; 64];
    let check = |cancelled_after: Option<Duration>| {
        let cancel = AtomicBool::new(cancelled_after.is_none());
        std::thread::scope(|scope| {
            scope.spawn(|| {
                std::thread::sleep(cancelled_after.unwrap_or_default());
                cancel.store(true, Ordering::Release);
            });
            let error = model.score(&[], &rows, "", &["a", "b"], &cancel);
            assert_eq!(error.unwrap_err(), EngineError::Cancelled);
        });
        works(&model);
    };
    check(None);
    check(Some(Duration::ZERO));
    check(Some(Duration::from_millis(100)));
    assert_eq!(model.pid(), pid, "and the process is the same");
}

#[test]
fn what_takes_too_long_is_ended() {
    let model = with(ChatSettings {
        to_answer: Duration::from_secs(1),
        ..settings()
    });
    model.start().unwrap();
    let begun = Instant::now();
    // A child that does not even notice.
    signal("-STOP", model.pid().expect("it runs"));
    let error = answer(&model, &[], &[user("?")], Some(ENDLESS), 4000).unwrap_err();
    assert_eq!(error, EngineError::TimedOut);
    assert!(begun.elapsed() < Duration::from_secs(30));
    assert_eq!(model.pid(), None);
    works(&model);
    signal("-STOP", model.pid().expect("it runs"));
    let error = score(&model, &[], &[vec![user("?")]], "", &["a", "b"]);
    assert_eq!(error.unwrap_err(), EngineError::TimedOut);
    works(&model);
}

#[test]
fn a_killed_process_is_noticed_and_started_again() {
    let model = start();
    model.start().unwrap();
    let pid = model.pid().expect("it runs");
    let mut seen = 0;
    let mut kill = |_: &str| {
        seen += 1;
        if seen == 3 {
            signal("-9", pid);
        }
        ControlFlow::Continue(())
    };
    let never = AtomicBool::new(false);
    let error = model
        .generate(&[], &[user("?")], Some(ENDLESS), 8000, &mut kill, &never)
        .unwrap_err();
    assert!(matches!(error, EngineError::Died(_)), "{error:?}");
    works(&model);
    signal("-9", model.pid().expect("it runs again"));
    let error = score(&model, &[], &[vec![user("?")]], "", &["a", "b"]);
    assert!(matches!(error, Err(EngineError::Died(_))), "{error:?}");
    assert!(score(&model, &[], &[vec![user("?")]], "", &["a", "b"]).is_ok());
}

/// The same on a GPU whose memory is full: llama.cpp is refused the room that it asks for.
#[cfg(target_os = "linux")]
#[test]
fn where_memory_is_full_it_says_so_and_works_once_there_is_some() {
    let limit = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("bounded.limit");
    let words = format!(
        "ulimit -v \"$(cat '{}')\" && exec '{}' \"$@\"",
        limit.display(),
        crate::program().display()
    );
    let bounded = script("bounded", &words);
    // As much context as it can have, which is 256 MiB.
    let most = ChatSettings {
        context: u32::MAX,
        parallel: 64,
        ..settings()
    };
    std::fs::write(&limit, "280000").unwrap();
    let model = ChatProcess::new(bounded, &crate::tiny(), most).unwrap();
    let begun = Instant::now();
    for _ in 0..2 {
        let error = model.start().unwrap_err();
        let said = error.to_string();
        assert!(matches!(error, EngineError::Refused(..)), "{error:?}");
        assert!(said.contains("no memory for a context of"), "{said}");
        assert_eq!(model.pid(), None);
    }
    assert!(begun.elapsed() < Duration::from_secs(30));
    std::fs::write(&limit, "unlimited").unwrap();
    works(&model);
}

/// A driver that speaks on standard output, and then lives on.
#[cfg(target_os = "linux")]
#[test]
fn what_says_nonsense_is_ended() {
    let program = script(
        "nonsense",
        "echo 'Driver 1.2 ready, all is well'; exec sleep 600",
    );
    let model = ChatProcess::new(program, &crate::tiny(), settings()).unwrap();
    let begun = Instant::now();
    let error = model.start().unwrap_err();
    assert!(matches!(error, EngineError::Refused(..)), "{error:?}");
    assert!(error.to_string().contains("could not be read"), "{error}");
    assert!(
        begun.elapsed() < Duration::from_secs(60),
        "long before it ends itself"
    );
    assert_eq!(model.pid(), None);
}

/// A program of these words.
#[cfg(target_os = "linux")]
fn script(name: &str, words: &str) -> std::path::PathBuf {
    use std::os::unix::fs::PermissionsExt;

    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, format!("#!/bin/sh\n{words}\n")).expect("a file");
    std::fs::set_permissions(&path, PermissionsExt::from_mode(0o755)).expect("its rights");
    path
}

#[test]
fn a_caller_that_panics_leaves_no_answer_behind() {
    let model = start();
    let ask = || {
        let mut fall = |_: &str| -> ControlFlow<()> { panic!("on purpose") };
        let never = AtomicBool::new(false);
        let _ = model.generate(&[], &[user("?")], Some(ENDLESS), 8000, &mut fall, &never);
    };
    assert!(std::panic::catch_unwind(std::panic::AssertUnwindSafe(ask)).is_err());
    works(&model);
}

#[test]
fn who_comes_too_many_is_told_so() {
    let model = with(ChatSettings {
        waiting: 1,
        to_wait: Duration::from_secs(60),
        ..settings()
    });
    let (cancel, never) = (AtomicBool::new(false), AtomicBool::new(false));
    let (model, cancel) = (&model, &cancel);
    std::thread::scope(|scope| {
        let (say, begun) = channel();
        let first = scope.spawn(move || {
            let mut look = |_: &str| {
                let _ = say.send(());
                ControlFlow::Continue(())
            };
            model.generate(&[], &[user("?")], Some(ENDLESS), 8000, &mut look, cancel)
        });
        begun.recv().expect("it writes");
        assert_eq!(model.pid(), None, "it is asked");
        model.rest_after(Duration::ZERO);
        let gone = AtomicBool::new(true);
        let all = &mut |_: &str| ControlFlow::Continue(());
        let error = model.generate(&[], &[], None, 1, all, &gone).unwrap_err();
        assert_eq!(
            error,
            EngineError::Cancelled,
            "nobody waits for what nobody wants"
        );
        // Until the third one has given up its place, there is none for the second.
        let second = scope.spawn(move || {
            let yes = Some("root ::= \"yes\"");
            loop {
                match answer(model, &[], &[user("?")], yes, 9) {
                    Err(EngineError::Busy { .. }) => std::thread::sleep(Duration::from_millis(3)),
                    other => return other,
                }
            }
        });
        // Until the second one waits, there is a place for who comes third.
        let busy = (0..200).find_map(|_| {
            std::thread::sleep(Duration::from_millis(5));
            let all = &mut |_: &str| ControlFlow::Continue(());
            let error = model.generate(&[], &[], None, 1, all, &gone).unwrap_err();
            (error != EngineError::Cancelled).then_some(error)
        });
        assert_eq!(busy, Some(EngineError::Busy { waiting: 1 }));
        cancel.store(true, Ordering::Release);
        let first = first.join().expect("no panic").unwrap();
        assert_eq!(first.stop, Stop::Cancelled);
        let second = second.join().expect("no panic").unwrap();
        assert_eq!(second.text, "yes", "it had its turn");
    });
    let hasty = with(ChatSettings {
        to_wait: Duration::from_millis(50),
        ..settings()
    });
    let mut error = None;
    let mut ask_within = |_: &str| {
        error = hasty.start().err();
        ControlFlow::Break(())
    };
    let written = hasty.generate(
        &[],
        &[user("?")],
        Some(ENDLESS),
        99,
        &mut ask_within,
        &never,
    );
    assert!(written.is_ok());
    assert_eq!(error, Some(EngineError::Busy { waiting: 0 }));
}

#[test]
fn a_process_whose_caller_is_gone_ends() {
    let settings = serde_json::to_string(&settings()).unwrap();
    let mut child = Command::new(crate::program())
        .arg("__chat-process")
        .arg(crate::tiny())
        .arg(settings)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut questions = child.stdin.take().unwrap();
    let mut answers = child.stdout.take().unwrap();
    let question = serde_json::json!({"Write": {"prefix": [], "row": [], "grammar": ENDLESS,
        "max_tokens": 1 << 20}});
    let question = question.to_string();
    let length = u32::try_from(question.len()).unwrap().to_le_bytes();
    questions.write_all(&length).unwrap();
    questions.write_all(question.as_bytes()).unwrap();
    answers.read_exact(&mut [0; 2000]).unwrap();
    assert!(child.try_wait().unwrap().is_none(), "it writes");
    // And would for ever: nobody reads on, and its pipe is full sooner than its answer is over.
    drop(questions);
    let begun = Instant::now();
    while child.try_wait().unwrap().is_none() {
        assert!(begun.elapsed() < Duration::from_secs(10));
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn signal(which: &str, pid: u32) {
    let sent = Command::new("kill")
        .args([which, &pid.to_string()])
        .status();
    assert!(sent.is_ok_and(|status| status.success()));
}
