//! Incident text as a terminal may show it: one line, no control characters, nothing to click.

use text::{Entity, Span};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Blanks for white space; nothing for what could move the cursor, change colours or turn the
/// direction of writing.
pub fn harmless(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_whitespace() || c.is_control() {
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
        } else if !steers(c) {
            out.push(c);
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// Marks of direction and other signs that are not seen.
const fn steers(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// Part of a text with its indicators defanged. An indicator that reaches out of the part is
/// shown as far as it reaches in.
pub fn defanged(text: &str, part: Span, entities: &[Entity]) -> String {
    let (start, end) = (part.start as usize, (part.end as usize).min(text.len()));
    let mut spans: Vec<(usize, usize)> = entities
        .iter()
        .filter(|entity| entity.kind.is_network())
        .flat_map(|entity| &entity.spans)
        .map(|span| (span.start as usize, span.end as usize))
        .filter(|(from, to)| *from < end && *to > start)
        .collect();
    spans.sort_unstable();
    let mut out = String::new();
    let mut at = start;
    for (from, to) in spans {
        let (from, to) = (from.max(at), to.min(end));
        let (Some(before), Some(value)) = (text.get(at..from), text.get(from..to)) else {
            continue;
        };
        out.push_str(before);
        out.push_str(&if value.contains("[.]") || value.contains("hxxp") {
            value.to_owned()
        } else {
            text::defang(value)
        });
        at = to;
    }
    out.push_str(text.get(at..end).unwrap_or_default());
    harmless(&out)
}

/// A text that is no part of an incident, defanged by what it names itself.
pub fn whole_defanged(text: &str) -> String {
    let whole = Span {
        start: 0,
        end: u32::try_from(text.len()).unwrap_or(u32::MAX),
    };
    defanged(text, whole, &text::entities(text))
}

/// At most so many columns, with an ellipsis where something is missing.
pub fn cut(text: &str, columns: usize) -> String {
    if text.width() <= columns {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut used = 1;
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used > columns {
            break;
        }
        out.push(c);
    }
    out.truncate(out.trim_end().len());
    out.push('…');
    out
}

/// Cut or filled to exactly so many columns.
pub fn column(text: &str, columns: usize) -> String {
    let mut out = cut(text, columns);
    out.extend(std::iter::repeat_n(' ', columns - out.width().min(columns)));
    out
}

/// Lines of at most so many columns, broken between words where there is a blank.
pub fn wrapped(text: &str, columns: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let line = lines.last().map_or(0, |line| line.width());
        if line > 0 && line + 1 + word.width() > columns {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terminals_are_not_steered() {
        for (text, expected) in [
            ("plain", "plain"),
            ("a\tb\r\nc", "a b c"),
            ("\x1b[31mred\x1b[0m", "[31mred [0m"),
            ("\x1b]0;title\x07x", "]0;title x"),
            ("bell\u{9b}31m", "bell 31m"),
            ("a\u{202e}txt.exe", "atxt.exe"),
            (" \n ", ""),
            ("K\u{f6}nig", "K\u{f6}nig"),
        ] {
            assert_eq!(harmless(text), expected);
        }
    }

    #[test]
    fn indicators_are_defanged() {
        for (text, expected) in [
            (
                "see http://evil.example/x now",
                "see hxxp://evil[.]example/x now",
            ),
            (
                "from 198.51.100.7 to 198.51.100.8",
                "from 198[.]51[.]100[.]7 to 198[.]51[.]100[.]8",
            ),
            ("at evil[.]example already", "at evil[.]example already"),
            ("mail a@b.example", "mail a[@]b[.]example"),
            ("nothing here. Really", "nothing here. Really"),
        ] {
            let whole = Span::new(0, text.len());
            assert_eq!(defanged(text, whole, &text::entities(text)), expected);
        }
    }

    #[test]
    fn columns_count_what_is_seen() {
        for (text, columns, expected) in [
            ("short", 8, "short   "),
            ("exactly8", 8, "exactly8"),
            ("one too long", 8, "one too…"),
            ("漢字漢字漢字", 8, "漢字漢… "),
            ("", 2, "  "),
        ] {
            assert_eq!(column(text, columns), expected);
        }
        assert_eq!(wrapped("a bb ccc dddd", 6), ["a bb", "ccc", "dddd"]);
        assert_eq!(wrapped("", 6), [""]);
    }
}
