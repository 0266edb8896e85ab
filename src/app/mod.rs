//! Builds everything and runs it: the one place that names both Discord and Twilio.
//!
//! **What lives here.** [`App`] (start and stop), `settings` (from the configuration to what each room wants to know), the glue that
//! rooms must not have among themselves: `brain` (built by `thinking`, with `memory`, `drafts` and `patience`), `files`, `words`,
//! `intake`, `suggestions`, `catch_up`, `courtesies`, `readiness`, `upkeep`, `imports`, `learning`, `key`; and
//! what an operator runs once: [`setup`] and [`doctor`].
//!
//! **How data passes through.** [`App::start`] opens the store, builds the relay, the adapters and the routes, and starts their
//! loops as tasks. [`App::stop`] ends them in order: first nothing more comes in, then what is in the air lands, then what is
//! decided is committed, then the store closes.
//!
//! **What always holds.** No globals but the log and the metrics. A loop that ends by itself, or panics, ends the program: a half of
//! flexcord would look alive and lose what people say.
//!
//! **One more loop.** A function that takes a stop token, and a line in [`App::start`].

mod brain;
mod catch_up;
mod courtesies;
pub mod doctor;
mod drafts;
mod files;
mod fresh;
pub mod imports;
mod intake;
pub mod key;
mod learning;
mod memory;
mod patience;
mod readiness;
pub mod settings;
pub mod setup;
mod suggestions;
pub mod system_clock;
mod thinking;
mod upkeep;
mod words;

use crate::config::{Config, General, Interactions as InteractionsBy};
use crate::console::Console;
use crate::console::password::Passwords;
use crate::discord::carrier::DiscordCarrier;
use crate::discord::files::FileLimits;
use crate::discord::gateway::Gateway;
use crate::discord::gateway::state::Board;
use crate::discord::http::Http;
use crate::discord::interactions::Interactions;
use crate::discord::parse::Ours;
use crate::discord::verify::PublicKey;
use crate::domain::clock::SharedClock;
use crate::domain::ids::Snowflake;
use crate::relay::carrier::Carrier;
use crate::relay::commit::Committer;
use crate::relay::deliver::{Carriers, Deliverer, Gauge};
use crate::relay::feed::Feed;
use crate::relay::files::FileBox;
use crate::relay::inlet::Inlet;
use crate::relay::threads::Threads;
use crate::store::Store;
use crate::twilio::carrier::DeskCarrier;
use crate::twilio::client::Client;
use crate::twilio::routes::Webhooks;
use crate::twilio::verify::Verifier;
use crate::web::health::{self, Health};
use crate::web::layers::{self, Bounds};
use crate::{api, console, discord, relay, telemetry, twilio};
use anyhow::Context;
use axum::Router;
use axum::serve::ListenerExt;
use base64::Engine;
use secrecy::ExposeSecret;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::{Notify, mpsc};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// Events that may wait at the inlet before their bringers have to.
const INLET_DEPTH: usize = 8_192;
/// Name of the setting under which set-up leaves the flow it has published.
pub const FLOW_SETTING: &str = "twilio.flow_sid";
/// How long open requests may take to end when the program stops.
const DRAIN: Duration = Duration::from_secs(10);

/// What the program is started with besides its configuration.
pub struct Parts {
    pub clock: SharedClock,
    /// Where it listens; bound by the caller, who may want to know the port.
    pub listener: TcpListener,
    /// Routes served beside its own.
    pub extra_routes: Router,
    pub metrics: telemetry::metrics::Handle,
    pub feed: Feed,
}

