//! `flexcord doctor`: checks every setting against the live services and says how to mend what is red. Changes nothing.

use super::{intake, settings, setup};
use crate::config::Config;
use crate::discord::doctor::CardChannel;
use crate::discord::verify::PublicKey;
use crate::domain::case::CaseKind;
use crate::domain::clock::SharedClock;
use crate::domain::intake::Intakes;
use crate::domain::person::Server;
use crate::twilio::client::Client;
use crate::twilio::verify::Verifier;
use crate::{chatbot, discord, llm, outgoing, twilio};

/// How long the program may take to answer at its public address.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(10);

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub what: String,
    pub ok: bool,
    pub detail: String,
    /// What to do; empty when all is well.
    pub remedy: String,
}

/// What the store knew, if it could be opened: the running program holds it.
#[derive(Clone, Debug, Default)]
pub struct FromStore {
    pub servers: Vec<Server>,
    pub flow: Option<String>,
}

/// Looks at everything outside: Discord, Twilio, the model or chatbot, the disk, and the program at its public address.
pub async fn examine(config: &Config, clock: SharedClock, known: &FromStore, flow: &str) -> Vec<Finding> {
    let mut findings = vec![disk(config), forms(config), public_url(config).await];
    findings.extend(discord(config, clock.clone(), known).await);
    findings.extend(desk(config, &clock, known, flow).await);
    findings.extend(model(config, &clock).await);
    findings.extend(chatbot(config, &clock).await);
    findings
}

/// The model, where one is configured.
async fn model(config: &Config, clock: &SharedClock) -> Option<Finding> {
    const WHAT: &str = "model";
    Some(match llm::chat::Chat::new(settings::model(config)?, clock.clone()) {
        Ok(chat) => {
            let llm::doctor::Finding { ok, detail, remedy } = llm::doctor::examine(&chat).await;
            Finding { what: WHAT.into(), ok, detail, remedy }
        }
        Err(error) => bad(WHAT, error.to_string(), "mend the TLS set-up of this machine"),
    })
}

/// The chatbot, where one is configured.
async fn chatbot(config: &Config, clock: &SharedClock) -> Option<Finding> {
    const WHAT: &str = "chatbot";
    Some(match chatbot::client::Client::new(settings::chatbot(config)?, clock.clone()) {
        Ok(client) => {
            let chatbot::doctor::Finding { ok, detail, remedy } = chatbot::doctor::examine(&client).await;
            Finding { what: WHAT.into(), ok, detail, remedy }
        }
        Err(error) => bad(WHAT, error.to_string(), "mend the TLS set-up of this machine"),
    })
}

async fn discord(config: &Config, clock: SharedClock, known: &FromStore) -> Vec<Finding> {
    let http = match discord::http::Http::new(settings::discord(config), clock) {
        Ok(http) => http,
        Err(error) => return vec![bad("Discord", error.to_string(), "correct discord.api_base")],
    };
    let key = PublicKey::parse(&hex::encode(config.discord.public_key));
    let endpoint = setup::endpoint(config);
    let gateway = settings::gateway(config);
    // Forms that cannot be read are a finding of their own.
    let cards = intake::load(&config.general.data_dir).map(|intakes| card_channels(&intakes)).unwrap_or_default();
    let expected = discord::doctor::Expected {
        key: key.as_ref().ok(),
        endpoint: endpoint.as_deref(),
        gateway: &gateway,
        servers: &known.servers,
        cards: &cards,
    };
    let mut findings = discord::doctor::examine(&http, &expected).await;
    if key.is_err() {
        findings.push(discord::doctor::Finding {
            what: "public key".into(),
            ok: false,
            detail: "is no Ed25519 key".into(),
            remedy: "copy the public key from the developer portal, page \"General Information\"".into(),
        });
    }
    findings.into_iter().map(|f| Finding { what: format!("Discord: {}", f.what), ok: f.ok, detail: f.detail, remedy: f.remedy }).collect()
}

async fn desk(config: &Config, clock: &SharedClock, known: &FromStore, flow: &str) -> Vec<Finding> {
    let Some(settings) = settings::twilio(config, known.flow.clone()) else {
        return vec![good("Twilio", "not configured: no desk".into())];
    };
    let built = Client::new(&settings).map_err(|error| error.to_string()).and_then(|client| {
        let verifier = Verifier::new(&settings.auth_token, settings.previous_auth_token.as_ref(), &settings.public_url);
        Ok((client, verifier.map_err(|error| error.to_string())?))
    });
    match built {
        Ok((client, verifier)) => {
            let findings = twilio::doctor::examine(&client, &settings, &verifier, flow, clock.as_ref()).await;
            let ours =
                |f: twilio::doctor::Finding| Finding { what: format!("Twilio: {}", f.what), ok: f.ok, detail: f.detail, remedy: f.remedy };
            findings.into_iter().map(ours).collect()
        }
        Err(error) => vec![bad("Twilio", error, "correct the section [twilio]")],
    }
}

