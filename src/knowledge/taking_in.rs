//! What an import does with each article: updates what nobody edited, keeps what was edited here, and says where both changed.
//!
//! An article remembers the fingerprint of what was imported last. Equal to what it is now: nobody has edited it. Equal to what
//! the source says now: nothing has changed there. From these two follows everything.

use crate::store::articles::{self, Action, Article, Origin, StoredArticle, Writing};
use crate::store::{Result, Tx};
use std::collections::HashSet;

/// An article as a source has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incoming {
    /// What it is called at the source: the path of a file, the address of a page.
    pub key: String,
    /// It.
    pub article: Article,
}

/// How an import goes about it.
#[derive(Debug, Clone, Copy)]
pub struct Rules<'a> {
    /// The name of the source.
    pub source: &'a str,
    /// Whether what was edited here is replaced all the same. Its old versions stay.
    pub replace_edited: bool,
}

/// An article that was kept as it is although the source says something else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dispute {
    /// Its id.
    pub id: String,
    /// Why it was kept.
    pub why: &'static str,
}

/// What an import has done; ids of articles.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Not there before.
    pub new: Vec<String>,
    /// Changed at the source, and now here.
    pub updated: Vec<String>,
    /// How many had not changed.
    pub unchanged: usize,
    /// Changed at the source, and kept here.
    pub disputed: Vec<Dispute>,
    /// Gone from the source, and now out of use.
    pub removed: Vec<String>,
}

impl Report {
    /// Adds what a further part of the same import has done.
    pub fn add(&mut self, other: Self) {
        self.new.extend(other.new);
        self.updated.extend(other.updated);
        self.unchanged += other.unchanged;
        self.disputed.extend(other.disputed);
        self.removed.extend(other.removed);
    }
}

/// What is to be done with one article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    New,
    Update,
    /// Both say the same already; only where it came from is noted.
    Adopt,
    Leave,
    Dispute(&'static str),
}

fn judge(found: Option<&StoredArticle>, theirs: &str, rules: &Rules<'_>) -> Verdict {
    let Some(found) = found else { return Verdict::New };
    let ours = found.article.fingerprint();
    let imported = found.origin.as_ref().map(|origin| origin.imported.as_str());
    let same_source = found.origin.as_ref().is_some_and(|origin| origin.source == rules.source);
    let by_import = found.deleted_at.is_some() && found.who == imported_by(rules.source);
    if found.deleted_at.is_some() && !by_import {
        return match imported {
            Some(imported) if imported == theirs && !rules.replace_edited => Verdict::Leave,
            _ if rules.replace_edited => Verdict::Update,
            _ => Verdict::Dispute("deleted here, changed there"),
        };
    }
    if ours == theirs && !by_import {
        return if same_source && imported == Some(theirs) && found.offered.is_none() { Verdict::Leave } else { Verdict::Adopt };
    }
    if imported == Some(ours.as_str()) || rules.replace_edited {
        return Verdict::Update;
    }
    match imported {
        Some(imported) if imported == theirs => Verdict::Leave,
        Some(_) => Verdict::Dispute("edited here, changed there"),
        None => Verdict::Dispute("written here under the same id"),
    }
}

/// Who stands in the history of imported articles.
pub fn imported_by(source: &str) -> String {
    format!("import {source}")
}

