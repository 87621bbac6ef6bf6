//! Where a field stands in the text of an answer, whole or still being written.
//!
//! Never judges the answer: of its JSON no more is read than tells names from values.

/// Where the string begins, behind its quotation mark, that is the value of the field `name` in the
/// first object of `answer`; `None` before it is written.
pub(crate) fn value(answer: &str, name: &str) -> Option<usize> {
    let mut at = answer.find('{')?;
    let mut named = false;
    loop {
        let rest = &answer[at..];
        let open = rest.find('"')?;
        let inside = &rest[open + 1..];
        if named && rest[..open].trim() == ":" {
            return Some(at + open + 1);
        }
        let end = end_of_string(inside)?;
        named = &inside[..end] == name;
        at += open + 1 + end + 1;
    }
}

/// Where the quotation mark is that ends a JSON string.
pub(crate) fn end_of_string(inside: &str) -> Option<usize> {
    let mut escaped = false;
    inside.bytes().position(|byte| {
        let end = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        end
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_found_where_it_begins() {
        fn check(answer: &str, wanted: Option<&str>) {
            let found = value(answer, "label").map(|at| &answer[at..]);
            assert_eq!(found, wanted, "{answer}");
        }
        check("", None);
        check("label: \"x\"", None);
        check("{\"label\": ", None);
        check("{\"label\": \"", Some(""));
        check("{\"label\":\"x", Some("x"));
        check("Sure: {\n \"label\" :\n \"x\"}", Some("x\"}"));
        check("{\"a\": \"label\", \"label\": \"x", Some("x"));
        check("{\"a\": \"label\", \"b\": \"x", None);
        check(
            "{\"a\": \"é \\\"label\\\": \\\"y\", \"label\": \"x",
            Some("x"),
        );
        check("{\"label\": 7, \"b\": \"x\"", None);
        check("{\"label\"", None);
    }
}
