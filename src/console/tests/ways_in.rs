//! The first link, invitations, signing in and out, lock-out, other sites.

use crate::console::link;
use crate::console::testing::{HERE, Stage};
use crate::domain::account::{Grants, Role};
use crate::store::accounts;
use axum::body::Body;
use axum::http::{Request, StatusCode};

const PASSWORD: &str = "correct+horse+battery";

/// The part of an address behind the console's root.
fn below(address: &str) -> String {
    address.split("/console/").nth(1).unwrap().to_owned()
}

async fn first_link(stage: &Stage) -> Option<String> {
    let console = &stage.console;
    link::first(&console.store, console.clock.now(), &console.settings).await.unwrap().map(|address| below(&address))
}

#[tokio::test]
async fn the_first_link_makes_the_first_account_once() {
    let stage = Stage::open().await;
    let link = first_link(&stage).await.unwrap();
    let page = stage.get(&link, "").await;
    assert!(page.text.contains("Welcome to flexcord"), "{}", page.text);
    let weak = stage.post(&link, "", "name=maya&password=short&again=short").await;
    assert_eq!(weak.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(weak.text.contains("at least 12 characters") && !weak.text.contains("value=\"short\""), "{}", weak.text);
    let made = stage.post(&link, "", &format!("name=Maya&password={PASSWORD}&again={PASSWORD}")).await;
    assert_eq!((made.status, made.to.as_str()), (StatusCode::SEE_OTHER, "../?said=welcome"));
    assert_eq!(stage.get("accounts", &made.session()).await.status, StatusCode::OK);
    assert_eq!(stage.get(&link, "").await.status, StatusCode::GONE, "it works once");
    assert!(first_link(&stage).await.is_none(), "there is an account now");
}

#[tokio::test]
async fn a_first_link_ends_with_the_next_one_and_with_its_time() {
    let stage = Stage::open().await;
    let old = first_link(&stage).await.unwrap();
    let new = first_link(&stage).await.unwrap();
    assert_eq!(stage.get(&old, "").await.status, StatusCode::GONE);
    stage.passes(stage.console.settings.link_ms);
    assert_eq!(stage.get(&new, "").await.status, StatusCode::GONE);
    assert_eq!(stage.post(&new, "", &format!("name=maya&password={PASSWORD}&again={PASSWORD}")).await.status, StatusCode::GONE);
}

#[tokio::test]
async fn who_is_invited_sets_a_password_and_signs_in_with_it() {
    let stage = Stage::open().await;
    let admin = stage.signed_in("admin", Grants::all(Role::Admin)).await;
    let invited = stage.post("accounts", &admin, &format!("name=tom&shown=Tom+B.&role=agent&server={HERE}")).await;
    assert_eq!(invited.status, StatusCode::OK, "{}", invited.text);
    let address = invited.text.split("value=\"https://help.example").nth(1).unwrap().split('"').next().unwrap();
    let link = below(address);
    assert!(stage.get(&link, "").await.text.contains("Welcome, Tom B."));
    let taken = stage.post("accounts", &admin, "name=TOM&role=agent&server=").await;
    assert_eq!(taken.status, StatusCode::UNPROCESSABLE_ENTITY);
    let set = stage.post(&link, "", &format!("password={PASSWORD}&again={PASSWORD}")).await;
    assert_eq!(set.status, StatusCode::SEE_OTHER);
    let out = stage.post("sign-out", &set.session(), "").await;
    assert_eq!(out.to, "./sign-in?said=out");
    assert_eq!(stage.get("me", &set.session()).await.to, "sign-in?to=me", "the session is over, not just the cookie gone");
    let again = stage.post("sign-in", "", &format!("name=+Tom&password={PASSWORD}&to=me")).await;
    assert_eq!((again.status, again.to.as_str()), (StatusCode::SEE_OTHER, "./me"));
    assert!(stage.get("me", &again.session()).await.text.contains("Tom B."));
    assert_eq!(stage.get("accounts", &again.session()).await.status, StatusCode::NOT_FOUND);
}

async fn with_password(stage: &Stage, name: &str) {
    let account = stage.account(name, Grants::all(Role::Agent)).await;
    let hash = stage.console.passwords.hash("correct horse battery".into()).await.unwrap();
    let mut tx = stage.console.store.begin().await.unwrap();
    accounts::set_password(&mut tx, account.id, &hash).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn wrong_passwords_lock_a_name_for_a_time_whether_it_is_there_or_not() {
    let stage = Stage::open().await;
    with_password(&stage, "tom").await;
    for name in ["tom", "ghost"] {
        for n in 1..=3 {
            let wrong = stage.post("sign-in", "", &format!("name={name}&password=wrong")).await;
            assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert_eq!(wrong.text.contains("Wait 15 minutes"), n == 3, "{name} {n}");
            assert!(wrong.cookies.is_empty());
        }
        let locked = stage.post("sign-in", "", &format!("name={name}&password={PASSWORD}")).await;
        assert!(locked.text.contains("Wait 15 minutes") && locked.cookies.is_empty(), "{name}");
    }
    stage.passes(900_000);
    let open = stage.post("sign-in", "", &format!("name=tom&password={PASSWORD}")).await;
    assert_eq!(open.status, StatusCode::SEE_OTHER);
    assert_eq!(stage.post("sign-in", "", &format!("name=ghost&password={PASSWORD}")).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_session_ends_by_itself_and_with_the_account() {
    let stage = Stage::open().await;
    let tom = stage.account("tom", Grants::all(Role::Agent)).await;
    let cookie = stage.session_of(&tom).await;
    for _ in 0..24 {
        stage.passes(3_500_000);
        assert_eq!(stage.get("me", &cookie).await.status, StatusCode::OK, "it is used");
    }
    stage.passes(3_500_000);
    assert_eq!(stage.get("me", &cookie).await.to, "sign-in?to=me", "but not for ever");
    let idle = stage.session_of(&tom).await;
    stage.passes(3_600_000);
    assert_eq!(stage.get("me", &idle).await.status, StatusCode::SEE_OTHER);
    let shut = stage.session_of(&tom).await;
    let admin = stage.signed_in("admin", Grants::all(Role::Admin)).await;
    assert_eq!(stage.post(&format!("accounts/{}/disable", tom.id), &admin, "").await.status, StatusCode::SEE_OTHER);
    assert_eq!(stage.get("me", &shut).await.status, StatusCode::SEE_OTHER);
    assert_eq!(stage.get("me", "__Host-flexcord=made-up").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_new_password_signs_other_browsers_out() {
    let stage = Stage::open().await;
    with_password(&stage, "tom").await;
    let sign_in = format!("name=tom&password={PASSWORD}");
    let (one, other) = (stage.post("sign-in", "", &sign_in).await.session(), stage.post("sign-in", "", &sign_in).await.session());
    let new = "a+quite+different+one";
    let wrong = stage.post("me/password", &one, &format!("current=x&password={new}&again={new}")).await;
    assert!(wrong.text.contains("The current password is wrong."));
    let changed = stage.post("me/password", &one, &format!("current={PASSWORD}&password={new}&again={new}")).await;
    assert_eq!(changed.to, "../me?said=password");
    assert_eq!(stage.get("me", &one).await.status, StatusCode::OK);
    assert_eq!(stage.get("me", &other).await.status, StatusCode::SEE_OTHER);
    assert_eq!(stage.post("sign-in", "", &sign_in).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn the_last_admin_stays_one() {
    let stage = Stage::open().await;
    with_password(&stage, "tom").await;
    let tom = accounts::by_name(&stage.console.store, "tom").await.unwrap().unwrap().0;
    let admin = stage.signed_in("admin", Grants::all(Role::Admin)).await;
    let grants = |to: &str| format!("accounts/{}/{to}", tom.id);
    assert_eq!(stage.post(&grants("grants"), &admin, "everywhere=admin").await.status, StatusCode::SEE_OTHER);
    // The one who calls was only invited, in this test: tom alone can sign in.
    for (path, form) in [("grants", "everywhere=lead"), ("grants", ""), ("disable", "")] {
        let refused = stage.post(&grants(path), &admin, form).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text.contains("last admin"), "{}", refused.text);
    }
    let odd = stage.post(&grants("grants"), &admin, "everywhere=god").await;
    assert_eq!(odd.status, StatusCode::BAD_REQUEST);
}

fn from_another_site(path: &str, cookie: &str, header: (&str, &str)) -> Request<Body> {
    Request::builder()
        .method("POST")
        .uri(format!("/console/{path}"))
        .header("host", "help.example")
        .header("cookie", cookie)
        .header("content-type", "application/x-www-form-urlencoded")
        .header(header.0, header.1)
        .body(Body::from("theme=dark"))
        .unwrap()
}

#[tokio::test]
async fn what_another_site_sends_is_refused() {
    let stage = Stage::open().await;
    let cookie = stage.signed_in("tom", Grants::all(Role::Admin)).await;
    for header in
        [("sec-fetch-site", "cross-site"), ("sec-fetch-site", "same-site"), ("origin", "https://evil.example"), ("origin", "null")]
    {
        let answer = stage.send(from_another_site("sign-out", &cookie, header)).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{header:?}");
        assert!(answer.text.contains("from another site"), "{}", answer.text);
    }
    assert_eq!(stage.get("me", &cookie).await.status, StatusCode::OK, "nothing was done");
    let own = stage.send(from_another_site("theme", &cookie, ("origin", "https://help.example"))).await;
    assert_eq!(own.status, StatusCode::SEE_OTHER);
    assert!(own.cookies[0].starts_with("flexcord_theme=dark; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age="), "{:?}", own.cookies);
}

#[tokio::test]
async fn every_answer_tells_browsers_what_not_to_do() {
    let stage = Stage::open().await;
    for path in ["sign-in", "assets/style.css", "nowhere", "accounts"] {
        let answer = stage.get(path, "").await;
        let header = |name: &str| answer.headers.get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default();
        let policy = header("content-security-policy");
        assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"), "{path}");
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert_eq!(header("cache-control").contains("no-store"), path != "assets/style.css", "{path}");
    }
    assert_eq!(stage.get("nowhere", "").await.status, StatusCode::NOT_FOUND);
    assert!(stage.get("nowhere", "").await.text.contains("There is nothing here"));
}

#[tokio::test]
async fn a_script_without_a_session_is_sent_to_the_page_for_signing_in() {
    let stage = Stage::open().await;
    let request = Request::get("/console/knowledge?q=x").header("hx-request", "true").body(Body::empty()).unwrap();
    let answer = stage.send(request).await;
    assert_eq!(
        (answer.status, answer.headers["hx-redirect"].to_str().unwrap()),
        (StatusCode::UNAUTHORIZED, "sign-in?to=knowledge%3Fq%3Dx")
    );
}
