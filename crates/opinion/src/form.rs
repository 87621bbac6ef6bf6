//! The form of an answer, twice: as JSON schema for chat endpoints, as GBNF grammar for llama.cpp.
//!
//! Both admit the same objects but for escapes: the grammar allows only those escapes in a
//! rationale that cannot smuggle a control character. Never reads an answer: an engine may ignore
//! either, so [`crate::read()`] trusts neither.

use std::fmt::Write;

use serde_json::{Value, json};

use crate::{MAX_IDS, MAX_RATIONALE, answers};

/// What every answer under [`grammar`] begins with; its label follows, then a quotation mark.
pub const LABEL_START: &str = "{\"label\": \"";

/// The JSON schema of an answer, in the subset that strict modes of chat endpoints accept.
pub fn schema() -> Value {
    json!({
        "type": "object",
        "properties": {
            "label": { "type": "string", "enum": answers().collect::<Vec<_>>() },
            "mitre_ids": {
                "type": "array",
                "maxItems": MAX_IDS,
                "items": { "type": "string", "pattern": "^T[0-9]{4}(\\.[0-9]{3})?$" },
            },
            "rationale": { "type": "string", "minLength": 1, "maxLength": MAX_RATIONALE },
        },
        "required": ["label", "mitre_ids", "rationale"],
        "additionalProperties": false,
    })
}

/// The same in GBNF; its start is `root`. Blanks are where the examples of the prompt have them
/// and nowhere else: a model must not spend its tokens on them.
pub fn grammar() -> String {
    let mut labels = String::new();
    for (i, answer) in answers().enumerate() {
        let bar = if i == 0 { "" } else { " | " };
        // Writing to a string cannot fail.
        let _ = write!(labels, "{bar}\"{answer}\"");
    }
    let more = MAX_IDS - 1;
    format!(
        r#"root ::= "{{\"label\": \"" label "\", \"mitre_ids\": [" ids "], \"rationale\": \"" char{{1,{MAX_RATIONALE}}} "\"}}"
label ::= {labels}
ids ::= (id (", " id){{0,{more}}})?
id ::= "\"T" [0-9]{{4}} ("." [0-9]{{3}})? "\""
char ::= [^"\\\x00-\x1F\x7F] | "\\" ["\\/]
"#
    )
}
