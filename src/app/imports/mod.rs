//! Takes articles in from their sources: folders, sitemaps, lists of pages.
//!
//! **What lives here.** [`Importer::import`] does it once, for the command line and for [`run`], the loop that does it whenever a source
//! is due. `folder` and `web` gather, [`crate::knowledge::taking_in`] decides what becomes of each article.
//!
//! **What always holds.** One import at a time. What was edited here is kept. Nothing is taken out of use unless the source was read
//! to its end and asked for that. An import that is cut off has taken in what it has read, and goes on when it is begun again.

mod folder;
mod web;

use crate::config::Config;
use crate::domain::clock::{Millis, SharedClock};
use crate::knowledge::library::Library;
use crate::knowledge::taking_in::{self, Incoming, Report, Rules};
use crate::pages::Limits;
use crate::store::articles::Article;
use crate::store::sources::{self, PageVersion, Run, Source, SourceKind};
use crate::store::{Store, articles};
use crate::telemetry::metrics;
use std::collections::HashSet;
use tokio_util::sync::CancellationToken;

/// How often is looked whether a source is due.
const LOOK_MS: Millis = 60_000;
/// Articles that are taken in with one commit.
const PORTION: usize = 50;
/// So many failures are kept by their words.
const MOST_FAILURES: usize = 100;

/// How far an import has come.
#[derive(Debug, Clone, Copy)]
pub enum Progress<'a> {
    /// There is so much to read.
    Total(usize),
    /// This one was read.
    Read(&'a str),
}

/// Hears of the progress.
pub type Listener<'a> = &'a (dyn Fn(Progress<'_>) + Send + Sync);

/// Imports from sources.
pub struct Importer {
    store: Store,
    clock: SharedClock,
    limits: Limits,
    max_pages: usize,
}

/// An article on its way in, with what its page said about its version.
struct Read {
    incoming: Incoming,
    page: Option<PageVersion>,
}

/// An import under way.
struct Work<'a> {
    importer: &'a Importer,
    source: &'a Source,
    replace_edited: bool,
    tell: Listener<'a>,
    read: Vec<Read>,
    report: Report,
    failed: Vec<String>,
    /// The keys the source still has.
    there: HashSet<String>,
}

impl Importer {
    /// An importer with the configured limits.
    pub fn new(store: Store, clock: SharedClock, config: &Config) -> Self {
        let knowledge = &config.knowledge;
        let limits = Limits {
            page_bytes: knowledge.max_page_bytes,
            timeout_secs: knowledge.page_timeout_secs,
            delay_ms: Millis::try_from(knowledge.page_delay_ms).unwrap_or(Millis::MAX),
            private_hosts: knowledge.private_hosts.iter().cloned().collect(),
        };
        Self { store, clock, limits, max_pages: knowledge.max_pages as usize }
    }

    /// Imports from a source once. What went wrong stands in the result. `replace_edited` also replaces what was edited here.
    pub async fn import(&self, source: &Source, replace_edited: bool, tell: Listener<'_>) -> Run {
        let began = self.clock.now();
        let mut work = Work {
            importer: self,
            source,
            replace_edited,
            tell,
            read: Vec::new(),
            report: Report::default(),
            failed: Vec::new(),
            there: HashSet::new(),
        };
        let done = work.through().await;
        let count = |list: &[String]| u32::try_from(list.len()).unwrap_or(u32::MAX);
        Run {
            took_ms: self.clock.now() - began,
            new: count(&work.report.new),
            updated: count(&work.report.updated),
            unchanged: u32::try_from(work.report.unchanged).unwrap_or(u32::MAX),
            removed: count(&work.report.removed),
            disputed: work.report.disputed.into_iter().map(|dispute| format!("{}: {}", dispute.id, dispute.why)).collect(),
            failed: work.failed,
            error: done.err().map(|error| format!("{error:#}")),
        }
    }
}

impl Work<'_> {
    async fn through(&mut self) -> anyhow::Result<()> {
        match self.source.kind {
            SourceKind::Folder => self.folder().await?,
            SourceKind::Sitemap | SourceKind::Pages => self.web().await?,
        }
        self.take_in().await?;
        if self.source.remove_vanished {
            anyhow::ensure!(!self.there.is_empty(), "nothing is left of it, which looks like a mistake: nothing was taken out of use");
            let mut tx = self.importer.store.begin().await?;
            self.report.add(taking_in::remove_vanished(&mut tx, &self.source.name, &self.there).await?);
            tx.commit().await?;
        }
        Ok(())
    }

    /// Notes an article, and takes in those read so far when they are many.
    async fn found(&mut self, key: String, mut article: Article, page: Option<PageVersion>) -> anyhow::Result<()> {
        article.language = article.language.or_else(|| self.source.language.clone());
        article.tags.extend(self.source.tags.iter().filter(|tag| !article.tags.contains(tag)).cloned().collect::<Vec<_>>());
        if article.servers.is_empty() {
            article.servers.clone_from(&self.source.servers);
        }
        self.there.insert(key.clone());
        self.read.push(Read { incoming: Incoming { key, article }, page });
        if self.read.len() >= PORTION { self.take_in().await } else { Ok(()) }
    }

    async fn take_in(&mut self) -> anyhow::Result<()> {
        let (incoming, pages): (Vec<Incoming>, Vec<Option<PageVersion>>) =
            std::mem::take(&mut self.read).into_iter().map(|read| (read.incoming, read.page)).unzip();
        let rules = Rules { source: &self.source.name, replace_edited: self.replace_edited };
        let mut tx = self.importer.store.begin().await?;
        let report = taking_in::take_in(&mut tx, &incoming, &rules).await?;
        for (incoming, page) in incoming.iter().zip(&pages) {
            if let Some(page) = page {
                sources::saw_page(&mut tx, &self.source.name, &incoming.key, page).await?;
            }
        }
        tx.commit().await?;
        self.report.add(report);
        Ok(())
    }

    fn failed(&mut self, what: &str, why: impl std::fmt::Display) {
        if self.failed.len() < MOST_FAILURES {
            self.failed.push(format!("{what}: {why}"));
        }
    }

    /// The keys of the source's articles in use.
    async fn known(&self) -> anyhow::Result<HashSet<String>> {
        let known = articles::of_source(&self.importer.store, &self.source.name).await?;
        Ok(known.into_iter().map(|(_, key)| key).collect())
    }
}