/// The running program.
pub struct App {
    store: Store,
    inlet: Inlet,
    intake: CancellationToken,
    delivering: CancellationToken,
    committing: CancellationToken,
    loops: JoinSet<(&'static str, anyhow::Result<()>)>,
    gauge: Arc<Gauge>,
    console: Option<Console>,
}

impl App {
    /// Opens the store and starts everything.
    ///
    /// # Errors
    /// When the store cannot be opened or a client not be built; the text says what to do.
    pub async fn start(config: &Config, parts: Parts) -> anyhow::Result<Self> {
        let Parts { clock, listener, extra_routes, metrics, feed } = parts;
        let intakes = intake::load(&config.general.data_dir)
            .map_err(|wrong| anyhow::anyhow!("the forms for cases cannot be used:\n{}", wrong.join("\n")))?;
        let store = open_store(config, clock.clone()).await?;
        let (inlet, incoming) = Inlet::channel(INLET_DEPTH);
        let (wakes, woken) = mpsc::unbounded_channel();
        let (typing, to_type_in) = mpsc::channel(256);
        let timers_changed = Arc::new(Notify::new());
        let appointments_made = Arc::new(Notify::new());
        let threads = Threads::default();
        let gauge = Arc::new(Gauge::default());

        let discord = Discord::build(config, &clock, &inlet, &threads, &store)?;
        let desk = Desk::build(config, &store).await?;
        let files: Arc<dyn FileBox> = Arc::new(files::StoredFiles(store.clone()));
        let library = learning::library(&store, config)?;
        let limits = FileLimits { fetch: config.desk.max_file_bytes, send: config.desk.max_file_bytes };
        let assistant = Arc::new(thinking::assistant(config, &store, &library, &clock, &inlet, &discord.http)?);
        let thresholds = assistant.thresholds;
        let carriers = Carriers {
            discord: Arc::new(
                DiscordCarrier::new(discord.http.clone(), words::words(), files.clone(), limits)
                    .with_staff_roles(config.ask.staff_roles.clone()),
            ),
            desk: desk.as_ref().map(|desk| desk.carrier(files, &inlet, &clock)),
            assistant,
        };

        let (intake, delivering, committing) = (CancellationToken::new(), CancellationToken::new(), CancellationToken::new());
        let mut app = Self {
            store: store.clone(),
            inlet: inlet.clone(),
            intake: intake.clone(),
            delivering: delivering.clone(),
            committing: committing.clone(),
            loops: JoinSet::new(),
            gauge: gauge.clone(),
            console: config.console.enabled.then(|| Console {
                store: store.clone(),
                inlet: inlet.clone(),
                clock: clock.clone(),
                settings: Arc::new(settings::console(config)),
                passwords: Passwords::default(),
                library: library.clone(),
                thresholds,
                feed: feed.clone(),
                stop: intake.clone(),
            }),
        };

        let committer = Committer {
            store: store.clone(),
            rules: settings::rules(config, intakes),
            clock: clock.clone(),
            fresh: Arc::new(fresh::NewIds),
            wakes,
            timers: timers_changed.clone(),
            appointments: appointments_made.clone(),
            typing,
            feed,
            threads,
        };
        app.run("committer", committer.run(incoming, committing));
        let deliverer = Deliverer {
            store: store.clone(),
            carriers,
            inlet: inlet.clone(),
            clock: clock.clone(),
            settings: settings::deliver(config),
            gauge: gauge.clone(),
        };
        app.run_fallible("deliverer", async move { Ok(deliverer.run(woken, delivering).await?) });
        let timers = relay::timers::run(store.clone(), inlet.clone(), clock.clone(), timers_changed, intake.clone());
        app.run("timers", timers);
        let appointments = relay::appointments::run(store.clone(), inlet.clone(), clock.clone(), appointments_made, intake.clone());
        app.run("appointments", appointments);
        let typing = courtesies::type_in(discord.http.clone(), clock.clone(), to_type_in, intake.clone());
        app.run("typing", typing);
        let retention = i64::from(config.relay.retention_days) * 86_400_000;
        let upkeep = upkeep::run(store.clone(), clock.clone(), (retention > 0).then_some(retention), intake.clone());
        app.run("upkeep", upkeep);
        let importer = imports::Importer::new(store.clone(), clock.clone(), config);
        app.run("imports", imports::run(importer, library.clone(), intake.clone()));
        if config.embeddings.is_some() {
            app.run("learning", learning::run(library, clock.clone(), intake.clone()));
        }

        let gateway_state = discord.gateway(&mut app, config, &clock, desk.as_ref());
        let readiness = readiness::Readiness {
            store: store.clone(),
            inlet: inlet.clone(),
            clock: clock.clone(),
            gateway: gateway_state,
            deliveries: gauge,
            data_dir: config.general.data_dir.clone(),
        };
        let health = Health { probe: Arc::new(move || Box::pin(readiness.clone().look())), metrics: Arc::new(move || metrics.render()) };
        let mut routes = Router::new().merge(health::routes(health)).merge(extra_routes);
        if config.discord.interactions == InteractionsBy::Http {
            let key = PublicKey::parse(&hex::encode(config.discord.public_key)).context("discord.public_key is no Ed25519 key")?;
            routes = routes.merge(discord::routes::router(key, discord.interactions.clone()));
        }
        if let Some(desk) = &desk {
            let verifier = desk.verifier.clone();
            routes = routes.merge(twilio::routes::routes(Arc::new(Webhooks { verifier, inlet: inlet.clone(), clock: clock.clone() })));
        }
        if let Some(console) = &app.console {
            routes = routes.merge(console::routes(console.clone()));
            let upkeep = console::upkeep::run(console.clone(), intake.clone());
            app.run("the console's upkeep", upkeep);
        }
        if let Some(password) = &config.admin.password {
            let admin = api::auth::Admin { user: config.admin.user.clone(), password: password.clone() };
            routes = routes.merge(api::routes(api::Api { store: store.clone(), inlet, clock, admin }));
        }
        let bounds = Bounds {
            body_bytes: usize::try_from(config.limits.body_bytes).unwrap_or(usize::MAX),
            time: Duration::from_secs(config.limits.request_secs),
        };
        app.run_fallible("http", serve(listener, layers::around(routes, bounds), intake));
        app.run_fallible("hold on the database", lost(store, app.committing.clone()));
        Ok(app)
    }

