//! The working copy of one decision: the conversation as it will be, and the effects collected so far.

use super::cases;
use crate::domain::case::{Actor, Case, CaseState, Happened};
use crate::domain::clock::Millis;
use crate::domain::conversation::{Conversation, Desk, Owner};
use crate::domain::delivery::{Button, Delivery, DeskAuthor, LinkLabel, Say, Write};
use crate::domain::event::Timer;
use crate::domain::file::FileRef;
use crate::domain::ids::{Seq, Snowflake};
use crate::domain::message::{Author, Message, Place, Side};
use crate::domain::person::Agent;
use crate::domain::words::{Phrase, say};
use crate::relay::effects::Effects;
use crate::relay::known::{Known, Need};
use serde_json::{Map, Value};

/// See the module.
pub struct Turn<'a> {
    pub known: &'a Known<'a>,
    pub talk: Conversation,
    pub out: Effects,
    pub now: Millis,
}

impl<'a> Turn<'a> {
    /// Goes on with a conversation.
    pub fn of(known: &'a Known<'a>, talk: Conversation) -> Self {
        Self { known, talk, out: Effects::default(), now: known.now }
    }

    /// The effects, with the conversation as it now is. A draft stands only while the assistant is at work on its answer: whoever
    /// took the conversation from it has taken the draft back too.
    pub fn done(mut self) -> Effects {
        let at_work = self.talk.owner == Owner::Assistant && self.talk.ended_at.is_none() && self.talk.thinking_about.is_some();
        if !at_work {
            self.take_draft_back();
        }
        self.out.conversation = Some(self.talk);
        self.out
    }

    /// A sentence in the member's language.
    pub fn words(&self, phrase: &Phrase<'_>) -> String {
        say(self.talk.locale.as_deref().unwrap_or("en-US"), phrase)
    }

    /// A sentence for the desk.
    pub fn desk_words(phrase: &Phrase<'_>) -> String {
        say("en-US", phrase)
    }

    /// The number of the case, for sentences.
    pub fn case_number(&self) -> Option<u64> {
        self.talk.case.and_then(|(_, number)| u64::try_from(number.number).ok())
    }

    /// The name members see for the agent at work.
    pub fn agent_name(&self) -> String {
        self.talk.agent.as_ref().map_or_else(|| self.known.rules.team.clone(), |agent| self.shown_name(agent))
    }

    /// The name members see for an agent.
    pub fn shown_name(&self, agent: &Agent) -> String {
        let shown = agent.name.clone().filter(|_| self.known.rules.show_agent_names);
        shown.unwrap_or_else(|| self.known.rules.team.clone())
    }

