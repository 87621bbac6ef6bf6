//! The model file: one small, portable, checksummed blob.
//!
//! Little endian throughout: magic `ALERTSG1`; SHA-256 of all that follows; id (u16 length, UTF-8);
//! number of terms (u32); biases (11 x f32); unseen weight, out-of-domain bound (f32); scales
//! (11 x f32); idf (f32 a term); weights (11 x i16 a term, times the column's scale); terms (u8
//! length, UTF-8).

use sha2::{Digest, Sha256};

use crate::{COLUMNS, Parameters};

const MAGIC: &[u8; 8] = b"ALERTSG1";

/// Why bytes are no usable model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ModelError {
    /// The file does not begin like a model of this version.
    NotAModel,
    /// The sum does not fit: truncated or altered.
    Damaged,
    /// The sum fits but the contents do not: written by something else.
    Malformed(&'static str),
}

impl std::fmt::Display for ModelError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotAModel => f.write_str("not an AlertSage model file of this version"),
            Self::Damaged => f.write_str("the model file is damaged: its checksum does not fit"),
            Self::Malformed(what) => write!(f, "the model file is malformed: {what}"),
        }
    }
}

impl std::error::Error for ModelError {}

/// Writes a model file. Weights are rounded to 16 bits a column.
pub fn encode(p: &Parameters) -> Vec<u8> {
    let mut scales = [0.0f32; COLUMNS];
    for row in &p.weights {
        for (scale, weight) in scales.iter_mut().zip(row) {
            *scale = scale.max(weight.abs() / f32::from(i16::MAX));
        }
    }
    let mut body = Vec::new();
    body.extend((p.id.len() as u16).to_le_bytes());
    body.extend(p.id.as_bytes());
    body.extend((p.terms.len() as u32).to_le_bytes());
    let mut floats = |values: &[f32]| values.iter().for_each(|v| body.extend(v.to_le_bytes()));
    floats(&p.bias);
    floats(&[p.unseen_weight, p.out_of_domain_bound]);
    floats(&scales);
    floats(&p.idf);
    for row in &p.weights {
        for (weight, scale) in row.iter().zip(scales) {
            let rounded = if scale > 0.0 {
                (weight / scale).round()
            } else {
                0.0
            };
            body.extend((rounded as i16).to_le_bytes());
        }
    }
    for term in &p.terms {
        body.push(term.len() as u8);
        body.extend(term.as_bytes());
    }
    let mut file = MAGIC.to_vec();
    file.extend(Sha256::digest(&body));
    file.extend(body);
    file
}

/// Parameters and the sum in hex.
pub(crate) fn decode(bytes: &[u8]) -> Result<(Parameters, String), ModelError> {
    let rest = bytes.strip_prefix(MAGIC).ok_or(ModelError::NotAModel)?;
    let (sum, body) = rest.split_at_checked(32).ok_or(ModelError::Damaged)?;
    if Sha256::digest(body).as_slice() != sum {
        return Err(ModelError::Damaged);
    }
    let mut r = Reader(body);
    let id_length = usize::from(u16::from_le_bytes(r.take()?));
    let id = r.text(id_length)?;
    let n = u32::from_le_bytes(r.take()?) as usize;
    // Before anything is reserved: a term takes at least idf, weights and its length.
    if n > body.len() / (4 + 2 * COLUMNS + 1) {
        return Err(ModelError::Malformed("more terms than the file can hold"));
    }
    if n > usize::from(u16::MAX) {
        return Err(ModelError::Malformed("more than 65,535 terms"));
    }
    let bias = r.floats()?;
    let [unseen_weight, out_of_domain_bound] = r.floats()?;
    let scales: [f32; COLUMNS] = r.floats()?;
    let idf = (0..n)
        .map(|_| Ok(r.floats::<1>()?[0]))
        .collect::<Result<_, _>>()?;
    let weights = (0..n)
        .map(|_| {
            let mut row = [0.0; COLUMNS];
            for (cell, scale) in row.iter_mut().zip(scales) {
                *cell = f32::from(i16::from_le_bytes(r.take()?)) * scale;
            }
            Ok(row)
        })
        .collect::<Result<_, _>>()?;
    let terms = (0..n)
        .map(|_| {
            let [length] = r.take::<1>()?;
            r.text(usize::from(length))
        })
        .collect::<Result<_, _>>()?;
    let sum = sum.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok((
        Parameters {
            id,
            terms,
            idf,
            weights,
            bias,
            unseen_weight,
            out_of_domain_bound,
        },
        sum,
    ))
}

/// Takes a file apart from its front, never past its end.
pub(crate) struct Reader<'b>(pub(crate) &'b [u8]);

impl<'b> Reader<'b> {
    pub(crate) fn take<const N: usize>(&mut self) -> Result<[u8; N], ModelError> {
        let (head, rest) = self
            .0
            .split_first_chunk()
            .ok_or(ModelError::Malformed("it ends too early"))?;
        self.0 = rest;
        Ok(*head)
    }

    pub(crate) fn floats<const N: usize>(&mut self) -> Result<[f32; N], ModelError> {
        let mut out = [0.0; N];
        for value in &mut out {
            *value = f32::from_le_bytes(self.take()?);
            if !value.is_finite() {
                return Err(ModelError::Malformed("a number is not finite"));
            }
        }
        Ok(out)
    }

    pub(crate) fn text(&mut self, length: usize) -> Result<String, ModelError> {
        let (head, rest): (&'b [u8], _) = self
            .0
            .split_at_checked(length)
            .ok_or(ModelError::Malformed("it ends too early"))?;
        self.0 = rest;
        String::from_utf8(head.to_vec()).map_err(|_| ModelError::Malformed("a term is not UTF-8"))
    }
}
