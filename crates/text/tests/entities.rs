//! What an analyst copies out of a text. One table per kind; long because each row is a promise.

use EntityKind as K;
use text::{Document, EntityKind, IpScope, defang, entities, refang};

/// The entities of a text, as kind and value.
fn check(cases: &[(&str, &[(EntityKind, &str)])]) {
    let mut wrong = String::new();
    for &(raw, expected) in cases {
        let found = entities(raw);
        let found: Vec<(EntityKind, &str)> =
            found.iter().map(|e| (e.kind, e.value.as_str())).collect();
        if found != expected {
            wrong += &format!("{raw:?}\n  is     {found:?}\n  not    {expected:?}\n");
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn addresses() {
    check(&[
        ("from 198.51.100.7.", &[(K::Ipv4, "198.51.100.7")]),
        ("(198.51.100.7)", &[(K::Ipv4, "198.51.100.7")]),
        ("198[.]51[.]100[.]7", &[(K::Ipv4, "198.51.100.7")]),
        (
            "198.51.100[.]7 198(.)51(.)100(.)7",
            &[(K::Ipv4, "198.51.100.7")],
        ),
        ("10.20.4.0/24", &[(K::Ipv4, "10.20.4.0/24")]),
        ("10.0.0.1:8443", &[(K::Ipv4, "10.0.0.1"), (K::Port, "8443")]),
        (
            "src=10.0.0.1,dst=10.0.0.2",
            &[(K::Ipv4, "10.0.0.1"), (K::Ipv4, "10.0.0.2")],
        ),
        (
            "10.0.0.1-10.0.0.9",
            &[(K::Ipv4, "10.0.0.1"), (K::Ipv4, "10.0.0.9")],
        ),
        ("1.2.3.4.5", &[]),
        ("256.1.1.1", &[]),
        ("1.2.3", &[]),
        ("01.02.03.04", &[]),
        ("1.2.3.4-beta v1.2.3.4", &[]),
        ("10.0.0.1/33", &[(K::Ipv4, "10.0.0.1")]),
        ("2001:db8::1", &[(K::Ipv6, "2001:db8::1")]),
        ("2001:0DB8:0:0:0:0:0:1", &[(K::Ipv6, "2001:db8::1")]),
        (
            "[2001:db8::1]:443",
            &[(K::Ipv6, "2001:db8::1"), (K::Port, "443")],
        ),
        ("::ffff:203.0.113.5", &[(K::Ipv6, "::ffff:203.0.113.5")]),
        ("fe80::1%eth0 is", &[(K::Ipv6, "fe80::1")]),
        ("2001:db8::/32", &[(K::Ipv6, "2001:db8::/32")]),
        ("from 2001:db8::1: denied", &[(K::Ipv6, "2001:db8::1")]),
        ("::1", &[(K::Ipv6, "::1")]),
        ("2001[:]db8::1", &[(K::Ipv6, "2001:db8::1")]),
        (
            ":: 09:12:33 00:1b:44:11:3a:b7 std::x a::b Foo::Bar 1:2",
            &[],
        ),
        ("１０．０．０．１", &[(K::Ipv4, "10.0.0.1")]),
    ]);
}

#[test]
fn scopes() {
    let cases = [
        ("8.8.8.8", IpScope::Public),
        ("10.1.2.3", IpScope::Private),
        ("172.31.0.1", IpScope::Private),
        ("172.32.0.1", IpScope::Public),
        ("192.168.1.1", IpScope::Private),
        ("127.0.0.1", IpScope::Loopback),
        ("169.254.169.254", IpScope::LinkLocal),
        ("203.0.113.5", IpScope::Documentation),
        ("198.51.100.0/24", IpScope::Documentation),
        ("224.0.0.1", IpScope::Multicast),
        ("255.255.255.255", IpScope::Reserved),
        ("100.64.0.1", IpScope::Reserved),
        ("0.0.0.0", IpScope::Reserved),
        ("2001:db8::1", IpScope::Documentation),
        ("2606:4700::1111", IpScope::Public),
        ("fd00::1", IpScope::Private),
        ("fe80::1", IpScope::LinkLocal),
        ("ff02::1", IpScope::Multicast),
        ("::1", IpScope::Loopback),
        ("::ffff:10.0.0.1", IpScope::Private),
    ];
    for (raw, scope) in cases {
        assert_eq!(entities(raw)[0].scope, Some(scope), "{raw}");
    }
}

#[test]
fn urls() {
    check(&[
        (
            "https://a.example/x",
            &[(K::Url, "https://a.example/x"), (K::Domain, "a.example")],
        ),
        (
            "(see http://a.example).",
            &[(K::Url, "http://a.example"), (K::Domain, "a.example")],
        ),
        (
            "hxxps://evil[.]example/login",
            &[
                (K::Url, "https://evil.example/login"),
                (K::Domain, "evil.example"),
            ],
        ),
        (
            "hXXp[:]//a(.)example",
            &[(K::Url, "http://a.example"), (K::Domain, "a.example")],
        ),
        (
            "hxxp[://]a[.]example/",
            &[(K::Url, "http://a.example/"), (K::Domain, "a.example")],
        ),
        (
            "HTTP://A.Example/Path",
            &[(K::Url, "http://a.example/Path"), (K::Domain, "a.example")],
        ),
        (
            "http://203.0.113.5:8080/x",
            &[
                (K::Url, "http://203.0.113.5:8080/x"),
                (K::Ipv4, "203.0.113.5"),
                (K::Port, "8080"),
            ],
        ),
        (
            "http://[2001:db8::1]/",
            &[(K::Url, "http://[2001:db8::1]/"), (K::Ipv6, "2001:db8::1")],
        ),
        ("http://intranet/x", &[(K::Url, "http://intranet/x")]),
        (
            "https://en.example/w_(x) and",
            &[
                (K::Url, "https://en.example/w_(x)"),
                (K::Domain, "en.example"),
            ],
        ),
        (
            "\"https://a.example/x\"|",
            &[(K::Url, "https://a.example/x"), (K::Domain, "a.example")],
        ),
        (
            "http://a.example,http://b.example",
            &[
                (K::Url, "http://a.example"),
                (K::Domain, "a.example"),
                (K::Url, "http://b.example"),
                (K::Domain, "b.example"),
            ],
        ),
        (
            "http://u:p@a.example/",
            &[(K::Url, "http://u:p@a.example/"), (K::Domain, "a.example")],
        ),
        (
            "ldap://203.0.113.12/a",
            &[(K::Url, "ldap://203.0.113.12/a"), (K::Ipv4, "203.0.113.12")],
        ),
        (
            "www.a.example/x",
            &[(K::Url, "www.a.example/x"), (K::Domain, "www.a.example")],
        ),
        (
            "a.example/x.",
            &[(K::Url, "a.example/x"), (K::Domain, "a.example")],
        ),
        ("httpd http https:// http:/x foo://bar", &[]),
    ]);
}

#[test]
fn domains() {
    check(&[
        (
            "portal.northwind.example",
            &[(K::Domain, "portal.northwind.example")],
        ),
        (
            "evil[.]com evil(.)com evil[dot]com",
            &[(K::Domain, "evil.com")],
        ),
        ("EVIL.COM", &[(K::Domain, "evil.com")]),
        ("goes to a.co.uk.", &[(K::Domain, "a.co.uk")]),
        (
            "*.t.metric-sync[.]example",
            &[(K::Domain, "t.metric-sync.example")],
        ),
        ("t.co", &[(K::Domain, "t.co")]),
        ("xn--mnchen-3ya.de", &[(K::Domain, "xn--mnchen-3ya.de")]),
        ("müller.de", &[(K::Domain, "müller.de")]),
        (
            "a.example:8443",
            &[(K::Domain, "a.example"), (K::Port, "8443")],
        ),
        ("_dmarc.a.example", &[(K::Domain, "dmarc.a.example")]),
        ("co.uk", &[]),
        ("e.g. i.e. U.S. a.m. etc. node.js ASP.NET vue.js", &[]),
        ("user.name event.id file.path rule.group=x", &[]),
        ("done.No problem.It is. again.in time", &[]),
        ("and/or v2.4.1 3.14 1.2.3", &[]),
        ("a..b ab.unknowntld bad-.example", &[]),
    ]);
}

#[test]
fn mail() {
    check(&[
        (
            "learning@northwind.example",
            &[(K::Email, "learning@northwind.example")],
        ),
        (
            "<First.Last+tag@A.Example>",
            &[(K::Email, "first.last+tag@a.example")],
        ),
        ("user(at)x[.]example", &[(K::Email, "user@x.example")]),
        ("user@x[.]example", &[(K::Email, "user@x.example")]),
        ("user[@]x[.]example", &[(K::Email, "user@x.example")]),
        ("user[at]x[dot]example", &[(K::Email, "user@x.example")]),
        (
            "user=f.brandt@northwind.example",
            &[(K::Email, "f.brandt@northwind.example")],
        ),
        ("mailto:a@b.example", &[(K::Email, "a@b.example")]),
        (
            "@channel a@b root@localhost x@@y.example",
            &[(K::Domain, "y.example")],
        ),
    ]);
}

#[test]
fn hashes_and_ids() {
    let md5 = "d41d8cd98f00b204e9800998ecf8427e";
    let sha1 = "da39a3ee5e6b4b0d3255bfef95601890afd80709";
    let sha256 = "3f79bb7b435b05321651daefd374cdc681dc06faa65e374e38337b88ca046dea";
    check(&[
        (md5, &[(K::Md5, md5)]),
        (sha1, &[(K::Sha1, sha1)]),
        (sha256, &[(K::Sha256, sha256)]),
        (
            &format!("sha256:{},", sha256.to_uppercase()),
            &[(K::Sha256, sha256)],
        ),
        (
            &format!("{md5}.exe"),
            &[(K::FileName, &format!("{md5}.exe")), (K::Md5, md5)],
        ),
        (&"a".repeat(32), &[]),
        (&"1".repeat(40), &[]),
        (&sha256[..63], &[]),
        (
            "CVE-2024-3400, cve-2021-44228.",
            &[(K::Cve, "CVE-2024-3400"), (K::Cve, "CVE-2021-44228")],
        ),
        ("CVE-2024-340 CVE-24-3400 CVE2024-3400", &[]),
        (
            "T1059.001/T1566 (t1048)",
            &[
                (K::AttackId, "T1059.001"),
                (K::AttackId, "T1566"),
                (K::AttackId, "T1048"),
            ],
        ),
        ("T105 T10599 AT1059 T105.001", &[]),
    ]);
}

#[test]
fn paths() {
    check(&[
        (
            r"C:\Windows\Temp\x.exe.",
            &[(K::WindowsPath, r"C:\Windows\Temp\x.exe")],
        ),
        (
            r"c:/users/public/x.dll",
            &[(K::WindowsPath, "c:/users/public/x.dll")],
        ),
        (
            r#""C:\My Docs\a b.txt""#,
            &[(K::WindowsPath, r"C:\My Docs\a b.txt")],
        ),
        (
            r"C:\Program Files (x86)\A\b.exe -x",
            &[(K::WindowsPath, r"C:\Program Files (x86)\A\b.exe")],
        ),
        (r"(%TEMP%\a\b.js)", &[(K::WindowsPath, r"%TEMP%\a\b.js")]),
        (
            r"\\SRV-FILE-03\finance\q",
            &[
                (K::WindowsPath, r"\\SRV-FILE-03\finance\q"),
                (K::HostName, "SRV-FILE-03"),
            ],
        ),
        (
            r"\\10.0.0.5\c$",
            &[(K::WindowsPath, r"\\10.0.0.5\c$"), (K::Ipv4, "10.0.0.5")],
        ),
        (
            r#""C:\Windows\rundll32.exe C:\x\y.dll,Start""#,
            &[
                (K::WindowsPath, r"C:\Windows\rundll32.exe"),
                (K::WindowsPath, r"C:\x\y.dll"),
            ],
        ),
        ("/etc/passwd", &[(K::UnixPath, "/etc/passwd")]),
        (
            "in /tmp, /var",
            &[(K::UnixPath, "/tmp"), (K::UnixPath, "/var")],
        ),
        ("file=/opt/a-b/c.sh;", &[(K::UnixPath, "/opt/a-b/c.sh")]),
        (
            "~/.ssh/id_rsa ../../x",
            &[(K::UnixPath, "~/.ssh/id_rsa"), (K::UnixPath, "../../x")],
        ),
        (
            "and/or n/a 24/7 TCP/IP 12/03/2024 /search km/h // / 1/2/3",
            &[],
        ),
        (
            r"HKLM\Software\Run",
            &[(K::RegistryKey, r"HKLM\Software\Run")],
        ),
        (
            r"HKEY_CURRENT_USER\Software\X,",
            &[(K::RegistryKey, r"HKEY_CURRENT_USER\Software\X")],
        ),
        (
            r"HKCU:\Software\X",
            &[(K::RegistryKey, r"HKCU:\Software\X")],
        ),
        (
            r"HKLM\Software\Microsoft\Windows NT\CurrentVersion",
            &[(
                K::RegistryKey,
                r"HKLM\Software\Microsoft\Windows NT\CurrentVersion",
            )],
        ),
        ("HKLM hive", &[]),
        (
            "powershell.exe > a.pdf.exe",
            &[(K::FileName, "powershell.exe"), (K::FileName, "a.pdf.exe")],
        ),
        (
            "run.sh notes.md archive.zip",
            &[
                (K::FileName, "run.sh"),
                (K::FileName, "notes.md"),
                (K::FileName, "archive.zip"),
            ],
        ),
        ("archive[.]zip", &[(K::Domain, "archive.zip")]),
        ("*.jpg .nwlck exe", &[]),
    ]);
}

#[test]
fn people_and_machines() {
    check(&[
        ("user=jdoe", &[(K::UserName, "jdoe")]),
        ("user: mokafor, action", &[(K::UserName, "mokafor")]),
        ("User: reports that it hangs", &[]),
        ("username m.okafor", &[(K::UserName, "m.okafor")]),
        ("by f.brandt's phone", &[(K::UserName, "f.brandt")]),
        ("account bob1 locked", &[(K::UserName, "bob1")]),
        ("account was locked, user clicked", &[]),
        ("Account Name: jdoe\nDomain: CORP", &[(K::UserName, "jdoe")]),
        (
            r"CORP\jdoe and corp\m.okafor",
            &[(K::UserName, r"CORP\jdoe"), (K::UserName, r"corp\m.okafor")],
        ),
        (
            "svc_backup SVC-SQL dba_ken",
            &[
                (K::UserName, "svc_backup"),
                (K::UserName, "SVC-SQL"),
                (K::UserName, "dba_ken"),
            ],
        ),
        ("user=none user=unknown user=- user=", &[]),
        (r#"user="jdoe""#, &[(K::UserName, "jdoe")]),
        (
            r#"{"userName":"bob","host": "web"}"#,
            &[(K::UserName, "bob"), (K::HostName, "web")],
        ),
        (
            r#"<Data Name="TargetUserName">jdoe</Data><User>ann</User>"#,
            &[(K::UserName, "jdoe"), (K::UserName, "ann")],
        ),
        ("the \"user\" said: \"host\" is down", &[]),
        ("host=ws01", &[(K::HostName, "ws01")]),
        ("hostname: WEB", &[(K::HostName, "WEB")]),
        ("device=managed", &[]),
        ("user= badge=1 host= from=x user=a=b", &[]),
        (r"\.\pipe\mojo.5688", &[]),
        ("rule RM-04, ORA-00933, ref. AT-09", &[]),
        ("src=LAB-PRN-SRV", &[(K::HostName, "LAB-PRN-SRV")]),
        (
            "LT-0871 SRV-FILE-01 WIN10-LAPTOP-02 DESKTOP-AB12CD3 prod-db-2",
            &[
                (K::HostName, "LT-0871"),
                (K::HostName, "SRV-FILE-01"),
                (K::HostName, "WIN10-LAPTOP-02"),
                (K::HostName, "DESKTOP-AB12CD3"),
                (K::HostName, "prod-db-2"),
            ],
        ),
        ("COVID-19 UTF-8 SHA-256 ISO-27001 T-1000 AES-128 WPA-2", &[]),
        ("CHG-4410 INC-48213 CASE-001 CVE-1 JIRA-12345", &[]),
        (
            "2-step top-10 zero-day post-2020 mid-2024 level-2 step-by-step-2",
            &[],
        ),
    ]);
}

#[test]
fn ports_and_clouds() {
    check(&[
        ("port 443", &[(K::Port, "443")]),
        ("ports 22, 80 and 3389", &[(K::Port, "22"), (K::Port, "80")]),
        (
            "dport=22 443/tcp udp/53",
            &[(K::Port, "22"), (K::Port, "443"), (K::Port, "53")],
        ),
        ("to :4444 now", &[(K::Port, "4444")]),
        ("12 ports, 96 s; port 99999; 10:30; :)", &[]),
        (
            "arn:aws:s3:::bucket/key.",
            &[(K::CloudResource, "arn:aws:s3:::bucket/key")],
        ),
        (
            "s3://exports/a gs://b",
            &[
                (K::CloudResource, "s3://exports/a"),
                (K::CloudResource, "gs://b"),
            ],
        ),
        (
            "i-0123456789abcdef0",
            &[(K::CloudResource, "i-0123456789abcdef0")],
        ),
        (
            "acme.blob.core.windows.net",
            &[(K::CloudResource, "acme.blob.core.windows.net")],
        ),
        (
            "https://x.s3.amazonaws.com/k",
            &[
                (K::Url, "https://x.s3.amazonaws.com/k"),
                (K::CloudResource, "x.s3.amazonaws.com"),
            ],
        ),
        (
            "/subscriptions/ab-1/resourceGroups/x",
            &[(K::CloudResource, "/subscriptions/ab-1/resourceGroups/x")],
        ),
    ]);
}

#[test]
fn each_value_once_with_all_places() {
    let raw = "10.0.0.1 to a.example, 10.0.0.1 to A[.]example – 10.0.0[.]1";
    let found = entities(raw);
    assert_eq!(found.len(), 2);
    let places: Vec<&str> = found[0].spans.iter().map(|span| span.of(raw)).collect();
    assert_eq!(places, ["10.0.0.1", "10.0.0.1", "10.0.0[.]1"]);
    let places: Vec<&str> = found[1].spans.iter().map(|span| span.of(raw)).collect();
    assert_eq!(places, ["a.example", "A[.]example"]);
    assert_eq!(Document::new(raw).entities(raw), found);
}

#[test]
fn harmless_and_back() {
    let cases = [
        ("https://a.example/x.y?z=1", "hxxps://a[.]example/x.y?z=1"),
        ("http://203.0.113.5:8080/", "hxxp://203[.]0[.]113[.]5:8080/"),
        ("ftp://a.example", "ftp://a[.]example"),
        ("a.example", "a[.]example"),
        ("203.0.113.5", "203[.]0[.]113[.]5"),
        ("2001:db8::1", "2001[:]db8::1"),
        ("f.brandt@x.example", "f.brandt[@]x[.]example"),
        ("", ""),
    ];
    for (plain, harmless) in cases {
        assert_eq!(defang(plain), harmless);
        assert_eq!(refang(harmless), plain);
    }
    assert_eq!(
        refang("hXXps[:]//a(dot)example and u(at)b[.]c"),
        "https://a.example and u@b.c"
    );
    assert_eq!(refang("hxxp[://]a"), "http://a");
    assert_eq!(
        refang("no [signs] (here) {at all}"),
        "no [signs] (here) {at all}"
    );
    assert!(matches!(refang("as it is"), std::borrow::Cow::Borrowed(_)));
}

#[test]
fn kinds_have_distinct_names() {
    for (i, one) in K::ALL.iter().enumerate() {
        let json = serde_json::to_string(one).expect("a name");
        assert_eq!(json, format!("\"{}\"", one.id()));
        for two in &K::ALL[i + 1..] {
            assert!(one.id() != two.id() && one.name() != two.name());
        }
    }
}
