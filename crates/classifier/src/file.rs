//! The model file: one small, portable, checksummed blob that lies as the model does in memory, so
//! that reading it is little more than copying it.
//!
//! Little endian throughout: magic `ALERTSG5`; SHA-256 of all that follows; id (u16 length, UTF-8);
//! number of terms (u32); biases (11 x f32); ballast, unseen weight, out-of-domain bound (f32);
//! scales (12 x f32); rows (12 x i8 a term, times the column's scale: `value * weight`, then `value`);
//! lengths of the terms (u8 a term); the terms end to end (UTF-8). The most frequent terms come
//! first: what most texts need lies close together.

use sha2::{Digest, Sha256};

use crate::model::{Cells, ROW};
use crate::terms::Terms;
use crate::{COLUMNS, Parameters};

/// The cells of as many terms add up in 32 bits by far.
const MOST_TERMS: usize = 1_000_000;

const MAGIC: &[u8; 8] = b"ALERTSG5";

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

/// Writes a model file. Cells are rounded to 8 bits a column: a text has some eighty
/// terms, whose rounding errors go both ways, and more terms say more than finer ones.
pub fn encode(p: &Parameters) -> Vec<u8> {
    let cells = |term: usize| -> [f32; ROW] {
        let (value, weights) = (p.values[term], &p.weights[term]);
        std::array::from_fn(|c| weights.get(c).map_or(value, |weight| value * weight))
    };
    let mut scales = [f32::MIN_POSITIVE; ROW];
    for term in 0..p.terms.len() {
        for (scale, cell) in scales.iter_mut().zip(cells(term)) {
            *scale = scale.max(cell.abs() / f32::from(i8::MAX));
        }
    }
    let mut order: Vec<usize> = (0..p.terms.len()).collect();
    order.sort_by(|a, b| p.values[*a].total_cmp(&p.values[*b]));
    let mut body = Vec::new();
    body.extend((p.id.len() as u16).to_le_bytes());
    body.extend(p.id.as_bytes());
    body.extend((p.terms.len() as u32).to_le_bytes());
    let mut floats = |values: &[f32]| values.iter().for_each(|v| body.extend(v.to_le_bytes()));
    floats(&p.bias);
    floats(&[p.ballast, p.unseen_weight, p.out_of_domain_bound]);
    floats(&scales);
    for term in &order {
        for (cell, scale) in cells(*term).iter().zip(scales) {
            body.push((cell / scale).round() as i8 as u8);
        }
    }
    body.extend(order.iter().map(|term| p.terms[*term].len() as u8));
    for term in &order {
        body.extend(p.terms[*term].as_bytes());
    }
    let mut file = MAGIC.to_vec();
    file.extend(Sha256::digest(&body));
    file.extend(body);
    file
}

/// What a file holds, as it holds it.
pub(crate) struct Contents {
    pub id: String,
    /// Lower-case hex of the file's sum.
    pub sha256: String,
    pub bias: [f32; COLUMNS],
    pub ballast: f32,
    pub unseen_weight: f32,
    pub out_of_domain_bound: f32,
    pub scales: [f32; ROW],
    pub rows: Vec<Cells>,
    pub terms: Terms,
}

pub(crate) fn decode(bytes: &[u8]) -> Result<Contents, ModelError> {
    let rest = bytes.strip_prefix(MAGIC).ok_or(ModelError::NotAModel)?;
    let (sum, body) = rest.split_at_checked(32).ok_or(ModelError::Damaged)?;
    if Sha256::digest(body).as_slice() != sum {
        return Err(ModelError::Damaged);
    }
    let mut r = Reader(body);
    let id_length = usize::from(u16::from_le_bytes(r.take()?));
    let id = r.text(id_length)?;
    let n = u32::from_le_bytes(r.take()?) as usize;
    if n > MOST_TERMS {
        return Err(ModelError::Malformed("more than a million terms"));
    }
    let bias = r.floats()?;
    let [ballast, unseen_weight, out_of_domain_bound] = r.floats()?;
    if ballast < 0.0 {
        return Err(ModelError::Malformed("its ballast is negative"));
    }
    let scales = r.floats()?;
    // Cut out before it is copied, so nothing is reserved for what is not there.
    let rows = r.slice(n * size_of::<Cells>())?.as_chunks().0.iter();
    let rows = rows.map(|row: &[u8; size_of::<Cells>()]| row.map(|cell| cell as i8));
    let lengths = r.slice(n)?;
    let terms = Terms::new(
        r.text(lengths.iter().map(|n| usize::from(*n)).sum())?,
        lengths,
    )
    .ok_or(ModelError::Malformed("a term is not UTF-8"))?;
    Ok(Contents {
        id: id.to_owned(),
        sha256: sum.iter().map(|byte| format!("{byte:02x}")).collect(),
        bias,
        ballast,
        unseen_weight,
        out_of_domain_bound,
        scales,
        rows: rows.collect(),
        terms,
    })
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

    fn slice(&mut self, length: usize) -> Result<&'b [u8], ModelError> {
        let (head, rest): (&'b [u8], _) = self
            .0
            .split_at_checked(length)
            .ok_or(ModelError::Malformed("it ends too early"))?;
        self.0 = rest;
        Ok(head)
    }

    pub(crate) fn text(&mut self, length: usize) -> Result<&'b str, ModelError> {
        std::str::from_utf8(self.slice(length)?)
            .map_err(|_| ModelError::Malformed("a text is not UTF-8"))
    }
}
