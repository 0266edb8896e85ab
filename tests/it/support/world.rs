//! The whole sandbox with flexcord running in it, and everybody in it.

use super::agent::Agent;
use super::clock::MovableClock;
use super::database::Database;
use super::member::Member;
use flexcord::domain::clock::Clock;
use flexcord::sandbox::discord::{Id, Pace, Settings as DiscordSettings};
use flexcord::sandbox::faults::{Faults, Rule};
use flexcord::sandbox::launch::Options;
use flexcord::sandbox::model::{LocalModel, Settings as ModelSettings};
use flexcord::sandbox::play::Play;
use flexcord::store::{cases, conversations, deliveries, stuck};
use flexcord::telemetry::metrics::{self, Handle};
use serde_json::Value;
use std::collections::BTreeMap;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

/// No wait in a story is longer; on a busy machine everything still takes far less.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// See the module.
pub struct World {
    pub play: Play,
    pub clock: Arc<MovableClock>,
    pub http: reqwest::Client,
    database: Option<Database>,
    /// How many of the lines for them each person has read.
    pub(super) read: Mutex<HashMap<String, usize>>,
}

fn counting() -> Handle {
    static HANDLE: OnceLock<Handle> = OnceLock::new();
    HANDLE.get_or_init(|| metrics::install().expect("the metrics are installed once")).clone()
}

impl World {
    /// Everything running, on SQLite.
    pub async fn open() -> Self {
        Self::on(Database::sqlite(), &[]).await
    }

    /// Everything running on a database, with further settings.
    pub async fn on(database: Database, settings: &[(&str, &str)]) -> Self {
        Self::with(database, settings, DiscordSettings { limits: Pace::Off, ..DiscordSettings::default() }).await
    }

    /// The same, with an assistant that answers with the local model.
    pub async fn with_model(database: Database, settings: &[(&str, &str)]) -> Self {
        let discord_settings = DiscordSettings { limits: Pace::Off, ..DiscordSettings::default() };
        Self::launch(database, settings, Options { model: Some(ModelSettings::default()), discord_settings, ..Options::default() }).await
    }

    /// The same with a Discord of a certain kind.
    pub async fn with(database: Database, settings: &[(&str, &str)], discord_settings: DiscordSettings) -> Self {
        Self::launch(database, settings, Options { discord_settings, ..Options::default() }).await
    }

    async fn launch(database: Database, settings: &[(&str, &str)], options: Options) -> Self {
        let clock = Arc::new(MovableClock::new());
        // Stories wait for states, not for bursts to end.
        let mut all = BTreeMap::from([("FLEXCORD_DESK__BURST_MS".to_owned(), "0".to_owned())]);
        all.extend(settings.iter().map(|(name, value)| (format!("FLEXCORD_{name}"), (*value).to_owned())));
        let options = Options { database_url: database.url.clone(), settings: all, ..options };
        let play = Play::start(options, clock.clone(), counting()).await.expect("the sandbox starts");
        let world = Self {
            play,
            clock,
            http: flexcord::outgoing::client().unwrap().build().unwrap(),
            database: Some(database),
            read: Mutex::default(),
        };
        // A story that names another help channel says by that that there is none.
        let no_channel = settings.iter().any(|(name, _)| *name == "DISCORD__HELP_CHANNEL");
        world
            .until("the gateway stands and the help channel is known", async || {
                world.clock.advance(2_000);
                let servers = flexcord::store::people::servers(world.play.app().store()).await.unwrap();
                let known = servers.iter().any(|s| no_channel || s.server.help_channel.is_some());
                world.play.sandbox.discord().bot_connections() > 0 && known
            })
            .await;
        world
    }

