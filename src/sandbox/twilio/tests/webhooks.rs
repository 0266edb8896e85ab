//! Webhooks: who sets them off, what they carry, how they are signed, repeated and mistreated.

use super::harness::{Bench, Got};
use crate::sandbox::faults::{Kind, Rule, Service, WebhookHarm};
use crate::sandbox::twilio::Settings;
use crate::sandbox::twilio::sign::sign;
use serde_json::json;

fn names(got: &Got) -> Vec<String> {
    let mut names: Vec<String> = got.form().into_keys().collect();
    names.sort();
    names
}

fn harm(bench: &Bench, harm: WebhookHarm) {
    let kind = Kind::Webhook { event: Some("onMessageAdded".into()), harm };
    bench.faults.add(Rule { service: Service::Twilio, kind, times: 1, skip: 0, every: 1 });
}

async fn say(bench: &Bench, sid: &str, body: &str) {
    bench.loud("POST", &format!("/v1/Conversations/{sid}/Messages"), &[("Body", body), ("Author", "discord:42")]).await;
}

#[tokio::test]
async fn a_rest_write_is_silent_unless_its_header_says_otherwise() {
    let bench = Bench::start().await;
    let sid = bench.conversation().await;
    bench.good("POST", &format!("/v1/Conversations/{sid}/Messages"), &[("Body", "silent")]).await;
    assert!(bench.events().await.is_empty());
    say(&bench, &sid, "loud").await;
    assert_eq!(bench.events().await, ["onMessageAdded"]);
    bench.loud("POST", &format!("/v1/Conversations/{sid}"), &[("State", "closed")]).await;
    assert_eq!(bench.events().await, ["onConversationStateUpdated"]);
}

#[tokio::test]
async fn an_added_message_is_a_signed_form_with_exactly_these_fields() {
    let bench = Bench::start().await;
    let sid = bench.conversation().await;
    say(&bench, &sid, "Grüße ☂ a&b=c").await;
    bench.twilio.quiet().await;
    let got = bench.receiver.taken().remove(0);
    let fields = "AccountSid Attributes Author Body ChatServiceSid ConversationSid DateCreated EventType Index MessageSid ParticipantSid \
                  RetryCount Source WebhookSid WebhookType";
    assert_eq!(names(&got), fields.split_whitespace().collect::<Vec<_>>());
    let form = got.form();
    assert_eq!(form["Body"], "Grüße ☂ a&b=c");
    assert_eq!((form["Source"].as_str(), form["RetryCount"].as_str(), form["WebhookType"].as_str()), ("API", "0", "webhook"));
    assert_eq!(form["DateCreated"], "2026-09-21T14:13:20.000Z");
    assert_eq!(got.headers["user-agent"], "TwilioProxy/1.1");
    assert_eq!(got.headers["content-type"], "application/x-www-form-urlencoded; charset=utf-8");
    assert_eq!(got.headers["i-twilio-idempotency-token"].len(), 36);
    let pairs: Vec<(String, String)> = form.into_iter().collect();
    assert_eq!(got.headers["x-twilio-signature"], sign(&bench.twilio.auth_token(), &got.url, &pairs));
}

#[tokio::test]
async fn edits_removals_and_states_carry_their_own_fields() {
    let bench = Bench::start().await;
    let sid = bench.conversation().await;
    let path = format!("/v1/Conversations/{sid}/Messages");
    let message = bench.good("POST", &path, &[("Body", "one")]).await["sid"].as_str().unwrap().to_owned();
    bench.loud("POST", &format!("{path}/{message}"), &[("Body", "two")]).await;
    bench.loud("DELETE", &format!("{path}/{message}"), &[]).await;
    bench.loud("POST", &format!("/v1/Conversations/{sid}"), &[("State", "closed")]).await;
    bench.twilio.quiet().await;
    let got = bench.receiver.taken();
    assert_eq!(got.iter().map(Got::event).collect::<Vec<_>>(), ["onMessageUpdated", "onMessageRemoved", "onConversationStateUpdated"]);
    assert!(got[0].form().contains_key("DateUpdated") && got[1].form().contains_key("DateRemoved"));
    let state = got[2].form();
    assert_eq!((state["StateFrom"].as_str(), state["StateTo"].as_str(), state["Reason"].as_str()), ("active", "closed", "API"));
}

#[tokio::test]
async fn a_timer_tells_with_its_reason() {
    let bench = Bench::start().await;
    let sid = bench.conversation().await;
    bench.good("POST", &format!("/v1/Conversations/{sid}"), &[("Timers.Closed", "PT10M")]).await;
    bench.clock.forward(600_000);
    bench.good("GET", &format!("/v1/Conversations/{sid}"), &[]).await;
    bench.twilio.quiet().await;
    assert_eq!(bench.receiver.taken().remove(0).form()["Reason"], "TIMER");
}

