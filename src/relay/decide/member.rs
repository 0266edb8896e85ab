//! What members write, change and take back.

use super::assistant;
use super::handover::{self, Trigger};
use super::turn::Turn;
use crate::assistant::small_talk::is_thanks;
use crate::assistant::wants_person::wants_person;
use crate::domain::case::CaseState;
use crate::domain::conversation::{Conversation, Desk, Owner};
use crate::domain::delivery::{Delivery, DeskAuthor, Write};
use crate::domain::event::{Event, Said, Timer};
use crate::domain::file::{FileRef, OfferedFile};
use crate::domain::ids::{ConversationId, FileId, Seq, Snowflake};
use crate::domain::message::{Author, Message, Place, Side};
use crate::domain::person::Member;
use crate::domain::text::file_name::{Refusal, safe_file_name};
use crate::domain::text::readable::{Answered, answering};
use crate::domain::words::{FileReason, Phrase};
use crate::relay::effects::Effects;
use crate::relay::known::{Known, Need, Past};

/// The member wrote in their DM or thread.
pub fn wrote(known: &Known<'_>, event: &Event, member: &Member, place: Place, said: &Said) -> Result<Effects, Need> {
    let seen = Some((place.channel(), said.id));
    if let Some(talk) = known.conversation.filter(|c| c.member != member.id) {
        return Ok(Effects { seen, ..overheard(Turn::of(known, talk.clone()), member, said) });
    }
    let open = known.conversation.filter(|c| c.ended_at.is_none());
    let mut turn = match open {
        Some(talk) => Turn::of(known, talk.clone()),
        None => {
            let past = known.found.past.as_ref().ok_or(Need::Past { member: member.id })?;
            if let Some(thanked) = just_thanks(past, said, known.now) {
                return Ok(Effects { seen, ..thank_back(known, thanked, said) });
            }
            begin(known, member, past)
        }
    };
    turn.talk.member_name.clone_from(&member.name);
    turn.talk.place = Some(place);
    if matches!(place, Place::Dm { .. }) {
        // Where members can write to us, we can write to them.
        turn.talk.dms_closed = false;
    }
    turn.out.seen = seen;
    if turn.talk.closing_asked {
        if said.files.is_empty() && is_thanks(&said.text) {
            // The question whether the case may be closed stays open.
            let seq = turn.record(Author::Member, said.text.clone(), Vec::new(), None, event.at);
            turn.known_as(Side::Discord, said.id.to_string(), None, seq);
            turn.deliver(Delivery::React { to: seq, emoji: "❤️".into() });
            return Ok(turn.done());
        }
        turn.wake(Timer::Closing, known.rules.closing_ms);
    }

    let owed = turn.talk.owes_an_answer();
    let reply_to = match &said.reply_to {
        Some(id) => turn.message(Side::Discord, &id.to_string())?,
        None => None,
    };
    let (files, refused) = take_files(&mut turn, &said.files);
    if files.is_empty() && said.text.trim().is_empty() {
        // Nothing of it may pass: there is nothing to answer but why.
        let seq = turn.record(Author::Member, String::new(), files, None, event.at);
        turn.known_as(Side::Discord, said.id.to_string(), None, seq);
        refused.iter().for_each(|(name, why)| refuse_file(&mut turn, name, why));
        return Ok(turn.done());
    }
    let seq = hear(&mut turn, Heard { text: &said.text, files, reply_to, at: event.at, announce: true });
    turn.known_as(Side::Discord, said.id.to_string(), None, seq);
    if turn.talk.owner == Owner::Assistant && !owed {
        turn.deliver(Delivery::React { to: seq, emoji: "👀".into() });
    }
    for (name, why) in refused {
        refuse_file(&mut turn, &name, &why);
    }
    attend(&mut turn, &said.text, owed)?;
    Ok(turn.done())
}

/// Something the member has said, however it reached us.
pub struct Heard<'a> {
    pub text: &'a str,
    pub files: Vec<FileRef>,
    pub reply_to: Option<&'a Message>,
    pub at: i64,
    /// Tell the flow of it.
    pub announce: bool,
}

/// Writes what the member said into the history and to the desk.
pub fn hear(turn: &mut Turn<'_>, heard: Heard<'_>) -> Seq {
    let seq = turn.record(Author::Member, heard.text.to_owned(), heard.files.clone(), heard.reply_to.map(|m| m.seq), heard.at);
    turn.talk.member_spoke = Some((seq, turn.now));
    turn.open_desk();
    turn.write(Write {
        message: seq,
        author: DeskAuthor::Member,
        text: as_read(turn, heard.text, heard.reply_to),
        files: heard.files,
        announce: heard.announce,
        only_while: None,
    });
    seq
}

