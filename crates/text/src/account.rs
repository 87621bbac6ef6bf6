//! Accounts and machines that a key or a domain announces: `user=x`, `host: X`, `CORP\x`.

use crate::EntityKind;
use crate::bytes::{DIGIT, HIGH, LETTER, byte};
use crate::context::{self, Context};
use crate::file;
use crate::run::{self, Run};
use crate::scan::Scan;

impl Scan<'_> {
    /// The context that holds for a value at `at`: its key must stand right before it.
    pub fn announced(&mut self, at: usize) -> Context {
        let context = std::mem::take(&mut self.expect);
        if context == Context::None {
            return context;
        }
        let gap = self.b.get(self.expect_at..at).unwrap_or_default();
        // `host= from=x`: the value is missing, not somewhere ahead.
        let missing = byte(self.b, self.expect_at - 1) == b'=' && gap.starts_with(b" ");
        let near = !missing
            && gap.len() <= 4
            && gap.iter().all(|c| matches!(c, b' ' | b'\t' | b'"' | b'\''));
        if near { context } else { Context::None }
    }

    /// Remembers what a key announces.
    pub fn announce(&mut self, run: &Run) {
        let b = self.b;
        // `key=`, `key:`, `"key":`, `Name="key">` and `<key>`.
        let quoted = usize::from(byte(b, run.end) == b'"');
        let sign = run.end + quoted;
        let tag = quoted == 1 || (run.start > 0 && b[run.start - 1] == b'<');
        if matches!(byte(b, sign), b'=' | b':') || (tag && byte(b, sign) == b'>') {
            let key = &self.text[run.start..run.end];
            self.expect = match context::of_key(key) {
                // `Account Name: x`
                Context::None if key.eq_ignore_ascii_case("name") => self.before_name(),
                context => context,
            };
            self.expect_at = sign + 1;
        }
    }

    fn before_name(&self) -> Context {
        let tokens = &self.out.tokens;
        let Some(before) = tokens.len().checked_sub(2).map(|i| tokens[i]) else {
            return Context::None;
        };
        let key = &self.out.cleaned[before.start as usize..before.end as usize];
        context::of_key(key)
    }

    /// Whether a run right after `user=` or `user:` is an account. After `: ` a word must look
    /// like one, or be the whole field: `User: reports that ...` is prose.
    pub fn is_account(&self, run: &Run) -> bool {
        let text = &self.text[run.start..run.end];
        self.is_field(run) || (!context::is_nobody(text) && (run.joins > 0 || run.has(DIGIT)))
    }

    /// Whether a run is the whole value of its key.
    pub fn is_field(&self, run: &Run) -> bool {
        let text = &self.text[run.start..run.end];
        if context::is_nobody(text) || text.len() > 64 || !run.has(LETTER | HIGH) {
            return false;
        }
        let tight = byte(self.b, run.start - 1) != b' ';
        let next = byte(self.b, run.end);
        if next == b'=' {
            // A key itself; the value before it was left empty.
            return false;
        }
        let field = matches!(
            next,
            b'\n' | b'\r' | b',' | b';' | b'|' | b'"' | b'<' | b')' | 0
        ) || (next == b' ' && matches!(byte(self.b, run.end + 1), b'|' | b'/' | b';'));
        tight || field
    }

    /// `DOMAIN\user`.
    pub fn login(&mut self, run: &Run, announced: Context) -> Option<usize> {
        if run.end - run.start > 32 || run.has(HIGH) || !run.has(LETTER) || run.joins > 2 {
            return None;
        }
        let user = run::at(self.text, run.end + 1);
        let name = self.text.get(user.start..user.end)?;
        if name.is_empty() || user.has(HIGH) || !user.has(LETTER) || user.at.is_some() {
            return None;
        }
        let inner = run.start > 0 && self.b[run.start - 1] == b'\\';
        if inner || byte(self.b, user.end) == b'\\' || file::is_file(name) {
            return None;
        }
        let domain = &self.text[run.start..run.end];
        let capitals = !domain.bytes().any(|c| c.is_ascii_lowercase()) && domain.len() >= 2;
        let usual = [
            "corp",
            "ad",
            "domain",
            "local",
            "internal",
            "hq",
            "builtin",
            "workgroup",
        ]
        .iter()
        .any(|entry| domain.eq_ignore_ascii_case(entry));
        let shaped = context::is_login(name) || context::service(name).is_some();
        let known = announced == Context::User || capitals || usual || shaped;
        if !known || context::is_nobody(name) {
            return None;
        }
        self.user(run.start, user.end);
        Some(user.end)
    }

    /// An account name; those every system has keep their name beside it.
    pub fn user(&mut self, start: usize, end: usize) {
        self.out.entity("<user>", EntityKind::UserName, start, end);
        let name = &self.text[start..end];
        let tail = name.rsplit('\\').next().unwrap_or_default();
        let from = end - tail.len();
        if context::is_everywhere(tail) {
            self.out.word(tail, from, end);
        } else if let Some(role) = context::service(tail) {
            self.out.word(role, from, end);
        }
    }
}
