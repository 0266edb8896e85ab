//! A stand-in for Twilio on a real socket, for this room's tests: it writes down what it is asked and answers what the test says.

use super::client::Client;
use super::settings::Settings;
use crate::domain::clock::{Clock, Millis, Wait};
use crate::domain::delivery::Reply;
use crate::domain::event::Event;
pub use crate::relay::files::testing::Shelf;
use crate::relay::inlet::{Incoming, InletError};
use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde_json::Value;
use std::sync::{Arc, Mutex};
use tokio::sync::oneshot;

/// A clock that stands still.
pub struct Still(pub Millis);

impl Clock for Still {
    fn now(&self) -> Millis {
        self.0
    }
    fn until(&self, _: Millis) -> Wait {
        Box::pin(std::future::pending())
    }
}

/// What the stand-in was asked.
#[derive(Clone, Debug)]
pub struct Asked {
    /// `METHOD path` below the service: `POST /Conversations/CH1/Messages`.
    pub call: String,
    pub query: String,
    pub fields: Vec<(String, String)>,
    pub body: Bytes,
    pub headers: axum::http::HeaderMap,
}

impl Asked {
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    pub fn fields_named(&self, name: &str) -> Vec<&str> {
        self.fields.iter().filter(|(n, _)| n == name).map(|(_, value)| value.as_str()).collect()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }
}

/// How it answers.
pub enum Answer {
    Json(u16, Value),
    /// With a header besides.
    With(u16, &'static str, String, Vec<u8>),
    /// Begins to answer and breaks off.
    Hang,
}

/// An error as Twilio writes it.
pub fn error(status: u16, code: u32) -> Answer {
    Answer::Json(status, serde_json::json!({"code": code, "message": "refused", "more_info": "", "status": status}))
}

pub struct Stub {
    pub url: String,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Stub {
    /// Starts one that answers by `answer`, which also sees how many calls came before.
    pub async fn start(answer: impl Fn(&Asked, usize) -> Answer + Send + Sync + 'static) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (log, answer) = (asked.clone(), Arc::new(answer));
        let app = axum::Router::new().fallback(move |request: Request| {
            let (log, answer) = (log.clone(), answer.clone());
            async move {
                let asked = read(request).await;
                let before = {
                    let mut log = log.lock().unwrap();
                    log.push(asked.clone());
                    log.len() - 1
                };
                respond(answer(&asked, before))
            }
        });
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { url, asked }
    }

    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    /// The calls, in order.
    pub fn calls(&self) -> Vec<String> {
        self.asked().into_iter().map(|asked| asked.call).collect()
    }

    pub fn settings(&self) -> Settings {
        settings(&self.url)
    }

    pub fn client(&self) -> Arc<Client> {
        Arc::new(Client::new(&self.settings()).unwrap())
    }
}

pub fn settings(base: &str) -> Settings {
    Settings {
        account_sid: "AC1".into(),
        auth_token: "12345".into(),
        previous_auth_token: None,
        api_key: None,
        service_sid: "IS1".into(),
        flow_sid: Some("FW1".into()),
        workspace_sid: Some("WS1".into()),
        workflow_sid: Some("WW1".into()),
        task_channel: "chat".into(),
        api_base: Some(base.to_owned()),
        public_url: "https://bridge.example.com".into(),
        request_timeout: Settings::REQUEST_TIMEOUT,
        max_file_bytes: 1_000,
    }
}

async fn read(request: Request) -> Asked {
    let (head, body) = request.into_parts();
    let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    let path = head.uri.path().replacen("/v1/Services/IS1", "", 1);
    let is_form = head.headers.get("content-type").is_some_and(|kind| kind.as_bytes().starts_with(b"application/x-www-form-urlencoded"));
    let fields = if is_form { serde_urlencoded::from_bytes(&body).unwrap() } else { Vec::new() };
    let query = head.uri.query().unwrap_or_default().to_owned();
    Asked { call: format!("{} {path}", head.method), query, fields, body, headers: head.headers }
}

fn respond(answer: Answer) -> Response {
    match answer {
        Answer::Json(status, body) => (StatusCode::from_u16(status).unwrap(), axum::Json(body)).into_response(),
        Answer::With(status, header, value, body) => {
            Response::builder().status(status).header(header, value).body(Body::from(body)).unwrap()
        }
        Answer::Hang => {
            let broken = futures_util::stream::iter([Err::<Bytes, _>(std::io::Error::other("closed"))]);
            Response::builder().status(201).header("content-length", "100").body(Body::from_stream(broken)).unwrap()
        }
    }
}

/// An event that waits at the inlet, and where its answer goes.
pub fn at_the_inlet(incoming: Incoming) -> (Event, oneshot::Sender<Result<Reply, InletError>>) {
    match incoming {
        Incoming::Event { event, answer } => (*event, answer),
        Incoming::Settlement { settlement, .. } => panic!("nobody settles here: {settlement:?}"),
    }
}
