//! How the API says no: a status, Twilio's error code and a message.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// An error answer in Twilio's shape.
#[derive(Debug, Clone)]
pub(crate) struct Refusal {
    pub status: u16,
    pub code: u32,
    pub message: String,
    /// Extra facts, such as the list of errors in a flow definition.
    pub details: Option<Value>,
}

/// What every handler returns.
pub(crate) type Answer = Result<Response, Refusal>;

impl Refusal {
    /// An error with this HTTP status and this Twilio code.
    pub(crate) fn new(status: u16, code: u32, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), details: None }
    }

    /// 400 with code 20001, the code for a bad parameter.
    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::new(400, 20001, message)
    }

    /// 404 with code 20404. Twilio answers this for an unknown SID in a path.
    pub(crate) fn missing(what: &str) -> Self {
        Self::new(404, 20404, format!("The requested resource {what} was not found"))
    }

    /// The answer to every write on a closed conversation.
    pub(crate) fn closed() -> Self {
        Self::new(400, 50377, "Conversation is closed and can no longer be changed")
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut body = json!({
            "code": self.code,
            "message": self.message,
            "more_info": format!("https://www.twilio.com/docs/errors/{}", self.code),
            "status": self.status,
        });
        if let Some(details) = self.details {
            body["details"] = details;
        }
        (StatusCode::from_u16(self.status).unwrap_or(StatusCode::BAD_REQUEST), Json(body)).into_response()
    }
}

/// 200 with this body.
pub(crate) fn ok(body: Value) -> Answer {
    Ok(Json(body).into_response())
}

/// 201 with this body.
pub(crate) fn created(body: Value) -> Answer {
    Ok((StatusCode::CREATED, Json(body)).into_response())
}

/// 204, the answer to a delete.
pub(crate) fn deleted() -> Answer {
    Ok(StatusCode::NO_CONTENT.into_response())
}
