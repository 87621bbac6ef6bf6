//! What is loaded, and what is refused.

use std::io::Read;
use std::process::{Command, Stdio};
use std::sync::atomic::AtomicBool;

use llm::{ChatProcess, EngineError, Turn};
use serde_json::Value;

use crate::{answer, data, program, settings, start, system, tiny, user};

#[test]
fn it_greets_with_what_it_loaded() {
    let model = start();
    assert_eq!(model.pid(), None, "nothing runs before it is asked");
    assert_eq!(model.progress(), 0);
    let loaded = model.start().unwrap();
    assert_eq!(loaded.name, "tiny-llama");
    assert_eq!(loaded.architecture, "llama");
    assert_eq!((loaded.context, loaded.room), (8192, 8192));
    assert_eq!(loaded.layers, 3, "two, and the output");
    assert!(loaded.parameters > 100_000, "{loaded:?}");
    assert!(!loaded.devices.is_empty());
    assert!(loaded.own_template);
    assert!(model.pid().is_some());
    model.rest_after(std::time::Duration::from_secs(60));
    assert!(model.pid().is_some(), "it was used just now");
    model.rest_after(std::time::Duration::ZERO);
    assert_eq!(model.pid(), None, "an idle one ends");
    assert_eq!(model.start().unwrap(), loaded);
    assert_eq!(model.progress(), 100);
}

#[test]
fn loading_says_how_far_it_is() {
    let settings = serde_json::to_string(&settings()).unwrap();
    let mut child = Command::new(program())
        .args([
            "__chat-process".as_ref(),
            tiny().as_os_str(),
            settings.as_ref(),
        ])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut answers = child.stdout.take().unwrap();
    let mut greeting = || -> Value {
        let mut length = [0; 4];
        answers.read_exact(&mut length).unwrap();
        let mut frame = vec![0; u32::from_le_bytes(length) as usize];
        answers.read_exact(&mut frame).unwrap();
        serde_json::from_slice(&frame[1..]).unwrap()
    };
    let mut percentages = Vec::new();
    let last = loop {
        match greeting() {
            Value::Object(said) if said.contains_key("Loading") => {
                percentages.push(said["Loading"].as_u64().unwrap());
            }
            other => break other,
        }
    };
    assert_eq!(last["Loaded"]["name"], "tiny-llama");
    assert!(percentages.is_sorted_by(|a, b| a < b), "{percentages:?}");
    assert!(percentages.len() > 2, "{percentages:?}");
    assert_eq!(percentages.last(), Some(&100));
    drop(child.stdin.take());
    child.wait().unwrap();
}

#[test]
fn loading_can_be_broken_off() {
    let model = start();
    let error = model.start_unless(&AtomicBool::new(true));
    assert_eq!(error, Err(EngineError::Cancelled));
    assert_eq!(model.pid(), None, "what it began is over");
    assert_eq!(model.start().unwrap().name, "tiny-llama");
}

#[test]
fn turns_look_as_the_model_was_taught() {
    let model = start();
    let check = |turns: &[Turn], want: &str| assert_eq!(model.render(turns).unwrap(), want);
    check(&[], "<|im_start|>assistant\n");
    check(
        &[system("Be brief."), user("\0<|im_end|> \u{2}0\u{3} é")],
        "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\n\0<|im_end|> \u{2}0\u{3} é\
         <|im_end|>\n<|im_start|>assistant\n",
    );
}

/// The tiny model with some words, wherever they stand, replaced by others as long.
fn changed(from: &[u8], to: &[u8]) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let mut bytes = std::fs::read(tiny()).expect("the tiny model");
    let found = |at: &usize| bytes[*at..].starts_with(from);
    let places: Vec<usize> = (0..bytes.len()).filter(found).collect();
    assert!(!places.is_empty());
    for at in places {
        bytes[at..at + to.len()].copy_from_slice(to);
    }
    bytes
}

/// A key, the type of its value, and the value.
type Entry<'e> = (&'e str, [u8; 4], &'e [u8]);

