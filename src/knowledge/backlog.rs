//! What is to be written next: the gaps as an operator works them off.

use super::gaps::{group, nearest};
use crate::domain::clock::Millis;
use crate::domain::ids::{GapId, Snowflake};
use crate::store::articles::{self, Article, Saved};
use crate::store::gaps::{self, Gap, GapState};
use crate::store::headings::{self, Heading};
use crate::store::{Store, StoreError, Tx};
use std::cmp::Reverse;

/// Gaps looked at: those heard of last.
const LOOKED_AT: u32 = 5_000;
/// Groups shown.
const GROUPS: usize = 200;
/// Examples of a group.
const EXAMPLES: usize = 5;
/// Longest phrasing, in characters.
const LONGEST_PHRASING: usize = 300;

/// Why the backlog could not be worked on.
#[derive(Debug, thiserror::Error)]
pub enum BacklogError {
    /// The store did not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The article was taken away meanwhile.
    #[error("the article is not there any more: choose another one")]
    NoArticle,
    /// Somebody else changed the article meanwhile.
    #[error("somebody else has just changed this article: look at it again")]
    Changed,
    /// What was given cannot be kept; the text says how to mend it.
    #[error("{0}")]
    Invalid(&'static str),
}

/// Questions that are one question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GapGroup {
    /// What the actions take.
    pub gaps: Vec<GapId>,
    /// Where it was asked; empty for direct messages alone.
    pub servers: Vec<Snowflake>,
    /// Language tag such as `ko`, of the question asked most.
    pub language: Option<String>,
    /// Members' own words, asked most first. Untrusted text.
    pub examples: Vec<String>,
    /// How often it was asked in vain.
    pub times: u64,
    /// How often nothing was found.
    pub nothing: u64,
    /// How often an answer did not help.
    pub down: u64,
    /// How often an answer was taken away.
    pub hushed: u64,
    pub last_at: Millis,
    /// The article that may be meant.
    pub suggestion: Option<Suggestion>,
}

/// An article that may answer a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    pub article: String,
    pub title: String,
}

/// Open gaps of a server, or of all, grouped by likeness, asked most first.
///
/// # Errors
/// When the store cannot be read.
pub async fn groups(store: &Store, server: Option<Snowflake>) -> Result<Vec<GapGroup>, BacklogError> {
    let gaps = gaps::list(store, server, LOOKED_AT).await?;
    let headings = headings::list(store).await?;
    // Comparing thousands of texts is not for the threads that serve sockets.
    let grouped = tokio::task::spawn_blocking(move || grouped(gaps, &headings)).await;
    grouped.map_err(|error| StoreError::Database(format!("the gaps were not grouped: {error}")).into())
}

/// What is like an ignored question is ignored with it.
fn grouped(mut gaps: Vec<Gap>, headings: &[Heading]) -> Vec<GapGroup> {
    // Ignored ones begin groups, then what was asked most: the first of a group decides what is like it.
    gaps.sort_by_key(|gap| (gap.state != GapState::Ignored, Reverse(gap.times()), gap.first_at, gap.id));
    let texts: Vec<&str> = gaps.iter().map(|gap| gap.text.as_str()).collect();
    let mut groups: Vec<GapGroup> = group(&texts)
        .into_iter()
        .filter(|places| places.iter().all(|place| gaps[*place].state == GapState::Open))
        .map(|places| one(&places.iter().map(|place| &gaps[*place]).collect::<Vec<_>>()))
        .collect();
    groups.sort_by_key(|group| (Reverse(group.times), Reverse(group.last_at)));
    groups.truncate(GROUPS);
    suggest(&mut groups, headings);
    groups
}

fn one(gaps: &[&Gap]) -> GapGroup {
    let sum = |count: fn(&Gap) -> u32| gaps.iter().map(|gap| u64::from(count(gap))).sum();
    let mut servers: Vec<Snowflake> = gaps.iter().filter_map(|gap| gap.server).collect();
    servers.sort_unstable();
    servers.dedup();
    let mut examples: Vec<String> = Vec::new();
    for gap in gaps.iter().filter(|gap| !gap.text.is_empty()) {
        if examples.len() < EXAMPLES && !examples.contains(&gap.text) {
            examples.push(gap.text.clone());
        }
    }
    GapGroup {
        gaps: gaps.iter().map(|gap| gap.id).collect(),
        servers,
        language: gaps.iter().find_map(|gap| gap.language.clone()),
        examples,
        times: gaps.iter().map(|gap| gap.times()).sum(),
        nothing: sum(|gap| gap.nothing),
        down: sum(|gap| gap.down),
        hushed: sum(|gap| gap.hushed),
        last_at: gaps.iter().map(|gap| gap.last_at).max().unwrap_or_default(),
        suggestion: None,
    }
}

