//! `flexcord secret`: tokens kept sealed in the database instead of in a file or variable.

use super::say;
use crate::app::system_clock::SystemClock;
use crate::app::{self, key};
use crate::config::{General, SEALABLE};
use crate::store::{Store, secrets};
use anyhow::{Context, bail};
use clap::Subcommand;
use secrecy::{ExposeSecret, SecretString};
use std::collections::BTreeMap;
use std::io::Read;
use std::sync::Arc;

/// Longest secret that is read.
const LONGEST: u64 = 4_096;

/// What to do with the sealed secrets.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Seal a secret, read from standard input. Stop the program first.
    Set {
        /// Its key, such as discord.bot_token.
        name: String,
    },
    /// Forget a sealed secret.
    Remove {
        /// Its key.
        name: String,
    },
    /// List which secrets are sealed. Their values are never shown.
    List,
}

/// Does it.
pub async fn run(command: Command, general: General) -> anyhow::Result<()> {
    let store = app::open(&general, Arc::new(SystemClock)).await?;
    match command {
        Command::Set { name } => set(&store, &general, &name).await?,
        Command::Remove { name } => {
            let mut tx = store.begin().await?;
            secrets::remove(&mut tx, &name).await?;
            tx.commit().await?;
            say(format!("{name} is forgotten"));
        }
        Command::List => secrets::names(&store).await?.iter().for_each(say),
    }
    store.close().await;
    Ok(())
}

async fn set(store: &Store, general: &General, name: &str) -> anyhow::Result<()> {
    if !SEALABLE.contains(&name) {
        bail!("{name} cannot be sealed; these can: {}", SEALABLE.join(", "));
    }
    let mut text = String::new();
    std::io::stdin().take(LONGEST).read_to_string(&mut text).context("the secret cannot be read from standard input")?;
    if text.trim().is_empty() {
        bail!("nothing came on standard input: flexcord secret set {name} < file");
    }
    let key = key::sealing_key(general.encryption_key.as_ref(), &general.data_dir)?;
    let mut tx = store.begin().await?;
    secrets::put(&mut tx, &key, name, text.trim().as_bytes()).await?;
    tx.commit().await?;
    say(format!("{name} is sealed"));
    Ok(())
}

/// All sealed secrets, opened, by their keys.
pub async fn open_all(general: &General) -> anyhow::Result<BTreeMap<String, SecretString>> {
    let store = app::open(general, Arc::new(SystemClock)).await?;
    let mut all = BTreeMap::new();
    for name in secrets::names(&store).await? {
        let key = key::sealing_key(general.encryption_key.as_ref(), &general.data_dir)?;
        if let Some(value) = secrets::get(&store, &key, &name).await? {
            let value = String::from_utf8(value.expose_secret().to_vec()).with_context(|| format!("the sealed {name} is no text"))?;
            all.insert(name, SecretString::from(value));
        }
    }
    store.close().await;
    Ok(all)
}
