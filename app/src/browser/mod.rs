//! What only a browser has: clipboard, clock, cookies, dialogs, files, event streams.
//!
//! On the server every function here is there and does nothing, so pages call them without
//! asking where they run. Effects and event handlers never run on the server.

#[cfg(not(feature = "hydrate"))]
mod absent;
#[cfg(feature = "hydrate")]
mod document;
#[cfg(feature = "hydrate")]
mod listen;
#[cfg(feature = "hydrate")]
mod model;
#[cfg(feature = "hydrate")]
mod net;
#[cfg(feature = "hydrate")]
mod picture;

#[cfg(feature = "hydrate")]
pub use self::{document::*, listen::*, model::*, net::*, picture::*};
#[cfg(not(feature = "hydrate"))]
pub use absent::*;
