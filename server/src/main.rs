//! alertsage-server: pages, API and uploads on one port. Everything is in the library, so that
//! tests run the very same service.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    server::main().await
}
