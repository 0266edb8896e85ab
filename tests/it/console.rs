//! The console over real sockets: ways in, what other sites may not, and what an article changed there means to members.

use crate::support::program::Program;
use crate::support::stories::stories;
use crate::support::world::World;
use std::time::Duration;

stories!(
    both: an_article_written_in_the_console_answers_the_next_question, wrong_passwords_lock_a_name_for_a_while, a_session_outlives_a_restart,
        staff_take_over_answer_and_hand_back, a_case_is_seen_whole, what_is_done_to_a_case_is_an_event_and_a_stale_one_is_refused;
    what_another_site_sends_is_refused, a_page_that_is_open_hears_that_something_happened,
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

async fn staff_take_over_answer_and_hand_back(world: World) {
    let ben = world.member("ben");
    ben.says("How do I reset my password?").await;
    ben.sees("https://help.pokefans.example/").await;
    world.settle().await;
    let mut admin = Browser::admin(&world).await;
    let list = admin.opens("live").await.text;
    assert!(list.contains("with the assistant") && list.contains("Ben"), "{list}");
    let talk = list.split("href=\"live/").nth(1).unwrap().split('"').next().unwrap();
    let address = format!("live/{talk}");
    let once = |n: u32| format!("01985555-5555-7555-8555-55555555555{n}");

    assert_eq!(admin.sends(&address, &[("what", "take"), ("once", &once(1))]).await.status, 303);
    ben.sees("**admin** (Support) joined.").await;
    ben.says("It still does not work").await;
    for _ in 0..2 {
        let answer = [("what", "say"), ("once", &*once(2)), ("text", "Try **this** link, @everyone")];
        assert_eq!(admin.sends(&address, &answer).await.status, 303, "sending twice answers once");
    }
    ben.sees("**admin**: Try **this** link").await;
    world.settle().await;
    assert!(ben.unread().is_empty(), "the assistant is silent, and nothing comes twice: {:?}", ben.unread());
    let page = admin.opens(&address).await.text;
    for part in ["It still does not work", "Try **this** link, @everyone", "Hand back to the assistant", "with <b>admin</b>"] {
        assert!(page.contains(part), "{part}: {page}");
    }

    assert_eq!(admin.sends(&address, &[("what", "back"), ("once", &once(3))]).await.status, 303);
    ben.sees("**admin** left.").await;
    ben.says("How do I trade cards?").await;
    ben.sees("https://help.pokefans.example/").await;

    assert_eq!(admin.sends(&address, &[("what", "finish"), ("once", &once(4))]).await.status, 303);
    ben.sees("joined.").await;
    ben.sees("**admin** thinks this is solved.").await;
    ben.presses("Yes").await;
    ben.sees("is closed. Take care!").await;
    let late = admin.sends(&address, &[("what", "say"), ("once", &once(5)), ("text", "One more thing")]).await;
    assert!(late.status == 422 && late.text.contains("The talk is over") && late.text.contains("One more thing"), "{}", late.text);
    assert!(!admin.opens("live").await.text.contains(talk));
    world.read_the_desk();
    world.finish().await;
}

async fn a_page_that_is_open_hears_that_something_happened(world: World) {
    let admin = Browser::admin(&world).await;
    let mut feed = world.http.get(admin.address("live/feed")).header("cookie", &admin.cookie).send().await.unwrap();
    assert_eq!(feed.headers()["content-type"], "text/event-stream");
    let mut heard = String::new();
    let mut until = async |event: &str| {
        while !heard.contains(event) {
            let piece =
                tokio::time::timeout(Duration::from_secs(20), feed.chunk()).await.expect("news in time").unwrap().expect("more to come");
            heard.push_str(std::str::from_utf8(&piece).unwrap());
        }
    };
    // At once, for what happened before the page followed.
    until("id: 0").await;
    let ben = world.member("ben");
    ben.says("How do I reset my password?").await;
    until("id: 1").await;
    ben.sees("https://help.pokefans.example/").await;
    assert!(!heard.contains("password"), "a hint without content: {heard}");
    let nobody = world.http.get(admin.address("live/feed")).send().await.unwrap();
    assert_eq!(nobody.status().as_u16(), 303);
    drop(feed);
    world.finish().await;
}

/// The address of the only case, below the console's root.
async fn the_case(world: &World) -> String {
    let cases = world.cases().await;
    assert_eq!(cases.len(), 1);
    format!("cases/{}", cases[0].id)
}

async fn a_case_is_seen_whole(world: World) {
    let eve = world.newcomer("<b>Eve</b>", "en-US");
    let maya = world.agent("maya");
    let evil = "<img src=x onerror=alert(1)>";
    eve.says(&format!("My bagde is gone {evil}")).await;
    eve.sees("Shall I get a person?").await;
    eve.presses("Talk to a person").await;
    eve.sees("I've passed case **#1** on").await;
    maya.accepts().await;
    eve.sees("joined.").await;
    let line = eve.says("It was the gloden one").await;
    maya.sees_somewhere("member: It was the gloden one").await;
    eve.edits(&line, "It was the golden one").await;
    maya.sees_somewhere("member: It was the golden one (edited)").await;
    let gone = eve.says("Never mind").await;
    maya.sees_somewhere("member: Never mind").await;
    eve.deletes(&gone).await;
    maya.sees_somewhere("member: (deleted)").await;
    let bytes = b"<script>alert(1)</script>".to_vec();
    eve.attaches(vec![("note <i>1<i>.txt", "text/plain", bytes.clone())], "").await;
    maya.sees_somewhere("[note").await;
    maya.says(&format!("Have a look {evil}")).await;
    eve.sees("Have a look").await;
    world.settle().await;

    let mut admin = Browser::admin(&world).await;
    let board = admin.opens("cases").await.text;
    assert!(board.contains("#1") && board.contains("&#60;b&#62;Eve"), "{board}");
    assert!(admin.opens("cases?q=%231").await.text.contains("/cases/") || admin.opens("cases?q=%231").await.text.contains("cases/0"));
    assert!(!admin.opens("cases?q=%232").await.text.contains("case-card"), "another number");
    let page = admin.opens(&the_case(&world).await).await.text;
    for part in
        ["My bagde is gone", "It was the golden one", "It was the gloden one", "1 earlier text", "Never mind", ">deleted<", "Have a look"]
    {
        assert!(page.contains(part), "{part}: {page}");
    }
    for text in [&board, &page] {
        for bad in ["<img src=x", "<b>Eve", "<i>1", "<script>alert"] {
            assert!(!text.contains(bad), "{bad}: {text}");
        }
    }
    let file = page.split("class=\"file\" href=\"").nth(1).unwrap_or_else(|| panic!("{page}")).split('"').next().unwrap().to_owned();
    let request = world.http.get(admin.address(&file)).header("cookie", &admin.cookie);
    let answer = request.send().await.unwrap();
    assert_eq!(answer.headers()["content-type"], "application/octet-stream", "nothing of a member's runs here");
    assert!(answer.headers()["content-disposition"].to_str().unwrap().starts_with("attachment;"));
    assert_eq!(answer.bytes().await.unwrap(), bytes);
    world.finish().await;
}

async fn what_is_done_to_a_case_is_an_event_and_a_stale_one_is_refused(world: World) {
    let (ben, maya) = (world.member("ben"), world.agent("maya"));
    ben.says("human please").await;
    ben.sees("I've passed case **#1** on").await;
    maya.waiting().await;
    world.settle().await;
    let mut admin = Browser::admin(&world).await;
    let address = the_case(&world).await;
    let version = async || world.cases().await[0].version.to_string();
    let seen = version().await;
    let once = "01981111-1111-7111-8111-111111111111";
    let note = [("what", "note"), ("seen", &*seen), ("once", once), ("text", "He is <b>new</b> here")];
    for _ in 0..2 {
        assert_eq!(admin.sends(&address, &note).await.status, 303, "sending twice acts once");
    }
    let page = admin.opens(&address).await.text;
    assert_eq!(page.matches("He is &#60;b&#62;new").count(), 1, "{page}");
    let again = "01982222-2222-7222-8222-222222222222";
    let stale = admin.sends(&address, &[("what", "priority"), ("seen", &*seen), ("once", again), ("to", "urgent")]).await;
    assert_eq!(stale.status, 422);
    assert!(stale.text.contains("nothing was done") && stale.text.contains("admin wrote a note"), "{}", stale.text);
    let mut n = 0;
    for (what, field, value, told) in [
        ("priority", "to", "urgent", "changed the priority from normal to urgent"),
        ("assign", "to", "admin", "gave it to admin"),
        ("tags", "text", "badge, login", "tagged it badge, login"),
        ("title", "text", "Badge gone", "changed the title"),
        ("state", "to", "waiting_for_member", "to “Waiting for the member”"),
    ] {
        n += 1;
        let (seen, once) = (version().await, format!("01983333-3333-7333-8333-33333333333{n}"));
        let done = admin.sends(&address, &[("what", what), ("seen", &seen), ("once", &once), (field, value)]).await;
        assert_eq!(done.status, 303, "{what}: {}", done.text);
        assert!(admin.opens(&address).await.text.contains(told), "{told}");
    }
    let board = admin.opens("cases?owner=me&tag=badge").await.text;
    assert!(board.contains("Badge gone") && board.contains(">urgent<"), "{board}");
    assert!(!admin.opens("cases?owner=nobody").await.text.contains("Badge gone"));
    let (seen, once) = (version().await, "01984444-4444-7444-8444-444444444444");
    let wrong = admin.sends(&address, &[("what", "title"), ("seen", &seen), ("once", once), ("text", &"x".repeat(101))]).await;
    assert!(wrong.status == 422 && wrong.text.contains("title must have"), "{}", wrong.text);
    ben.reads_all();
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
