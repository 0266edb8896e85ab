//! `[log]`

use tracing_subscriber::EnvFilter;

use super::reader::Reader;

/// What the program says about itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Log {
    /// For whom.
    pub format: LogFormat,
    /// How much: a level (`info`), or levels by module (`info,flexcord::relay=debug`).
    pub level: String,
}

/// For whom the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// Lines for people.
    Human,
    /// One JSON object a line, for machines.
    Json,
}

impl Log {
    pub(super) fn read(reader: &mut Reader) -> Self {
        let level = reader.optional("log.level", "error, warn, info, debug or trace, or levels by module", |text| {
            EnvFilter::try_new(text).map(|_| text.to_owned()).map_err(|_| "is not a log level")
        });
        Self {
            format: reader.choice("log.format", &[("human", LogFormat::Human), ("json", LogFormat::Json)]),
            level: level.unwrap_or_else(|| "info".to_owned()),
        }
    }
}
