//! One bucket for all writing requests of the process. It looks at no address, so no forged
//! header gets past it; it is generous, because it protects the machine and not a quota.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use axum::extract::{Request, State};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::problem::Problem;

/// Seconds' worth of requests that may come at once.
const BURST: f64 = 10.0;

/// Fills at `rate` tokens a second up to ten seconds' worth.
#[derive(Debug, Clone)]
pub(crate) struct Bucket {
    rate: f64,
    level: Arc<Mutex<(f64, Instant)>>,
}

impl Bucket {
    pub(crate) fn new(rate: f64) -> Self {
        let rate = rate.max(0.1);
        Self {
            rate,
            level: Arc::new(Mutex::new(((rate * BURST).max(1.0), Instant::now()))),
        }
    }

    fn take(&self) -> bool {
        let mut level = self.level.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let gained = (now - level.1).as_secs_f64() * self.rate;
        level.0 = (level.0 + gained).min((self.rate * BURST).max(1.0));
        level.1 = now;
        let enough = level.0 >= 1.0;
        if enough {
            level.0 -= 1.0;
        }
        enough
    }
}

pub(crate) async fn limit(State(bucket): State<Bucket>, request: Request, next: Next) -> Response {
    let reads = matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    );
    if reads || bucket.take() {
        return next.run(request).await;
    }
    Problem::new(
        StatusCode::TOO_MANY_REQUESTS,
        "too-many-requests",
        "Too many requests",
        "More came in than this server takes. Nothing was changed; try again in a second.",
    )
    .retry_after(1)
    .into_response()
}
