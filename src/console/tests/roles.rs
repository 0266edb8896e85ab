//! Each route of the table, called as everybody.

use crate::console::table::{Entry, ROUTES, Scope};
use crate::console::testing::{Answer, HERE, Stage, THERE};
use crate::domain::account::{Grants, Role};
use crate::domain::case::{Case, CaseKind, CaseNumber};
use crate::domain::conversation::Conversation;
use crate::domain::ids::{CaseId, ConversationId, FileId, Snowflake};
use crate::store::articles::{self, Article, Saved};
use crate::store::files::{FileState, StoredFile};
use crate::store::{cases, conversations, files};
use axum::http::StatusCode;
use uuid::Uuid;

/// Who calls. Objects of the routes belong to the server [`HERE`].
const PEOPLE: [&str; 6] = ["nobody", "agent", "lead", "admin", "lead elsewhere", "admin of all"];

fn grants(who: &str) -> Option<Grants> {
    Some(match who {
        "agent" => Grants::on(HERE, Role::Agent),
        "lead" => Grants::on(HERE, Role::Lead),
        "admin" => Grants::on(HERE, Role::Admin),
        "lead elsewhere" => Grants::on(THERE, Role::Lead),
        "admin of all" => Grants::all(Role::Admin),
        _ => return None,
    })
}

/// What the table promises, written down a second time and by other means.
fn expected(entry: &Entry, who: &str) -> bool {
    let (role, is_here, is_everywhere) = match who {
        "agent" => (Role::Agent, true, false),
        "lead" => (Role::Lead, true, false),
        "admin" => (Role::Admin, true, false),
        "lead elsewhere" => (Role::Lead, false, false),
        "admin of all" => (Role::Admin, true, true),
        _ => return entry.scope == Scope::Public,
    };
    match entry.scope {
        Scope::Public | Scope::Own => true,
        Scope::Somewhere => role >= entry.least,
        Scope::Everywhere => is_everywhere && role >= entry.least,
        Scope::Talk | Scope::Case | Scope::Article | Scope::ArticleToChange => is_here && role >= entry.least,
    }
}

/// Did the gate let them through? What the handler then makes of an empty form is its own affair.
fn let_through(answer: &Answer) -> bool {
    let refused = match answer.status {
        StatusCode::SEE_OTHER => answer.to.contains("sign-in?to=") || answer.to.ends_with("sign-in"),
        StatusCode::NOT_FOUND => answer.text.contains("There is nothing here"),
        StatusCode::FORBIDDEN => true,
        _ => false,
    };
    !refused
}

/// A case with a file, on the server [`HERE`].
async fn with_case(stage: &Stage) -> (Case, FileId) {
    let number = CaseNumber { kind: CaseKind::Bug, number: 1 };
    let case = Case::open(CaseId(Uuid::now_v7()), number, HERE, (Snowflake(5), "Ana"), "It crashes".into(), 1);
    let file = StoredFile {
        id: FileId(Uuid::now_v7()),
        conversation: case.lane(),
        state: FileState::Stored,
        name: "a.png".into(),
        content_type: "image/png".into(),
        size: 3,
        why: None,
        at: 1,
    };
    let mut writer = stage.console.store.files().create(file.id, 10).await.unwrap();
    writer.write(b"png").await.unwrap();
    writer.finish().await.unwrap();
    let mut tx = stage.console.store.begin().await.unwrap();
    cases::save(&mut tx, &[&case]).await.unwrap();
    files::insert(&mut tx, std::slice::from_ref(&file)).await.unwrap();
    tx.commit().await.unwrap();
    (case, file.id)
}

/// A running talk on the server [`HERE`].
async fn with_talk(stage: &Stage) -> ConversationId {
    let id = ConversationId(Uuid::now_v7());
    let talk = Conversation { server: Some(HERE), ..Conversation::begin(id, Snowflake(5), "Ana".into(), 1) };
    let mut tx = stage.console.store.begin().await.unwrap();
    conversations::save(&mut tx, &[&talk]).await.unwrap();
    tx.commit().await.unwrap();
    id
}

async fn with_article(stage: &Stage) {
    let article = Article {
        id: "reset".into(),
        title: "Reset?".into(),
        body: "Press it.".into(),
        language: None,
        tags: vec![],
        phrasings: vec![],
        url: None,
        servers: vec![HERE],
    };
    let mut tx = stage.console.store.begin().await.unwrap();
    assert_eq!(articles::save(&mut tx, &article, None, "x").await.unwrap(), Saved::Done(1));
    tx.commit().await.unwrap();
}

/// An address of the entry that leads to something that is there.
fn address(entry: &Entry, account: &str, case: &str, talk: &str, file: &str) -> String {
    let is_case = entry.scope == Scope::Case;
    let id = match entry.scope {
        Scope::Case => case,
        Scope::Talk => talk,
        _ => account,
    };
    let path = entry.path.replace("{id}", id).replace("{token}", "none");
    let path = path.replace("{file}", if is_case { file } else { "style.css" });
    if matches!(entry.scope, Scope::Article | Scope::ArticleToChange) { format!("{path}?id=reset") } else { path }
}

