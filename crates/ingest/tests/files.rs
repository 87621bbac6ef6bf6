//! Files as people make them, each with the rows that come out. Long because it is a table.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::{self, Read};

use ingest::{Item, Kind, Limits, OpenError, Options, Stop, open, preview};
use proptest::prelude::*;

fn options(name: &str) -> Options {
    Options {
        file_name: Some(name.to_owned()),
        ..Options::default()
    }
}

/// Hands out a few bytes at a time, so that every boundary falls somewhere.
struct Dribble<'a>(&'a [u8], usize);

impl Read for Dribble<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.1.min(self.0.len()).min(buf.len());
        let (now, later) = self.0.split_at(n);
        buf[..n].copy_from_slice(now);
        self.0 = later;
        Ok(n)
    }
}

/// `row id text` lines; a bad row is `row !message`; an early end is the last line.
fn rows(bytes: &[u8], options: &Options, step: usize) -> Result<Vec<String>, OpenError> {
    Ok(open(Dribble(bytes, step), options)?
        .map(|item| match item {
            Ok(Item::Row(row)) => {
                format!("{} {} {}", row.row, row.id.unwrap_or_default(), row.text)
            }
            Ok(Item::Bad(bad)) => format!("{} !{}", bad.row, bad.message),
            Err(stop) => format!("!!{stop}"),
        })
        .collect())
}

#[track_caller]
fn check(name: &str, bytes: &[u8], expected: &[&str]) {
    for step in [1, 7, usize::MAX] {
        let found = rows(bytes, &options(name), step).unwrap();
        assert_eq!(found.len(), expected.len(), "{name}, {step}: {found:#?}");
        for (found, expected) in found.iter().zip(expected) {
            assert!(
                found.starts_with(expected),
                "{name}, steps of {step}: {found:?} is not {expected:?}"
            );
        }
    }
}

fn utf16(text: &str, bom: bool, little: bool) -> Vec<u8> {
    let units = bom.then_some(0xFEFF).into_iter().chain(text.encode_utf16());
    units
        .flat_map(|unit| {
            if little {
                unit.to_le_bytes()
            } else {
                unit.to_be_bytes()
            }
        })
        .collect()
}

#[test]
fn tables() {
    check(
        "a.csv",
        b"id,description\n1,one\n2,two\n",
        &["1 1 one", "2 2 two"],
    );
    check(
        "a.csv",
        b"id,description\r\n1,one\r\n2,two",
        &["1 1 one", "2 2 two"],
    );
    check(
        "a.csv",
        b"id,description\r1,one\r2,two\r",
        &["1 1 one", "2 2 two"],
    );
    check(
        "a.csv",
        b"ticket;text\nA;x, y\nB;z z",
        &["1 A x, y", "2 B z z"],
    );
    check("a.csv", b"case\tnarrative\nA\tx\n", &["1 A x"]);
    check("a.csv", b"case|details\nA|x\n", &["1 A x"]);
    check(
        "a.csv",
        b"text\n\"a \"\"b\"\", c\"\n\"d\ne\r\nf\"\n",
        &["1  a \"b\", c", "2  d\ne\r\nf"],
    );
    check("a.csv", b"text\n\n\na\n\nb\n", &["1  a", "2  b"]);
    check(
        "a.csv",
        b"text\nit is 5\" wide\n\"q\"tail\n",
        &["1  it is 5\" wide", "2  qtail"],
    );
    check(
        "a.csv",
        b"id,n,text\n1,x\n2,x,ok\n3,x,ok,more\n",
        &["1 !The row has 2 of the header's 3", "2 2 ok", "3 3 ok"],
    );
    check(
        "a.csv",
        b"id,text\n1,\n2,  \n3,ok\n",
        &["1 !The text is empty", "2 !The text is empty", "3 3 ok"],
    );
    check(
        "a.csv",
        b"id,text\n1,a\0b\n2,ok\n",
        &["1 !The text contains a NUL", "2 2 ok"],
    );
    check(
        "a.csv",
        b"id,text\n1,<script>alert(1)</script>\n",
        &["1 1 <script>alert(1)</script>"],
    );
    check(
        "a.csv",
        b"when,what\n1,the user clicked it\n2,nobody knows\n",
        &["1  the user", "2  nobody"],
    );
}

