//! A tiny world in memory that answers needs and remembers effects, so that a story can be told event by event.

use crate::domain::appointment::Appointment;
use crate::domain::case::{Actor, Case, CaseKind, Change, Entry};
use crate::domain::clock::Millis;
use crate::domain::conversation::{Conversation, PendingInteraction};
use crate::domain::delivery::{Button, Delivery, Reply, Respond};
use crate::domain::event::{Body, Command, Event, Said, Subject, Timer};
use crate::domain::form::{Filled, FormId, Given};
use crate::domain::gap::NewGap;
use crate::domain::ids::{CaseId, Seq, Snowflake};
use crate::domain::intake::Draft;
use crate::domain::message::{Message, Place, Side};
use crate::domain::outcome::{Answer, Fact, Made, Outcome, Receipt, Source};
use crate::domain::person::{Agent, Member, Server};
use crate::relay::decide::decide;
use crate::relay::effects::Effects;
use crate::relay::known::{Asked, Found, Fresh, Known, Need, NextCase, Past, Queue, Rules};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use uuid::Uuid;

pub const ANA: Snowflake = Snowflake(7);
pub const SERVER: Snowflake = Snowflake(1);
pub const CHANNEL: Snowflake = Snowflake(90);
pub const DM: Place = Place::Dm { channel: Snowflake(70) };

#[derive(Default)]
struct Counting(AtomicU64);

impl Fresh for Counting {
    fn id(&self) -> Uuid {
        Uuid::from_u128(u128::from(self.0.fetch_add(1, Ordering::Relaxed) + 1))
    }
}

pub struct World {
    pub now: Millis,
    pub rules: Rules,
    pub servers: Vec<Server>,
    fresh: Counting,
    pub talk: Option<Conversation>,
    pub last: Option<Conversation>,
    pub messages: Vec<Message>,
    ids: BTreeMap<(Side, String), Seq>,
    positions: Vec<i64>,
    pub cases: Vec<Case>,
    /// An aside of another world, which a person can be wanted from.
    pub aside: Option<(Conversation, Vec<Message>)>,
    pub asked: Asked,
    pub gaps: Vec<NewGap>,
    pub history: Vec<Entry>,
    pub votes: Vec<(CaseId, Snowflake)>,
    pub drafts: Vec<Draft>,
    pub appointments: Vec<Appointment>,
    /// Deliveries of cases' own, not looked at yet.
    pub out_of_cases: Vec<Delivery>,
    pub timers: BTreeMap<Timer, Millis>,
    pub queue: Queue,
    /// Deliveries not looked at yet.
    pub out: Vec<(Seq, Delivery)>,
    pub reply: Reply,
    next_id: u64,
    /// The line said last in an aside, as Discord names it.
    pub said: Option<Snowflake>,
}

pub fn maya() -> Agent {
    Agent { identity: "maya@example.com".into(), name: Some("Maya".into()) }
}

pub fn tom() -> Agent {
    Agent { identity: "tom@example.com".into(), name: Some("Tom".into()) }
}

impl World {
    pub fn new() -> Self {
        Self {
            now: 1_000_000,
            rules: Rules::example(),
            servers: vec![Server { id: Snowflake(1), name: "Pokéfans".into(), help_channel: Some(Snowflake(11)) }],
            fresh: Counting::default(),
            talk: None,
            last: None,
            messages: Vec::new(),
            ids: BTreeMap::new(),
            positions: Vec::new(),
            cases: Vec::new(),
            aside: None,
            asked: Asked::default(),
            gaps: Vec::new(),
            history: Vec::new(),
            votes: Vec::new(),
            drafts: Vec::new(),
            appointments: Vec::new(),
            out_of_cases: Vec::new(),
            timers: BTreeMap::new(),
            queue: Queue { place: 3, minutes: Some(6) },
            out: Vec::new(),
            reply: Reply::Ok,
            next_id: 1_000,
            said: None,
        }
    }

    pub fn talk(&self) -> &Conversation {
        self.talk.as_ref().expect("a conversation is open")
    }

    pub fn id(&mut self) -> u64 {
        self.next_id += 1;
        self.next_id
    }

