//! How well people's reading agrees with the labels: texts of the corpus given to readers who know the
//! ten definitions and nothing else. What they reach, a model may hope for; what none reaches is in
//! the labels, not in the model.

use serde::Serialize;
use taxonomy::Label;

/// Names of the readers' columns.
const READERS: [&str; 2] = ["first", "second"];

#[derive(Debug, PartialEq, Serialize)]
pub struct Readers {
    pub texts: usize,
    /// Share of the texts to which each reader gave the label they were written for.
    pub agreement: [f64; 2],
    /// Share to which both gave the same label.
    pub between: f64,
}

/// Reads a CSV with the columns `label`, `first` and `second`.
///
/// # Errors
/// No such CSV, or a label that is none of the ten; in words.
pub fn read(source: impl std::io::Read) -> Result<Readers, String> {
    let mut reader = csv::Reader::from_reader(source);
    let headers = reader.headers().map_err(|error| error.to_string())?;
    let column = |name: &str| {
        let at = headers.iter().position(|header| header == name);
        at.ok_or_else(|| format!("there is no column `{name}`"))
    };
    let columns = [column("label")?, column(READERS[0])?, column(READERS[1])?];
    let (mut texts, mut agree, mut between) = (0_usize, [0_usize; 2], 0_usize);
    for record in reader.records() {
        let record = record.map_err(|error| error.to_string())?;
        let cell = |at: usize| {
            let label: Result<Label, _> = record.get(at).unwrap_or_default().parse();
            label.map_err(|error| error.to_string())
        };
        let [label, first, second] = [cell(columns[0])?, cell(columns[1])?, cell(columns[2])?];
        texts += 1;
        agree[0] += usize::from(first == label);
        agree[1] += usize::from(second == label);
        between += usize::from(first == second);
    }
    if texts == 0 {
        return Err("nobody read anything".into());
    }
    let share = |count: usize| count as f64 / texts as f64;
    Ok(Readers {
        texts,
        agreement: agree.map(share),
        between: share(between),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_counted() {
        let check = |rows: &str, expected: Result<(usize, [f64; 2], f64), &str>| {
            let file = format!("text,label,first,second\n{rows}");
            match (read(file.as_bytes()), expected) {
                (Ok(read), Ok((texts, agreement, between))) => {
                    let expected = Readers {
                        texts,
                        agreement,
                        between,
                    };
                    assert_eq!(read, expected, "{rows}");
                }
                (Err(error), Err(words)) => assert!(error.contains(words), "{error}"),
                (read, _) => panic!("{rows}: {read:?}"),
            }
        };
        check("a,malware,malware,malware\n", Ok((1, [1.0, 1.0], 1.0)));
        check(
            "a,malware,phishing,malware\nb,phishing,phishing,malware\n",
            Ok((2, [0.5, 0.5], 0.0)),
        );
        check("a,malware,virus,malware\n", Err("`virus` is not a label"));
        check("", Err("nobody"));
        assert!(read(&b"label,first\n"[..]).is_err());
    }

    #[test]
    fn our_second_reading_can_be_read() {
        let file = include_bytes!("../../../data/second-reading.csv");
        let read = read(&file[..]).unwrap();
        assert_eq!(read.texts, 960);
        assert!(read.agreement.iter().all(|share| *share > 0.9), "{read:?}");
    }
}
