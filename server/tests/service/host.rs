//! A service on a free port for one test; stopped when dropped.

use std::net::{SocketAddr, TcpListener};
use std::thread::JoinHandle;

use axum::Router;
use axum::routing::get;
use server::{AppState, Config, router_with};
use tokio::sync::{oneshot, watch};

use crate::client::Client;

pub struct Host {
    pub address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Host {
    pub fn start() -> Self {
        Self::with(Config {
            rate: 10_000.0,
            // Its process is the program itself, and a test is not the program.
            second_opinion: false,
            ..Config::default()
        })
    }

    pub fn with(config: Config) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Runtime::new().unwrap();
            runtime.block_on(async {
                let (stopping, seen) = watch::channel(false);
                let state = AppState::new(config, seen).unwrap();
                let beside = Router::new().route("/test/panic", get(panics));
                let listener = tokio::net::TcpListener::from_std(listener).unwrap();
                let stop = async move {
                    let _ = stopped.await;
                    stopping.send_replace(true);
                };
                server::run(listener, router_with(state, beside), stop)
                    .await
                    .unwrap();
            });
            runtime.shutdown_timeout(std::time::Duration::from_secs(1));
        });
        Self {
            address,
            stop: Some(stop),
            thread: Some(thread),
        }
    }

    pub fn client(&self) -> Client {
        Client {
            address: self.address,
        }
    }
}

async fn panics() -> &'static str {
    panic!("on purpose, with words nobody should see")
}

impl Drop for Host {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