/// Takes articles of one source in. Of two with the same id the later one counts.
pub async fn take_in(tx: &mut Tx, incoming: &[Incoming], rules: &Rules<'_>) -> Result<Report> {
    let ids: Vec<&str> = incoming.iter().map(|incoming| incoming.article.id.as_str()).collect();
    let found = articles::get_many(&mut *tx, &ids).await?;
    let mut report = Report::default();
    let mut seen = HashSet::new();
    // The origins live as long as the rows that point at them.
    let mut verdicts = Vec::with_capacity(incoming.len());
    for incoming in incoming.iter().rev().filter(|incoming| seen.insert(incoming.article.id.as_str())) {
        let theirs = incoming.article.fingerprint();
        let verdict = judge(found.get(&incoming.article.id), &theirs, rules);
        verdicts.push((incoming, verdict, Origin { source: rules.source.to_owned(), key: incoming.key.clone(), imported: theirs }));
    }
    verdicts.reverse();
    let (mut rows, mut notes) = (Vec::new(), Vec::new());
    for (incoming, verdict, origin) in &verdicts {
        let (article, id) = (&incoming.article, incoming.article.id.clone());
        let version = found.get(&id).map_or(0, |found| found.version) + 1;
        let row = Writing { article, version, action: Action::Imported, origin: Some(origin), offered: None, deleted: false };
        match verdict {
            Verdict::New => {
                report.new.push(id);
                rows.push(row);
            }
            Verdict::Update => {
                report.updated.push(id);
                rows.push(row);
            }
            Verdict::Adopt => {
                report.unchanged += 1;
                notes.push((id, Some(origin), None));
            }
            Verdict::Leave => report.unchanged += 1,
            Verdict::Dispute(why) => {
                report.disputed.push(Dispute { id: id.clone(), why });
                notes.push((id, None, Some(article)));
            }
        }
    }
    articles::put(tx, &rows, &imported_by(rules.source)).await?;
    for (id, origin, offered) in notes {
        articles::note(tx, &id, origin, offered).await?;
    }
    Ok(report)
}

