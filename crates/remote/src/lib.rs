//! Any endpoint that speaks OpenAI's chat completions: messages in, text and the probabilities of
//! its tokens out.
//!
//! Blocking, for use from several threads at once. Knows nothing of labels, records or incidents;
//! reads no environment but the variable it is told to, follows no redirect, uses no proxy, and
//! sends nothing but what [`Remote::body`] shows, and when it is tested what [`Remote::probe`] says. A
//! token reaches the endpoint and nothing else: no
//! error, log or echo.
//!
//! Dependencies: `ureq` with `rustls`, HTTP and TLS without a runtime, pinned exactly because
//! `watch` sits on its transport; `httpdate`, because `Retry-After` may be a date;
//! `log`, only to switch off the level at which `ureq` writes requests out; `serde` and
//! `serde_json` for what goes over the wire.

mod address;
mod answer;
mod cancel;
mod connection;
mod endpoint;
mod error;
mod logprobs;
mod many;
mod offer;
mod probe;
mod queue;
mod reader;
mod refusal;
mod remote;
mod request;
mod retry;
mod sse;
mod token;
mod trust;
mod watch;

pub use answer::{Completion, Finish, Usage};
pub use cancel::Cancel;
pub use endpoint::{Endpoint, Limit, Retries, Timeouts};
pub use error::{RemoteError, Slow};
pub use logprobs::TokenLogprob;
pub use offer::Offer;
pub use probe::Probe;
pub use remote::Remote;
pub use request::{Message, Request, Role};
pub use token::Token;
