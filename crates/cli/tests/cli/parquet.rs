//! Reads what the program writes as Parquet, by the format's own rules and none of its code: just
//! enough of a reader for flat, required, plainly encoded columns.

use std::collections::BTreeMap;

/// A value of Thrift's compact protocol.
#[derive(Debug)]
enum Thrift {
    Int(i64),
    Bytes(Vec<u8>),
    List(Vec<Thrift>),
    Struct(BTreeMap<i16, Thrift>),
}

impl Thrift {
    fn at(&self, field: i16) -> &Thrift {
        match self {
            Self::Struct(fields) => &fields[&field],
            other => panic!("{other:?} has no fields"),
        }
    }

    fn int(&self) -> i64 {
        match self {
            Self::Int(number) => *number,
            other => panic!("{other:?} is no number"),
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Bytes(bytes) => String::from_utf8(bytes.clone()).expect("UTF-8"),
            other => panic!("{other:?} is no text"),
        }
    }

    fn list(&self) -> &[Thrift] {
        match self {
            Self::List(items) => items,
            other => panic!("{other:?} is no list"),
        }
    }
}

struct Bytes<'b>(&'b [u8]);

impl Bytes<'_> {
    fn take(&mut self, count: usize) -> &[u8] {
        let (head, tail) = self.0.split_at(count);
        self.0 = tail;
        head
    }

    fn varint(&mut self) -> u64 {
        let (mut number, mut shift) = (0, 0);
        loop {
            let byte = self.take(1)[0];
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return number;
            }
            shift += 7;
        }
    }

    fn value(&mut self, kind: u8) -> Thrift {
        match kind {
            4..=6 => {
                let n = self.varint();
                Thrift::Int((n >> 1) as i64 ^ -((n & 1) as i64))
            }
            8 => {
                let len = self.varint() as usize;
                Thrift::Bytes(self.take(len).to_vec())
            }
            9 => {
                let head = self.take(1)[0];
                let len = match head >> 4 {
                    15 => self.varint(),
                    short => u64::from(short),
                };
                Thrift::List((0..len).map(|_| self.value(head & 15)).collect())
            }
            12 => self.fields(),
            other => panic!("a value of kind {other}"),
        }
    }

    fn fields(&mut self) -> Thrift {
        let (mut fields, mut id) = (BTreeMap::new(), 0);
        loop {
            let head = self.take(1)[0];
            if head == 0 {
                return Thrift::Struct(fields);
            }
            id += i16::from(head >> 4);
            let value = self.value(head & 15);
            fields.insert(id, value);
        }
    }
}

/// The rows of a file, every value as text.
pub fn read(file: &[u8]) -> Vec<BTreeMap<String, String>> {
    assert!(file.starts_with(b"PAR1") && file.ends_with(b"PAR1"));
    let length = file[file.len() - 8..file.len() - 4]
        .try_into()
        .expect("four");
    let end = file.len() - 8;
    let footer = Bytes(&file[end - u32::from_le_bytes(length) as usize..end]).fields();
    let schema = &footer.at(2).list()[1..];
    let mut rows = Vec::new();
    for group in footer.at(4).list() {
        let count = group.at(3).int() as usize;
        let first = rows.len();
        rows.resize(first + count, BTreeMap::new());
        for (column, chunk) in schema.iter().zip(group.at(1).list()) {
            let facts = chunk.at(3);
            let name = column.at(4).text();
            assert_eq!(facts.at(3).list()[0].text(), name);
            assert_eq!(facts.at(4).int(), 0, "compressed");
            let start = facts.at(9).int() as usize;
            let size = facts.at(7).int() as usize;
            let mut page = Bytes(&file[start..start + size]);
            let head = page.fields();
            assert_eq!(head.at(5).at(1).int() as usize, count);
            assert_eq!(head.at(3).int() as usize, page.0.len());
            for row in &mut rows[first..] {
                let value = if facts.at(1).int() == 2 {
                    let bytes = page.take(8).try_into().expect("eight");
                    i64::from_le_bytes(bytes).to_string()
                } else {
                    let len = page.take(4).try_into().expect("four");
                    let text = page.take(u32::from_le_bytes(len) as usize);
                    String::from_utf8(text.to_vec()).expect("UTF-8")
                };
                row.insert(name.clone(), value);
            }
            assert!(page.0.is_empty(), "{name} has a rest");
        }
    }
    assert_eq!(footer.at(3).int() as usize, rows.len());
    rows
}
