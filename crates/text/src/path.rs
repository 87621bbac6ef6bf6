//! Paths: Windows drives, shares and variables, registry keys' tails, Unix paths.

use crate::bytes::{ALNUM, BLANK, HIGH, LETTER, byte, class, continues, starts_with};
use crate::escape::climb;
use crate::run::char_at;
use crate::scan::Scan;
use crate::words::Words;
use crate::{EntityKind, TokenKind, cloud, host};

/// Words read out of a path.
const WORDS: usize = 6;

/// Directories right under the root that make a path by themselves.
static ROOTS: Words = Words::new(&[
    "bin", "boot", "data", "dev", "etc", "home", "lib", "lib64", "media", "mnt", "opt", "proc",
    "root", "run", "sbin", "srv", "sys", "tmp", "usr", "var",
]);

impl Scan<'_> {
    /// `C:\...` or `C:/...`; `at` is the letter.
    pub fn drive_path(&mut self, at: usize) -> Option<usize> {
        let b = self.b;
        let slash = byte(b, at + 2);
        let unix = slash == b'/' && byte(b, at + 3) != b'/';
        if slash != b'\\' && !unix {
            return None;
        }
        Some(self.windows(at, at + 2))
    }

    /// `\\server\share\...`.
    pub fn share(&mut self, at: usize) -> usize {
        let b = self.b;
        let server = at + 2;
        if byte(b, at + 1) != b'\\' || class(b, server) & ALNUM == 0 {
            return at + 1;
        }
        let mut end = server;
        while class(b, end) & ALNUM != 0 || matches!(byte(b, end), b'-' | b'.' | b'_') {
            end += 1;
        }
        if byte(b, end) != b'\\' || !(continues(b, end + 1) || byte(b, end + 1) == b'$') {
            // Two signs and a name: read the name by itself.
            return server;
        }
        let name = &self.text[server..end];
        if let Some((_, address)) = crate::ip::v4(b, server) {
            let stop = self.windows(at, end);
            let _ = address;
            self.out.hit(EntityKind::Ipv4, server, end);
            return stop;
        }
        self.refanged(server, end);
        if host::is_domain(self.scratch, true) {
            self.out.hit(EntityKind::Domain, server, end);
        } else if name.bytes().any(|c| c.is_ascii_alphabetic()) {
            self.out.hit(EntityKind::HostName, server, end);
        }
        self.windows(at, end)
    }

    /// `%TEMP%\...`.
    pub fn variable_path(&mut self, at: usize) -> usize {
        let b = self.b;
        let end = (at + 1..at + 32)
            .find(|&i| class(b, i) & LETTER == 0 && byte(b, i) != b'_')
            .unwrap_or(at);
        if end > at + 1 && byte(b, end) == b'%' && byte(b, end + 1) == b'\\' {
            return self.windows(at, end + 1);
        }
        at + 1
    }

    /// A Windows path from `start` whose first separator is at `body`.
    fn windows(&mut self, start: usize, body: usize) -> usize {
        let end = self.backslashed(start, body);
        if end - start > 3 {
            self.out.hit(EntityKind::WindowsPath, start, end);
        }
        let kind = TokenKind::Entity(EntityKind::WindowsPath);
        self.out.placeholder("<winpath>", kind, start, end);
        self.tail_words(start, end);
        end
    }

    /// End of a path with backslashes: the next blank, or the closing quote if it is quoted.
    /// `Program Files` and its kin are known to have a blank.
    pub fn backslashed(&self, start: usize, body: usize) -> usize {
        let b = self.b;
        if let Some(end) = self.quoted(start) {
            return end;
        }
        let mut end = body;
        loop {
            let k = class(b, end);
            if k & BLANK != 0 {
                if byte(b, end) == b' '
                    && let Some(next) = blank_inside(b, end)
                {
                    end = next;
                    continue;
                }
                break;
            }
            if k & HIGH != 0 {
                match char_at(self.text, end) {
                    Some(c) if crate::normal::word_char(c) => end += c.len_utf8(),
                    _ => break,
                }
                continue;
            }
            if matches!(
                b[end],
                b'"' | b'<' | b'>' | b'|' | b'?' | b',' | b';' | b':' | b'\'' | b'='
            ) {
                break;
            }
            end += 1;
        }
        while end > body + 1 && matches!(b[end - 1], b'.' | b')' | b']' | b'}' | b'!' | b'*') {
            if b[end - 1] == b')' && b[body..end].contains(&b'(') {
                break;
            }
            end -= 1;
        }
        end
    }

    /// End of the quotation that `start` opens, on the same line and near by.
    fn quoted(&self, start: usize) -> Option<usize> {
        let b = self.b;
        let quote = b[start.checked_sub(1)?];
        if !matches!(quote, b'"' | b'\'' | b'`') {
            return None;
        }
        let near = b.get(start..b.len().min(start + 260))?;
        let len = near
            .iter()
            .position(|&c| c == quote || matches!(c, b'"' | b'\n' | b'<' | b'>' | b'|'))?;
        if near[len] != quote || self.text.get(start..start + len).is_none() {
            return None;
        }
        // A command line in quotes is more than a path: it ends where the program's name does.
        let len = (1..len)
            .find(|&i| near[i] == b' ' && ends_path(&near[..i], &near[i + 1..]))
            .unwrap_or(len);
        (len > 2).then_some(start + len)
    }

    /// The last three components of a path as words.
    pub fn tail_words(&mut self, start: usize, end: usize) {
        let b = self.b;
        let mut from = end;
        let mut seen = 0;
        while from > start && seen < 3 {
            from -= 1;
            if matches!(b[from], b'\\' | b'/') && from + 1 < end {
                seen += 1;
            }
        }
        // Traversal is what a path is about, wherever it stands.
        if climbs(&b[start..from]) {
            from = start;
        }
        let from = self.text.ceil_char_boundary(from);
        self.inside(from, end, WORDS);
    }

    /// `/etc/passwd`, `~/.ssh/id_rsa`, `../../etc/passwd`, `/tmp`; at least one component with a
    /// letter, and two of them or a known root. `/` inside `and/or` never comes here.
    pub fn unix_path(&mut self, at: usize) -> usize {
        let b = self.b;
        if at > 0 && (continues(b, at - 1) || byte(b, at - 1) == b'<') {
            return at + 1;
        }
        let rooted = match b[at] {
            b'/' => true,
            b'~' => byte(b, at + 1) == b'/',
            _ => starts_with(b, at, "./") || climb(b, at).is_some(),
        };
        if !rooted {
            return at + 1;
        }
        let mut end = at;
        loop {
            let k = class(b, end);
            if k & ALNUM != 0
                || matches!(
                    byte(b, end),
                    b'/' | b'.' | b'_' | b'-' | b'+' | b'@' | b'%' | b'~' | b'*' | b'$'
                )
            {
                end += 1;
            } else if k & HIGH != 0 {
                match char_at(self.text, end) {
                    Some(c) if crate::normal::word_char(c) => end += c.len_utf8(),
                    _ => break,
                }
            } else {
                break;
            }
        }
        while end > at + 1 && matches!(b[end - 1], b'.' | b'-' | b'+' | b'*' | b'@' | b'~') {
            end -= 1;
        }
        let path = &self.text[at..end];
        let mut parts = path
            .split('/')
            .filter(|part| part.bytes().any(|c| c != b'.'));
        let (first, second) = (parts.next(), parts.next());
        let lettered = path.bytes().any(|c| c.is_ascii_alphabetic());
        let known = first.is_some_and(|first| ROOTS.has(first));
        if first.is_none() {
            // Slashes and dots only: nothing here, and nothing further on in the run.
            return end;
        }
        if !lettered || !(second.is_some() || climbs(path.as_bytes()) || (known && b[at] == b'/')) {
            // Past the slashes; the one component reads by itself.
            let mut next = at;
            while matches!(byte(b, next), b'/' | b'.' | b'~') {
                next += 1;
            }
            return next;
        }
        if cloud::is_azure(b, at) {
            self.out
                .entity("<cloud>", EntityKind::CloudResource, at, end);
        } else {
            self.out.entity("<unixpath>", EntityKind::UnixPath, at, end);
        }
        self.tail_words(at, end);
        end
    }
}

