//! A clock moved by hand, a client, and a server that takes the webhooks.

use crate::domain::clock::{Clock, Millis, Wait};
use crate::sandbox::faults::Faults;
use crate::sandbox::twilio::{LocalTwilio, Settings};
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;
use tokio::sync::watch;

/// Stands still until it is moved.
pub(super) struct HandClock(watch::Sender<Millis>);

impl HandClock {
    pub(super) fn forward(&self, by: Millis) {
        self.0.send_modify(|now| *now += by);
    }
}

impl Clock for HandClock {
    fn now(&self) -> Millis {
        *self.0.borrow()
    }

    fn until(&self, at: Millis) -> Wait {
        let mut now = self.0.subscribe();
        Box::pin(async move {
            now.wait_for(|now| *now >= at).await.unwrap();
        })
    }
}

/// One request that the receiver got.
#[derive(Debug, Clone)]
pub(super) struct Got {
    pub path: String,
    pub url: String,
    pub headers: HashMap<String, String>,
    pub body: String,
}

impl Got {
    pub(super) fn form(&self) -> HashMap<String, String> {
        serde_urlencoded::from_str(&self.body).unwrap()
    }

    pub(super) fn event(&self) -> String {
        self.form().remove("EventType").unwrap_or_default()
    }
}

#[derive(Default)]
struct Shelf {
    got: Vec<Got>,
    answers: VecDeque<(u16, &'static str, String)>,
}

/// A server that remembers what it is sent.
#[derive(Clone)]
pub(super) struct Receiver {
    shelf: Arc<Mutex<Shelf>>,
    waiting: watch::Sender<usize>,
    pub url: String,
}

impl Receiver {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let receiver = Self { shelf: Arc::default(), waiting: watch::channel(0).0, url };
        let app = Router::new().fallback(Self::take).with_state(receiver.clone());
        tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        receiver
    }

    async fn take(State(me): State<Self>, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
        let headers = headers.iter().map(|(n, v)| (n.to_string(), v.to_str().unwrap().to_owned())).collect();
        let body = String::from_utf8(body.to_vec()).unwrap();
        let mut shelf = me.shelf.lock().unwrap();
        shelf.got.push(Got { path: uri.path().into(), url: format!("{}{uri}", me.url), headers, body });
        me.waiting.send_replace(shelf.got.len());
        match shelf.answers.pop_front() {
            Some((status, kind, body)) => (StatusCode::from_u16(status).unwrap(), [("content-type", kind)], body).into_response(),
            None => StatusCode::NO_CONTENT.into_response(),
        }
    }

    /// The next request is answered with this.
    pub(super) fn answer(&self, status: u16, body: &Value) {
        self.shelf.lock().unwrap().answers.push_back((status, "application/json", body.to_string()));
    }

    /// Completes when so many requests are there to be looked at.
    pub(super) async fn wait(&self, count: usize) {
        self.waiting.subscribe().wait_for(|n| *n >= count).await.unwrap();
    }

    /// Everything that has come since the last look.
    pub(super) fn taken(&self) -> Vec<Got> {
        let mut shelf = self.shelf.lock().unwrap();
        self.waiting.send_replace(0);
        std::mem::take(&mut shelf.got)
    }
}

/// A local Twilio with everything around it.
pub(super) struct Bench {
    pub twilio: LocalTwilio,
    pub clock: Arc<HandClock>,
    pub faults: Faults,
    pub receiver: Receiver,
    http: reqwest::Client,
}

impl Bench {
    pub(super) async fn start() -> Self {
        Self::with(Settings::default()).await
    }

    pub(super) async fn with(settings: Settings) -> Self {
        let clock = Arc::new(HandClock(watch::channel(1_790_000_000_000).0));
        let faults = Faults::default();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let twilio = LocalTwilio::start(listener, clock.clone(), faults.clone(), settings).await.unwrap();
        Self { twilio, clock, faults, receiver: Receiver::start().await, http: crate::outgoing::client().unwrap().build().unwrap() }
    }

    /// A REST call; gives status and body.
    pub(super) async fn call(&self, method: &str, path: &str, form: &[(&str, &str)]) -> (u16, Value) {
        self.send(method, path, form, false).await
    }

    /// A REST call that sets off webhooks.
    pub(super) async fn loud(&self, method: &str, path: &str, form: &[(&str, &str)]) -> Value {
        let (status, body) = self.send(method, path, form, true).await;
        assert!(status < 300, "{method} {path}: {status} {body}");
        body
    }

