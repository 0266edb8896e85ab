//! What happens in a desk conversation: `/forward-to-discord`, and the same things found by catching up.
//!
//! The old Programmable Chat names (`ChannelSid`, `From`, `onMessageSent`, …) are read where the new ones are missing.

use super::{BadPayload, Ignored, Parsed, need, time};
use crate::domain::clock::Millis;
use crate::domain::event::{Body, Event, Subject};
use crate::domain::file::{FileSource, OfferedFile};
use crate::domain::person::Agent;
use crate::twilio::form::Form;
use crate::twilio::{identity, mark};
use serde::Deserialize;

/// Reads a verified form.
///
/// # Errors
/// When a field is missing that the event must have.
pub fn parse(form: &Form<'_>, now: Millis) -> Result<Parsed, BadPayload> {
    match need(form.text("EventType")?, "EventType")? {
        "onMessageAdded" | "onMessageSent" | "onMediaMessageSent" => added(form, now),
        "onMessageUpdated" => edited(form, now),
        "onMessageRemoved" => removed(form, now),
        "onConversationStateUpdated" => state_updated(form, now),
        "onConversationRemoved" | "onChannelDestroyed" => {
            let at = form.text("DateRemoved")?.and_then(time).unwrap_or(now);
            Ok(closed(conversation_of(form)?, at))
        }
        "onParticipantAdded" | "onMemberAdded" => participant(form, "DateCreated", now, joined),
        "onParticipantRemoved" | "onMemberRemoved" => participant(form, "DateRemoved", now, left),
        "onConversationAdded"
        | "onConversationUpdated"
        | "onParticipantUpdated"
        | "onMemberUpdated"
        | "onDeliveryUpdated"
        | "onUserAdded"
        | "onUserUpdated" => Ok(Parsed::Ignored(Ignored::NotOurs)),
        _ => Ok(Parsed::Ignored(Ignored::Unknown)),
    }
}

/// A line as both ways to it tell.
pub struct Line<'a> {
    pub conversation: &'a str,
    pub sid: &'a str,
    pub index: i64,
    pub author: &'a str,
    pub text: &'a str,
    pub files: Vec<OfferedFile>,
    pub attributes: &'a str,
    pub at: Millis,
}

impl Line<'_> {
    /// The event, unless we wrote the line.
    pub fn wrote(self) -> Parsed {
        if identity::is_member(self.author) || mark::is_ours(self.attributes) {
            return Parsed::Ignored(Ignored::Ours);
        }
        if self.text.is_empty() && self.files.is_empty() {
            return Parsed::Ignored(Ignored::Empty);
        }
        let Line { conversation, sid, index, author, text, files, at, .. } = self;
        let author = Agent { identity: identity::plain(author), name: None };
        let body = Body::DeskWrote { id: sid.to_owned(), index, author, text: text.to_owned(), files };
        event(format!("desk:message:{sid}"), at, conversation, body)
    }
}

/// The conversation was closed or removed, which is for good: one source for all ways to learn it.
pub fn closed(conversation: &str, at: Millis) -> Parsed {
    event(format!("desk:state:{conversation}:closed"), at, conversation, Body::DeskClosed)
}

/// Somebody entered. `participant` is their `MB…`.
pub fn joined(conversation: &str, participant: &str, agent: Agent, at: Millis) -> Parsed {
    event(format!("desk:participant:{participant}:added"), at, conversation, Body::DeskJoined { agent })
}

fn left(conversation: &str, participant: &str, agent: Agent, at: Millis) -> Parsed {
    event(format!("desk:participant:{participant}:removed"), at, conversation, Body::DeskLeft { agent })
}

/// Somebody we thought was there is not; when they left, and under which `MB…`, nobody can tell any more. `last_index` says how much
/// had been said by then, so that coming back and leaving again is another event.
pub fn missing(conversation: &str, identity: &str, last_index: i64, now: Millis) -> Parsed {
    let agent = Agent { identity: identity.to_owned(), name: None };
    event(format!("desk:participant:{conversation}:{identity}:missing:{last_index}"), now, conversation, Body::DeskLeft { agent })
}

fn event(source: String, at: Millis, conversation: &str, body: Body) -> Parsed {
    Parsed::Event(Box::new(Event { source, at, subject: Subject::Desk { sid: conversation.to_owned() }, body }))
}

