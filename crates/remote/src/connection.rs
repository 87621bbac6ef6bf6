//! One request on a connection of its own, closed when the answer is dropped.
//!
//! A connection for each costs a millisecond or, with TLS, a few; an answer takes hundreds. In
//! return a balancer before a cluster spreads single requests, no request dies on a connection that
//! the server has given up, and stopping one is closing one.

use std::io::{ErrorKind, Read};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use ureq::config::Config;
use ureq::http::{HeaderMap, header};
use ureq::tls::TlsConfig;
use ureq::unversioned::resolver::DefaultResolver;
use ureq::unversioned::transport::RustlsConnector;
use ureq::{Agent, BodyReader, RequestBuilder};

use crate::watch::{Watch, Watching};
use crate::{Cancel, RemoteError, Slow, Timeouts, Token, retry, trust};

/// Opens connections. Uses no proxy and follows no redirect, so what is sent reaches the host that
/// was named, and no other.
#[derive(Debug)]
pub(crate) struct Connections {
    timeouts: Timeouts,
    trust: TlsConfig,
    /// Made from `trust` when first needed.
    tls: Arc<RustlsConnector>,
}

/// The head of an answer, and its body to be read.
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// `Content-Type`, in small letters.
    pub(crate) kind: String,
    pub(crate) retry_after: Option<Duration>,
    /// Where a redirect leads.
    pub(crate) location: Option<String>,
    body: BodyReader<'static>,
    watch: Arc<Watch>,
    begun: bool,
}

/// No answer, and what may help.
pub(crate) struct Failure {
    pub(crate) error: RemoteError,
    pub(crate) remedy: Remedy,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Remedy {
    Nothing,
    /// Asking the same again, later.
    Time,
    /// Asking without what was complained about.
    Less,
}

impl From<RemoteError> for Failure {
    fn from(error: RemoteError) -> Self {
        let remedy = Remedy::Nothing;
        Self { error, remedy }
    }
}

impl Connections {
    pub(crate) fn new(timeouts: Timeouts, authority: Option<&str>) -> Result<Self, RemoteError> {
        Ok(Self {
            timeouts,
            trust: TlsConfig::builder()
                .root_certs(trust::roots(authority)?)
                .build(),
            tls: Arc::default(),
        })
    }

    /// POSTs `json`, or GETs if there is none.
    pub(crate) fn ask(
        &self,
        url: &str,
        token: Option<&Token>,
        json: Option<&[u8]>,
        cancel: &Cancel,
    ) -> Result<Answer, Failure> {
        let watch = Watch::start(cancel, self.timeouts);
        let agent = self.agent(&watch);
        let answer = match json {
            Some(json) => headed(agent.post(url), token)
                .header(header::CONTENT_TYPE, "application/json")
                .send(json),
            None => headed(agent.get(url), token).call(),
        };
        let (head, body) = answer.map_err(|error| failure(error, &watch))?.into_parts();
        Ok(Answer {
            status: head.status.as_u16(),
            kind: text(&head.headers, header::CONTENT_TYPE)
                .unwrap_or_default()
                .to_ascii_lowercase(),
            retry_after: text(&head.headers, header::RETRY_AFTER)
                .and_then(|after| retry::retry_after(after, SystemTime::now())),
            location: text(&head.headers, header::LOCATION).map(str::to_owned),
            body: body.into_reader(),
            watch,
            begun: false,
        })
    }

    fn agent(&self, watch: &Arc<Watch>) -> Agent {
        let config = Config::builder()
            .tls_config(self.trust.clone())
            .proxy(None)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .timeout_resolve(Some(self.timeouts.connect))
            .timeout_connect(Some(self.timeouts.connect))
            .max_idle_connections(0)
            .user_agent("AlertSage")
            .accept("application/json, text/event-stream")
            .build();
        let connector = Watching {
            watch: Arc::clone(watch),
            tls: Arc::clone(&self.tls),
        };
        Agent::with_parts(config, connector, DefaultResolver::default())
    }
}

/// With the headers of every request.
fn headed<B>(request: RequestBuilder<B>, token: Option<&Token>) -> RequestBuilder<B> {
    let request = request.header(header::CONNECTION, "close");
    match token.and_then(Token::header) {
        Some(secret) => request.header(header::AUTHORIZATION, secret),
        None => request,
    }
}

impl Answer {
    /// Some of the body; 0 bytes at its end.
    pub(crate) fn read(&mut self, into: &mut [u8]) -> Result<usize, RemoteError> {
        match self.body.read(into) {
            Ok(n) => {
                if !std::mem::replace(&mut self.begun, true) {
                    self.watch.answering();
                }
                Ok(n)
            }
            Err(_) => Err(self
                .watch
                .verdict()
                .unwrap_or_else(|| RemoteError::BadAnswer("it broke off".to_owned()))),
        }
    }
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}

fn failure(error: ureq::Error, watch: &Watch) -> Failure {
    let remedy = match (&error, watch.verdict()) {
        (_, Some(RemoteError::TooSlow(Slow::Connect))) => Remedy::Time,
        (_, Some(_)) => Remedy::Nothing,
        // A certificate does not get better.
        (ureq::Error::Io(error), None) if error.kind() == ErrorKind::InvalidData => Remedy::Nothing,
        (ureq::Error::Timeout(_) | ureq::Error::Io(_) | ureq::Error::HostNotFound, None) => {
            Remedy::Time
        }
        (_, None) => Remedy::Nothing,
    };
    let error = watch.verdict().unwrap_or_else(|| match &error {
        ureq::Error::Timeout(_) => RemoteError::TooSlow(Slow::Connect),
        ureq::Error::Protocol(_) => RemoteError::BadAnswer("it does not speak HTTP".to_owned()),
        ureq::Error::HostNotFound => RemoteError::Unreachable("nobody knows that host".to_owned()),
        ureq::Error::Io(error) if error.kind() == ErrorKind::InvalidData => {
            RemoteError::Unreachable(trust::complaint(error))
        }
        ureq::Error::Io(error) => RemoteError::Unreachable(error.to_string()),
        other => RemoteError::Unreachable(other.to_string()),
    });
    Failure { error, remedy }
}