/// The member's words as the desk reads them: what they answer is quoted.
fn as_read(turn: &Turn<'_>, text: &str, reply_to: Option<&Message>) -> String {
    let Some(to) = reply_to else { return text.to_owned() };
    let author = match &to.author {
        Author::Member => turn.talk.member_name.clone(),
        Author::Agent(agent) => agent.name.clone().unwrap_or_else(|| turn.known.rules.team.clone()),
        Author::Assistant => "Assistant".to_owned(),
        Author::System | Author::Note => turn.known.rules.team.clone(),
    };
    let answered = match to.deleted_at {
        None => Answered::Standing { author: &author, text: &to.text },
        Some(_) => Answered::Gone,
    };
    answering("en-US", answered, text)
}

/// The same for a message heard earlier.
pub fn as_read_then(turn: &Turn<'_>, message: &Message, text: &str) -> Result<String, Need> {
    let Some(seq) = message.reply_to else { return Ok(text.to_owned()) };
    let turns = turn.turns()?;
    Ok(as_read(turn, text, turns.iter().find(|m| m.seq == seq)))
}

/// Somebody else (staff, for nobody else is let in) wrote in the member's thread: the desk should know, the talk is not theirs.
fn overheard(mut turn: Turn<'_>, author: &Member, said: &Said) -> Effects {
    if turn.talk.ended_at.is_some() || said.text.trim().is_empty() {
        return Effects::default();
    }
    turn.note(&Phrase::DeskOverheard { name: &author.name, text: &said.text });
    turn.done()
}

/// Sees to it that somebody answers what the member has just said.
pub fn attend(turn: &mut Turn<'_>, text: &str, owed: bool) -> Result<(), Need> {
    if turn.talk.server.is_none() && turn.known.servers.len() > 1 {
        return Ok(()); // The member is being asked which community it is about; everything waits for that.
    }
    match turn.talk.owner {
        Owner::Assistant if wants_person(text) => {
            let trigger = if turn.flow_listens() { Trigger::OwnLine } else { Trigger::Notice };
            handover::begin(turn, trigger)?;
        }
        Owner::Assistant => {
            turn.show_typing();
            if turn.flow_listens() {
                if !owed {
                    turn.wake(Timer::Unasked, turn.known.rules.answer_within_ms);
                }
            } else {
                assistant::soon(turn);
            }
        }
        Owner::Queue => {}
        Owner::Agent => {
            if !owed {
                turn.wake(Timer::AgentSilent, turn.known.rules.hand_back_ms);
            }
            turn.move_case(turn.member_actor(), CaseState::WaitingForUs)?;
        }
    }
    Ok(())
}

/// Begins a conversation for a member who has none open.
pub fn begin<'a>(known: &'a Known<'a>, member: &Member, past: &Past) -> Turn<'a> {
    let talk = Conversation::begin(ConversationId(known.fresh.id()), member.id, member.name.clone(), known.now);
    let mut turn = Turn::of(known, talk);
    turn.talk.locale = member.locale.clone().or_else(|| past.locale.clone());
    turn.wake(Timer::Idle, known.rules.idle_ms);
    match known.servers {
        [] => {}
        [only] => settle_server(&mut turn, only.id),
        several => {
            let servers = several.iter().map(|s| s.id).collect();
            turn.deliver(Delivery::LookUpMember { servers });
        }
    }
    turn
}

/// Like [`begin`], but it is known which server it is about. What interactions tell of a member names no roles: these are looked up.
pub fn begin_in<'a>(known: &'a Known<'a>, member: &Member, server: Option<Snowflake>, past: &Past) -> Turn<'a> {
    let Some(server) = server else { return begin(known, member, past) };
    let talk = Conversation::begin(ConversationId(known.fresh.id()), member.id, member.name.clone(), known.now);
    let mut turn = Turn::of(known, talk);
    turn.talk.locale = member.locale.clone().or_else(|| past.locale.clone());
    turn.wake(Timer::Idle, known.rules.idle_ms);
    settle_server(&mut turn, server);
    turn
}

/// From now on the conversation is about this server.
pub fn settle_server(turn: &mut Turn<'_>, server: Snowflake) {
    turn.talk.server = Some(server);
    if turn.known.rules.desk && turn.talk.membership.as_ref().is_none_or(|m| m.server != server) {
        turn.deliver(Delivery::LookUpMember { servers: vec![server] });
    }
}

