//! `flexcord knowledge`

use super::say;
use crate::app;
use crate::app::system_clock::SystemClock;
use crate::config::Config;
use crate::knowledge::article::{Article, Visibility};
use crate::knowledge::evaluate::{self, EvaluateArgs};
use crate::knowledge::import;
use crate::store::articles;
use anyhow::Context;
use clap::Subcommand;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What to do with the articles.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Take in articles: a file, or a folder of Markdown with front matter, CSV or JSONL. Stop the program first.
    Import {
        /// The file or folder.
        from: PathBuf,
    },
    /// List the articles.
    List,
    /// Measure retrieval on a labelled set in BEIR layout.
    Evaluate(EvaluateArgs),
}

/// Does it.
pub async fn run(command: Command, config: Config) -> anyhow::Result<()> {
    match command {
        Command::Evaluate(args) => evaluate(&args)?,
        Command::Import { from } => import_from(&config, &from).await?,
        Command::List => {
            let store = app::open_store(&config, Arc::new(SystemClock)).await?;
            for stored in articles::list(&store).await? {
                say(format!("{}\t{}\tversion {}", stored.article.id, stored.article.title, stored.version));
            }
            store.close().await;
        }
    }
    Ok(())
}

/// Measures; needs no configuration.
pub fn evaluate(args: &EvaluateArgs) -> anyhow::Result<()> {
    say(evaluate::run(args)?);
    Ok(())
}

async fn import_from(config: &Config, from: &Path) -> anyhow::Result<()> {
    let mut found = Vec::new();
    for file in files(from)? {
        let name = file.strip_prefix(from).ok().filter(|p| !p.as_os_str().is_empty()).unwrap_or(&file).display().to_string();
        let text = std::fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
        found.extend(import::articles(&name, &text)?.into_iter().map(kept).collect::<anyhow::Result<Vec<_>>>()?);
    }
    if found.is_empty() {
        anyhow::bail!("{} holds no articles: give Markdown with front matter, CSV or JSONL", from.display());
    }
    let store = app::open_store(config, Arc::new(SystemClock)).await?;
    let mut tx = store.begin().await?;
    articles::upsert(&mut tx, &found).await?;
    tx.commit().await?;
    store.close().await;
    say(format!("{} articles taken in", found.len()));
    Ok(())
}

/// All files below a folder that can hold articles, in order; or the file itself.
fn files(from: &Path) -> anyhow::Result<Vec<PathBuf>> {
    if from.is_file() {
        return Ok(vec![from.to_owned()]);
    }
    let mut found = Vec::new();
    let entries = std::fs::read_dir(from).with_context(|| format!("cannot read {}", from.display()))?;
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else if path.extension().is_some_and(|e| ["md", "csv", "jsonl"].iter().any(|known| e.eq_ignore_ascii_case(known))) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn kept(article: Article) -> anyhow::Result<articles::Article> {
    let servers = match article.servers {
        Visibility::Everywhere => Vec::new(),
        Visibility::Only(ids) => ids
            .iter()
            .map(|id| id.parse())
            .collect::<Result<_, _>>()
            .with_context(|| format!("article {}: a server is named by its Discord id", article.id))?,
    };
    Ok(articles::Article {
        id: article.id.0,
        title: article.title,
        body: article.body,
        language: article.language.map(String::from),
        tags: article.tags,
        phrasings: article.phrasings,
        url: article.url,
        servers,
    })
}
