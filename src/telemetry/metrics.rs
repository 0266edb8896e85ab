//! How much, how fast, how many: counted here, shown by `/metrics` in Prometheus' format.
//!
//! Labels are words of our own (`kind`, `outcome`, `side`, `route`), never ids or anything from outside: each new word
//! is a new series for ever.

use std::sync::Arc;
use std::time::Duration;

use metrics::{Unit, counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};

/// Events that came in, by `kind` and `outcome` (`done`, `repeat`, `stuck`).
pub const EVENTS: &str = "flexcord_events_total";
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
/// Time to answer a request, by `route` and `status`.
pub const HTTP_SECONDS: &str = "flexcord_http_request_seconds";
/// Events that shared one commit.
pub const COMMIT_BATCH: &str = "flexcord_commit_batch_size";

/// Requests have to be answered within 3 seconds by Discord's rule, 5 by Twilio's.
const HTTP_BUCKETS: [f64; 9] = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 3.0, 5.0];
/// From an ordinary delivery to one that waited for the other side to come back.
const AGE_BUCKETS: [f64; 10] = [0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 15.0, 60.0, 600.0, 3_600.0];
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
        .set_buckets_for_metric(Matcher::Full(COMMIT_BATCH.to_owned()), &BATCH_BUCKETS)
}

fn describe() {
    describe_counter!(EVENTS, "Events that came in, by kind and outcome.");
    describe_counter!(DELIVERIES, "Deliveries tried, by side and outcome.");
    describe_histogram!(DELIVERY_AGE, Unit::Seconds, "Time from the commit of a delivery to its success, by side.");
    describe_gauge!(LANE_DEPTH, "Deliveries waiting, by side.");
    describe_gauge!(DEAD_LETTERS, "Deliveries given up, waiting for a person.");
    describe_gauge!(GATEWAY_UP, "Whether the Discord gateway is connected.");
    describe_histogram!(HTTP_SECONDS, Unit::Seconds, "Time to answer a request, by route and status.");
    describe_histogram!(COMMIT_BATCH, "Events that shared one commit.");
}

/// Counts an event.
pub fn event(kind: &'static str, outcome: &'static str) {
    counter!(EVENTS, "kind" => kind, "outcome" => outcome).increment(1);
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

/// Notes a request. `route` is the pattern (`/cases/{id}`), never the path itself.
pub fn http_request(route: &str, status: u16, took: Duration) {
    histogram!(HTTP_SECONDS, "route" => route.to_owned(), "status" => status.to_string()).record(took);
}

/// Notes how many events shared a commit.
pub fn commit_batch(events: u32) {
    histogram!(COMMIT_BATCH).record(f64::from(events));
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
            r#"flexcord_http_request_seconds_bucket{route="/cases/{id}",status="200",le="0.05"} 1"#,
            r#"flexcord_commit_batch_size_bucket{le="4"} 1"#,
        ] {
            assert!(page.contains(line), "{line} is not in:\n{page}");
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
