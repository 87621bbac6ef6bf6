//! Watches a connection while it is waited for: the HTTP library cannot be interrupted and has no
//! time limit between two pieces, so its transport is asked in short turns.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use ureq::unversioned::transport::{
    Buffers, ConnectionDetails, Connector, NextTimeout, RustlsConnector, TcpConnector, Transport,
};

use crate::cancel::LOOK_UP;
use crate::{Cancel, RemoteError, Slow, Timeouts};

/// The clock of one attempt.
#[derive(Debug)]
pub(crate) struct Watch {
    cancel: Cancel,
    timeouts: Timeouts,
    begun: Instant,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    phase: Phase,
    /// When the phase's limit began to run.
    since: Instant,
    verdict: Option<RemoteError>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Connecting,
    Waiting,
    Answering,
}

impl Watch {
    pub(crate) fn start(cancel: &Cancel, timeouts: Timeouts) -> Arc<Self> {
        let begun = Instant::now();
        Arc::new(Self {
            cancel: cancel.clone(),
            timeouts,
            begun,
            state: Mutex::new(State {
                phase: Phase::Connecting,
                since: begun,
                verdict: None,
            }),
        })
    }

    /// Why the watch ended the connection, if it did.
    pub(crate) fn verdict(&self) -> Option<RemoteError> {
        self.state().verdict.clone()
    }

    /// The answer's body has begun.
    pub(crate) fn answering(&self) {
        self.enter(Phase::Answering);
    }

    fn enter(&self, phase: Phase) {
        let mut state = self.state();
        state.phase = phase;
        state.since = Instant::now();
    }

    /// A byte went or came, which matters where the limit is one of silence.
    fn moved(&self, out: bool) {
        let mut state = self.state();
        let phase = if out {
            Phase::Waiting
        } else {
            Phase::Answering
        };
        if state.phase == phase {
            state.since = Instant::now();
        }
    }

    /// Time left until something must have happened, never zero; an error once it has run out.
    fn left(&self) -> Result<Duration, ureq::Error> {
        let mut state = self.state();
        let (limit, slow) = match state.phase {
            Phase::Connecting => (self.timeouts.connect, Slow::Connect),
            Phase::Waiting => (self.timeouts.first_byte, Slow::FirstByte),
            Phase::Answering => (self.timeouts.between_bytes, Slow::BetweenBytes),
        };
        let of_phase = limit.saturating_sub(state.since.elapsed());
        let of_whole = self.timeouts.whole.saturating_sub(self.begun.elapsed());
        let verdict = if self.cancel.is_cancelled() {
            RemoteError::Cancelled
        } else if of_phase.is_zero() {
            RemoteError::TooSlow(slow)
        } else if of_whole.is_zero() {
            RemoteError::TooSlow(Slow::Whole)
        } else {
            return Ok(of_phase.min(of_whole));
        };
        state.verdict = Some(verdict.clone());
        Err(ureq::Error::Other(Box::new(verdict)))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Opens connections, TLS where the address asks for it, under one attempt's watch.
#[derive(Debug)]
pub(crate) struct Watching {
    pub(crate) watch: Arc<Watch>,
    /// Shared by all attempts: reading the world's root certificates takes a while.
    pub(crate) tls: Arc<RustlsConnector>,
}

impl Connector for Watching {
    type Out = <RustlsConnector as Connector<Watched>>::Out;

    fn connect(
        &self,
        details: &ConnectionDetails,
        _: Option<()>,
    ) -> Result<Option<Self::Out>, ureq::Error> {
        let Some(plain) = TcpConnector::default().connect(details, None::<()>)? else {
            return Ok(None);
        };
        let watched = Watched {
            inner: Box::new(plain),
            watch: Arc::clone(&self.watch),
        };
        let open = self.tls.connect(details, Some(watched))?;
        self.watch.enter(Phase::Waiting);
        Ok(open)
    }
}

/// A connection under watch. Limits are the watch's; those of the library are not set.
#[derive(Debug)]
pub(crate) struct Watched {
    inner: Box<dyn Transport>,
    watch: Arc<Watch>,
}

impl Transport for Watched {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.inner.buffers()
    }

    fn transmit_output(
        &mut self,
        amount: usize,
        mut timeout: NextTimeout,
    ) -> Result<(), ureq::Error> {
        timeout.after = self.watch.left()?.into();
        match self.inner.transmit_output(amount, timeout) {
            Ok(()) => {
                self.watch.moved(true);
                Ok(())
            }
            Err(error @ ureq::Error::Timeout(_)) => {
                self.watch.left()?;
                Err(error)
            }
            Err(error) => Err(error),
        }
    }

    fn await_input(&mut self, mut timeout: NextTimeout) -> Result<bool, ureq::Error> {
        loop {
            timeout.after = self.watch.left()?.min(LOOK_UP).into();
            match self.inner.await_input(timeout) {
                Ok(more) => {
                    self.watch.moved(false);
                    return Ok(more);
                }
                Err(ureq::Error::Timeout(_)) => {}
                Err(ureq::Error::Io(error)) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    fn is_open(&mut self) -> bool {
        self.inner.is_open()
    }
}
