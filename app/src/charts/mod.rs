//! Charts: `plotters` lays them out, a drawing backend of our own collects what it draws, and the
//! view renders that as SVG elements.
//!
//! Text is escaped by the framework like all other text, colours are CSS classes and follow the
//! theme, and the same code runs on server and in the browser. No markup is built from strings.

mod bars;
mod drawing;
mod histogram;
mod role;
mod sheet;
mod waterfall;

pub use bars::{Bar, bars};
pub use drawing::{Drawing, Target, Targets};
pub use histogram::histogram;
pub use role::Role;
pub use sheet::{Anchor, Mark, Shape, Sheet};
pub use waterfall::{Part, waterfall};

/// Charts are drawn twice, for wide and narrow places; the style sheet shows one of them, so that
/// letters keep their size on a phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Width {
    Wide,
    Narrow,
}

impl Width {
    pub const ALL: [Width; 2] = [Self::Wide, Self::Narrow];

    pub(crate) const fn pixels(self) -> u32 {
        match self {
            Self::Wide => 560,
            Self::Narrow => 320,
        }
    }

    pub(crate) const fn class(self) -> &'static str {
        match self {
            Self::Wide => "drawing drawing-wide",
            Self::Narrow => "drawing drawing-narrow",
        }
    }
}

/// Letters of 12 px, everywhere in a chart.
pub(crate) const LETTER: f64 = 12.0;