#[tokio::test]
async fn a_failed_webhook_comes_again_with_the_same_token() {
    let bench = Bench::with(Settings { webhook_retry_delay_ms: 0, webhook_retries: 2, ..Settings::default() }).await;
    let sid = bench.conversation().await;
    bench.receiver.answer(500, &json!({}));
    bench.receiver.answer(503, &json!({}));
    say(&bench, &sid, "one").await;
    say(&bench, &sid, "two").await;
    bench.twilio.quiet().await;
    let got = bench.receiver.taken();
    let told: Vec<_> = got.iter().map(|g| (g.form()["Body"].clone(), g.form()["RetryCount"].clone())).collect();
    let expected = [("one", "0"), ("one", "1"), ("one", "2"), ("two", "0")].map(|(b, r)| (b.to_owned(), r.to_owned()));
    assert_eq!(told, expected);
    let token = |i: usize| got[i].headers["i-twilio-idempotency-token"].clone();
    assert!(token(0) == token(1) && token(1) == token(2) && token(2) != token(3));
    let sent = bench.twilio.webhooks();
    assert_eq!(sent[0]["attempts"].as_array().unwrap().iter().map(|a| a["status"].as_u64().unwrap()).collect::<Vec<_>>(), [500, 503, 204]);
}

#[tokio::test]
async fn faults_lose_double_delay_and_forge() {
    let bench = Bench::start().await;
    let sid = bench.conversation().await;
    harm(&bench, WebhookHarm::Lose);
    say(&bench, &sid, "lost").await;
    assert!(bench.events().await.is_empty());
    assert_eq!(bench.twilio.webhooks()[0]["lost"], true);

    harm(&bench, WebhookHarm::Duplicate { copies: 2 });
    say(&bench, &sid, "doubled").await;
    bench.twilio.quiet().await;
    let retries: Vec<String> = bench.receiver.taken().iter().map(|g| g.form()["RetryCount"].clone()).collect();
    assert_eq!(retries, ["0", "1", "2"]);

    harm(&bench, WebhookHarm::Forge);
    say(&bench, &sid, "forged").await;
    bench.twilio.quiet().await;
    let got = bench.receiver.taken().remove(0);
    let pairs: Vec<(String, String)> = got.form().into_iter().collect();
    assert_ne!(got.headers["x-twilio-signature"], sign(&bench.twilio.auth_token(), &got.url, &pairs));

    harm(&bench, WebhookHarm::Delay { ms: 5_000 });
    say(&bench, &sid, "late").await;
    say(&bench, &sid, "early").await;
    bench.receiver.wait(1).await;
    bench.clock.forward(5_000);
    bench.twilio.quiet().await;
    let bodies: Vec<String> = bench.receiver.taken().iter().map(|g| g.form()["Body"].clone()).collect();
    assert_eq!(bodies, ["early", "late"]);
}

#[tokio::test]
async fn a_new_webhook_gets_what_it_missed() {
    let bench = Bench::start().await;
    let sid = bench.conversation().await;
    for body in ["zero", "one", "two"] {
        bench.good("POST", &format!("/v1/Conversations/{sid}/Messages"), &[("Body", body)]).await;
    }
    let url = format!("{}/replayed", bench.receiver.url);
    let form = [
        ("Target", "webhook"),
        ("Configuration.Url", url.as_str()),
        ("Configuration.Filters", "onMessageAdded"),
        ("Configuration.ReplayAfter", "1"),
    ];
    bench.good("POST", &format!("/v1/Conversations/{sid}/Webhooks"), &form).await;
    bench.twilio.quiet().await;
    let bodies: Vec<String> = bench.receiver.taken().iter().map(|g| g.form()["Body"].clone()).collect();
    assert_eq!(bodies, ["one", "two"]);
}

#[tokio::test]
async fn keywords_and_service_webhooks_are_heard_too() {
    let bench = Bench::start().await;
    let sid = bench.conversation().await;
    let hooks = format!("/v1/Conversations/{sid}/Webhooks");
    let url = format!("{}/keyword", bench.receiver.url);
    bench.good("POST", &hooks, &[("Target", "trigger"), ("Configuration.Url", &url), ("Configuration.Triggers", "Human")]).await;
    let url = format!("{}/service", bench.receiver.url);
    let service = format!("/v1/Services/{}/Configuration/Webhooks", bench.twilio.service_sid());
    bench.good("POST", &service, &[("PostWebhookUrl", &url), ("Filters", "onMessageAdded"), ("Method", "POST")]).await;
    say(&bench, &sid, "a human please").await;
    say(&bench, &sid, "hello?").await;
    bench.twilio.quiet().await;
    let paths: Vec<String> = bench.receiver.taken().into_iter().map(|g| g.path).collect();
    assert_eq!(paths, ["/forward", "/keyword", "/service", "/forward", "/service"]);
}
