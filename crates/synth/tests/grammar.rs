//! How grammar files are read: which situation a frame tells, and what is refused.

use synth::grammar::read;

#[track_caller]
fn situations(source: &'static str, expected: &[&str]) {
    let grammar = read("phishing-daily", source).expect("a grammar");
    let told = grammar.subtypes.iter().flat_map(|subtype| &subtype.frames);
    let told: Vec<&str> = told.map(|frame| frame.situation.as_str()).collect();
    assert_eq!(told, expected);
}

#[test]
fn a_frame_tells_its_own_situation_or_anothers() {
    situations(
        "## a\n@ user_report easy\none\n@ siem_alert hard\ntwo\n",
        &["phishing-daily.a.1", "phishing-daily.a.2"],
    );
    situations(
        "## a\n@ user_report easy\none\n@ siem_alert easy again\nsame\n@ news_prose easy again\nsame\n@ user_report easy\nother\n",
        &[
            "phishing-daily.a.1",
            "phishing-daily.a.1",
            "phishing-daily.a.1",
            "phishing-daily.a.4",
        ],
    );
    situations(
        "## a\n@ user_report easy\none\n## b\n@ user_report easy retells=phishing.x.7\none\n@ siem_alert easy again\ntwo\n",
        &["phishing-daily.a.1", "phishing.x.7", "phishing.x.7"],
    );
}

#[track_caller]
fn refused(source: &'static str, line: usize, why: &str) {
    let error = read("phishing-daily", source).expect_err("a mistake");
    assert_eq!(error.line, line, "{error}");
    assert!(error.reason.contains(why), "{error}");
}

#[test]
fn what_is_no_frame_is_refused_where_it_stands() {
    let again = "`again` without a frame before it";
    refused("## a\n@ user_report easy again\none\n", 2, again);
    refused(
        "## a\n@ user_report easy\none\n## b\n@ user_report easy again\none\n",
        5,
        again,
    );
    refused(
        "## a\n@ user_report easy\none\n@ user_report easy retells=x again\ntwo\n",
        4,
        "`again`",
    );
    refused("## a\n@ shouting easy\none\n", 2, "unknown register");
    refused("## a\n@ user_report\none\n", 2, "unknown difficulty");
    refused("## a\n@ user_report easy often\none\n", 2, "`often`");
    refused("## a\n@ user_report easy\n[one|two\n", 2, "`[` without `]`");
    refused("## a\n@ user_report easy\n\\\\{server}\\c$\n", 2, "braces");
}
