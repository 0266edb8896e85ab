//! What a batch writes, gathered so that each table costs one statement however many events there are.

use super::load::Working;
use crate::domain::appointment::Appointment;
use crate::domain::case::{Case, Entry};
use crate::domain::clock::Millis;
use crate::domain::conversation::Conversation;
use crate::domain::delivery::{Delivery, LaneKind};
use crate::domain::event::Timer;
use crate::domain::file::FileRef;
use crate::domain::gap::NewGap;
use crate::domain::ids::{CaseId, ConversationId, DraftId, FileId, Key, Seq, Snowflake};
use crate::domain::intake::Draft;
use crate::domain::message::{Message, Place, Side};
use crate::domain::outcome::{Fact, Outcome};
use crate::domain::person::Member;
use crate::relay::deliver::{Row, Wake};
use crate::relay::effects::{CaseEffects, Effects, ServerChange};
use crate::relay::inlet::{Settlement, Then};
use crate::store::{
    Result, Tx, appointments, attempts, cases, conversations, deliveries, files, gaps, messages, people, timers, vendor_ids,
};
use std::collections::BTreeMap;
use std::sync::Arc;

/// See the module. [`Writes::flush`] may be called more than once in a transaction.
#[derive(Default)]
pub struct Writes {
    talks: BTreeMap<ConversationId, Arc<Conversation>>,
    messages: Vec<(ConversationId, Message)>,
    vendor_ids: Vec<NewId>,
    edits: Vec<(Key, String, Millis)>,
    deletions: Vec<(Key, Millis)>,
    deliveries: Vec<(Key, Delivery, Millis)>,
    timers: BTreeMap<(ConversationId, Timer), Option<Millis>>,
    cases: Vec<Case>,
    history: Vec<Entry>,
    votes: Vec<(CaseId, Snowflake, Millis)>,
    drafts: Vec<Draft>,
    dropped: Vec<DraftId>,
    appointments: Vec<Appointment>,
    called_off: Vec<String>,
    members: Vec<(Member, Option<Snowflake>)>,
    servers: Vec<(ServerChange, Millis)>,
    files: Vec<files::StoredFile>,
    gaps: Vec<NewGap>,
    stored: Vec<(FileId, u64)>,
    failed: Vec<(FileId, String)>,
    cursors: Vec<(String, i64)>,
    revive: Vec<Key>,
    removed: Vec<Key>,
    postponed: Vec<Postponed>,
    buried: Vec<(Key, String)>,
    attempts: Vec<(Key, u32, Millis, &'static str, String)>,
    /// What the deliverer is told after the commit.
    woken: Woken,
}

#[derive(Default)]
struct Woken {
    talks: Vec<ConversationId>,
    rows: Vec<(ConversationId, Row)>,
    typing: Vec<Snowflake>,
    timers: bool,
    appointments: bool,
}

struct NewId {
    side: Side,
    id: String,
    key: Key,
    part: i32,
    position: Option<i64>,
}

struct Postponed {
    key: Key,
    attempts: u32,
    not_before: Millis,
    doubtful: bool,
    why: String,
}

impl Writes {
    /// A conversation is different from now on.
    pub fn changed(&mut self, talk: Arc<Conversation>) {
        self.woken.talks.push(talk.id);
        self.talks.insert(talk.id, talk);
    }

