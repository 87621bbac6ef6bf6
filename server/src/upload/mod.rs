//! A request body becomes a batch while it arrives.
//!
//! The handler's task moves pieces of the body into a bounded channel; a blocking thread reads
//! rows from the other end, so a slow reader slows the sender down and memory stays flat. Whatever
//! happens to the connection, the rows read so far are kept and the batch says how it ended.

mod channel;
mod intake;
mod worker;

pub(crate) use intake::{Intake, receive};
