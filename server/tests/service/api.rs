//! What programs ask, answered.

use std::sync::atomic::{AtomicBool, Ordering};

use server::Config;
use taxonomy::Label;

use crate::client::Body;
use crate::host::Host;

const TEXT: &str =
    "User clicked a link in a fake invoice mail and typed the password on 198.51.100.7";

#[test]
fn a_text_gets_a_record_with_an_address() {
    let host = Host::start();
    let client = host.client();
    let json = format!("{{\"text\":\"{TEXT}\",\"threshold\":0.3,\"max_classes\":4}}");
    let answer = client.post("/api/v1/triage", "application/json", json.as_bytes());
    assert_eq!(answer.status, 200, "{}", answer.text());
    let record = answer.json();
    assert_eq!(record["raw_text"], TEXT);
    assert_eq!(record["probs_sorted"].as_array().unwrap().len(), 4);
    let sum: f64 = record["scores"]["probabilities"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| p.as_f64().unwrap())
        .sum();
    assert!((sum - 1.0).abs() < 1e-4, "{sum}");
    assert!(record["received_at"].as_str().unwrap().ends_with('Z'));

    let address = answer.header("location").unwrap();
    let kept = client.get(&format!("{address}?threshold=0.3&max_classes=4"));
    assert_eq!(kept.json(), record, "the record can be fetched again");
    let strict = client.get(&format!("{address}?threshold=1")).json();
    assert_eq!(
        strict["final_label"], "uncertain",
        "another threshold, another decision"
    );
    assert_eq!(strict["scores"], record["scores"], "on the same scores");

    assert_eq!(client.send("DELETE", address, &[], Body::None).status, 204);
    assert_eq!(client.get(address).status, 404);
}

#[test]
fn what_a_page_deletes_can_be_had_back() {
    let host = Host::start();
    let client = host.client();
    let text = format!("text={}", TEXT.replace(' ', "+"));
    let form = |path: &str, body: &str| {
        client.post(path, "application/x-www-form-urlencoded", body.as_bytes())
    };
    let incident = form("/incidents", &text);
    let incident = incident.header("location").unwrap().to_owned();
    let batch = client.upload("filename=a.csv", b"id,text\n1,one\n2,two\n");
    let batch = format!("/batches/{}", batch.batch());
    for (address, list, undo) in [(incident, "/", "Incident "), (batch, "/bulk", "a.csv")] {
        let id = address.rsplit('/').next().unwrap();
        let deleted = form(&format!("{address}/delete"), "");
        let next = format!("{list}?deleted={id}");
        assert_eq!(
            (deleted.status, deleted.header("location")),
            (303, Some(&*next))
        );
        assert_eq!(client.get(&address).status, 404);
        assert_eq!(form(&format!("{address}/delete"), "").status, 404);

        let page = client.get(&next);
        let page = page.text();
        assert!(page.contains(undo) && page.contains(&format!("action=\"{address}/restore\"")));
        let restored = form(&format!("{address}/restore"), "");
        assert_eq!(
            (restored.status, restored.header("location")),
            (303, Some(&*address))
        );
        assert_eq!(client.get(&address).status, 200);
        assert_eq!(form(&format!("{address}/restore"), "").status, 404);
        assert!(
            !client.get(&next).text().contains("/restore"),
            "nothing to undo"
        );
    }
}

#[test]
fn plain_text_and_json_agree() {
    let host = Host::start();
    let client = host.client();
    let json = format!("{{\"text\":\"{TEXT}\",\"mode\":\"soc-hard\"}}");
    let a = client
        .post("/api/v1/triage", "application/json", json.as_bytes())
        .json();
    let b = client
        .post(
            "/api/v1/triage?mode=soc-hard",
            "text/plain",
            TEXT.as_bytes(),
        )
        .json();
    for field in [
        "final_label",
        "scores",
        "threshold",
        "incident",
        "probs_sorted",
    ] {
        assert_eq!(a[field], b[field], "{field}");
    }
}

#[test]
fn labels_and_model_are_described() {
    let host = Host::start();
    let client = host.client();
    let labels = client.get("/api/v1/labels").json();
    assert_eq!(labels["labels"].as_array().unwrap().len(), Label::COUNT);
    let model = client.get("/api/v1/model").json();
    let file = client.get(model["address"].as_str().unwrap());
    assert_eq!(file.body.len() as u64, model["bytes"].as_u64().unwrap());
    assert!(file.header("cache-control").unwrap().contains("immutable"));
}

#[test]
fn a_preview_shows_columns_and_a_guess() {
    let host = Host::start();
    let client = host.client();
    let file = b"ticket;what happened\n1;someone scanned our ports\n2;and then it stopped\n";
    let preview = client
        .post(
            "/api/v1/preview?filename=a.csv&complete=true",
            "text/csv",
            file,
        )
        .json();
    assert_eq!(
        preview["columns"],
        serde_json::json!(["ticket", "what happened"])
    );
    assert_eq!(
        (&preview["column"], &preview["id_column"]),
        (&"what happened".into(), &"ticket".into())
    );
    assert_eq!(
        (&preview["delimiter"], &preview["kind"]),
        (&";".into(), &"csv".into())
    );
    assert_eq!(preview["rows"].as_array().unwrap().len(), 2);
}

#[test]
fn pages_are_html_and_compressed() {
    let host = Host::start();
    let client = host.client();
    for page in ["/", "/bulk", "/about"] {
        let answer = client.get(page);
        assert_eq!(answer.status, 200, "{page}");
        assert!(
            answer
                .header("content-type")
                .unwrap()
                .starts_with("text/html"),
            "{page}"
        );
        assert!(answer.text().contains("<h1"), "{page}");
        let packed = client.send("GET", page, &[("Accept-Encoding", "br")], Body::None);
        assert_eq!(packed.status, 200, "{page}");
        assert_eq!(packed.header("content-encoding"), Some("br"), "{page}");
        assert!(packed.body.len() < answer.body.len());
    }
}

