//! What many rows are like together: words, near duplicates, what gives the label away. Computed
//! from a sample of the rows, the same for the same settings.

mod audit;
mod near;
mod sample;

pub use audit::{Audit, FrameWords, Halves, Leak, audit};
pub use near::{Near, near};
pub use sample::{ROWS, Sample, Seen, draw};