    /// The store, to look at.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The door in.
    pub fn inlet(&self) -> &Inlet {
        &self.inlet
    }

    /// The console, unless it is switched off.
    pub fn console(&self) -> Option<&Console> {
        self.console.as_ref()
    }

    /// What the deliverer is doing.
    pub fn gauge(&self) -> &Gauge {
        &self.gauge
    }

    /// Ends when a loop ends that should not have.
    pub async fn failed(&mut self) -> anyhow::Error {
        match self.loops.join_next().await {
            Some(Ok((name, Ok(())))) => anyhow::anyhow!("the {name} loop ended by itself"),
            Some(Ok((name, Err(error)))) => error.context(format!("the {name} loop failed")),
            Some(Err(error)) => anyhow::anyhow!("a loop panicked: {error}"),
            None => anyhow::anyhow!("nothing is running"),
        }
    }

    /// Stops in order: nothing more comes in, what is in the air lands and is recorded, what waits is committed.
    pub async fn stop(mut self) {
        self.intake.cancel();
        self.delivering.cancel();
        // The committer must outlive those whose outcomes it commits.
        while self.loops.len() > 2 {
            if let Some(Ok((name, Err(error)))) = self.loops.join_next().await {
                tracing::warn!(%error, "The {name} loop ended badly");
            }
        }
        self.committing.cancel();
        while self.loops.join_next().await.is_some() {}
        self.store.close().await;
    }

    fn run(&mut self, name: &'static str, work: impl Future<Output = ()> + Send + 'static) {
        self.run_fallible(name, async move {
            work.await;
            Ok(())
        });
    }

    fn run_fallible(&mut self, name: &'static str, work: impl Future<Output = anyhow::Result<()>> + Send + 'static) {
        self.loops.spawn(async move { (name, work.await) });
    }
}

/// Opens the configured store.
///
/// # Errors
/// When it cannot be opened; the text says why.
pub async fn open_store(config: &Config, clock: SharedClock) -> anyhow::Result<Store> {
    open(&config.general, clock).await
}

/// Opens the store of these settings.
///
/// # Errors
/// When it cannot be opened; the text says why.
pub async fn open(general: &General, clock: SharedClock) -> anyhow::Result<Store> {
    let data_dir = &general.data_dir;
    std::fs::create_dir_all(data_dir).with_context(|| format!("cannot make the data folder {}", data_dir.display()))?;
    Store::open(general.database_url.expose_secret(), data_dir, clock).await.context("the database cannot be opened")
}

/// The bot's user id stands in its token; application and bot have had the same id for years, but older ones differ.
fn bot_id(config: &Config) -> Snowflake {
    let token = config.discord.bot_token.expose_secret();
    let first = token.split('.').next().unwrap_or_default();
    let engine = base64::engine::general_purpose::STANDARD_NO_PAD;
    let decoded = engine.decode(first.trim_end_matches('=')).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    decoded.and_then(|id| id.parse().ok()).unwrap_or(Snowflake(config.discord.application_id))
}

/// The Discord side, built.
struct Discord {
    http: Arc<Http>,
    interactions: Arc<Interactions>,
    ours: Ours,
    inlet: Inlet,
}

impl Discord {
    fn build(config: &Config, clock: &SharedClock, inlet: &Inlet, threads: &Threads, store: &Store) -> anyhow::Result<Self> {
        let http = Arc::new(Http::new(settings::discord(config), clock.clone())?);
        let threads = threads.clone();
        let ours = Ours { bot: bot_id(config), is_our_thread: Arc::new(move |channel| threads.holds(channel)) };
        let interactions = Interactions {
            inlet: inlet.clone(),
            http: http.clone(),
            words: words::words(),
            suggest: suggestions::suggestions(store.clone()),
            clock: clock.clone(),
        };
        Ok(Self { http, interactions: Arc::new(interactions), ours, inlet: inlet.clone() })
    }