/// A quote that never closes costs its own row; the lines after it are rows again.
#[test]
fn unclosed_quotes() {
    let never = |row: u64, line: u64| format!("{row} !The quote opened on line {line} is never");
    let check = |bytes: &str, expected: &[&str]| check("a.csv", bytes.as_bytes(), expected);
    // To the end of the file.
    check("text\n\"never closed\n", &[&never(1, 2)]);
    check("text\n\"never closed", &[&never(1, 2)]);
    check(
        "id,text\n1,one\n2,\"two\n3,three\n4,four\n",
        &["1 1 one", &never(2, 3), "3 3 three", "4 4 four"],
    );
    check(
        "id,text\r\n1,\"one\r\n2,two\r\n\r\n3,three",
        &[&never(1, 2), "2 2 two", "3 3 three"],
    );
    check("id,text\r1,\"one\r2,two\r", &[&never(1, 2), "2 2 two"]);
    check(
        "id,text,x\n\"1\",\"two\nlines\",\"x\n2,two,x\n",
        &[&never(1, 3), "2 2 two"],
    );
    // What would close it opens another field.
    check(
        "id,text\n1,\"one\n2,\"two\"\n3,\"three\nand more\"\n4,four\n",
        &[&never(1, 2), "2 2 two", "3 3 three\nand more", "4 4 four"],
    );
    check(
        "\"id\",\"text\"\n\"1\",\"one\n\"2\",\"two\"\n\"3\",\"three\n\"4\",\"four\"\n",
        &[&never(1, 2), "2 2 two", &never(3, 4), "4 4 four"],
    );
    check(
        "id,text\n1,\"one\n2,\"two\n3,\"three\n",
        &[&never(1, 2), &never(2, 3), &never(3, 4)],
    );
    // Quotes inside a text are no reason to give it up.
    check(
        "id,text\n1,\"one says \"two\"\"\n2,\"a\nb \"\"c\"\" d\"\n3,ok\n",
        &["1 1 one says two\"\"", "2 2 a\nb \"c\" d", "3 3 ok"],
    );
}

/// As long as no text may be, the lines after the quote are held; then it is settled what they are.
#[test]
fn an_unclosed_quote_far_from_the_end_costs_no_memory_and_one_row() {
    let options = Options {
        limits: Limits {
            text: 1024,
            columns: 10,
        },
        ..options("a.csv")
    };
    let mut file = "id,text\n0,\"never closed\n".to_owned();
    for id in 1..=2_000 {
        file.push_str(&format!("{id},row number {id} of the file\n"));
    }
    let found = rows(file.as_bytes(), &options, 100).unwrap();
    assert_eq!(found.len(), 2_001);
    assert!(found[0].starts_with("1 !The quote opened on line 2"));
    assert_eq!(found[2_000], "2001 2000 row number 2000 of the file");

    // A long text of many lines that does close is one row that is too long.
    let prose = "A line of a long text, with a comma, or two.\n".repeat(100);
    let file = format!("id,text\n1,\"{prose}\"\n2,ok\n");
    let found = rows(file.as_bytes(), &options, 100).unwrap();
    assert_eq!(found, ["1 !The text is longer than 1 KB.", "2 2 ok"]);
    // One that does not is the end.
    let file = format!("id,text\n1,ok\n2,\"{prose}");
    let found = rows(file.as_bytes(), &options, 100).unwrap();
    assert_eq!(found.len(), 2);
    assert!(found[1].starts_with("!!Row 2: the quote opened on line 3 is never closed"));
}

proptest! {
    /// However the bytes arrive, the rows are the same, numbered without a gap.
    #[test]
    fn rows_do_not_depend_on_chunks(body in "[a,\"\n\r ]{0,160}", step in 1..40_usize) {
        let limits = Limits { text: 24, columns: 10 };
        let options = Options { limits, column: Some("text".to_owned()), ..options("a.csv") };
        let file = format!("id,text\n1,ok\n{body}");
        let whole = rows(file.as_bytes(), &options, usize::MAX).unwrap();
        prop_assert_eq!(&rows(file.as_bytes(), &options, step).unwrap(), &whole);
        for (at, row) in whole.iter().enumerate().filter(|(_, row)| !row.starts_with("!!")) {
            prop_assert!(row.starts_with(&format!("{} ", at + 1)), "{:?}", whole);
        }
    }
}

