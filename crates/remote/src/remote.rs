//! Asks one endpoint: queue, attempts, pauses, and what it turned out not to offer.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::address::Address;
use crate::answer::Gathered;
use crate::connection::{Answer, Connections, Failure, Remedy};
use crate::queue::Queue;
use crate::{Cancel, Completion, Endpoint, Finish, Offer, RemoteError, Request};
use crate::{reader, refusal, retry};

/// A client of one endpoint, shared by any number of threads. Its queue is the endpoint's: two
/// clients of the same endpoint know nothing of each other.
#[derive(Debug)]
pub struct Remote {
    pub(crate) endpoint: Endpoint,
    pub(crate) address: Address,
    queue: Queue,
    connections: Connections,
    offer: Mutex<Offer>,
    /// Tells requests apart where their pauses are spread.
    asked: AtomicU64,
}

/// What it took so far to get one answer.
#[derive(Debug, Default)]
struct Course {
    waited: Duration,
    attempts: u32,
}

impl Remote {
    /// Checks the endpoint and sends nothing.
    ///
    /// # Errors
    /// [`RemoteError::BadEndpoint`]: an address that is none, no model, a token that would travel
    /// unencrypted, or an authority without a certificate.
    pub fn new(endpoint: Endpoint) -> Result<Self, RemoteError> {
        let address = endpoint.address()?;
        Ok(Self {
            address,
            queue: Queue::new(endpoint.limit),
            connections: Connections::new(endpoint.timeouts, endpoint.authority.as_deref())?,
            offer: Mutex::default(),
            asked: AtomicU64::new(0),
            endpoint,
        })
    }

    pub fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// Where requests go, as it was understood.
    pub fn url(&self) -> &str {
        &self.address.completions
    }

    /// What the endpoint has not refused or left out so far.
    pub fn offer(&self) -> Offer {
        *self.offer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Exactly what [`Remote::complete`] would send now.
    pub fn body(&self, request: &Request) -> Value {
        request.body(&self.endpoint.model, self.offer())
    }

    /// Asks, and waits for the whole answer; `on_piece` gets its text as it comes and may stop it.
    /// A part of the request that the endpoint does not offer is left out from then on.
    ///
    /// # Errors
    /// Any [`RemoteError`]: those of the last attempt, if there were several. Stopped by `on_piece`
    /// or `cancel`, it is [`RemoteError::Cancelled`] and the connection is closed.
    pub fn complete(
        &self,
        request: &Request,
        on_piece: &mut dyn FnMut(&str) -> ControlFlow<()>,
        cancel: &Cancel,
    ) -> Result<Completion, RemoteError> {
        self.ask(request, on_piece, cancel, self.endpoint.retries.most)
            .map_err(|error| error.cleaned(self.endpoint.token.as_ref()))
    }

    /// As `complete`, with that many attempts after the first, and errors not cleaned yet.
    pub(crate) fn ask(
        &self,
        request: &Request,
        on_piece: &mut dyn FnMut(&str) -> ControlFlow<()>,
        cancel: &Cancel,
        again: u32,
    ) -> Result<Completion, RemoteError> {
        let salt = self.asked.fetch_add(1, Ordering::Relaxed);
        let retries = crate::Retries {
            most: again,
            ..self.endpoint.retries
        };
        let mut course = Course::default();
        let mut failed = 0;
        let mut offer = self.offer();
        loop {
            course.waited += self.queue.wait(cancel)?;
            course.attempts += 1;
            let begun = Instant::now();
            let failure = match self.attempt(request, offer, on_piece, cancel) {
                Ok(gathered) => return Ok(finish(gathered, &course, begun.elapsed())),
                Err(failure) => failure,
            };
            match failure.remedy {
                Remedy::Nothing => return Err(failure.error),
                Remedy::Less => match offer.after(&failure.error, request) {
                    Some(less) => offer = less,
                    None => return Err(failure.error),
                },
                Remedy::Time => {
                    failed += 1;
                    let pause = retry::pause(retries, failed, salt, failure.error)?;
                    cancel.sleep(pause)?;
                    course.waited += pause;
                }
            }
        }
    }

    /// One request, one answer.
    fn attempt(
        &self,
        request: &Request,
        offer: Offer,
        on_piece: &mut dyn FnMut(&str) -> ControlFlow<()>,
        cancel: &Cancel,
    ) -> Result<Gathered, Failure> {
        let json = request.body(&self.endpoint.model, offer).to_string();
        let url = &self.address.completions;
        let mut answer = self.send(url, Some(json.as_bytes()), cancel)?;
        match answer.status {
            200 => {
                self.learn(offer);
                let mut told = false;
                let mut tell = |piece: &str| {
                    told = true;
                    on_piece(piece)
                };
                let gathered = reader::completion(&mut answer, &mut tell);
                // Nobody has heard anything yet, so it may be asked anew.
                let gathered = gathered.map_err(|error| match error {
                    RemoteError::TooMany { .. } | RemoteError::Server { .. } if !told => Failure {
                        error,
                        remedy: Remedy::Time,
                    },
                    error => error.into(),
                })?;
                self.learn(offer.shown(request, !gathered.logprobs.is_empty()));
                Ok(gathered)
            }
            300..=399 => Err(redirected(&answer).into()),
            status => Err(Failure {
                error: refusal::error(
                    status,
                    &reader::beginning(&mut answer),
                    answer.retry_after,
                    url,
                    &self.endpoint.model,
                ),
                remedy: match status {
                    429 | 500 | 502 | 503 | 504 => Remedy::Time,
                    // Some forbid a part of some models where others do not know it.
                    400 | 403 | 422 => Remedy::Less,
                    _ => Remedy::Nothing,
                },
            }),
        }
    }

    /// Asks for something other than a completion, once; waits its turn like any request.
    pub(crate) fn get(&self, url: &str, cancel: &Cancel) -> Result<Answer, RemoteError> {
        self.queue.wait(cancel)?;
        self.send(url, None, cancel)
            .map_err(|failure| failure.error)
    }

    fn send(&self, url: &str, json: Option<&[u8]>, cancel: &Cancel) -> Result<Answer, Failure> {
        let token = self.endpoint.token.as_ref();
        self.connections.ask(url, token, json, cancel)
    }

    /// A request without some parts was taken, so it was them; or it was taken and one was passed over.
    fn learn(&self, offer: Offer) {
        let mut known = self.offer.lock().unwrap_or_else(PoisonError::into_inner);
        *known = known.and(offer);
    }
}

fn finish(gathered: Gathered, course: &Course, took: Duration) -> Completion {
    Completion {
        text: gathered.text,
        finish: gathered.finish.unwrap_or(Finish::Other),
        usage: gathered.usage,
        logprobs: gathered.logprobs.finish(),
        waited: course.waited,
        took,
        attempts: course.attempts,
    }
}

fn redirected(answer: &Answer) -> RemoteError {
    let to = answer.location.as_deref().unwrap_or("another address");
    RemoteError::BadEndpoint(format!(
        "it sends us on to {to}; if you trust that, give it as the address"
    ))
}
