//! Fetching: one page at a time, with a pause for its site.

use super::address::is_public;
use super::error::PageError;
use super::resolve::{PrivateName, PublicOnly};
use super::robots::{self, Robots};
use crate::domain::clock::{Millis, SharedClock};
use crate::outgoing::{self, NoTls};
use flate2::read::GzDecoder;
use reqwest::header::{CONTENT_TYPE, ETAG, HeaderMap, HeaderName, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED, LOCATION};
use reqwest::{Client, Response, Url};
use std::collections::{BTreeSet, HashMap};
use std::error::Error as _;
use std::io::Read;
use std::sync::Arc;
use std::time::Duration;
use url::Host;

/// Redirects that are followed for one page.
const MOST_REDIRECTS: usize = 5;

/// How far a fetch may go.
#[derive(Debug, Clone)]
pub struct Limits {
    /// The largest page, unpacked.
    pub page_bytes: u64,
    /// How long one request may take, with its body.
    pub timeout_secs: u64,
    /// The pause between two requests to a site. A site may ask for a longer one in its robots.txt.
    pub delay_ms: Millis,
    /// Hosts that may be read although they are not on the public internet.
    pub private_hosts: BTreeSet<String>,
}

/// A page that was fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Where it was in the end.
    pub url: Url,
    pub text: String,
    /// Its media type, such as `text/html`.
    pub kind: String,
    /// What it says about its version, for the next time.
    pub etag: Option<String>,
    pub last_modified: Option<String>,
}

/// What came of asking for a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fetched {
    Page(Page),
    /// It is as it was.
    Unchanged,
}

/// Fetches pages; remembers what their sites ask for. Made anew for each import.
pub struct Fetcher {
    client: Client,
    limits: Limits,
    clock: SharedClock,
    /// What is known of sites, by scheme, host and port.
    sites: HashMap<String, Site>,
}

#[derive(Debug, Default)]
struct Site {
    robots: Option<Robots>,
    /// No request before this time.
    not_before: Millis,
}