    /// Decides an event and takes over its effects.
    pub fn happens(&mut self, subject: Subject, body: Body) -> &mut Self {
        let event = Event { source: format!("test:{}", self.next_id), at: self.now, subject, body };
        let mut found = Found::default();
        for _ in 0..10 {
            let conversation = self.talk.as_ref().or(self.last.as_ref().filter(|_| event.body.is_internal()));
            let case = match (&event.subject, conversation) {
                (Subject::Case { id }, _) => Some(*id),
                (_, Some(talk)) => talk.case.map(|(id, _)| id),
                _ => None,
            };
            let known = Known {
                now: self.now,
                source: &event.source,
                rules: &self.rules,
                fresh: &self.fresh,
                servers: &self.servers,
                conversation: conversation.filter(|_| !matches!(event.subject, Subject::Case { .. })),
                case: case.and_then(|id| self.cases.iter().find(|c| c.id == id)),
                found: &found,
            };
            match decide(&known, &event) {
                Ok(effects) => {
                    self.take(effects);
                    return self;
                }
                Err(need) => self.answer(need, &mut found),
            }
        }
        panic!("a decision asks for ever");
    }

    fn answer(&self, need: Need, found: &mut Found) {
        match need {
            Need::Past { .. } => {
                found.past = Some(Past { name: Some("Ana".into()), locale: None, last: self.last.clone().map(Box::new), cases: 0 });
            }
            Need::Case { server, member } => {
                let open = self
                    .cases
                    .iter()
                    .find(|c| c.member == member && c.server == server && c.number.kind == CaseKind::Help && c.state.is_open());
                found.case = Some(match open {
                    Some(case) => NextCase::Open(Box::new(case.clone())),
                    None => NextCase::Number(1_042 + i64::try_from(self.cases.len()).unwrap()),
                });
            }
            Need::CaseById(id) => found.cases_by_id.push((id, self.cases.iter().find(|c| c.id == id).cloned())),
            Need::OpenHelp { member, .. } => {
                let open = |c: &&Case| c.member == member && c.number.kind == CaseKind::Help && c.state.is_open();
                found.open_help = Some(self.cases.iter().find(open).cloned());
            }
            Need::Number { kind, .. } => {
                let of_kind = self.cases.iter().filter(|c| c.number.kind == kind).count();
                found.number = Some(1 + i64::try_from(of_kind).unwrap());
            }
            Need::OpenCases { server, kind } => {
                let fits = |c: &&Case| c.server == server && c.number.kind == kind && c.state.is_open();
                found.open_cases = Some(self.cases.iter().filter(fits).cloned().collect());
            }
            Need::CasesOf { member, .. } => {
                found.cases_of = Some(self.cases.iter().filter(|c| c.member == member).cloned().collect());
            }
            Need::Voters(id) => found.voters = Some(self.votes.iter().filter(|(case, _)| *case == id).map(|(_, member)| *member).collect()),
            Need::Draft(id) => found.draft = Some(self.drafts.iter().find(|d| d.id == id).cloned()),
            Need::Talks(_) => {
                let talk = self.talk.clone().or_else(|| self.last.clone()).expect("somebody has talked");
                found.talks = Some(vec![(talk, self.messages.clone())]);
            }
            Need::Turns => found.turns = Some(self.messages.clone()),
            Need::Queue => found.queue = Some(self.queue),
            Need::Message { side, id } => {
                let message = self.ids.get(&(side, id.clone())).and_then(|seq| self.messages.iter().find(|m| m.seq == *seq));
                found.messages.push((side, id, message.cloned()));
            }
            Need::Aside(id) => {
                let aside = self.aside.as_ref().filter(|(talk, _)| talk.id == id);
                found.aside = Some(aside.map(|(talk, said)| (Box::new(talk.clone()), said.clone())));
            }
            Need::Asked { .. } => found.asked = Some(self.asked),
            Need::OwnLines { after, before } => {
                let count = self.positions.iter().filter(|p| **p > after && **p < before).count();
                found.own_lines = Some(i64::try_from(count).unwrap());
            }
        }
    }

