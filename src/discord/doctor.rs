//! Is everything on Discord's side as it has to be? Each finding says what is wrong and how to mend it.

use super::commands;
use super::error::Failure;
use super::gateway::{GatewaySettings, guard};
use super::http::{Http, Method, Request};
use super::permissions::{self, Overwrite};
use super::verify::PublicKey;
use crate::domain::clock::Millis;
use crate::domain::ids::Snowflake;
use crate::domain::person::Server;
use serde::Deserialize;

/// One thing looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What was looked at, in a few words.
    pub what: String,
    pub ok: bool,
    /// What was found.
    pub detail: String,
    /// What to do; empty when all is well.
    pub remedy: String,
}

/// What is expected.
pub struct Expected<'a> {
    /// Needed when interactions come over HTTP.
    pub key: Option<&'a PublicKey>,
    /// Where interactions are to be sent; `None` when they come over the gateway.
    pub endpoint: Option<&'a str>,
    pub gateway: &'a GatewaySettings,
    /// Servers with a help channel are checked for the bot's rights there.
    pub servers: &'a [Server],
    /// Channels in which cases are shown.
    pub cards: &'a [CardChannel],
}

/// A channel in which the cases of a server are shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardChannel {
    pub server: Snowflake,
    pub channel: Snowflake,
    /// "bug" or "feature".
    pub kind: &'static str,
}

/// Flags of the application: an intent is on when either its full or its limited flag is set.
const MEMBERS_FLAGS: u64 = 1 << 14 | 1 << 15;
const CONTENT_FLAGS: u64 = 1 << 18 | 1 << 19;

#[derive(Deserialize)]
struct Me {
    id: Snowflake,
    username: String,
}

#[derive(Deserialize)]
struct Application {
    id: Snowflake,
    verify_key: String,
    #[serde(default)]
    flags: u64,
    #[serde(default)]
    interactions_endpoint_url: Option<String>,
}

#[derive(Deserialize)]
struct Starts {
    session_start_limit: StartLimit,
}

#[derive(Deserialize)]
struct StartLimit {
    total: u64,
    remaining: u64,
    reset_after: Millis,
}

#[derive(Deserialize)]
struct Guild {
    owner_id: Snowflake,
    roles: Vec<permissions::Role>,
}

#[derive(Deserialize)]
struct Bot {
    roles: Vec<Snowflake>,
}

#[derive(Deserialize)]
struct Channel {
    guild_id: Option<Snowflake>,
    #[serde(default)]
    permission_overwrites: Vec<Overwrite>,
}

/// Looks at everything. Without a working token nothing else can be seen, so that is the only finding then.
pub async fn examine(http: &Http, expected: &Expected<'_>) -> Vec<Finding> {
    let me = match http.get::<Me>(Request::new(Method::GET, "/users/@me", &[])).await {
        Ok(me) => me,
        Err(failure) => return vec![no_token(&failure)],
    };
    let mut findings = vec![good("bot token", format!("belongs to {}", me.username))];
    match http.get::<Application>(Request::new(Method::GET, "/applications/@me", &[])).await {
        Ok(app) => findings.extend(application(http, &app, &me, expected)),
        Err(failure) => findings.push(unseen("application", &failure)),
    }
    findings.push(match http.get::<Starts>(Request::new(Method::GET, "/gateway/bot", &[])).await {
        Ok(starts) => sessions(&starts.session_start_limit),
        Err(failure) => unseen("gateway", &failure),
    });
    findings.push(registered(http, expected.servers).await);
    for server in expected.servers {
        findings.push(help_channel(http, server).await);
    }
    for place in expected.cards {
        let server = expected.servers.iter().find(|s| s.id == place.server);
        findings.push(card_channel(http, place, server).await);
    }
    findings
}

fn no_token(failure: &Failure) -> Finding {
    let remedy = match failure {
        Failure::Credentials { .. } => "copy the token from the developer portal, page \"Bot\", into the settings",
        _ => "check that the address of Discord's API can be reached from here",
    };
    bad("bot token", failure.why(), remedy)
}

fn application(http: &Http, app: &Application, me: &Me, expected: &Expected<'_>) -> Vec<Finding> {
    let ours = http.application();
    let mut findings = vec![if app.id == ours && me.id == ours {
        good("application id", ours.to_string())
    } else {
        bad(
            "application id",
            format!("the settings say {ours}, the token belongs to {}", app.id),
            "put the id that belongs to the token into the settings",
        )
    }];
    if let Some(key) = expected.key {
        findings.push(if app.verify_key.eq_ignore_ascii_case(&key.to_hex()) {
            good("public key", "matches".into())
        } else {
            bad(
                "public key",
                "another than in the settings".into(),
                "copy the public key from the developer portal, page \"General Information\"",
            )
        });
    }
    for (wanted, flags, name) in [
        (expected.gateway.message_content, CONTENT_FLAGS, "intent MESSAGE_CONTENT"),
        (expected.gateway.guild_members, MEMBERS_FLAGS, "intent GUILD_MEMBERS"),
    ] {
        if wanted {
            findings.push(if app.flags & flags != 0 {
                good(name, "on".into())
            } else {
                bad(name, "off, and Discord closes the gateway because of it".into(), "switch it on in the developer portal, page \"Bot\"")
            });
        }
    }
    if !expected.gateway.message_content {
        // Mentions and reactions need no privileged intent.
        let left = "not used: in channels the bot reads what mentions it, and replies to it that ping";
        findings.push(good("intent MESSAGE_CONTENT", left.into()));
    }
    findings.push(endpoint(app.interactions_endpoint_url.as_deref().filter(|url| !url.is_empty()), expected.endpoint));
    findings
}