/// Imports from each source when it is due, until `stop`.
pub async fn run(importer: Importer, library: Library, stop: CancellationToken) {
    let work = async {
        // So that the first question need not wait for it.
        if let Err(error) = library.refresh().await {
            tracing::warn!(%error, "The articles cannot be read yet");
        }
        loop {
            match importer.import_next().await {
                Ok(true) => {}
                Ok(false) => importer.clock.until(importer.clock.now() + LOOK_MS).await,
                Err(error) => {
                    tracing::warn!(%error, "The sources of articles cannot be looked at; they are in a minute");
                    importer.clock.until(importer.clock.now() + LOOK_MS).await;
                }
            }
        }
    };
    tokio::select! {
        () = stop.cancelled() => {}
        () = work => {}
    }
}

impl Importer {
    /// Imports from the source that is due, if there is one.
    async fn import_next(&self) -> crate::store::Result<bool> {
        let Some(due) = sources::due(&self.store, self.clock.now()).await? else { return Ok(false) };
        let source = due.source;
        let mut tx = self.store.begin().await?;
        sources::begin(&mut tx, &source.name).await?;
        tx.commit().await?;
        let run = self.import(&source, false, &|_| {}).await;
        let mut tx = self.store.begin().await?;
        sources::end(&mut tx, &source, &run).await?;
        tx.commit().await?;
        metrics::import(if run.error.is_none() { "done" } else { "failed" }, self.clock.now());
        let Run { new, updated, unchanged, removed, .. } = run;
        let (disputed, failed) = (run.disputed.len(), run.failed.len());
        match run.error {
            None => tracing::info!(source = source.name, new, updated, unchanged, removed, disputed, failed, "Articles were imported"),
            Some(error) => tracing::warn!(source = source.name, error, new, updated, unchanged, failed, "Articles were not all imported"),
        }
        Ok(true)
    }
}
