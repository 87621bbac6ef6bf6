//! alertsage-server: pages, API and uploads on one port. Everything is in the library, so that
//! tests run the very same service.

use std::process::ExitCode;

fn main() -> ExitCode {
    // The same program is started again to run the sentence model.
    semantic::serve_if_asked();
    run()
}

#[tokio::main]
async fn run() -> ExitCode {
    server::main().await
}
