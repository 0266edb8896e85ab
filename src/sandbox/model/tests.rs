use super::*;
use crate::domain::clock::{Clock, Millis, Wait};

struct Still;

impl Clock for Still {
    fn now(&self) -> Millis {
        0
    }

    fn until(&self, _at: Millis) -> Wait {
        Box::pin(std::future::ready(()))
    }
}

async fn started() -> (LocalModel, Faults) {
    let faults = Faults::default();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    (LocalModel::start(listener, Arc::new(Still), faults.clone(), Settings::default()).unwrap(), faults)
}

fn question(more: Value) -> Value {
    let data =
        r#"{"articles":[{"id":"a","title":"Refunds","text":"Unused things go back. Within 14 days."}],"question":"refunds?","talk":[]}"#;
    let mut request = json!({ "model": NAME, "messages": [{ "role": "user", "content": format!("<data-1>\n{data}\n</data-1>") }] });
    request.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    request
}

async fn ask(model: &LocalModel, key: &str, request: &Value) -> (u16, String) {
    let client = crate::outgoing::client().unwrap().build().unwrap();
    let sent = client.post(format!("{}/chat/completions", model.api())).bearer_auth(key).json(request).send().await;
    let Ok(answer) = sent else { return (0, "broken".into()) };
    (answer.status().as_u16(), answer.text().await.unwrap_or_else(|_| "broken".into()))
}

#[tokio::test]
async fn it_answers_from_what_it_is_given_whole_or_in_pieces() {
    let (model, _) = started().await;
    let (status, body) = ask(&model, KEY, &question(json!({}))).await;
    let body: Value = serde_json::from_str(&body).unwrap();
    let content = body["choices"][0]["message"]["content"].as_str().unwrap().to_owned();
    assert_eq!(status, 200);
    assert_eq!(content, r#"{"article_ids":["a"],"answerable":true,"person":false,"answer":"Unused things go back. Within 14 days."}"#);
    let (_, body) = ask(&model, KEY, &question(json!({ "stream": true }))).await;
    let pieces = body.lines().filter_map(|line| serde_json::from_str::<Value>(line.strip_prefix("data: ")?).ok());
    let together: String = pieces.filter_map(|piece| Some(piece["choices"][0]["delta"]["content"].as_str()?.to_owned())).collect();
    assert_eq!(together, content);
    assert!(body.ends_with("data: [DONE]\n\n"));
}

#[tokio::test]
async fn it_is_as_strict_as_the_real_ones() {
    let (model, _) = started().await;
    assert_eq!(ask(&model, "wrong", &question(json!({}))).await.0, 401);
    assert_eq!(ask(&model, KEY, &question(json!({ "model": "other" }))).await.0, 404);
    assert_eq!(ask(&model, KEY, &question(json!({ "messages": [] }))).await.0, 400);
    assert_eq!(ask(&model, KEY, &question(json!({ "max_tokens": 1, "max_completion_tokens": 1 }))).await.0, 400);
    assert_eq!(ask(&model, KEY, &question(json!({ "response_format": { "type": "json_schema", "json_schema": {} } }))).await.0, 400);
}

#[tokio::test]
async fn it_misbehaves_on_request() {
    let (model, faults) = started().await;
    let stream = question(json!({ "stream": true }));
    for (harm, ends) in [
        (json!({ "harm": "fail_in_stream", "after": 3 }), "\"code\":null"),
        (json!({ "harm": "cut", "after": 3 }), "broken"),
        (json!({ "harm": "garble" }), "{\"choices\":[{\"del\n\n"),
    ] {
        let mut rule = json!({ "service": "model", "kind": "model" });
        rule.as_object_mut().unwrap().extend(harm.as_object().unwrap().clone());
        faults.add(serde_json::from_value(rule).unwrap());
        let (_, body) = ask(&model, KEY, &stream).await;
        assert!(body.contains(ends) && !body.contains("[DONE]"), "{harm}: {body}");
    }
    let form = json!({ "service": "model", "kind": "model", "harm": "refuse_form", "form": "json_object" });
    faults.add(serde_json::from_value(form).unwrap());
    assert_eq!(ask(&model, KEY, &question(json!({}))).await.0, 200);
    assert_eq!(ask(&model, KEY, &question(json!({ "response_format": { "type": "json_object" } }))).await.0, 400);
}
