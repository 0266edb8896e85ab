//! `flexcord knowledge`: the articles, on their way in and out, and how well they are found.
//!
//! `import` takes them in once, `source` keeps places they are taken from again and again, `export` writes them out, `progress` shows
//! how far a long import has come. The program itself must be stopped: one process has the database.

mod export;
mod import;
mod progress;
mod source;

use super::say;
use crate::app;
use crate::app::system_clock::SystemClock;
use crate::config::Config;
use crate::knowledge::evaluate::{self, EvaluateArgs};
use crate::llm::embeddings::{Embeddings, Settings};
use crate::store::articles;
use clap::Subcommand;
use secrecy::SecretString;
use std::sync::Arc;
use std::time::Duration;

/// What to do with the articles.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Take in articles: a folder or file (Markdown with front matter, HTML, CSV, JSONL), a sitemap, or web pages.
    Import(import::Args),
    /// Write all articles out: into a folder as Markdown with front matter, or into one .jsonl file.
    Export(export::Args),
    /// Places articles are imported from again and again.
    #[command(subcommand)]
    Source(source::Command),
    /// List the articles.
    List,
    /// Measure retrieval on a labelled set in BEIR layout.
    Evaluate(EvaluateArgs),
}

/// Does it.
pub async fn run(command: Command, config: Config) -> anyhow::Result<()> {
    match command {
        Command::Evaluate(args) => evaluate(&args).await?,
        Command::Import(args) => import::run(&config, args).await?,
        Command::Export(args) => export::run(&config, &args).await?,
        Command::Source(command) => source::run(&config, command).await?,
        Command::List => {
            let store = app::open_store(&config, Arc::new(SystemClock)).await?;
            for stored in articles::list(&store).await? {
                let from = stored.origin.as_ref().map_or("written here", |origin| origin.source.as_str());
                let edited = if stored.offered.is_some() { "\tedited here, changed there" } else { "" };
                say(format!("{}\t{}\tversion {}\t{from}{edited}", stored.article.id, stored.article.title, stored.version));
            }
            store.close().await;
        }
    }
    Ok(())
}

/// Measures; needs no configuration. The key of an endpoint for embeddings is taken from the environment, as always.
pub async fn evaluate(args: &EvaluateArgs) -> anyhow::Result<()> {
    let (Some(base), Some(model)) = (&args.embeddings, &args.embeddings_model) else {
        say(evaluate::run(args)?);
        return Ok(());
    };
    let key = std::env::var("FLEXCORD_EMBEDDINGS__API_KEY").ok().filter(|key| !key.is_empty());
    let settings = Settings {
        base: base.trim_end_matches('/').to_owned(),
        model: model.clone(),
        key: key.map(SecretString::from),
        timeout: Duration::from_secs(60),
    };
    say(evaluate::run_with(args, &Embeddings::new(settings)?).await?);
    Ok(())
}
