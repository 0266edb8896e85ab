//! A file or folder on this machine.

use super::{Progress, Work};
use crate::knowledge::{import, kept};
use anyhow::Context;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// How deep folders are looked into; a link that leads back up would go on for ever.
const DEEPEST: usize = 32;

impl Work<'_> {
    /// All files are read before anything is taken in: a mistake in one of them shall not leave half of the articles.
    pub(super) async fn folder(&mut self) -> anyhow::Result<()> {
        let from = PathBuf::from(&self.source.place);
        let files = files(&from, 0)?;
        (self.tell)(Progress::Total(files.len()));
        let (mut found, mut seen) = (Vec::new(), HashMap::new());
        for file in files {
            let name = file.strip_prefix(&from).ok().filter(|path| !path.as_os_str().is_empty());
            let name = name.unwrap_or_else(|| file.file_name().map_or(file.as_path(), Path::new)).display().to_string();
            let bytes = tokio::fs::read(&file).await.with_context(|| format!("cannot read {}", file.display()))?;
            for article in import::upload(&name, &bytes)? {
                if let Some(other) = seen.insert(article.id.clone(), name.clone()) {
                    anyhow::bail!("{name} and {other} both have the id \"{}\": give each article an id of its own", article.id);
                }
                // Several articles of one file are told apart by their ids.
                found.push((format!("{name}#{}", article.id), kept::to_store(article)?));
            }
            (self.tell)(Progress::Read(&name));
        }
        anyhow::ensure!(!found.is_empty(), "{} holds no articles: give Markdown with front matter, HTML, CSV or JSONL", from.display());
        for (key, article) in found {
            self.found(key, article, None).await?;
        }
        Ok(())
    }
}

/// All files below a folder that can hold articles, in order; or the file itself.
fn files(from: &Path, depth: usize) -> anyhow::Result<Vec<PathBuf>> {
    if from.is_file() {
        return Ok(vec![from.to_owned()]);
    }
    anyhow::ensure!(depth < DEEPEST, "{} lies too deep", from.display());
    let mut found = Vec::new();
    let entries = std::fs::read_dir(from).with_context(|| format!("cannot read {}", from.display()))?;
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path, depth + 1)?);
        } else if path.extension().is_some_and(|end| import::ENDINGS.iter().any(|known| end.eq_ignore_ascii_case(known))) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
