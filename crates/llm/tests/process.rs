//! The real model in its real process: what it answers, and what happens when files are bad or the
//! process dies.

use std::path::{Path, PathBuf};

use llm::{Embedder, EmbeddingProcess, EngineError};

const DIMENSIONS: usize = 384;

fn model() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models/alertsage-minilm-5-IQ4_NL.gguf")
}

fn program() -> PathBuf {
    env!("CARGO_BIN_EXE_embedding-process").into()
}

fn start(file: &Path) -> Result<EmbeddingProcess, EngineError> {
    EmbeddingProcess::new(program(), file, None, 2, DIMENSIONS)
}

fn cosine(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[test]
fn meanings_lie_where_they_should() {
    let mut process = start(&model()).unwrap();
    let texts = [
        "The user typed her password into a fake login page.",
        "An employee entered credentials on a forged sign-in site.",
        "The canteen serves soup on Thursdays.",
    ];
    let e = process.embed(&texts).unwrap();
    for embedding in &e {
        assert_eq!(embedding.len(), DIMENSIONS);
        assert!((cosine(embedding, embedding) - 1.0).abs() < 1e-4);
    }
    assert!(cosine(&e[0], &e[1]) > 0.5, "{}", cosine(&e[0], &e[1]));
    assert!(cosine(&e[0], &e[2]) < 0.3, "{}", cosine(&e[0], &e[2]));
}

#[test]
fn company_and_order_change_nothing_but_rounding() {
    let mut process = start(&model()).unwrap();
    let texts: Vec<String> = (0..70)
        .map(|i| {
            format!(
                "Alert {i}: {}",
                "host contacted a rare domain. ".repeat(1 + i % 9)
            )
        })
        .collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let together = process.embed(&texts).unwrap();
    for i in [0, 1, 33, 69] {
        let alone = process.embed(&texts[i..=i]).unwrap();
        let cosine = cosine(&alone[0], &together[i]);
        assert!(cosine > 0.9999, "{i}: {cosine}");
    }
}

#[test]
fn any_text_is_read() {
    let mut process = start(&model()).unwrap();
    let long = "attack ".repeat(200_000);
    let texts = [
        "",
        "   ",
        "a\0b",
        "\u{202e}\u{fffd}🦀",
        long.as_str(),
        "[CLS] [SEP] [PAD]",
    ];
    let embeddings = process.embed(&texts).unwrap();
    assert_eq!(embeddings.len(), texts.len());
    assert!(embeddings.iter().flatten().all(|v| v.is_finite()));
}

/// A head of a GGUF that names its architecture and holds nothing else.
fn head_only(architecture: &str) -> Vec<u8> {
    let mut out = b"GGUF".to_vec();
    out.extend(3u32.to_le_bytes());
    out.extend(0u64.to_le_bytes());
    out.extend(1u64.to_le_bytes());
    for text in ["general.architecture", architecture] {
        out.extend((text.len() as u64).to_le_bytes());
        out.extend(text.as_bytes());
        if text.starts_with("general") {
            out.extend(8u32.to_le_bytes());
        }
    }
    out
}

#[test]
fn bad_files_are_named_and_cost_only_the_opinion() {
    let folder = std::env::temp_dir().join(format!("alertsage-llm-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let whole = std::fs::read(model()).unwrap();
    let mut scrambled = whole.clone();
    for byte in &mut scrambled[2000..200_000] {
        *byte = byte.wrapping_mul(31).wrapping_add(7);
    }
    let check = |name: &str, bytes: Option<&[u8]>, want: fn(&EngineError) -> bool| {
        let path = folder.join(name);
        if let Some(bytes) = bytes {
            std::fs::write(&path, bytes).unwrap();
        }
        let error = start(&path)
            .and_then(|mut process| process.embed(&["text"]).map(drop))
            .expect_err(name);
        assert!(want(&error), "{name}: {error:?}");
        assert!(error.to_string().contains(name), "{error}");
    };
    use EngineError as E;
    check("missing.gguf", None, |e| matches!(e, E::Missing(_)));
    check("empty.gguf", Some(b""), |e| matches!(e, E::NotGguf(_)));
    check("text.gguf", Some(b"hello"), |e| matches!(e, E::NotGguf(_)));
    check("cut-head.gguf", Some(&whole[..30]), |e| {
        matches!(e, E::Damaged(..))
    });
    check("cut-half.gguf", Some(&whole[..whole.len() / 2]), |e| {
        matches!(e, E::Refused(..) | E::Damaged(..))
    });
    check("scrambled.gguf", Some(&scrambled), |e| {
        matches!(e, E::Refused(..) | E::Damaged(..))
    });
    check("head-only.gguf", Some(&head_only("bert")), |e| {
        matches!(e, E::Refused(..))
    });
    check("chat.gguf", Some(&head_only("llama")), |e| {
        matches!(e, E::Refused(..) | E::WrongKind { .. })
    });
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn another_file_than_the_trained_one_is_refused() {
    let other = EmbeddingProcess::new(program(), &model(), Some("00"), 1, DIMENSIONS);
    assert!(matches!(other, Err(EngineError::WrongSum(_))));
    let sum = llm::sha256(&model()).unwrap();
    assert!(EmbeddingProcess::new(program(), &model(), Some(&sum), 1, DIMENSIONS).is_ok());
    let mut short = EmbeddingProcess::new(program(), &model(), None, 1, 7).unwrap();
    let error = short.embed(&["text"]).unwrap_err();
    assert!(matches!(error, EngineError::WrongKind { .. }), "{error:?}");
}

#[test]
fn a_killed_process_is_noticed_and_started_again() {
    let mut process = start(&model()).unwrap();
    assert_eq!(process.pid(), None, "nothing runs before it is asked");
    process.embed(&["one"]).unwrap();
    let pid = process.pid().expect("it runs");
    let killed = std::process::Command::new("kill")
        .args(["-9", &pid.to_string()])
        .status();
    assert!(killed.is_ok_and(|status| status.success()));
    let error = process.embed(&["two"]).unwrap_err();
    assert!(matches!(error, EngineError::Died(_)), "{error:?}");
    process.embed(&["three"]).unwrap();
    process.rest_after(std::time::Duration::ZERO);
    assert_eq!(process.pid(), None, "an idle one ends");
    process.embed(&["four"]).unwrap();
}

#[test]
fn a_program_that_is_not_there_is_named() {
    let mut process =
        EmbeddingProcess::new("/nowhere/at-all".into(), &model(), None, 1, DIMENSIONS).unwrap();
    let error = process.embed(&["text"]).unwrap_err();
    assert!(matches!(error, EngineError::NotStarted(_)), "{error:?}");
}
