//! The console over real sockets: ways in, what other sites may not, and what an article changed there means to members.

use crate::support::program::Program;
use crate::support::stories::stories;
use crate::support::world::World;
use std::time::Duration;

stories!(
    both: an_article_written_in_the_console_answers_the_next_question, wrong_passwords_lock_a_name_for_a_while, a_session_outlives_a_restart;
    what_another_site_sends_is_refused,
);

/// A browser: it keeps its cookie and follows nothing by itself.
struct Browser<'w> {
    world: &'w World,
    cookie: String,
}

/// What came back.
struct Page {
    status: u16,
    to: String,
    text: String,
}

impl<'w> Browser<'w> {
    fn new(world: &'w World) -> Self {
        Self { world, cookie: String::new() }
    }

    /// Somebody who may do everything, signed in.
    async fn admin(world: &'w World) -> Self {
        let mut browser = Self::new(world);
        let variables = world.play.variables();
        let (user, password) = (variables["FLEXCORD_ADMIN__USER"].clone(), variables["FLEXCORD_ADMIN__PASSWORD"].clone());
        let page = browser.sends("sign-in", &[("name", &user), ("password", &password)]).await;
        assert_eq!(page.status, 303, "{}", page.text);
        browser
    }

    async fn opens(&mut self, path: &str) -> Page {
        let request = self.world.http.get(self.address(path));
        self.calls(request).await
    }

    async fn sends(&mut self, path: &str, form: &[(&str, &str)]) -> Page {
        let request = self.world.http.post(self.address(path)).header("sec-fetch-site", "same-origin").form(form);
        self.calls(request).await
    }

    fn address(&self, path: &str) -> String {
        format!("{}/console/{path}", self.world.play.config().general.public_url)
    }

    async fn calls(&mut self, request: reqwest::RequestBuilder) -> Page {
        let answer = request.header("cookie", &self.cookie).send().await.unwrap();
        if let Some(cookie) = answer.headers().get("set-cookie") {
            self.cookie = cookie.to_str().unwrap().split(';').next().unwrap().to_owned();
        }
        let to = answer.headers().get("location").map(|to| to.to_str().unwrap().to_owned()).unwrap_or_default();
        Page { status: answer.status().as_u16(), to, text: answer.text().await.unwrap() }
    }
}

async fn an_article_written_in_the_console_answers_the_next_question(world: World) {
    let ben = world.member("ben");
    ben.says("Where can I park my unicorn?").await;
    ben.sees("I don't know that one.").await;
    let mut admin = Browser::admin(&world).await;
    let fields = [
        ("title", "Where can I park my unicorn?"),
        ("body", "Behind the **old mill**, beside the other unicorns."),
        ("phrasings", "unicorn parking"),
        ("language", "en"),
    ];
    let made = admin.sends("knowledge/new", &fields).await;
    assert_eq!((made.status, made.to.as_str()), (303, "../knowledge/article?id=where-can-i-park-my-unicorn&said=saved"), "{}", made.text);
    let shown = admin.opens("knowledge/article?id=where-can-i-park-my-unicorn").await;
    assert!(shown.text.contains("Behind the <strong>old mill</strong>"), "{}", shown.text);
    ben.says("Where can I park my unicorn?").await;
    ben.sees("Behind the old mill").await;
    let deleted = admin.sends("knowledge/delete?id=where-can-i-park-my-unicorn", &[("version", "1")]).await;
    assert_eq!(deleted.status, 303);
    ben.says("Where can I park my unicorn?").await;
    ben.sees("Shall I get a person?").await;
    world.finish().await;
}

async fn wrong_passwords_lock_a_name_for_a_while(world: World) {
    let mut browser = Browser::new(&world);
    let password = world.play.variables()["FLEXCORD_ADMIN__PASSWORD"].clone();
    let tries = world.play.config().console.lock_after;
    for _ in 0..tries {
        let page = browser.sends("sign-in", &[("name", "admin"), ("password", "wrong")]).await;
        assert_eq!((page.status, browser.cookie.as_str()), (422, ""));
    }
    let locked = browser.sends("sign-in", &[("name", "admin"), ("password", &password)]).await;
    assert!(locked.status == 422 && locked.text.contains("Wait 15 minutes"), "{}", locked.text);
    world.passes(Duration::from_secs(world.play.config().console.lock_secs));
    assert_eq!(browser.sends("sign-in", &[("name", "admin"), ("password", &password)]).await.status, 303);
    assert_eq!(browser.opens("accounts").await.status, 200);
    world.finish().await;
}

async fn a_session_outlives_a_restart(mut world: World) {
    let cookie = Browser::admin(&world).await.cookie;
    world.restart().await;
    let mut browser = Browser { world: &world, cookie };
    let page = browser.opens("me").await;
    assert!(page.status == 200 && page.text.contains("You are signed in here alone."), "{}", page.text);
    assert_eq!(browser.sends("sign-out", &[]).await.to, "./sign-in?said=out");
    assert_eq!(browser.opens("me").await.to, "sign-in?to=me");
    world.finish().await;
}

async fn what_another_site_sends_is_refused(world: World) {
    let mut admin = Browser::admin(&world).await;
    for (name, value) in [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example"), ("origin", "null")] {
        let form = [("name", "mallory"), ("role", "admin"), ("server", "")];
        let request = world.http.post(admin.address("accounts")).header(name, value).form(&form);
        let page = admin.calls(request).await;
        assert!(page.status == 403 && page.text.contains("from another site"), "{name} {value}: {}", page.status);
    }
    assert!(!admin.opens("accounts").await.text.contains("mallory"));
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_start_prints_a_link_that_makes_the_first_account() {
    let mut world = World::open().await;
    let mut variables = world.make_room().await;
    let folder = tempfile::tempdir().unwrap();
    variables.insert("FLEXCORD_DATA_DIR".into(), folder.path().display().to_string());
    let program = Program::start(&variables).await;
    let log = program.log();
    let link = log.lines().map(str::trim).find(|line| line.contains("/console/welcome/")).unwrap_or_else(|| panic!("{log}")).to_owned();
    assert!(link.starts_with("http://"), "the link stands on a line of its own, not in the log: {link}");
    let form = [("name", "maya"), ("password", "correct horse battery"), ("again", "correct horse battery")];
    let made = world.http.post(&link).form(&form).send().await.unwrap();
    assert_eq!((made.status().as_u16(), made.headers()["location"].to_str().unwrap()), (303, "../?said=welcome"));
    assert_eq!(world.http.get(&link).send().await.unwrap().status().as_u16(), 410);
    program.kill().await;
    let again = Program::start(&variables).await;
    assert!(!again.log().contains("/console/welcome/"), "there is an account now");
    again.kill().await;
    world.play.stop().await;
}
