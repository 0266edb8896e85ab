//! What goes wrong in the API: told outside without our inside, and to the log with it.

use crate::relay::inlet::InletError;
use crate::store::StoreError;
use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// See the module.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    #[error("sign in with the admin's user and password")]
    Unauthorized,
    #[error("there is no such {0}")]
    NotFound(&'static str),
    #[error("the address must be {0}")]
    BadAddress(&'static str),
    #[error("the body must be JSON such as {0}")]
    BadBody(&'static str),
    #[error("some fields are not as they must be")]
    Invalid(Fields),
    /// Somebody else has changed it since; `since` is what they did.
    #[error("it was changed meanwhile: look at version {version} and try again")]
    Stale { version: u32, since: Vec<Value> },
    #[error("not now, try again in a moment")]
    NotNow(String),
}

/// What is wrong with single fields, all at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields(BTreeMap<String, String>);

impl Fields {
    /// One field and what it must be.
    pub fn one(field: &str, must: &str) -> Self {
        Self(BTreeMap::from([(field.to_owned(), must.to_owned())]))
    }

    /// Notes a field and what it must be.
    pub fn add(&mut self, field: &str, must: &str) {
        self.0.insert(field.to_owned(), must.to_owned());
    }

    /// Reads a field that may be absent, and notes what it must be when it cannot be read.
    pub fn take<T>(&mut self, field: &str, given: Option<&str>, must: &str, read: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        let value = read(given?);
        if value.is_none() {
            self.add(field, must);
        }
        value
    }

    /// Goes on if nothing was wrong.
    ///
    /// # Errors
    /// [`ApiError::Invalid`] with everything that was.
    pub fn finish(&self) -> Result<(), ApiError> {
        if self.0.is_empty() { Ok(()) } else { Err(ApiError::Invalid(self.clone())) }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let (status, code) = match &self {
            ApiError::Unauthorized => (StatusCode::UNAUTHORIZED, "unauthorized"),
            ApiError::NotFound(_) => (StatusCode::NOT_FOUND, "not_found"),
            ApiError::BadAddress(_) => (StatusCode::BAD_REQUEST, "bad_address"),
            ApiError::BadBody(_) => (StatusCode::BAD_REQUEST, "bad_body"),
            ApiError::Invalid(_) => (StatusCode::UNPROCESSABLE_ENTITY, "invalid"),
            ApiError::Stale { .. } => (StatusCode::CONFLICT, "stale"),
            ApiError::NotNow(inside) => {
                tracing::warn!(why = inside, "An API request could not be served");
                (StatusCode::SERVICE_UNAVAILABLE, "not_now")
            }
        };
        let mut error = json!({ "code": code, "message": self.to_string() });
        match self {
            ApiError::Invalid(Fields(fields)) => error["fields"] = json!(fields),
            ApiError::Stale { version, since } => {
                error["version"] = json!(version);
                error["since"] = json!(since);
            }
            _ => {}
        }
        (status, Json(json!({ "error": error }))).into_response()
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        Self::NotNow(error.to_string())
    }
}

impl From<InletError> for ApiError {
    fn from(error: InletError) -> Self {
        Self::NotNow(error.to_string())
    }
}
