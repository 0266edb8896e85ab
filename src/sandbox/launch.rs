//! Starts the local Discord, the local Twilio and, where it is wanted, a local model, and sets the real program up for them as an operator would.
//!
//! [`Sandbox::start`] opens three sockets and gives back the [`Program`] to be run on the third one. Whoever runs it publishes the flow, serves
//! `routes` beside its own, loads the articles and tells `feed` what it does; then [`Sandbox::ready_line`] is true.

use super::articles::{self, Unreadable};
use super::discord::{self, LocalDiscord};
use super::faults::Faults;
use super::feed::Live;
use super::intake;
use super::model::{self, LocalModel};
use super::page::{self, Stage};
use super::twilio::{self, LocalTwilio};
use crate::config::{Config, Problems};
use crate::domain::clock::SharedClock;
use crate::relay::feed::Feed;
use crate::store::articles::Article;
use axum::Router;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// The flow that is shipped.
const FLOW: &str = include_str!("../../flows/discord-support.json");

/// The person who may do everything in the sandbox's console.
const ADMIN: &str = "admin";

/// How a sandbox is set up.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where the program listens; port 0 takes any that is free. As the others below, a loopback address.
    pub listen: SocketAddr,
    /// Where the local Discord listens.
    pub discord: SocketAddr,
    /// Where the local Twilio listens.
    pub twilio: SocketAddr,
    /// Where the program keeps its things. Without one they are kept in a folder that is gone afterwards.
    pub data_dir: Option<PathBuf>,
    /// The program's database; SQLite in the folder without one.
    pub database_url: Option<String>,
    /// A Studio flow to be used in place of the shipped one.
    pub flow: Option<PathBuf>,
    /// Whether [`Sandbox::announcement`] is for machines.
    pub json: bool,
    /// How the emulators behave, for tests.
    pub discord_settings: discord::Settings,
    pub twilio_settings: twilio::Settings,
    /// With it the assistant answers with a local model; without, from the articles alone.
    pub model: Option<model::Settings>,
    /// Further `FLEXCORD_…` variables, such as `FLEXCORD_DESK__HAND_BACK_AFTER_SECS`. Those the sandbox itself sets win.
    pub settings: BTreeMap<String, String>,
}

impl Default for Options {
    fn default() -> Self {
        let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        Self {
            listen: any,
            discord: any,
            twilio: any,
            data_dir: None,
            database_url: None,
            flow: None,
            json: false,
            discord_settings: discord::Settings::default(),
            twilio_settings: twilio::Settings::default(),
            model: None,
            settings: BTreeMap::new(),
        }
    }
}

