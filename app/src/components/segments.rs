//! Cuts a text where highlights begin and end. Highlights may overlap and may be wrong.

use text::Span;

/// One highlight.
#[derive(Debug, Clone, PartialEq)]
pub struct Layer {
    pub span: Span,
    pub class: &'static str,
    /// What the highlight says on hover.
    pub title: String,
}

/// A stretch of text under the same highlights.
#[derive(Debug, Clone, PartialEq)]
pub struct Segment {
    pub text: String,
    /// Empty for plain text.
    pub class: String,
    pub title: String,
}

/// The whole text in order. Spans outside the text, empty, or off character boundaries are
/// dropped.
pub fn segments(text: &str, layers: &[Layer]) -> Vec<Segment> {
    let valid: Vec<&Layer> = layers
        .iter()
        .filter(|layer| {
            text.get(layer.span.range())
                .is_some_and(|part| !part.is_empty())
        })
        .collect();
    let mut cuts: Vec<usize> = valid
        .iter()
        .flat_map(|layer| [layer.span.start as usize, layer.span.end as usize])
        .chain([0, text.len()])
        .collect();
    cuts.sort_unstable();
    cuts.dedup();

    let mut by_start = valid;
    by_start.sort_by_key(|layer| layer.span.start);
    let mut waiting = by_start.into_iter().peekable();
    let mut active: Vec<&Layer> = Vec::new();
    let mut out = Vec::with_capacity(cuts.len());
    for pair in cuts.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        active.retain(|layer| layer.span.end as usize > from);
        while let Some(layer) = waiting.next_if(|layer| layer.span.start as usize <= from) {
            active.push(layer);
        }
        let mut class = String::new();
        let mut title = String::new();
        for layer in &active {
            if !class.split(' ').any(|known| known == layer.class) {
                join(&mut class, " ", layer.class);
            }
            if !layer.title.is_empty() {
                join(&mut title, " · ", &layer.title);
            }
        }
        out.push(Segment {
            text: text.get(from..to).unwrap_or_default().to_owned(),
            class,
            title,
        });
    }
    out
}

fn join(to: &mut String, between: &str, part: &str) {
    if !to.is_empty() {
        to.push_str(between);
    }
    to.push_str(part);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layer(start: usize, end: usize, class: &'static str) -> Layer {
        Layer {
            span: Span::new(start, end),
            class,
            title: class.to_uppercase(),
        }
    }

    fn check(text: &str, layers: &[Layer], expected: &[(&str, &str)]) {
        let found = segments(text, layers);
        let pairs: Vec<_> = found
            .iter()
            .map(|segment| (segment.text.as_str(), segment.class.as_str()))
            .collect();
        assert_eq!(pairs, expected);
        let joined: String = found.iter().map(|segment| segment.text.as_str()).collect();
        assert_eq!(joined, text, "nothing of the text may be lost");
    }

    #[test]
    fn text_is_cut_where_highlights_begin_and_end() {
        check("", &[], &[]);
        check("plain", &[], &[("plain", "")]);
        check(
            "one two",
            &[layer(4, 7, "a")],
            &[("one ", ""), ("two", "a")],
        );
        check(
            "abcdef",
            &[layer(0, 4, "a"), layer(2, 6, "b")],
            &[("ab", "a"), ("cd", "a b"), ("ef", "b")],
        );
        check(
            "abc",
            &[layer(0, 3, "a"), layer(0, 3, "a")],
            &[("abc", "a")],
        );
        check(
            "abcd",
            &[layer(0, 4, "out"), layer(1, 2, "in")],
            &[("a", "out"), ("b", "out in"), ("cd", "out")],
        );
    }

    #[test]
    fn wrong_spans_are_dropped() {
        check("é", &[layer(0, 1, "half")], &[("é", "")]);
        check(
            "ab",
            &[layer(1, 9, "beyond"), layer(1, 1, "empty")],
            &[("ab", "")],
        );
        check("ab", &[layer(2, 1, "backwards")], &[("ab", "")]);
    }
}
