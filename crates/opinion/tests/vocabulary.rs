//! Which words support which label: whole ones, and not where they are denied.

use opinion::vocabulary;
use taxonomy::Label as L;

fn check(label: L, cases: &[(&str, bool)]) {
    for &(text, expected) in cases {
        let check = vocabulary(text, Some(label));
        assert_eq!(
            check.passed, expected,
            "{label}: {text:?}: {}",
            check.detail
        );
    }
}

#[test]
fn phishing() {
    check(
        L::Phishing,
        &[
            ("He clicked the link in the mail.", true),
            ("Caller claimed to be from IT", true),
            ("CREDENTIAL_HARVEST page", true),
            ("An E-Mail from the boss", true),
            ("QR-Code on the parking meter", true),
            ("The disk of FS-01 is full.", false),
            ("We linked two tables, a linker error.", false),
        ],
    );
}

#[test]
fn malware() {
    check(
        L::Malware,
        &[
            ("ransomware on three hosts", true),
            ("The files were encrypted.", true),
            ("MaliciousProcessDetected", true),
            ("No malware, the chair squeaks.", false),
            ("There is no sign of ransomware here.", false),
            ("No. Malware was found.", true),
            ("Not a test: malware", true),
            ("She is a minor; the rate is up.", false),
        ],
    );
}

#[test]
fn access_abuse() {
    check(
        L::AccessAbuse,
        &[
            ("40 failed logons in a minute", true),
            ("impossible_travel user=x1", true),
            ("He looked up his neighbour's chart.", true),
            ("sudo by an unauthorised person", true),
            ("Lunch was cold.", false),
            ("The pseudocode is long.", false),
        ],
    );
}

#[test]
fn credential_compromise() {
    check(
        L::CredentialCompromise,
        &[
            ("API-Key in a public repo", true),
            ("replayed session", true),
            ("MFA fatigue", true),
            ("GetSessionToken from abroad", true),
            ("The pinboard fell down.", false),
            ("He hashtagged it.", false),
        ],
    );
}

#[test]
fn data_exfiltration() {
    check(
        L::DataExfiltration,
        &[
            ("4 GB uploaded at night", true),
            ("DLP: forwarded to freemail", true),
            ("never uploaded", false),
            ("The stage is set", true),
            ("The heating is broken.", false),
            ("Megaphone and curler", false),
        ],
    );
}

#[test]
fn insider_threat() {
    check(
        L::InsiderThreat,
        &[
            ("She resigned and took the list home.", true),
            ("An employee sells records", true),
            ("It went through three threads.", false),
            ("through", false),
            ("HR asks", true),
            ("Port 445 is open.", false),
        ],
    );
}

#[test]
fn policy_violation() {
    check(
        L::PolicyViolation,
        &[
            ("against the rules", true),
            ("It is not allowed.", true),
            ("torrent client", true),
            ("The airport is closed.", false),
            ("40 GB to 203.0.113.5", false),
            ("verdict=policy_violation", false),
            ("Policy_Violation", false),
            ("policy violation", true),
        ],
    );
}

#[test]
fn suspicious_network_activity() {
    check(
        L::SuspiciousNetworkActivity,
        &[
            ("192.0.2.1 sweeps 200 hosts", true),
            ("beacon every 60 seconds", true),
            ("DNS to a young domain", true),
            ("without any scan", false),
            (
                "The reporter scanned-in late? No: she transported it.",
                true,
            ),
            ("The reporter transported it.", false),
        ],
    );
}

#[test]
fn web_attack() {
    check(
        L::WebAttack,
        &[
            ("' UNION SELECT name FROM users--", true),
            ("The homepage was defaced.", true),
            ("/../../etc/passwd requested", true),
            ("<script>alert(1)</script> in a comment", true),
            ("A badge was lost.", false),
            ("The capital is far.", false),
        ],
    );
}

#[test]
fn benign_activity() {
    check(
        L::BenignActivity,
        &[
            ("false positive, closed", true),
            ("planned patch window", true),
            ("No impact.", true),
            ("CHG-4410", true),
            ("It is not planned", false),
            ("Ransom note on every desktop.", false),
        ],
    );
}

#[test]
fn uncertain_needs_nothing_and_nothing_supports_nothing() {
    assert!(vocabulary("", None).passed);
    for label in L::ALL {
        for text in [
            "",
            "?!",
            "lorem ipsum dolor",
            "200 g flour and two eggs, half an hour",
        ] {
            assert!(!vocabulary(text, Some(label)).passed, "{label}: {text}");
        }
    }
}

/// The visible development set: true labels are supported nearly always (118 of 120), others far
/// less (39 %). Of our own retellings, which avoid the usual words on purpose, two thirds support
/// their label, and a quarter any other.
#[test]
fn development_incidents_support_their_labels() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/scenarios-dev.csv");
    let mut reader = csv::Reader::from_path(path).unwrap();
    let headers = reader.headers().unwrap().clone();
    let column = |name| headers.iter().position(|header| header == name).unwrap();
    let (text, label) = (column("text"), column("label"));
    let (mut own, mut owns, mut other, mut others) = (0, 0, 0, 0);
    for row in reader.records().map(Result::unwrap) {
        let truth = row[label].parse::<L>().ok();
        for label in L::ALL {
            let passed = usize::from(vocabulary(&row[text], Some(label)).passed);
            if Some(label) == truth {
                (own, owns) = (own + passed, owns + 1);
            } else {
                (other, others) = (other + passed, others + 1);
            }
        }
    }
    println!("own labels {own} of {owns}, others {other} of {others}");
    assert!(own * 100 >= owns * 97, "{own} of {owns}");
    assert!(other * 100 <= others * 45, "{other} of {others}");
}
