//! One request to Discord: where to, with what, and which limit it counts against.

use super::limits::Route;
use crate::domain::ids::Snowflake;
use bytes::Bytes;
pub use reqwest::Method;
use serde_json::Value;
use std::fmt::Display;

/// A file to upload.
#[derive(Clone, Debug)]
pub struct Upload {
    pub name: String,
    pub content_type: String,
    pub bytes: Bytes,
}

/// One request.
#[derive(Debug)]
pub struct Request {
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) route: Route,
    pub(super) json: Option<Value>,
    pub(super) uploads: Vec<Upload>,
    /// Interaction routes carry their token in the path: they need no bot token and are outside the global limit.
    pub(super) by_interaction: bool,
}

impl Request {
    /// A request to `template`, whose `{}` are filled with `ids`, percent-encoded. The first of them is the id the limit hangs on.
    pub fn new(method: Method, template: &'static str, ids: &[&(dyn Display + Sync)]) -> Self {
        let mut pieces = template.split("{}");
        let mut path = pieces.next().unwrap_or_default().to_owned();
        for (id, piece) in ids.iter().zip(pieces) {
            encode(&id.to_string(), &mut path);
            path.push_str(piece);
        }
        let route = Route { template: (name_of(&method), template), major: ids.first().map(ToString::to_string).unwrap_or_default() };
        Self { method, path, route, json: None, uploads: Vec::new(), by_interaction: false }
    }

    /// The first answer of an interaction, as a message.
    pub fn original(method: Method, application: Snowflake, token: &str) -> Self {
        let mut request = Self::new(method, "/webhooks/{}/{}/messages/@original", &[&application, &token]);
        request.route.major = token.to_owned();
        request.by_interaction = true;
        request
    }

    /// The first answer of an interaction that came over the gateway.
    pub fn callback(interaction: Snowflake, token: &str) -> Self {
        let mut request = Self::new(Method::POST, "/interactions/{}/{}/callback", &[&interaction, &token]);
        request.route.major = token.to_owned();
        request.by_interaction = true;
        request
    }

    /// With this query, given as pairs of plain words and numbers.
    pub fn query(mut self, query: &[(&str, &(dyn Display + Sync))]) -> Self {
        for (n, (name, value)) in query.iter().enumerate() {
            self.path.push(if n == 0 { '?' } else { '&' });
            self.path.push_str(name);
            self.path.push('=');
            encode(&value.to_string(), &mut self.path);
        }
        self
    }

    /// With this body.
    pub fn json(mut self, json: Value) -> Self {
        self.json = Some(json);
        self
    }

    /// With these files, named `files[0]` and so on beside the body.
    pub fn uploads(mut self, uploads: Vec<Upload>) -> Self {
        self.uploads = uploads;
        self
    }
}

fn name_of(method: &Method) -> &'static str {
    match *method {
        Method::POST => "POST",
        Method::PATCH => "PATCH",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        _ => "GET",
    }
}

/// Appends `text`, percent-encoded as Discord wants emoji.
fn encode(text: &str, path: &mut String) {
    use std::fmt::Write;
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~@:".contains(&byte) {
            path.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(path, "%{byte:02X}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_encoded_and_limits_hang_on_the_first_id() {
        let request = Request::new(Method::PUT, "/channels/{}/messages/{}/reactions/{}/@me", &[&5u64, &6u64, &"👍"]);
        assert_eq!(request.path, "/channels/5/messages/6/reactions/%F0%9F%91%8D/@me");
        assert_eq!(request.route.major, "5");
        let page = Request::new(Method::GET, "/channels/{}/messages", &[&5u64]).query(&[("after", &7u64), ("limit", &100)]);
        assert_eq!(page.path, "/channels/5/messages?after=7&limit=100");
    }
}
