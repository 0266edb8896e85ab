//! A site on this machine, with pages that can be changed, and a model that knows what a few words mean.

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;

/// What a site says at a path.
#[derive(Clone)]
pub enum Says {
    /// A page, of a media type.
    Page(&'static str, String),
    /// Another address.
    GoTo(String),
    Status(u16),
    /// Nothing, for ever.
    Silence,
}

/// See the module.
#[derive(Clone)]
pub struct Site {
    pub port: u16,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    pages: Mutex<BTreeMap<String, Says>>,
    asked: Mutex<Vec<(String, HeaderMap)>>,
    broken: Mutex<bool>,
}

impl Site {
    /// A site without any page.
    pub async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let site = Self { port: listener.local_addr().unwrap().port(), shared: Arc::default() };
        let routes = Router::new().fallback(answer).with_state(site.shared.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
        site
    }

    /// The address of a path, by the host that may be read.
    pub fn at(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// From now on it says this there.
    pub fn says(&self, path: &str, says: Says) {
        self.shared.pages.lock().unwrap().insert(path.to_owned(), says);
    }

    /// An article, as sites show them.
    pub fn shows(&self, path: &str, title: &str, text: &str) {
        let html = format!(
            "<html lang=\"en\"><head><title>{title} | Help</title></head><body><nav><a href=\"/\">Home</a></nav>\
             <main><h1>{title}</h1><p>{text}</p></main><footer>Imprint</footer></body></html>"
        );
        self.says(path, Says::Page("text/html; charset=utf-8", html));
    }

    /// Its sitemap names these paths.
    pub fn maps(&self, paths: &[&str]) {
        let locations: String = paths.iter().map(|path| format!("<url><loc>{}</loc></url>", self.at(path))).collect();
        self.says("/sitemap.xml", Says::Page("application/xml", format!("<urlset>{locations}</urlset>")));
    }

    /// The paths it was asked for since the last time.
    pub fn asked(&self) -> Vec<String> {
        std::mem::take(&mut *self.shared.asked.lock().unwrap()).into_iter().map(|(path, _)| path).collect()
    }

    /// Who asked, by their own word.
    pub fn was_asked_by(&self) -> Option<String> {
        let asked = self.shared.asked.lock().unwrap();
        Some(asked.last()?.1.get("user-agent")?.to_str().unwrap().to_owned())
    }

    /// The model answers with an error, or no longer does.
    pub fn is_broken(&self, broken: bool) {
        *self.shared.broken.lock().unwrap() = broken;
    }
}

async fn answer(State(site): State<Arc<Shared>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let path = parts.uri.path().to_owned();
    if path == "/v1/embeddings" {
        if *site.broken.lock().unwrap() {
            return StatusCode::SERVICE_UNAVAILABLE.into_response();
        }
        let asked: Value = serde_json::from_slice(&axum::body::to_bytes(body, 1 << 20).await.unwrap()).unwrap();
        site.asked.lock().unwrap().push((path, parts.headers));
        return axum::Json(embeddings(&asked)).into_response();
    }
    site.asked.lock().unwrap().push((path.clone(), parts.headers.clone()));
    let says = site.pages.lock().unwrap().get(&path).cloned();
    match says {
        None => StatusCode::NOT_FOUND.into_response(),
        Some(Says::Status(status)) => StatusCode::from_u16(status).unwrap().into_response(),
        Some(Says::GoTo(target)) => (StatusCode::FOUND, [("location", target)]).into_response(),
        Some(Says::Silence) => std::future::pending().await,
        Some(Says::Page(kind, text)) => {
            let etag = format!("\"{:x}\"", text.bytes().fold(7_u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(u64::from(byte))));
            if parts.headers.get("if-none-match").is_some_and(|known| known.to_str().unwrap() == etag) {
                return StatusCode::NOT_MODIFIED.into_response();
            }
            Response::builder().header("content-type", kind).header("etag", etag).body(Body::from(text)).unwrap()
        }
    }
}

/// A few meanings, in whatever language they are said.
const MEANINGS: [&[&str]; 3] = [&["badge", "배지", "insigna"], &["refund", "환불", "money"], &["password", "비밀번호", "parola"]];

fn embeddings(asked: &Value) -> Value {
    let vector = |text: &str| -> Vec<f32> {
        let text = text.to_lowercase();
        let meant = MEANINGS.iter().map(|words| if words.iter().any(|word| text.contains(word)) { 1.0 } else { 0.0 });
        // Nothing is quite unlike anything.
        meant.chain([0.3]).collect()
    };
    let texts = asked["input"].as_array().unwrap().iter().map(|text| text.as_str().unwrap());
    let data: Vec<Value> = texts.enumerate().map(|(index, text)| json!({ "index": index, "embedding": vector(text) })).collect();
    json!({ "object": "list", "model": asked["model"], "data": data })
}
