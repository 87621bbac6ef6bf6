//! All terms of a model in one allocation: a model has some fifty thousand, and is read at every start of
//! the command line.

/// Terms end to end, and where each ends.
#[derive(Debug, Clone, Default)]
pub(crate) struct Terms {
    bytes: Box<str>,
    ends: Vec<u32>,
}

impl Terms {
    /// `None` if a length ends inside a character. The lengths add up to the text's.
    pub(crate) fn new(text: &str, lengths: &[u8]) -> Option<Self> {
        let mut end = 0;
        let ends = lengths.iter().map(|length| {
            end += u32::from(*length);
            text.is_char_boundary(end as usize).then_some(end)
        });
        Some(Self {
            ends: ends.collect::<Option<_>>()?,
            bytes: text.into(),
        })
    }

    pub(crate) fn iter(&self) -> impl ExactSizeIterator<Item = &str> {
        let mut start = 0;
        self.ends.iter().map(move |end| {
            let term = &self.bytes[start..*end as usize];
            start = *end as usize;
            term
        })
    }
}
