//! `flexcord backup`, `flexcord restore`

use super::say;
use crate::app::system_clock::SystemClock;
use crate::app::{self, key};
use crate::config::Config;
use crate::store::backup;
use secrecy::ExposeSecret;
use std::path::PathBuf;
use std::sync::Arc;

/// Where to.
#[derive(Debug, clap::Args)]
pub struct BackupArgs {
    /// The file to write; must not exist.
    file: PathBuf,
    /// Do not encrypt it with the program's key.
    #[arg(long)]
    plain: bool,
}

/// Where from.
#[derive(Debug, clap::Args)]
pub struct RestoreArgs {
    /// The file a backup was written to.
    file: PathBuf,
    /// It was written with --plain.
    #[arg(long)]
    plain: bool,
}

/// Writes everything, files included, into one file that fits SQLite and PostgreSQL alike.
pub async fn backup(config: Config, args: BackupArgs) -> anyhow::Result<()> {
    let store = app::open_store(&config, Arc::new(SystemClock)).await?;
    let key = sealing(&config, args.plain)?;
    backup::backup(&store, &args.file, key).await?;
    store.close().await;
    say(format!("Written: {}", args.file.display()));
    Ok(())
}

/// Fills the configured database, which must be empty.
pub async fn restore(config: Config, args: RestoreArgs) -> anyhow::Result<()> {
    std::fs::create_dir_all(&config.general.data_dir)?;
    let key = sealing(&config, args.plain)?;
    let url = config.general.database_url.expose_secret();
    backup::restore(&args.file, key, url, &config.general.data_dir, Arc::new(SystemClock)).await?;
    say("Restored.");
    Ok(())
}

fn sealing(config: &Config, plain: bool) -> anyhow::Result<Option<crate::store::secrets::SealingKey>> {
    if plain {
        return Ok(None);
    }
    std::fs::create_dir_all(&config.general.data_dir)?;
    key::sealing_key(config.general.encryption_key.as_ref(), &config.general.data_dir).map(Some)
}
