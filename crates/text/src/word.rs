//! Words: what a run is read as when it is no entity. Splits identifiers, because a model must
//! read `impossible_travel`, `ModifySnapshotAttribute` and `MASS_FILE_ENCRYPTION`.
//!
//! Each word written here, met alone in a cleaned text, comes back here and is written the same.

use crate::bytes::{ALNUM, DIGIT, HIGH, LETTER, LOWER, UPPER, class, decimal, run};
use crate::defang::fang;
use crate::normal::fold;
use crate::output::LONGEST_WORD;
use crate::run::{Run, char_at};
use crate::scan::Scan;
use crate::words::Words;
use crate::{EntityKind, TokenKind, context, number};

/// Names with capitals inside that are one word.
#[rustfmt::skip]
static COMPOUNDS: Words = Words::new(&[
    "bitlocker", "bittorrent", "bloodhound", "cloudflare", "cloudfront", "cloudtrail",
    "cloudwatch", "crowdstrike", "ddosing", "docusign", "dropbox", "ebay", "facebook", "fileshare",
    "github", "gitlab", "gotomeeting", "guardduty", "imessage", "iphones", "javascript", "jumpcloud",
    "linkedin", "logmein", "lolbin", "lolbins", "macbook", "macos", "mcafee", "metasploit", "mobileiron",
    "mysql", "netflow", "netscaler", "nosql", "onedrive", "onelogin", "onenote", "openssh",
    "openssl", "openvpn", "paypal", "phpmyadmin", "postgresql", "powerbi", "powerpoint",
    "powershell", "procdump", "psexec", "ransomware", "rclone", "securid", "sentinelone",
    "servicenow", "sharefile", "sharepoint", "sharphound", "solarwinds", "sonicwall", "splunk",
    "sqlmap", "teamviewer", "tiktok", "typescript", "vcenter", "virustotal", "vmware", "vsphere",
    "wechat", "wetransfer", "whatsapp", "winrar", "winrm", "winscp", "wireguard", "wireshark",
    "wordpress", "youtube",
]);

/// Words of letters and digits that are not taken apart.
#[rustfmt::skip]
static WHOLE: Words = Words::new(&[
    "0day", "0days", "1password", "2fa", "3des", "7z", "7zip", "8kun", "aes128",
    "aes256", "base64", "crc32", "ed25519", "ja3", "m365", "o365", "office365", "p256",
    "rsa2048", "rsa4096", "sha1", "sha256", "sha384", "sha512", "win10", "win11",
]);

