//! From arguments to a listening socket, and down again without cutting anybody off.

use std::future::{Future, IntoFuture};
use std::io;
use std::process::ExitCode;
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tracing_subscriber::EnvFilter;

use crate::config::Asked;
use crate::{AppState, Config, router};

/// How long open requests may take once the process is asked to stop.
const GRACE: Duration = Duration::from_secs(10);

/// The program. Data on stdout: the address, one line. Logs on stderr.
pub async fn main() -> ExitCode {
    let asked = Config::read(std::env::args().skip(1), |name| std::env::var(name).ok());
    let config = match asked {
        Ok(Asked::Run(config)) => *config,
        Ok(Asked::Help(text)) => {
            print!("{text}");
            return ExitCode::SUCCESS;
        }
        Err(message) => {
            eprintln!("alertsage-server: {message}");
            return ExitCode::from(2);
        }
    };
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .init();
    match start(config).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("alertsage-server: {message}");
            ExitCode::FAILURE
        }
    }
}

async fn start(config: Config) -> Result<(), String> {
    let address = config.address;
    let listener = TcpListener::bind(address)
        .await
        .map_err(|error| format!("cannot listen on {address}: {error}"))?;
    let bound = listener.local_addr().map_err(|error| error.to_string())?;
    println!("http://{bound}/");
    let (stop, stopping) = watch::channel(false);
    let state = AppState::new(config, stopping)?;
    run(listener, router(state), async move {
        asked_to_stop().await;
        tracing::info!("stopping");
        stop.send_replace(true);
    })
    .await
    .map_err(|error| error.to_string())
}

/// Serves until `stop` is ready, then finishes open requests within a grace period.
///
/// # Errors
/// When the socket fails.
pub async fn run(
    listener: TcpListener,
    router: Router,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let (asked, mut late) = watch::channel(false);
    let service = axum::serve(listener, router).with_graceful_shutdown(async move {
        stop.await;
        asked.send_replace(true);
    });
    tokio::select! {
        result = service.into_future() => result,
        () = async move {
            let _ = late.wait_for(|asked| *asked).await;
            tokio::time::sleep(GRACE).await;
        } => Ok(()),
    }
}

async fn asked_to_stop() {
    let interrupt = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    #[cfg(unix)]
    let terminate = async {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}