#[test]
fn encodings() {
    let text = "id,text\n1,K\u{f6}nig \u{2013} \u{1f512} zu\n";
    check(
        "a.csv",
        text.as_bytes(),
        &["1 1 K\u{f6}nig \u{2013} \u{1f512} zu"],
    );
    check(
        "a.csv",
        &[b"\xEF\xBB\xBF", text.as_bytes()].concat(),
        &["1 1 K\u{f6}nig"],
    );
    for (bom, little) in [(true, true), (true, false), (false, true), (false, false)] {
        check(
            "a.csv",
            &utf16(text, bom, little),
            &["1 1 K\u{f6}nig \u{2013} \u{1f512} zu"],
        );
    }
    check(
        "a.csv",
        b"id,text\n1,caf\xE9 \x93quoted\x94\n",
        &["1 1 caf\u{e9} \u{201c}quoted\u{201d}"],
    );
    // One stray byte in a UTF-8 file costs no row and no other character.
    check(
        "a.csv",
        b"id,text\n1,caf\xC3\xA9 \xFF end\n2,ok\n",
        &["1 1 caf\u{e9} \u{ff} end", "2 2 ok"],
    );
    check(
        "a.csv",
        b"id,text\n1,cut \xE2\x82",
        &["1 1 cut \u{e2}\u{201a}"],
    );
}

#[test]
fn lines_and_json() {
    check(
        "a.txt",
        b"one, two\n\n  \nthree\r\n",
        &["1  one, two", "2  three"],
    );
    check(
        "a.jsonl",
        b"{\"id\":7,\"message\":\"a\"}\n\n{\"message\":\"b\"}\n",
        &["1 7 a", "2  b"],
    );
    check(
        "a.jsonl",
        b"{\"text\":\"a\"}\n{oops\n{\"text\":3}\n{\"txt\":\"x\"}\n[1]\n",
        &[
            "1  a",
            "2 !The row is not valid JSON",
            "3  3",
            "4 !The object has no text under",
            "5 !The row is neither",
        ],
    );
    check(
        "a.json",
        b" [ {\"text\":\"a, ] \\\" b\"} , {\"text\":\"c\",\"x\":[1,{\"y\":2}]} ] ",
        &["1  a, ] \" b", "2  c"],
    );
    check("a.json", b"[\"one\",\"two\"]", &["1  one", "2  two"]);
    check(
        "a.json",
        b"[{\"text\":\"a\"},{\"text\":,},{\"text\":\"c\"}]",
        &["1  a", "2 !The row is not valid JSON", "3  c"],
    );
    check(
        "a.json",
        b"[{\"text\":\"a\"},{\"text\":\"b",
        &["1  a", "!!The JSON array ends in the middle of row 2"],
    );
    check(
        "a.json",
        b"{\"raw_text\":\"a\"}\n{\"raw_text\":\"b\"}",
        &["1  a", "2  b"],
    );
}

#[test]
fn without_a_name_the_content_decides() {
    for (bytes, kind) in [
        ("id,description\n1,x\n", Kind::Csv),
        ("ticket;text\n1;x\n", Kind::Csv),
        ("Someone clicked, then called.\nAnother one.\n", Kind::Text),
        ("[{\"text\":\"x\"}]", Kind::JsonArray),
        ("{\"text\":\"x\"}\n", Kind::JsonLines),
    ] {
        let reader = open(bytes.as_bytes(), &Options::default()).unwrap();
        assert_eq!(reader.layout().kind, kind, "{bytes}");
    }
}

#[test]
fn files_without_rows_say_what_to_do() {
    let many = (0..1000)
        .map(|i| format!("c{i}"))
        .collect::<Vec<_>>()
        .join(",");
    let many = format!("{many}\n{many}\n").into_bytes();
    for (name, bytes, column, id, words) in [
        ("a.csv", b"".as_slice(), None, "empty-file", "empty"),
        ("a.csv", b" \n\n", None, "empty-file", "empty"),
        ("a.txt", b"", None, "empty-file", "empty"),
        ("a.csv", b"\xEF\xBB\xBF", None, "empty-file", "empty"),
        (
            "a.csv",
            b"id,text\n",
            None,
            "header-only",
            "\u{201c}text\u{201d}",
        ),
        ("a.csv", b"id,text", None, "header-only", "no rows"),
        (
            "a.csv",
            b"id,text\n1,x\n",
            Some("body"),
            "unknown-column",
            "\u{201c}id\u{201d}, \u{201c}text\u{201d}",
        ),
        (
            "a.csv",
            b"a,b\n1,2\n",
            None,
            "no-text-column",
            "Choose one of",
        ),
        (
            "a.csv",
            &many,
            None,
            "too-many-columns",
            "1000 columns; at most 512",
        ),
        (
            "a.xlsx",
            b"PK\x03\x04....",
            None,
            "not-text",
            "Save the sheet as CSV",
        ),
        (
            "a.csv",
            b"a\0\0\0b\0\0\0c\0\0\0d\0\0\0",
            None,
            "not-text",
            "NUL bytes",
        ),
        ("a.csv", b"\"id,text\n1,x\n", None, "malformed", "quote"),
        (
            "a.json",
            b"{\n \"rows\": [\n {\"text\": \"x\"}\n]}",
            None,
            "malformed",
            "neither an array",
        ),
        ("a.json", b"[]", None, "empty-file", "empty"),
    ] {
        let options = Options {
            column: column.map(str::to_owned),
            ..options(name)
        };
        let error = rows(bytes, &options, usize::MAX).map(|_| ()).unwrap_err();
        assert_eq!(error.id(), id, "{name}: {error}");
        assert!(error.to_string().contains(words), "{error}");
    }
}

