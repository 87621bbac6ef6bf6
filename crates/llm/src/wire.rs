//! What the two processes say to each other over a pipe: frames of a length (u32, little endian)
//! and as many bytes. A question is JSON; an answer is one status byte and its payload.

use std::io::{self, Read, Write};

use crate::Embedding;

/// First byte of an answer to the question.
pub(crate) const GOOD: u8 = 0;
/// First byte of the reason why there will be none.
pub(crate) const BAD: u8 = 1;

/// No question or answer is longer; a larger length means the two lost each other.
const LONGEST: u32 = 1 << 28;

pub(crate) fn write_frame(sink: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
    let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    if length > LONGEST {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "a frame is too long",
        ));
    }
    sink.write_all(&length.to_le_bytes())?;
    sink.write_all(bytes)?;
    sink.flush()
}

/// One answer: how it is meant, and what it says.
pub(crate) fn write_answer(sink: &mut impl Write, status: u8, payload: &[u8]) -> io::Result<()> {
    let mut frame = vec![status];
    frame.extend(payload);
    write_frame(sink, &frame)
}

/// `None` at the end of the pipe.
pub(crate) fn read_frame(source: &mut impl Read) -> io::Result<Option<Vec<u8>>> {
    let mut length = [0; 4];
    if let Err(error) = source.read_exact(&mut length) {
        return match error.kind() {
            io::ErrorKind::UnexpectedEof => Ok(None),
            _ => Err(error),
        };
    }
    let length = u32::from_le_bytes(length);
    if length > LONGEST {
        return Err(io::Error::new(
            io::ErrorKind::InvalidData,
            "a frame is too long",
        ));
    }
    let mut bytes = vec![0; length as usize];
    source.read_exact(&mut bytes)?;
    Ok(Some(bytes))
}

/// Embeddings end to end, little endian.
pub(crate) fn pack(embeddings: &[Embedding]) -> Vec<u8> {
    let values = embeddings.iter().flatten();
    values.flat_map(|value| value.to_le_bytes()).collect()
}

/// `None` if the bytes are not `rows` embeddings of `dimensions` finite numbers.
pub(crate) fn unpack(bytes: &[u8], rows: usize, dimensions: usize) -> Option<Vec<Embedding>> {
    if bytes.len() != rows * dimensions * 4 {
        return None;
    }
    let values: Vec<f32> = bytes
        .as_chunks::<4>()
        .0
        .iter()
        .map(|four| f32::from_le_bytes(*four))
        .collect();
    values.iter().all(|value| value.is_finite()).then(|| {
        values
            .chunks(dimensions.max(1))
            .map(<[f32]>::to_vec)
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_there_and_back() {
        let mut pipe = Vec::new();
        for frame in [&b""[..], b"hello", &[0xff; 300]] {
            write_frame(&mut pipe, frame).unwrap();
        }
        let mut source = &pipe[..];
        assert_eq!(read_frame(&mut source).unwrap().unwrap(), b"");
        assert_eq!(read_frame(&mut source).unwrap().unwrap(), b"hello");
        assert_eq!(read_frame(&mut source).unwrap().unwrap().len(), 300);
        assert!(read_frame(&mut source).unwrap().is_none());
        assert!(read_frame(&mut &pipe[..6]).unwrap().is_some());
        assert!(read_frame(&mut &[9, 0, 0, 0, 1][..]).is_err(), "cut short");
        assert!(read_frame(&mut &[0xff; 8][..]).is_err(), "absurd length");
    }

    #[test]
    fn embeddings_there_and_back() {
        let rows = vec![vec![0.5, -1.0], vec![0.0, 2.0]];
        let bytes = pack(&rows);
        assert_eq!(unpack(&bytes, 2, 2), Some(rows));
        assert_eq!(unpack(&bytes, 2, 3), None);
        assert_eq!(unpack(&pack(&[vec![f32::NAN]]), 1, 1), None);
    }
}