fn endpoint(set: Option<&str>, wanted: Option<&str>) -> Finding {
    let what = "interactions endpoint";
    match (set, wanted) {
        (set, wanted) if set == wanted => good(what, set.unwrap_or("none: interactions come over the gateway").into()),
        (Some(set), None) => {
            bad(what, format!("{set} gets all commands and presses"), "run `flexcord setup`, or empty the field in the developer portal")
        }
        (set, _) => bad(what, set.unwrap_or("not set").into(), "run `flexcord setup` while flexcord is running and reachable"),
    }
}

fn sessions(limit: &StartLimit) -> Finding {
    let left = format!("{} of {} left today", limit.remaining, limit.total);
    match guard::budget_pause(limit.remaining, limit.reset_after) {
        None => good("gateway sessions", left),
        Some(wait) => bad("gateway sessions", left, &format!("wait {} minutes; find out what reconnects so often", wait / 60_000 + 1)),
    }
}

/// Once globally, or once in a server, but not both: members would see the command twice.
async fn registered(http: &Http, servers: &[Server]) -> Finding {
    let what = "slash commands";
    let ours = |list: &[serde_json::Value]| commands::OURS.iter().all(|ours| list.iter().any(|c| commands::name(c) == *ours));
    let everywhere = match commands::list(http, None).await {
        Ok(list) => ours(&list),
        Err(failure) => return unseen(what, &failure),
    };
    let mut here = Vec::new();
    for server in servers {
        match commands::list(http, Some(server.id)).await {
            Ok(list) if ours(&list) => here.push(server.name.clone()),
            Ok(_) => {}
            Err(failure) => return unseen(what, &failure),
        }
    }
    match (everywhere, here.is_empty()) {
        (true, true) => good(what, "registered everywhere".into()),
        (false, false) => good(what, format!("registered in {}", here.join(", "))),
        (true, false) => bad(what, format!("registered everywhere and again in {}", here.join(", ")), "remove the ones in single servers"),
        (false, true) => bad(what, "not registered, or not all of them".into(), "run `flexcord setup`"),
    }
}

async fn help_channel(http: &Http, server: &Server) -> Finding {
    let what = format!("help channel of {}", server.name);
    let Some(channel) = server.help_channel else {
        return Finding { what, ok: true, detail: "none: members with closed DMs cannot be helped there".into(), remedy: String::new() };
    };
    match missing_rights(http, server, channel).await {
        Ok(Some(missing)) if missing.is_empty() => Finding { what, ok: true, detail: "all rights".into(), remedy: String::new() },
        Ok(Some(missing)) => Finding {
            what,
            ok: false,
            detail: format!("the bot lacks: {}", missing.join(", ")),
            remedy: "give the bot's role these rights in the channel's settings".into(),
        },
        Ok(None) => Finding {
            what,
            ok: false,
            detail: "the channel belongs to another server".into(),
            remedy: "choose a channel of this server".into(),
        },
        Err(failure) => Finding { ok: false, ..unseen(&what, &failure) },
    }
}

/// The channel in which a server's cases are shown.
async fn card_channel(http: &Http, place: &CardChannel, server: Option<&Server>) -> Finding {
    let name = server.map_or_else(|| place.server.to_string(), |s| s.name.clone());
    let what = format!("{} channel of {name}", place.kind);
    match rights_in(http, place.server, place.channel).await.map(|rights| rights.map(permissions::missing_for_cards)) {
        Ok(Some(missing)) if missing.is_empty() => Finding { what, ok: true, detail: "all rights".into(), remedy: String::new() },
        Ok(Some(missing)) => Finding {
            what,
            ok: false,
            detail: format!("the bot lacks: {}", missing.join(", ")),
            remedy: "give the bot's role these rights in the channel's settings".into(),
        },
        Ok(None) => Finding {
            what,
            ok: false,
            detail: format!("{} belongs to another server", place.channel),
            remedy: "correct `channel` in the server's file in the folder intake".into(),
        },
        Err(failure) => {
            let remedy = "correct `channel` in the server's file in the folder intake, or let the bot see it".to_owned();
            Finding { ok: false, remedy, ..unseen(&what, &failure) }
        }
    }
}

/// The rights that helping in threads lacks; `None` when the channel is not in the server.
async fn missing_rights(http: &Http, server: &Server, channel: Snowflake) -> Result<Option<Vec<&'static str>>, Failure> {
    Ok(rights_in(http, server.id, channel).await?.map(permissions::missing))
}

