//! Lets through whom the table allows, and nobody else.

use super::Console;
use super::frame;
use super::knowledge::right;
use super::refusal::{Refusal, is_by_script};
use super::session::{self, Viewer};
use super::table::{Entry, Scope};
use crate::domain::ids::{CaseId, ConversationId};
use crate::store::{cases, conversations};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::cookie::CookieJar;
use tower_http::csrf::CsrfLayer;

/// Around one route: finds out who asks, and whether they may.
pub async fn gate(State((console, entry)): State<(Console, &'static Entry)>, mut request: Request, next: Next) -> Response {
    if entry.scope == Scope::Public {
        return next.run(request).await;
    }
    let jar = CookieJar::from_headers(request.headers());
    let viewer = match session::viewer(&console, &jar).await {
        Ok(Some(viewer)) => viewer,
        Ok(None) => return sign_in_first(&request),
        Err(error) => return Refusal::from(error).into_response(),
    };
    if let Err(refusal) = allowed(&console, entry, &viewer, &mut request).await {
        return refusal.into_response();
    }
    request.extensions_mut().insert(viewer);
    next.run(request).await
}

/// May this viewer do what the entry is for, to what the address names? What was looked up for that is handed on to the handler.
async fn allowed(console: &Console, entry: &Entry, viewer: &Viewer, request: &mut Request) -> Result<(), Refusal> {
    let grants = &viewer.account.grants;
    let may = match entry.scope {
        Scope::Public | Scope::Own => true,
        Scope::Somewhere => grants.anywhere(entry.least),
        Scope::Everywhere => grants.everywhere(entry.least),
        Scope::Talk => {
            let id = part(entry.path, request.uri().path()).and_then(|id| id.parse().ok()).ok_or(Refusal::NotFound)?;
            let found = conversations::by_ids(&console.store, &[ConversationId(id)]).await?.pop();
            // What is asked in passing is between the member and the assistant: there is nothing to take over.
            let talk = found.filter(|talk| talk.aside.is_none()).ok_or(Refusal::NotFound)?;
            // A talk that belongs to no server is for those who may see every server.
            let may = talk.server.map_or(grants.everywhere(entry.least), |server| grants.may(entry.least, server));
            request.extensions_mut().insert(talk);
            may
        }
        Scope::Case => {
            let id = part(entry.path, request.uri().path()).and_then(|id| id.parse().ok()).ok_or(Refusal::NotFound)?;
            let case = cases::by_ids(&console.store, &[CaseId(id)]).await?.pop().ok_or(Refusal::NotFound)?;
            let may = grants.may(entry.least, case.server);
            request.extensions_mut().insert(case);
            may
        }
        Scope::Article | Scope::ArticleToChange => {
            let id = parameter(request, "id").ok_or(Refusal::NotFound)?;
            let article = right::find(&console.store, &id).await?.filter(|found| right::sees(grants, entry.least, &found.article.servers));
            let article = article.ok_or(Refusal::NotFound)?;
            if entry.scope == Scope::ArticleToChange && !right::keeps(grants, entry.least, &article.article.servers) {
                return Err(Refusal::Forbidden("This article is for servers you do not lead."));
            }
            request.extensions_mut().insert(article);
            true
        }
    };
    if may { Ok(()) } else { Err(Refusal::NotFound) }
}

/// What stands in a path in the place of `{id}`.
fn part<'a>(pattern: &str, path: &'a str) -> Option<&'a str> {
    let below = path.strip_prefix(frame::ROOT)?;
    pattern.split('/').zip(below.split('/')).find(|(name, _)| *name == "{id}").map(|(_, given)| given)
}

/// A value of the address' query.
fn parameter(request: &Request, name: &str) -> Option<String> {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(request.uri().query()?).ok()?;
    pairs.into_iter().find(|(key, _)| key == name).map(|(_, value)| value)
}

/// To the page for signing in, and back here afterwards.
fn sign_in_first(request: &Request) -> Response {
    let path = request.uri().path();
    let below = path.strip_prefix(frame::ROOT).unwrap_or_default();
    let base = "../".repeat(below.matches('/').count());
    let back = match (request.method(), request.uri().query()) {
        (&Method::GET, Some(query)) => format!("{below}?{query}"),
        (&Method::GET, None) => below.to_owned(),
        _ => String::new(),
    };
    let to = match frame::own_page(&back) {
        "" => format!("{base}sign-in"),
        back => format!("{base}sign-in?to={}", frame::escaped(back)),
    };
    let to = HeaderValue::from_str(&to).unwrap_or(HeaderValue::from_static("sign-in"));
    if is_by_script(request.headers()) {
        // A script would follow a redirection silently and put the form into the page.
        return (StatusCode::UNAUTHORIZED, [("hx-redirect", to)]).into_response();
    }
    (StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response()
}

/// Refuses what another site makes a browser send.
pub fn same_origin(public_url: &str) -> CsrfLayer {
    let host_ends = public_url.find("://").map_or(0, |at| at + 3);
    let origin = public_url[host_ends..].find('/').map_or(public_url, |at| &public_url[..host_ends + at]);
    // A proxy may hide from us which host the browser asked for. An origin that cannot be trusted as such is compared with the host.
    CsrfLayer::new().add_trusted_origin(origin).unwrap_or_else(|error| {
        tracing::warn!(?error, "public_url is no origin browsers send; the proxy must hand on the Host header for the console");
        CsrfLayer::new()
    })
}

/// What browsers must not do with our pages.
pub async fn headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(*name, HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

const HEADERS: &[(&str, &str)] = &[
    (
        "content-security-policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; \
         base-uri 'self'; frame-ancestors 'none'",
    ),
    ("x-frame-options", "DENY"),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), microphone=(), geolocation=(), payment=()"),
];

/// To the first page, with the slash at the end of its address.
pub async fn to_the_root() -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, HeaderValue::from_static("console/"))]).into_response()
}

/// Whatever is no route.
pub async fn nothing_here() -> Refusal {
    Refusal::NotFound
}