/// A client cannot be built.
#[derive(Debug, thiserror::Error)]
pub enum NoClient {
    #[error(transparent)]
    Tls(#[from] NoTls),
    #[error("no HTTP client: {0}")]
    Http(#[from] reqwest::Error),
}

impl Fetcher {
    /// A fetcher that knows no site yet.
    ///
    /// # Errors
    /// When the HTTP client cannot be built.
    pub fn new(mut limits: Limits, clock: SharedClock) -> Result<Self, NoClient> {
        limits.private_hosts = limits.private_hosts.iter().map(|host| host.to_ascii_lowercase()).collect();
        let resolver = PublicOnly { exempt: Arc::new(limits.private_hosts.clone()) };
        // A proxy of the environment would look names up itself.
        let builder = outgoing::client()?.no_proxy().dns_resolver(Arc::new(resolver));
        let client = builder.timeout(Duration::from_secs(limits.timeout_secs)).build()?;
        Ok(Self { client, limits, clock, sites: HashMap::new() })
    }

    /// Reads an address, as a person wrote it.
    ///
    /// # Errors
    /// [`PageError::NotAnAddress`].
    pub fn address(text: &str) -> Result<Url, PageError> {
        let bad = || PageError::NotAnAddress(text.to_owned());
        let mut url = Url::parse(text.trim()).map_err(|_| bad())?;
        if !matches!(url.scheme(), "http" | "https") || !url.username().is_empty() || url.password().is_some() {
            return Err(bad());
        }
        url.set_fragment(None);
        Ok(url)
    }

    /// A page of text: HTML, Markdown or plain. `etag` and `last_modified` are what it said the last time.
    ///
    /// # Errors
    /// Why it cannot be had.
    pub async fn page(&mut self, url: &Url, etag: Option<&str>, last_modified: Option<&str>) -> Result<Fetched, PageError> {
        let conditions = [(IF_NONE_MATCH, etag), (IF_MODIFIED_SINCE, last_modified)];
        let (url, answer) = self.follow(url, &conditions, true).await?;
        if answer.status() == 304 {
            return Ok(Fetched::Unchanged);
        }
        let kind = media_type(answer.headers());
        if !matches!(kind.as_str(), "text/html" | "application/xhtml+xml" | "text/markdown" | "text/plain") {
            return Err(PageError::NotAPage(if kind.is_empty() { "of no kind".to_owned() } else { kind }));
        }
        let said = |name: HeaderName| answer.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let (etag, last_modified) = (said(ETAG), said(LAST_MODIFIED));
        let text = String::from_utf8(self.body(answer).await?).map_err(|_| PageError::NotUtf8)?;
        Ok(Fetched::Page(Page { url, text, kind, etag, last_modified }))
    }

    /// A sitemap, packed or not.
    ///
    /// # Errors
    /// Why it cannot be had.
    pub async fn sitemap(&mut self, url: &Url) -> Result<(Url, String), PageError> {
        let (url, answer) = self.follow(url, &[], true).await?;
        let mut bytes = self.body(answer).await?;
        if bytes.starts_with(&[0x1f, 0x8b]) {
            let limit = self.limits.page_bytes;
            let mut unpacked = Vec::new();
            let read = GzDecoder::new(bytes.as_slice()).take(limit + 1).read_to_end(&mut unpacked);
            read.map_err(|_| PageError::NotAPage("a damaged archive".into()))?;
            if unpacked.len() as u64 > limit {
                return Err(PageError::TooLarge(limit));
            }
            bytes = unpacked;
        }
        Ok((url, String::from_utf8(bytes).map_err(|_| PageError::NotUtf8)?))
    }

    /// Asks, and goes where it is sent; every step is checked like the first. The answer is 200 or 304.
    async fn follow(&mut self, url: &Url, conditions: &[(HeaderName, Option<&str>)], ask: bool) -> Result<(Url, Response), PageError> {
        let mut url = url.clone();
        for _ in 0..=MOST_REDIRECTS {
            self.check(&url)?;
            if ask && !Box::pin(self.may_read(&url)).await? {
                return Err(PageError::Robots);
            }
            self.pause(&url).await;
            let mut request = self.client.get(url.clone());
            for (name, value) in conditions {
                if let Some(value) = value {
                    request = request.header(name, *value);
                }
            }
            let answer = request.send().await.map_err(|error| self.told(&url, error))?;
            match answer.status().as_u16() {
                200 => return Ok((url, answer)),
                304 if conditions.iter().any(|(_, value)| value.is_some()) => return Ok((url, answer)),
                301 | 302 | 303 | 307 | 308 => {
                    let target = answer.headers().get(LOCATION).and_then(|target| target.to_str().ok());
                    let target = target.and_then(|target| url.join(target).ok()).ok_or(PageError::Redirects)?;
                    url = Self::address(target.as_str())?;
                }
                other => return Err(PageError::Status(other)),
            }
        }
        Err(PageError::Redirects)
    }

    /// Refuses hosts that are written as a private address. Names are looked at when they are resolved.
    fn check(&self, url: &Url) -> Result<(), PageError> {
        let host = url.host_str().unwrap_or_default().to_ascii_lowercase();
        let public = match url.host() {
            None => return Err(PageError::NotAnAddress(url.to_string())),
            Some(Host::Domain(_)) => true,
            Some(Host::Ipv4(address)) => is_public(address.into()),
            Some(Host::Ipv6(address)) => is_public(address.into()),
        };
        if public || self.limits.private_hosts.contains(&host) { Ok(()) } else { Err(PageError::Private(host)) }
    }

    async fn may_read(&mut self, url: &Url) -> Result<bool, PageError> {
        let site = site(url);
        if self.sites.get(&site).is_none_or(|known| known.robots.is_none()) {
            let asked = url.join("/robots.txt").map_err(|_| PageError::NotAnAddress(url.to_string()))?;
            let robots = match self.follow(&asked, &[], false).await {
                Ok((_, answer)) => Robots::parse(&String::from_utf8_lossy(&self.first_bytes(answer, robots::LARGEST).await)),
                // The site has none.
                Err(PageError::Status(status)) if (400..500).contains(&status) && status != 429 => Robots::default(),
                Err(PageError::Private(host)) => return Err(PageError::Private(host)),
                Err(PageError::Unreachable(why)) => return Err(PageError::Unreachable(why)),
                Err(_) => Robots::closed(),
            };
            self.sites.entry(site.clone()).or_default().robots = Some(robots);
        }
        let path = url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
        Ok(self.sites.get(&site).and_then(|known| known.robots.as_ref()).is_none_or(|robots| robots.allows(&path)))
    }

    /// Waits until the site may be asked again.
    async fn pause(&mut self, url: &Url) {
        let known = self.sites.entry(site(url)).or_default();
        let asked = known.robots.as_ref().and_then(|robots| robots.delay_secs).unwrap_or(0.0);
        let delay = self.limits.delay_ms.max((asked * 1_000.0) as Millis);
        self.clock.until(known.not_before).await;
        known.not_before = self.clock.now() + delay;
    }

    async fn body(&self, mut answer: Response) -> Result<Vec<u8>, PageError> {
        let limit = self.limits.page_bytes;
        let url = answer.url().clone();
        if answer.content_length().is_some_and(|length| length > limit) {
            return Err(PageError::TooLarge(limit));
        }
        let mut bytes = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(|error| self.told(&url, error))? {
            if (bytes.len() + chunk.len()) as u64 > limit {
                return Err(PageError::TooLarge(limit));
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes)
    }

    /// The beginning of a body; what cannot be read any more is left out.
    async fn first_bytes(&self, mut answer: Response, limit: u64) -> Vec<u8> {
        let mut bytes = Vec::new();
        while let Ok(Some(chunk)) = answer.chunk().await {
            bytes.extend_from_slice(&chunk);
            if bytes.len() as u64 >= limit {
                break;
            }
        }
        bytes.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        bytes
    }

    fn told(&self, url: &Url, error: reqwest::Error) -> PageError {
        if error.is_timeout() {
            return PageError::TooSlow(self.limits.timeout_secs);
        }
        let mut cause = error.source();
        while let Some(inner) = cause {
            if inner.is::<PrivateName>() {
                return PageError::Private(url.host_str().unwrap_or_default().to_owned());
            }
            cause = inner.source();
        }
        let mut why = error.without_url().to_string();
        why.truncate(why.char_indices().nth(200).map_or(why.len(), |(at, _)| at));
        PageError::Unreachable(why)
    }
}

fn site(url: &Url) -> String {
    url.origin().ascii_serialization()
}

fn media_type(headers: &HeaderMap) -> String {
    let value = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}