/// A member who just says thanks after the end wants no new conversation: the one it is for.
fn just_thanks<'p>(past: &'p Past, said: &Said, now: i64) -> Option<&'p Conversation> {
    const FRESH_MS: i64 = 24 * 3_600_000;
    let last = past.last.as_deref()?;
    let fresh = last.ended_at.is_some_and(|at| now - at <= FRESH_MS);
    (fresh && said.files.is_empty() && is_thanks(&said.text)).then_some(last)
}

/// "thanks!" after the end gets a heart.
fn thank_back(known: &Known<'_>, last: &Conversation, said: &Said) -> Effects {
    let mut turn = Turn::of(known, last.clone());
    let seq = turn.record(Author::Member, said.text.clone(), Vec::new(), None, known.now);
    turn.known_as(Side::Discord, said.id.to_string(), None, seq);
    turn.deliver(Delivery::React { to: seq, emoji: "❤️".into() });
    turn.done()
}

/// Takes on the files that may pass; the others come back with the reason.
fn take_files(turn: &mut Turn<'_>, offered: &[OfferedFile]) -> (Vec<FileRef>, Vec<(String, Refusal)>) {
    let mut taken = Vec::new();
    let mut refused = Vec::new();
    for file in offered {
        let name = safe_file_name(&file.name);
        match turn.known.rules.files.check(&name, file.content_type.as_deref(), file.size) {
            Ok(()) => taken.push(take_file(turn, file)),
            Err(why) => refused.push((name, why)),
        }
    }
    (taken, refused)
}

/// Takes on a file and has it copied, for the address it has now will not live long.
pub fn take_file(turn: &mut Turn<'_>, offered: &OfferedFile) -> FileRef {
    let file = FileRef {
        id: FileId(turn.known.fresh.id()),
        source: offered.source.clone(),
        name: safe_file_name(&offered.name),
        content_type: offered.content_type.clone().unwrap_or_else(|| "application/octet-stream".into()),
        size: offered.size,
    };
    turn.out.files.push(file.clone());
    turn.deliver(Delivery::Fetch { file: file.clone() });
    file
}

fn refuse_file(turn: &mut Turn<'_>, name: &str, why: &Refusal) {
    const MB: u64 = 1024 * 1024;
    match why {
        Refusal::TooBig { max_bytes } => {
            let limit_mb = max_bytes / MB;
            turn.tell(&Phrase::FileTooBig { name, limit_mb }, vec![]);
        }
        Refusal::Empty => {
            turn.tell(&Phrase::FileRefused { name, reason: FileReason::Empty }, vec![]);
        }
        Refusal::Kind(kind) => {
            turn.tell(&Phrase::FileRefused { name, reason: FileReason::Kind(kind) }, vec![]);
        }
    }
}

/// The member changed a message.
pub fn edited(turn: &mut Turn<'_>, id: Snowflake, text: &str) -> Result<(), Need> {
    let Some(message) = turn.message(Side::Discord, &id.to_string())? else { return Ok(()) };
    if message.author != Author::Member || message.text == text || message.deleted_at.is_some() {
        return Ok(());
    }
    turn.out.edits.push((message.seq, text.to_owned()));
    if turn.talk.desk != Desk::None {
        let mark = Turn::desk_words(&Phrase::EditedMark);
        let text_there = as_read_then(turn, message, text)?;
        turn.deliver(Delivery::Rewrite { of: message.seq, text: format!("{text_there} {mark}") });
        if turn.talk.owner == Owner::Agent {
            turn.note(&Phrase::DeskMemberEdited { old: &message.text, new: text });
        }
    }
    Ok(())
}

/// The member took a message back: it is marked as deleted at the desk. An agent who has read it already is told what it was.
pub fn deleted(turn: &mut Turn<'_>, id: Snowflake) -> Result<(), Need> {
    let Some(message) = turn.message(Side::Discord, &id.to_string())? else { return Ok(()) };
    if message.author != Author::Member || message.deleted_at.is_some() {
        return Ok(());
    }
    turn.out.deletions.push(message.seq);
    if turn.talk.desk != Desk::None {
        let mark = Turn::desk_words(&Phrase::DeletedMark);
        turn.deliver(Delivery::Rewrite { of: message.seq, text: mark });
        if turn.talk.owner == Owner::Agent {
            turn.note(&Phrase::DeskMemberDeleted { old: &message.text });
        }
    }
    Ok(())
}
