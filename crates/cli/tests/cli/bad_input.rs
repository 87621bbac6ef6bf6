//! What cannot be read gets a sentence, never a panic, and loses nothing.

use std::fs;
use std::io::{BufRead, BufReader};

use crate::tool::{Ran, command, data, fed, folder, run, word};

fn check(ran: &Ran, code: i32, words: &[&str], what: &str) {
    assert_eq!(ran.code, Some(code), "{what}: {}", ran.err);
    for part in words {
        assert!(ran.err.contains(part), "{what} lacks {part}: {}", ran.err);
    }
    assert!(!ran.err.contains("panicked"), "{what}: {}", ran.err);
}

#[test]
fn wrong_flags_are_explained() {
    for (args, words) in [
        (&["--threshold", "1.5", "x"][..], "between 0 and 1, not 1.5"),
        (&["--threshold", "-0.1", "x"], "between 0 and 1"),
        (&["--threshold", "nan", "x"], "between 0 and 1"),
        (&["--threshold", "half", "x"], "such as 0.6"),
        (&["--max-classes", "0", "x"], "between 1 and 10"),
        (&["--max-classes", "11", "x"], "between 1 and 10"),
        (&["--max-classes", "-3", "x"], "from 1 to 10"),
        (&["--difficulty", "hard", "x"], "soc-hard"),
        (&["--format", "xml", "x"], "jsonl"),
        (&["--input-file", "a.csv", "x"], "cannot be used with"),
        (&["--column", "text", "x"], "--column needs --input-file"),
        (&["two", "words"], "unexpected argument"),
        (&["x", "evaluate", "y.csv"], "subcommand"),
        (&[""], "the text is empty"),
        (&[" \t "], "the text is empty"),
        (&["--model", "/nowhere/m.bin", "x"], "/nowhere/m.bin"),
        (
            &["--output-file", "/nowhere/x.csv", "x"],
            "cannot write /nowhere/x.csv",
        ),
        (&["--output-file", "x.docx", "x"], "tells no format"),
        (&["--output-file", "/tmp", "--json", "x"], "is a directory"),
        (&["evaluate", "/nowhere.csv"], "/nowhere.csv"),
        (&[], "nothing came in"),
    ] {
        check(&run(args), 2, &[words], &format!("{args:?}"));
    }
}

#[test]
fn files_that_hold_no_rows_are_explained() {
    let folder = folder("no-rows");
    // Longer than any text may be, and no line of it looks like a row.
    let endless = format!("id,text\n1,\"{}", "prose, of, a kind\n".repeat(20_000));
    for (name, bytes, flags, words) in [
        ("missing.csv", None, &[][..], &["there is no such file"][..]),
        ("empty.csv", Some(&b""[..]), &[], &["is empty"]),
        ("blank.csv", Some(b" \n\n "), &[], &["is empty"]),
        (
            "header.csv",
            Some(b"id,text\n"),
            &[],
            &["header", "id", "no rows"],
        ),
        (
            "other.csv",
            Some(b"a,b\n1,2\n"),
            &[],
            &["“a”", "“b”", "--column"],
        ),
        (
            "col.csv",
            Some(b"id,text\n1,scan\n"),
            &["--column", "body"],
            &["“body”", "“text”"],
        ),
        (
            "col.txt",
            Some(b"port scan\n"),
            &["--column", "body"],
            &["no columns", "“body”"],
        ),
        (
            "quote.csv",
            Some(endless.as_bytes()),
            &[],
            &["row 1", "never closed"],
        ),
        (
            "quoted-head.csv",
            Some(b"id,\"text\n1,scan\n"),
            &[],
            &["never closes"],
        ),
        (
            "zip.csv",
            Some(b"PK\x03\x04\x14\0\0\0\x08\0"),
            &[],
            &["zip.csv"],
        ),
        ("one.json", Some(b"{\n\"a\": 1\n}"), &[], &["JSON"]),
    ] {
        let path = folder.join(name);
        if let Some(bytes) = bytes {
            fs::write(&path, bytes).unwrap();
        }
        let output = folder.join("out.jsonl");
        let args = [
            &["--input-file", word(&path), "--output-file", word(&output)],
            flags,
        ]
        .concat();
        let ran = run(&args);
        check(&ran, 2, words, name);
        assert_eq!(ran.out, "", "{name}");
        assert!(!output.exists(), "{name} left a file");
    }
    check(
        &run(&["--input-file", word(&folder)]),
        2,
        &["is a directory"],
        "a directory",
    );
    assert_eq!(drafts(&folder), 0);
}

