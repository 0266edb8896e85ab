//! The commands of the program.
//!
//! **What lives here.** The grammar ([`Cli`]) and one file per command: `run` (the default), `sandbox`, `setup`, `doctor`, `backup`
//! and `restore`, `knowledge`.
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
mod setup;

use crate::config::{Config, LogFormat};
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
        let config = || load(self.config.as_deref());
        match self.command.unwrap_or(Command::Run) {
            Command::Run => run::run(config()?).await,
            Command::Sandbox(args) => sandbox::run(args).await,
            Command::Setup(args) => setup::run(config()?, args).await,
            Command::Doctor => doctor::run(config()?).await,
            Command::Backup(args) => backup::backup(config()?, args).await,
            Command::Restore(args) => backup::restore(config()?, args).await,
            Command::Knowledge(command) => knowledge::run(command, config).await,
        }
    }
}

/// The configuration file nobody named: taken when it is there.
const DEFAULT_FILE: &str = "flexcord.toml";

fn load(named: Option<&Path>) -> anyhow::Result<Config> {
    let default = Path::new(DEFAULT_FILE);
    let file = named.or_else(|| default.exists().then_some(default));
    let config = Config::load(file, std::env::vars())?;
    let style = match config.log.format {
        LogFormat::Human => Style::Human,
        LogFormat::Json => Style::Json,
    };
    logs::install(style, &config.log.level)?;
    Ok(config)
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
