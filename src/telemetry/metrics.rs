//! How much, how fast, how many: counted here, shown by `/metrics` in Prometheus' format.
//!
//! Labels are words of our own (`kind`, `outcome`, `side`, `route`), never ids or anything from outside: each new word
//! is a new series for ever.

use std::sync::Arc;
use std::time::Duration;

use metrics::{Unit, counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};

/// Events that came in, by `kind` and `outcome` (`taken`, `repeat`, `stuck`).
pub const EVENTS: &str = "flexcord_events_total";
/// Events that shared one commit.
pub const COMMIT_BATCH: &str = "flexcord_commit_batch_size";
/// Events that could not be decided, waiting for a person.
pub const STUCK_EVENTS: &str = "flexcord_stuck_events";
/// Deliveries tried, by `side` and `outcome` (`done`, `later`, `refused`, `gone`, `unknown`).
pub const DELIVERIES: &str = "flexcord_deliveries_total";
/// Time from the commit of a delivery to its success, by `side`.
pub const DELIVERY_AGE: &str = "flexcord_delivery_age_seconds";
/// Deliveries waiting, by `side`.
pub const LANE_DEPTH: &str = "flexcord_lane_depth";
/// Deliveries given up, waiting for a person.
pub const DEAD_LETTERS: &str = "flexcord_dead_letters";
/// Whether the Discord gateway is connected: 1 or 0.
pub const GATEWAY_UP: &str = "flexcord_gateway_up";
/// Sessions begun on the Discord gateway. Discord allows a bot 1,000 a day.
pub const GATEWAY_IDENTIFIES: &str = "flexcord_gateway_identifies_total";
/// Sessions on the Discord gateway that went on after a break.
pub const GATEWAY_RESUMES: &str = "flexcord_gateway_resumes_total";
/// What Discord said of a known kind and could not be read: something in it has changed.
pub const GATEWAY_UNREADABLE: &str = "flexcord_gateway_unreadable_total";
/// Tries to store a gateway event that failed and were repeated.
pub const GATEWAY_STORE_RETRIES: &str = "flexcord_gateway_store_retries_total";
/// Gateway events there was no room for; catch-up brings them.
pub const GATEWAY_LEFT: &str = "flexcord_gateway_left_to_catch_up_total";
/// Messages found on Discord that the gateway had not brought.
pub const DISCORD_CAUGHT_UP: &str = "flexcord_discord_caught_up_total";
/// Requests to Discord, by `method`, `route` and `result` (`ok`, `limited`, `refused`, `lost`, `credentials`, `not_sent`).
pub const DISCORD_REQUESTS: &str = "flexcord_discord_requests_total";
/// Commands and presses, by `result` (`ok`, `late`, `failed`, `forged`, `foreign`, `unreadable`).
pub const DISCORD_INTERACTIONS: &str = "flexcord_discord_interactions_total";
/// Webhooks of Twilio that are believed and are no event, by `why`.
pub const WEBHOOKS_IGNORED: &str = "flexcord_twilio_webhooks_ignored_total";
/// Webhooks of Twilio that were not accepted, by `status`.
pub const WEBHOOKS_REJECTED: &str = "flexcord_twilio_webhooks_rejected_total";
/// What the assistant's brain gave, by `brain` (`articles`, `model`, `chatbot`; `summary` for those made for agents) and `result`: `answered`, `suggested`, `unknown`,
/// `handed_over`, or why it gave nothing and the articles answered instead (`later`, `refused`, `gone`, `lost`, `ungrounded`, `timeout`).
pub const BRAIN_ANSWERS: &str = "flexcord_brain_answers_total";
/// Time a brain took, by `brain`.
pub const BRAIN_SECONDS: &str = "flexcord_brain_seconds";
/// Showings of answers in the making, by `result` (`begun`, `edited`, `skipped`).
pub const DRAFTS: &str = "flexcord_drafts_total";
/// Imports of articles from their sources, by `outcome` (`done`, `failed`).
pub const IMPORTS: &str = "flexcord_knowledge_imports_total";
/// Unix time of the last import that came to its end.
pub const LAST_IMPORT: &str = "flexcord_knowledge_last_import_timestamp_seconds";
/// Time to answer a request, by `route` and `status`.
pub const HTTP_SECONDS: &str = "flexcord_http_request_seconds";

