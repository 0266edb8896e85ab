//! The log: lines for people, or JSON for machines.

use std::io::IsTerminal;

use tracing::{Level, Metadata, Subscriber};
use tracing_subscriber::filter::{EnvFilter, ParseError, filter_fn};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::util::{SubscriberInitExt, TryInitError};

/// For whom the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Lines for people.
    Human,
    /// One JSON object a line.
    Json,
}

/// Why there is no log.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// The level cannot be read.
    #[error("the log level cannot be read")]
    Level(#[from] ParseError),
    /// Another log was installed before.
    #[error("a log is installed already")]
    Installed(#[from] TryInitError),
}

/// Libraries that write whole requests, frames or statements below `warn`: tokens and texts would be in them.
const TALKATIVE: [&str; 12] = [
    "h2",
    "hyper",
    "hyper_util",
    "reqwest",
    "rustls",
    "serenity",
    "sqlx",
    "tokio_tungstenite",
    "tower",
    "tower_http",
    "tungstenite",
    "axum",
];

/// Installs the log for the whole process, on standard error: standard output belongs to what a command answers.
///
/// `level` is a level or a list by module (`info,flexcord::relay=debug`).
pub fn install(style: Style, level: &str) -> Result<(), LogError> {
    let colours = std::io::stderr().is_terminal();
    Ok(subscriber(style, level, colours, std::io::stderr)?.try_init()?)
}

/// The log as [`install`] uses it, writing to `writer`.
pub fn subscriber<W>(style: Style, level: &str, colours: bool, writer: W) -> Result<Box<dyn Subscriber + Send + Sync>, ParseError>
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let wanted = EnvFilter::try_new(level)?;
    let lines = match style {
        Style::Human => tracing_subscriber::fmt::layer().with_ansi(colours).with_writer(writer).boxed(),
        Style::Json => tracing_subscriber::fmt::layer().json().flatten_event(true).with_span_list(false).with_writer(writer).boxed(),
    };
    Ok(Box::new(tracing_subscriber::registry().with(lines.with_filter(filter_fn(harmless))).with(wanted)))
}

fn harmless(metadata: &Metadata<'_>) -> bool {
    let talkative = || {
        TALKATIVE
            .iter()
            .any(|library| metadata.target().strip_prefix(library).is_some_and(|rest| rest.is_empty() || rest.starts_with("::")))
    };
    *metadata.level() <= Level::WARN || !talkative()
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::sync::{Arc, Mutex};

    use tracing::{debug, info, info_span, warn};

    use super::super::Redacted;
    use super::*;

    #[derive(Clone, Default)]
    struct Paper(Arc<Mutex<Vec<u8>>>);

    impl Write for Paper {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    fn written(style: Style, level: &str, say: impl FnOnce()) -> String {
        let paper = Paper::default();
        let copy = paper.clone();
        tracing::subscriber::with_default(subscriber(style, level, false, move || copy.clone()).unwrap(), say);
        let bytes = paper.0.lock().unwrap().clone();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn people_get_a_line_and_machines_an_object() {
        let say = || info!(case.number = 1042, "Closed a case");
        assert!(written(Style::Human, "info", say).contains("Closed a case case.number=1042"));
        let object: serde_json::Value = serde_json::from_str(&written(Style::Json, "info", say)).unwrap();
        assert_eq!((&object["message"], &object["case.number"], &object["level"]), (&"Closed a case".into(), &1042.into(), &"INFO".into()));
    }

    #[test]
    fn a_span_lends_its_fields_to_its_lines() {
        let told = written(Style::Json, "info", || {
            let _inside = info_span!("deliver", side = "discord").entered();
            info!("Sent");
        });
        let object: serde_json::Value = serde_json::from_str(&told).unwrap();
        assert_eq!(object["span"]["side"], "discord");
    }

    #[test]
    fn the_level_is_kept_to_and_can_differ_by_module() {
        let say = || {
            debug!("quiet");
            debug!(target: "flexcord::relay", "heard");
        };
        let told = written(Style::Human, "info,flexcord::relay=debug", say);
        assert!(told.contains("heard") && !told.contains("quiet"), "{told}");
    }

    #[test]
    fn libraries_that_log_what_they_send_stay_silent_even_at_trace() {
        let say = || {
            debug!(target: "serenity::gateway", "token abc");
            debug!(target: "hyper", "authorization: Bot abc");
            debug!(target: "hyperspace", "ours");
            warn!(target: "serenity::gateway", "closed");
        };
        let told = written(Style::Human, "trace", say);
        assert!(told.contains("closed") && told.contains("ours") && !told.contains("abc"), "{told}");
    }

    #[test]
    fn a_redacted_field_shows_nothing() {
        let told = written(Style::Human, "info", || info!(text = %Redacted::new("my password is"), "Received"));
        assert!(told.contains("[redacted]") && !told.contains("password"), "{told}");
    }

    #[test]
    fn a_level_that_cannot_be_read_is_refused() {
        assert!(subscriber(Style::Human, "flexcord=loudest", false, std::io::sink).is_err());
    }
}
