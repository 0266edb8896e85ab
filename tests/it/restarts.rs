//! The program is killed at any moment, stopped in good order, or down for a while: nothing that was said is lost or said twice.

use crate::support::database::Database;
use crate::support::lines::{Talk, UNHURRIED, discord, twilio};
use crate::support::program::{Program, Variables, run};
use crate::support::world::World;
use serde_json::json;
use std::time::Duration;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_at_any_moment_it_loses_and_repeats_nothing_on_sqlite() {
    survive(World::on(Database::sqlite(), &UNHURRIED).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_at_any_moment_it_loses_and_repeats_nothing_on_postgres() {
    if let Some(database) = Database::postgres().await {
        survive(World::on(database, &UNHURRIED).await).await;
    }
}

/// What is different about a restart.
#[derive(Clone, Copy, Debug)]
enum After {
    /// It is started again at once.
    AtOnce,
    /// Lines are written on both sides while it is down.
    Backlog,
    /// Twilio could not be reached for a while before: deliveries wait when it is killed.
    Waiting,
}

/// Lines each way in every round.
const LINES: u32 = 30;

async fn survive(mut world: World) {
    begin(&world).await;
    let variables = world.make_room().await;
    let talk = Talk::resumed(&world, "ben");
    let mut program = Program::start(&variables).await;
    let mut chance = Chance(0x5EED);
    let mut table = String::from("\n| killed | to the desk: lost / doubled / out of order | to the member |\n| --- | --- | --- |\n");
    let mut perfect = true;
    for after in [After::AtOnce, After::Backlog, After::Waiting, After::AtOnce, After::Backlog] {
        let round = talk.next_round(LINES);
        let dies_at = 1 + chance.below(LINES - 10);
        let down_until = if matches!(after, After::Backlog) { dies_at + 8 } else { dies_at };
        if matches!(after, After::Waiting) {
            world.fault(twilio(json!({ "kind": "http", "status": 503, "times": 100_000 })));
        }
        let mut running = Some(program);
        let mut again = None;
        for n in 1..=LINES {
            talk.member_writes(round, n).await;
            talk.agent_writes(round, n, "maya").await;
            if n == dies_at {
                tokio::time::sleep(Duration::from_millis(u64::from(chance.below(40)))).await;
                running.take().unwrap().kill().await;
            }
            if n == down_until {
                world.faults().clear();
                again = Some(Program::start(&variables).await);
            }
        }
        program = again.unwrap();
        talk.arrives(&program, round).await;
        rest(&program).await;
        let [desk, member] = talk.count(round);
        table += &format!("| after {dies_at} of {LINES} lines, {after:?} | {desk} | {member} |\n");
        if !desk.is_perfect() || !member.is_perfect() {
            table += &format!("desk {:?}\nmember {:?}\n", talk.at_the_desk(round), talk.in_discord(round));
        }
        perfect &= desk.is_perfect() && member.is_perfect();
    }
    println!("{table}");
    assert!(perfect, "{table}\n{}", program.log());
    program.kill().await;
    drop(talk);
    close(world).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_after_twilio_has_taken_a_line_it_does_not_write_it_again() {
    taken_but_not_recorded(json!({ "service": "twilio", "kind": "http", "method": "POST", "path": "/Messages" })).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_after_discord_has_taken_a_line_it_does_not_say_it_again() {
    taken_but_not_recorded(discord(json!({ "kind": "http", "method": "POST", "path": "/api/v10/channels/" }))).await;
}

/// The vendor acts and then keeps its answer back; the program is killed while it waits for it.
async fn taken_but_not_recorded(mut rule: serde_json::Value) {
    let mut world = World::on(Database::sqlite(), &UNHURRIED).await;
    begin(&world).await;
    let variables = world.make_room().await;
    let talk = Talk::resumed(&world, "ben");
    let program = Program::start(&variables).await;
    rule["delay_ms"] = 60_000.into();
    rule["times"] = 1.into();
    world.fault(rule.clone());
    let round = talk.next_round(1);
    let to_the_desk = rule["service"] == "twilio";
    if to_the_desk {
        talk.member_writes(round, 1).await;
    } else {
        talk.agent_writes(round, 1, "maya").await;
    }
    let there = || if to_the_desk { talk.at_the_desk(round) } else { talk.in_discord(round) };
    program.until("the vendor has taken it", async || there() == [1]).await;
    program.kill().await;
    let program = Program::start(&variables).await;
    // What is said next shows that the first one is through.
    let next = talk.next_round(1);
    talk.member_writes(next, 1).await;
    talk.agent_writes(next, 1, "maya").await;
    talk.arrives(&program, next).await;
    rest(&program).await;
    assert_eq!(there(), [1], "{}", program.log());
    program.kill().await;
    drop(talk);
    close(world).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn asked_to_stop_it_finishes_what_is_in_the_air_and_ends_well() {
    let mut world = World::on(Database::sqlite(), &UNHURRIED).await;
    begin(&world).await;
    let variables = world.make_room().await;
    let talk = Talk::resumed(&world, "ben");
    let mut program = Program::start(&variables).await;
    world.fault(twilio(json!({ "kind": "http", "method": "POST", "path": "/Messages", "delay_ms": 1_500, "times": 1 })));
    let round = talk.next_round(1);
    talk.member_writes(round, 1).await;
    program.until("the line is in the air", async || talk.at_the_desk(round) == [1]).await;
    program.terminate();
    let status = program.ended().await;
    assert_eq!(status.code(), Some(0), "{}", program.log());
    assert_eq!(waiting(&variables).await, 0, "the line was delivered, and that is on disk:\n{}", program.log());

    // The next one takes so long that nobody wants to wait for it.
    let mut program = Program::start(&variables).await;
    world.fault(twilio(json!({ "kind": "http", "method": "POST", "path": "/Messages", "delay_ms": 60_000, "times": 1 })));
    let second = talk.next_round(1);
    talk.member_writes(second, 1).await;
    program.until("the line is in the air", async || talk.at_the_desk(second) == [1]).await;
    program.terminate();
    program.until("it says that it is stopping", async || program.log().contains("Stopping")).await;
    program.terminate();
    let status = program.ended().await;
    assert_eq!(status.code(), Some(0), "{}", program.log());
    assert!(program.log().contains("Cut short"), "{}", program.log());
    assert_eq!(waiting(&variables).await, 1, "what was cut short is looked into at the next start");

    let program = Program::start(&variables).await;
    rest(&program).await;
    assert_eq!((talk.at_the_desk(round), talk.at_the_desk(second)), (vec![1], vec![1]));
    program.kill().await;
    drop(talk);
    close(world).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_process_on_the_same_database_is_refused_on_sqlite() {
    refuse_a_second(World::on(Database::sqlite(), &[]).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_process_on_the_same_database_is_refused_on_postgres() {
    if let Some(database) = Database::postgres().await {
        refuse_a_second(World::on(database, &[]).await).await;
    }
}

async fn refuse_a_second(world: World) {
    let mut variables = world.play.variables().clone();
    variables.insert("FLEXCORD_LISTEN".into(), "127.0.0.1:0".into());
    let said = run(&variables, &["run"]).await;
    assert_eq!(said.code, Some(1));
    for part in ["the database cannot be opened", "another flexcord runs on this database"] {
        assert!(said.err.contains(part), "{part}: {}", said.err);
    }
    assert!(!said.err.contains("postgres@"), "no address in the message: {}", said.err);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn timers_that_ran_out_while_it_was_down_fire_after_the_start() {
    let mut world = World::open().await;
    {
        let (ana, ben, maya) = (world.member("ana"), world.member("ben"), world.agent("maya"));
        ana.says("Kann ich bitte mit einem Menschen sprechen?").await;
        maya.waiting().await;
        world.settle().await;
        ben.says("Can I talk to a person please?").await;
        ben.sees("You're **2nd in line**").await;
        world.until("both wait", async || world.play.sandbox.twilio().tasks().len() == 2).await;
        world.settle().await;
    }
    // The place in line, while an agent takes the one before.
    world.play.stop_program().await;
    world.agent("tom").accepts().await;
    world.passes(Duration::from_secs(70));
    world.play.start_program().await.unwrap();
    // The notice that was due has been looked at, found nothing new yet, and looks again.
    {
        let ana = world.member("ana");
        world.until("tom is announced", async || ana.lines().iter().any(|l| l.content.contains("Tom Okafor"))).await;
    }
    world.settle().await;
    world.passes(Duration::from_secs(61));
    world.member("ben").sees_changed("still in line: **1st**").await;

    // The hand-back after an agent's silence.
    {
        let (ben, maya) = (world.member("ben"), world.agent("maya"));
        maya.accepts().await;
        ben.sees("**Maya Lindqvist** (Support) joined.").await;
        ben.says("My badge is gone").await;
        maya.sees_somewhere("member: My badge is gone").await;
        world.settle().await;
    }
    world.play.stop_program().await;
    world.passes(Duration::from_secs(200));
    world.play.start_program().await.unwrap();
    world.until("the assistant helps again", async || !world.member("ben").unread().is_empty()).await;
    world.settle().await;

    // The end of a case nobody writes in.
    world.play.stop_program().await;
    world.passes(Duration::from_secs(2 * 86_400));
    world.play.start_program().await.unwrap();
    world.until("the case is closed", async || world.open_conversations().await == 0).await;
    world.settle().await;
    world.read_everything();
    world.finish().await;
}

async fn begin(world: &World) {
    drop(Talk::begin(world, "ben", "maya").await);
}

/// Waits until the program has nothing under way.
async fn rest(program: &Program) {
    program
        .until("nothing waits", async || {
            let checks = program.readiness().await;
            checks["checks"].as_array().is_some_and(|all| {
                all.iter()
                    .any(|check| check["name"] == "lanes" && check["detail"].as_str().is_some_and(|d| d.starts_with("0 wait, 0 under")))
            })
        })
        .await;
}

/// Deliveries that are not settled, as the stopped program left them.
async fn waiting(variables: &Variables) -> i64 {
    use sqlx::Connection;
    let path = format!("{}/flexcord.db", variables["FLEXCORD_DATA_DIR"]);
    let mut database = sqlx::SqliteConnection::connect(&format!("sqlite:{path}")).await.unwrap();
    sqlx::query_scalar("SELECT count(*) FROM deliveries").fetch_one(&mut database).await.unwrap()
}

/// The program inside this process comes back, and finds everything in order.
async fn close(mut world: World) {
    world.play.start_program().await.unwrap();
    world.read_everything();
    world.finish().await;
}

/// Numbers that look like chance and are the same in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from((self.0 >> 33) % u64::from(bound)).unwrap()
    }
}