/// Requests have to be answered within 3 seconds by Discord's rule, 5 by Twilio's.
const HTTP_BUCKETS: [f64; 9] = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 3.0, 5.0];
/// From an ordinary delivery to one that waited for the other side to come back.
const AGE_BUCKETS: [f64; 10] = [0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 15.0, 60.0, 600.0, 3_600.0];
/// From a look at the articles to the longest a model may take.
const BRAIN_BUCKETS: [f64; 9] = [0.01, 0.05, 0.25, 1.0, 2.0, 5.0, 10.0, 20.0, 60.0];
const BATCH_BUCKETS: [f64; 8] = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0];

/// Shows what was counted.
#[derive(Clone)]
pub struct Handle(Arc<PrometheusHandle>);

/// Why nothing is counted.
#[derive(Debug, thiserror::Error)]
#[error("the metrics cannot be set up, or are set up already")]
pub struct MetricsError(#[from] BuildError);

impl Handle {
    /// Everything counted so far, in Prometheus' text format.
    pub fn render(&self) -> String {
        self.0.run_upkeep();
        self.0.render()
    }
}

/// Starts counting for the whole process. Opens no port; `web` shows [`Handle::render`].
pub fn install() -> Result<Handle, MetricsError> {
    let handle = builder()?.install_recorder()?;
    describe();
    Ok(Handle(Arc::new(handle)))
}

fn builder() -> Result<PrometheusBuilder, BuildError> {
    PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Full(HTTP_SECONDS.to_owned()), &HTTP_BUCKETS)?
        .set_buckets_for_metric(Matcher::Full(DELIVERY_AGE.to_owned()), &AGE_BUCKETS)?
        .set_buckets_for_metric(Matcher::Full(COMMIT_BATCH.to_owned()), &BATCH_BUCKETS)?
        .set_buckets_for_metric(Matcher::Full(BRAIN_SECONDS.to_owned()), &BRAIN_BUCKETS)
}

fn describe() {
    describe_counter!(EVENTS, "Events that came in, by kind and outcome.");
    describe_histogram!(COMMIT_BATCH, "Events that shared one commit.");
    describe_gauge!(STUCK_EVENTS, "Events that could not be decided, waiting for a person.");
    describe_counter!(DELIVERIES, "Deliveries tried, by side and outcome.");
    describe_histogram!(DELIVERY_AGE, Unit::Seconds, "Time from the commit of a delivery to its success, by side.");
    describe_gauge!(LANE_DEPTH, "Deliveries waiting, by side.");
    describe_gauge!(DEAD_LETTERS, "Deliveries given up, waiting for a person.");
    describe_gauge!(GATEWAY_UP, "Whether the Discord gateway is connected.");
    describe_counter!(GATEWAY_IDENTIFIES, "Sessions begun on the Discord gateway.");
    describe_counter!(GATEWAY_RESUMES, "Sessions on the Discord gateway that went on after a break.");
    describe_counter!(GATEWAY_UNREADABLE, "What Discord said of a known kind and could not be read.");
    describe_counter!(GATEWAY_STORE_RETRIES, "Tries to store a gateway event that failed and were repeated.");
    describe_counter!(GATEWAY_LEFT, "Gateway events there was no room for; catch-up brings them.");
    describe_counter!(DISCORD_CAUGHT_UP, "Messages found on Discord that the gateway had not brought.");
    describe_counter!(DISCORD_REQUESTS, "Requests to Discord, by method, route and result.");
    describe_counter!(DISCORD_INTERACTIONS, "Commands and presses, by result.");
    describe_counter!(WEBHOOKS_IGNORED, "Webhooks of Twilio that are believed and are no event, by reason.");
    describe_counter!(WEBHOOKS_REJECTED, "Webhooks of Twilio that were not accepted, by status.");
    describe_counter!(BRAIN_ANSWERS, "What the assistant's brain gave, by brain and result.");
    describe_histogram!(BRAIN_SECONDS, Unit::Seconds, "Time a brain took, by brain.");
    describe_counter!(DRAFTS, "Showings of answers in the making, by result.");
    describe_counter!(IMPORTS, "Imports of articles from their sources, by outcome.");
    describe_gauge!(LAST_IMPORT, Unit::Seconds, "Unix time of the last import that came to its end.");
    describe_histogram!(HTTP_SECONDS, Unit::Seconds, "Time to answer a request, by route and status.");
}

