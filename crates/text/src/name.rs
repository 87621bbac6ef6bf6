//! What a run of letters, digits and joiners names: URL, e-mail, domain, file, host, account,
//! registry key; or, if nothing, words.

use crate::bytes::{ALNUM, byte, class, starts_with};
use crate::context::{self, Context};
use crate::run::{self, Run};
use crate::scan::Scan;
use crate::{EntityKind, TokenKind, cloud, file, host, mixed};

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
        if announced == Context::User && next != b'=' && self.is_account(run) {
            self.user(start, end);
            return Some(end);
        }
        let host = match announced {
            Context::Host => self.is_field(run) || context::is_device(text),
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
        if mixed::is_attack(text) {
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
}
