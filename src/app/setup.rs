//! `flexcord setup`: publishes the flow, registers commands and webhooks. Can be run again without harm.

use super::{FLOW_SETTING, settings, words};
use crate::config::{Config, Interactions};
use crate::discord;
use crate::domain::clock::SharedClock;
use crate::store::{self, Store};
use crate::twilio;
use crate::twilio::client::Client;
use anyhow::Context;

/// The flow as it is shipped.
pub const FLOW: &str = include_str!("../../flows/discord-support.json");

/// One line of what was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub what: String,
    pub detail: String,
    /// Something that a person has to look at.
    pub attention: bool,
}

/// What is to be set up.
pub struct Wanted<'a> {
    pub config: &'a Config,
    /// The flow's definition, with its tokens.
    pub flow: &'a str,
    /// Replace an event callback that belongs to somebody else.
    pub force: bool,
}

/// Sets up the desk's side: the flow and the callbacks. Returns the flow's sid with what was done; keep it with [`remember_flow`].
///
/// # Errors
/// When Twilio refuses; the text says which step.
pub async fn desk(wanted: &Wanted<'_>, known_flow: Option<String>) -> anyhow::Result<Option<(String, Vec<Line>)>> {
    let Some(settings) = settings::twilio(wanted.config, known_flow) else { return Ok(None) };
    let client = Client::new(&settings)?;
    let report = twilio::setup::set_up(&client, &settings, wanted.flow, wanted.force).await.context("Twilio could not be set up")?;
    let lines = report
        .steps
        .into_iter()
        .map(|step| Line {
            what: step.what.to_owned(),
            detail: format!("{}: {}", format!("{:?}", step.change).to_lowercase(), step.detail),
            attention: step.change == twilio::setup::Change::Foreign,
        })
        .collect();
    Ok(Some((report.flow_sid, lines)))
}

/// Keeps the flow's sid in the store, where the program finds it when the configuration names none.
///
/// # Errors
/// What the store says.
pub async fn remember_flow(store: &Store, flow_sid: &str) -> store::Result<()> {
    let mut tx = store.begin().await?;
    store::settings::put(&mut tx, FLOW_SETTING, flow_sid).await?;
    tx.commit().await
}

/// Sets up Discord's side: the commands and the address for interactions. Discord checks the address at once, so the program must be
/// running and reachable.
///
/// # Errors
/// When Discord refuses.
pub async fn discord(config: &Config, clock: SharedClock) -> anyhow::Result<Vec<Line>> {
    let http = discord::http::Http::new(settings::discord(config), clock)?;
    let endpoint = endpoint(config);
    let wanted = discord::setup::Wanted { endpoint: endpoint.as_deref(), server: None, describe: &words::describe };
    let report = discord::setup::set_up(&http, &wanted).await.map_err(|failure| anyhow::anyhow!("Discord refuses: {}", failure.why()))?;
    let list = |names: &[String]| names.iter().map(|n| format!("/{n}")).collect::<Vec<_>>().join(", ");
    let mut lines = Vec::new();
    for (what, names) in [("created", &report.created), ("updated", &report.updated), ("unchanged", &report.unchanged)] {
        if !names.is_empty() {
            lines.push(Line { what: format!("commands {what}"), detail: list(names), attention: false });
        }
    }
    if !report.foreign.is_empty() {
        lines.push(Line { what: "commands of others, left alone".into(), detail: list(&report.foreign), attention: false });
    }
    let detail = endpoint.unwrap_or_else(|| "none: interactions come over the gateway".into());
    lines.push(Line { what: "interactions endpoint".into(), detail, attention: false });
    let invitation = discord::permissions::invitation(http.application());
    lines.push(Line { what: "to add the bot to a server".into(), detail: invitation, attention: false });
    Ok(lines)
}

/// Where Discord is to send interactions.
pub fn endpoint(config: &Config) -> Option<String> {
    (config.discord.interactions == Interactions::Http).then(|| format!("{}/discord/interactions", config.general.public_url))
}
