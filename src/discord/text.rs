//! A message's content in the terms of `domain::text`: everything that is not text becomes a readable line there.

use super::parse::wire::{Content, Embed, Message, Poll};
use crate::domain::text::names::Names;
use crate::domain::text::readable;

/// Discord's limit for a bot's message, in code points.
pub const MESSAGE_LIMIT: usize = 2000;

/// Flag of a voice note.
const VOICE: u64 = 1 << 13;
/// Only interactions tell the member's language; the labels are read at the desk anyway.
const LOCALE: &str = "en-US";

/// Everything a message says, as text.
pub fn readable(message: &Message) -> String {
    let said = &message.said;
    let content = readable::Content {
        text: said.content.clone(),
        forwards: message.message_snapshots.iter().map(|s| forward(&s.message)).collect(),
        stickers: said.sticker_items.iter().map(|s| s.name.clone()).collect(),
        voice_seconds: voice(said),
        // Cards under a typed text are previews of its links.
        embeds: if said.content.is_empty() { said.embeds.iter().map(embed).collect() } else { Vec::new() },
        poll: message.poll.as_ref().map(poll),
        ..readable::Content::default()
    };
    let nothing = content == readable::Content::default() && said.attachments.is_empty();
    readable::readable(LOCALE, &readable::Content { unknown: nothing, ..content }, &Mentioned(message))
}

fn voice(said: &Content) -> Option<u32> {
    let note = said.attachments.first().filter(|_| said.flags.unwrap_or(0) & VOICE != 0)?;
    // A float's cast to an integer saturates: no length can hurt.
    Some(note.duration_secs.unwrap_or(0.0).ceil() as u32)
}

/// Files of a forward are offered as files of the message; its stickers and cards are told in its text.
fn forward(said: &Content) -> readable::Forward {
    let stickers = said.sticker_items.iter().map(|s| s.name.clone());
    let cards = said.embeds.iter().filter(|_| said.content.is_empty()).map(embed).map(|e| format!("{} {}", e.title, e.description));
    let lines: Vec<String> = Some(said.content.clone()).into_iter().chain(stickers).chain(cards).filter(|l| !l.trim().is_empty()).collect();
    readable::Forward { place: None, text: lines.join("\n"), files: Vec::new() }
}

fn embed(embed: &Embed) -> readable::Embed {
    readable::Embed {
        title: embed.title.clone().unwrap_or_default(),
        description: embed.description.clone().unwrap_or_default(),
        url: embed.url.clone(),
    }
}

fn poll(poll: &Poll) -> readable::Poll {
    readable::Poll {
        question: poll.question.text.clone().unwrap_or_default(),
        answers: poll.answers.iter().filter_map(|a| a.poll_media.text.clone()).collect(),
    }
}

/// The names a message brings along.
struct Mentioned<'m>(&'m Message);

impl Names for Mentioned<'_> {
    fn user(&self, id: &str) -> Option<String> {
        let id = id.parse().ok()?;
        self.0.mentions.iter().find(|user| user.id == id).map(|user| user.shown_name().to_owned())
    }
    fn role(&self, _: &str) -> Option<String> {
        None
    }
    fn channel(&self, _: &str) -> Option<String> {
        None
    }
}
