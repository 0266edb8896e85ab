//! What is around every route.

use axum::Router;
use axum::body::Body;
use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use std::time::{Duration, Instant};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::TimeoutLayer;

/// Bounds on a request.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    pub body_bytes: usize,
    pub time: Duration,
}

/// Names the request in our log and in the answer, so that the two can be laid side by side.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Puts the layers around a router.
pub fn around(router: Router, bounds: Bounds) -> Router {
    router
        .layer(CatchPanicLayer::custom(panicked))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, bounds.time))
        .layer(RequestBodyLimitLayer::new(bounds.body_bytes))
        .layer(SetResponseHeaderLayer::if_not_present(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")))
        .layer(from_fn(one_line))
}

fn panicked(_: Box<dyn std::any::Any + Send + 'static>) -> Response {
    // The panic hook has written what and where; the caller only hears that it is not their fault.
    (StatusCode::INTERNAL_SERVER_ERROR, "Something went wrong on our side.\n").into_response()
}

/// One structured line and one measurement per request.
async fn one_line(request: Request<Body>, next: Next) -> Response {
    let begun = Instant::now();
    let id = uuid::Uuid::now_v7().simple().to_string();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let mut response = next.run(request).await;
    let (status, took) = (response.status().as_u16(), begun.elapsed());
    let route = route.as_deref().unwrap_or("(none)");
    crate::telemetry::metrics::http_request(route, status, took);
    tracing::info!(
        request.id = %id,
        http.method = %method,
        http.route = route,
        http.status = status,
        took_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
        "{method} {route} {status}"
    );
    if let Ok(id) = HeaderValue::try_from(id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::to_bytes;
    use axum::routing::{get, post};
    use tower::ServiceExt;

    fn app() -> Router {
        let routes = Router::new()
            .route(
                "/panic",
                get(|| async {
                    if true {
                        panic!("inside")
                    }
                }),
            )
            .route("/slow", get(std::future::pending::<()>))
            .route("/echo", post(|body: String| async { body }));
        around(routes, Bounds { body_bytes: 8, time: Duration::from_millis(20) })
    }

    async fn ask(method: &str, path: &str, body: &'static str) -> (StatusCode, String) {
        let request = Request::builder().method(method).uri(path).body(Body::from(body)).unwrap();
        let response = app().oneshot(request).await.unwrap();
        assert!(response.headers().contains_key(REQUEST_ID));
        let status = response.status();
        (status, String::from_utf8(to_bytes(response.into_body(), 1_000).await.unwrap().to_vec()).unwrap())
    }

    #[tokio::test]
    async fn a_panic_is_answered_without_a_word_of_the_inside() {
        let (status, body) = ask("GET", "/panic", "").await;
        assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(!body.contains("inside"));
    }

    #[tokio::test]
    async fn a_request_ends_within_its_time_and_its_size() {
        assert_eq!(ask("GET", "/slow", "").await.0, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(ask("POST", "/echo", "0123456789").await.0, StatusCode::PAYLOAD_TOO_LARGE);
        assert_eq!(ask("POST", "/echo", "0123").await, (StatusCode::OK, "0123".into()));
    }
}
