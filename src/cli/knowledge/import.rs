//! `flexcord knowledge import`

use super::progress::Bar;
use super::say;
use super::source::place;
use crate::app::imports::Importer;
use crate::app::{self, system_clock::SystemClock};
use crate::config::Config;
use crate::store::sources::{Run, Source};
use std::sync::Arc;

/// What to import, and how.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A file or folder; the address of a sitemap (it ends with .xml, .xml.gz or .txt); or the addresses of pages.
    #[arg(required = true)]
    from: Vec<String>,
    /// What this place is called in the history of the articles. Without it the place as it was given.
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Also replace articles that were edited here. Their old versions stay.
    #[arg(long)]
    replace_edited: bool,
    /// Take articles out of use that came from here and are no longer here.
    #[arg(long)]
    remove_vanished: bool,
}

/// Imports once.
pub async fn run(config: &Config, args: Args) -> anyhow::Result<()> {
    let (kind, place) = place(&args.from)?;
    let source = Source {
        name: args.name.unwrap_or_else(|| args.from.join(" ")),
        kind,
        place,
        every_ms: 0,
        remove_vanished: args.remove_vanished,
        language: None,
        tags: Vec::new(),
        servers: Vec::new(),
    };
    let clock = Arc::new(SystemClock);
    let store = app::open_store(config, clock.clone()).await?;
    let bar = Bar::new();
    let done = Importer::new(store.clone(), clock, config).import(&source, args.replace_edited, &|progress| bar.note(progress)).await;
    bar.finish();
    store.close().await;
    tell(&done);
    match done.error {
        None => Ok(()),
        Some(error) => Err(anyhow::anyhow!(error)),
    }
}

/// Says how an import went.
pub(super) fn tell(run: &Run) {
    for failure in &run.failed {
        say(format!("not read  {failure}"));
    }
    for dispute in &run.disputed {
        say(format!("kept      {dispute}"));
    }
    say(summary(run));
}

fn summary(run: &Run) -> String {
    let Run { new, updated, unchanged, removed, .. } = run;
    let mut text = format!("{} articles taken in: {new} new, {updated} changed; {unchanged} as before", new + updated);
    if *removed > 0 {
        text.push_str(&format!("; {removed} taken out of use"));
    }
    if !run.disputed.is_empty() {
        text.push_str(&format!("; {} kept as they were edited here (--replace-edited takes theirs)", run.disputed.len()));
    }
    if !run.failed.is_empty() {
        text.push_str(&format!("; {} not read", run.failed.len()));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_says_what_matters() {
        let run = Run { new: 2, updated: 1, unchanged: 7, ..Run::default() };
        insta::assert_snapshot!(summary(&run), @"3 articles taken in: 2 new, 1 changed; 7 as before");
        let run = Run { removed: 3, disputed: vec!["a: edited here, changed there".into()], failed: vec!["x".into()], ..run };
        insta::assert_snapshot!(summary(&run), @"3 articles taken in: 2 new, 1 changed; 7 as before; 3 taken out of use; 1 kept as they were edited here (--replace-edited takes theirs); 1 not read");
    }
}