/// Why a sandbox did not start.
#[derive(Debug, thiserror::Error)]
pub enum LaunchError {
    /// Nothing in the sandbox asks who is calling, so nobody else may be able to call.
    #[error("{0} can be reached from other machines; the sandbox listens on loopback addresses only, such as 127.0.0.1:8080")]
    NotLoopback(SocketAddr),
    /// A socket, folder or file.
    #[error("{what}: {source}")]
    Io { what: String, source: io::Error },
    /// The settings do not make sense together.
    #[error(transparent)]
    Config(#[from] Problems),
    /// A shipped article is broken.
    #[error(transparent)]
    Articles(#[from] Unreadable),
}

/// What whoever runs the real program needs: the one seam between the sandbox and the program.
pub struct Program {
    /// The settings, read from variables as in real life.
    pub config: Config,
    /// Those variables, for who runs the program as a process of its own.
    pub variables: BTreeMap<String, String>,
    /// The socket to serve on; `config.general.public_url` leads there.
    pub listener: TcpListener,
    /// To be merged into the program's own routes: the page and `/faults`. The page brings its own bounds on bodies; its feed never ends.
    pub routes: Router,
    /// Where the relay must tell what it does.
    pub feed: Feed,
    /// The Studio flow to publish, with its tokens not yet replaced.
    pub flow: String,
    /// What the community knows.
    pub articles: Vec<Article>,
    /// Who is to be let into the console.
    pub admin: Admin,
}

/// The sandbox's administrator.
#[derive(Clone, PartialEq, Eq)]
pub struct Admin {
    pub user: String,
    pub password: String,
}

/// A running sandbox. All of it stops when this is dropped; [`Sandbox::stop`] waits for it.
pub struct Sandbox {
    stage: Arc<Stage>,
    admin: Admin,
    json: bool,
    stop: CancellationToken,
    _folder: Folder,
}

impl Sandbox {
    /// Starts both emulators and prepares the program, whose requests wait on its socket until it is served.
    ///
    /// # Errors
    /// When an address is taken or open to others, a folder or file cannot be used, or the settings do not fit.
    pub async fn start(options: Options, clock: SharedClock) -> Result<(Self, Program), LaunchError> {
        let flow = options.flow.as_deref().map_or_else(|| Ok(FLOW.to_owned()), read)?;
        let articles = articles::all()?;
        let listener = bind(options.listen).await?;
        let (discord_at, twilio_at) = (bind(options.discord).await?, bind(options.twilio).await?);
        let url = format!("http://{}", listener.local_addr().map_err(|source| broken("the program's socket", source))?);
        let folder = Folder::open(options.data_dir.clone())?;
        let faults = Faults::default();
        let discord = LocalDiscord::start(discord_at, Arc::clone(&clock), faults.clone(), options.discord_settings.clone())
            .await
            .map_err(|source| broken("the local Discord", source))?;
        intake::plant(&folder.path, &discord).map_err(|source| broken("the forms for cases", source))?;
        let twilio = LocalTwilio::start(twilio_at, Arc::clone(&clock), faults.clone(), options.twilio_settings.clone())
            .await
            .map_err(|source| broken("the local Twilio", source))?;
        let model = match options.model.clone() {
            Some(settings) => {
                let at = bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await?;
                let started = LocalModel::start(at, Arc::clone(&clock), faults.clone(), settings);
                Some(started.map_err(|source| broken("the local model", source))?)
            }
            None => None,
        };
        discord.set_interactions_endpoint(Some(format!("{url}/discord/interactions")));
        let admin = Admin { user: ADMIN.to_owned(), password: password()? };
        let mut variables = variables(&options, &url, &folder, &admin, &discord, &twilio);
        variables.extend(model.iter().flat_map(model_variables));
        let config = Config::load(None, variables.clone().into_iter())?;
        let (stop, feed) = (CancellationToken::new(), Feed::default());
        let live = Live::new(clock.now(), stop.clone());
        live.listen("discord", discord.subscribe());
        live.listen("twilio", twilio.subscribe());
        live.listen("relay", feed.listen());
        let mut ready = ready_line(&url, &admin, &discord, &twilio);
        if let Some(model) = &model {
            ready["model"] = json!({ "api": model.api(), "name": model::NAME, "key": model::KEY });
        }
        let stage = Arc::new(Stage { discord, twilio, model, faults, live, ready });
        let routes = page::router(&stage);
        let sandbox = Self { stage, admin: admin.clone(), json: options.json, stop, _folder: folder };
        Ok((sandbox, Program { config, variables, listener, routes, feed, flow, articles, admin }))
    }

    /// Everything a program, a test or a person needs to take part: addresses, ids, tokens, people.
    pub fn ready_line(&self) -> Value {
        self.stage.ready.clone()
    }

    /// What to print once the program serves: the ready line, or where a person should look.
    pub fn announcement(&self) -> String {
        if self.json {
            return self.stage.ready.to_string();
        }
        let told = |key: &str, inner: &str| self.stage.ready[key][inner].as_str().unwrap_or_default().to_owned();
        format!(
            "The sandbox is ready.\n\n  Open      {}\n  Console   {}, as {} with {}\n  Discord   {}\n  Twilio    {}\n\nEnd it with Ctrl-C.",
            self.stage.ready["flexcord"].as_str().unwrap_or_default(),
            self.stage.ready["console"].as_str().unwrap_or_default(),
            self.admin.user,
            self.admin.password,
            told("discord", "api"),
            told("twilio", "api"),
        )
    }

    /// The local Discord, for tests.
    pub fn discord(&self) -> &LocalDiscord {
        &self.stage.discord
    }

    /// The local Twilio, for tests.
    pub fn twilio(&self) -> &LocalTwilio {
        &self.stage.twilio
    }

    /// The local model, for tests; there is one if [`Options::model`] was set.
    pub fn model(&self) -> Option<&LocalModel> {
        self.stage.model.as_ref()
    }

    /// What goes wrong on request, for tests.
    pub fn faults(&self) -> &Faults {
        &self.stage.faults
    }

    /// Lets the pages go and stops both emulators. The program should have been stopped before, or it complains of lost connections.
    pub async fn stop(self) {
        self.stop.cancel();
        let model = async {
            if let Some(model) = &self.stage.model {
                model.stop().await;
            }
        };
        tokio::join!(self.stage.discord.stop(), self.stage.twilio.stop(), model);
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

fn broken(what: impl Into<String>, source: io::Error) -> LaunchError {
    LaunchError::Io { what: what.into(), source }
}

fn read(path: &Path) -> Result<String, LaunchError> {
    std::fs::read_to_string(path).map_err(|source| broken(format!("the flow {}", path.display()), source))
}

async fn bind(address: SocketAddr) -> Result<TcpListener, LaunchError> {
    if !address.ip().is_loopback() {
        return Err(LaunchError::NotLoopback(address));
    }
    TcpListener::bind(address).await.map_err(|source| broken(address.to_string(), source))
}

fn password() -> Result<String, LaunchError> {
    let mut random = [0_u8; 12];
    getrandom::fill(&mut random).map_err(|error| broken("a password", io::Error::other(error)))?;
    Ok(hex::encode(random))
}

/// The variables an operator would set by hand.
fn variables(
    options: &Options,
    url: &str,
    folder: &Folder,
    admin: &Admin,
    discord: &LocalDiscord,
    twilio: &LocalTwilio,
) -> BTreeMap<String, String> {
    let own = [
        ("PUBLIC_URL", url.to_owned()),
        ("LISTEN", url.trim_start_matches("http://").to_owned()),
        ("DATA_DIR", folder.path.display().to_string()),
        ("DATABASE_URL", options.database_url.clone().unwrap_or_default()),
        ("DISCORD__APPLICATION_ID", discord.application_id().to_string()),
        ("DISCORD__PUBLIC_KEY", discord.public_key()),
        ("DISCORD__BOT_TOKEN", discord.bot_token()),
        ("DISCORD__API_BASE", discord.api()),
        ("DISCORD__GATEWAY_URL", discord.gateway()),
        ("DISCORD__MESSAGE_CONTENT", "true".to_owned()),
        ("DISCORD__GUILD_MEMBERS", "true".to_owned()),
        ("TWILIO__ACCOUNT_SID", twilio.account_sid()),
        ("TWILIO__AUTH_TOKEN", twilio.auth_token()),
        ("TWILIO__SERVICE_SID", twilio.service_sid()),
        ("TWILIO__FLOW_SID", twilio.flow_sid()),
        ("TWILIO__WORKSPACE_SID", twilio.workspace_sid()),
        ("TWILIO__WORKFLOW_SID", twilio.workflow_sid()),
        ("TWILIO__API_BASE", twilio.api().to_owned()),
        ("ADMIN__USER", admin.user.clone()),
        ("ADMIN__PASSWORD", admin.password.clone()),
    ];
    let mut all = options.settings.clone();
    all.extend(own.into_iter().map(|(name, value)| (format!("FLEXCORD_{name}"), value)));
    all
}

/// The variables that make the assistant answer with the local model.
fn model_variables(model: &LocalModel) -> [(String, String); 4] {
    [
        ("ASSISTANT__BRAIN", "model".to_owned()),
        ("MODEL__API_BASE", model.api().to_owned()),
        ("MODEL__NAME", model::NAME.to_owned()),
        ("MODEL__API_KEY", model::KEY.to_owned()),
    ]
    .map(|(name, value)| (format!("FLEXCORD_{name}"), value))
}

fn ready_line(url: &str, admin: &Admin, discord: &LocalDiscord, twilio: &LocalTwilio) -> Value {
    let workers: Vec<Value> =
        twilio.workers().into_iter().map(|w| json!({ "name": w.name, "identity": w.identity, "sid": w.sid })).collect();
    json!({
        "flexcord": url,
        "admin": { "user": admin.user, "password": admin.password },
        "console": format!("{url}/console/"),
        "discord": {
            "api": discord.api(), "gateway": discord.gateway(), "application_id": discord.application_id(), "public_key": discord.public_key(),
            "bot_id": discord.bot_id(), "bot_token": discord.bot_token(), "guild_id": discord.guild_id(), "channels": discord.channels(),
            "members": discord.members(),
        },
        "twilio": {
            "api": twilio.api(), "account_sid": twilio.account_sid(), "auth_token": twilio.auth_token(), "service_sid": twilio.service_sid(),
            "flow_sid": twilio.flow_sid(), "workspace_sid": twilio.workspace_sid(), "workflow_sid": twilio.workflow_sid(),
        },
        "desk": { "api": twilio.desk_api(), "workers": workers },
        "faults": format!("{url}/faults"),
    })
}

/// Where the program keeps its things; taken away at the end unless the operator named it.
struct Folder {
    path: PathBuf,
    passing: bool,
}

impl Folder {
    fn open(named: Option<PathBuf>) -> Result<Self, LaunchError> {
        let passing = named.is_none();
        let path = named.unwrap_or_else(|| std::env::temp_dir().join(format!("flexcord-sandbox-{}", uuid::Uuid::now_v7().simple())));
        // A folder that is there already is welcome only if the operator named it.
        let made = if passing { std::fs::create_dir(&path) } else { std::fs::create_dir_all(&path) };
        made.map_err(|source| broken(format!("the folder {}", path.display()), source))?;
        Ok(Self { path, passing })
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if self.passing
            && let Err(error) = std::fs::remove_dir_all(&self.path)
        {
            tracing::warn!(%error, folder = %self.path.display(), "the sandbox's folder could not be taken away");
        }
    }
}

#[cfg(test)]
#[path = "launch_tests.rs"]
mod tests;
