//! Outgoing connections: one way to build an HTTP client, for adapters, doctor and sandbox alike.
//!
//! Certificates are checked against Mozilla's roots, which are built in: nothing depends on what the machine trusts. No
//! redirect is followed: a request goes where it was sent, and its credentials nowhere else.

use rustls::crypto::ring::default_provider;
use rustls::{ClientConfig, RootCertStore};
use std::sync::Arc;

/// The TLS library does not offer what was asked of it.
#[derive(Debug, thiserror::Error)]
#[error("no TLS client: {0}")]
pub struct NoTls(#[from] rustls::Error);

/// A builder with everything set that all clients share.
///
/// # Errors
/// When the TLS library was built without the usual protocol versions.
pub fn client() -> Result<reqwest::ClientBuilder, NoTls> {
    let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let tls = ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .user_agent(concat!("flexcord/", env!("CARGO_PKG_VERSION")))
        .redirect(reqwest::redirect::Policy::none())
        .tcp_nodelay(true))
}
