//! Pages of a site: those of a sitemap, or those of a list.

use super::{Progress, Work};
use crate::knowledge::article::Article;
use crate::knowledge::import::{html, markdown};
use crate::knowledge::kept;
use crate::pages::error::PageError;
use crate::pages::sitemap::{self, Sitemap};
use crate::pages::{Fetched, Fetcher, Page};
use crate::store::sources::{self, PageVersion, SourceKind};
use std::collections::HashSet;
use url::Url;

/// Sitemaps of one source that are read.
const MOST_SITEMAPS: usize = 50;
/// After so many pages in a row that cannot be reached the site is given up for this time.
const GIVE_UP_AFTER: usize = 10;

impl Work<'_> {
    pub(super) async fn web(&mut self) -> anyhow::Result<()> {
        let mut fetcher = Fetcher::new(self.importer.limits.clone(), self.importer.clock.clone())?;
        let mut pages = match self.source.kind {
            SourceKind::Sitemap => self.sitemaps(&mut fetcher).await?,
            SourceKind::Pages | SourceKind::Folder => {
                let lines = self.source.place.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
                lines.map(Fetcher::address).collect::<Result<Vec<_>, _>>()?
            }
        };
        let mut seen = HashSet::new();
        pages.retain(|page| seen.insert(page.clone()));
        let most = self.importer.max_pages;
        if pages.len() > most {
            self.failed("the source", format!("has {} pages, of which the first {most} are read; see knowledge.max_pages", pages.len()));
            // What is not looked at may well be there still.
            self.there.extend(pages.drain(most..).map(|page| page.to_string()));
        }
        anyhow::ensure!(!pages.is_empty(), "it names no pages");
        (self.tell)(Progress::Total(pages.len()));
        let known = self.known().await?;
        let mut unreachable = 0;
        for page in pages {
            let key = page.to_string();
            match self.page(&mut fetcher, &page, known.contains(&key)).await? {
                Ok(()) => unreachable = 0,
                Err(why) => {
                    self.failed(&key, &why);
                    if !matches!(why, PageError::Status(404 | 410)) {
                        self.there.insert(key.clone());
                    }
                    let silent = matches!(why, PageError::Unreachable(_) | PageError::TooSlow(_) | PageError::Status(429 | 500..));
                    unreachable = if silent { unreachable + 1 } else { 0 };
                    anyhow::ensure!(unreachable < GIVE_UP_AFTER, "the site does not answer; the last of it: {why}");
                }
            }
            (self.tell)(Progress::Read(&key));
        }
        Ok(())
    }

    async fn page(&mut self, fetcher: &mut Fetcher, address: &Url, is_known: bool) -> anyhow::Result<Result<(), PageError>> {
        let key = address.to_string();
        // Only of what is in use it is enough to know that it has not changed.
        let last = if is_known { sources::page(&self.importer.store, &self.source.name, &key).await? } else { None };
        let last = last.unwrap_or_default();
        let page = match fetcher.page(address, last.etag.as_deref(), last.last_modified.as_deref()).await {
            Ok(Fetched::Page(page)) => page,
            Ok(Fetched::Unchanged) => {
                self.report.unchanged += 1;
                self.there.insert(key);
                return Ok(Ok(()));
            }
            Err(why) => return Ok(Err(why)),
        };
        let version = PageVersion { etag: page.etag.clone(), last_modified: page.last_modified.clone() };
        // Reading a page is computing: not for the threads that serve sockets.
        let read = tokio::task::spawn_blocking({
            let key = key.clone();
            move || read(&key, &page)
        });
        match read.await? {
            Ok(article) => self.found(key, kept::to_store(article)?, Some(version)).await?,
            Err(error) => {
                self.failed(&key, format!("{}; {}", error.problem, error.remedy));
                self.there.insert(key);
            }
        }
        Ok(Ok(()))
    }

    async fn sitemaps(&mut self, fetcher: &mut Fetcher) -> anyhow::Result<Vec<Url>> {
        let mut waiting = vec![Fetcher::address(self.source.place.trim())?];
        let (mut read, mut pages) = (0, Vec::new());
        while let Some(address) = waiting.pop() {
            read += 1;
            anyhow::ensure!(read <= MOST_SITEMAPS, "it has more than {MOST_SITEMAPS} sitemaps");
            let (found_at, text) = fetcher.sitemap(&address).await.map_err(|why| anyhow::anyhow!("{address}: {why}"))?;
            match sitemap::parse(&found_at, &text) {
                Sitemap::Pages(found) => pages.extend(found),
                Sitemap::Index(more) => waiting.extend(more.into_iter().rev()),
            }
        }
        Ok(pages)
    }
}

fn read(key: &str, page: &Page) -> Result<Article, crate::knowledge::import::error::ImportError> {
    if page.kind.ends_with("html") || page.kind.contains("xhtml") {
        return html::article(key, &page.text);
    }
    let mut article = markdown::article(key, &page.text)?;
    article.id = html::id_of(key).as_str().into();
    article.url = article.url.or_else(|| Some(key.to_owned()));
    Ok(article)
}
