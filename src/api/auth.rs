//! Who may use the API: the admin, by HTTP Basic authentication over TLS.

use super::error::ApiError;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// The admin's credentials.
#[derive(Clone, Debug)]
pub struct Admin {
    pub user: String,
    pub password: SecretString,
}

impl Admin {
    /// Compares digests, in constant time: neither length nor a common beginning shows.
    fn is(&self, headers: &HeaderMap) -> bool {
        let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let given = given.and_then(|value| value.strip_prefix("Basic ")).and_then(|value| STANDARD.decode(value).ok());
        let wanted = format!("{}:{}", self.user, self.password.expose_secret());
        let digest = |bytes: &[u8]| Sha256::digest(bytes);
        digest(&given.unwrap_or_default()).ct_eq(&digest(wanted.as_bytes())).into()
    }
}

/// Lets only the admin through. What acts must come from our own pages or from no page at all, for browsers send Basic credentials
/// along with whatever another site makes them ask.
pub async fn required(State(admin): State<Admin>, request: Request, next: Next) -> Response {
    let site = request.headers().get("sec-fetch-site").map(HeaderValue::as_bytes);
    let own = matches!(site, None | Some(b"same-origin" | b"none"));
    if !admin.is(request.headers()) || !own {
        let mut refused = ApiError::Unauthorized.into_response();
        refused.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Basic realm=\"flexcord\""));
        return refused;
    }
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(value: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::AUTHORIZATION, HeaderValue::from_str(value).unwrap());
        headers
    }

    #[test]
    fn only_the_right_user_and_password_pass() {
        let admin = Admin { user: "admin".into(), password: "s3cret".into() };
        let basic = |text: &str| headers(&format!("Basic {}", STANDARD.encode(text)));
        assert!(admin.is(&basic("admin:s3cret")));
        for wrong in ["admin:s3cre", "admin:s3crett", "Admin:s3cret", "admin", ""] {
            assert!(!admin.is(&basic(wrong)), "{wrong}");
        }
        assert!(!admin.is(&HeaderMap::new()));
        assert!(!admin.is(&headers("Bearer admin:s3cret")));
        assert!(!admin.is(&headers("Basic %%%")));
    }
}