/// Counts an import of articles that ended at a time in Unix milliseconds.
pub fn import(outcome: &'static str, at_ms: i64) {
    counter!(IMPORTS, "outcome" => outcome).increment(1);
    if outcome == "done" {
        gauge!(LAST_IMPORT).set(at_ms as f64 / 1_000.0);
    }
}

/// Counts an event.
pub fn event(kind: &'static str, outcome: &'static str) {
    counter!(EVENTS, "kind" => kind, "outcome" => outcome).increment(1);
}

/// Notes how many events shared a commit.
pub fn commit_batch(events: u32) {
    histogram!(COMMIT_BATCH).record(f64::from(events));
}

/// Notes how many events could not be decided and were not yet seen to.
pub fn stuck_events(count: u32) {
    gauge!(STUCK_EVENTS).set(f64::from(count));
}

/// Counts what a brain gave, and how long it took.
pub fn brain(brain: &'static str, result: &'static str, took: Duration) {
    counter!(BRAIN_ANSWERS, "brain" => brain, "result" => result).increment(1);
    histogram!(BRAIN_SECONDS, "brain" => brain).record(took);
}

/// Counts a showing of an answer in the making.
pub fn draft(result: &'static str) {
    counter!(DRAFTS, "result" => result).increment(1);
}

/// Counts one try of a delivery.
pub fn delivery(side: &'static str, outcome: &'static str) {
    counter!(DELIVERIES, "side" => side, "outcome" => outcome).increment(1);
}

/// Notes how old a delivery was when it succeeded.
pub fn delivery_age(side: &'static str, age: Duration) {
    histogram!(DELIVERY_AGE, "side" => side).record(age);
}

/// Notes how many deliveries are waiting.
pub fn lane_depth(side: &'static str, waiting: u32) {
    gauge!(LANE_DEPTH, "side" => side).set(f64::from(waiting));
}

/// Notes how many deliveries were given up and not yet seen to.
pub fn dead_letters(count: u32) {
    gauge!(DEAD_LETTERS).set(f64::from(count));
}

/// Notes whether the gateway is connected.
pub fn gateway_up(up: bool) {
    gauge!(GATEWAY_UP).set(if up { 1.0 } else { 0.0 });
}

/// Counts a session that began.
pub fn gateway_identified() {
    counter!(GATEWAY_IDENTIFIES).increment(1);
}

/// Counts a session that went on.
pub fn gateway_resumed() {
    counter!(GATEWAY_RESUMES).increment(1);
}

/// Counts something of Discord's that could not be read.
pub fn gateway_unreadable() {
    counter!(GATEWAY_UNREADABLE).increment(1);
}

/// Counts a failed try to store a gateway event.
pub fn gateway_store_retry() {
    counter!(GATEWAY_STORE_RETRIES).increment(1);
}

/// Counts a gateway event there was no room for.
pub fn gateway_left_to_catch_up() {
    counter!(GATEWAY_LEFT).increment(1);
}