#[test]
fn pages_load_while_another_service_starts() {
    let host = Host::start();
    let (client, done) = (host.client(), AtomicBool::new(false));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                drop(Host::start());
            }
        });
        for _ in 0..40 {
            let answer = client.get("/about");
            if answer.status != 200 {
                done.store(true, Ordering::Relaxed);
            }
            assert_eq!(answer.status, 200);
        }
        done.store(true, Ordering::Relaxed);
    });
}

#[test]
fn a_script_gets_an_incident_and_its_address() {
    let host = Host::start();
    let client = host.client();
    let headers = [
        ("Accept", "application/json"),
        ("Content-Type", "application/x-www-form-urlencoded"),
    ];
    let body = Body::Whole(b"text=Someone+scanned+our+ports&threshold=0.6");
    let answer = client.send("POST", "/incidents", &headers, body);
    assert_eq!(answer.status, 201);
    assert_eq!(answer.json()["input"]["text"], "Someone scanned our ports");
    let page = answer.header("location").unwrap();
    assert!(
        page.starts_with("/incidents/") && page.ends_with("?threshold=0.6"),
        "{page}"
    );
    assert_eq!(client.get(page).status, 200);
}

#[test]
fn a_form_without_a_script_ends_on_the_incident_page() {
    let host = Host::start();
    let client = host.client();
    let form = b"text=Someone+scanned+%3Cb%3Eour%3C%2Fb%3E+ports&threshold=0.6&mode=";
    let answer = client.post("/incidents", "application/x-www-form-urlencoded", form);
    assert_eq!(answer.status, 303, "{}", answer.text());
    let page = answer.header("location").unwrap();
    assert!(page.ends_with("?threshold=0.6"), "{page}");
    let shown = client.get(page);
    assert_eq!(shown.status, 200);
    // The text stands there, cut up by highlights, and its tag is text.
    let words = words(shown.text());
    assert!(
        words.contains("Someone scanned <b>our</b> ports"),
        "{words}"
    );
    assert!(!shown.text().contains("<b>our"));
    let html = [
        ("Accept", "text/html"),
        ("Content-Type", "application/x-www-form-urlencoded"),
    ];
    let empty = client.send("POST", "/incidents", &html, Body::Whole(b"text=+"));
    assert_eq!(empty.status, 422);
    assert!(empty.text().contains("<html"));
}

#[test]
fn a_form_whose_text_is_none_is_refused_with_the_reason() {
    let host = Host::start();
    let client = host.client();
    let check = |form: &[u8], status: u16, words: &str| {
        let answer = client.post("/incidents", "application/x-www-form-urlencoded", form);
        let said = answer.text();
        assert_eq!(answer.status, status, "{form:?}: {said}");
        assert!(said.contains(words), "{form:?}: {said}");
    };
    check(b"text=ab%FF", 400, "not valid UTF-8 at byte 7");
    check(b"text=ab\xFF", 400, "not valid UTF-8 at byte 7");
    check(
        b"mode=%C3&text=Someone+scanned+us",
        400,
        "not valid UTF-8 at byte 5",
    );
    check(b"text=a%00b", 422, "NUL byte");
    check("text=caf%C3%A9+\u{e9}".as_bytes(), 303, "");
}

/// A page as a reader sees it: without tags, with its signs.
fn words(html: &str) -> String {
    let mut out = String::new();
    for part in html.split('<') {
        out.push_str(part.split_once('>').map_or(part, |(_, text)| text));
    }
    out.replace("&lt;", "<").replace("&gt;", ">")
}

#[test]
fn files_of_the_site_are_kept_by_name_and_sent_packed() {
    let site = std::env::temp_dir().join(format!("alertsage-site-{}", std::process::id()));
    let file = |name: &str, content: &str| {
        let path = site.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    };
    file("hash.txt", "js: abc\nwasm: def\ncss: 012\n");
    file("pkg/alertsage.abc.js", "plain");
    // Its content does not matter: it is sent as it lies there.
    file("pkg/alertsage.abc.js.br", "packed");
    file("robots.txt", "plain");
    let host = Host::with(Config {
        site: site.clone(),
        second_opinion: false,
        ..Config::default()
    });
    let client = host.client();
    let check = |path: &str, accepts: &str, body: &str, packed: Option<&str>, kept: &str| {
        let answer = client.send("GET", path, &[("Accept-Encoding", accepts)], Body::None);
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.body, body.as_bytes(), "{path} as {accepts}");
        assert_eq!(answer.header("content-encoding"), packed, "{path}");
        let vary = answer.header("vary").unwrap_or_default();
        assert!(vary.contains("accept-encoding"), "{path}: {vary}");
        let control = answer.header("cache-control").unwrap_or_default();
        assert!(control.contains(kept), "{path}: {control}");
    };
    let script = "/pkg/alertsage.abc.js";
    check(script, "br", "packed", Some("br"), "immutable");
    check(script, "identity", "plain", None, "immutable");
    check("/robots.txt", "identity", "plain", None, "max-age=3600");
    // A script that an older page asks for is not there, and no page stands in for it.
    assert_eq!(client.get("/pkg/alertsage.old.js").status, 404);
    assert_eq!(client.get("/hash.txt").status, 404);
    std::fs::remove_dir_all(site).unwrap();
}