    /// A member of the community.
    pub fn member(&self, name: &str) -> Member<'_> {
        Member::new(self, name)
    }

    /// Somebody new in the community.
    pub fn newcomer(&self, name: &str, locale: &str) -> Member<'_> {
        self.play.sandbox.discord().add_member(name, locale);
        self.member(name)
    }

    /// A person at the desk.
    pub fn agent(&self, name: &'static str) -> Agent<'_> {
        Agent { world: self, name }
    }

    /// The local model.
    pub fn model(&self) -> &LocalModel {
        self.play.sandbox.model().expect("the world was opened with a model")
    }

    /// What goes wrong on request.
    pub fn faults(&self) -> &Faults {
        self.play.sandbox.faults()
    }

    /// One thing goes wrong, once.
    pub fn fault(&self, rule: Value) {
        self.faults().add(serde_json::from_value::<Rule>(rule).expect("a rule"));
    }

    /// Time passes.
    pub fn passes(&self, time: Duration) {
        self.clock.advance(i64::try_from(time.as_millis()).unwrap());
    }

    /// Time passes in small steps until something is so: timers that set each other all get their turn.
    pub async fn passes_until(&self, step: Duration, what: &str, mut is: impl AsyncFnMut() -> bool) {
        self.until(what, async || {
            let so = is().await;
            if !so {
                self.passes(step);
            }
            so
        })
        .await;
    }

    /// Waits until the program knows a server.
    pub async fn until_known(&self, server: Id) {
        self.until("the server is known", async || {
            let servers = flexcord::store::people::servers(self.play.app().store()).await.unwrap();
            servers.iter().any(|s| s.server.id.to_string() == server.to_string())
        })
        .await;
    }

    /// Waits until something is so, and says what when it never is.
    pub async fn until(&self, what: &str, mut is: impl AsyncFnMut() -> bool) {
        let mut discord = self.play.sandbox.discord().subscribe();
        let mut twilio = self.play.sandbox.twilio().subscribe();
        let waited = tokio::time::timeout(PATIENCE, async {
            while !is().await {
                // Both emulators tell when something changes; what only the store knows is looked at now and then.
                tokio::select! {
                    _ = discord.recv() => {}
                    _ = twilio.recv() => {}
                    () = tokio::time::sleep(Duration::from_millis(50)) => {}
                }
            }
        });
        if waited.await.is_err() {
            panic!("{what}: waited for {PATIENCE:?}\n{}", self.report().await);
        }
    }

    /// Waits until nothing is under way any more: no delivery waits, no webhook and no flow runs.
    pub async fn settle(&self) {
        self.play.sandbox.twilio().quiet().await;
        self.until("everything is delivered", async || {
            let backlog = deliveries::backlog(self.play.app().store()).await.unwrap();
            backlog.iter().all(|b| b.pending == 0)
        })
        .await;
        self.play.sandbox.twilio().quiet().await;
    }

    /// How many conversations are open.
    pub async fn open_conversations(&self) -> usize {
        conversations::open_page(self.play.app().store(), None, 1_000).await.unwrap().len()
    }

    /// All cases, open and solved.
    pub async fn cases(&self) -> Vec<flexcord::domain::case::Case> {
        cases::page(self.play.app().store(), &cases::Filter::default(), None, 100).await.unwrap()
    }

    /// The program is stopped and started again; the emulators run on.
    pub async fn restart(&mut self) {
        self.play.stop_program().await;
        self.play.start_program().await.expect("the program starts again");
    }

    /// The end of a story: nothing may be left over on any side.
    pub async fn finish(mut self) {
        self.settle().await;
        self.nothing_left_over().await;
        let (play, database) = (self.play, self.database.take());
        play.stop().await;
        if let Some(database) = database {
            database.close().await;
        }
    }

    async fn nothing_left_over(&self) {
        let store = self.play.app().store();
        let (discord, twilio) = (self.play.sandbox.discord(), self.play.sandbox.twilio());
        let mut left = Vec::new();
        let mut look = |what: &str, list: Vec<String>| {
            if !list.is_empty() {
                left.push(format!("{what}: {list:#?}"));
            }
        };
        look("lines a member has not read", self.unread_by_members());
        look("lines an agent has not read", self.unread_by_agents());
        look("dead letters", deliveries::dead(store, 10).await.unwrap().iter().map(|d| format!("{d:?}")).collect());
        look("stuck events", stuck::list(store, 10).await.unwrap().iter().map(|s| format!("{s:?}")).collect());
        look("routes the local Discord lacks", discord.unknown_routes());
        look("routes the local Twilio lacks", twilio.unknown_routes());
        look("routes the local model lacks", self.play.sandbox.model().map(LocalModel::unknown_routes).unwrap_or_default());
        look("interactions nobody answered", discord.failed_interactions().iter().map(|f| format!("{f:?}")).collect());
        let by_us = discord.pings().into_iter().filter(|p| p.author == discord.bot_id());
        look("people who were pinged", by_us.map(|p| format!("{p:?}")).collect());
        assert!(left.is_empty(), "left over:\n{}", left.join("\n"));
    }

    /// What is known when a wait was in vain.
    async fn report(&self) -> String {
        let store = self.play.app().store();
        let pending = deliveries::pending_page(store, None, 20).await.unwrap_or_default();
        let dead = deliveries::dead(store, 20).await.unwrap_or_default();
        let talks = conversations::open_page(store, None, 10).await.unwrap_or_default();
        let twilio = self.play.sandbox.twilio();
        format!(
            "pending: {pending:#?}\ndead: {dead:#?}\nconversations: {talks:#?}\nwebhooks: {:#?}\nexecutions: {:#?}\nunread by members: {:#?}\nunread by agents: {:#?}\ntime: {}",
            twilio.webhooks().iter().rev().take(5).collect::<Vec<_>>(),
            twilio.executions().iter().rev().take(2).collect::<Vec<_>>(),
            self.unread_by_members(),
            self.unread_by_agents(),
            self.clock.now(),
        )
    }
}