#[test]
fn limits_hold_and_the_next_row_is_read() {
    let limits = Limits {
        text: 1024,
        columns: 10,
    };
    let options = Options {
        limits,
        ..options("a.csv")
    };
    let long = "x".repeat(2000);
    let file = format!("id,text\n1,{long}\n2,ok\n3,\"{long}\"\n4,ok\n");
    let found = rows(file.as_bytes(), &options, 100).unwrap();
    assert_eq!(
        found,
        [
            "1 !The text is longer than 1 KB.",
            "2 2 ok",
            "3 !The text is longer than 1 KB.",
            "4 4 ok"
        ]
    );
    let lines = Options {
        file_name: Some("a.txt".to_owned()),
        ..options
    };
    let found = rows(format!("{long}\nok\n").as_bytes(), &lines, 100).unwrap();
    assert_eq!(found, ["1 !The text is longer than 1 KB.", "2  ok"]);
}

#[test]
fn one_record_of_a_million_fields_is_one_row() {
    let mut file = b"id,text\n1,ok\n2,wide".to_vec();
    file.extend(std::iter::repeat_n(b',', 1_000_000));
    file.extend(b"\n3,ok\n");
    check_small(&file, &["1 1 ok", "2 2 wide", "3 3 ok"]);
}

fn check_small(file: &[u8], expected: &[&str]) {
    assert_eq!(rows(file, &options("a.csv"), 4096).unwrap(), expected);
}

#[test]
fn our_own_export_comes_back_as_it_was_and_others_stay_as_they_are() {
    let own =
        b"row,id,text,final_label,schema\n1,'=1,'=SUM(A1),x,1\n2,,''=x,x,1\n3,,'quoted',x,1\n";
    check("a.csv", own, &["1 =1 =SUM(A1)", "2  '=x", "3  'quoted'"]);
    check("a.csv", b"id,text\n1,'=SUM(A1)\n", &["1 1 '=SUM(A1)"]);
}

#[test]
fn a_source_that_breaks_off_keeps_its_rows() {
    struct Broken<'a>(&'a [u8]);
    impl Read for Broken<'_> {
        fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
            match self.0.read(buf)? {
                0 => Err(io::Error::new(
                    io::ErrorKind::UnexpectedEof,
                    "connection lost",
                )),
                n => Ok(n),
            }
        }
    }
    let mut file = b"id,text\n".to_vec();
    for i in 0..10_000 {
        file.extend(format!("{i},text number {i}\n").into_bytes());
    }
    let mut reader = open(Broken(&file), &options("a.csv")).unwrap();
    let good = reader
        .by_ref()
        .filter(|item| matches!(item, Ok(Item::Row(_))))
        .count();
    assert_eq!(good, 10_000);
    let mut reader = open(Broken(&file), &options("a.csv")).unwrap();
    let last = reader.by_ref().last();
    assert!(matches!(last, Some(Err(Stop::Io(_)))));
}

#[test]
fn a_preview_shows_columns_guess_and_rows() {
    let file = b"when,who,what\n1,x,somebody did this\n2,y,and then that\n";
    let layout = preview(file, true, &options("a.csv")).unwrap();
    assert_eq!(layout.columns, ["when", "who", "what"]);
    assert_eq!(layout.column.as_deref(), Some("what"));
    assert_eq!(layout.rows.len(), 2);
    // A head that ends inside a row shows the rows before it.
    let cut = preview(&file[..40], false, &options("a.csv")).unwrap();
    assert_eq!(cut.rows.len(), 1);
    // No guess is no error: the reader picks.
    let layout = preview(b"a,b\n1,2\n", true, &options("a.csv")).unwrap();
    assert_eq!((layout.column, layout.columns.len()), (None, 2));
}
