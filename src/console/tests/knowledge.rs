//! Articles in the console.

use crate::console::testing::{HERE, Stage};
use crate::domain::account::{Grants, Role};
use crate::store::articles;
use axum::http::StatusCode;

async fn lead(stage: &Stage) -> String {
    stage.signed_in("lead", Grants::all(Role::Lead)).await
}

#[tokio::test]
async fn an_article_is_written_changed_and_brought_back_in_every_version() {
    let stage = Stage::open().await;
    let lead = lead(&stage).await;
    let made =
        stage.post("knowledge/new", &lead, "title=How+do+I+reset%3F&body=Press+**it**.&phrasings=forgot&tags=login&language=en").await;
    assert_eq!(made.to, "../knowledge/article?id=how-do-i-reset&said=saved");
    let shown = stage.get("knowledge/article?id=how-do-i-reset&said=saved", &lead).await;
    assert!(
        shown.text.contains("Press <strong>it</strong>.") && shown.text.contains("knows it from the next question on"),
        "{}",
        shown.text
    );

    let edited = stage.post("knowledge/edit?id=how-do-i-reset", &lead, "title=How+do+I+reset%3F&body=Press+it+twice.&version=1").await;
    assert_eq!(edited.to, "../knowledge/article?id=how-do-i-reset&said=saved");
    let same = stage.post("knowledge/edit?id=how-do-i-reset", &lead, "title=How+do+I+reset%3F&body=Press+it+twice.&version=2").await;
    assert!(same.to.ends_with("said=same"), "{}", same.to);
    let shown = stage.get("knowledge/article?id=how-do-i-reset", &lead).await.text;
    assert!(
        shown.contains("<span class=\"removed\">− Press **it**.</span>")
            && shown.contains("<span class=\"added\">+ Press it twice.</span>"),
        "{shown}"
    );

    assert!(stage.post("knowledge/restore?id=how-do-i-reset", &lead, "version=2&older=1").await.to.ends_with("said=restored"));
    assert!(stage.post("knowledge/delete?id=how-do-i-reset", &lead, "version=3").await.to.ends_with("said=deleted"));
    assert!(!stage.get("knowledge", &lead).await.text.contains("How do I reset?"));
    assert!(stage.get("knowledge?which=deleted", &lead).await.text.contains("How do I reset?"));
    assert!(stage.post("knowledge/undelete?id=how-do-i-reset", &lead, "version=4").await.to.ends_with("said=undeleted"));
    let kept = articles::get(&stage.console.store, "how-do-i-reset").await.unwrap().unwrap();
    assert_eq!((kept.article.body.as_str(), kept.version, kept.who.as_str(), kept.deleted_at), ("Press **it**.", 5, "LEAD", None));
}

#[tokio::test]
async fn a_stale_edit_is_refused_with_what_changed_meanwhile_and_nothing_is_lost() {
    let stage = Stage::open().await;
    let lead = lead(&stage).await;
    let tom = stage.signed_in("tom", Grants::all(Role::Lead)).await;
    stage.post("knowledge/new", &lead, "title=Refunds&body=14+days.").await;
    stage.post("knowledge/edit?id=refunds", &tom, "title=Refunds&body=30+days.&version=1").await;
    let refused = stage.post("knowledge/edit?id=refunds", &lead, "title=Refunds&body=14+days%2C+unused.&version=1").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("TOM saved this article while you were writing"), "{}", refused.text);
    assert!(refused.text.contains("+ 30 days.") && refused.text.contains("14 days, unused."));
    assert!(refused.text.contains("name=\"version\" value=\"2\""), "saving again is meant");
    let meant = stage.post("knowledge/edit?id=refunds", &lead, "title=Refunds&body=14+days%2C+unused.&version=2").await;
    assert!(meant.to.ends_with("said=saved"));
    assert_eq!(stage.post("knowledge/delete?id=refunds", &lead, "version=2").await.status, StatusCode::GONE);
}

#[tokio::test]
async fn what_is_wrong_is_said_at_the_field_and_what_was_typed_stays() {
    let stage = Stage::open().await;
    let lead = lead(&stage).await;
    let answer = stage.post("knowledge/new", &lead, "title=+&body=kept+text&language=english&url=help").await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for part in
        ["3 fields need another look", "Write the question it answers.", "such as en or pt-BR", "with https:// in front", "kept text"]
    {
        assert!(answer.text.contains(part), "{part}: {}", answer.text);
    }
}

#[tokio::test]
async fn what_others_wrote_is_shown_and_never_run() {
    let stage = Stage::open().await;
    let lead = lead(&stage).await;
    let evil = "%3Cscript%3Ealert(1)%3C%2Fscript%3E%22%3E%3Cimg+src%3Dx+onerror%3Dalert(1)%3E";
    let form = format!("title=x{evil}&body={evil}+%5Ba%5D(javascript:alert(1))&phrasings={evil}&tags=%3Cimg%3E&server={HERE}");
    let made = stage.post("knowledge/new", &lead, &form).await;
    let address = made.to.trim_start_matches("../").to_owned();
    let edit = address.replace("article?", "edit?");
    for path in [
        address.as_str(),
        edit.as_str(),
        "knowledge",
        &format!("knowledge?q={evil}&tag={evil}&language={evil}"),
        &format!("sign-in?to={evil}"),
    ] {
        let page = stage.get(path, &lead).await.text;
        assert!(page.contains("alert(1)") || path.starts_with("sign-in"), "{path} does not show it");
        for bad in ["<script>alert", "<img", "href=\"javascript", "\"><img"] {
            assert!(!page.contains(bad), "{path}: {bad}");
        }
    }
    let preview = stage.post("knowledge/preview", &lead, &format!("title=x&body={evil}")).await.text;
    assert!(preview.contains("&lt;script&gt;alert(1)") && !preview.contains("<script"), "{preview}");
    let wrong = stage.post("knowledge/new", &lead, &format!("title={evil}&body=&language={evil}&tags={evil}&url={evil}")).await.text;
    assert!(!wrong.contains("<script>alert") && !wrong.contains("<img"));
    let name = stage.post("sign-in", "", &format!("name={evil}&password=x")).await.text;
    assert!(name.contains("&#60;script&#62;") && !name.contains("<script>alert"), "{name}");
}