    /// A REST call that has to succeed.
    pub(super) async fn good(&self, method: &str, path: &str, form: &[(&str, &str)]) -> Value {
        let (status, body) = self.send(method, path, form, false).await;
        assert!(status < 300, "{method} {path}: {status} {body}");
        body
    }

    async fn send(&self, method: &str, path: &str, form: &[(&str, &str)], hooks: bool) -> (u16, Value) {
        let url = if path.starts_with("http") { path.to_owned() } else { format!("{}{path}", self.twilio.api()) };
        let mut request = self.http.request(Method::from_bytes(method.as_bytes()).unwrap(), url);
        request = request.basic_auth(self.twilio.account_sid(), Some(self.twilio.auth_token()));
        if hooks {
            request = request.header("X-Twilio-Webhook-Enabled", "true");
        }
        if method == "POST" {
            request = request.form(form);
        }
        read(request).await
    }

    /// Something an agent does.
    pub(super) async fn desk(&self, method: &str, path: &str, body: Value) -> (u16, Value) {
        let url = format!("{}{path}", self.twilio.desk_api());
        read(self.http.request(Method::from_bytes(method.as_bytes()).unwrap(), url).json(&body)).await
    }

    /// A request without credentials.
    pub(super) fn plain(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let url = if path.starts_with("http") { path.to_owned() } else { format!("{}{path}", self.twilio.api()) };
        self.http.request(method, url)
    }

    /// A request with credentials.
    pub(super) fn own(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.plain(method, path).basic_auth(self.twilio.account_sid(), Some(self.twilio.auth_token()))
    }

    /// A conversation with a customer and a webhook for everything; gives its SID.
    pub(super) async fn conversation(&self) -> String {
        let made = self.good("POST", "/v1/Conversations", &[("FriendlyName", "Help"), ("Attributes", "{\"case\":7}")]).await;
        let sid = made["sid"].as_str().unwrap().to_owned();
        self.good("POST", &format!("/v1/Conversations/{sid}/Participants"), &[("Identity", "discord:42")]).await;
        let url = format!("{}/forward", self.receiver.url);
        let mut form = vec![("Target", "webhook"), ("Configuration.Url", url.as_str()), ("Configuration.Method", "POST")];
        let events = "onMessageAdded onMessageUpdated onMessageRemoved onConversationStateUpdated onParticipantAdded onParticipantRemoved";
        form.extend(events.split(' ').map(|event| ("Configuration.Filters", event)));
        self.good("POST", &format!("/v1/Conversations/{sid}/Webhooks"), &form).await;
        sid
    }

    /// An interaction on a conversation; gives the task's SID.
    pub(super) async fn task(&self, conversation: &str) -> String {
        let channel = json!({ "type": "web", "initiated_by": "customer", "properties": { "media_channel_sid": conversation } });
        let routing = json!({ "type": "TaskRouter", "properties": {
            "workspace_sid": self.twilio.workspace_sid(), "workflow_sid": self.twilio.workflow_sid(),
            "task_channel_unique_name": "chat", "attributes": { "customerName": "Ada" }, "timeout": 3600,
        }});
        let form = [("Channel", channel.to_string()), ("Routing", routing.to_string())];
        let made = self.good("POST", "/v1/Interactions", &form.each_ref().map(|(n, v)| (*n, v.as_str()))).await;
        made["routing"]["properties"]["sid"].as_str().unwrap().to_owned()
    }

    /// Has TaskRouter tell the receiver about everything.
    pub(super) async fn listen_to_tasks(&self) {
        let url = format!("{}/flex-events", self.receiver.url);
        self.good("POST", &format!("/v1/Workspaces/{}", self.twilio.workspace_sid()), &[("EventCallbackUrl", &url)]).await;
    }

    /// The names of the events that have come, once everything is out.
    pub(super) async fn events(&self) -> Vec<String> {
        self.twilio.quiet().await;
        self.receiver.taken().iter().map(Got::event).collect()
    }

    /// Fails if something was asked that nobody serves.
    pub(super) fn finish(&self) {
        assert_eq!(self.twilio.unknown_routes(), Vec::<String>::new());
    }
}

async fn read(request: reqwest::RequestBuilder) -> (u16, Value) {
    let answer = request.send().await.unwrap();
    let status = answer.status().as_u16();
    let text = answer.text().await.unwrap();
    (status, if text.is_empty() { Value::Null } else { serde_json::from_str(&text).unwrap() })
}