    fn take(&mut self, effects: Effects) {
        self.reply = effects.reply;
        self.messages.extend(effects.messages);
        self.gaps.extend(effects.gaps);
        for (seq, text) in effects.edits {
            let message = self.messages.iter_mut().find(|m| m.seq == seq).expect("edited messages exist");
            message.text = text;
            message.version += 1;
        }
        for seq in effects.deletions {
            self.messages.iter_mut().find(|m| m.seq == seq).expect("deleted messages exist").deleted_at = Some(self.now);
        }
        for (side, id, position, seq) in effects.vendor_ids {
            self.ids.insert((side, id), seq);
            self.positions.extend(position);
        }
        for (timer, due) in effects.timers {
            match due {
                Some(due) => self.timers.insert(timer, due),
                None => self.timers.remove(&timer),
            };
        }
        for case in effects.cases.changed {
            self.cases.retain(|c| c.id != case.id);
            self.cases.push(case);
        }
        self.history.extend(effects.cases.history);
        self.votes.extend(effects.cases.votes);
        self.drafts.retain(|d| Some(d.id) != effects.cases.dropped);
        self.drafts.extend(effects.cases.draft);
        self.appointments.retain(|a| !effects.called_off.contains(&a.name));
        self.appointments.extend(effects.appointments);
        self.out_of_cases.extend(effects.cases.deliveries.into_iter().map(|(_, _, delivery)| delivery));
        if let Some(talk) = effects.conversation {
            if talk.ended_at.is_some() {
                self.last = Some(talk);
                self.talk = None;
                self.messages.clear();
            } else {
                self.talk = Some(talk);
            }
        }
        self.out.extend(effects.deliveries);
    }

    // --- what people do ---

    pub fn member(&self) -> Member {
        Member { id: ANA, name: "Ana".into(), locale: None }
    }

    pub fn ana_says(&mut self, text: &str) -> Snowflake {
        let id = Snowflake(self.id());
        let message = Said { id, text: text.into(), files: vec![], reply_to: None };
        let member = self.member();
        self.happens(Subject::Member { member: ANA, server: None }, Body::MemberWrote { member, place: DM, message });
        id
    }

    pub fn ana_presses(&mut self, button: Button) -> &mut Self {
        let interaction = self.interaction();
        let body = Body::Pressed { member: self.member(), button, place: DM, message: Snowflake(5), interaction };
        self.happens(Subject::Member { member: ANA, server: None }, body)
    }

    pub fn ana_types_helpme(&mut self, what: Option<&str>) -> &mut Self {
        let interaction = self.interaction();
        let body = Body::Command {
            member: self.member(),
            membership: None,
            server: Some(Snowflake(1)),
            command: Command::HelpMe { what: what.map(str::to_owned) },
            interaction,
        };
        self.happens(Subject::Member { member: ANA, server: Some(Snowflake(1)) }, body)
    }

    pub fn ana_asks(&mut self, question: &str) -> &mut Self {
        let interaction = self.interaction();
        let command = Command::Ask { question: question.into(), channel: CHANNEL };
        let body = Body::Command { member: self.member(), membership: None, server: Some(SERVER), command, interaction };
        self.happens(Subject::Member { member: ANA, server: Some(SERVER) }, body)
    }

    pub fn ana_mentions(&mut self, text: &str) -> &mut Self {
        let id = Snowflake(self.id());
        let message = Said { id, text: text.into(), files: vec![], reply_to: None };
        let body = Body::Mentioned { member: self.member(), server: SERVER, channel: CHANNEL, message };
        self.happens(Subject::Member { member: ANA, server: Some(SERVER) }, body)
    }

    /// Discord knows one of our lines by this id.
    pub fn known_as(&mut self, id: u64, seq: Seq) {
        self.ids.insert((Side::Discord, id.to_string()), seq);
    }

    /// Somebody puts 🤫 under the line said last.
    pub fn hushes(&mut self, by: Snowflake) -> &mut Self {
        let message = self.said.expect("something was said");
        let body = Body::Hushed { by, message, channel: CHANNEL, server: Some(SERVER) };
        self.happens(Subject::Member { member: by, server: Some(SERVER) }, body)
    }

