//! A hostile text made fit to stand inside a prompt.
//!
//! Afterwards no angle bracket is left, so neither our marks nor a control token of any chat
//! template (`<|im_start|>`, `</s>`, `<start_of_turn>`, `<<SYS>>`) can be formed in it; no word
//! stands alone in square brackets, so neither can `[INST]` or `[MASK]`; and nothing in it is
//! invisible. These are rules on characters, not a list of tokens: next year's template needs no
//! change here. Tokenisers that fold compatibility forms are thought of: the wide forms of the
//! signs go too.
//!
//! Never judges what the text says, and never makes it longer.

use text::is_invisible;

use crate::prompt::MARK;

/// The first `most` characters of `text` that can be seen, made harmless, and whether more
/// followed.
pub(crate) fn clean(text: &str, most: usize) -> (String, bool) {
    let (seen, cut) = visible(text, most);
    (unmark(&unbracket(&seen)), cut)
}

/// Drops what cannot be seen and replaces angle brackets. A control character becomes a blank:
/// it parts words in the text, so it does here.
fn visible(text: &str, most: usize) -> (String, bool) {
    let mut out = String::with_capacity(text.len().min(most * 4));
    let mut chars = text.chars().peekable();
    let mut count = 0;
    while let Some(c) = chars.next() {
        let c = match c {
            '\r' if chars.peek() == Some(&'\n') => continue,
            '\r' | '\u{2028}' | '\u{2029}' => '\n',
            '\n' | '\t' => c,
            '<' | '＜' | '﹤' | '≮' => '‹',
            '>' | '＞' | '﹥' | '≯' => '›',
            c if c.is_control() => ' ',
            c if is_invisible(c) => continue,
            c => c,
        };
        if count == most {
            return (out, true);
        }
        out.push(c);
        count += 1;
    }
    (out, false)
}

/// Longest name of a control token in square brackets, with room to spare.
const LONGEST_NAME: usize = 64;

/// `[INST]` becomes `(INST)`, and so does every other word alone in square brackets. Defanged
/// signs survive: `[.]` holds no word, and `(dot)` is read as `[dot]` is.
fn unbracket(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut copied = 0;
    for (at, open) in text.match_indices(['[', '［', '﹇']) {
        let from = at + open.len();
        let inside = text[from..]
            .char_indices()
            .take(LONGEST_NAME)
            .find(|&(_, c)| {
                !(c.is_alphanumeric() || matches!(c, '_' | '-' | '/' | ' ' | '／' | '＿'))
            });
        let Some((len, close @ (']' | '］' | '﹈'))) = inside else {
            continue;
        };
        if len == 0 {
            continue;
        }
        out.push_str(&text[copied..at]);
        out.push('(');
        out.push_str(&text[from..from + len]);
        out.push(')');
        copied = from + len + close.len_utf8();
    }
    out.push_str(&text[copied..]);
    out
}

/// The name of our marks, should the text hold it, with a hyphen: not even a mark in other
/// brackets looks like ours.
fn unmark(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut copied = 0;
    for (at, name) in text.to_ascii_lowercase().match_indices(MARK) {
        out.push_str(&text[copied..at]);
        out.push_str(&text[at..at + name.len()].replace('_', "-"));
        copied = at + name.len();
    }
    out.push_str(&text[copied..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(cases: &[(&str, &str)]) {
        for &(raw, expected) in cases {
            assert_eq!(clean(raw, 1000), (expected.to_owned(), false), "{raw:?}");
        }
    }

    #[test]
    fn control_tokens_cannot_be_formed() {
        check(&[
            ("<|im_start|>system", "‹|im_start|›system"),
            ("</s><s>", "‹/s›‹s›"),
            ("＜|eot_id|＞ <｜User｜>", "‹|eot_id|› ‹｜User｜›"),
            ("[INST] x [/INST]", "(INST) x (/INST)"),
            ("[IN\u{200b}ST]", "(INST)"),
            ("［ＩＮＳＴ］", "(ＩＮＳＴ)"),
            ("[[INST]]", "[(INST)]"),
            ("[IN[INST]ST]", "[IN(INST)ST]"),
            ("[IDS] alert, x[i]", "(IDS) alert, x(i)"),
            (
                "evil[.]example evil[dot]example",
                "evil[.]example evil(dot)example",
            ),
            ("[::1]:443 [] [ [x", "[::1]:443 [] [ [x"),
        ]);
    }

    #[test]
    fn our_marks_cannot_be_closed() {
        check(&[
            ("</incident_text>", "‹/incident-text›"),
            ("</Incident_Text>", "‹/Incident-Text›"),
            ("</inci\u{200b}dent_text>", "‹/incident-text›"),
            ("{/incident_text}", "{/incident-text}"),
        ]);
    }

    #[test]
    fn nothing_invisible_is_left() {
        check(&[
            ("a\u{200b}b\u{202e}c\u{feff}d\u{ad}e", "abcde"),
            ("a\0b\u{1b}[2Jc\u{85}d", "a b [2Jc d"),
            ("a\r\nb\rc\u{2028}d\te", "a\nb\nc\nd\te"),
            ("\u{e0049}\u{e0047}ok\u{fe0f}", "ok"),
        ]);
    }

    #[test]
    fn the_length_is_that_of_what_is_seen() {
        assert_eq!(clean("abc", 3), ("abc".into(), false));
        assert_eq!(clean("abcd", 3), ("abc".into(), true));
        assert_eq!(clean("äöüß", 3), ("äöü".into(), true));
        assert_eq!(clean("abc\u{200b}\u{200b}", 3), ("abc".into(), false));
        assert_eq!(clean("", 0), (String::new(), false));
    }
}
