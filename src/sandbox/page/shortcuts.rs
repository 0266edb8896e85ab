//! The page's fault switches: a name for each misfortune worth showing, and the rules behind it.

use super::Shared;
use crate::sandbox::faults::{GatewayHarm, Http, Kind, ModelHarm, Rule, Service, WebhookHarm};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};

/// One switch.
struct Shortcut {
    name: &'static str,
    label: &'static str,
    /// What it does, for the person who hovers over it.
    hint: &'static str,
    rule: fn() -> Rule,
}

/// To add one: a line here; the page shows it by itself.
const SHORTCUTS: [Shortcut; 12] = [
    Shortcut {
        name: "twilio_500",
        label: "Twilio 500 ×3",
        hint: "The next three writes to the desk are answered with status 500.",
        rule: twilio_500,
    },
    Shortcut {
        name: "discord_429",
        label: "Discord 429 ×3",
        hint: "The next three posts to Discord are told to come back in a second.",
        rule: discord_429,
    },
    Shortcut {
        name: "drop_after_acting",
        label: "Drop after acting",
        hint: "Discord posts the next message, but the connection breaks before it says so.",
        rule: drop_after_acting,
    },
    Shortcut {
        name: "lose_webhook",
        label: "Lose a webhook",
        hint: "Twilio never sends its next webhook about a message.",
        rule: lose_webhook,
    },
    Shortcut { name: "duplicate", label: "Duplicate a webhook", hint: "Twilio sends its next webhook three times.", rule: duplicate },
    Shortcut {
        name: "gateway_4000",
        label: "Gateway close 4000",
        hint: "At its next event the gateway closes the connection.",
        rule: gateway_4000,
    },
    Shortcut { name: "op_9", label: "Gateway op 9", hint: "At its next event the gateway says that the session is void.", rule: op_9 },
    Shortcut { name: "lose_event", label: "Lose a gateway event", hint: "The gateway swallows its next event.", rule: lose_event },
    Shortcut { name: "forge", label: "Forge a webhook", hint: "Twilio's next webhook has a signature that does not fit.", rule: forge },
    Shortcut { name: "model_cut", label: "Model breaks off", hint: "The model's next answer breaks off half-way.", rule: model_cut },
    Shortcut { name: "model_429", label: "Model 429", hint: "The model wants to be left alone for ten seconds.", rule: model_429 },
    Shortcut { name: "model_garbage", label: "Model garbage", hint: "The model's next answer cannot be read.", rule: model_garbage },
];

/// What the program posts to; the page's members use another version of the API.
const TO_DISCORD: &str = "/api/v10/channels";

fn plain(service: Service, kind: Kind, times: u32) -> Rule {
    Rule { service, kind, times, skip: 0, every: 1 }
}

fn twilio_500() -> Rule {
    // Writing only, which is what people see fail.
    let http = Http { method: Some("POST".into()), path: Some("/Messages".into()), status: Some(500), ..Http::default() };
    plain(Service::Twilio, Kind::Http(http), 3)
}

fn discord_429() -> Rule {
    let body = json!({ "message": "You are being rate limited.", "retry_after": 1.0, "global": false });
    let headers = [("retry-after", "1"), ("x-ratelimit-scope", "shared")].map(|(name, value)| (name.to_owned(), value.to_owned()));
    let http = Http {
        method: Some("POST".into()),
        path: Some(TO_DISCORD.into()),
        status: Some(429),
        body: Some(body),
        headers: headers.into(),
        ..Http::default()
    };
    plain(Service::Discord, Kind::Http(http), 3)
}

fn drop_after_acting() -> Rule {
    let http = Http { method: Some("POST".into()), path: Some(TO_DISCORD.into()), after_acting: true, drop: true, ..Http::default() };
    plain(Service::Discord, Kind::Http(http), 1)
}

fn lose_webhook() -> Rule {
    plain(Service::Twilio, Kind::Webhook { event: Some("onMessageAdded".into()), harm: WebhookHarm::Lose }, 1)
}

fn duplicate() -> Rule {
    plain(Service::Twilio, Kind::Webhook { event: None, harm: WebhookHarm::Duplicate { copies: 2 } }, 1)
}

fn forge() -> Rule {
    plain(Service::Twilio, Kind::Webhook { event: None, harm: WebhookHarm::Forge }, 1)
}

fn gateway_4000() -> Rule {
    plain(Service::Discord, Kind::Gateway(GatewayHarm::Close { code: 4000 }), 1)
}

fn op_9() -> Rule {
    plain(Service::Discord, Kind::Gateway(GatewayHarm::InvalidSession { resumable: false }), 1)
}

fn lose_event() -> Rule {
    plain(Service::Discord, Kind::Gateway(GatewayHarm::Lose), 1)
}

fn model_cut() -> Rule {
    plain(Service::Model, Kind::Model(ModelHarm::Cut { after: 40 }), 1)
}

fn model_429() -> Rule {
    let headers = [("retry-after".to_owned(), "10".to_owned())];
    plain(Service::Model, Kind::Http(Http { status: Some(429), headers: headers.into(), ..Http::default() }), 1)
}

fn model_garbage() -> Rule {
    plain(Service::Model, Kind::Model(ModelHarm::Garble), 1)
}

/// The switches, for the page: those of the model only where there is one.
pub fn list(with_model: bool) -> Vec<Value> {
    let fits = |shortcut: &&Shortcut| with_model || (shortcut.rule)().service != Service::Model;
    SHORTCUTS.iter().filter(fits).map(|s| json!({ "name": s.name, "label": s.label, "hint": s.hint })).collect()
}

#[derive(Deserialize)]
pub struct Wanted {
    fault: String,
}

/// `POST /sandbox/faults` with `{"fault": "twilio_500"}`, or `"clear"` to end all misbehaviour.
pub async fn switch(State(stage): Shared, Json(wanted): Json<Wanted>) -> Response {
    match SHORTCUTS.iter().find(|shortcut| shortcut.name == wanted.fault) {
        Some(shortcut) => stage.faults.add((shortcut.rule)()),
        None if wanted.fault == "clear" => stage.faults.clear(),
        None => return (StatusCode::NOT_FOUND, Json(json!({ "error": "there is no such switch" }))).into_response(),
    }
    StatusCode::NO_CONTENT.into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_switch_is_a_rule_that_could_be_posted_too() {
        for shortcut in &SHORTCUTS {
            let rule = serde_json::to_value((shortcut.rule)()).unwrap();
            assert!(serde_json::from_value::<Rule>(rule).is_ok(), "{}", shortcut.name);
        }
    }
}
