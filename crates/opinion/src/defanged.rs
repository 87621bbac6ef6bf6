//! Words of a language model as a person may safely copy them.

/// With every address, domain and URL in it made harmless.
pub fn defanged(words: &str) -> String {
    let mut spans: Vec<_> = text::entities(words)
        .iter()
        .filter(|entity| entity.kind.is_network())
        .flat_map(|entity| entity.spans.clone())
        .map(|span| (span.start as usize, span.end as usize))
        .collect();
    spans.sort_unstable();
    let (mut out, mut at) = (String::with_capacity(words.len()), 0);
    for (from, to) in spans {
        let (Some(before), Some(value)) = (words.get(at..from), words.get(from..to)) else {
            continue;
        };
        out.push_str(before);
        if value.contains("[.]") || value.contains("hxxp") {
            out.push_str(value);
        } else {
            out.push_str(&text::defang(value));
        }
        at = to;
    }
    out.push_str(words.get(at..).unwrap_or_default());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_be_followed_cannot() {
        let check = |words: &str, expected: &str| assert_eq!(defanged(words), expected);
        check("Nothing here.", "Nothing here.");
        check(
            "From a@b.example to http://198.51.100.7/x.",
            "From a[@]b[.]example to hxxp://198[.]51[.]100[.]7/x.",
        );
        check("hxxp://a[.]example", "hxxp://a[.]example");
    }
}