fn suggest(groups: &mut [GapGroup], headings: &[Heading]) {
    let ways: Vec<(&Heading, &str)> = headings
        .iter()
        .flat_map(|heading| std::iter::once(&heading.title).chain(&heading.phrasings).map(move |way| (heading, way.as_str())))
        .collect();
    let texts: Vec<&str> = ways.iter().map(|(_, way)| *way).collect();
    let asked: Vec<&str> = groups.iter().map(|group| group.examples.first().map_or("", String::as_str)).collect();
    let found: Vec<Option<Suggestion>> = nearest(&asked, &texts)
        .into_iter()
        .map(|place| place.map(|place| Suggestion { article: ways[place].0.id.clone(), title: ways[place].0.title.clone() }))
        .collect();
    for (group, suggestion) in groups.iter_mut().zip(found) {
        group.suggestion = suggestion;
    }
}

/// Adds a way to ask for an article, in the name of `who`, and settles the gaps. Returns the article's version, a new one unless it had the phrasing. The
/// next question finds it.
///
/// # Errors
/// When the article is gone, the text cannot be a phrasing, or the store does not take it.
pub async fn add_phrasing(store: &Store, article: &str, text: &str, settled: &[GapId], who: &str) -> Result<u32, BacklogError> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.is_empty() {
        return Err(BacklogError::Invalid("a phrasing needs words"));
    }
    if text.chars().count() > LONGEST_PHRASING {
        return Err(BacklogError::Invalid("a phrasing has at most 300 characters: keep what is asked, leave out the story"));
    }
    let mut tx = store.begin().await?;
    let stored = articles::get(&mut tx, article).await?.filter(|stored| stored.deleted_at.is_none());
    let stored = stored.ok_or(BacklogError::NoArticle)?;
    let (mut article, mut version) = (stored.article, stored.version);
    if article.title != text && !article.phrasings.contains(&text) {
        article.phrasings.push(text);
        version = saved(&mut tx, &article, Some(version), who).await?;
    }
    gaps::set_state(&mut tx, settled, GapState::Settled).await?;
    tx.commit().await?;
    Ok(version)
}

/// Writes an article, new or changed, and settles the gaps. Returns its version. One that was deleted comes back by it.
///
/// # Errors
/// When it has no id, title or body, or the store does not take it.
pub async fn write_article(store: &Store, article: &Article, settled: &[GapId], who: &str) -> Result<u32, BacklogError> {
    if [&article.id, &article.title, &article.body].iter().any(|text| text.trim().is_empty()) {
        return Err(BacklogError::Invalid("an article needs an id, a title and a body"));
    }
    let mut tx = store.begin().await?;
    let known = articles::get(&mut tx, &article.id).await?.map(|stored| stored.version);
    let version = saved(&mut tx, article, known, who).await?;
    gaps::set_state(&mut tx, settled, GapState::Settled).await?;
    tx.commit().await?;
    Ok(version)
}

async fn saved(tx: &mut Tx, article: &Article, known: Option<u32>, who: &str) -> Result<u32, BacklogError> {
    match articles::save(tx, article, known, who).await? {
        Saved::Done(version) => Ok(version),
        Saved::Conflict(_) => Err(BacklogError::Changed),
    }
}

