//! What every request meets, whatever route it is for.

use server::Config;

use crate::client::Body;
use crate::host::Host;

/// Every route that changes something.
const WRITING: &[(&str, &str)] = &[
    ("POST", "/api/v1/triage"),
    ("POST", "/api/v1/preview"),
    ("POST", "/api/v1/batches"),
    ("POST", "/api/v1/batches/0000000000000000/cancel"),
    ("POST", "/api/v1/batches/0000000000000000/second-pass"),
    ("DELETE", "/api/v1/batches/0000000000000000/second-pass"),
    ("POST", "/api/v1/batches/0000000000000000/third-pass"),
    ("DELETE", "/api/v1/batches/0000000000000000/third-pass"),
    ("DELETE", "/api/v1/batches/0000000000000000"),
    ("DELETE", "/api/v1/incidents/0000000000000000"),
    ("POST", "/incidents"),
    ("POST", "/batches"),
    ("POST", "/batches/0000000000000000/cancel"),
    ("POST", "/batches/0000000000000000/second-pass"),
    ("POST", "/batches/0000000000000000/third-pass"),
    ("POST", "/batches/0000000000000000/rows/1/incident"),
    ("POST", "/batches/0000000000000000/delete"),
    ("POST", "/batches/0000000000000000/restore"),
    ("POST", "/incidents/0000000000000000/second-opinion"),
    ("POST", "/incidents/0000000000000000/analyst-opinion"),
    ("POST", "/api/v1/incidents/0000000000000000/analyst-opinion"),
    ("POST", "/incidents/0000000000000000/delete"),
    ("POST", "/incidents/0000000000000000/restore"),
    ("POST", "/incidents/0000000000000000/language-opinion"),
    (
        "POST",
        "/api/v1/incidents/0000000000000000/language-opinion",
    ),
    (
        "POST",
        "/api/v1/incidents/0000000000000000/language-opinion/events",
    ),
    ("POST", "/language/test"),
    ("POST", "/api/v1/language/test/events"),
    ("POST", "/language/settings"),
    ("POST", "/api/v1/language"),
    ("POST", "/data/anything"),
];

#[test]
fn cross_site_post_is_403() {
    let host = Host::start();
    let client = host.client();
    for (method, path) in WRITING {
        for header in [
            ("Sec-Fetch-Site", "cross-site"),
            ("Sec-Fetch-Site", "same-site"),
            ("Origin", "https://evil.example"),
            ("Origin", "null"),
        ] {
            let answer = client.send(method, path, &[header], Body::Whole(b""));
            assert_eq!(answer.status, 403, "{method} {path} {header:?}");
        }
        let own = client.send(
            method,
            path,
            &[("Sec-Fetch-Site", "same-origin")],
            Body::Whole(b""),
        );
        assert_ne!(own.status, 403, "{method} {path} from our own page");
    }
}

#[test]
fn security_headers_on_every_response() {
    let host = Host::start();
    let client = host.client();
    for path in [
        "/",
        "/bulk",
        "/no-such-page",
        "/healthz",
        "/api/v1/nothing",
        "/api/v1/labels",
        "/test/panic",
        "/pkg/none.js",
    ] {
        let answer = client.get(path);
        let policy = answer.header("content-security-policy").unwrap_or_default();
        assert!(policy.starts_with("default-src 'none'"), "{path}: {policy}");
        assert!(policy.contains("frame-ancestors 'none'"), "{path}");
        assert!(
            !policy.contains("script-src 'self' 'unsafe-inline'"),
            "{path}"
        );
        assert_eq!(
            answer.header("x-content-type-options"),
            Some("nosniff"),
            "{path}"
        );
        assert_eq!(
            answer.header("referrer-policy"),
            Some("no-referrer"),
            "{path}"
        );
    }
}

#[test]
fn scripts_of_a_page_carry_the_nonce_of_its_header() {
    let host = Host::start();
    let client = host.client();
    let nonce = |page: &crate::client::Answer| {
        let policy = page.header("content-security-policy").unwrap();
        let (_, rest) = policy.split_once("'nonce-").unwrap();
        rest.split_once('\'').unwrap().0.to_owned()
    };
    let page = client.get("/");
    let own = nonce(&page);
    let mut scripts = 0;
    for script in page.text().split("<script").skip(1) {
        let tag = script.split_once('>').unwrap().0;
        assert!(tag.contains(&format!("nonce=\"{own}\"")), "<script{tag}>");
        scripts += 1;
    }
    assert!(scripts > 0, "the page hydrates");
    assert_ne!(own, nonce(&client.get("/")), "a new nonce for every page");
}

/// A name that leads here is not ours for it, whatever is asked, and a person reads why.
#[test]
fn a_foreign_name_is_answered_nothing() {
    let host = Host::start();
    let client = host.client();
    let check = |name: &str, path: &str, accept: &str, status: u16| {
        let headers = [("Host", name), ("Accept", accept)];
        let answer = client.send("GET", path, &headers, Body::None);
        assert_eq!(answer.status, status, "{name} {path}");
        let told = answer.text().contains("given when it is started");
        assert_eq!(told, status == 421, "{name} {path}");
        let page = accept == "text/html" && !path.starts_with("/api");
        assert!(!page || answer.text().contains("<html"), "{name} {path}");
    };
    for path in ["/", "/language", "/api/v1/batches", "/pkg/alertsage.js"] {
        check("evil.example", path, "*/*", 421);
        check("evil.example:3000", path, "text/html", 421);
    }
    check("localhost:3000", "/language", "text/html", 200);
    check("127.0.0.1", "/api/v1/batches", "*/*", 200);
}

#[test]
fn panic_in_handler_is_500_generic_and_server_lives() {
    let host = Host::start();
    let client = host.client();
    for accept in ["application/json", "text/html"] {
        let answer = client.send("GET", "/test/panic", &[("Accept", accept)], Body::None);
        assert_eq!(answer.status, 500);
        assert!(answer.text().contains("Something broke"));
        assert!(!answer.text().contains("on purpose"));
        assert_eq!(answer.text().contains("<html"), accept == "text/html");
    }
    assert_eq!(client.get("/healthz").status, 200);
    assert_eq!(client.get("/readyz").status, 200);
}

#[test]
fn too_many_writing_requests_wait_and_reading_goes_on() {
    let host = Host::with(Config {
        second_opinion: false,
        rate: 1.0,
        ..Config::default()
    });
    let client = host.client();
    let forged = |i: usize| format!("10.0.0.{i}");
    let refused = (0..20)
        .map(|i| {
            let from = forged(i);
            let headers = [("X-Forwarded-For", from.as_str())];
            client.send("POST", "/api/v1/triage", &headers, Body::Whole(b"{}"))
        })
        .filter(|answer| answer.status == 429)
        .collect::<Vec<_>>();
    assert!(refused.len() >= 8, "{} refused", refused.len());
    assert_eq!(refused[0].header("retry-after"), Some("1"));
    assert_eq!(client.get("/api/v1/batches").status, 200);
}