    /// Gathers what a decision about this conversation wants written besides it.
    pub fn take(&mut self, effects: Effects, conversation: Option<ConversationId>, now: Millis) {
        if let Some((channel, message)) = effects.seen {
            self.cursors.push((cursor(channel), message.to_i64()));
        }
        if let Some((server, channel, message)) = effects.called {
            self.cursors.push((format!("{CALLS}{server}:{channel}"), message.to_i64()));
        }
        if let Some(change) = effects.server {
            self.servers.push((change, now));
        }
        if let Some(member) = effects.member {
            self.members.push((member, None));
        }
        self.take_cases(effects.cases, now);
        self.appointments.extend(effects.appointments);
        self.called_off.extend(effects.called_off);
        self.gaps.extend(effects.gaps);
        self.woken.typing.extend(effects.typing);
        let Some(conversation) = conversation else { return };
        let key = |seq: Seq| Key { conversation, seq };
        self.messages.extend(effects.messages.into_iter().map(|message| (conversation, message)));
        for (side, id, position, seq) in effects.vendor_ids {
            self.vendor_ids.push(NewId { side, id, key: key(seq), part: 0, position });
        }
        self.edits.extend(effects.edits.into_iter().map(|(seq, text)| (key(seq), text, now)));
        self.deletions.extend(effects.deletions.into_iter().map(|seq| (key(seq), now)));
        for (timer, due) in effects.timers {
            self.timers.insert((conversation, timer), due);
        }
        for file in effects.files {
            self.take_file(conversation, file, now);
        }
        self.revive.extend(effects.revive.map(key));
        for (seq, delivery) in effects.deliveries {
            self.deliver(key(seq), delivery, now);
        }
    }

    fn take_cases(&mut self, effects: CaseEffects, now: Millis) {
        self.cases.extend(effects.changed);
        self.history.extend(effects.history);
        self.votes.extend(effects.votes.into_iter().map(|(case, member)| (case, member, now)));
        self.drafts.extend(effects.draft);
        self.dropped.extend(effects.dropped);
        for (case, file) in effects.files {
            self.take_file(ConversationId(case.0), file, now);
        }
        self.revive.extend(effects.revive.map(|(case, seq)| Key { conversation: ConversationId(case.0), seq }));
        for (case, seq, delivery) in effects.deliveries {
            self.woken.talks.push(ConversationId(case.0));
            self.deliver(Key { conversation: ConversationId(case.0), seq }, delivery, now);
        }
    }

    fn take_file(&mut self, conversation: ConversationId, file: FileRef, now: Millis) {
        self.files.push(files::StoredFile {
            id: file.id,
            conversation,
            state: files::FileState::Pending,
            name: file.name,
            content_type: file.content_type,
            size: file.size,
            why: None,
            at: now,
        });
    }

    fn deliver(&mut self, key: Key, delivery: Delivery, now: Millis) {
        let row = Row { seq: key.seq, delivery: delivery.clone(), attempts: 0, doubtful: false, not_before: 0, written_at: now };
        self.woken.rows.push((key.conversation, row));
        self.deliveries.push((key, delivery, now));
    }

    /// An appointment was kept: the commit that takes its event in forgets it.
    pub fn appointment_kept(&mut self, name: &str) {
        self.called_off.push(name.to_owned());
    }

    /// A timer has fired: its row goes, unless the decision sets it anew.
    pub fn timer_fired(&mut self, conversation: ConversationId, timer: Timer, _due: Millis) {
        self.timers.insert((conversation, timer), None);
    }

    /// Gathers how a try ended.
    pub fn settle(&mut self, settlement: &Settlement, now: Millis) {
        let Settlement { key, delivery, outcome, attempts, then } = settlement;
        let why = || outcome.why().to_owned();
        match then {
            Then::Remove => self.removed.push(*key),
            Then::Again { at, doubtful } => {
                self.postponed.push(Postponed { key: *key, attempts: *attempts, not_before: *at, doubtful: *doubtful, why: why() });
            }
            Then::Blocked { at } => {
                self.postponed.push(Postponed { key: *key, attempts: *attempts, not_before: *at, doubtful: false, why: why() });
            }
            Then::Bury => self.buried.push((*key, why())),
        }
        // A success at the first try is told by the ids it left; anything else is worth a row.
        if *attempts > 1 || !matches!(outcome, Outcome::Done(_)) {
            self.attempts.push((*key, *attempts, now, outcome.name(), why()));
        }
        if let (Delivery::Fetch { file }, Then::Remove | Then::Bury, false) = (delivery, then, matches!(outcome, Outcome::Done(_))) {
            self.failed.push((file.id, why()));
        }
        let Outcome::Done(receipt) = outcome else { return };
        if let Some(message) = delivery.message() {
            let side = if delivery.lane() == LaneKind::Desk { Side::Desk } else { Side::Discord };
            let key = Key { seq: message, ..*key };
            for (part, made) in (0..).zip(&receipt.ids) {
                self.vendor_ids.push(NewId { side, id: made.id.clone(), key, part, position: made.position });
            }
        }
        if let Some(Fact::Stored { file, size }) = &receipt.fact {
            self.stored.push((*file, *size));
        }
        if let Some(Fact::Place(place @ Place::Dm { .. })) = &receipt.fact {
            // From now on nothing before this moment is news in that channel.
            self.cursors.push((cursor(place.channel()), Snowflake::at(now).to_i64()));
        }
    }

