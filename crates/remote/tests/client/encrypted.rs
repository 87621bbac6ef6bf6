//! TLS: whom the client believes, and that limits and stopping hold there too.

use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedKey, IsCa, KeyPair, date_time_ymd,
    generate_simple_self_signed,
};
use remote::{Cancel, Endpoint, Remote, RemoteError, Slow, Token};
use rustls::pki_types::PrivatePkcs8KeyDer;
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::stub::{self, STREAM, last, piece};
use crate::{complete, endpoint, request};

type Encrypted = StreamOwned<ServerConnection, TcpStream>;

/// A server with a certificate: its address, the certificate, and how often anyone tried.
struct Server {
    url: String,
    certificate: String,
    tried: Arc<AtomicUsize>,
}

const HERE: &str = "127.0.0.1";

fn params(host: &str) -> CertificateParams {
    CertificateParams::new([host.to_owned()]).unwrap()
}

fn serve(
    params: CertificateParams,
    script: impl Fn(&mut Encrypted) + Send + Sync + 'static,
) -> Server {
    let signing_key = KeyPair::generate().unwrap();
    let cert = params.self_signed(&signing_key).unwrap();
    let key = PrivatePkcs8KeyDer::from(signing_key.serialize_der());
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![cert.der().clone()], key.into())
        .unwrap();
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let server = Server {
        url: format!("https://{}", listener.local_addr().unwrap()),
        certificate: cert.pem(),
        tried: Arc::default(),
    };
    let tried = server.tried.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            tried.fetch_add(1, Ordering::SeqCst);
            let connection = ServerConnection::new(config.clone()).unwrap();
            let mut stream = StreamOwned::new(connection, stream.unwrap());
            if stub::read(&mut stream).is_some() {
                script(&mut stream);
                stream.conn.send_close_notify();
                let _ = stream.flush();
            }
        }
    });
    server
}

fn trusting(server: &Server, authority: Option<&str>) -> Remote {
    Remote::new(Endpoint {
        token: Token::new("secret").ok(),
        authority: authority.map(str::to_owned),
        ..endpoint(&server.url)
    })
    .unwrap()
}

fn answer(stream: &mut Encrypted) {
    let answer = format!("{STREAM}{}{}{}", piece("zwölf "), piece("🦀"), last());
    for part in answer.as_bytes().chunks(7) {
        let _ = stream.write_all(part);
    }
}

#[test]
fn only_who_is_vouched_for_is_asked() {
    fn check(
        params: CertificateParams,
        authority: fn(&Server) -> Option<String>,
        complaint: Option<&str>,
    ) {
        let server = serve(params, answer);
        let remote = trusting(&server, authority(&server).as_deref());
        for _ in 0..2 {
            let answer = complete(&remote, &request(true)).map(|answer| answer.text);
            match (answer, complaint) {
                (Ok(text), None) => assert_eq!(text, "zwölf 🦀"),
                (Err(RemoteError::Unreachable(why)), Some(complaint)) => {
                    assert!(why.contains(complaint), "{why}");
                }
                (answer, _) => panic!("{answer:?} {complaint:?}"),
            }
        }
        // Nothing is tried twice: a certificate does not get better.
        assert_eq!(server.tried.load(Ordering::SeqCst), 2);
    }
    fn its_own(server: &Server) -> Option<String> {
        Some(server.certificate.clone())
    }
    fn other(_: &Server) -> Option<String> {
        let CertifiedKey { cert, .. } = generate_simple_self_signed([HERE.to_owned()]).unwrap();
        Some(cert.pem())
    }
    check(params(HERE), its_own, None);
    check(params(HERE), |_| None, Some("no authority we trust"));
    check(params(HERE), other, Some("no authority we trust"));
    check(params("llm.example"), its_own, Some("for another host"));
    let mut old = params(HERE);
    old.not_after = date_time_ymd(2020, 1, 1);
    check(old, its_own, Some("expired"));
    let mut authority = params(HERE);
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    check(authority, its_own, Some("that of an authority"));
}

#[test]
fn an_authority_has_a_certificate() {
    fn check(authority: &str) {
        let error = Remote::new(Endpoint {
            authority: Some(authority.to_owned()),
            ..endpoint("https://127.0.0.1")
        })
        .unwrap_err();
        assert!(matches!(error, RemoteError::BadEndpoint(_)), "{error:?}");
    }
    check("");
    check("not PEM");
    check("-----BEGIN CERTIFICATE-----\n!!\n-----END CERTIFICATE-----");
}

#[test]
fn a_server_that_does_not_encrypt() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let _ = stream
                .unwrap()
                .write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
        }
    });
    let error = complete(&crate::remote(&url), &request(true)).unwrap_err();
    assert!(matches!(error, RemoteError::Unreachable(_)), "{error:?}");
    assert!(error.to_string().contains("encryption"), "{error}");
}

#[test]
fn limits_hold() {
    let server = serve(params(HERE), |stream| {
        let _ = stream.write_all(format!("{STREAM}{}", piece("a")).as_bytes());
        std::thread::sleep(Duration::from_millis(600));
    });
    let mut endpoint = endpoint(&server.url);
    endpoint.authority = Some(server.certificate.clone());
    endpoint.timeouts.between_bytes = Duration::from_millis(150);
    let error = complete(&Remote::new(endpoint).unwrap(), &request(true));
    assert_eq!(error, Err(RemoteError::TooSlow(Slow::BetweenBytes)));
}

/// Takes connections and never says a word of TLS.
#[test]
fn a_handshake_ends_too() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let mut endpoint = endpoint(&format!("https://{}", listener.local_addr().unwrap()));
    endpoint.timeouts.connect = Duration::from_millis(150);
    endpoint.retries.most = 0;
    let error = complete(&Remote::new(endpoint).unwrap(), &request(true));
    assert_eq!(error, Err(RemoteError::TooSlow(Slow::Connect)));
}

#[test]
fn stopping_closes() {
    let (send, closed) = channel();
    let server = serve(params(HERE), move |stream| {
        let _ = stream.write_all(format!("{STREAM}{}", piece("a")).as_bytes());
        stub::until_closed(stream);
        let _ = send.send(());
    });
    let remote = trusting(&server, Some(&server.certificate));
    let cancel = Cancel::new();
    let begun = Instant::now();
    let answer = remote.complete(
        &request(true),
        &mut |_| {
            cancel.cancel();
            ControlFlow::Continue(())
        },
        &cancel,
    );
    assert_eq!(answer, Err(RemoteError::Cancelled));
    closed.recv_timeout(Duration::from_secs(2)).unwrap();
    assert!(begun.elapsed() < Duration::from_secs(2));
}
