//! What goes wrong in the API: told outside without our inside, and to the log with it.

use crate::relay::inlet::InletError;
use crate::store::StoreError;
use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// See the module.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    #[error("sign in with the admin's user and password")]
    Unauthorized,
    #[error("there is no such {0}")]
    NotFound(&'static str),
    #[error("the address must be {0}")]
    BadAddress(&'static str),
    #[error("not now, try again in a moment")]
    NotNow(String),
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let (status, code) = match &self {
            ApiError::Unauthorized => (StatusCode::UNAUTHORIZED, "unauthorized"),
            ApiError::NotFound(_) => (StatusCode::NOT_FOUND, "not_found"),
            ApiError::BadAddress(_) => (StatusCode::BAD_REQUEST, "bad_address"),
            ApiError::NotNow(inside) => {
                tracing::warn!(why = inside, "An API request could not be served");
                (StatusCode::SERVICE_UNAVAILABLE, "not_now")
            }
        };
        (status, Json(json!({ "error": { "code": code, "message": self.to_string() } }))).into_response()
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