    /// Writes what has been gathered.
    pub async fn flush(&mut self, tx: &mut Tx) -> Result<()> {
        self.flush_talks(tx).await?;
        self.flush_deliveries(tx).await?;
        self.flush_rest(tx).await
    }

    async fn flush_talks(&mut self, tx: &mut Tx) -> Result<()> {
        if !self.talks.is_empty() {
            let talks: Vec<&Conversation> = self.talks.values().map(Arc::as_ref).collect();
            conversations::save(tx, &talks).await?;
            self.talks.clear();
        }
        if !self.messages.is_empty() {
            let rows: Vec<(ConversationId, &Message)> = self.messages.iter().map(|(id, message)| (*id, message)).collect();
            messages::insert(tx, &rows).await?;
            self.messages.clear();
        }
        if !self.vendor_ids.is_empty() {
            let rows: Vec<vendor_ids::NewVendorId<'_>> = self
                .vendor_ids
                .iter()
                .map(|v| vendor_ids::NewVendorId { side: v.side, id: &v.id, key: v.key, part: v.part, position: v.position })
                .collect();
            vendor_ids::insert(tx, &rows).await?;
            self.vendor_ids.clear();
        }
        for (key, text, at) in self.edits.drain(..) {
            messages::replace_text(tx, key, &text, at).await?;
        }
        for (key, at) in self.deletions.drain(..) {
            messages::mark_deleted(tx, &[key], at).await?;
        }
        Ok(())
    }

    async fn flush_deliveries(&mut self, tx: &mut Tx) -> Result<()> {
        if !self.deliveries.is_empty() {
            let rows: Vec<deliveries::NewDelivery<'_>> = self
                .deliveries
                .iter()
                .map(|(key, delivery, at)| deliveries::NewDelivery { key: *key, delivery, created_at: *at, not_before: 0 })
                .collect();
            deliveries::insert(tx, &rows).await?;
            self.deliveries.clear();
        }
        if !self.removed.is_empty() {
            deliveries::settle(tx, &self.removed).await?;
            self.removed.clear();
        }
        if !self.postponed.is_empty() {
            let rows: Vec<deliveries::Postponed<'_>> = self
                .postponed
                .iter()
                .map(|p| deliveries::Postponed {
                    key: p.key,
                    attempts: p.attempts,
                    not_before: p.not_before,
                    doubtful: p.doubtful,
                    why: &p.why,
                })
                .collect();
            deliveries::postpone(tx, &rows).await?;
            self.postponed.clear();
        }
        if !self.buried.is_empty() {
            let rows: Vec<(Key, &str)> = self.buried.iter().map(|(key, why)| (*key, why.as_str())).collect();
            deliveries::bury(tx, &rows).await?;
            self.buried.clear();
        }
        for key in self.revive.drain(..) {
            if let Some(stored) = deliveries::revive(tx, key).await? {
                self.woken.rows.push((key.conversation, Row::from(stored)));
            }
        }
        if !self.attempts.is_empty() {
            let rows: Vec<attempts::NewAttempt<'_>> = self
                .attempts
                .iter()
                .map(|(key, n, at, outcome, why)| attempts::NewAttempt { key: *key, n: *n, at: *at, outcome, why })
                .collect();
            attempts::insert(tx, &rows).await?;
            self.attempts.clear();
        }
        Ok(())
    }

