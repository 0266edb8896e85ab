use super::in_tx;
use crate::domain::ids::Snowflake;
use crate::store::Store;
use crate::store::articles::{self, Article, Filter, Saved, Which};
use crate::store::sources::{self, PageVersion, Run, Source, SourceKind};
use crate::store::testing::{NOW, both};
use crate::store::vectors::{self, Vector};

fn article(id: &str, title: &str) -> Article {
    Article {
        id: id.into(),
        title: title.into(),
        body: "Do this.".into(),
        language: Some("en".into()),
        tags: vec!["log in".into()],
        phrasings: vec![],
        url: None,
        servers: vec![],
    }
}

async fn save(store: &Store, article: &Article, expected: Option<u32>) -> Saved {
    in_tx!(store, |tx| articles::save(tx, article, expected, "maya"))
}

both!(two_who_edit_at_once_do_not_overwrite_each_other, |store| async {
    let first = article("a", "One");
    assert_eq!(save(&store, &first, None).await, Saved::Done(1));
    assert!(matches!(save(&store, &first, None).await, Saved::Conflict(Some(_))), "it is there already");
    assert_eq!(save(&store, &first, Some(1)).await, Saved::Done(1), "nothing has changed");
    let second = Article { title: "Two".into(), ..first.clone() };
    assert_eq!(save(&store, &second, Some(1)).await, Saved::Done(2));
    let Saved::Conflict(Some(now)) = save(&store, &Article { title: "Late".into(), ..first }, Some(1)).await else { panic!("a conflict") };
    assert_eq!((now.version, now.article.title.as_str(), now.who.as_str()), (2, "Two", "maya"));
    assert_eq!(save(&store, &article("b", "B"), Some(3)).await, Saved::Conflict(None));
});

both!(every_version_is_kept_and_can_be_made_the_newest, |store| async {
    save(&store, &article("a", "One"), None).await;
    save(&store, &article("a", "Two"), Some(1)).await;
    assert_eq!(in_tx!(store, |tx| articles::delete(tx, "a", 2, "leo")), Saved::Done(3));
    assert!(articles::list(&store).await.unwrap().is_empty());
    assert!(matches!(in_tx!(store, |tx| articles::bring_back(tx, "a", 2, "leo")), Saved::Conflict(Some(_))));
    assert_eq!(in_tx!(store, |tx| articles::bring_back(tx, "a", 3, "leo")), Saved::Done(4));
    assert_eq!(in_tx!(store, |tx| articles::restore(tx, "a", 1, 4, "leo")), Saved::Done(5));
    assert!(matches!(in_tx!(store, |tx| articles::restore(tx, "a", 9, 5, "leo")), Saved::Conflict(Some(_))), "there is no such version");
    let history = articles::versions(&store, "a", 10).await.unwrap();
    let told: Vec<String> = history.iter().map(|v| format!("{} {} {} {}", v.version, v.who, v.action.name(), v.article.title)).collect();
    assert_eq!(told, ["5 leo restored One", "4 leo brought back Two", "3 leo deleted Two", "2 maya written Two", "1 maya written One"]);
    assert_eq!(history[0].at, NOW);
    assert_eq!(articles::version(&store, "a", 2).await.unwrap().unwrap().article.title, "Two");
});

both!(a_page_shows_what_the_filter_lets_through, |store| async {
    let hidden =
        Article { servers: vec![Snowflake(7)], language: Some("de".into()), tags: vec!["100%".into()], ..article("b", "Geheim_nis") };
    in_tx!(store, |tx| articles::upsert(tx, &[article("a", "Password"), hidden, article("c", "Refund")]));
    in_tx!(store, |tx| articles::remove(tx, &["c"], "maya"));
    let ids = async |filter: Filter<'_>| {
        let page = articles::page(&store, &filter, 0, 10).await.unwrap();
        assert_eq!(articles::count(&store, &filter).await.unwrap(), page.len() as u64);
        page.into_iter().map(|stored| stored.article.id).collect::<Vec<_>>().join(" ")
    };
    let all = Filter::default();
    assert_eq!(ids(all).await, "a b");
    assert_eq!(ids(Filter { which: Which::Deleted, ..all }).await, "c");
    assert_eq!(ids(Filter { which: Which::Disputed, ..all }).await, "");
    assert_eq!(ids(Filter { text: Some("PASSW"), ..all }).await, "a");
    assert_eq!(ids(Filter { text: Some("m_n"), ..all }).await, "b", "signs of patterns stand for themselves");
    assert_eq!(ids(Filter { text: Some("d%d"), ..all }).await, "");
    assert_eq!(ids(Filter { tag: Some("100%"), ..all }).await, "b");
    assert_eq!(ids(Filter { tag: Some("log"), ..all }).await, "", "a tag counts as a whole");
    assert_eq!(ids(Filter { language: Some("de"), ..all }).await, "b");
    assert_eq!(ids(Filter { server: Some(Snowflake(7)), ..all }).await, "a b");
    assert_eq!(ids(Filter { server: Some(Snowflake(8)), ..all }).await, "a");
    assert_eq!(ids(Filter { source: Some("site"), ..all }).await, "");
    assert_eq!(articles::page(&store, &all, 1, 10).await.unwrap().len(), 1);
    assert_eq!(articles::tags(&store).await.unwrap().into_iter().collect::<Vec<_>>(), [("100%".to_owned(), 1), ("log in".to_owned(), 1)]);
});

