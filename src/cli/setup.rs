//! `flexcord setup`

use super::say;
use crate::app::system_clock::SystemClock;
use crate::app::{self, setup};
use crate::config::Config;
use crate::store::StoreError;
use anyhow::Context;
use std::path::PathBuf;
use std::sync::Arc;

/// Without options everything is set up with the shipped flow.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A Studio flow in place of the shipped one.
    #[arg(long, value_name = "FILE")]
    flow: Option<PathBuf>,
    /// Replace an event callback of the workspace that belongs to somebody else.
    #[arg(long)]
    force: bool,
}

/// Publishes the flow, then registers commands and the interactions address, which needs the program running.
pub async fn run(config: Config, args: Args) -> anyhow::Result<()> {
    let clock = Arc::new(SystemClock);
    let flow = match &args.flow {
        Some(file) => std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?,
        None => setup::FLOW.to_owned(),
    };
    let store = match app::open_store(&config, clock.clone()).await {
        Ok(store) => Some(store),
        // The running program holds its database: then the flow's sid must be written into the configuration.
        Err(error) if matches!(error.downcast_ref(), Some(StoreError::Locked(_))) => None,
        Err(error) => return Err(error),
    };
    let known = match &store {
        Some(store) => crate::store::settings::get(store, app::FLOW_SETTING).await?,
        None => None,
    };
    let wanted = setup::Wanted { config: &config, flow: &flow, force: args.force };
    match setup::desk(&wanted, known).await? {
        Some((flow_sid, lines)) => {
            show("Twilio", &lines);
            match &store {
                Some(store) => setup::remember_flow(store, &flow_sid).await?,
                None if config.twilio.as_ref().is_some_and(|t| t.flow_sid.as_deref() != Some(&flow_sid)) => {
                    say(format!(
                        "  ! flexcord is running and holds its database: if it does not know this flow yet, put flow_sid = \"{flow_sid}\" under [twilio] and restart it"
                    ));
                }
                None => {}
            }
        }
        None => say("Twilio: not configured, nothing to set up"),
    }
    if let Some(store) = store {
        store.close().await;
    }
    let lines = setup::discord(&config, clock).await.context(
        "Discord checks the interactions address at once: start flexcord, see that the address is reachable, and run this again",
    )?;
    show("Discord", &lines);
    Ok(())
}

fn show(side: &str, lines: &[setup::Line]) {
    say(side);
    for line in lines {
        say(format!("  {} {}: {}", if line.attention { "!" } else { "✓" }, line.what, line.detail));
    }
}
