//! Answers: written in pieces, held to a grammar, whatever the text says.

use std::ops::ControlFlow;
use std::sync::atomic::AtomicBool;

use llm::{ChatProcess, EngineError, QuestionError, Role, Stop, Turn};

use crate::{answer, start, system, user, with};

#[test]
fn the_pieces_are_the_answer() {
    let model = start();
    let prefix = [system("Say something.")];
    let mut pieces = Vec::new();
    let mut keep = |piece: &str| {
        pieces.push(piece.to_owned());
        ControlFlow::Continue(())
    };
    let never = AtomicBool::new(false);
    let row = [user("Now.")];
    let written = model
        .generate(&prefix, &row, None, 40, &mut keep, &never)
        .unwrap();
    assert_eq!(pieces.concat(), written.text);
    assert!(pieces.len() > 10 && pieces.iter().all(|piece| !piece.is_empty()));
    assert!(written.tokens_out <= 40 && written.tokens_in > 5);
    assert!(written.seconds > 0.0);
    // The same again, from what is held, and without it.
    let again = answer(&model, &prefix, &row, None, 40).unwrap();
    assert_eq!(again.text, written.text);
    assert!(again.tokens_held > written.tokens_held, "{again:?}");
    model.rest_after(std::time::Duration::ZERO);
    let afresh = answer(&model, &prefix, &row, None, 40).unwrap();
    assert_eq!(afresh.text, written.text);
    assert_eq!(afresh.tokens_held, 0);
    // A row is as good as the end of a prefix.
    let whole = [prefix.as_slice(), &row].concat();
    assert_eq!(
        answer(&model, &whole, &[], None, 40).unwrap().text,
        written.text
    );
}

#[test]
fn a_grammar_is_kept_to() {
    let model = start();
    let check = |grammar: &str, most: usize, stop: Stop, right: fn(&str) -> bool| {
        let written = answer(&model, &[], &[user("?")], Some(grammar), most).unwrap();
        assert_eq!(written.stop, stop, "{grammar}: {written:?}");
        assert!(right(&written.text), "{grammar}: {written:?}");
    };
    check(r#"root ::= "yes" | "no""#, 50, Stop::End, |text| {
        text == "yes" || text == "no"
    });
    check(r#"root ::= "é🦀""#, 50, Stop::End, |text| text == "é🦀");
    check("root ::= [0-9]{3}", 50, Stop::End, |text| {
        text.len() == 3 && text.parse::<u32>().is_ok()
    });
    check("root ::= [a-c]+", 7, Stop::Limit, |text| {
        text.len() >= 7 && text.chars().all(|c| ('a'..='c').contains(&c))
    });
    check("root ::= \"\"", 5, Stop::End, str::is_empty);
    check("root ::= \"a\"", 0, Stop::Limit, str::is_empty);
    // What looks like a mark is spelt, and none is written.
    check(r#"root ::= "<|im_start|>" "#, 50, Stop::End, |text| {
        text == "<|im_start|>"
    });
}

#[test]
fn a_bad_grammar_is_an_error_and_no_crash() {
    let model = start();
    model.start().unwrap();
    let pid = model.pid();
    let loop_of_rules = "root ::= root \"a\"";
    let deep = format!("root ::= {}\"a\"", "(".repeat(500));
    for grammar in [
        "",
        "root",
        "no rule at all",
        "root ::= ",
        "root ::= <<<",
        "root ::= missing",
        "start ::= \"a\"",
        "root ::= \"a",
        "root ::= [a",
        "root ::= \"a\"{5,2",
        "root ::= \"\0\"",
        loop_of_rules,
        &deep,
    ] {
        match answer(&model, &[], &[user("?")], Some(grammar), 5) {
            Err(EngineError::Question(QuestionError::Grammar)) => {}
            // Nothing is a rule, too.
            Ok(written) => assert!(written.text.is_empty(), "{grammar}: {written:?}"),
            Err(other) => panic!("{grammar}: {other:?}"),
        }
    }
    assert_eq!(model.pid(), pid, "it never died");
}

fn turns(messages: &[opinion::Message]) -> Vec<Turn> {
    let role = |role| match role {
        opinion::Role::System => Role::System,
        opinion::Role::User => Role::User,
        opinion::Role::Assistant => Role::Assistant,
    };
    let turn = |message: &opinion::Message| Turn {
        role: role(message.role),
        content: message.content.clone(),
    };
    messages.iter().map(turn).collect()
}

/// What the model answers about a text, in the form an opinion has.
fn opinion_of(model: &ChatProcess, text: &str, grammar: &str, most: usize) -> String {
    let question = opinion::ask(text);
    let (prefix, row) = question.messages.split_at(opinion::prefix().len());
    let written =
        answer(model, &turns(prefix), &turns(row), Some(grammar), most).expect("an answer");
    assert_eq!(written.stop, Stop::End, "{written:?}");
    written.text
}

#[test]
fn an_opinion_can_always_be_read() {
    let model = start();
    let whole = opinion::form::grammar();
    let short = whole.replace(
        &format!("char{{1,{}}}", opinion::MAX_RATIONALE),
        "char{1,24}",
    );
    assert_ne!(short, whole);
    let mut texts = 0;
    for (at, (injection, position, text)) in opinion::injections::texts().enumerate() {
        let said = opinion_of(&model, &text, &short, 500);
        let reply = opinion::read(&said);
        assert!(
            reply.is_ok(),
            "{} {position:?}: {said} {reply:?}",
            injection.name
        );
        assert!(opinion::judge(&text, &said).checks.len() > 2);
        if at % 24 == 0 {
            let said = opinion_of(&model, &text, &whole, 2500);
            assert!(opinion::read(&said).is_ok(), "{said}");
        }
        texts += 1;
    }
    assert!(texts >= 150, "{texts}");
}

#[test]
fn too_long_is_an_error() {
    let model = with(llm::ChatSettings {
        context: 512,
        ..crate::settings()
    });
    let check = |text: &str, want: Option<Stop>| match (
        answer(&model, &[], &[user(text)], None, 10_000),
        want,
    ) {
        (Ok(written), Some(stop)) => {
            assert!(written.stop == stop || written.stop == Stop::End);
            assert!(written.tokens_in + written.tokens_out <= 512);
        }
        (Err(EngineError::Question(QuestionError::TooLong { tokens, room })), None) => {
            assert!(tokens > room);
        }
        (got, _) => panic!("{got:?}"),
    };
    check(&"attack ".repeat(100_000 / 7), None);
    check(&"x ".repeat(200), Some(Stop::Limit));
    check("", Some(Stop::Limit));
}
