//! `flexcord knowledge export`

use super::say;
use crate::app::{self, system_clock::SystemClock};
use crate::config::Config;
use crate::knowledge::article::Article;
use crate::knowledge::export::{file_name, json_line, markdown};
use crate::knowledge::kept;
use crate::store::articles;
use anyhow::Context;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where to.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A folder (made when it is not there), or a file that ends with .jsonl.
    to: PathBuf,
}

/// Writes every article in use; what is there under the same names is replaced.
pub async fn run(config: &Config, args: &Args) -> anyhow::Result<()> {
    let store = app::open_store(config, Arc::new(SystemClock)).await?;
    let kept = articles::list(&store).await?;
    store.close().await;
    let articles: Vec<Article> = kept.iter().map(kept::from_store).collect();
    if args.to.extension().is_some_and(|end| end.eq_ignore_ascii_case("jsonl")) {
        let lines: String = articles.iter().map(|article| json_line(article) + "\n").collect();
        write(&args.to, &lines)?;
    } else {
        for article in &articles {
            write(&args.to.join(file_name(&article.id)), &markdown(article))?;
        }
    }
    say(format!("{} articles written to {}", articles.len(), args.to.display()));
    Ok(())
}

fn write(file: &Path, text: &str) -> anyhow::Result<()> {
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
    }
    std::fs::write(file, text).with_context(|| format!("cannot write {}", file.display()))
}
