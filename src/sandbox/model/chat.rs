//! `POST /v1/chat/completions`, whole or as a stream of server-sent events, rightly or wrongly.

use super::answer::content;
use super::{Core, NAME, refusal};
use crate::sandbox::faults::ModelHarm;
use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::State as Extract;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use serde_json::{Value, json};
use std::io;
use std::sync::Arc;

/// How many characters a piece of an answer has: about a token.
const PIECE: usize = 4;

pub async fn complete(Extract(core): Extract<Arc<Core>>, Json(request): Json<Value>) -> Response {
    core.state().asked.push(request.clone());
    if let Some(wrong) = wrong(&request) {
        return refusal(StatusCode::BAD_REQUEST, "invalid_value", wrong);
    }
    if request["model"] != NAME {
        return refusal(StatusCode::NOT_FOUND, "model_not_found", "The model does not exist");
    }
    let form = request["response_format"]["type"].as_str().unwrap_or("text");
    if core.faults.model(|harm| matches!(harm, ModelHarm::RefuseForm { form: refused } if refused == form)).is_some() {
        return refusal(StatusCode::BAD_REQUEST, "unsupported_value", "This response_format is not supported");
    }
    let harm = core.faults.model(|harm| !matches!(harm, ModelHarm::RefuseForm { .. }));
    let dictated = core.state().dictated.pop_front();
    let content = dictated.unwrap_or_else(|| content(&request));
    if request["stream"] == true { streamed(core, &content, harm) } else { whole(&core, &content, harm).await }
}

/// What a strict endpoint would not take.
fn wrong(request: &Value) -> Option<&'static str> {
    let messages = request["messages"].as_array().map(Vec::as_slice).unwrap_or_default();
    let known =
        |message: &Value| matches!(message["role"].as_str(), Some("system" | "user" | "assistant")) && message["content"].is_string();
    if messages.is_empty() || !messages.iter().all(known) {
        return Some("messages must be a list of messages with role and content");
    }
    let schema = &request["response_format"]["json_schema"];
    let form = request["response_format"]["type"].as_str();
    if form == Some("json_schema") && !(schema["name"].is_string() && schema["schema"]["type"] == "object") {
        return Some("json_schema must have a name and the schema of an object");
    }
    let bounds = ["max_tokens", "max_completion_tokens"].into_iter().filter(|name| request[*name].is_u64()).count();
    (bounds > 1).then_some("max_tokens and max_completion_tokens cannot both be set")
}

async fn whole(core: &Core, content: &str, harm: Option<ModelHarm>) -> Response {
    match harm {
        Some(ModelHarm::Hold { .. }) => held(core).await,
        Some(ModelHarm::FailInStream { .. }) => return Json(failure()).into_response(),
        Some(ModelHarm::Garble) => return "{\"choices\":[{\"mess".into_response(),
        Some(ModelHarm::Cut { .. } | ModelHarm::End { .. }) => return Json(completion("", "length")).into_response(),
        Some(ModelHarm::RefuseForm { .. }) | None => {}
    }
    Json(completion(content, "stop")).into_response()
}

fn completion(content: &str, finish: &str) -> Value {
    let message = json!({ "role": "assistant", "content": content, "refusal": null });
    json!({
        "id": "chatcmpl-local", "object": "chat.completion", "created": 1, "model": NAME,
        "choices": [{ "index": 0, "message": message, "finish_reason": finish, "logprobs": null }],
        "usage": { "prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2 },
    })
}

fn failure() -> Value {
    json!({ "error": { "message": "The server had an error while processing your request", "type": "server_error", "code": null } })
}

/// One thing to be sent, or to be done instead.
enum Step {
    Send(Bytes),
    Hold,
    Cut,
}

fn streamed(core: Arc<Core>, content: &str, harm: Option<ModelHarm>) -> Response {
    let steps = steps(content, harm);
    let sent = stream::unfold((core, steps.into_iter()), async |(core, mut steps)| {
        let mut step = steps.next()?;
        if let Step::Hold = step {
            held(&core).await;
            step = steps.next()?;
        }
        if core.settings.pace_ms > 0 {
            let pace = i64::try_from(core.settings.pace_ms).unwrap_or(i64::MAX);
            core.clock.until(core.clock.now() + pace).await;
        }
        match step {
            Step::Send(bytes) => Some((Ok(bytes), (core, steps))),
            // An error while the body is sent makes hyper cut the connection.
            Step::Hold | Step::Cut => Some((Err(io::Error::other("cut on request")), (core, steps))),
        }
    });
    ([(header::CONTENT_TYPE, "text/event-stream; charset=utf-8")], Body::from_stream(sent)).into_response()
}

fn steps(content: &str, harm: Option<ModelHarm>) -> Vec<Step> {
    let signs: Vec<char> = content.chars().collect();
    let mut steps = vec![chunk(json!({ "role": "assistant", "content": "" }), None)];
    steps.extend(signs.chunks(PIECE).map(|piece| chunk(json!({ "content": piece.iter().collect::<String>() }), None)));
    let at = |after: usize| (after + 1).min(signs.len().div_ceil(PIECE) + 1);
    match harm {
        Some(ModelHarm::FailInStream { after }) => {
            steps.truncate(at(after));
            steps.push(event(&failure().to_string()));
            return steps;
        }
        Some(ModelHarm::Cut { after }) => {
            steps.truncate(at(after));
            steps.push(Step::Cut);
            return steps;
        }
        Some(ModelHarm::End { after }) => {
            steps.truncate(at(after));
            return steps;
        }
        Some(ModelHarm::Garble) => {
            steps.truncate(1);
            steps.push(event("{\"choices\":[{\"del"));
            return steps;
        }
        Some(ModelHarm::Hold { after }) => steps.insert(at(after), Step::Hold),
        Some(ModelHarm::RefuseForm { .. }) | None => {}
    }
    steps.push(chunk(json!({}), Some("stop")));
    let usage = json!({ "prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2 });
    steps.push(event(&json!({ "id": "chatcmpl-local", "object": "chat.completion.chunk", "choices": [], "usage": usage }).to_string()));
    steps.push(event("[DONE]"));
    steps
}

fn chunk(delta: Value, finish: Option<&str>) -> Step {
    let choice = json!({ "index": 0, "delta": delta, "logprobs": null, "finish_reason": finish });
    event(
        &json!({
            "id": "chatcmpl-local", "object": "chat.completion.chunk", "created": 1, "model": NAME, "obfuscation": "x", "choices": [choice],
        })
        .to_string(),
    )
}

fn event(data: &str) -> Step {
    Step::Send(Bytes::from(format!("data: {data}\n\n")))
}

/// Until the answer may go on, or everything stops.
async fn held(core: &Core) {
    let mut going_on = core.going_on.subscribe();
    going_on.mark_unchanged();
    tokio::select! {
        _ = going_on.changed() => {}
        () = core.stop.cancelled() => {}
    }
}