    /// The name of the conversation's server; the team's name where there is none.
    pub fn server_name(&self) -> &'a str {
        self.name_of(self.talk.server)
    }

    /// The name of a server; the team's name where there is none.
    pub fn name_of(&self, server: Option<Snowflake>) -> &'a str {
        let known = self.known;
        let server = known.servers.iter().find(|s| Some(s.id) == server);
        server.map_or(known.rules.team.as_str(), |s| s.name.as_str())
    }

    /// Is there a desk that sees this conversation?
    pub fn has_desk(&self) -> bool {
        self.talk.aside.is_none() && self.known.rules.desk && (self.known.servers.is_empty() || self.talk.server.is_some())
    }

    /// Will the flow ask us about the member's next line? Not where there is no desk, and not once it has handed over, for
    /// *Send to Flex* takes Studio out of the conversation.
    pub fn flow_listens(&self) -> bool {
        self.has_desk() && self.talk.handover.is_none()
    }

    /// The button that leads to where the talk is held.
    pub fn way_to(&self, place: Place) -> Button {
        let (label, server) = match place {
            Place::Dm { .. } => (LinkLabel::OpenDm, None),
            Place::Thread { .. } | Place::Channel { .. } => (LinkLabel::OpenThread, self.talk.server),
        };
        let server = server.map_or_else(|| "@me".to_owned(), |server| server.to_string());
        Button::Link { label, url: format!("https://discord.com/channels/{server}/{}", place.channel()) }
    }

    /// Puts a delivery in its lane.
    pub fn deliver(&mut self, delivery: Delivery) -> Seq {
        let seq = self.talk.next_seq();
        self.out.deliveries.push((seq, delivery));
        seq
    }

    /// Writes a message into the history.
    pub fn record(&mut self, author: Author, text: String, files: Vec<FileRef>, reply_to: Option<Seq>, at: Millis) -> Seq {
        let seq = self.talk.next_seq();
        self.out.messages.push(Message { seq, author, text, files, reply_to, at, version: 0, deleted_at: None });
        seq
    }

    /// The answer to a draft is there: the message gets its place in the history, where the draft stood.
    pub fn record_draft(&mut self, seq: Seq, text: String) {
        let (author, files) = (Author::Assistant, Vec::new());
        self.out.messages.push(Message { seq, author, text, files, reply_to: None, at: self.now, version: 0, deleted_at: None });
    }

    /// There will be no answer in place of the draft: it goes.
    pub fn take_draft_back(&mut self) {
        if let Some(of) = self.talk.draft.take() {
            self.deliver(Delivery::Retract { of });
        }
    }

    /// Remembers the id under which a side knows a message that came from there.
    pub fn known_as(&mut self, side: Side, id: String, position: Option<i64>, seq: Seq) {
        self.out.vendor_ids.push((side, id, position, seq));
    }

    /// Tells the member something; the desk sees it too.
    pub fn tell(&mut self, phrase: &Phrase<'_>, buttons: Vec<Button>) -> Seq {
        self.tell_text(self.words(phrase), buttons, false)
    }

    /// Like [`Turn::tell`], and wants to hear when it has arrived.
    pub fn tell_and_report(&mut self, phrase: &Phrase<'_>, buttons: Vec<Button>) -> Seq {
        self.tell_text(self.words(phrase), buttons, true)
    }

    /// Tells the member several things in one message.
    pub fn tell_all(&mut self, phrases: &[Phrase<'_>], buttons: Vec<Button>) -> Seq {
        let text = phrases.iter().map(|phrase| self.words(phrase)).collect::<Vec<_>>().join("\n");
        self.tell_text(text, buttons, false)
    }

    /// Tells the member something that is in words already.
    pub fn tell_words(&mut self, text: String, buttons: Vec<Button>) -> Seq {
        self.tell_text(text, buttons, false)
    }

    fn tell_text(&mut self, text: String, buttons: Vec<Button>, report: bool) -> Seq {
        let message = self.record(Author::System, text.clone(), Vec::new(), None, self.now);
        self.speak(Say {
            message,
            speaker: None,
            text: text.clone(),
            files: Vec::new(),
            buttons,
            reply_to: None,
            only_while: None,
            report,
        });
        self.write(Write { message, author: DeskAuthor::System, text, files: Vec::new(), announce: false, only_while: None });
        message
    }

    /// Wants to hear when this message, said in this very decision, has arrived.
    pub fn report_on(&mut self, message: Seq) {
        for (_, delivery) in &mut self.out.deliveries {
            if let Delivery::Say(say) = delivery
                && say.message == message
            {
                say.report = true;
            }
        }
    }

    /// Tells the desk alone.
    pub fn note(&mut self, phrase: &Phrase<'_>) {
        if self.talk.desk == Desk::None {
            return;
        }
        let text = Self::desk_words(phrase);
        let message = self.record(Author::Note, text.clone(), Vec::new(), None, self.now);
        self.write(Write { message, author: DeskAuthor::System, text, files: Vec::new(), announce: false, only_while: None });
    }

    /// Sends to the member.
    pub fn speak(&mut self, say: Say) {
        self.deliver(Delivery::Say(say));
    }

    /// Writes to the desk, where one is open or opening.
    pub fn write(&mut self, write: Write) {
        if self.talk.desk != Desk::None {
            self.deliver(Delivery::Write(write));
        }
    }

    /// Sees to it that a desk conversation is open or on its way.
    pub fn open_desk(&mut self) {
        if !self.has_desk() || self.talk.desk != Desk::None {
            return;
        }
        let unique_name = self.talk.desk_unique_name();
        self.talk.desk = Desk::Opening;
        self.talk.desk_epoch += 1;
        self.talk.desk_index = None;
        self.talk.desk_looks_in_vain = 0;
        let title = format!("Discord · {} · {}", self.server_name(), self.talk.member_name);
        let attributes = self.desk_attributes();
        self.deliver(Delivery::OpenDesk { unique_name, title, attributes });
    }

    /// Leaves the desk conversation for good and has it closed. The next word opens another one.
    pub fn leave_desk(&mut self) {
        self.close_desk();
        self.talk.desk = Desk::None;
    }

    /// Has the desk conversation closed after what is on its way to it. One that is still being opened is closed when it has opened.
    pub fn close_desk(&mut self) {
        if let Some(sid) = self.talk.desk.sid().map(str::to_owned) {
            self.deliver(Delivery::CloseDesk { sid });
        }
        self.talk.held.clear();
    }

    /// What the desk conversation's attributes say of the member, for the flow and for agents.
    pub fn desk_attributes(&self) -> Map<String, Value> {
        let mut facts = super::handover::task_facts(self, "");
        facts.remove("summary");
        facts.insert("handoff".into(), handoff_mark(self.talk.owner).into());
        facts
    }

    /// Sets a timer, in place of an earlier one of its kind.
    pub fn wake(&mut self, timer: Timer, after_ms: Millis) {
        self.out.timers.push((timer, Some(self.now + after_ms)));
    }

    /// Clears timers.
    pub fn forget(&mut self, timers: &[Timer]) {
        self.out.timers.extend(timers.iter().map(|t| (*t, None)));
    }

    /// Shows the member that an answer is being made.
    pub fn show_typing(&mut self) {
        if let Some(place) = self.talk.place {
            self.out.typing.push(place.channel());
        }
    }

    /// The conversation's messages, together with those this decision has added.
    ///
    /// # Errors
    /// [`Need::Turns`] when they have not been looked up.
    pub fn turns(&self) -> Result<Vec<Message>, Need> {
        let mut turns = self.known.found.turns.clone().ok_or(Need::Turns)?;
        turns.extend(self.out.messages.iter().cloned());
        Ok(turns)
    }

    /// The message of ours with this id on a side.
    ///
    /// # Errors
    /// [`Need::Message`] when it has not been looked up.
    pub fn message(&self, side: Side, id: &str) -> Result<Option<&'a Message>, Need> {
        self.known.found.message(side, id).ok_or_else(|| Need::Message { side, id: id.to_owned() })
    }

    /// The conversation's case, as it is after what this decision has done to it so far.
    ///
    /// # Errors
    /// [`Need::CaseById`] when it has not been looked up.
    pub fn case(&self) -> Result<Option<Case>, Need> {
        match self.talk.case {
            Some((id, _)) => cases::find(self.known, &self.out.cases, id),
            None => Ok(None),
        }
    }

    /// Takes the conversation's case to another state, if it has one and that way is open.
    ///
    /// # Errors
    /// As [`Turn::case`].
    pub fn move_case(&mut self, by: Actor, to: CaseState) -> Result<(), Need> {
        if let Some(mut case) = self.case()?
            && cases::put(self.known, &mut self.out.cases, &mut case, by, to, None)
        {
            self.out.cases.put(case);
        }
        Ok(())
    }

    /// Notes in the conversation's case that this conversation is about it too.
    ///
    /// # Errors
    /// As [`Turn::case`].
    pub fn continue_case(&mut self) -> Result<(), Need> {
        let (conversation, by) = (self.talk.id, self.member_actor());
        if let Some(mut case) = self.case()?
            && !case.talks.contains(&conversation)
        {
            case.talks.push(conversation);
            cases::note(self.known, &mut self.out.cases, &mut case, by, Happened::Continued { conversation });
            self.out.cases.put(case);
        }
        Ok(())
    }

    /// The member as the one who does something to the case.
    pub fn member_actor(&self) -> Actor {
        Actor::Member { id: self.talk.member, name: self.talk.member_name.clone() }
    }

    /// The agent at work as the one who does something to the case.
    pub fn agent_actor(&self) -> Actor {
        match &self.talk.agent {
            Some(agent) => Actor::Agent { identity: agent.identity.clone(), name: agent.name.clone() },
            None => Actor::System,
        }
    }

    /// The place in the channel list of a server that private threads hang under.
    pub fn help_channel(&self) -> Option<(Snowflake, Snowflake)> {
        let server = self.known.servers.iter().find(|s| Some(s.id) == self.talk.server)?;
        Some((server.id, server.help_channel?))
    }
}

/// What the attribute `handoff` of the desk conversation says; the flow goes by it.
pub fn handoff_mark(owner: Owner) -> &'static str {
    match owner {
        Owner::Assistant => "none",
        Owner::Queue => "requested",
        Owner::Agent => "agent",
    }
}
