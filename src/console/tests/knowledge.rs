//! Articles in the console.

use crate::console::testing::{HERE, Stage, THERE};
use crate::domain::account::{Grants, Role};
use crate::store::articles;
use axum::body::Body;
use axum::http::{Request, StatusCode};

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

/// A form with a file, as browsers send it.
fn with_file(name: &str, text: &str, server: &str) -> (String, String) {
    let part = |head: &str, body: &str| format!("--xyz\r\nContent-Disposition: form-data; {head}\r\n\r\n{body}\r\n");
    let body = part(&format!("name=\"files\"; filename=\"{name}\""), text) + &part("name=\"server\"", server) + "--xyz--\r\n";
    ("multipart/form-data; boundary=xyz".into(), body)
}

async fn uploads(stage: &Stage, cookie: &str, name: &str, text: &str, server: &str) -> crate::console::testing::Answer {
    let (kind, body) = with_file(name, text, server);
    let request = Request::post("/console/knowledge/import")
        .header("cookie", cookie)
        .header("content-type", kind)
        .header("sec-fetch-site", "same-origin")
        .body(Body::from(body))
        .unwrap();
    stage.send(request).await
}

#[tokio::test]
async fn files_are_taken_in_and_given_out_again() {
    let stage = Stage::open().await;
    let lead = lead(&stage).await;
    let done = uploads(&stage, &lead, "faq.csv", "id,question,answer\nr,Reset?,Press it.\ns,Save?,Click.\n", "").await;
    assert!(done.status == StatusCode::OK && done.text.contains("<dt>New</dt><dd>2</dd>"), "{}", done.text);
    stage.post("knowledge/edit?id=r", &lead, "title=Reset%3F&body=Mine.&version=1").await;
    let again = uploads(&stage, &lead, "faq.csv", "id,question,answer\nr,Reset?,Theirs.\ns,Save?,Click.\n", "").await;
    assert!(again.text.contains("edited here, so kept"), "{}", again.text);
    assert!(stage.get("knowledge", &lead).await.text.contains("changed here and at the source"));
    let offered = stage.get("knowledge/article?id=r", &lead).await.text;
    assert!(offered.contains("Take the source") && offered.contains("+ Theirs."), "{offered}");
    assert!(stage.post("knowledge/take-theirs?id=r", &lead, "version=2").await.to.ends_with("said=saved"));
    let out = stage.get("knowledge/export", &lead).await;
    assert_eq!(out.text.lines().count(), 2);
    assert!(out.text.contains("Theirs."), "{}", out.text);
    assert_eq!(out.headers["content-disposition"], "attachment; filename*=UTF-8''articles.jsonl");
    assert!(stage.get("knowledge/download?id=r", &lead).await.text.contains("Theirs."));
    let wrong = uploads(&stage, &lead, "x.csv", "frage,antwort\n", "").await;
    assert!(wrong.status == StatusCode::UNPROCESSABLE_ENTITY && wrong.text.contains("x.csv:1:"), "{}", wrong.text);
}

#[tokio::test]
async fn an_upload_does_not_reach_articles_of_other_servers() {
    let stage = Stage::open().await;
    let here = stage.signed_in("here", Grants::on(HERE, Role::Lead)).await;
    let there = stage.signed_in("there", Grants::on(THERE, Role::Lead)).await;
    let text = "id,question,answer\nr,Reset?,Press it.\n";
    assert_eq!(uploads(&stage, &here, "a.csv", text, &HERE.to_string()).await.status, StatusCode::OK);
    let refused = uploads(&stage, &there, "a.csv", text, &THERE.to_string()).await;
    assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.text.contains("cannot be used"), "{}", refused.text);
    assert!(!stage.get("knowledge/export", &there).await.text.contains("Reset"));
    assert!(stage.get("knowledge/export", &here).await.text.contains("Reset"));
}
