//! Twilio's REST API, as far as the adapter calls it: one file per resource, typed answers, [`Failure`]s.
//!
//! [`Client`] holds the connections and the credentials; [`call`] is one request; [`page`] is how lists go on. Bodies are forms, answers
//! JSON, both bounded in size and time. Conversations are addressed through the explicit service tree (`/v1/Services/IS…`).
//!
//! Credentials go to Twilio's hosts (or the configured base) only: addresses inside answers are followed with our own base in front.
//! Nothing is repeated here.
//!
//! **One more call.** A method in the file of its resource, named by what it does.

mod call;
pub mod conversations;
pub mod interactions;
pub mod media;
pub mod messages;
mod page;
pub mod studio;
pub mod taskrouter;
pub mod users;
pub mod webhooks;

use super::error::Failure;
use super::settings::Settings;
use super::verify;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use reqwest::Url;
use reqwest::header::{CONTENT_TYPE, HeaderValue};
use secrecy::ExposeSecret as _;
use std::sync::Arc;
use std::time::Duration;

/// How long an idle connection is kept: a little less than the minute after which Twilio's edge closes it.
const IDLE: Duration = Duration::from_secs(50);
/// Idle connections kept; more than the deliverer ever uses at once.
const POOL: usize = 256;
/// How long connecting may take.
const CONNECT: Duration = Duration::from_secs(5);

/// The hosts of the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Host {
    Conversations,
    Flex,
    TaskRouter,
    Studio,
    Media,
    Api,
}

impl Host {
    const ALL: [Host; 6] = [Host::Conversations, Host::Flex, Host::TaskRouter, Host::Studio, Host::Media, Host::Api];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Host::Conversations => "conversations.twilio.com",
            Host::Flex => "flex-api.twilio.com",
            Host::TaskRouter => "taskrouter.twilio.com",
            Host::Studio => "studio.twilio.com",
            Host::Media => "mcs.us1.twilio.com",
            Host::Api => "api.twilio.com",
        }
    }
}

/// The client cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum BadClient {
    /// The base address is no HTTP address.
    #[error("the Twilio base address is not an HTTP address")]
    Base,
    /// A credential holds characters that cannot stand in a header.
    #[error("the Twilio credentials cannot be sent")]
    Credentials,
    /// TLS could not be set up.
    #[error("TLS could not be set up: {0}")]
    Tls(#[from] rustls::Error),
    /// The HTTP library refused.
    #[error("the HTTP client could not be made: {0}")]
    Http(#[from] reqwest::Error),
}

/// Twilio, with connections and credentials.
pub struct Client {
    http: reqwest::Client,
    /// Base address per host, in the order of [`Host::ALL`].
    bases: Vec<Url>,
    /// All hosts stand behind one base: each call names the host it means.
    one_base: bool,
    authorization: HeaderValue,
    account: String,
    service: String,
}

impl Client {
    /// A client for the account.
    ///
    /// # Errors
    /// When the base address or the credentials are unusable.
    pub fn new(settings: &Settings) -> Result<Self, BadClient> {
        let one_base = settings.api_base.is_some();
        let bases = Host::ALL.iter().map(|host| base(settings.api_base.as_deref(), *host)).collect::<Result<_, _>>()?;
        let (user, secret) = match &settings.api_key {
            Some((key, secret)) => (key.as_str(), secret),
            None => (settings.account_sid.as_str(), &settings.auth_token),
        };
        let basic = format!("Basic {}", BASE64.encode(format!("{user}:{}", secret.expose_secret())));
        let mut authorization = HeaderValue::try_from(basic).map_err(|_| BadClient::Credentials)?;
        authorization.set_sensitive(true);
        Ok(Self {
            http: connections(settings.request_timeout)?,
            bases,
            one_base,
            authorization,
            account: settings.account_sid.clone(),
            service: settings.service_sid.clone(),
        })
    }

    /// The service, `IS…`.
    pub fn service(&self) -> &str {
        &self.service
    }

    fn base(&self, host: Host) -> &Url {
        &self.bases[host as usize]
    }

    /// Calls one of our own addresses the way Twilio would, without credentials, and says the status it answers with.
    ///
    /// # Errors
    /// When nothing answers there.
    pub async fn knock(&self, url: &str, signature: &str, form: &'static str) -> Result<u16, Failure> {
        let request = self.http.post(url).header(verify::HEADER, signature);
        let request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded; charset=utf-8").body(form);
        request.send().await.map(|response| response.status().as_u16()).map_err(|error| Failure::NotReached(call::broken(error)))
    }

    /// The account as Twilio knows it, and what its clock says.
    ///
    /// # Errors
    /// When the credentials are wrong or Twilio is out of reach.
    pub async fn account(&self) -> Result<Account, Failure> {
        let file = format!("{}.json", self.account);
        let (account, date) = self.get(Host::Api, &["2010-04-01", "Accounts", &file]).json_and_date().await?;
        let AccountAnswer { sid, status } = account;
        Ok(Account { sid, status, date })
    }
}

/// See [`Client::account`].
#[derive(Clone, Debug)]
pub struct Account {
    pub sid: String,
    /// `active`, `suspended` or `closed`.
    pub status: String,
    /// The `Date` header of the answer, as it came.
    pub date: Option<String>,
}

#[derive(serde::Deserialize)]
struct AccountAnswer {
    sid: String,
    #[serde(default)]
    status: String,
}

fn base(one: Option<&str>, host: Host) -> Result<Url, BadClient> {
    let text = match one {
        Some(base) => format!("{}/", base.trim_end_matches('/')),
        None => format!("https://{}/", host.name()),
    };
    let url = Url::parse(&text).map_err(|_| BadClient::Base)?;
    if matches!(url.scheme(), "http" | "https") && url.has_host() { Ok(url) } else { Err(BadClient::Base) }
}

/// Connections that stay open, with Mozilla's roots built in: nothing depends on what the machine trusts.
///
/// # Errors
/// When the client cannot be built.
pub fn connections(timeout: Duration) -> Result<reqwest::Client, BadClient> {
    let roots = rustls::RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let tls = rustls::ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .user_agent(concat!("flexcord/", env!("CARGO_PKG_VERSION")))
        .timeout(timeout)
        .connect_timeout(CONNECT)
        .pool_idle_timeout(IDLE)
        .pool_max_idle_per_host(POOL)
        .tcp_nodelay(true)
        .redirect(reqwest::redirect::Policy::none())
        .build()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_host_has_its_place_in_the_list() {
        for (at, host) in Host::ALL.iter().enumerate() {
            assert_eq!(*host as usize, at);
        }
    }

    #[test]
    fn a_base_address_keeps_its_path_and_must_be_http() {
        assert_eq!(base(Some("http://127.0.0.1:9/twilio/"), Host::Api).unwrap().as_str(), "http://127.0.0.1:9/twilio/");
        assert_eq!(base(None, Host::Media).unwrap().as_str(), "https://mcs.us1.twilio.com/");
        for bad in ["ftp://x", "nonsense", "mailto:x"] {
            assert!(base(Some(bad), Host::Api).is_err(), "{bad}");
        }
    }
}
