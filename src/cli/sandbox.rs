//! `flexcord sandbox`

use super::run::stop_signal;
use super::say;
use crate::app::system_clock::SystemClock;
use crate::sandbox::launch::Options;
use crate::sandbox::model;
use crate::sandbox::play::Play;
use crate::telemetry::logs::{self, Style};
use crate::telemetry::metrics;
use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

/// Everything has a default; a port of 0 takes any that is free.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Print one line of JSON when ready, for scripts.
    #[arg(long)]
    json: bool,
    /// The program's port.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// The local Discord's port.
    #[arg(long, default_value_t = 0)]
    discord_port: u16,
    /// The local Twilio's port.
    #[arg(long, default_value_t = 0)]
    twilio_port: u16,
    /// Where the program keeps its things; a folder that is gone afterwards without it.
    #[arg(long, value_name = "DIR")]
    data_dir: Option<PathBuf>,
    /// The program's database, such as postgres://user@host/name; SQLite without it.
    #[arg(long, value_name = "URL")]
    database_url: Option<String>,
    /// A Studio flow in place of the shipped one.
    #[arg(long, value_name = "FILE")]
    flow: Option<PathBuf>,
    /// What answers: the articles alone, or a local model whose answers grow before one's eyes.
    #[arg(long, value_enum, default_value_t = Brain::Articles)]
    brain: Brain,
    /// What to log, such as `info` or `flexcord::relay=debug`.
    #[arg(long, default_value = "warn")]
    log: String,
}

/// See [`Args::brain`].
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Brain {
    Articles,
    Model,
}

/// A pause between two pieces of an answer that lets one watch it grow, in milliseconds.
const PACE_MS: u64 = 60;

/// Runs until a signal.
pub async fn run(args: Args) -> anyhow::Result<()> {
    logs::install(Style::Human, &args.log)?;
    let at = |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let options = Options {
        listen: at(args.port),
        discord: at(args.discord_port),
        twilio: at(args.twilio_port),
        data_dir: args.data_dir,
        database_url: args.database_url,
        flow: args.flow,
        json: args.json,
        model: match args.brain {
            Brain::Articles => None,
            Brain::Model => Some(model::Settings { pace_ms: PACE_MS }),
        },
        settings: variables(),
        ..Options::default()
    };
    let mut play = Play::start(options, Arc::new(SystemClock), metrics::install()?).await?;
    say(play.sandbox.announcement());
    tokio::select! {
        error = play.failed() => Err(error),
        () = stop_signal() => {
            tokio::select! {
                () = play.stop() => {}
                () = stop_signal() => {}
            }
            Ok(())
        }
    }
}

/// Settings from the environment count in the sandbox too, such as `FLEXCORD_DESK__HAND_BACK_AFTER_SECS`.
fn variables() -> BTreeMap<String, String> {
    std::env::vars().filter(|(name, _)| name.starts_with("FLEXCORD_") && name != "FLEXCORD_CONFIG").collect()
}