#[test]
fn labelled_files_that_cannot_be_scored_are_explained() {
    let folder = folder("no-score");
    for (file, words) in [
        (&b""[..], &["it is empty", "`text` and `label`"][..]),
        (b"text,label\n", &["a header and no rows"]),
        (
            b"body,label\nx,malware\n",
            &[
                "no column `text` (or `description`)",
                "body, label",
                "Rename",
            ],
        ),
        (
            b"text,kind\nx,malware\n",
            &["no column `label` (or `true_label`)", "text, kind"],
        ),
        (b"text;label\nx;malware\n", &["`text;label`", "commas"]),
        (b"{\"text\":\"x\"}\n", &["looks like JSON"]),
        (
            b"text,label\na,malware\nb,virus\nc,worm\nd,virus\n",
            &[
                "row 2: `virus` is not a label",
                "`worm`",
                "3 rows in all",
                "the labels are phishing",
                "out_of_scope",
            ],
        ),
        (b"text,label\na,virus\nb,virus\n", &["it stands in 2 rows"]),
        (b"text,label\na,\n", &["row 1: `` is not a label"]),
        (b"text,label\na,\x1b[31mvirus\n", &["`[31mvirus`"]),
        (
            b"text,label\na\n",
            &["not readable as CSV", "as many columns"],
        ),
        (
            b"text,label\n\xff\xfe,malware\n",
            &["not readable as CSV", "UTF-8"],
        ),
    ] {
        let path = folder.join("labelled.csv");
        fs::write(&path, file).unwrap();
        let ran = run(&["evaluate", word(&path)]);
        check(&ran, 2, words, &String::from_utf8_lossy(file));
        check(
            &ran,
            2,
            &["cannot evaluate", "labelled.csv"],
            "the file is named",
        );
        assert_eq!(ran.out, "");
    }
    check(
        &run(&["evaluate", word(&folder)]),
        2,
        &["is a directory"],
        "a directory",
    );
}

fn drafts(folder: &std::path::Path) -> usize {
    let names = fs::read_dir(folder).expect("the folder");
    names
        .filter(|name| {
            name.as_ref()
                .is_ok_and(|n| n.file_name().to_string_lossy().ends_with(".part"))
        })
        .count()
}

#[test]
fn a_bad_row_costs_only_itself() {
    for (file, input, rows, words) in [
        (
            "csv",
            &b"id,text\n1,port scan\n2,\n3,mail\n"[..],
            &[1, 3][..],
            "row 2: The text is empty",
        ),
        (
            "csv",
            b"id,text\n1,port scan\n2,   \n",
            &[1],
            "row 2: The text is empty",
        ),
        (
            "csv",
            b"id,text\n1,port scan\n2,a\0b\n",
            &[1],
            "row 2: The text contains a NUL",
        ),
        ("csv", b"id,text\n1,port scan\n2\n", &[1], "row 2"),
        (
            "csv",
            b"id,text\n1,port scan\n2,\"open\n3,mail\n",
            &[1, 3],
            "row 2: The quote opened on line 3 is never closed",
        ),
        (
            "jsonl",
            b"{\"text\":\"scan\"}\n{oops\n{\"text\":\"mail\"}\n",
            &[1, 3],
            "row 2",
        ),
        (
            "json",
            b"[{\"text\":\"scan\"},{\"text\":\"mail\"",
            &[1],
            "ends in the middle of row 2",
        ),
    ] {
        let folder = folder("bad-rows");
        let path = folder.join(format!("in.{file}"));
        fs::write(&path, input).unwrap();
        let ran = run(&["--json", "--input-file", word(&path)]);
        check(&ran, 1, &[words], &String::from_utf8_lossy(input));
        let found: Vec<u64> = ran
            .objects()
            .iter()
            .filter_map(|o| o["row"].as_u64())
            .collect();
        assert_eq!(found, rows, "{}", String::from_utf8_lossy(input));
    }
}

#[test]
fn a_bad_line_costs_only_itself() {
    let long = [vec![b'x'; 300 * 1024], b"\nport scan\n".to_vec()].concat();
    for (input, answers, code, words) in [
        (
            &b"port scan\na\0b\n"[..],
            1,
            1,
            "row 2: the text contains a NUL",
        ),
        (
            b"\xff\xfe\xfd\nport scan\n",
            1,
            1,
            "row 1: the line is not valid UTF-8",
        ),
        (&long, 1, 1, "row 1: the text is longer than 256 KB"),
        (b" \n\n", 0, 2, "nothing came in"),
    ] {
        let ran = fed(&["--json"], input);
        check(&ran, code, &[words], words);
        assert_eq!(ran.objects().len(), answers, "{words}");
    }
    check(
        &fed(&["-"], b"\xff\xfe"),
        2,
        &["not valid UTF-8"],
        "one text",
    );
    check(&fed(&["-"], &long), 2, &["longer than 256 KB"], "one text");
    check(&fed(&["-"], b""), 2, &["the text is empty"], "one text");
}

/// `nlp-triage ... | head -1`.
#[test]
fn a_reader_who_leaves_is_no_error() {
    let demo = data("demo-incidents.csv");
    for format in ["csv", "jsonl", "json"] {
        let many = fs::read_to_string(&demo).unwrap().repeat(40);
        let path = folder(&format!("closed-{format}")).join("many.csv");
        fs::write(&path, many).unwrap();
        let mut child = command(&["--input-file", word(&path), "--format", format, "-q"])
            .spawn()
            .unwrap();
        let mut line = String::new();
        let out = child.stdout.take().unwrap();
        BufReader::new(out).read_line(&mut line).unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(!line.is_empty());
        assert_eq!(output.status.code(), Some(0), "{format}");
        let err = String::from_utf8_lossy(&output.stderr);
        assert!(!err.contains("panic") && !err.contains("pipe"), "{err}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said() {
    let ran = run(&[
        "-i",
        &data("demo-incidents.csv"),
        "--format",
        "csv",
        "-o",
        "/dev/full",
    ]);
    check(&ran, 2, &["cannot write /dev/full"], "a full device");
}
