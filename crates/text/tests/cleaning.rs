//! What texts look like after cleaning.

use text::{Document, EntityKind, TokenKind};

fn check(cases: &[(&str, &str)]) {
    let mut document = Document::default();
    let mut wrong = String::new();
    for &(raw, cleaned) in cases {
        document.read(raw);
        if document.cleaned != cleaned {
            wrong += &format!(
                "{raw:?}\n  is     {:?}\n  not    {cleaned:?}\n",
                document.cleaned
            );
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn words() {
    check(&[
        ("", ""),
        (" \t\r\n ", ""),
        ("...!?", ""),
        ("Hello, World!", "hello world"),
        ("  two   blanks ", "two blanks"),
        ("LOUD", "loud"),
        ("Don't", "dont"),
        ("it’s the user's", "its the users"),
        ("O'Brien", "obrien"),
        ("the users' mail", "the users mail"),
        ("'quoted' \"words\" `here`", "quoted words here"),
        ("“curly” ‘quotes’", "curly quotes"),
        ("well-known sign-in", "well known sign in"),
        ("e-mail, E-Mailed; wi-fi", "email emailed wifi"),
        ("and/or n/a TCP/IP", "and or n a tcp ip"),
        ("httpd and https are words", "httpd and https are words"),
        ("e.g. i.e. U.S.A. a.m.", "eg ie usa am"),
        ("one.Two three,four;five", "one two three four five"),
        ("wait...what", "wait what"),
        ("a – b — c", "a b c"),
        ("R&D (lab) [room] {x}", "r d lab room x"),
        ("x=1;y=two", "x <num> y two"),
        ("a\0b\u{1}c\u{7f}d", "a b c d"),
        ("internationalization", "internationalization"),
        ("C++ and C#", "c and c"),
        ("5pm, 9 AM, 12am", "<time> <time> <time>"),
        ("I am here", "i am here"),
        ("re-re-re", "re re re"),
        ("???!!! no", "no"),
    ]);
}

#[test]
fn long_words() {
    let long = "a".repeat(100);
    check(&[
        (&long, &"a".repeat(40)),
        (&"Ä".repeat(100), &"ä".repeat(20)),
        (&format!("x {long} y"), &format!("x {} y", "a".repeat(40))),
        (&"aB3".repeat(40), "<blob>"),
        (&"漢".repeat(100), &"漢".repeat(13)),
        (&"9".repeat(100), "<num>"),
    ]);
}

#[test]
fn identifiers() {
    check(&[
        ("MASS_FILE_ENCRYPTION", "mass file encryption"),
        ("impossible_travel", "impossible travel"),
        ("ModifySnapshotAttribute", "modify snapshot attribute"),
        ("eventName=ConsoleLogin", "event name console login"),
        ("GetSessionToken", "get session token"),
        ("DNSQuery HTTPRequest", "dns query http request"),
        (
            "PowerShell GitHub OneDrive PayPal",
            "powershell github onedrive paypal",
        ),
        ("PCs URLs IPs VMs", "pcs urls ips vms"),
        ("DDoS IoC PoC SaaS", "ddos ioc poc saas"),
        ("iPhone eMail", "iphone email"),
        ("McAfee", "mcafee"),
        ("__init__ --flag -enc", "init flag enc"),
        ("user.name=x", "user name <user>"),
        ("file.name=x", "file name x"),
        ("process.command_line", "process command line"),
        ("System.Net.WebClient", "system net web client"),
        ("Invoke-WebRequest", "invoke web request"),
        (
            "status=blocked action=quarantine",
            "status blocked action quarantine",
        ),
        ("node.js and ASP.NET", "node js and asp net"),
        (
            "log4j x86_64 supp0rt win10",
            "log4j x86 <num> supp0rt win10",
        ),
        ("sha256 base64 2FA 0day M365", "sha256 base64 2fa 0day m365"),
        ("std::string foo::bar", "std string foo bar"),
        (
            "${jndi:dns} <script>alert</script>",
            "jndi dns script alert script",
        ),
        ("union/**/select", "union select"),
        ("' OR '1'='1'--", "or <num> <num>"),
        (
            "KB5034441 CHG0041 INC-48213",
            "kb <num> chg <num> inc <num>",
        ),
        ("6f9619ff-8b86-d011-b42d-00c04fc964ff", "<id>"),
        ("a8f3k29x7", "<id>"),
        ("SQBFAFgAIAAoAE4AZQB3AC0ATwBiAGoAZQBjAHQA9", "<blob>"),
        (
            "TVqQAAMAAAAEAAAA//8AALgAAAAAAAAAQAAAAAAAAAAAAAAA1==",
            "<blob>",
        ),
    ]);
}

#[test]
fn numbers() {
    check(&[
        ("12 files", "<num> files"),
        ("1,024 and 48,300,000", "<num> and <num>"),
        ("4.2 or 1.4 million", "<num> or <num> million"),
        ("007", "<num>"),
        ("HTTP 404, 200, 999", "http 404 200 <num>"),
        (
            "event id 4625 and 7045 and 4999",
            "event id 4625 and 7045 and <num>",
        ),
        ("EventID=4688", "event id 4688"),
        ("10-29", "<num> <num>"),
        ("24/7", "<num> <num>"),
        ("v2.4.1 1.2.3.4.5 10.0.19045", "<num> <num> <num>"),
        ("1st 2nd 23rd 100th", "<num> <num> <num> <num>"),
        ("96s 41m 7days", "<num> s <num> m <num> days"),
        ("3.9C", "<num> c"),
        ("37% 14 % ±2%", "<percent> <percent> <percent>"),
        ("50 percent, 5 pct", "<percent> <percent>"),
        (
            "4.2 GB 312MB 1.1 TB 8KiB 600 bytes",
            "<size> <size> <size> <size> <num> bytes",
        ),
        ("1,024 MB", "<size>"),
        ("EUR 48,300 and 300 USD", "<money> and <money>"),
        ("$4.2m, €1,200, £ 5", "<money> <money> <money>"),
        ("five dollars, 5 dollars", "five dollars <money>"),
        ("+44 20 7946", "<num> 20 <num>"),
        ("99999999999999999999", "<num>"),
        ("1:37000", "<num> <num>"),
        ("16:9", "<num> <num>"),
        ("１２ ①", "<num> <num>"),
        ("١٢٣", "<num>"),
    ]);
}

#[test]
fn ports() {
    check(&[
        ("port 443 and port 51234", "port 443 and port <port>"),
        ("ports 22,80,443,4450", "ports 22 80 443 <port>"),
        ("dport=22 spt=50123", "dport 22 spt <port>"),
        (
            "443/tcp 4450/udp tcp/445 TCP/9999",
            "443 tcp <port> udp tcp 445 tcp <port>",
        ),
        ("10.0.0.1:443 8.8.8.8:50000", "<ipv4in> 443 <ipv4> <port>"),
        ("egress to :1389 denied", "egress to <port> denied"),
        ("2,048 ports, 96 s", "<num> ports <num> s"),
        ("port 70000", "port <num>"),
    ]);
}

#[test]
fn times_and_dates() {
    check(&[
        ("at 09:12", "at <time>"),
        ("09:12:33.250Z 9:12pm 23:15h", "<time> <time> <time>"),
        ("19:50-21:30 14:00–18:00", "<time> <time> <time> <time>"),
        ("2026-03-02T07:12:00Z", "<date> <time>"),
        ("2026-03-02 07:12:00+02:00", "<date> <time>"),
        (
            "12/03/2024 3/14/24 14.03.2024 2024/03/14",
            "<date> <date> <date> <date>",
        ),
        ("14 March, March 14, 14 March 2024", "<date> <date> <date>"),
        ("March 2024; Feb 29", "<date> <date>"),
        ("25 May and May 25", "<date> and <date>"),
        ("25 may have it", "25 may have it"),
        ("we may march 443 times", "we may march 443 times"),
        ("99:99 26:61", "<num> <num> <num> <num>"),
        ("04:50: 44 servers", "<time> <num> servers"),
        ("since 2022", "since <num>"),
        ("13/13/2024", "<num> <num> <num>"),
    ]);
}

#[test]
fn placeholders() {
    check(&[
        ("from 203.0.113.9 to 10.1.2.3", "from <ipv4> to <ipv4in>"),
        (
            "127.0.0.1 169.254.1.1 192.168.0.0/16",
            "<ipv4in> <ipv4in> <ipv4in>",
        ),
        ("2001:db8::1 and fe80::1%eth0", "<ipv6> and <ipv6>"),
        ("00:1b:44:11:3a:b7 00-1B-44-11-3A-B7", "<mac> <mac>"),
        ("see https://a.example", "see <url>"),
        ("hxxps://a[.]example/wp-login.php", "<url> wp login php"),
        (
            "https://a.example/?q=1%27%20union%20select%20x,y",
            "<url> union select",
        ),
        (
            "https://a.example/../../etc/passwd",
            "<url> <updir> etc passwd",
        ),
        (
            "https://a.example/a1/bb/cc/dd/ee/ff/gg/hh",
            "<url> a1 bb cc dd ee ff",
        ),
        ("ldap://203.0.113.12:1389/a", "<url> ldap"),
        ("a.example/login", "<url> login"),
        ("mail user@x.example now", "mail <email> now"),
        ("bob@gmail.com", "<email> freemail"),
        ("evil[.]example, a.co.uk", "<domain> <domain>"),
        ("run powershell.exe -enc", "run <file> powershell exe enc"),
        ("invoice.pdf.exe", "<file> invoice pdf exe"),
        ("READ_TO_RECOVER.txt", "<file> read to recover txt"),
        ("CVE-2024-3400 cve-2021-44228", "<cve> <cve>"),
        ("T1059 T1059.001 t1566", "<attack> <attack> <attack>"),
        ("d41d8cd98f00b204e9800998ecf8427e", "<hash>"),
        (r"C:\Windows\Temp\x.exe", "<winpath> windows temp exe"),
        (
            r"C:\Program Files\Foo\bar.dll is",
            "<winpath> program files foo bar dll is",
        ),
        (
            r#"open "C:\My Docs\a file.txt" now"#,
            "open <winpath> my docs file txt now",
        ),
        (r"%TEMP%\pdfconv\ and", "<winpath> temp pdfconv and"),
        (r"\\SRV-FILE-01\finance\q3", "<winpath> srv file finance q3"),
        (
            r"HKLM\Software\Microsoft\Windows\CurrentVersion\Run",
            "<registry> windows current version run",
        ),
        (r"HKCU Run key", "hkcu run key"),
        ("/etc/passwd", "<unixpath> etc passwd"),
        ("../../etc/shadow", "<unixpath> <updir> etc shadow"),
        ("..%2f..%2Fetc/passwd", "<unixpath> <updir> etc passwd"),
        ("id=1%20UNION%20SELECT", "id <num> union select"),
        (
            "~/.ssh/id_rsa in /tmp",
            "<unixpath> ssh id rsa in <unixpath> tmp",
        ),
        ("against /search on", "against search on"),
        ("user=jdoe host=WS01", "user <user> host <host>"),
        ("svc_backup on LT-0871", "<user> svc on <host>"),
        ("user=root", "user <user> root"),
        ("arn:aws:s3:::bucket", "<cloud> aws s3 bucket"),
        ("s3://my-bucket/key", "<cloud> key"),
        ("<ipv4> and <num> or <foo>", "<ipv4> and <num> or foo"),
        ("<<url>>", "<url>"),
    ]);
}

#[test]
fn unicode() {
    check(&[
        ("Müller naïve ÄÖÜ", "müller naïve äöü"),
        ("ﬁle ① ²", "file <num> <num>"),
        ("Ｐａｓｓｗｏｒｄ", "password"),
        ("１０．０．０．１", "<ipv4in>"),
        ("𝐏𝐚𝐲𝐏𝐚𝐥", "paypal"),
        ("e\u{301}t\u{e9}", "été"),
        ("\u{301}\u{302}", ""),
        ("pass\u{200b}word pass\u{ad}word", "password password"),
        ("non\u{a0}breaking", "non breaking"),
        ("漢字 ไทย العربية Привет", "漢字 ไทย العربية привет"),
        ("😀 fire👩\u{200d}🚒man", "fire man"),
        ("\u{202e}gpj.exe", "<file> gpj exe"),
        ("ΌΣΟΣ", "όσοσ"),
        ("İstanbul", "i\u{307}stanbul"),
        ("H\u{331}", "\u{1e96}"),
        ("Straße STRASSE", "straße strasse"),
        ("müller.de", "<domain>"),
    ]);
}

/// A million of one character: finished, and at most a word.
#[test]
fn one_character_a_million_times() {
    for c in [
        'a', 'A', '1', '.', '-', '_', '@', '/', '\\', ':', '\'', '(', '[', '<', '%', '$', '\0',
        ' ', '\u{301}', 'é', '漢', '😀', '\u{202e}', '\u{ff9e}', 'Ｗ',
    ] {
        let document = Document::new(&c.to_string().repeat(1_000_000));
        assert!(document.tokens.len() <= 1, "{c:?}");
    }
}

/// Ten times the text takes about ten times as long, whatever the shape. Not a stopwatch: a
/// quadratic scan of these would run for minutes.
#[test]
fn no_shape_is_slow() {
    for piece in [
        "a.",
        "1:",
        "f:",
        "fe80::",
        "::",
        "@",
        "a@",
        "a@b.",
        "((",
        "[.]",
        "a[.]",
        "http://",
        "hxxp[:]//",
        "1.1.1.1-",
        "1-",
        "1,",
        "a1-",
        "/a",
        "./",
        "../",
        "C:\\",
        "\"C:\\x ",
        "\\\\a\\b",
        "%a%",
        "user=",
        "CVE-2024-1111-",
        "T1059.",
        "Aa0/",
        "a'",
        "e-mail-",
        "<ipv4",
        "e\u{301}",
        "svc_",
        "HKLM\\a",
        "www.",
        "i-",
        "D\\a",
    ] {
        Document::new(&piece.repeat(500_000 / piece.len()));
    }
}

#[test]
fn a_document_is_reusable() {
    let mut document = Document::new("first 203.0.113.9 “text”");
    document.read("second");
    assert_eq!(document.cleaned, "second");
    assert_eq!(document.tokens.len(), 1);
    assert!(document.entities("second").is_empty());
}

#[test]
fn tokens_lead_back() {
    let raw = "Don’t open hxxps://a[.]example/login – 4.2 GB by CORP\\jdoe, ﬁle Ａ";
    let document = Document::new(raw);
    let back: Vec<(&str, &str, TokenKind)> = document
        .tokens
        .iter()
        .map(|token| (document.token(token), token.raw.of(raw), token.kind))
        .collect();
    use TokenKind as T;
    assert_eq!(
        back,
        [
            ("dont", "Don’t", T::Word),
            ("open", "open", T::Word),
            (
                "<url>",
                "hxxps://a[.]example/login",
                T::Entity(EntityKind::Url)
            ),
            ("login", "login", T::Word),
            ("<size>", "4.2 GB", T::Size),
            ("by", "by", T::Word),
            ("<user>", "CORP\\jdoe", T::Entity(EntityKind::UserName)),
            ("file", "ﬁle", T::Word),
            ("a", "Ａ", T::Word),
        ]
    );
    assert_eq!(document.raw_span(0..9).of(raw), "Don’t open");
    assert_eq!(document.raw_span(5..9).of(raw), "open");
    assert_eq!(document.raw_span(900..901).of(raw), "");
}