impl Scan<'_> {
    /// Everything in `start..end` as words and numbers.
    pub fn split(&mut self, start: usize, end: usize) {
        let b = self.b;
        let mut at = start;
        while at < end {
            let k = class(b, at);
            if k & (ALNUM | HIGH) == 0 {
                // A bracketed `dot` is a sign, not a word.
                at += fang(b, at).map_or(1, |(_, width)| width);
                continue;
            }
            if k & HIGH != 0 && !char_at(self.text, at).is_some_and(char::is_alphanumeric) {
                // A mark that follows nothing.
                at += char_at(self.text, at).map_or(1, char::len_utf8);
                continue;
            }
            let stop = self.part_end(at, end);
            if stop == at + 1 && b[at] | 32 == b'e' && self.joined(at, end, "mail") {
                at = self.glue(at, end);
            } else if stop == at + 2
                && b[at..stop].eq_ignore_ascii_case(b"wi")
                && self.joined(at + 1, end, "fi")
            {
                at = self.glue(at + 1, end);
            } else {
                self.part(at, stop);
                at = stop;
            }
        }
    }

    /// Whether `-tail` follows the byte at `at`, before `end`.
    fn joined(&self, at: usize, end: usize, tail: &str) -> bool {
        at + 2 + tail.len() <= end
            && self.b[at + 1] == b'-'
            && self.b[at + 2..at + 2 + tail.len()].eq_ignore_ascii_case(tail.as_bytes())
    }

    /// `e-mail` and `wi-fi` are one word; `at` is the byte before the hyphen.
    fn glue(&mut self, at: usize, end: usize) -> usize {
        let start = run_back(self.b, at);
        let stop = run(self.b, at + 2, LETTER).min(end);
        let from = self.out.open();
        self.out.cleaned.push_str(&self.text[start..=at]);
        self.out.cleaned.push_str(&self.text[at + 2..stop]);
        self.out.finish(from, start, stop);
        stop
    }

    /// End of the part that starts at `at`: up to a joiner. An apostrophe inside letters stays.
    fn part_end(&self, mut at: usize, end: usize) -> usize {
        let b = self.b;
        while at < end {
            let k = class(b, at);
            if k & ALNUM != 0 {
                at += 1;
            } else if k & HIGH != 0 {
                match char_at(self.text, at) {
                    Some(c) if crate::normal::word_char(c) => at += c.len_utf8(),
                    _ => break,
                }
            } else if b[at] == b'\''
                && at > 0
                && class(b, at - 1) & (LETTER | HIGH) != 0
                && at + 1 < end
                && class(b, at + 1) & (LETTER | HIGH) != 0
            {
                at += 1;
            } else {
                break;
            }
        }
        at
    }

    /// One part: letters, digits, characters outside ASCII, apostrophes between letters.
    pub fn part(&mut self, start: usize, end: usize) {
        let b = self.b;
        let (mut all, mut quoted) = (0, false);
        for at in start..end {
            all |= class(b, at);
            quoted |= b[at] == b'\'';
        }
        if all & HIGH != 0 {
            self.folded(start, end);
        } else if all & LETTER == 0 {
            self.number(start, end, decimal(&b[start..end]));
        } else if quoted {
            self.unquoted(start, end);
        } else if all & DIGIT == 0 {
            self.letters(start, end);
        } else {
            self.mixed(start, end);
        }
    }

    /// A number by its digits: kept where it means something, else `<num>`.
    pub fn number(&mut self, start: usize, end: usize, value: Option<u32>) {
        let canonical = self.b[start] != b'0';
        let value = value.filter(|_| canonical);
        let port = value.filter(|value| (1..=65535).contains(value) && self.after_port(start));
        let kind = match port {
            Some(_) => TokenKind::Entity(EntityKind::Port),
            None => TokenKind::Number,
        };
        if port.is_some() {
            self.out.hit(EntityKind::Port, start, end);
        }
        match value {
            Some(n) if number::kept(n) => {
                let digits = &self.text[start..end];
                self.out.number(digits, value, kind, start, end);
            }
            _ if port.is_some() => self.out.placeholder("<port>", kind, start, end),
            _ => self.out.number("<num>", value, kind, start, end),
        }
    }

    /// A port by its place: after an address, or `443/tcp`.
    pub fn port(&mut self, start: usize, end: usize, value: u32) {
        let kind = TokenKind::Entity(EntityKind::Port);
        self.out.hit(EntityKind::Port, start, end);
        if number::kept(value) && self.b[start] != b'0' {
            let digits = &self.text[start..end];
            self.out.number(digits, Some(value), kind, start, end);
        } else {
            self.out.placeholder("<port>", kind, start, end);
        }
    }

    /// Whether the words before `at` announce a port: `port 22`, `ports 22, 80 and 443`.
    pub fn after_port(&self, at: usize) -> bool {
        let Some(last) = self.out.tokens.last() else {
            return false;
        };
        match last.kind {
            TokenKind::Word => {
                let gap = &self.b[(last.raw.end as usize).min(at)..at];
                context::announces_port(self.out.last())
                    && gap
                        .iter()
                        .all(|c| matches!(c, b' ' | b'=' | b':' | b'"' | b'#' | b'('))
            }
            TokenKind::Entity(EntityKind::Port) => {
                // Spans are of the normalised text while scanning.
                let gap = &self.b[(last.raw.end as usize).min(at)..at];
                gap.len() <= 3
                    && gap.iter().any(|c| matches!(c, b',' | b'/' | b'|' | b';'))
                    && gap.iter().all(|c| !matches!(c, b'\n' | b':' | b'='))
            }
            _ => false,
        }
    }

    /// Letters only: taken apart at capitals, unless the name is one word.
    pub fn letters(&mut self, start: usize, end: usize) {
        let b = self.b;
        let word = &self.text[start..end];
        let inner = b[start + 1..end].iter().any(u8::is_ascii_uppercase);
        let lower = b[start..end].iter().any(u8::is_ascii_lowercase);
        if !inner || !lower || end - start <= 4 || plural(word) || COMPOUNDS.has(word) {
            return self.out.word(word, start, end);
        }
        if end - start > LONGEST_WORD {
            return self.out.placeholder("<blob>", TokenKind::Blob, start, end);
        }
        let mut cuts = [0u8; LONGEST_WORD];
        let mut count = 0;
        let mut last = 0;
        for i in 1..word.len() {
            let (before, here) = (class(b, start + i - 1), class(b, start + i));
            let rises = before & LOWER != 0 && here & UPPER != 0;
            let falls = before & here & UPPER != 0
                && start + i + 1 < end
                && class(b, start + i + 1) & LOWER != 0;
            if rises || falls {
                if i - last < 2 || (end - start - i) < 2 {
                    return self.out.word(word, start, end);
                }
                cuts[count] = i as u8;
                count += 1;
                last = i;
            }
        }
        let mut from = start;
        for &cut in &cuts[..count] {
            let to = start + cut as usize;
            self.out.word(&self.text[from..to], from, to);
            from = to;
        }
        self.out.word(&self.text[from..end], from, end);
    }

    /// Letters with apostrophes: `don't` is `dont`.
    fn unquoted(&mut self, start: usize, end: usize) {
        if self.b[start..end].iter().any(u8::is_ascii_digit) {
            // `o'2x`: here the sign separates.
            let mut at = start;
            while at < end {
                let stop = run(self.b, at, ALNUM).min(end);
                if stop > at {
                    self.part(at, stop);
                }
                at = stop + 1;
            }
            return;
        }
        let from = self.out.open();
        for piece in self.text[start..end].split('\'') {
            self.out.cleaned.push_str(piece);
            if self.out.cleaned.len() - from > LONGEST_WORD {
                break;
            }
        }
        self.out.finish(from, start, end);
    }

    /// A word with characters outside ASCII.
    fn folded(&mut self, start: usize, end: usize) {
        let (mut word, mut scratch) = (std::mem::take(self.fold), std::mem::take(self.scratch));
        scratch.clear();
        // Far more than a word can keep, so that the cut does not show.
        let near = self
            .text
            .floor_char_boundary(end.min(start + 10 * LONGEST_WORD));
        scratch.extend(self.text[start..near].chars().filter(|&c| c != '\''));
        let source = std::mem::take(&mut scratch);
        fold(&source, &mut word, &mut scratch);
        if word.chars().all(char::is_numeric) {
            if !word.is_empty() {
                self.out
                    .number("<num>", None, TokenKind::Number, start, end);
            }
        } else if word[..word.floor_char_boundary(LONGEST_WORD)]
            .bytes()
            .all(|c| c.is_ascii_alphanumeric())
            && word.bytes().any(|c| c.is_ascii_digit())
        {
            // Cut to length it would read as an identifier.
            self.out.placeholder("<blob>", TokenKind::Blob, start, end);
        } else {
            self.out.word(&word, start, end);
        }
        (*self.fold, *self.scratch) = (word, source);
    }

    /// Letters and digits: hashes, technique ids, logins, identifiers, figures with their unit.
    fn mixed(&mut self, start: usize, end: usize) {
        let b = self.b;
        let word = &self.text[start..end];
        if let Some(kind) = hash(word) {
            return self.out.entity("<hash>", kind, start, end);
        }
        if is_attack(word) {
            return self
                .out
                .entity("<attack>", EntityKind::AttackId, start, end);
        }
        if WHOLE.has(word) {
            return self.out.word(word, start, end);
        }
        if word.len() > LONGEST_WORD {
            return self.out.placeholder("<blob>", TokenKind::Blob, start, end);
        }
        if word.len() >= 4 && class(b, start) & LETTER != 0 {
            if context::announces_user(self.out.last()) {
                return self.user(start, end);
            }
            if context::announces_host(self.out.last()) {
                return self.out.entity("<host>", EntityKind::HostName, start, end);
            }
        }
        let first = if class(b, start) & DIGIT != 0 {
            run(b, start, DIGIT)
        } else {
            run(b, start, LETTER)
        };
        let second = if class(b, first) & DIGIT != 0 {
            run(b, first, DIGIT)
        } else {
            run(b, first, LETTER)
        };
        let digits = b[start..end].iter().filter(|c| c.is_ascii_digit()).count();
        if second == end {
            let figures_first = class(b, start) & DIGIT != 0;
            if figures_first && is_ordinal(&word[first - start..]) {
                return self.number(start, end, None);
            }
            if figures_first || digits >= 3 {
                // 4gb, 96s, chg0041, port8080
                self.part(start, first);
                self.part(first, end);
                return;
            }
            return self.out.word(word, start, end);
        }
        if digits >= 4 || word.len() > 24 {
            return self.out.placeholder("<id>", TokenKind::Id, start, end);
        }
        self.out.word(word, start, end);
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

    /// Up to `most` words inside a URL, a path or a file name; numbers and fragments are left out.
    pub fn inside(&mut self, start: usize, end: usize, most: usize) {
        let b = self.b;
        let limit = self.out.tokens.len() + most;
        let mut at = start;
        let mut climbed = false;
        while at < end && self.out.tokens.len() < limit {
            let k = class(b, at);
            if b[at] == b'%' && at + 2 < end && is_escape(b[at + 1], b[at + 2]) {
                at += 3;
            } else if b[at] == b'.'
                && b.get(at + 1) == Some(&b'.')
                && matches!(b.get(at + 2), Some(b'/' | b'\\'))
                && at + 2 < end
            {
                if !climbed {
                    self.out
                        .placeholder("<updir>", TokenKind::UpDir, at, at + 3);
                }
                climbed = true;
                at += 3;
            } else if k & (ALNUM | HIGH) != 0 {
                let stop = self.part_end(at, end);
                if stop == at {
                    at += char_at(self.text, at).map_or(1, char::len_utf8);
                    continue;
                }
                let letters = b[at..stop]
                    .iter()
                    .any(|&c| c.is_ascii_alphabetic() || c >= 0x80);
                if letters && (2..=64).contains(&(stop - at)) {
                    self.part(at, stop);
                }
                at = stop;
            } else {
                at += 1;
            }
        }
    }

    /// Initials read as one word: `e.g.` is `eg`.
    pub fn initials(&mut self, run: &Run) {
        let from = self.out.open();
        for piece in self.text[run.start..run.end]
            .split('.')
            .take(LONGEST_WORD + 1)
        {
            self.out.cleaned.push_str(piece);
        }
        self.out.finish(from, run.start, run.end);
    }
}

