//! A console over an empty store, and a browser that calls it without a socket.

use super::password::Passwords;
use super::{Console, Settings, routes, session, token, welcome};
use crate::assistant::articles_only::Thresholds;
use crate::domain::account::{Account, Grants, LockRule};
use crate::domain::ids::Snowflake;
use crate::domain::person::Server;
use crate::knowledge::library::Library;
use crate::relay::feed::Feed;
use crate::relay::inlet::Inlet;
use crate::store::sessions::Session;
use crate::store::testing::{HandClock, NOW};
use crate::store::{Store, accounts, people, sessions};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, StatusCode, header};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

pub const HERE: Snowflake = Snowflake(1_001);
pub const THERE: Snowflake = Snowflake(2_002);

pub fn settings() -> Settings {
    Settings {
        public_url: "https://help.example".into(),
        idle_ms: 3_600_000,
        session_ms: 86_400_000,
        lock: LockRule { after: 3, lock_ms: 900_000 },
        link_ms: 259_200_000,
    }
}

/// A console with two servers.
pub struct Stage {
    pub console: Console,
    pub router: Router,
    pub clock: Arc<HandClock>,
    _dir: TempDir,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub to: String,
    pub cookies: Vec<String>,
    pub text: String,
    pub headers: axum::http::HeaderMap,
}

impl Answer {
    /// The cookie that was set, ready to be sent.
    pub fn session(&self) -> String {
        let cookie = self.cookies.iter().find(|cookie| cookie.starts_with("__Host-flexcord=")).expect("a session's cookie");
        cookie.split(';').next().unwrap().to_owned()
    }
}

impl Stage {
    pub async fn open() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let clock = Arc::new(HandClock(AtomicI64::new(NOW)));
        let store = Store::open(&crate::store::testing::sqlite_url(dir.path()), dir.path(), clock.clone()).await.unwrap();
        let server = |id, name: &str| Server { id, name: name.into(), help_channel: None };
        let mut tx = store.begin().await.unwrap();
        people::servers_seen(&mut tx, &[&server(HERE, "Harbour"), &server(THERE, "Pier")], NOW).await.unwrap();
        tx.commit().await.unwrap();
        let stop = CancellationToken::new();
        // Streams end after what there is to tell.
        stop.cancel();
        let console = Console {
            library: Library::new(store.clone()),
            thresholds: Thresholds::default(),
            feed: Feed::default(),
            stop,
            store,
            inlet: Inlet::channel(8).0,
            clock: clock.clone(),
            settings: Arc::new(settings()),
            passwords: Passwords::default(),
        };
        Self { router: routes(console.clone()), console, clock, _dir: dir }
    }

    pub fn passes(&self, ms: i64) {
        self.clock.0.fetch_add(ms, Ordering::Relaxed);
    }

    /// Somebody with these grants.
    pub async fn account(&self, name: &str, grants: Grants) -> Account {
        let account = welcome::new_account(self.clock.0.load(Ordering::Relaxed), name.into(), name.to_uppercase(), grants);
        let mut tx = self.console.store.begin().await.unwrap();
        accounts::create(&mut tx, &account, None).await.unwrap();
        tx.commit().await.unwrap();
        account
    }

    /// Somebody with these grants, signed in: the cookie.
    pub async fn signed_in(&self, name: &str, grants: Grants) -> String {
        let account = self.account(name, grants).await;
        self.session_of(&account).await
    }

    /// A session of somebody: the cookie.
    pub async fn session_of(&self, account: &Account) -> String {
        let token = token::fresh().unwrap();
        let now = self.clock.0.load(Ordering::Relaxed);
        let session = Session { token: token::hash(&token), account: account.id, began_at: now, seen_at: now };
        let mut tx = self.console.store.begin().await.unwrap();
        sessions::begin(&mut tx, &session).await.unwrap();
        tx.commit().await.unwrap();
        format!("{}={token}", session::cookie_name(&self.console.settings))
    }

    pub async fn get(&self, path: &str, cookie: &str) -> Answer {
        self.call(Method::GET, path, cookie, "").await
    }

    pub async fn post(&self, path: &str, cookie: &str, form: &str) -> Answer {
        self.call(Method::POST, path, cookie, form).await
    }

    /// As a browser calls from a page of ours.
    pub async fn call(&self, method: Method, path: &str, cookie: &str, form: &str) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(format!("/console/{path}"))
            .header(header::COOKIE, cookie)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
            .body(Body::from(form.to_owned()))
            .unwrap();
        self.send(request).await
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let text = |name| response.headers().get(name).map(|value: &axum::http::HeaderValue| value.to_str().unwrap().to_owned());
        let cookies = response.headers().get_all(header::SET_COOKIE).iter().map(|cookie| cookie.to_str().unwrap().to_owned()).collect();
        let (status, to, headers) = (response.status(), text(header::LOCATION).unwrap_or_default(), response.headers().clone());
        let body = to_bytes(response.into_body(), 4_000_000).await.unwrap();
        Answer { status, to, cookies, text: String::from_utf8(body.to_vec()).unwrap(), headers }
    }
}
