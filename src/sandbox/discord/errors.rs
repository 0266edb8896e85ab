//! What Discord answers when it refuses: `{code, message, errors?}` with the HTTP status that goes with the code.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};
use std::fmt;

/// A refusal that Discord has a number for: code, HTTP status, text.
#[derive(Clone, Copy, Debug)]
pub struct Known(pub u32, pub u16, pub &'static str);

// By code. The HTTP statuses are those of the facts, some of them from memory.
pub const UNAUTHORIZED: Known = Known(0, 401, "401: Unauthorized");
pub const UNKNOWN_APPLICATION: Known = Known(10002, 404, "Unknown Application");
pub const UNKNOWN_CHANNEL: Known = Known(10003, 404, "Unknown Channel");
pub const UNKNOWN_GUILD: Known = Known(10004, 404, "Unknown Guild");
pub const UNKNOWN_MEMBER: Known = Known(10007, 404, "Unknown Member");
pub const UNKNOWN_MESSAGE: Known = Known(10008, 404, "Unknown Message");
pub const UNKNOWN_ROLE: Known = Known(10011, 404, "Unknown Role");
pub const UNKNOWN_USER: Known = Known(10013, 404, "Unknown User");
pub const UNKNOWN_EMOJI: Known = Known(10014, 400, "Unknown Emoji");
pub const UNKNOWN_WEBHOOK: Known = Known(10015, 404, "Unknown Webhook");
pub const UNKNOWN_BAN: Known = Known(10026, 404, "Unknown Ban");
pub const UNKNOWN_INTERACTION: Known = Known(10062, 404, "Unknown interaction");
pub const UNKNOWN_COMMAND: Known = Known(10063, 404, "Unknown application command");
pub const USERS_ONLY: Known = Known(20001, 403, "Bots cannot use this endpoint");
pub const BOTS_ONLY: Known = Known(20002, 403, "Only bots can use this endpoint");
pub const MAX_WEBHOOKS: Known = Known(30007, 400, "Maximum number of webhooks reached (15)");
pub const MAX_COMMANDS: Known = Known(30032, 400, "Maximum number of application commands reached");
pub const DAILY_COMMAND_CREATES: Known = Known(30034, 429, "Max number of daily application command creates has been reached (200)");
pub const TOO_LARGE: Known = Known(40005, 413, "Request entity too large");
pub const ALREADY_ACKNOWLEDGED: Known = Known(40060, 400, "Interaction has already been acknowledged.");
pub const FORUM_NEEDS_POST: Known = Known(40058, 400, "Cannot send a message in a forum channel");
pub const TAG_REQUIRED: Known = Known(40067, 400, "A tag is required to create a forum post in this channel");
pub const MISSING_ACCESS: Known = Known(50001, 403, "Missing Access");
pub const WRONG_CHANNEL_TYPE: Known = Known(50024, 400, "Cannot execute action on this channel type");
pub const NOT_THE_AUTHOR: Known = Known(50005, 403, "Cannot edit a message authored by another user");
pub const EMPTY_MESSAGE: Known = Known(50006, 400, "Cannot send an empty message");
pub const CANNOT_DM: Known = Known(50007, 403, "Cannot send messages to this user");
pub const MISSING_PERMISSIONS: Known = Known(50013, 403, "Missing Permissions");
pub const BULK_COUNT: Known =
    Known(50016, 400, "Provided too few or too many messages to delete. Must provide at least 2 and at most 100 messages to delete");
pub const SYSTEM_MESSAGE: Known = Known(50021, 403, "Cannot execute action on a system message");
pub const INVALID_WEBHOOK_TOKEN: Known = Known(50027, 401, "Invalid Webhook Token");
pub const INVALID_RECIPIENT: Known = Known(50033, 400, "Invalid Recipient(s)");
pub const TOO_OLD_FOR_BULK: Known = Known(50034, 400, "A message provided was too old to bulk delete");
pub const THREAD_ARCHIVED: Known = Known(50083, 400, "Thread is archived");
pub const INVALID_JSON: Known = Known(50109, 400, "The request body contains invalid JSON.");
pub const NO_MUTUAL_GUILD: Known = Known(50278, 403, "Cannot send messages to this user due to having no mutual guilds");
pub const REPLY_WITHOUT_HISTORY: Known = Known(160_002, 400, "You cannot reply without permission to read message history");
pub const THREAD_EXISTS: Known = Known(160_004, 400, "A thread has already been created for this message");
pub const THREAD_LOCKED: Known = Known(160_005, 403, "Thread is locked");
pub const FORUM_WEBHOOK_NEEDS_THREAD: Known = Known(220_001, 400, "Webhooks posted to forum channels must have a thread_name or thread_id");
pub const BULK_BAN_FAILED: Known = Known(500_000, 400, "Failed to ban users");

/// A refusal on its way out.
#[derive(Clone, Debug)]
pub struct Refusal {
    status: u16,
    code: u32,
    message: &'static str,
    errors: Option<Value>,
}

/// What every route gives back.
pub type Answer<T = Response> = Result<T, Refusal>;

impl Refusal {
    /// The code in the body.
    #[cfg(test)]
    pub fn code(&self) -> u32 {
        self.code
    }

    /// 50035 with one complaint about one field.
    pub fn field(path: &str, code: &str, message: impl Into<String>) -> Self {
        let mut problems = Problems::default();
        problems.add(path, code, message);
        problems.into_refusal()
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.code, self.message)?;
        self.errors.as_ref().map_or(Ok(()), |errors| write!(f, " {errors}"))
    }
}