#[tokio::test]
async fn each_route_lets_through_whom_the_table_names_and_nobody_else() {
    let mut wrong = Vec::new();
    for who in PEOPLE {
        for entry in ROUTES {
            let stage = Stage::open().await;
            with_article(&stage).await;
            let (case, file) = with_case(&stage).await;
            let (case, file, talk) = (case.id.to_string(), file.to_string(), with_talk(&stage).await.to_string());
            let somebody = stage.account("somebody", Grants::default()).await;
            let cookie = match grants(who) {
                Some(grants) => stage.signed_in("caller", grants).await,
                None => String::new(),
            };
            let answer =
                stage.call(entry.method.clone(), &address(entry, &somebody.id.to_string(), &case, &talk, &file), &cookie, "").await;
            // Signing out ends at the page for signing in, by itself.
            let passed = let_through(&answer) || (entry.path == "sign-out" && answer.to.ends_with("?said=out"));
            if passed != expected(entry, who) {
                wrong.push(format!("{} {} as {who}: {} {}", entry.method, entry.path, answer.status, answer.to));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn who_may_call_what() {
    let mut rows = String::new();
    for entry in ROUTES {
        let who = match entry.scope {
            Scope::Public => "anybody".to_owned(),
            Scope::Own => "whoever is signed in".to_owned(),
            Scope::Somewhere => format!("{} of any server", entry.least),
            Scope::Everywhere => format!("{} of every server", entry.least),
            Scope::Talk => format!("{} on the talk's server", entry.least),
            Scope::Case => format!("{} on the case's server", entry.least),
            Scope::Article => format!("{} where the article is used", entry.least),
            Scope::ArticleToChange => format!("{} wherever the article is used", entry.least),
        };
        rows.push_str(&format!("{:<5}{:<28}{who}\n", entry.method.as_str(), entry.path));
    }
    insta::assert_snapshot!(rows, @"
    GET  assets/{file}               anybody
    GET  sign-in                     anybody
    POST sign-in                     anybody
    GET  welcome/{token}             anybody
    POST welcome/{token}             anybody
    POST theme                       anybody
    GET                              whoever is signed in
    POST sign-out                    whoever is signed in
    GET  me                          whoever is signed in
    POST me/password                 whoever is signed in
    POST me/sign-out-others          whoever is signed in
    GET  accounts                    admin of every server
    POST accounts                    admin of every server
    GET  accounts/{id}               admin of every server
    POST accounts/{id}/grants        admin of every server
    POST accounts/{id}/link          admin of every server
    POST accounts/{id}/disable       admin of every server
    POST accounts/{id}/enable        admin of every server
    GET  live                        agent of any server
    GET  live/feed                   agent of any server
    GET  live/{id}                   agent on the talk's server
    POST live/{id}                   agent on the talk's server
    GET  cases                       agent of any server
    GET  cases/{id}                  agent on the case's server
    POST cases/{id}                  agent on the case's server
    GET  cases/{id}/files/{file}     agent on the case's server
    GET  gaps                        lead of any server
    POST gaps/phrasing               lead of any server
    POST gaps/ignore                 lead of any server
    GET  knowledge                   agent of any server
    GET  knowledge/new               lead of any server
    POST knowledge/new               lead of any server
    GET  knowledge/article           agent where the article is used
    GET  knowledge/edit              lead wherever the article is used
    POST knowledge/edit              lead wherever the article is used
    POST knowledge/preview           lead of any server
    POST knowledge/delete            lead wherever the article is used
    POST knowledge/undelete          lead wherever the article is used
    GET  knowledge/try               agent of any server
    GET  knowledge/import            lead of any server
    POST knowledge/import            lead of any server
    GET  knowledge/export            lead of any server
    GET  knowledge/download          agent where the article is used
    POST knowledge/restore           lead wherever the article is used
    POST knowledge/take-theirs       lead wherever the article is used
    POST knowledge/keep-ours         lead wherever the article is used
    ");
}

#[tokio::test]
async fn no_page_says_more_than_its_reader_may_know() {
    let stage = Stage::open().await;
    with_article(&stage).await;
    let cookie = stage.signed_in("elsewhere", Grants::on(THERE, Role::Lead)).await;
    let list = stage.get("knowledge", &cookie).await;
    assert_eq!(list.status, StatusCode::OK);
    assert!(!list.text.contains("Reset?") && !list.text.contains("Harbour"), "{}", list.text);
    assert_eq!(stage.get(&format!("knowledge?server={HERE}"), &cookie).await.status, StatusCode::NOT_FOUND);
    // An article for one's own server that takes the place of one of another server is a new one beside it.
    let form = format!("title=Reset%3F&body=mine&server={THERE}");
    let made = stage.post("knowledge/new", &cookie, &form).await;
    assert!(made.to.starts_with("../knowledge/article?id=reset-"), "{made:?}");
    let refused = stage.post("knowledge/new", &cookie, &format!("title=x&body=y&server={HERE}")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("only such that you lead"));
}