fn added(form: &Form<'_>, now: Millis) -> Result<Parsed, BadPayload> {
    let index = need(form.text("Index")?, "Index")?;
    let line = Line {
        conversation: conversation_of(form)?,
        sid: need(form.text("MessageSid")?, "MessageSid")?,
        // Indexes count from 0; what is far beyond any conversation's length must not get into our sums.
        index: index.parse::<u32>().map(i64::from).map_err(|_| BadPayload::Unreadable("Index"))?,
        author: author_of(form)?.ok_or(BadPayload::Missing("Author"))?,
        text: form.text("Body")?.unwrap_or_default(),
        files: form.text("Media")?.map_or(Ok(Vec::new()), files)?,
        attributes: form.text("Attributes")?.unwrap_or_default(),
        at: form.text("DateCreated")?.and_then(time).unwrap_or(now),
    };
    Ok(line.wrote())
}

fn edited(form: &Form<'_>, now: Millis) -> Result<Parsed, BadPayload> {
    let conversation = conversation_of(form)?;
    let sid = need(form.text("MessageSid")?, "MessageSid")?;
    let updated = need(form.text("DateUpdated")?, "DateUpdated")?;
    if is_ours(form)? {
        return Ok(Parsed::Ignored(Ignored::Ours));
    }
    // Without a body only the attributes of a media message changed.
    let Some(text) = form.text("Body")? else { return Ok(Parsed::Ignored(Ignored::Empty)) };
    let body = Body::DeskEdited { id: sid.to_owned(), text: text.to_owned() };
    Ok(event(format!("desk:edit:{sid}:{updated}"), time(updated).unwrap_or(now), conversation, body))
}

fn removed(form: &Form<'_>, now: Millis) -> Result<Parsed, BadPayload> {
    let conversation = conversation_of(form)?;
    let sid = need(form.text("MessageSid")?, "MessageSid")?;
    if is_ours(form)? {
        return Ok(Parsed::Ignored(Ignored::Ours));
    }
    let at = form.text("DateRemoved")?.and_then(time).unwrap_or(now);
    Ok(event(format!("desk:delete:{sid}"), at, conversation, Body::DeskDeleted { id: sid.to_owned() }))
}

fn state_updated(form: &Form<'_>, now: Millis) -> Result<Parsed, BadPayload> {
    let conversation = conversation_of(form)?;
    let to = need(form.text("StateTo")?, "StateTo")?;
    if to != "closed" {
        return Ok(Parsed::Ignored(Ignored::NotOurs));
    }
    let at = form.text("StateUpdated")?.or(form.text("DateUpdated")?).and_then(time).unwrap_or(now);
    Ok(closed(conversation, at))
}

fn participant(
    form: &Form<'_>,
    date: &'static str,
    now: Millis,
    event: fn(&str, &str, Agent, Millis) -> Parsed,
) -> Result<Parsed, BadPayload> {
    let conversation = conversation_of(form)?;
    let sid = form.text("ParticipantSid")?.or(form.text("MemberSid")?);
    let sid = need(sid, "ParticipantSid")?;
    // People on a telephone have an address and no identity.
    let Some(identity) = form.text("Identity")? else { return Ok(Parsed::Ignored(Ignored::NotOurs)) };
    if identity::is_member(identity) {
        return Ok(Parsed::Ignored(Ignored::Ours));
    }
    let at = form.text(date)?.and_then(time).unwrap_or(now);
    Ok(event(conversation, sid, Agent { identity: identity::plain(identity), name: None }, at))
}

fn conversation_of<'f>(form: &'f Form<'_>) -> Result<&'f str, BadPayload> {
    need(form.text("ConversationSid")?.or(form.text("ChannelSid")?), "ConversationSid")
}

fn author_of<'f>(form: &'f Form<'_>) -> Result<Option<&'f str>, BadPayload> {
    Ok(form.text("Author")?.or(form.text("From")?))
}

fn is_ours(form: &Form<'_>) -> Result<bool, BadPayload> {
    Ok(author_of(form)?.is_some_and(identity::is_member) || mark::is_ours(form.text("Attributes")?.unwrap_or_default()))
}

/// The files announced in `Media`, a JSON list.
fn files(text: &str) -> Result<Vec<OfferedFile>, BadPayload> {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Media {
        sid: String,
        filename: Option<String>,
        content_type: Option<String>,
        size: Option<u64>,
    }
    let media: Vec<Media> = serde_json::from_str(text).map_err(|_| BadPayload::Unreadable("Media"))?;
    Ok(media.into_iter().map(|file| offered(file.sid, file.filename, file.content_type, file.size.unwrap_or(0))).collect())
}

/// A media resource as a file on offer.
pub fn offered(sid: String, name: Option<String>, content_type: Option<String>, size: u64) -> OfferedFile {
    let name = name.filter(|name| !name.is_empty()).unwrap_or_else(|| sid.clone());
    OfferedFile { source: FileSource::Desk { media: sid }, name, content_type: content_type.filter(|kind| !kind.is_empty()), size }
}

#[cfg(test)]
#[path = "conversation_tests.rs"]
mod tests;
