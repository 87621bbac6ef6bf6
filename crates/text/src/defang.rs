//! Making indicators harmless, and reading harmless ones: `hxxps://a[.]example`, `u(at)x[.]example`.

use std::borrow::Cow;
use std::net::Ipv6Addr;

/// What a bracketed group in an indicator stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fang {
    Dot,
    At,
    Colon,
    /// `[://]`
    Authority,
    Slash,
}

impl Fang {
    const fn text(self) -> &'static str {
        match self {
            Self::Dot => ".",
            Self::At => "@",
            Self::Colon => ":",
            Self::Authority => "://",
            Self::Slash => "/",
        }
    }
}

/// The defanged sign at `at` and its length. Looks at six bytes at most.
pub fn fang(b: &[u8], at: usize) -> Option<(Fang, usize)> {
    let close = match b.get(at)? {
        b'[' => b']',
        b'(' => b')',
        b'{' => b'}',
        _ => return None,
    };
    let inside = b.get(at + 1..b.len().min(at + 5))?;
    let len = inside.iter().position(|&byte| byte == close)?;
    let fang = match &inside[..len] {
        b"." => Fang::Dot,
        b"@" => Fang::At,
        b":" if close == b']' => Fang::Colon,
        b"://" if close == b']' => Fang::Authority,
        b"/" if close == b']' => Fang::Slash,
        name if name.eq_ignore_ascii_case(b"dot") => Fang::Dot,
        name if name.eq_ignore_ascii_case(b"at") => Fang::At,
        _ => return None,
    };
    Some((fang, len + 2))
}

/// An indicator that nothing will link or resolve: `hxxps://a[.]example/x`, `198[.]51[.]100[.]7`,
/// `user[@]x[.]example`, `2001[:]db8::1`. Paths and queries stay readable; text that is no
/// indicator comes back as it is but for its dots.
pub fn defang(value: &str) -> String {
    let mut out = String::with_capacity(value.len() + 16);
    let address = value.split('/').next().unwrap_or_default();
    if address.parse::<Ipv6Addr>().is_ok() {
        // One colon is enough, but not of the `::` that starts an address.
        let colons = usize::from(!value.starts_with(':'));
        return value.replacen(':', "[:]", colons).replace('.', "[.]");
    }
    let mut rest = value;
    if let Some((scheme, after)) = value.split_once("://") {
        let plain = scheme.to_ascii_lowercase();
        match plain.strip_prefix("http") {
            Some(tail) => {
                out.push_str("hxxp");
                out.push_str(tail);
            }
            None => out.push_str(scheme),
        }
        out.push_str("://");
        rest = after;
    }
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let host = match authority.rsplit_once('@') {
        Some((user, host)) => {
            out.push_str(user);
            out.push_str("[@]");
            host
        }
        None => authority,
    };
    out.push_str(&host.replace('.', "[.]"));
    out.push_str(path);
    out
}

/// The text with every defanged sign read: `hxxp` schemes, `[.]`, `(dot)`, `[at]`, `[://]`.
pub fn refang(text: &str) -> Cow<'_, str> {
    let b = text.as_bytes();
    let mut out = String::new();
    let mut copied = 0;
    let mut at = 0;
    while at < b.len() {
        let found = match b[at] {
            b'[' | b'(' | b'{' => fang(b, at).map(|(fang, len)| (at, fang.text(), len)),
            // hxxp, hXXps: the two x between h and p of a scheme.
            b'h' | b'H' if at == 0 || !b[at - 1].is_ascii_alphanumeric() => {
                let x = b.get(at + 1..at + 4).is_some_and(|x| {
                    x[..2].eq_ignore_ascii_case(b"xx") && x[2].eq_ignore_ascii_case(&b'p')
                });
                let s = at + 4 + usize::from(b.get(at + 4).is_some_and(|s| s | 32 == b's'));
                (x && matches!(b.get(s), Some(b':' | b'['))).then_some((at + 1, "tt", 2))
            }
            _ => None,
        };
        match found {
            Some((from, with, len)) => {
                out.push_str(&text[copied..from]);
                out.push_str(with);
                copied = from + len;
                at = copied;
            }
            None => at += 1,
        }
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(&text[copied..]);
    Cow::Owned(out)
}
