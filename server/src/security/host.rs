//! A page of another site can have its own name lead to this machine (DNS rebinding), and would read
//! here as if it were ours. So a server that only this machine reaches answers to the names of this
//! machine, and to those that the operator gave; one that others reach to any name, until some are given.
//!
//! An address in numbers is nobody's name. A request that names no host comes from no browser.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::Config;
use crate::problem::Problem;

/// The names that it answers to besides `localhost`; `None` for any.
#[derive(Clone)]
pub(crate) struct Names(Option<Arc<[String]>>);

impl Names {
    pub(crate) fn of(config: &Config) -> Self {
        let any = config.hosts.is_empty() && !config.address.ip().is_loopback();
        Self((!any).then(|| config.hosts.clone().into()))
    }

    fn know(&self, headers: &HeaderMap) -> bool {
        let Some(names) = &self.0 else {
            return true;
        };
        headers.get_all(header::HOST).iter().all(|host| {
            let name = host.to_str().map_or("", name).to_ascii_lowercase();
            let address = name.trim_start_matches('[').trim_end_matches(']');
            name == "localhost" || address.parse::<IpAddr>().is_ok() || names.contains(&name)
        })
    }
}

/// Refuses requests to other names, on every route there is or will be.
pub(crate) async fn known(State(names): State<Names>, request: Request, next: Next) -> Response {
    if names.know(request.headers()) {
        return next.run(request).await;
    }
    Problem::new(
        StatusCode::MISDIRECTED_REQUEST,
        "unknown-host",
        "Not under this name",
        "This server answers to localhost and to addresses in numbers. Other names are given when it is \
         started, with --hosts.",
    )
    .into_response()
}

/// Without the port.
fn name(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_answers_to_its_own_names() {
        let check = |address: &str, hosts: &[&str], asked: &[&str], known: bool| {
            let names = Names::of(&Config {
                address: address.parse().unwrap(),
                hosts: hosts.iter().map(|&host| host.to_owned()).collect(),
                ..Config::default()
            });
            let mut headers = HeaderMap::new();
            for host in asked {
                headers.append(header::HOST, host.parse().unwrap());
            }
            assert_eq!(names.know(&headers), known, "{address} {hosts:?} {asked:?}");
        };
        let (here, all) = ("127.0.0.1:3000", "0.0.0.0:3000");
        for host in [
            "localhost",
            "LocalHost:3000",
            "127.0.0.1",
            "127.0.0.1:3000",
            "192.0.2.7:3000",
            "[::1]",
            "[::1]:3000",
        ] {
            check(here, &[], &[host], true);
            check(all, &["desk.example"], &[host], true);
        }
        for host in [
            "",
            "evil.example",
            "evil.example:3000",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "127.0.0.1@evil.example:80",
            "[::1].evil.example",
            "desk.example:x",
        ] {
            check(here, &[], &[host], false);
            check(here, &["desk.example"], &[host], false);
            check(all, &["desk.example"], &[host], false);
            check(all, &[], &[host], true);
        }
        check(here, &["desk.example"], &["DESK.example:443"], true);
        check(all, &["a.example", "b.example"], &["b.example"], true);
        check(here, &[], &["localhost", "evil.example"], false);
        check(here, &[], &[], true);
    }
}
