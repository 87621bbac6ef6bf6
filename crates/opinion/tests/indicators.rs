//! Which indicators of a rationale count as named by the text.

use opinion::{indicators, injections::incident};
use taxonomy::Label;

fn check(text: &str, cases: &[(&str, bool)]) {
    for &(rationale, expected) in cases {
        let check = indicators(text, rationale);
        assert_eq!(
            check.passed, expected,
            "{text:?} {rationale:?}: {}",
            check.detail
        );
    }
}

#[test]
fn addresses() {
    check(
        "from 203.0.113.7:443 and 10.0.0.0/24 via 2001:0DB8::1",
        &[
            ("203.0.113.7 is outside", true),
            ("203[.]0[.]113[.]7 is outside", true),
            ("10.0.0.0 is inside", true),
            ("10.0.0.0/24", true),
            ("2001:db8::1", true),
            ("203.0.113.70", false),
            ("3.0.113.7", false),
            ("10.0.0.1", false),
            ("2001:db8::2", false),
            ("no address at all", true),
        ],
    );
    check(
        "110.0.0.12 10.0.0.1-10.0.0.9",
        &[("10.0.0.12", false), ("10.0.0.9", true), ("10.0.0.1", true)],
    );
}

#[test]
fn urls_and_domains() {
    check(
        "hxxps://login.evil[.]example/a/b?x=1 and shop.example",
        &[
            ("https://login.evil.example/a/b?x=1", true),
            ("https://login.evil.example/a/b", true),
            ("hxxps://login[.]evil[.]example/", true),
            ("LOGIN.EVIL.EXAMPLE", true),
            ("the domain evil.example", true),
            ("http://shop.example/", true),
            ("evil.example.net", false),
            ("vil.example", false),
            ("https://login.evil.example/other", false),
            ("workshop.example", false),
        ],
    );
}

#[test]
fn people_and_machines() {
    check(
        r"CORP\jdoe on WS-0214 wrote from m.okafor@corp.example, account svc_sql",
        &[
            (r"corp\JDOE", true),
            ("user=jdoe", true),
            ("ws-0214", true),
            ("M.Okafor@corp.example", true),
            ("by m.okafor", true),
            ("SVC_SQL", true),
            ("WS-0215", false),
            ("WS-021", false),
            ("user=jdo1", false),
            ("okafor@corp.example", false),
            ("svc_web", false),
        ],
    );
}

#[test]
fn hashes_and_vulnerabilities() {
    let md5 = "d41d8cd98f00b204e9800998ecf8427e";
    check(
        &format!("{} uses cve-2024-3400", md5.to_uppercase()),
        &[
            (md5, true),
            ("CVE-2024-3400", true),
            ("d41d8cd98f00b204e9800998ecf8427f", false),
            ("CVE-2024-34001", false),
            ("CVE-2021-44228 as usual", false),
        ],
    );
}

#[test]
fn what_is_no_indicator_is_not_asked_for() {
    check(
        "something happened",
        &[
            ("T1566.001 with invoice.docm in C:\\Temp, port 443", true),
            ("e.g. node.js, version 1.2.3", true),
            ("USER_1 on HOST_2 went to DOMAIN_3", true),
        ],
    );
}

#[test]
fn inventions_are_named_defanged_and_not_without_end() {
    let check = indicators("", "https://a.example/x");
    assert_eq!(
        check.detail,
        "Not in the text: hxxps://a[.]example/x, a[.]example."
    );
    let many: Vec<String> = (1..=9).map(|n| format!("10.0.0.{n}")).collect();
    let check = indicators("", &many.join(" "));
    assert!(
        check.detail.ends_with("10[.]0[.]0[.]5 and more."),
        "{}",
        check.detail
    );
}

/// Every incident names what it names; none of them names what only another does.
#[test]
fn incidents_of_all_labels() {
    for label in Label::ALL {
        let text = incident(label);
        assert!(indicators(text, text).passed, "{label}");
        let invented = format!("{} Also seen: 100.64.9.9.", text);
        assert!(!indicators(text, &invented).passed, "{label}");
    }
}