both!(an_index_learns_what_has_changed_since, |store| async {
    save(&store, &article("a", "One"), None).await;
    save(&store, &article("b", "Two"), None).await;
    let seen = articles::revision(&store).await.unwrap();
    assert!(articles::changed_since(&store, seen).await.unwrap().is_empty());
    in_tx!(store, |tx| articles::delete(tx, "a", 1, "maya"));
    let changed = articles::changed_since(&store, seen).await.unwrap();
    assert_eq!(changed.iter().map(|c| (c.article.id.as_str(), c.deleted_at)).collect::<Vec<_>>(), [("a", Some(NOW))]);
});

fn source(name: &str, every_ms: i64) -> Source {
    Source {
        name: name.into(),
        kind: SourceKind::Sitemap,
        place: "https://help.example/sitemap.xml".into(),
        every_ms,
        remove_vanished: true,
        language: Some("en".into()),
        tags: vec!["site".into()],
        servers: vec![Snowflake(4)],
    }
}

both!(a_source_is_due_once_and_remembers_how_it_went, |store| async {
    in_tx!(store, |tx| sources::put(tx, &source("site", 3_600_000)));
    in_tx!(store, |tx| sources::put(tx, &source("by hand", 0)));
    let due = sources::due(&store, NOW).await.unwrap().unwrap();
    assert_eq!((due.source, due.last), (source("site", 3_600_000), None));
    in_tx!(store, |tx| sources::begin(tx, "site"));
    assert_eq!(sources::due(&store, NOW).await.unwrap(), None, "never twice at once");
    assert!(sources::due(&store, NOW + 15 * 60_000).await.unwrap().is_some(), "an import that was cut off begins again");
    let run = Run { new: 3, disputed: vec!["a".into()], ..Run::default() };
    in_tx!(store, |tx| sources::end(tx, &source("site", 3_600_000), &run));
    let kept = sources::get(&store, "site").await.unwrap().unwrap();
    assert_eq!((kept.last, kept.last_at, kept.next_at), (Some(run), Some(NOW), Some(NOW + 3_600_000)));

    assert!(in_tx!(store, |tx| sources::run_now(tx, "by hand")));
    assert_eq!(sources::due(&store, NOW).await.unwrap().unwrap().source.name, "by hand");
    let seen = PageVersion { etag: Some("\"1\"".into()), last_modified: None };
    in_tx!(store, |tx| sources::saw_page(tx, "site", "https://help.example/a", &seen));
    assert_eq!(sources::page(&store, "site", "https://help.example/a").await.unwrap(), Some(seen));
    assert!(in_tx!(store, |tx| sources::remove(tx, "site")));
    assert_eq!(sources::list(&store).await.unwrap().len(), 1);
});

both!(vectors_are_kept_per_article_and_model, |store| async {
    save(&store, &article("a", "One"), None).await;
    let vector = |part, values: &[f32]| Vector { article: "a".into(), part, fingerprint: format!("f{part}"), values: values.to_vec() };
    let both = [vector(0, &[1.0, -0.5]), vector(1, &[0.25, 3.0e-9])];
    in_tx!(store, |tx| vectors::replace(tx, &["a"], "small", &both));
    assert_eq!(vectors::list(&store, "small").await.unwrap(), both);
    assert!(vectors::list(&store, "large").await.unwrap().is_empty());
    in_tx!(store, |tx| vectors::replace(tx, &["a"], "small", &both[..1]));
    assert_eq!(vectors::list(&store, "small").await.unwrap().len(), 1);
});