/// Whether a path goes up somewhere near its start.
fn climbs(path: &[u8]) -> bool {
    (0..path.len().min(64)).any(|at| climb(path, at).is_some())
}

/// Whether a quoted path ends between these: a program before, or a switch or another path after.
fn ends_path(before: &[u8], after: &[u8]) -> bool {
    let program = before.len().checked_sub(4).is_some_and(|at| {
        let ending: &[u8] = &before[at..].to_ascii_lowercase();
        [
            b".exe", b".com", b".bat", b".cmd", b".dll", b".ps1", b".vbs", b".msi",
        ]
        .iter()
        .any(|entry| ending == *entry)
    });
    program
        || matches!(after.first(), Some(b'-' | b'/' | b'%' | b'\\'))
        || after.get(1..3) == Some(b":\\")
}

/// Past the blank at `at`, if it is one inside a well-known directory.
fn blank_inside(b: &[u8], at: usize) -> Option<usize> {
    const KNOWN: &[(&str, &str)] = &[
        ("Program", "Files"),
        ("Files", "(x86)\\"),
        ("Windows", "NT\\"),
        ("Windows", "Defender\\"),
        ("Start", "Menu\\"),
        ("Documents", "and Settings\\"),
        ("Internet", "Explorer\\"),
        ("Common", "Files\\"),
        ("Microsoft", "Office\\"),
    ];
    KNOWN
        .iter()
        .find(|(before, after)| {
            at > before.len()
                && starts_with(b, at - before.len(), before)
                && !continues(b, at - before.len() - 1)
                && starts_with(b, at + 1, after)
        })
        .map(|(_, after)| at + 1 + after.len())
}
