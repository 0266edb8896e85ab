//! What browsers load besides the pages: style, small scripts, the icon. Nothing comes from elsewhere.
//!
//! `htmx.js` and `htmx-sse.js` are htmx 4.0.1 and its extension for server-sent events (`dist/htmx.min.js` and `dist/ext/hx-sse.min.js`
//! of the npm package `htmx.org`, 0BSD), as they were published.

use super::refusal::Refusal;
use super::token;
use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use std::sync::LazyLock;

/// One of them.
struct Asset {
    name: &'static str,
    kind: &'static str,
    text: &'static str,
    /// Of its content, so that a browser fetches it anew when it has changed, and only then.
    mark: String,
}

const SCRIPT: &str = "text/javascript; charset=utf-8";

static ASSETS: LazyLock<Vec<Asset>> = LazyLock::new(|| {
    let asset = |name, kind, text| Asset { name, kind, text, mark: token::hash(text)[..12].to_owned() };
    vec![
        asset("style.css", "text/css; charset=utf-8", include_str!("assets/style.css")),
        asset("console.js", SCRIPT, include_str!("assets/console.js")),
        asset("htmx.js", SCRIPT, include_str!("assets/htmx.js")),
        asset("htmx-sse.js", SCRIPT, include_str!("assets/htmx-sse.js")),
        asset("icon.svg", "image/svg+xml", include_str!("assets/icon.svg")),
    ]
});

/// Where a page finds one, below the console's root.
pub fn address(name: &str) -> String {
    let mark = ASSETS.iter().find(|asset| asset.name == name).map_or("", |asset| asset.mark.as_str());
    format!("assets/{name}?v={mark}")
}

/// `GET assets/{file}`
pub async fn file(Path(name): Path<String>) -> Result<Response, Refusal> {
    let asset = ASSETS.iter().find(|asset| asset.name == name).ok_or(Refusal::NotFound)?;
    let headers = [(header::CONTENT_TYPE, asset.kind), (header::CACHE_CONTROL, "public, max-age=31536000, immutable")];
    Ok((headers, asset.text).into_response())
}
