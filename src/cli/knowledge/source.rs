//! `flexcord knowledge source`

use super::say;
use crate::app::{self, system_clock::SystemClock};
use crate::config::Config;
use crate::domain::clock::Millis;
use crate::domain::ids::Snowflake;
use crate::knowledge::language::Language;
use crate::pages::Fetcher;
use crate::store::sources::{self, Source, SourceKind, StoredSource};
use anyhow::Context;
use std::sync::Arc;

/// What to do with the places articles come from.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Add a place, or change the one of this name. The running program imports from it at once, then again and again.
    Add(AddArgs),
    /// List the places with how their last import went.
    List,
    /// Forget a place. Its articles stay.
    Remove {
        /// Its name.
        name: String,
    },
    /// Import from it as soon as the program runs.
    Run {
        /// Its name.
        name: String,
    },
}

/// A place.
#[derive(Debug, clap::Args)]
pub struct AddArgs {
    /// A short name; it stands in the history of the articles.
    name: String,
    /// A file or folder; the address of a sitemap (it ends with .xml, .xml.gz or .txt); or the addresses of pages.
    #[arg(required = true)]
    from: Vec<String>,
    /// How often: 30m, 6h, 7d; or "never", to import only when asked.
    #[arg(long, value_name = "TIME", default_value = "1d", value_parser = every)]
    every: Millis,
    /// Take articles out of use that came from here and are no longer here.
    #[arg(long)]
    remove_vanished: bool,
    /// The language of articles that do not say theirs.
    #[arg(long, value_name = "TAG")]
    language: Option<Language>,
    /// A tag for all of its articles. Can be given several times.
    #[arg(long = "tag", value_name = "TAG")]
    tags: Vec<String>,
    /// A server its articles are for. Can be given several times; without it they are for all.
    #[arg(long = "server", value_name = "ID")]
    servers: Vec<Snowflake>,
}

/// Does it.
pub async fn run(config: &Config, command: Command) -> anyhow::Result<()> {
    let wanted = match command {
        Command::Add(args) => {
            let (kind, place) = place(&args.from)?;
            let AddArgs { name, every: every_ms, remove_vanished, language, tags, servers, .. } = args;
            Wanted::Add(Source { name, kind, place, every_ms, remove_vanished, language: language.map(String::from), tags, servers })
        }
        Command::List => Wanted::List,
        Command::Remove { name } => Wanted::Remove(name),
        Command::Run { name } => Wanted::Run(name),
    };
    let store = app::open_store(config, Arc::new(SystemClock)).await?;
    let mut tx = store.begin().await?;
    let known = |was_there: bool, name: &str| {
        anyhow::ensure!(was_there, "there is no source \"{name}\"; `flexcord knowledge source list` shows all");
        Ok(())
    };
    match wanted {
        Wanted::Add(source) => {
            sources::put(&mut tx, &source).await?;
            say(format!("{} is kept; the running program imports from it", source.name));
        }
        Wanted::List => sources::list(&mut tx).await?.iter().for_each(|source| say(line(source))),
        Wanted::Remove(name) => known(sources::remove(&mut tx, &name).await?, &name)?,
        Wanted::Run(name) => known(sources::run_now(&mut tx, &name).await?, &name)?,
    }
    tx.commit().await?;
    store.close().await;
    Ok(())
}

enum Wanted {
    Add(Source),
    List,
    Remove(String),
    Run(String),
}

/// What kind of place somebody means. Files and folders are named by their full path, so that the program finds them wherever it
/// is started.
pub(super) fn place(from: &[String]) -> anyhow::Result<(SourceKind, String)> {
    let is_web = |place: &String| place.starts_with("https://") || place.starts_with("http://");
    match from {
        [one] if !is_web(one) => {
            let path = std::path::absolute(one).with_context(|| format!("{one} is no path"))?;
            anyhow::ensure!(path.exists(), "{} is not there", path.display());
            Ok((SourceKind::Folder, path.display().to_string()))
        }
        [one] if [".xml", ".xml.gz", ".txt"].iter().any(|end| Fetcher::address(one).is_ok_and(|url| url.path().ends_with(end))) => {
            Ok((SourceKind::Sitemap, one.clone()))
        }
        several if several.iter().all(is_web) => {
            several.iter().try_for_each(|one| Fetcher::address(one).map(|_| ()))?;
            Ok((SourceKind::Pages, several.join("\n")))
        }
        _ => anyhow::bail!("give one file or folder, one sitemap, or only addresses of pages"),
    }
}

fn line(stored: &StoredSource) -> String {
    let when = |at: Option<Millis>| {
        let at = at.and_then(|at| jiff::Timestamp::from_millisecond(at).ok());
        at.map_or_else(|| "never".to_owned(), |at| at.strftime("%Y-%m-%d %H:%M UTC").to_string())
    };
    let last = stored.last.as_ref().map_or_else(String::new, |run| match &run.error {
        Some(error) => format!(" ({error})"),
        None => format!(" ({} new, {} changed, {} kept, {} not read)", run.new, run.updated, run.disputed.len(), run.failed.len()),
    });
    let place = stored.source.place.replace('\n', " ");
    format!(
        "{}\t{}\t{place}\tlast {}{last}\tnext {}",
        stored.source.name,
        stored.source.kind.name(),
        when(stored.last_at),
        when(stored.next_at)
    )
}

/// Reads a rhythm.
fn every(text: &str) -> Result<Millis, String> {
    if text == "never" {
        return Ok(0);
    }
    let remedy = || "write 30m, 6h or 7d, at least 5m; or \"never\"".to_owned();
    let (number, unit) = text.split_at_checked(text.len().saturating_sub(1)).ok_or_else(remedy)?;
    let unit: Millis = match unit {
        "m" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        _ => return Err(remedy()),
    };
    let number: u32 = number.parse().map_err(|_| remedy())?;
    let every = Millis::from(number).saturating_mul(unit);
    if every < 5 * 60_000 { Err(remedy()) } else { Ok(every) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rhythm_is_a_number_and_a_unit() {
        assert_eq!(every("6h"), Ok(6 * 3_600_000));
        assert_eq!(every("never"), Ok(0));
        for wrong in ["", "h", "1m", "6 hours", "ü"] {
            assert!(every(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn places_are_told_apart() {
        let kind = |from: &[&str]| place(&from.iter().map(|&from| from.to_owned()).collect::<Vec<_>>()).map(|(kind, _)| kind).ok();
        assert_eq!(kind(&["https://x.example/sitemap.xml"]), Some(SourceKind::Sitemap));
        assert_eq!(kind(&["https://x.example/a", "https://x.example/b"]), Some(SourceKind::Pages));
        assert_eq!(kind(&["/"]), Some(SourceKind::Folder));
        assert_eq!(kind(&["/", "https://x.example/b"]), None);
        assert_eq!(kind(&["https://user:pw@x.example/"]), None);
    }
}