    /// Starts the gateway and what catches up after it.
    fn gateway(
        &self,
        app: &mut App,
        config: &Config,
        clock: &SharedClock,
        desk: Option<&Desk>,
    ) -> tokio::sync::watch::Receiver<discord::gateway::state::GatewayState> {
        let (reconnected, back) = mpsc::unbounded_channel();
        // Nobody asks yet whether a member types: the desk has no way to be told.
        let (typing, _) = mpsc::channel(1);
        let gateway = Gateway {
            settings: settings::gateway(config),
            http: self.http.clone(),
            inlet: self.inlet.clone(),
            ours: self.ours.clone(),
            interactions: self.interactions.clone(),
            clock: clock.clone(),
            reconnected,
            typing,
            board: Board::new(),
        };
        let state = gateway.watch();
        let stop = app.intake.clone();
        app.run_fallible("gateway", async move { Ok(gateway.run(stop).await?) });

        let catch_up = catch_up::CatchUp {
            store: app.store.clone(),
            clock: clock.clone(),
            discord: discord::catch_up::CatchUp { http: self.http.clone(), inlet: self.inlet.clone(), ours: self.ours.clone() },
            desk: desk.map(|desk| {
                let workspace = desk.settings.workspace_sid.clone().unwrap_or_default();
                (twilio::catch_up::CatchUp::new(desk.client.clone(), self.inlet.clone(), clock.clone()), workspace)
            }),
            every_ms: i64::try_from(config.relay.catch_up_secs.saturating_mul(1_000)).unwrap_or(i64::MAX),
        };
        let stop = app.intake.clone();
        app.run("catch-up", catch_up.run(back, stop));

        let help_channels = courtesies::HelpChannels {
            store: app.store.clone(),
            http: self.http.clone(),
            inlet: self.inlet.clone(),
            clock: clock.clone(),
            name: config.discord.help_channel.clone(),
        };
        let stop = app.intake.clone();
        app.run("help channels", help_channels.run(stop));
        state
    }
}

/// The Twilio side, built.
struct Desk {
    client: Arc<Client>,
    settings: Arc<twilio::settings::Settings>,
    verifier: Verifier,
}

impl Desk {
    async fn build(config: &Config, store: &Store) -> anyhow::Result<Option<Self>> {
        let flow = crate::store::settings::get(store, FLOW_SETTING).await?;
        let Some(settings) = settings::twilio(config, flow) else { return Ok(None) };
        if settings.flow_sid.is_none() {
            tracing::warn!("No Studio flow is published yet: run `flexcord setup`. Until then nobody can be handed over to an agent");
        }
        let verifier = Verifier::new(&settings.auth_token, settings.previous_auth_token.as_ref(), &settings.public_url)?;
        Ok(Some(Self { client: Arc::new(Client::new(&settings)?), settings: Arc::new(settings), verifier }))
    }

    fn carrier(&self, files: Arc<dyn FileBox>, inlet: &Inlet, clock: &SharedClock) -> Arc<dyn Carrier> {
        let catch_up = twilio::catch_up::CatchUp::new(self.client.clone(), inlet.clone(), clock.clone());
        Arc::new(DeskCarrier::new(self.client.clone(), files, self.settings.clone(), catch_up))
    }
}

async fn serve(listener: TcpListener, routes: Router, stop: CancellationToken) -> anyhow::Result<()> {
    // Answers are small: waiting to fill a packet would only make them late.
    let listener = listener.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    let stopped = stop.clone();
    let server = axum::serve(listener, routes).with_graceful_shutdown(async move { stopped.cancelled().await });
    let late = async {
        stop.cancelled().await;
        tokio::time::sleep(DRAIN).await;
    };
    tokio::select! {
        done = server => Ok(done?),
        // Somebody keeps a connection busy: it is cut.
        () = late => Ok(()),
    }
}

/// Ends with an error when the store is no longer ours: another process may have taken over.
async fn lost(store: Store, stop: CancellationToken) -> anyhow::Result<()> {
    let lost = store.lost();
    tokio::select! {
        () = stop.cancelled() => Ok(()),
        () = lost.cancelled() => anyhow::bail!("the database is no longer held by this process"),
    }
}