/// Takes out of use what a source has no longer and nobody has edited here. `still_there` are the keys it has.
pub async fn remove_vanished(tx: &mut Tx, source: &str, still_there: &HashSet<String>) -> Result<Report> {
    let kept = articles::of_source(&mut *tx, source).await?;
    let gone: Vec<String> = kept.into_iter().filter(|(_, key)| !still_there.contains(key)).map(|(id, _)| id).collect();
    let ids: Vec<&str> = gone.iter().map(String::as_str).collect();
    let found = articles::get_many(&mut *tx, &ids).await?;
    let mut report = Report::default();
    for (id, found) in found {
        if found.is_ours() {
            report.disputed.push(Dispute { id, why: "edited here, gone there" });
        } else {
            report.removed.push(id);
        }
    }
    let ids: Vec<&str> = report.removed.iter().map(String::as_str).collect();
    articles::remove(tx, &ids, &imported_by(source)).await?;
    Ok(report)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;
    use crate::store::articles::{Saved, delete, get, keep_ours, save, take_theirs, versions};
    use crate::store::testing::both;

    const SITE: Rules<'_> = Rules { source: "site", replace_edited: false };

    fn page(id: &str, body: &str) -> Incoming {
        let article = crate::knowledge::article::Article::new(id, id, body);
        Incoming { key: format!("https://help.example/{id}"), article: crate::knowledge::kept::to_store(article).unwrap() }
    }

    async fn import(store: &Store, rules: &Rules<'_>, pages: &[Incoming]) -> Report {
        let mut tx = store.begin().await.unwrap();
        let report = take_in(&mut tx, pages, rules).await.unwrap();
        tx.commit().await.unwrap();
        report
    }

    async fn edit(store: &Store, id: &str, body: &str) -> Saved {
        let mut tx = store.begin().await.unwrap();
        let found = get(&mut tx, id).await.unwrap();
        let mut article = found.as_ref().map_or_else(|| page(id, "").article, |found| found.article.clone());
        article.body = body.into();
        let saved = save(&mut tx, &article, found.map(|found| found.version), "maya").await.unwrap();
        tx.commit().await.unwrap();
        saved
    }

    async fn body(store: &Store, id: &str) -> String {
        get(store, id).await.unwrap().unwrap().article.body
    }

    both!(what_nobody_edited_is_updated, |store| async {
        let report = import(&store, &SITE, &[page("a", "one"), page("b", "one")]).await;
        assert_eq!(report.new, ["a", "b"]);
        let report = import(&store, &SITE, &[page("a", "two"), page("b", "one")]).await;
        assert_eq!((report.updated.as_slice(), report.unchanged), (["a".to_owned()].as_slice(), 1));
        assert_eq!(body(&store, "a").await, "two");
        let history = versions(&store, "a", 10).await.unwrap();
        assert_eq!(
            history.iter().map(|v| (v.version, v.who.as_str(), v.article.body.as_str())).collect::<Vec<_>>(),
            [(2, "import site", "two"), (1, "import site", "one")]
        );
    });

    both!(what_was_edited_here_is_kept_and_the_dispute_can_be_settled, |store| async {
        import(&store, &SITE, &[page("a", "one"), page("b", "one")]).await;
        edit(&store, "a", "ours").await;
        edit(&store, "b", "ours").await;
        let report = import(&store, &SITE, &[page("a", "one"), page("b", "one")]).await;
        assert_eq!((report.disputed.len(), report.unchanged), (0, 2), "an edit alone is no dispute");

        let report = import(&store, &SITE, &[page("a", "theirs"), page("b", "theirs")]).await;
        assert_eq!(report.disputed[0], Dispute { id: "a".into(), why: "edited here, changed there" });
        assert_eq!(body(&store, "a").await, "ours");
        let mut tx = store.begin().await.unwrap();
        assert_eq!(take_theirs(&mut tx, "a", 2, "maya").await.unwrap(), Saved::Done(3));
        assert_eq!(keep_ours(&mut tx, "b", 2).await.unwrap(), Saved::Done(2));
        tx.commit().await.unwrap();
        assert_eq!((body(&store, "a").await, body(&store, "b").await), ("theirs".to_owned(), "ours".to_owned()));

        let report = import(&store, &SITE, &[page("a", "theirs"), page("b", "theirs")]).await;
        assert_eq!((report.unchanged, report.disputed.len()), (2, 0), "what is settled stays settled");
        let report = import(&store, &SITE, &[page("a", "newer"), page("b", "newer")]).await;
        assert_eq!((report.updated.len(), report.disputed.len()), (1, 1));
        let report = import(&store, &Rules { replace_edited: true, ..SITE }, &[page("b", "newer")]).await;
        assert_eq!((report.updated.len(), body(&store, "b").await.as_str()), (1, "newer"));
        assert_eq!(get(&store, "b").await.unwrap().unwrap().offered, None);
    });

    both!(what_vanished_is_removed_unless_it_was_edited, |store| async {
        import(&store, &SITE, &[page("a", "one"), page("b", "one"), page("c", "one")]).await;
        edit(&store, "b", "ours").await;
        let there = HashSet::from(["https://help.example/a".to_owned()]);
        let mut tx = store.begin().await.unwrap();
        let report = remove_vanished(&mut tx, "site", &there).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!((report.removed.as_slice(), report.disputed[0].id.as_str()), (["c".to_owned()].as_slice(), "b"));
        assert_eq!(articles::list(&store).await.unwrap().len(), 2);
        let report = import(&store, &SITE, &[page("c", "one")]).await;
        assert_eq!(report.updated, ["c"], "what is there again comes back");
    });

    both!(what_was_deleted_or_written_here_stays_so, |store| async {
        import(&store, &SITE, &[page("a", "one")]).await;
        let mut tx = store.begin().await.unwrap();
        delete(&mut tx, "a", 1, "maya").await.unwrap();
        tx.commit().await.unwrap();
        edit(&store, "own", "ours").await;
        let report = import(&store, &SITE, &[page("a", "one"), page("own", "theirs")]).await;
        assert_eq!((report.unchanged, report.disputed[0].why), (1, "written here under the same id"));
        let report = import(&store, &SITE, &[page("a", "two")]).await;
        assert_eq!(report.disputed[0].why, "deleted here, changed there");
        assert_eq!(articles::list(&store).await.unwrap().len(), 1);
    });
}
