//! The short way for what running text is full of: letters joined by hyphens and apostrophes,
//! `don't`, `sign-in`, `user's`. No digit, no capital inside: it names nothing, so the long way,
//! which reads the same words from it, need not be gone.

use crate::bytes::{BLANK, LETTER, LOOK, UPPER, byte, class};
use crate::context;
use crate::output::{LONGEST_WORD, Stretch};
use crate::scan::Scan;

impl Scan<'_> {
    /// The end of the compound at `start`, if all of it is plain and it is written.
    pub fn compound(&mut self, stretch: &mut Stretch, start: usize) -> Option<usize> {
        let b = self.b;
        let mut at = start;
        let mut part = start;
        loop {
            at += 1;
            let k = class(b, at);
            if k & LETTER != 0 {
                if k & UPPER != 0 {
                    return None;
                }
                continue;
            }
            let joined = class(b, at + 1) & LETTER != 0;
            match byte(b, at) {
                b'-' if joined => {
                    // `e-mail` is one word, `svc-sql` an account.
                    let head = &self.text[part..at];
                    if head.len() < 3 || head.len() > LONGEST_WORD || context::is_role(head) {
                        return None;
                    }
                    at += 1;
                    part = at;
                }
                // The letter after the sign is looked at next: no capital there either.
                b'\'' if joined => {}
                _ => break,
            }
        }
        let stop = byte(b, at) == b'.' && class(b, at + 1) & BLANK != 0;
        if (class(b, at) & LOOK != 0 && !stop && byte(b, at) != b'"') || at - part > LONGEST_WORD {
            return None;
        }
        let mut from = start;
        for piece in self.text[start..at].split('-') {
            let to = from + piece.len();
            if piece.contains('\'') {
                self.out.flush(stretch, self.text);
                let place = self.out.open();
                for letters in piece.split('\'') {
                    self.out.cleaned.push_str(letters);
                }
                self.out.finish(place, from, to);
            } else {
                self.out.plain(stretch, self.text, from, to);
            }
            from = to + 1;
        }
        Some(at)
    }
}