/// Counts messages that catch-up found.
pub fn discord_caught_up(messages: usize) {
    counter!(DISCORD_CAUGHT_UP).increment(u64::try_from(messages).unwrap_or(u64::MAX));
}

/// Counts a request to Discord. `route` is the pattern, never the path itself.
pub fn discord_request(method: &'static str, route: &'static str, result: &'static str) {
    counter!(DISCORD_REQUESTS, "method" => method, "route" => route, "result" => result).increment(1);
}

/// Counts a command or a press.
pub fn discord_interaction(result: &'static str) {
    counter!(DISCORD_INTERACTIONS, "result" => result).increment(1);
}

/// Counts a webhook that is no event.
pub fn webhook_ignored(why: &'static str) {
    counter!(WEBHOOKS_IGNORED, "why" => why).increment(1);
}

/// Counts a webhook that was not accepted.
pub fn webhook_rejected(status: u16) {
    counter!(WEBHOOKS_REJECTED, "status" => status.to_string()).increment(1);
}

/// Notes a request. `route` is the pattern (`/cases/{id}`), never the path itself.
pub fn http_request(route: &str, status: u16, took: Duration) {
    histogram!(HTTP_SECONDS, "route" => route.to_owned(), "status" => status.to_string()).record(took);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(count: impl FnOnce()) -> String {
        let recorder = builder().unwrap().build_recorder();
        metrics::with_local_recorder(&recorder, || {
            describe();
            count();
        });
        Handle(Arc::new(recorder.handle())).render()
    }

    #[test]
    fn everything_counted_is_shown_with_its_description() {
        let page = shown(|| {
            event("message", "done");
            event("message", "done");
            delivery("discord", "later");
            delivery_age("discord", Duration::from_millis(200));
            lane_depth("twilio", 7);
            dead_letters(1);
            gateway_up(true);
            gateway_identified();
            gateway_resumed();
            gateway_unreadable();
            gateway_store_retry();
            gateway_left_to_catch_up();
            discord_caught_up(4);
            discord_request("GET", "/users/@me", "ok");
            discord_interaction("late");
            webhook_ignored("ours");
            webhook_rejected(403);
            stuck_events(2);
            http_request("/cases/{id}", 200, Duration::from_millis(20));
            commit_batch(3);
        });
        for line in [
            "# HELP flexcord_events_total Events that came in, by kind and outcome.",
            r#"flexcord_events_total{kind="message",outcome="done"} 2"#,
            r#"flexcord_deliveries_total{side="discord",outcome="later"} 1"#,
            r#"flexcord_delivery_age_seconds_bucket{side="discord",le="0.25"} 1"#,
            r#"flexcord_lane_depth{side="twilio"} 7"#,
            "flexcord_dead_letters 1",
            "flexcord_gateway_up 1",
            "flexcord_discord_caught_up_total 4",
            r#"flexcord_discord_requests_total{method="GET",route="/users/@me",result="ok"} 1"#,
            r#"flexcord_twilio_webhooks_rejected_total{status="403"} 1"#,
            "flexcord_stuck_events 2",
            r#"flexcord_http_request_seconds_bucket{route="/cases/{id}",status="200",le="0.05"} 1"#,
            r#"flexcord_commit_batch_size_bucket{le="4"} 1"#,
        ] {
            assert!(page.contains(line), "{line} is not in:\n{page}");
        }
        for counted in page.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split(' ').next()) {
            assert!(page.contains(&format!("# HELP {counted} ")), "{counted} is counted and not described");
        }
    }

    #[test]
    fn a_gauge_shows_the_last_value() {
        let page = shown(|| {
            gateway_up(true);
            gateway_up(false);
        });
        assert!(page.contains("flexcord_gateway_up 0"), "{page}");
    }

    #[test]
    fn a_second_installation_in_one_process_is_refused() {
        assert!(install().is_ok());
        assert!(install().is_err());
    }
}
