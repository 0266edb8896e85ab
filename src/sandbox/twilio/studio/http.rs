//! Make HTTP Request: a real request, signed, ten seconds, 64 kB.

use super::super::sign;
use super::definition::Widget;
use super::liquid;
use super::run::{Done, Failure, Walk};
use super::widgets::rendered;
use crate::sandbox::faults::{Service, WebhookHarm};
use reqwest::Url;
use serde_json::{Value, json};
use std::time::Duration;

const TIMEOUT: Duration = Duration::from_secs(10);
const ANSWER_LIMIT: usize = 64 * 1024;
/// The name under which faults can strike at these requests.
const EVENT: &str = "studio.http";

/// A request that is ready to be sent.
struct Prepared {
    url: Url,
    post: bool,
    content_type: String,
    body: Vec<u8>,
    signed_fields: Vec<(String, String)>,
}

/// Does the widget's request. Everything but a 2xx answer in time leads to `failed`.
pub(crate) async fn request(walk: &Walk, widget: &Widget) -> Result<Done, Failure> {
    let prepared = prepare(walk, widget)?;
    let failed = |why: &str| Done::new("failed", json!({ "error": why }));
    if widget.properties["add_twilio_auth"] == true {
        return Ok(failed("add_twilio_auth is only for Twilio's own addresses"));
    }
    let Some(prepared) = prepared else { return Ok(failed("the URL cannot be read")) };
    let harm = walk.core.faults.webhook(Service::Twilio, EVENT);
    if harm == Some(WebhookHarm::Lose) {
        return Ok(failed("lost on request"));
    }
    if let Some(WebhookHarm::Delay { ms }) = harm {
        walk.core.clock.until(walk.core.clock.now() + i64::try_from(ms).unwrap_or(i64::MAX / 2)).await;
    }
    let mut answer = send(walk, &prepared, harm == Some(WebhookHarm::Forge)).await;
    if let Some(WebhookHarm::Duplicate { copies }) = harm {
        for _ in 0..copies {
            answer = send(walk, &prepared, false).await;
        }
    }
    Ok(match answer {
        Ok(output) if (200..300).contains(&output["status_code"].as_u64().unwrap_or(0)) => Done::new("success", output),
        Ok(output) => Done::new("failed", output),
        Err(error) => failed(&error),
    })
}

fn prepare(walk: &Walk, widget: &Widget) -> Result<Option<Prepared>, Failure> {
    let post = !rendered(walk, widget, "method")?.eq_ignore_ascii_case("GET");
    let content_type = rendered(walk, widget, "content_type")?;
    let mut fields = Vec::new();
    for parameter in widget.properties["parameters"].as_array().into_iter().flatten() {
        let source = parameter["value"].as_str().unwrap_or_default();
        let value = liquid::render(source, &walk.context).map_err(|e| (81_016, e))?;
        fields.push((parameter["key"].as_str().unwrap_or_default().to_owned(), value));
    }
    let Ok(mut url) = Url::parse(&rendered(walk, widget, "url")?) else { return Ok(None) };
    url.set_fragment(None);
    if !post {
        if !fields.is_empty() {
            url.query_pairs_mut().extend_pairs(&fields);
        }
        return Ok(Some(Prepared { url, post, content_type, body: Vec::new(), signed_fields: Vec::new() }));
    }
    if content_type.starts_with("application/x-www-form-urlencoded") {
        let body = serde_urlencoded::to_string(&fields).unwrap_or_default().into_bytes();
        return Ok(Some(Prepared { url, post, content_type, body, signed_fields: fields }));
    }
    let body = rendered(walk, widget, "body")?.into_bytes();
    let Ok(url) = Url::parse(&sign::with_body_hash(url.as_str(), &body)) else { return Ok(None) };
    Ok(Some(Prepared { url, post, content_type, body, signed_fields: Vec::new() }))
}

async fn send(walk: &Walk, prepared: &Prepared, forged: bool) -> Result<Value, String> {
    let token = if forged { "forged".to_owned() } else { walk.core.with(|state| state.account.token.clone()) };
    let signature = sign::sign(&token, prepared.url.as_str(), &prepared.signed_fields);
    let http = &walk.core.http;
    let request = if prepared.post {
        http.post(prepared.url.clone()).header("content-type", &prepared.content_type).body(prepared.body.clone())
    } else {
        http.get(prepared.url.clone())
    };
    let request = request.header("x-twilio-signature", signature).header("accept", "*/*").timeout(TIMEOUT);
    let mut answer = request.send().await.map_err(|e| e.without_url().to_string())?;
    let status = answer.status().as_u16();
    let content_type = answer.headers().get("content-type").and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(|e| e.without_url().to_string())? {
        body.extend_from_slice(&chunk);
        if body.len() > ANSWER_LIMIT {
            return Err(format!("the answer is longer than {ANSWER_LIMIT} bytes"));
        }
    }
    let text = String::from_utf8_lossy(&body).into_owned();
    let mut output = json!({ "status_code": status, "content_type": content_type, "body": text });
    // Studio parses objects only, and only under exactly this content type.
    if content_type == "application/json"
        && let Ok(parsed @ Value::Object(_)) = serde_json::from_str(&text)
    {
        output["parsed"] = parsed;
    }
    Ok(output)
}
