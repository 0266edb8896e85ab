//! Numbered lines in both directions, and the count of what became of them.

use super::world::World;
use flexcord::domain::conversation::Owner;
use flexcord::sandbox::discord::{Id, Person};
use flexcord::store::{conversations, deliveries};
use serde_json::{Value, json};
use std::cell::Cell;
use std::collections::BTreeSet;
use std::fmt;
use std::time::Duration;

/// What makes hours of moved time pass without anybody handing back, reminding or closing.
pub const UNHURRIED: [(&str, &str); 3] =
    [("DESK__HAND_BACK_AFTER_SECS", "86400"), ("DESK__IDLE_CLOSE_SECS", "7776000"), ("DESK__QUEUE_NOTICE_SECS", "3600")];

/// A member and an agent who are talking with each other.
pub struct Talk<'w> {
    world: &'w World,
    member: Person,
    channel: Id,
    round: Cell<u32>,
}

/// Lines of one round: their marks, and how many there are each way.
#[derive(Clone, Copy, Debug)]
pub struct Round {
    number: u32,
    pub sent: u32,
}

/// What became of the lines that went one way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub sent: u32,
    pub lost: u32,
    pub doubled: u32,
    pub disordered: u32,
}

impl Tally {
    /// `got` are the numbers that arrived, in the order in which they stand there.
    pub fn of(sent: u32, got: &[u32]) -> Self {
        let there: BTreeSet<u32> = got.iter().copied().collect();
        let distinct = u32::try_from(there.len()).unwrap();
        let mut seen = BTreeSet::new();
        let first: Vec<u32> = got.iter().copied().filter(|n| seen.insert(*n)).collect();
        let disordered = first.windows(2).filter(|pair| pair[0] > pair[1]).count();
        Self {
            sent,
            lost: sent - distinct,
            doubled: u32::try_from(got.len()).unwrap() - distinct,
            disordered: u32::try_from(disordered).unwrap(),
        }
    }

    /// Everything arrived, once and in order.
    pub fn is_perfect(&self) -> bool {
        (self.lost, self.doubled, self.disordered) == (0, 0, 0)
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} / {} / {} of {}", self.lost, self.doubled, self.disordered, self.sent)
    }
}

impl<'w> Talk<'w> {
    /// The member asks for a person, the agent takes them on.
    pub async fn begin(world: &'w World, member: &str, agent: &'static str) -> Self {
        let talk = Self::resumed(world, member);
        talk.member_says("Can I talk to a person please?").await;
        world.agent(agent).accepts().await;
        world
            .until("the agent is in the conversation", async || {
                let open = conversations::open_page(world.play.app().store(), None, 100).await.unwrap();
                open.iter().any(|c| c.member.to_string() == talk.member.id.to_string() && c.owner == Owner::Agent)
            })
            .await;
        world.settle().await;
        talk
    }

    /// The talk that this member is in already.
    pub fn resumed(world: &'w World, member: &str) -> Self {
        let person = world.play.sandbox.discord().member(member).expect("the member is there");
        let channel = world.play.sandbox.discord().dm_channel(person.id);
        Self { world, member: person, channel, round: Cell::new(0) }
    }

    /// Writes numbered lines both ways at the same time, each side one after the other.
    pub async fn write(&self, count: u32, agent: &'static str) -> Round {
        let round = self.next_round(count);
        let members = async {
            for n in 1..=count {
                self.member_writes(round, n).await;
            }
        };
        let agents = async {
            for n in 1..=count {
                self.agent_writes(round, n, agent).await;
            }
        };
        tokio::join!(members, agents);
        round
    }

    /// A round whose lines are written one by one.
    pub fn next_round(&self, count: u32) -> Round {
        self.round.set(self.round.get() + 1);
        Round { number: self.round.get(), sent: count }
    }

    pub async fn member_writes(&self, round: Round, n: u32) {
        self.member_says(&format!("member-{}-{n:03}", round.number)).await;
    }

    pub async fn agent_writes(&self, round: Round, n: u32, agent: &'static str) {
        self.world.agent(agent).says(&format!("agent-{}-{n:03}", round.number)).await;
    }

