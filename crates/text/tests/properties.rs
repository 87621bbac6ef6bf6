//! What holds for every text.

use proptest::prelude::*;
use text::{Document, EntityKind, entities};

/// Pieces that have broken cleaners before, to be strung together.
#[rustfmt::skip]
const NASTY: &[&str] = &[
    " ", "  ", "\n", "\t", "\0", ".", "..", "...", ",", ":", "::", ";", "/", "//", "\\", "\\\\",
    "-", "--", "_", "@", "=", "%", "+", "'", "\"", "`", "(", ")", "[", "]", "{", "}", "<", ">", "|",
    "*", "~", "$", "€", "£", "#", "[.]", "(.)", "{.}", "[dot]", "(dot)", "[at]", "(at)", "[@]",
    "[:]", "[://]", "[/]", "a", "A", "aB", "b2", "0", "1", "22", "443", "8080", "2024", "65536",
    "007", "1,024", "4.2", "12", "31", "GB", "gb", "kB", "pm", "am", "AM", "percent", "march",
    "March", "May", "may", "MAY", "EUR", "usd", "euros", "user", "User", "account", "login", "host",
    "hostname", "port", "ports", "name", "tcp", "udp", "/tcp", "bob1", "m.okafor", "jdoe",
    "svc_sql", "DOMAIN\\", "CORP\\jdoe", "user=", "user: ", "host=", "host: ", "key=", "don't",
    "o'brien", "users'", "’", "“", "”", "–", "…", "\u{a0}", "\u{200b}", "\u{200d}", "\u{ad}",
    "\u{feff}", "\u{301}", "\u{338}", "\u{331}", "H\u{331}", "\u{344}", "\u{ff9e}", "ｶ", "\u{1161}",
    "\u{1100}", "가", "é", "É", "ß", "ẞ", "İ", "ı", "ſ", "K", "Ω", "ﬁ", "①", "½", "²", "１０", "．",
    "／", "：", "＠", "𝐏𝐚𝐲", "ς", "Σ", "漢字", "ไทย", "العربية", "\u{202e}", "😀", "👩\u{200d}🚒",
    "http://", "https://", "hxxp://", "hXXps[:]//", "ldap://", "s3://", "http", "httpd", "www.",
    "example.com", "evil[.]example", "a.co.uk", "user@x.example", "10.0.0.1", "8.8.8.8",
    "1.2.3.4.5", "256.1.1.1", "0/24", ":443", "2001:db8::1", "::1", "fe80::1%eth0", "a::b",
    "std::x", "09:12", "09:12:33", "aa:bb:cc:dd:ee:ff", "2024-03-14", "12/03/2024", "T07:12:00Z",
    "C:\\", "C:\\x", "Program Files", "\\\\srv\\share", "%TEMP%\\x", "/etc/passwd", "../../",
    "~/.ssh", "/tmp", "HKLM\\Run", "HKEY_LOCAL_MACHINE\\a\\b", "x.exe", "a.pdf.exe", "run.sh",
    "node.js", "e-mail", "E-Mails", "wi-fi", "e.g.", "U.S.A.", "CVE-2024-3400", "T1059",
    "T1059.001", "t1059", "LT-0871", "COVID-19", "CHG-5521", "i-0123456789abcdef0",
    "arn:aws:s3:::b/k", "<ipv4>", "<num>", "<user>", "<port>", "<date>", "<word>", "<x>",
    "<<ipv4>>", "sha256", "2fa", "4gb", "96s", "chg0041", "a1b2c3d4", "log4j",
    "ModifySnapshotAttribute", "eventName", "PCs", "PowerShell", "MASS_FILE_ENCRYPTION", "a8f3",
    "v2.4.1", "d41d8cd98f00b204e9800998ecf8427e", "SQBFAFgAIAAoAE4AZQB3AC0ATwBiAGoAZQBjAHQA", "%27", "%2e%2e%2f", "..%2f", "%2", "\"user\":\"", "<User>", "\">", ".exe ",
   
    "union%20select", "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz",
    "éééééééééééééééééééééééééééééé",
];

fn nasty() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        12 => proptest::sample::select(NASTY).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
        1 => "[a-zA-Z0-9]{1,50}",
        1 => "[ -~]{1,6}",
    ];
    proptest::collection::vec(piece, 0..14).prop_map(|pieces| pieces.concat())
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![4 => nasty(), 1 => any::<String>(), 1 => "[ -~]{0,60}"]
}

/// Everything that must hold, for one text.
fn holds(raw: &str) -> Result<(), TestCaseError> {
    let document = Document::new(raw);
    let again = Document::new(&document.cleaned);
    prop_assert_eq!(
        &again.cleaned,
        &document.cleaned,
        "not idempotent: {:?}",
        raw
    );

    let words: Vec<&str> = document.tokens.iter().map(|t| document.token(t)).collect();
    prop_assert_eq!(
        words.join(" "),
        document.cleaned.clone(),
        "tokens are the text: {:?}",
        raw
    );
    let mut last = 0;
    for token in &document.tokens {
        prop_assert!(!document.token(token).is_empty(), "empty token: {:?}", raw);
        prop_assert!(token.raw.start >= last, "falls back: {:?}", raw);
        prop_assert!(token.raw.start < token.raw.end, "empty span: {:?}", raw);
        prop_assert!(
            raw.get(token.raw.range()).is_some(),
            "off the text: {:?} {:?}",
            raw,
            token
        );
        last = token.raw.start;
    }

    for entity in document.entities(raw) {
        let mut last = None;
        prop_assert!(!entity.spans.is_empty());
        for span in &entity.spans {
            prop_assert!(
                raw.get(span.range()).is_some_and(|t| !t.is_empty()),
                "{:?}",
                raw
            );
            prop_assert!(last < Some(*span), "spans ascend: {:?}", raw);
            last = Some(*span);
        }
        use EntityKind as K;
        if matches!(
            entity.kind,
            K::Ipv4 | K::Ipv6 | K::Email | K::Md5 | K::Sha1 | K::Sha256 | K::Cve | K::AttackId
        ) {
            let found = entities(&entity.value);
            prop_assert!(
                found
                    .iter()
                    .any(|e| e.kind == entity.kind && e.value == entity.value),
                "{:?} of {:?} is not itself: {:?}",
                entity,
                raw,
                found
            );
            let defanged = entity.defanged();
            prop_assert!(
                entities(&defanged)
                    .iter()
                    .any(|e| e.kind == entity.kind && e.value == entity.value),
                "{:?} defanged does not read back: {:?}",
                entity,
                defanged
            );
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_text(raw in text()) {
        holds(&raw)?;
    }
}

#[test]
fn every_character() {
    // Alone, behind a letter, before one, with a mark: a blank between, so one document does.
    let mut raw = String::new();
    for c in char::MIN..=char::MAX {
        if c.is_alphanumeric() || c as u32 <= 0x3_0000 {
            raw.extend([c, ' ', 'a', c, ' ', c, 'b', ' ', c, '\u{301}', ' ']);
        }
    }
    let document = Document::new(&raw);
    let again = Document::new(&document.cleaned);
    for (one, two) in document.tokens.iter().zip(&again.tokens) {
        assert_eq!(
            document.token(one),
            again.token(two),
            "{:?}",
            one.raw.of(&raw)
        );
    }
    assert_eq!(document.cleaned.len(), again.cleaned.len());
}
