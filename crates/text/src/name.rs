//! What a run of letters, digits and joiners names: URL, e-mail, domain, file, host, account,
//! registry key; or, if nothing, words.

use crate::bytes::{ALNUM, DIGIT, HIGH, LETTER, byte, class, continues, starts_with};
use crate::context::{self, Context};
use crate::run::{self, Run};
use crate::scan::Scan;
use crate::{EntityKind, TokenKind, cloud, file, host, word};

impl Scan<'_> {
    /// The run at `at`, whatever it is; the end of what was read.
    pub fn name(&mut self, at: usize) -> usize {
        let announced = self.announced(at);
        let run = run::at(self.text, at);
        if run.end <= at {
            return at + 1;
        }
        let text = &self.text[at..run.end];
        // `f.brandt's`, `LT-0871's`: whose it is, is no part of the name.
        let mut bare = run;
        if run.joins > 1 && text.ends_with("'s") {
            bare.end -= 2;
            bare.joins -= 1;
        }
        if let Some(end) = self.named(&bare, announced) {
            return if end == bare.end { run.end } else { end };
        }
        if run::is_initials(text) {
            self.initials(&run);
        } else {
            self.split(at, run.end);
        }
        self.announce(&run);
        run.end
    }

    /// The context that holds for a value at `at`: its key must stand right before it.
    fn announced(&mut self, at: usize) -> Context {
        let context = std::mem::take(&mut self.expect);
        if context == Context::None {
            return context;
        }
        let gap = self.b.get(self.expect_at..at).unwrap_or_default();
        let near = gap.len() <= 4 && gap.iter().all(|c| matches!(c, b' ' | b'\t' | b'"' | b'\''));
        if near { context } else { Context::None }
    }

    /// Remembers what a key announces: `user=`, `host:`.
    fn announce(&mut self, run: &Run) {
        if matches!(byte(self.b, run.end), b'=' | b':') {
            let key = &self.text[run.start..run.end];
            self.expect = match context::of_key(key) {
                // `Account Name: x`
                Context::None if key.eq_ignore_ascii_case("name") => self.before_name(),
                context => context,
            };
            self.expect_at = run.end + 1;
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

    /// The entity a run is, if it is one.
    fn named(&mut self, run: &Run, announced: Context) -> Option<usize> {
        let (start, end) = (run.start, run.end);
        let text = &self.text[start..end];
        let next = byte(self.b, end);
        if matches!(next, b':' | b'[') {
            if cloud::is_arn(self.b, start) && end == start + 3 {
                return Some(self.arn(start));
            }
            if let Some(end) = self.url(run) {
                return Some(end);
            }
        }
        if matches!(next, b'\\' | b':')
            && let Some(end) = self.registry(run)
        {
            return Some(end);
        }
        if let Some((sign, after)) = run.at {
            if self.is_email(run, sign, after) {
                self.email(run, after);
                return Some(end);
            }
            // Not an address: read what stands before the sign, the rest comes by itself.
            self.split(start, sign);
            return Some(after);
        }
        if next == b'\\'
            && let Some(end) = self.login(run, announced)
        {
            return Some(end);
        }
        if run.dots > 0
            && next != b'='
            && announced != Context::User
            && let Some(end) = self.dotted(run)
        {
            return Some(end);
        }
        if announced == Context::User && self.is_account(run) {
            self.user(start, end);
            return Some(end);
        }
        let host = match announced {
            Context::Host => run.has(LETTER) && !context::is_nobody(text),
            Context::Device => context::is_device(text),
            Context::User | Context::None => false,
        };
        if host && next != b'=' {
            self.out.entity("<host>", EntityKind::HostName, start, end);
            return Some(end);
        }
        if run.solid() {
            return self.base64(run);
        }
        if run::is_version(text) {
            self.out
                .number("<num>", None, TokenKind::Number, start, end);
            return Some(end);
        }
        if word::is_attack(text) {
            self.out
                .entity("<attack>", EntityKind::AttackId, start, end);
            return Some(end);
        }
        if run::is_guid(text) {
            self.out.placeholder("<id>", TokenKind::Id, start, end);
            return Some(end);
        }
        if cloud::is_id(text) {
            self.out
                .entity("<cloud>", EntityKind::CloudResource, start, end);
            return Some(end);
        }
        if context::service(text).is_some()
            || context::is_initial_login(text)
            || (context::announces_user(self.out.last()) && context::is_login(text))
        {
            self.user(start, end);
            return Some(end);
        }
        if host::is_host(text) {
            self.out.entity("<host>", EntityKind::HostName, start, end);
            return Some(end);
        }
        None
    }

    /// Whether a run right after `user=` or `user:` is an account. After `: ` a word must look
    /// like one, or be the whole field: `User: reports that ...` is prose.
    fn is_account(&self, run: &Run) -> bool {
        let text = &self.text[run.start..run.end];
        if context::is_nobody(text) || text.len() > 64 || !run.has(LETTER | HIGH) {
            return false;
        }
        let tight = byte(self.b, run.start - 1) != b' ';
        let next = byte(self.b, run.end);
        let field = matches!(next, b'\n' | b'\r' | b',' | b';' | b'|' | b'"' | b')' | 0)
            || (next == b' ' && matches!(byte(self.b, run.end + 1), b'|' | b'/' | b';'));
        tight || field || run.joins > 0 || run.has(DIGIT)
    }

    /// `DOMAIN\user`.
    fn login(&mut self, run: &Run, announced: Context) -> Option<usize> {
        if run.end - run.start > 32 || run.has(HIGH) || !run.has(LETTER) || run.joins > 2 {
            return None;
        }
        let user = run::at(self.text, run.end + 1);
        let name = self.text.get(user.start..user.end)?;
        if name.is_empty() || user.has(HIGH) || !user.has(LETTER) || user.at.is_some() {
            return None;
        }
        if byte(self.b, user.end) == b'\\' || file::is_file(name) {
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

    fn is_email(&mut self, run: &Run, sign: usize, after: usize) -> bool {
        let local = &self.b[run.start..sign];
        let domain = after..run.end;
        let fine = local
            .iter()
            .all(|&c| c.is_ascii_alphanumeric() || matches!(c, b'.' | b'_' | b'-' | b'+' | b'\''));
        if !fine || local.len() > 64 || domain.len() > 300 {
            return false;
        }
        self.refanged(domain.start, domain.end);
        host::is_domain(self.scratch, true)
    }

    fn email(&mut self, run: &Run, after: usize) {
        self.out
            .entity("<email>", EntityKind::Email, run.start, run.end);
        self.refanged(after, run.end);
        let owner = self.scratch.split('.').next().unwrap_or_default();
        let free = [
            "freemail",
            "gmail",
            "gmx",
            "googlemail",
            "hotmail",
            "icloud",
            "mail",
            "outlook",
            "proton",
            "protonmail",
            "tutanota",
            "webmail",
            "yahoo",
            "yandex",
        ];
        if free.contains(&owner) {
            self.out.word("freemail", after, run.end);
        }
    }

    /// `start..end` refanged and in lower case, in the scratch string.
    pub fn refanged(&mut self, start: usize, end: usize) {
        self.scratch.clear();
        self.scratch
            .push_str(&crate::refang(&self.text[start..end]));
        self.scratch.make_ascii_lowercase();
        if !self.scratch.is_ascii() {
            *self.scratch = self.scratch.to_lowercase();
        }
    }

    /// A run with dots: cloud host, file or domain.
    fn dotted(&mut self, run: &Run) -> Option<usize> {
        let (start, end) = (run.start, run.end);
        let b = self.b;
        if end - start > 300 {
            return None;
        }
        let text = &self.text[start..end];
        let path = byte(b, end) == b'/' && (class(b, end + 1) & ALNUM != 0 || run.fanged);
        let www = starts_with(b, start, "www.");
        if file::is_product(text) {
            return None;
        }
        if !run.fanged && !www && file::is_file(text) {
            self.file(start, end);
            return Some(end);
        }
        self.refanged(start, end);
        let strong = run.fanged || www;
        if !host::is_domain(self.scratch, strong) {
            return None;
        }
        if !strong {
            // `done.No`, a full stop without its blank: endings are not capitalised.
            let top = text.rsplit('.').next().unwrap_or_default();
            let shouted = !text.bytes().any(|c| c.is_ascii_lowercase());
            if top.bytes().any(|c| c.is_ascii_uppercase()) && !shouted {
                return None;
            }
        }
        if path {
            return Some(self.bare_url(start, end));
        }
        self.domain(start, end);
        Some(self.port_after(end))
    }

    /// A domain, or the cloud resource that its name is; the name stands in the scratch string.
    fn domain(&mut self, start: usize, end: usize) {
        if cloud::is_host(self.scratch) {
            self.out
                .entity("<cloud>", EntityKind::CloudResource, start, end);
        } else {
            self.out.entity("<domain>", EntityKind::Domain, start, end);
        }
    }

    /// A file name: `<file>`, up to three words of its stem, its extensions.
    fn file(&mut self, start: usize, end: usize) {
        self.out.entity("<file>", EntityKind::FileName, start, end);
        let text = &self.text[start..end];
        let stem = text.rfind('.').map_or(end, |dot| start + dot);
        self.inside(start, stem, 3);
        self.inside(stem, end, 2);
    }

    /// A long run of base64 that starts here.
    fn base64(&mut self, run: &Run) -> Option<usize> {
        let b = self.b;
        let next = byte(b, run.end);
        let start = run.start;
        if !matches!(next, b'+' | b'/' | b'=') || run.end - start < 12 || start < self.no_base64 {
            return None;
        }
        let mut end = start;
        while class(b, end) & ALNUM != 0 || matches!(byte(b, end), b'+' | b'/') {
            end += 1;
        }
        let text = &b[start..end];
        let blob = text.len() >= 40
            && text.iter().any(u8::is_ascii_digit)
            && text.iter().any(u8::is_ascii_uppercase)
            && text.iter().any(u8::is_ascii_lowercase);
        if !blob {
            self.no_base64 = end;
            return None;
        }
        while byte(b, end) == b'=' {
            end += 1;
        }
        self.out.placeholder("<blob>", TokenKind::Blob, start, end);
        Some(end)
    }

    /// An ARN, to the end of its chunk.
    fn arn(&mut self, start: usize) -> usize {
        let b = self.b;
        let mut end = start;
        while class(b, end) & ALNUM != 0
            || matches!(
                byte(b, end),
                b':' | b'/' | b'-' | b'_' | b'.' | b'*' | b'+' | b'@'
            )
        {
            end += 1;
        }
        while matches!(b[end - 1], b':' | b'.' | b'/' | b'-' | b'*') {
            end -= 1;
        }
        self.out
            .entity("<cloud>", EntityKind::CloudResource, start, end);
        self.inside(start + 4, end, 4);
        end
    }

    /// `HKLM\...`, `HKEY_CURRENT_USER\...`, `HKCU:\...`.
    fn registry(&mut self, run: &Run) -> Option<usize> {
        let b = self.b;
        let hive = &self.text[run.start..run.end];
        let known = ["hklm", "hkcu", "hkcr", "hku", "hkcc"]
            .iter()
            .any(|entry| hive.eq_ignore_ascii_case(entry))
            || (hive.len() > 5
                && hive.as_bytes()[..5].eq_ignore_ascii_case(b"hkey_")
                && hive.bytes().all(|c| c.is_ascii_alphabetic() || c == b'_'));
        let body = run.end + usize::from(byte(b, run.end) == b':');
        if !known || byte(b, body) != b'\\' || !continues(b, run_of_slashes(b, body)) {
            return None;
        }
        let end = self.backslashed(run.start, body);
        self.out
            .entity("<registry>", EntityKind::RegistryKey, run.start, end);
        self.tail_words(body, end);
        Some(end)
    }
}

fn run_of_slashes(b: &[u8], at: usize) -> usize {
    let mut end = at;
    while byte(b, end) == b'\\' && end < at + 4 {
        end += 1;
    }
    end
}