    /// The member's own client speaks another version of the API than the program, and so is spared what is done to the program.
    async fn member_says(&self, text: &str) {
        let api = self.world.play.sandbox.discord().api().replace("/v10", "/v9");
        let url = format!("{api}/channels/{}/messages", self.channel);
        let sent = self.world.http.post(url).header("authorization", &self.member.token).json(&json!({ "content": text })).send().await;
        assert!(sent.unwrap().status().is_success(), "the member cannot write");
    }

    /// What became of a round: the member's lines at the desk, the agent's lines at Discord.
    pub fn count(&self, round: Round) -> [Tally; 2] {
        [Tally::of(round.sent, &self.at_the_desk(round)), Tally::of(round.sent, &self.in_discord(round))]
    }

    /// Everything of this round is where it belongs.
    pub fn has_arrived(&self, round: Round) -> bool {
        self.count(round).iter().all(|tally| tally.lost == 0)
    }

    /// The member's lines at the desk, whatever desk conversation they are in.
    pub fn at_the_desk(&self, round: Round) -> Vec<u32> {
        let all = self.world.play.sandbox.twilio().conversations();
        let lines = all.iter().flat_map(|c| c["messages"].as_array().into_iter().flatten());
        let of_members = lines.filter(|m| m["author"].as_str().is_some_and(|author| author.starts_with("discord:")));
        of_members.filter_map(|m| number(m["body"].as_str()?, &format!("member-{}-", round.number))).collect()
    }

    /// The agent's lines in the member's DM, in the order in which they stand there.
    pub fn in_discord(&self, round: Round) -> Vec<u32> {
        let discord = self.world.play.sandbox.discord();
        let of_the_bot = discord.messages(self.channel).into_iter().filter(|m| m.author == discord.bot_id() && !m.deleted);
        of_the_bot.filter_map(|m| number(&m.content, &format!("agent-{}-", round.number))).collect()
    }

    /// Lets time run ten times as fast until everything of this round has arrived, or for so long; then until nothing is under way
    /// and what comes late has come.
    pub async fn come_to_rest(&self, round: Round, patience: Duration) {
        self.fast(patience, async || self.has_arrived(round)).await;
        self.world.faults().clear();
        self.fast(patience, async || self.has_arrived(round) && self.is_quiet().await).await;
        // A round of catch-up: what was thought to be through may come once more now.
        self.world.clock.advance(61_000);
        self.world.play.sandbox.twilio().quiet().await;
        self.fast(patience, async || self.has_arrived(round) && self.is_quiet().await).await;
    }

    async fn fast(&self, patience: Duration, mut done: impl AsyncFnMut() -> bool) {
        let hurried = async {
            while !done().await {
                self.world.clock.advance(225);
                tokio::time::sleep(Duration::from_millis(25)).await;
            }
        };
        // What is not done by then shows in the count.
        let _ = tokio::time::timeout(patience, hurried).await;
    }

    async fn is_quiet(&self) -> bool {
        deliveries::backlog(self.world.play.app().store()).await.unwrap().iter().all(|b| b.pending == 0)
    }
}

impl World {
    /// Everything on all screens counts as read: for stories that have counted what matters to them.
    pub fn read_everything(&self) {
        self.read_the_desk();
        for person in self.play.sandbox.discord().members() {
            self.member(&person.name).reads_all();
        }
    }
}

fn number(text: &str, mark: &str) -> Option<u32> {
    let at = text.find(mark)? + mark.len();
    text.get(at..at + 3)?.parse().ok()
}

/// A rule that strikes at what the program asks of Discord, not at what members' clients ask.
pub fn discord(mut rule: Value) -> Value {
    rule["service"] = "discord".into();
    if rule["kind"] == "http" && rule["path"].is_null() {
        rule["path"] = "/api/v10/channels/".into();
    }
    rule
}

/// A rule that strikes at Twilio.
pub fn twilio(mut rule: Value) -> Value {
    rule["service"] = "twilio".into();
    rule
}