    /// Somebody uses a command in the server.
    pub fn types(&mut self, member: Member, command: Command) -> &mut Self {
        let interaction = self.interaction();
        let (id, server) = (member.id, Some(Snowflake(1)));
        self.happens(Subject::Member { member: id, server }, Body::Command { member, membership: None, server, command, interaction })
    }

    /// Somebody sends a form.
    pub fn sends(&mut self, member: Member, form: FormId, filled: &[(&str, &str)]) -> &mut Self {
        let interaction = self.interaction();
        let text = |(key, text): &(&str, &str)| Filled { key: (*key).into(), given: Given::Text { text: (*text).into() } };
        let (id, server) = (member.id, Some(Snowflake(1)));
        let filled = filled.iter().map(text).collect();
        self.happens(Subject::Member { member: id, server }, Body::Submitted { member, server, form, filled, interaction })
    }

    /// Somebody presses something in a channel of the server.
    pub fn presses(&mut self, member: Member, button: Button) -> &mut Self {
        let interaction = self.interaction();
        let subject = Subject::Member { member: member.id, server: Some(Snowflake(1)) };
        let place = Place::Thread { channel: Snowflake(90) };
        self.happens(subject, Body::Pressed { member, button, place, message: Snowflake(5), interaction })
    }

    /// The staff does something to the newest case.
    pub fn staff(&mut self, change: Change) -> &mut Self {
        let id = self.cases.last().expect("there is a case").id;
        let by = Actor::Staff { name: "lead".into() };
        self.happens(Subject::Case { id }, Body::CaseChange { by, change, seen: None })
    }

    /// Time passes, and what was to happen until then happens. Returns how many appointments were kept.
    pub fn keeps_appointments(&mut self, ms: Millis) -> usize {
        let until = self.now + ms;
        let mut kept = 0;
        while let Some(at) =
            (0..self.appointments.len()).filter(|n| self.appointments[*n].due <= until).min_by_key(|n| self.appointments[*n].due)
        {
            let appointment = self.appointments.remove(at);
            self.now = self.now.max(appointment.due);
            self.happens(appointment.event.subject, appointment.event.body);
            kept += 1;
        }
        self.now = until;
        kept
    }

    pub fn interaction(&mut self) -> PendingInteraction {
        PendingInteraction { id: Snowflake(self.id()), token: "token".into(), at: self.now }
    }

    pub fn agent_says(&mut self, agent: Agent, index: i64, text: &str) -> &mut Self {
        let body = Body::DeskWrote { id: format!("IM{index}"), index, author: agent, text: text.into(), files: vec![] };
        self.desk(body)
    }

    /// The next free message index at the desk.
    pub fn desk_next(&self) -> i64 {
        self.positions.iter().max().map_or(0, |p| p + 1)
    }

    pub fn desk(&mut self, body: Body) -> &mut Self {
        self.happens(Subject::Desk { sid: "CH1".into() }, body)
    }

    pub fn passes(&mut self, ms: Millis) -> &mut Self {
        let until = self.now + ms;
        while let Some((timer, due)) = self.timers.iter().map(|(t, d)| (*t, *d)).filter(|(_, d)| *d <= until).min_by_key(|(_, d)| *d) {
            self.now = self.now.max(due);
            self.timers.remove(&timer);
            let Some(id) = self.talk.as_ref().map(|t| t.id) else { break };
            self.happens(Subject::Conversation { id }, Body::Timer { timer, due });
        }
        self.now = until;
        self
    }

    // --- what the deliverer reports ---