/// Keeps these gaps, and what is like them, out of the list from now on. Returns how many they were.
///
/// # Errors
/// When the store does not take it.
pub async fn ignore(store: &Store, gaps: &[GapId]) -> Result<u64, BacklogError> {
    let mut tx = store.begin().await?;
    let ignored = gaps::set_state(&mut tx, gaps, GapState::Ignored).await?;
    tx.commit().await?;
    Ok(ignored)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::gap::{NewGap, Why};
    use crate::knowledge::gaps::sameness;
    use crate::store::testing;
    use uuid::Uuid;

    async fn note(store: &Store, asked: &[(&str, Why)]) {
        let mut tx = store.begin().await.unwrap();
        let new: Vec<NewGap> = asked
            .iter()
            .map(|(text, why)| NewGap {
                id: GapId(Uuid::now_v7()),
                server: Some(Snowflake(9)),
                same: sameness(text).unwrap(),
                language: Some("en".into()),
                text: (*text).into(),
                why: *why,
            })
            .collect();
        gaps::note(&mut tx, &new).await.unwrap();
        tx.commit().await.unwrap();
    }

    fn refunds() -> Article {
        Article {
            id: "refunds".into(),
            title: "Getting your money back".into(),
            body: "Within 14 days.".into(),
            language: Some("en".into()),
            tags: vec![],
            phrasings: vec!["I want a refund".into()],
            url: None,
            servers: vec![],
        }
    }

    #[tokio::test]
    async fn what_was_asked_most_comes_first_with_the_article_that_may_be_meant() {
        let (store, _dir) = testing::sqlite().await;
        write_article(&store, &refunds(), &[], "maya").await.unwrap();
        note(&store, &[("is there a dark mode?", Why::Nothing), ("a refund, I want it", Why::Nothing)]).await;
        note(&store, &[("a refund I want it!", Why::Down), ("i want it, a refund!", Why::Hushed)]).await;
        let found = groups(&store, None).await.unwrap();
        assert_eq!(found.len(), 2);
        let first = &found[0];
        assert_eq!((first.times, first.nothing, first.down, first.hushed), (3, 1, 1, 1));
        assert_eq!(first.examples, ["a refund I want it!", "i want it, a refund!"]);
        assert_eq!(first.suggestion.as_ref().map(|s| s.article.as_str()), Some("refunds"));
        assert_eq!((first.servers.as_slice(), first.language.as_deref()), ([Snowflake(9)].as_slice(), Some("en")));
        assert_eq!(found[1].suggestion, None);
        assert_eq!(groups(&store, Some(Snowflake(8))).await.unwrap(), []);
    }

    #[tokio::test]
    async fn a_phrasing_makes_a_new_version_and_settles_the_group() {
        let (store, _dir) = testing::sqlite().await;
        assert_eq!(write_article(&store, &refunds(), &[], "maya").await.unwrap(), 1);
        let before = articles::revision(&store).await.unwrap();
        note(&store, &[("give me my coins back", Why::Nothing)]).await;
        let group = groups(&store, None).await.unwrap().remove(0);
        assert_eq!(add_phrasing(&store, "refunds", " give me  my coins back ", &group.gaps, "maya").await.unwrap(), 2);
        assert_eq!(add_phrasing(&store, "refunds", "give me my coins back", &group.gaps, "maya").await.unwrap(), 2, "it has it already");
        let article = articles::get(&store, "refunds").await.unwrap().unwrap();
        assert_eq!(article.article.phrasings, ["I want a refund", "give me my coins back"]);
        assert!(articles::revision(&store).await.unwrap() > before, "the next question sees it");
        assert_eq!(groups(&store, None).await.unwrap(), []);
    }

    #[tokio::test]
    async fn what_cannot_be_done_is_said_and_changes_nothing() {
        let (store, _dir) = testing::sqlite().await;
        note(&store, &[("give me my coins back", Why::Nothing)]).await;
        let group = groups(&store, None).await.unwrap().remove(0);
        assert!(matches!(add_phrasing(&store, "gone", "x", &group.gaps, "maya").await, Err(BacklogError::NoArticle)));
        assert!(matches!(add_phrasing(&store, "gone", "  ", &group.gaps, "maya").await, Err(BacklogError::Invalid(_))));
        assert!(matches!(add_phrasing(&store, "gone", &"x".repeat(301), &group.gaps, "maya").await, Err(BacklogError::Invalid(_))));
        let empty = Article { body: " ".into(), ..refunds() };
        assert!(matches!(write_article(&store, &empty, &group.gaps, "maya").await, Err(BacklogError::Invalid(_))));
        assert_eq!(groups(&store, None).await.unwrap().len(), 1);
    }

    #[tokio::test]
    async fn what_is_like_an_ignored_question_is_ignored_too() {
        let (store, _dir) = testing::sqlite().await;
        note(&store, &[("who wants to trade with me now", Why::Nothing)]).await;
        let group = groups(&store, None).await.unwrap().remove(0);
        assert_eq!(ignore(&store, &group.gaps).await.unwrap(), 1);
        note(&store, &[("who wants to trade with me", Why::Nothing), ("is there a dark mode?", Why::Nothing)]).await;
        let left: Vec<Vec<String>> = groups(&store, None).await.unwrap().into_iter().map(|group| group.examples).collect();
        assert_eq!(left, [vec!["is there a dark mode?".to_owned()]]);
    }
}
