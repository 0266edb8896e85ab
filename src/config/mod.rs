//! What may be set, where it may come from, and whether it makes sense.
//!
//! Each setting has a key such as `discord.bot_token`. Its value comes from, later ones first: a file named by
//! `discord.bot_token_file` (secrets only), the environment (`FLEXCORD_DISCORD__BOT_TOKEN`), `flexcord.toml`, the
//! default. `given` gathers what was given and remembers where, [`Config::load`] lets one reader pass through the
//! sections, and each section takes its keys out of it and checks them.
//!
//! What always holds: loading changes nothing in the world; a key nobody knows is refused; every mistake is reported at
//! once with its line or variable and its remedy; no secret appears in a message or in `Debug`.
//!
//! To add a setting: a field and a line in its section's `read`, a line in `flexcord.example.toml` (a test compares
//! them). To add a section: a file here and a line in [`Config::load`].

mod admin;
mod ask;
mod assistant;
mod cases;
mod chatbot;
mod checks;
mod console;
mod desk;
mod discord;
mod embeddings;
mod general;
mod given;
mod knowledge;
mod limits;
mod log;
mod model;
mod nearest;
mod problems;
mod reader;
mod relay;
#[cfg(test)]
mod tests;
mod twilio;

use std::collections::BTreeMap;
use std::path::Path;

use secrecy::SecretString;

pub use admin::Admin;
pub use ask::{Ask, Visibility};
pub use assistant::{Assistant, Brain};
pub use cases::Cases;
pub use chatbot::Chatbot;
pub use console::Console;
pub use desk::Desk;
pub use discord::{Discord, Interactions};
pub use embeddings::Embeddings;
pub use general::{EncryptionKey, General};
pub use knowledge::Knowledge;
pub use limits::Limits;
pub use log::{Log, LogFormat};
pub use model::{Model, TokenLimit};
pub use problems::{Problem, Problems};
pub use relay::Relay;
pub use twilio::Twilio;

use given::Given;
use reader::Reader;

/// The settings that may be kept sealed in the database: those without which it can be opened.
pub const SEALABLE: [&str; 6] =
    ["discord.bot_token", "twilio.auth_token", "twilio.previous_auth_token", "model.api_key", "chatbot.secret", "admin.password"];

/// Everything that may be set, checked.
#[derive(Debug, Clone)]
pub struct Config {
    /// The keys outside any section.
    pub general: General,
    /// `[discord]`
    pub discord: Discord,
    /// `[twilio]`; absent for a desk that lives in the console only.
    pub twilio: Option<Twilio>,
    /// `[assistant]`
    pub assistant: Assistant,
    /// `[ask]`
    pub ask: Ask,
    /// `[model]`; there if the assistant answers with it, and maybe otherwise.
    pub model: Option<Model>,
    /// `[chatbot]`; likewise.
    pub chatbot: Option<Chatbot>,
    /// `[knowledge]`
    pub knowledge: Knowledge,
    /// `[embeddings]`; absent where words alone decide.
    pub embeddings: Option<Embeddings>,
    /// `[desk]`
    pub desk: Desk,
    /// `[cases]`
    pub cases: Cases,
    /// `[relay]`
    pub relay: Relay,
    /// `[log]`
    pub log: Log,
    /// `[limits]`
    pub limits: Limits,
    /// `[admin]`
    pub admin: Admin,
    /// `[console]`
    pub console: Console,
}

impl Config {
    /// Reads the file, if one is given, and every `FLEXCORD_…` variable of `env`, and checks everything.
    ///
    /// Variables without a value count as not set. `FLEXCORD_CONFIG` names the file and is left to the command line.
    pub fn load(file: Option<&Path>, env: impl Iterator<Item = (String, String)>) -> Result<Self, Problems> {
        Self::load_with(file, env, &BTreeMap::new())
    }

    /// Only what is needed to open the database, before the secrets in it are known. Other mistakes are left for [`Config::load_with`].
    pub fn general(file: Option<&Path>, env: impl Iterator<Item = (String, String)>) -> Option<General> {
        let (given, problems) = Given::gather(file, env);
        General::read(&mut Reader::new(given, problems))
    }

    /// Like [`Config::load`], with the secrets that are kept sealed in the database; whatever is given elsewhere wins.
    pub fn load_with(
        file: Option<&Path>,
        env: impl Iterator<Item = (String, String)>,
        sealed: &BTreeMap<String, SecretString>,
    ) -> Result<Self, Problems> {
        let (mut given, problems) = Given::gather(file, env);
        given.add_sealed(sealed);
        let mut reader = Reader::new(given, problems);
        let general = General::read(&mut reader);
        let discord = Discord::read(&mut reader);
        let twilio = Twilio::read(&mut reader);
        let assistant = Assistant::read(&mut reader);
        let ask = Ask::read(&mut reader);
        let model = Model::read(&mut reader, assistant.brain == Brain::Model);
        let chatbot = Chatbot::read(&mut reader, assistant.brain == Brain::Chatbot);
        let knowledge = Knowledge::read(&mut reader);
        let embeddings = Embeddings::read(&mut reader);
        let desk = Desk::read(&mut reader);
        let cases = Cases::read(&mut reader);
        let relay = Relay::read(&mut reader);
        let log = Log::read(&mut reader);
        let limits = Limits::read(&mut reader);
        let admin = Admin::read(&mut reader);
        let console = Console::read(&mut reader);
        reader.finish()?;
        Ok(Self {
            general: general.expect("an incomplete section is a problem"),
            discord: discord.expect("an incomplete section is a problem"),
            twilio,
            assistant,
            ask,
            model,
            chatbot,
            knowledge,
            embeddings,
            desk,
            cases,
            relay,
            log,
            limits,
            admin,
            console,
        })
    }
}