    /// Everything that waits is carried out, openings included; returns what was done, in order.
    pub fn delivers(&mut self) -> Vec<Delivery> {
        let mut done = Vec::new();
        let mut position = self.positions.iter().max().map_or(0, |p| p + 1);
        while !self.out.is_empty() {
            let (seq, delivery) = self.out.remove(0);
            let receipt = match &delivery {
                Delivery::Respond(respond) => {
                    let id = self.id();
                    self.ids.insert((Side::Discord, id.to_string()), respond.say.message);
                    self.said = Some(Snowflake(id));
                    Receipt::id(id.to_string())
                }
                Delivery::OpenDesk { .. } => Receipt::fact(Fact::Desk { sid: "CH1".into() }),
                Delivery::OpenPlace { thread: None } => Receipt::fact(Fact::Place(DM)),
                Delivery::OpenPlace { thread: Some(_) } => Receipt::fact(Fact::Place(Place::Thread { channel: Snowflake(80) })),
                Delivery::Write(write) => {
                    let id = format!("own{position}");
                    self.ids.insert((Side::Desk, id.clone()), write.message);
                    self.positions.push(position);
                    position += 1;
                    Receipt { ids: vec![Made { id, position: Some(position - 1) }], fact: None }
                }
                _ => Receipt::default(),
            };
            self.settles(seq, &delivery, Outcome::Done(receipt), 1);
            done.push(delivery);
        }
        done
    }

    pub fn settles(&mut self, seq: Seq, delivery: &Delivery, outcome: Outcome, attempts: u32) -> &mut Self {
        let id = self.talk.as_ref().or(self.last.as_ref()).expect("a conversation").id;
        if !delivery.wants_a_decision(&outcome, attempts) {
            return self;
        }
        let delivery = Box::new(delivery.clone());
        self.happens(Subject::Conversation { id }, Body::Settled { seq, delivery, outcome, attempts })
    }

    /// The assistant answers the question that is on its way.
    pub fn assistant_answers(&mut self, text: &str) -> &mut Self {
        let source = Source { article: "a1".into(), title: "Reset your password".into(), url: Some("https://x.example/a1".into()) };
        self.assistant(Answer::Known { text: text.into(), sources: vec![source] })
    }

    pub fn assistant(&mut self, answer: Answer) -> &mut Self {
        let at = self.out.iter().position(|(_, d)| matches!(d, Delivery::Ask(_))).expect("the assistant was asked");
        let (seq, delivery) = self.out.remove(at);
        self.settles(seq, &delivery, Outcome::Done(Receipt::fact(Fact::Answer(answer))), 1)
    }

    // --- what people see ---

    /// What goes out, one line each, and is then carried out.
    pub fn goes_out(&mut self) -> String {
        self.delivers().iter().map(line).collect::<Vec<_>>().join("\n")
    }
}

/// A button without its ids.
fn name_of(button: &Button) -> String {
    format!("{button:?}").split([' ', '{']).next().unwrap_or_default().to_owned()
}

fn line(delivery: &Delivery) -> String {
    match delivery {
        Delivery::Say(say) => {
            let speaker = say.speaker.as_ref().map(|s| format!("{s}: ")).unwrap_or_default();
            let buttons: Vec<String> = say.buttons.iter().map(|b| format!(" [{b:?}]")).collect();
            format!("member < {speaker}{}{}", say.text.replace('\n', " / "), buttons.concat())
        }
        Delivery::Write(write) => {
            let flow = if write.announce { " (flow)" } else { "" };
            format!("desk   < {:?}: {}{flow}", write.author, write.text.replace('\n', " / "))
        }
        Delivery::React { emoji, .. } => format!("member < {emoji}"),
        Delivery::Revise { text, .. } => format!("member ~ {text}"),
        Delivery::Finish(say) => format!("member ~ {} (finished)", say.text.replace('\n', " / ")),
        Delivery::Rewrite { text, .. } => format!("desk   ~ {text}"),
        Delivery::Retract { .. } => "member - deleted".into(),
        Delivery::Respond(Respond { say, interaction }) => {
            let how = if interaction.is_some() { "by its token" } else { "as a message" };
            let buttons: Vec<String> = say.buttons.iter().map(|b| format!(" [{}]", name_of(b))).collect();
            format!("asker  < {}{} ({how})", say.text.replace('\n', " / "), buttons.concat())
        }
        Delivery::Answer { text, .. } => format!("asker  < {text}"),
        Delivery::Mark { attributes } => format!("desk   # handoff={}", attributes["handoff"].as_str().unwrap_or_default()),
        Delivery::Ask(question) => format!("asks   < {}", question.text.replace('\n', " / ")),
        other => format!("       * {}", other.kind()),
    }
}
