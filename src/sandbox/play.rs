//! The whole play: both emulators, and the real program set up for them, running.

use super::launch::{LaunchError, Options, Program, Sandbox};
use crate::app::{self, App, Parts};
use crate::config::Config;
use crate::console::welcome;
use crate::domain::clock::SharedClock;
use crate::store::articles::{self, Article};
use crate::telemetry::metrics::Handle;
use anyhow::Context;
use axum::Router;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use tokio::net::TcpListener;

/// A running sandbox with the program in it.
pub struct Play {
    pub sandbox: Sandbox,
    /// None while the program is down.
    app: Option<App>,
    /// What the program is started with, again and again.
    again: Again,
}

struct Again {
    config: Config,
    variables: BTreeMap<String, String>,
    at: SocketAddr,
    routes: Router,
    feed: crate::relay::feed::Feed,
    clock: SharedClock,
    metrics: Handle,
}

impl Play {
    /// Starts everything and sets the program up as an operator would: articles, flow, commands, addresses.
    ///
    /// # Errors
    /// When something cannot be started or set up.
    pub async fn start(options: Options, clock: SharedClock, metrics: Handle) -> anyhow::Result<Self> {
        let (sandbox, program) = Sandbox::start(options, clock.clone()).await.map_err(|error: LaunchError| anyhow::anyhow!(error))?;
        let Program { config, variables, listener, routes, feed, flow, articles, admin } = program;
        let at = listener.local_addr()?;
        // The flow is published first: the program knows it from its first conversation on.
        let wanted = app::setup::Wanted { config: &config, flow: &flow, force: true };
        app::setup::desk(&wanted, None).await?;
        let again = Again { config, variables, at, routes, feed, clock, metrics };
        let app = again.start(listener).await?;
        load(&app, &articles).await?;
        if let Some(console) = app.console() {
            welcome::admit(console, &admin.user, admin.password.into()).await?;
        }
        app::setup::discord(&again.config, again.clock.clone()).await.context("the local Discord refuses the program's address")?;
        Ok(Self { sandbox, app: Some(app), again })
    }

    /// The running program.
    ///
    /// # Panics
    /// While it is stopped.
    pub fn app(&self) -> &App {
        self.app.as_ref().expect("the program is running")
    }

    /// How the program is configured.
    pub fn config(&self) -> &Config {
        &self.again.config
    }

    /// The variables it was configured with: with them it can be run as a process of its own in place of the one in here.
    pub fn variables(&self) -> &BTreeMap<String, String> {
        &self.again.variables
    }

    /// Stops the program, emulators and all, in good order.
    pub async fn stop(mut self) {
        self.stop_program().await;
        self.sandbox.stop().await;
    }

    /// Stops the program alone.
    pub async fn stop_program(&mut self) {
        if let Some(app) = self.app.take() {
            app.stop().await;
        }
    }

    /// Starts the program again where it was.
    ///
    /// # Errors
    /// When its address or its database is not free.
    pub async fn start_program(&mut self) -> anyhow::Result<()> {
        let listener = TcpListener::bind(self.again.at).await.context("the program's address is taken")?;
        self.app = Some(self.again.start(listener).await?);
        Ok(())
    }

    /// Ends when the program fails.
    pub async fn failed(&mut self) -> anyhow::Error {
        match &mut self.app {
            Some(app) => app.failed().await,
            None => std::future::pending().await,
        }
    }
}

impl Again {
    async fn start(&self, listener: TcpListener) -> anyhow::Result<App> {
        let parts = Parts {
            clock: self.clock.clone(),
            listener,
            extra_routes: self.routes.clone(),
            metrics: self.metrics.clone(),
            feed: self.feed.clone(),
        };
        App::start(&self.config, parts).await
    }
}

async fn load(app: &App, known: &[Article]) -> anyhow::Result<()> {
    let mut tx = app.store().begin().await?;
    articles::upsert(&mut tx, known).await?;
    tx.commit().await?;
    Ok(())
}