    async fn flush_rest(&mut self, tx: &mut Tx) -> Result<()> {
        if !self.timers.is_empty() {
            let set: Vec<timers::Running> = self
                .timers
                .iter()
                .filter_map(|(&(conversation, timer), due)| due.map(|due| timers::Running { conversation, timer, due }))
                .collect();
            let clear: Vec<(ConversationId, Timer)> = self.timers.iter().filter(|(_, due)| due.is_none()).map(|(at, _)| *at).collect();
            self.woken.timers |= !set.is_empty();
            if !set.is_empty() {
                timers::set(tx, &set).await?;
            }
            if !clear.is_empty() {
                timers::clear(tx, &clear).await?;
            }
            self.timers.clear();
        }
        if !self.cursors.is_empty() {
            let rows: Vec<(&str, i64)> = self.cursors.iter().map(|(name, value)| (name.as_str(), *value)).collect();
            vendor_ids::advance(tx, &rows).await?;
            self.cursors.clear();
        }
        if !self.cases.is_empty() {
            let rows: Vec<&Case> = self.cases.iter().collect();
            cases::save(tx, &rows).await?;
            self.cases.clear();
        }
        self.flush_about_cases(tx).await?;
        if !self.members.is_empty() {
            let rows: Vec<(&Member, Option<Snowflake>)> = self.members.iter().map(|(member, dm)| (member, *dm)).collect();
            people::save_members(tx, &rows).await?;
            self.members.clear();
        }
        for (change, at) in self.servers.drain(..) {
            match change {
                ServerChange::Seen(server) => people::servers_seen(tx, &[&server], at).await?,
                ServerChange::Gone(id) => people::server_gone(tx, id).await?,
            }
        }
        if !self.files.is_empty() {
            files::insert(tx, &self.files).await?;
            self.files.clear();
        }
        if !self.gaps.is_empty() {
            gaps::note(tx, &self.gaps).await?;
            self.gaps.clear();
        }
        for (id, size) in self.stored.drain(..) {
            files::stored(tx, id, size).await?;
        }
        for (id, why) in self.failed.drain(..) {
            files::failed(tx, id, &why).await?;
        }
        Ok(())
    }

    async fn flush_about_cases(&mut self, tx: &mut Tx) -> Result<()> {
        if !self.history.is_empty() {
            cases::remember(tx, &self.history.iter().collect::<Vec<_>>()).await?;
            self.history.clear();
        }
        if !self.votes.is_empty() {
            cases::vote(tx, &self.votes).await?;
            self.votes.clear();
        }
        if !self.drafts.is_empty() {
            cases::keep_drafts(tx, &self.drafts.iter().collect::<Vec<_>>()).await?;
            self.drafts.clear();
        }
        if !self.dropped.is_empty() {
            cases::drop_drafts(tx, &self.dropped).await?;
            self.dropped.clear();
        }
        // Called off first: an appointment kept may have made the next of its name.
        if !self.called_off.is_empty() {
            let names: Vec<&str> = self.called_off.iter().map(String::as_str).collect();
            appointments::forget(tx, &names).await?;
            self.called_off.clear();
        }
        if !self.appointments.is_empty() {
            appointments::make(tx, &self.appointments.iter().collect::<Vec<_>>()).await?;
            self.woken.appointments = true;
            self.appointments.clear();
        }
        Ok(())
    }

    /// What the deliverer is told now that all of it is on disk.
    pub fn into_wake(self, working: &Working) -> Wake {
        let mut talks = self.woken.talks;
        talks.extend(self.woken.rows.iter().map(|(id, _)| *id));
        talks.sort_unstable();
        talks.dedup();
        Wake {
            talks: talks.into_iter().filter_map(|id| working.snapshot(id)).collect(),
            rows: self.woken.rows,
            typing: self.woken.typing,
            timers: self.woken.timers,
            appointments: self.woken.appointments,
        }
    }
}

/// Cursors of channels in which the bot is called begin like this; server and channel follow.
pub const CALLS: &str = "calls:";

/// Name of the cursor that remembers the newest message seen in a Discord channel.
pub fn cursor(channel: Snowflake) -> String {
    format!("discord:{channel}")
}
