//! The commands of the program.
//!
//! **What lives here.** The grammar ([`Cli`]) and one file per command: `run` (the default), `sandbox`, `setup`, `doctor`, `backup`
//! and `restore`, `secret`, `knowledge`.
//!
//! **How data passes through.** `main` hands over the parsed command; a command loads the configuration, opens what it needs, says what
//! it did on standard output, and ends with an error that says what to do.
//!
//! **What always holds.** Results go to standard output, logs to standard error. No secret is ever printed.
//!
//! **One more command.** A variant in [`Command`], a file with its `run`, an arm in [`Cli::run`].

mod backup;
mod doctor;
mod knowledge;
mod run;
mod sandbox;
mod secret;
mod setup;

use crate::config::{Config, General, LogFormat};
use crate::telemetry::logs::{self, Style};
use clap::{Parser, Subcommand};
use std::path::{Path, PathBuf};

/// Joins a Discord community to a Twilio Flex contact centre.
#[derive(Debug, Parser)]
#[command(name = "flexcord", version, about)]
pub struct Cli {
    /// The configuration file.
    #[arg(long, short, global = true, env = "FLEXCORD_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the program (the default).
    Run,
    /// Show the main job on this machine alone: local Discord, local Twilio, and a page to play all parts.
    Sandbox(sandbox::Args),
    /// Publish the Studio flow and register commands and webhooks. Can be run again without harm.
    Setup(setup::Args),
    /// Check every setting against the live services, and say how to mend what is wrong.
    Doctor,
    /// Write everything into one file. Stop the program first.
    Backup(backup::BackupArgs),
    /// Fill an empty database from a backup.
    Restore(backup::RestoreArgs),
    /// Tokens kept sealed in the database.
    #[command(subcommand)]
    Secret(secret::Command),
    /// The community's articles.
    #[command(subcommand)]
    Knowledge(knowledge::Command),
}

impl Cli {
    /// Does what was asked.
    ///
    /// # Errors
    /// When it cannot be done; the text says what to do.
    pub async fn run(self) -> anyhow::Result<()> {
        let file = self.config.clone().or_else(|| Some(PathBuf::from(DEFAULT_FILE)).filter(|default| default.exists()));
        let file = file.as_deref();
        match self.command.unwrap_or(Command::Run) {
            Command::Run => run::run(load(file).await?).await,
            Command::Sandbox(args) => sandbox::run(args).await,
            Command::Setup(args) => setup::run(load(file).await?, args).await,
            Command::Doctor => doctor::run(load(file).await?).await,
            Command::Backup(args) => backup::backup(load(file).await?, args).await,
            Command::Restore(args) => backup::restore(load(file).await?, args).await,
            Command::Secret(command) => secret::run(command, general(file)?).await,
            Command::Knowledge(knowledge::Command::Evaluate(args)) => knowledge::evaluate(&args).await,
            Command::Knowledge(command) => knowledge::run(command, load(file).await?).await,
        }
    }
}

/// The configuration file nobody named: taken when it is there.
const DEFAULT_FILE: &str = "flexcord.toml";

/// Reads the configuration. Where a token is missing it may be sealed in the database: then that is looked into as well.
async fn load(file: Option<&Path>) -> anyhow::Result<Config> {
    let config = match Config::load(file, std::env::vars()) {
        Ok(config) => config,
        Err(problems) => {
            let Some(general) = Config::general(file, std::env::vars()) else { return Err(problems.into()) };
            match secret::open_all(&general).await {
                Ok(sealed) if !sealed.is_empty() => Config::load_with(file, std::env::vars(), &sealed)?,
                // Without sealed secrets, what was wrong at first is what is wrong.
                Ok(_) | Err(_) => return Err(problems.into()),
            }
        }
    };
    log(&config)?;
    Ok(config)
}

fn general(file: Option<&Path>) -> anyhow::Result<General> {
    Config::general(file, std::env::vars()).ok_or_else(|| match Config::load(file, std::env::vars()) {
        Err(problems) => problems.into(),
        Ok(_) => anyhow::anyhow!("the settings cannot be read"),
    })
}

fn log(config: &Config) -> anyhow::Result<()> {
    let style = match config.log.format {
        LogFormat::Human => Style::Human,
        LogFormat::Json => Style::Json,
    };
    logs::install(style, &config.log.level)?;
    Ok(())
}

/// Writes a line to standard output. A reader that has gone away is no failure of ours.
fn say(line: impl AsRef<str>) {
    use std::io::Write;
    let _ = writeln!(std::io::stdout(), "{}", line.as_ref());
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_grammar_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn without_a_command_the_program_runs() {
        assert!(Cli::parse_from(["flexcord"]).command.is_none());
        assert!(matches!(Cli::parse_from(["flexcord", "sandbox", "--json"]).command, Some(Command::Sandbox(_))));
    }
}