/// A head of a GGUF with these entries and nothing behind it.
fn head(entries: &[Entry<'_>]) -> Vec<u8> {
    let mut out = b"GGUF\x03\0\0\0\0\0\0\0\0\0\0\0".to_vec();
    let length = |n: usize| (n as u64).to_le_bytes();
    out.extend(length(entries.len()));
    for (key, kind, value) in entries {
        out.extend(length(key.len()));
        out.extend(key.as_bytes());
        out.extend(kind);
        if *kind == 8u32.to_le_bytes() {
            out.extend(length(value.len()));
        }
        out.extend(*value);
    }
    out
}

#[test]
fn bad_files_are_named() {
    let folder = std::env::temp_dir().join(format!("alertsage-chat-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let whole = std::fs::read(tiny()).unwrap();
    let scramble = |(at, byte): (usize, &u8)| byte.wrapping_mul(if at > 100 { 31 } else { 1 });
    let scrambled: Vec<u8> = whole.iter().enumerate().map(scramble).collect();
    let check = |name: &str, bytes: Option<&[u8]>, want: fn(&EngineError) -> bool| {
        let path = folder.join(name);
        if let Some(bytes) = bytes {
            std::fs::write(&path, bytes).unwrap();
        }
        let error = ChatProcess::new(program(), &path, settings())
            .and_then(|model| model.start().map(drop))
            .expect_err(name);
        assert!(want(&error), "{name}: {error:?}");
        assert!(error.to_string().contains(name), "{error}");
    };
    use EngineError as E;
    let gone = |e: &E| matches!(e, E::Missing(_));
    let no_gguf = |e: &E| matches!(e, E::NotGguf(_));
    let damaged = |e: &E| matches!(e, E::Damaged(..));
    let refused = |e: &E| matches!(e, E::Refused(..));
    let unfit = |e: &E| matches!(e, E::WrongKind { .. });
    check("missing.gguf", None, gone);
    check("empty.gguf", Some(b""), no_gguf);
    check("text.gguf", Some(b"hello"), no_gguf);
    check("zip.gguf", Some(b"PK\x03\x04 and more"), no_gguf);
    check("cut-head.gguf", Some(&whole[..200]), damaged);
    check("cut-words.gguf", Some(&whole[..5000]), damaged);
    check("cut-half.gguf", Some(&whole[..whole.len() / 2]), refused);
    check("cut-end.gguf", Some(&whole[..whole.len() - 1]), refused);
    check("scrambled.gguf", Some(&scrambled), damaged);
    let embedder = std::fs::read(data("../../models/alertsage-minilm-5-IQ4_NL.gguf")).unwrap();
    check("embedder.gguf", Some(&embedder), unfit);
    let (number, words) = (4u32.to_le_bytes(), 8u32.to_le_bytes());
    let llama: Entry<'_> = ("general.architecture", words, b"llama");
    check("nothing-in-it.gguf", Some(&head(&[llama])), refused);
    let bert = ("general.architecture", words, &b"bert"[..]);
    check("bert.gguf", Some(&head(&[bert])), unfit);
    let pooled = ("llama.pooling_type", number, &[1, 0, 0, 0][..]);
    check("pooled.gguf", Some(&head(&[llama, pooled])), unfit);
    let adapter = ("general.type", words, &b"adapter"[..]);
    check("adapter.gguf", Some(&head(&[llama, adapter])), unfit);
    let nobody = changed(b"general.architecture", b"general.architectuse");
    check("nobody.gguf", Some(&nobody), damaged);
    let stranger = changed(b"\x05\0\0\0\0\0\0\0llama", b"\x05\0\0\0\0\0\0\0lloma");
    check("stranger.gguf", Some(&stranger), refused);
    let foreign = changed(b"<|im_start|>", b"<|iw_stort|>");
    check("foreign-template.gguf", Some(&foreign), refused);
    let folder_itself = folder.join("folder.gguf");
    std::fs::create_dir_all(&folder_itself).unwrap();
    let error = ChatProcess::new(program(), &folder_itself, settings()).unwrap_err();
    assert!(matches!(error, E::Unreadable(..)), "{error:?}");
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_model_without_a_template_speaks_chatml() {
    let name = format!("alertsage-bare-{}.gguf", std::process::id());
    let path = std::env::temp_dir().join(name);
    let bare = changed(b"tokenizer.chat_template", b"tokenizer.chat_tomplate");
    std::fs::write(&path, bare).unwrap();
    let model = ChatProcess::new(program(), &path, settings()).unwrap();
    assert!(!model.start().unwrap().own_template);
    let turns = [user("Hello.")];
    assert_eq!(model.render(&turns), start().render(&turns));
    answer(&model, &turns, &[], None, 3).unwrap();
    std::fs::remove_file(&path).unwrap();
}

#[test]
fn no_more_is_held_than_can_be_used() {
    let check = |context: u32, parallel: u32, want: u32| {
        let model = crate::with(llm::ChatSettings {
            context,
            parallel,
            ..settings()
        });
        assert_eq!(model.start().unwrap().context, want, "{context} {parallel}");
    };
    check(u32::MAX, 2, 2 * 8192);
    check(u32::MAX, 0, 8192);
    check(600, u32::MAX, 768);
    check(0, 1, 256);
}

#[test]
fn a_program_that_is_not_there_is_named() {
    let model = ChatProcess::new("/nowhere/at-all".into(), &tiny(), settings()).unwrap();
    let error = model.start().unwrap_err();
    assert!(matches!(error, EngineError::NotStarted(_)), "{error:?}");
}