impl From<Known> for Refusal {
    fn from(Known(code, status, message): Known) -> Self {
        Self { status, code, message, errors: None }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut body = json!({ "message": self.message, "code": self.code });
        if let Some(errors) = self.errors {
            body["errors"] = errors;
        }
        (StatusCode::from_u16(self.status).unwrap_or(StatusCode::BAD_REQUEST), Json(body)).into_response()
    }
}

/// Collects what is wrong with a body into the tree of error 50035.
#[derive(Debug, Default)]
pub struct Problems(Map<String, Value>);

impl Problems {
    /// Adds a leaf. `path` is dotted, list positions are numbers: `embeds.0.title`; empty means the whole body.
    pub fn add(&mut self, path: &str, code: &str, message: impl Into<String>) {
        let mut node = &mut self.0;
        for key in path.split('.').filter(|key| !key.is_empty()) {
            let next = node.entry(key).or_insert_with(|| json!({}));
            match next {
                Value::Object(map) => node = map,
                _ => return,
            }
        }
        let leaf = node.entry("_errors").or_insert_with(|| json!([]));
        if let Value::Array(list) = leaf {
            list.push(json!({ "code": code, "message": message.into() }));
        }
    }

    /// Complains if `text` has more than `most` code points.
    pub fn longest(&mut self, path: &str, text: &str, most: usize) {
        if text.chars().count() > most {
            self.add(path, "BASE_TYPE_MAX_LENGTH", format!("Must be {most} or fewer in length."));
        }
    }

    /// Complains unless `text` has between `least` and `most` code points.
    pub fn length(&mut self, path: &str, text: &str, least: usize, most: usize) {
        if !(least..=most).contains(&text.chars().count()) {
            self.add(path, "BASE_TYPE_BAD_LENGTH", format!("Must be between {least} and {most} in length."));
        }
    }

    /// Complains that a field must be there.
    pub fn required(&mut self, path: &str) {
        self.add(path, "BASE_TYPE_REQUIRED", "This field is required");
    }

    /// `Ok` if nothing was complained about.
    pub fn finish(self) -> Answer<()> {
        if self.0.is_empty() { Ok(()) } else { Err(self.into_refusal()) }
    }

    fn into_refusal(self) -> Refusal {
        Refusal { status: 400, code: 50035, message: "Invalid Form Body", errors: Some(Value::Object(self.0)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn complaints_nest_by_key_and_position() {
        let mut problems = Problems::default();
        problems.longest("embeds.0.title", "too long", 3);
        let body = problems.into_refusal().errors.unwrap();
        assert_eq!(body["embeds"]["0"]["title"]["_errors"][0]["code"], "BASE_TYPE_MAX_LENGTH");
    }

    #[test]
    fn a_complaint_about_the_whole_body_sits_at_the_top() {
        let refusal = Refusal::field("", "X", "y");
        assert_eq!(refusal.errors.unwrap()["_errors"][0]["message"], "y");
    }
}