/// `%27`, `%2f`; not the `%DA` of `%DATA%`.
fn is_escape(one: u8, two: u8) -> bool {
    one.is_ascii_hexdigit()
        && two.is_ascii_hexdigit()
        && (one.is_ascii_digit() || two.is_ascii_digit())
}

/// Start of the letters that end at `at`.
fn run_back(b: &[u8], at: usize) -> usize {
    let mut start = at;
    while start > 0 && at - start < 2 && class(b, start - 1) & LETTER != 0 {
        start -= 1;
    }
    start
}

/// The letters of `1st`, `22nd`.
fn is_ordinal(letters: &str) -> bool {
    ["st", "nd", "rd", "th"]
        .iter()
        .any(|entry| letters.eq_ignore_ascii_case(entry))
}

/// `PCs`, `URLs`: capitals and a final s.
fn plural(word: &str) -> bool {
    word.strip_suffix('s')
        .is_some_and(|stem| stem.bytes().all(|c| c.is_ascii_uppercase()))
}

/// Which hash a run of hex digits is, by its length; letters and digits must both be there.
pub fn hash(word: &str) -> Option<EntityKind> {
    let kind = match word.len() {
        32 => EntityKind::Md5,
        40 => EntityKind::Sha1,
        64 => EntityKind::Sha256,
        _ => return None,
    };
    (word.bytes().all(|c| c.is_ascii_hexdigit())
        && word.bytes().any(|c| c.is_ascii_digit())
        && word.bytes().any(|c| c.is_ascii_alphabetic()))
    .then_some(kind)
}

/// `T1059` or `T1059.001`.
pub fn is_attack(word: &str) -> bool {
    let b = word.as_bytes();
    let digits = |part: &[u8]| part.iter().all(u8::is_ascii_digit);
    match b.len() {
        5 => b[0] | 32 == b't' && digits(&b[1..]),
        9 => b[0] | 32 == b't' && digits(&b[1..5]) && b[5] == b'.' && digits(&b[6..]),
        _ => false,
    }
}
