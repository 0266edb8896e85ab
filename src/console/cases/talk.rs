//! Everything that was said and done in a case, in one line of time.

use super::words;
use crate::console::when;
use crate::domain::case::{Case, Entry, Happened};
use crate::domain::clock::Millis;
use crate::domain::file::FileRef;
use crate::domain::ids::{ConversationId, FileId, Key};
use crate::domain::message::{Author, Message};
use crate::store::files::{FileState, StoredFile};
use crate::store::{Result, Store, files, messages};
use std::collections::HashMap;

/// Talks, lines of each, and replaced texts that are shown; the newest ones.
const TALKS: usize = 20;
const LINES: u32 = 500;
const REPLACED: usize = 200;

/// A file beside a line, or of the case itself.
pub struct Attached {
    pub name: String,
    pub address: String,
    pub is_picture: bool,
    pub size: String,
    /// Why it cannot be opened; None when it can.
    pub missing: Option<&'static str>,
}

/// A text that was replaced.
pub struct Replaced {
    pub text: String,
    pub at: String,
}

/// One thing in the line of time.
pub struct Item {
    pub at: Millis,
    pub exact: String,
    /// Who said or did it.
    pub who: String,
    /// `member`, `assistant`, `agent`, `system`, `note` or `done`, for its look.
    pub kind: &'static str,
    /// What kind of people `who` is, in words.
    pub role: &'static str,
    /// What was said, or what was done.
    pub text: String,
    /// What was written along with something that was done.
    pub note: Option<String>,
    pub deleted: Option<String>,
    /// Its earlier texts, oldest first.
    pub replaced: Vec<Replaced>,
    pub files: Vec<Attached>,
    /// The text was erased, because it was kept long enough.
    pub erased: bool,
}

/// Whose talks are wanted.
pub struct Wanted<'a> {
    pub member_name: &'a str,
    pub talks: &'a [ConversationId],
    /// Where files are found; None where they cannot be opened.
    pub files_at: Option<String>,
}

/// The whole of a case, oldest first, and the files of the case itself.
pub async fn of(store: &Store, case: &Case, history: &[Entry]) -> Result<(Vec<Item>, Vec<Attached>)> {
    let wanted = Wanted { member_name: &case.member_name, talks: &case.talks, files_at: Some(format!("cases/{}/files", case.id)) };
    let mut items = said(store, &wanted).await?;
    items.extend(history.iter().filter(|entry| !matches!(entry.what, Happened::Continued { .. })).map(done));
    // Stable: what was said in the same moment stays in the order in which it was decided.
    items.sort_by_key(|item| item.at);
    let ids: Vec<FileId> = case.files.iter().map(|file| file.id).collect();
    let known = known(store, &ids).await?;
    let files = case.files.iter().map(|file| attach(wanted.files_at.as_deref(), file, known.get(&file.id))).collect();
    Ok((items, files))
}

async fn known(store: &Store, ids: &[FileId]) -> Result<HashMap<FileId, StoredFile>> {
    Ok(files::by_ids(store, ids).await?.into_iter().map(|file| (file.id, file)).collect())
}

/// What was said, oldest first.
pub async fn said(store: &Store, wanted: &Wanted<'_>) -> Result<Vec<Item>> {
    let mut said: Vec<(Key, Message)> = Vec::new();
    for conversation in wanted.talks.iter().rev().take(TALKS).rev() {
        let lines = messages::history(store, *conversation, None, LINES).await?;
        said.extend(lines.into_iter().map(|message| (Key { conversation: *conversation, seq: message.seq }, message)));
    }
    let ids: Vec<FileId> = said.iter().flat_map(|(_, message)| &message.files).map(|file| file.id).collect();
    let known = known(store, &ids).await?;
    let mut items = Vec::with_capacity(said.len());
    let mut looked_up = 0;
    for (key, message) in said {
        let replaced = if message.version > 0 && looked_up < REPLACED {
            looked_up += 1;
            messages::versions(store, key).await?
        } else {
            Vec::new()
        };
        let (who, kind, role) = match &message.author {
            Author::Member => (wanted.member_name.to_owned(), "member", "member"),
            Author::Assistant => ("Assistant".into(), "assistant", "assistant"),
            Author::Agent(agent) => (agent.name.clone().unwrap_or_else(|| agent.identity.clone()), "agent", "agent"),
            Author::System => ("flexcord".into(), "system", "to the member"),
            Author::Note => ("flexcord".into(), "note", "for the desk"),
        };
        let attached = |file: &FileRef| attach(wanted.files_at.as_deref(), file, known.get(&file.id));
        items.push(Item {
            at: message.at,
            exact: when::exact(message.at),
            who,
            kind,
            role,
            erased: message.text.is_empty() && message.files.is_empty(),
            files: message.files.iter().map(attached).collect(),
            text: message.text,
            note: None,
            deleted: message.deleted_at.map(when::exact),
            replaced: replaced.into_iter().map(|old| Replaced { text: old.text, at: when::exact(old.replaced_at) }).collect(),
        });
    }
    Ok(items)
}

/// Something that was done.
pub fn done(entry: &Entry) -> Item {
    Item {
        at: entry.at,
        exact: when::exact(entry.at),
        who: words::actor(&entry.by).to_owned(),
        kind: if matches!(entry.what, Happened::Noted { .. }) { "note" } else { "done" },
        role: if matches!(entry.what, Happened::Noted { .. }) { "note for colleagues" } else { "" },
        text: words::happened(&entry.what),
        note: words::text_of(&entry.what).map(str::to_owned),
        deleted: None,
        replaced: Vec::new(),
        files: Vec::new(),
        erased: false,
    }
}

fn attach(at: Option<&str>, file: &FileRef, known: Option<&StoredFile>) -> Attached {
    let missing = match (at, known.map(|file| file.state)) {
        (None, _) => Some("to be opened from the case"),
        (_, Some(FileState::Stored)) => None,
        (_, Some(FileState::Pending)) => Some("not here yet"),
        (_, Some(FileState::Failed)) => Some("could not be copied"),
        (_, None) => Some("no longer kept"),
    };
    Attached {
        name: file.name.clone(),
        address: at.map(|at| format!("{at}/{}", file.id)).unwrap_or_default(),
        is_picture: missing.is_none() && known.is_some_and(|file| super::file::is_picture(&file.content_type)),
        size: known.map(|file| size(file.size)).unwrap_or_default(),
        missing,
    }
}

/// `512 B`, `14 kB`, `3.2 MB`
fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} kB", bytes / 1_000),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_told_short() {
        assert_eq!([size(512), size(14_999), size(3_249_000)], ["512 B", "14 kB", "3.2 MB"]);
    }
}