/// What the bot may do there; `None` when the channel is not in the server.
async fn rights_in(http: &Http, server: Snowflake, channel: Snowflake) -> Result<Option<u64>, Failure> {
    let bot = http.application();
    let there: Channel = http.get(Request::new(Method::GET, "/channels/{}", &[&channel])).await?;
    if there.guild_id != Some(server) {
        return Ok(None);
    }
    let guild: Guild = http.get(Request::new(Method::GET, "/guilds/{}", &[&server])).await?;
    let me: Bot = http.get(Request::new(Method::GET, "/guilds/{}/members/{}", &[&server, &bot])).await?;
    Ok(Some(permissions::in_channel(server, bot, guild.owner_id, &me.roles, &guild.roles, &there.permission_overwrites)))
}

fn good(what: &str, detail: String) -> Finding {
    Finding { what: what.into(), ok: true, detail, remedy: String::new() }
}

fn bad(what: &str, detail: String, remedy: &str) -> Finding {
    Finding { what: what.into(), ok: false, detail, remedy: remedy.into() }
}

fn unseen(what: &str, failure: &Failure) -> Finding {
    bad(what, format!("could not be looked at: {}", failure.why()), "try again; if it stays, look whether the bot is in the server")
}

#[cfg(test)]
mod tests {
    use super::super::testing::{BOT, Give, HandClock, Stub, give};
    use super::*;

    const KEY: &str = "ea4a6c63e29c520abef5507b132ec5f9954776aebebe7b92421eea691446d22c";

    /// All our commands, registered.
    fn all() -> Give {
        give(200, serde_json::json!(commands::OURS.map(|name| serde_json::json!({ "name": name }))).to_string())
    }

    fn me() -> Give {
        give(200, r#"{"id":"1","username":"helper"}"#)
    }

    fn app(more: &str) -> Give {
        give(200, format!(r#"{{"id":"1","verify_key":"{KEY}","flags":524288{more}}}"#))
    }

    fn starts(remaining: u32) -> Give {
        give(200, format!(r#"{{"session_start_limit":{{"total":1000,"remaining":{remaining},"reset_after":600000}}}}"#))
    }

    fn rights(bits: u64) -> [Give; 3] {
        [
            give(200, r#"{"id":"90","guild_id":"9","permission_overwrites":[]}"#),
            give(200, format!(r#"{{"owner_id":"3","roles":[{{"id":"9","permissions":"{bits}"}}]}}"#)),
            give(200, r#"{"roles":[]}"#),
        ]
    }

    async fn examined(answers: Vec<Give>, content: bool, endpoint: Option<&str>) -> Vec<Finding> {
        let stub = Stub::start(answers).await;
        let key = PublicKey::parse(KEY).unwrap();
        let gateway = GatewaySettings { message_content: content, ..GatewaySettings::default() };
        let server = Server { id: Snowflake(9), name: "Pokéfans".into(), help_channel: Some(Snowflake(90)) };
        let expected = Expected { key: Some(&key), endpoint, gateway: &gateway, servers: &[server], cards: &[] };
        examine(&stub.http(HandClock::at(0)), &expected).await
    }

    fn ills(findings: &[Finding]) -> Vec<&str> {
        findings.iter().filter(|f| !f.ok).map(|f| f.what.as_str()).collect()
    }

    #[tokio::test]
    async fn when_all_is_well_every_finding_is_green() {
        let mut answers = vec![me(), app(r#","interactions_endpoint_url":"https://x/i""#), starts(900), all(), give(200, "[]")];
        answers.extend(rights(u64::MAX >> 1));
        let findings = examined(answers, true, Some("https://x/i")).await;
        assert_eq!(ills(&findings), Vec::<&str>::new());
        assert_eq!((findings.len(), BOT), (8, Snowflake(1)));
    }

    #[tokio::test]
    async fn every_ill_is_named_with_its_remedy() {
        let other = give(200, r#"{"id":"2","verify_key":"00","flags":0,"interactions_endpoint_url":"https://old"}"#);
        let mut answers = vec![me(), other, starts(3), all(), all()];
        answers.extend(rights(1 << 10));
        let findings = examined(answers, true, None).await;
        assert_eq!(
            ills(&findings),
            [
                "application id",
                "public key",
                "intent MESSAGE_CONTENT",
                "interactions endpoint",
                "gateway sessions",
                "slash commands",
                "help channel of Pokéfans"
            ]
        );
        assert!(findings.iter().filter(|f| !f.ok).all(|f| !f.remedy.is_empty()));
        assert!(findings.last().unwrap().detail.contains("CREATE_PRIVATE_THREADS"));
    }

    #[tokio::test]
    async fn without_a_token_nothing_else_is_asked() {
        let findings = examined(vec![give(401, r#"{"message":"401: Unauthorized","code":0}"#)], false, None).await;
        assert_eq!((findings.len(), ills(&findings)), (1, vec!["bot token"]));
    }
}