/// Is the program running and reachable where Discord and Twilio will look for it, and does it call itself ready?
async fn public_url(config: &Config) -> Finding {
    const WHAT: &str = "public address";
    let url = format!("{}/readyz", config.general.public_url);
    let built = outgoing::client().map_err(|error| error.to_string());
    let built = built.and_then(|client| client.timeout(PATIENCE).build().map_err(|error| error.to_string()));
    let client = match built {
        Ok(client) => client,
        Err(error) => return bad(WHAT, error, "mend the TLS set-up of this machine"),
    };
    match client.get(&url).send().await {
        Ok(answer) if answer.status().is_success() => good(WHAT, format!("{url} answers: ready")),
        Ok(answer) if answer.status().as_u16() == 503 => {
            let told = answer.text().await.unwrap_or_default();
            let told = serde_json::from_str::<serde_json::Value>(&told).unwrap_or_default();
            let wrong: Vec<String> = told["checks"]
                .as_array()
                .into_iter()
                .flatten()
                .filter(|check| check["ok"] == false)
                .map(|check| format!("{}: {}", check["name"].as_str().unwrap_or("?"), check["detail"].as_str().unwrap_or("?")))
                .collect();
            bad(WHAT, format!("running, but not ready: {}", wrong.join("; ")), "mend what is named; see the log")
        }
        Ok(answer) => bad(WHAT, format!("{url} answers {}", answer.status()), "point the reverse proxy at the program's listen address"),
        Err(_) => bad(WHAT, format!("{url} cannot be reached"), "start flexcord, and check DNS, firewall and the reverse proxy"),
    }
}

/// What the forms for bugs and ideas ask.
fn forms(config: &Config) -> Finding {
    const WHAT: &str = "forms for cases";
    match intake::load(&config.general.data_dir) {
        Ok(intakes) => {
            let own = intakes.of_servers.len();
            good(WHAT, if own == 0 { "as shipped".into() } else { format!("{own} files of servers' own") })
        }
        Err(wrong) => bad(WHAT, wrong.join("; "), "correct these files; the README says what may stand in them"),
    }
}

fn card_channels(intakes: &Intakes) -> Vec<CardChannel> {
    let named = |kind| if kind == CaseKind::Bug { "bug" } else { "feature" };
    let of_servers = intakes.of_servers.iter();
    of_servers
        .filter_map(|((server, kind), own)| Some(CardChannel { server: *server, channel: own.channel?, kind: named(*kind) }))
        .collect()
}

fn disk(config: &Config) -> Finding {
    let dir = &config.general.data_dir;
    let probe = dir.join(".doctor");
    match std::fs::create_dir_all(dir).and_then(|()| std::fs::write(&probe, b"ok")).and_then(|()| std::fs::remove_file(&probe)) {
        Ok(()) => good("data folder", format!("{} can be written", dir.display())),
        Err(error) => bad("data folder", format!("{}: {error}", dir.display()), "make it writable for the user flexcord runs as"),
    }
}

fn good(what: &str, detail: String) -> Finding {
    Finding { what: what.into(), ok: true, detail, remedy: String::new() }
}

fn bad(what: &str, detail: String, remedy: &str) -> Finding {
    Finding { what: what.into(), ok: false, detail, remedy: remedy.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_program_that_does_not_run_is_a_finding_with_a_remedy() {
        let settings = [
            // Nobody listens on port 1.
            ("FLEXCORD_PUBLIC_URL", "http://127.0.0.1:1".to_owned()),
            ("FLEXCORD_DISCORD__APPLICATION_ID", "1".repeat(18)),
            ("FLEXCORD_DISCORD__PUBLIC_KEY", "0".repeat(64)),
            ("FLEXCORD_DISCORD__BOT_TOKEN", "a.b.c".to_owned()),
        ];
        let config = Config::load(None, settings.map(|(name, value)| (name.to_owned(), value)).into_iter()).unwrap();
        let finding = public_url(&config).await;
        assert_eq!((finding.ok, finding.detail.as_str()), (false, "http://127.0.0.1:1/readyz cannot be reached"));
        assert!(finding.remedy.contains("start flexcord"));
    }
}
