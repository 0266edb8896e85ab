//! `flexcord run`

use super::say;
use crate::app::system_clock::SystemClock;
use crate::app::{App, Parts};
use crate::config::Config;
use crate::console;
use crate::relay::feed::Feed;
use crate::telemetry::metrics;
use anyhow::Context;
use axum::Router;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

/// Runs until SIGTERM or SIGINT, then drains; a second signal cuts.
pub async fn run(config: Config) -> anyhow::Result<()> {
    let listener = TcpListener::bind(config.general.listen)
        .await
        .with_context(|| format!("{} cannot be listened on: is another program there? Change `listen`", config.general.listen))?;
    let parts =
        Parts { clock: Arc::new(SystemClock), listener, extra_routes: Router::new(), metrics: metrics::install()?, feed: Feed::default() };
    let mut app = App::start(&config, parts).await?;
    if let Some(console) = app.console()
        && let Some(address) = console::link::first(&console.store, console.clock.now(), &console.settings).await?
    {
        say(format!("Nobody has an account for the console yet. Make the first one here; the link works once:\n\n  {address}\n"));
    }
    tracing::info!(listen = %config.general.listen, public_url = config.general.public_url, "Running");
    tokio::select! {
        error = app.failed() => Err(error),
        () = stop_signal() => {
            tracing::info!("Stopping: nothing more is taken in, what is under way is finished. Once more to cut it short");
            tokio::select! {
                () = app.stop() => tracing::info!("Stopped"),
                () = stop_signal() => tracing::warn!("Cut short; what was under way is looked into at the next start"),
            }
            Ok(())
        }
    }
}

/// Completes at the next SIGTERM or SIGINT.
pub async fn stop_signal() {
    let (Ok(mut term), Ok(mut int)) = (signal(SignalKind::terminate()), signal(SignalKind::interrupt())) else {
        // Without handlers the signals end the process by themselves.
        return std::future::pending().await;
    };
    tokio::select! {
        _ = term.recv() => {}
        _ = int.recv() => {}
    }
}
