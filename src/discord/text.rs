//! What text is on Discord's side: lines for things that are not text, and the seam to the text rules of `domain`.

use super::parse::wire::{Attachment, Content, Embed, Message, Poll};

/// Discord's limit for a bot's message, in code points.
pub const MESSAGE_LIMIT: usize = 2000;

/// Flag of a voice note.
const VOICE: u64 = 1 << 13;

/// Everything a message says, as text: what was typed first, then a line for each thing that is not text.
pub fn readable(message: &Message) -> String {
    let mut lines = Vec::new();
    readable_content(&message.said, &mut lines);
    for snapshot in &message.message_snapshots {
        let mut forwarded = Vec::new();
        readable_content(&snapshot.message, &mut forwarded);
        forwarded.extend(snapshot.message.embeds.iter().filter_map(readable_embed));
        lines.push(format!("↪️ forwarded: {}", forwarded.join("\n")).trim_end().to_owned());
    }
    if message.message_snapshots.is_empty() && message.said.content.is_empty() {
        lines.extend(message.said.embeds.iter().filter_map(readable_embed));
    }
    lines.extend(message.poll.as_ref().map(readable_poll));
    lines.join("\n")
}

fn readable_content(said: &Content, lines: &mut Vec<String>) {
    if !said.content.is_empty() {
        lines.push(said.content.clone());
    }
    lines.extend(said.sticker_items.iter().map(|sticker| format!("[sticker: {}]", sticker.name)));
    if said.flags.unwrap_or(0) & VOICE != 0 {
        lines.extend(said.attachments.first().map(readable_voice));
    }
}

fn readable_voice(voice: &Attachment) -> String {
    match voice.duration_secs {
        Some(seconds) => format!("[voice note, {} s]", seconds.ceil()),
        None => "[voice note]".to_owned(),
    }
}

/// Title, text and address of an embed; nothing for one that has none of them.
fn readable_embed(embed: &Embed) -> Option<String> {
    let parts: Vec<&str> = [&embed.title, &embed.description, &embed.url].into_iter().filter_map(|p| p.as_deref()).collect();
    (!parts.is_empty()).then(|| format!("[{}]", parts.join(" · ")))
}

fn readable_poll(poll: &Poll) -> String {
    let answers: Vec<&str> = poll.answers.iter().filter_map(|a| a.poll_media.text.as_deref()).collect();
    format!("[poll: {} — {}]", poll.question.text.as_deref().unwrap_or_default(), answers.join(" / "))
}

/// Cuts `text` into parts of at most `limit` code points, at a line end or space where there is one.
pub fn split(text: &str, limit: usize) -> Vec<String> {
    let mut parts = Vec::new();
    let mut rest = text.trim();
    while let Some((end, _)) = rest.char_indices().nth(limit) {
        let window = &rest[..end];
        let cut = window.rfind('\n').or_else(|| window.rfind(' ')).filter(|&at| at > 0).unwrap_or(end);
        parts.push(rest[..cut].trim_end().to_owned());
        rest = rest[cut..].trim_start();
    }
    if !rest.is_empty() {
        parts.push(rest.to_owned());
    }
    parts
}

/// A name as it may stand in a message: one line, markup escaped.
pub fn chat_name(raw: &str) -> String {
    let line: String = raw.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(32).collect();
    line.chars().flat_map(|c| ("*_~`|<>@#[]()\\:".contains(c)).then_some('\\').into_iter().chain([c])).collect()
}
