//! Turns everything a member can send that is not plain text into lines the desk can read. Nothing is ever lost: what
//! this program does not know is at least named.

use super::clip;
use super::names::Names;
use super::plain::plain;
use crate::domain::words::{Phrase, say};

/// How much of the quoted message is shown, in grapheme clusters.
const QUOTE: usize = 100;

/// How much of a forwarded text or of a card's description is shown.
const EXCERPT: usize = 1_000;

/// A member's message, as far as it is shown. The adapter fills in what it found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Content {
    /// The text in Discord's notation; empty for a lone sticker or file.
    pub text: String,
    /// Forwarded messages.
    pub forwards: Vec<Forward>,
    /// The names of stickers.
    pub stickers: Vec<String>,
    /// The length of a voice note in seconds.
    pub voice_seconds: Option<u32>,
    /// Cards and link previews.
    pub embeds: Vec<Embed>,
    /// A poll.
    pub poll: Option<Poll>,
    /// The names of files that are not passed on as files of their own.
    pub files: Vec<String>,
    /// Something was there that this program has no field for.
    pub unknown: bool,
}

/// The message an answer refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answered<'a> {
    /// Still there.
    Standing {
        /// The shown name of its author.
        author: &'a str,
        /// Its readable text.
        text: &'a str,
    },
    /// Deleted.
    Gone,
}

/// A readable text below a short quote of the message it answers.
pub fn answering(locale: &str, to: Answered<'_>, text: &str) -> String {
    let mut lines = match to {
        Answered::Standing { author, text } => {
            vec![say(locale, &Phrase::DeskReplyTo { name: author }), format!("> {}", clip(text, QUOTE))]
        }
        Answered::Gone => vec![say(locale, &Phrase::DeskReplyToGone)],
    };
    lines.extend((!text.is_empty()).then(|| text.to_owned()));
    lines.join("\n")
}

/// A message passed on from elsewhere; Discord names no author.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Forward {
    /// Where it came from, if that may be known (`#general`).
    pub place: Option<String>,
    /// Its text, in Discord's notation.
    pub text: String,
    /// The names of its files.
    pub files: Vec<String>,
}

/// A card.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Embed {
    /// Its title, or the name of its site.
    pub title: String,
    /// Its text.
    pub description: String,
    /// Where it leads.
    pub url: Option<String>,
}

/// A poll.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Poll {
    /// What is asked.
    pub question: String,
    /// What can be chosen.
    pub answers: Vec<String>,
}

/// `content` as the desk should read it, with labels in the language of `locale`. Empty only if there was nothing.
pub fn readable(locale: &str, content: &Content, names: &impl Names) -> String {
    let tell = |phrase: Phrase<'_>| say(locale, &phrase);
    let mut lines = Vec::new();

    if !content.text.trim().is_empty() {
        lines.push(plain(&content.text, names));
    }
    for forward in &content.forwards {
        lines.push(tell(Phrase::DeskForward { place: forward.place.as_deref() }));
        lines.extend(quoted(&forward.text, names));
        lines.extend(forward.files.iter().map(|name| format!("> {}", tell(Phrase::DeskFile { name }))));
    }
    lines.extend(content.stickers.iter().map(|name| tell(Phrase::DeskSticker { name })));
    lines.extend(content.voice_seconds.map(|seconds| tell(Phrase::DeskVoice { seconds })));
    for embed in &content.embeds {
        let title = if embed.title.is_empty() { embed.url.as_deref().unwrap_or("…") } else { &embed.title };
        lines.push(tell(Phrase::DeskEmbed { title }));
        lines.extend(quoted(&embed.description, names));
        lines.extend(embed.url.iter().filter(|url| *url != title).map(|url| format!("> {}", plain(url, names))));
    }
    if let Some(poll) = &content.poll {
        lines.push(tell(Phrase::DeskPoll { question: &poll.question }));
        lines.extend(poll.answers.iter().map(|answer| format!("- {}", clip(&plain(answer, names), QUOTE))));
    }
    lines.extend(content.files.iter().map(|name| tell(Phrase::DeskFile { name })));
    if content.unknown {
        lines.push(tell(Phrase::DeskUnknown));
    }
    lines.join("\n")
}

/// A foreign text as quoted lines, so that nobody takes it for the member's own words.
fn quoted(text: &str, names: &impl Names) -> Vec<String> {
    let read = plain(text, names);
    let short: String = read.trim().chars().take(EXCERPT).collect();
    let more = if short.len() < read.trim().len() { "…" } else { "" };
    format!("{short}{more}").lines().map(|line| format!("> {line}")).collect()
}

#[cfg(test)]
mod tests {
    use super::super::names::fake::Few;
    use super::*;

    fn read(content: Content) -> String {
        readable("en-US", &content, &Few)
    }

    #[test]
    fn plain_text_stays_plain_text() {
        assert_eq!(read(Content { text: "hi <@1>".into(), ..Content::default() }), "hi @Ana");
    }

    #[test]
    fn nothing_is_nothing() {
        assert_eq!(read(Content::default()), "");
    }

    #[test]
    fn a_sticker_and_a_voice_note_are_named() {
        let content = Content { stickers: vec!["Wave".into()], voice_seconds: Some(65), ..Content::default() };
        insta::assert_snapshot!(read(content), @"
        [Sticker: Wave]
        [Voice note, 1:05]
        ");
    }

    #[test]
    fn a_reply_quotes_at_most_a_hundred_characters() {
        let to = format!("Did you\ntry {}", "x".repeat(200));
        let got = answering("en-US", Answered::Standing { author: "Maya", text: &to }, "yes");
        assert!(got.lines().nth(1).unwrap().chars().count() <= 103);
        insta::assert_snapshot!(got, @"
        Replying to Maya:
        > Did you try xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…
        yes
        ");
    }

    #[test]
    fn a_reply_to_a_deleted_message_says_so() {
        insta::assert_snapshot!(answering("en-US", Answered::Gone, "that one"), @"
        Replying to a deleted message
        that one
        ");
    }

    #[test]
    fn a_forward_is_quoted_with_its_files() {
        let forward = Forward { place: Some("#general".into()), text: "first <@1>\nsecond".into(), files: vec!["a.png".into()] };
        insta::assert_snapshot!(read(Content { forwards: vec![forward, Forward::default()], ..Content::default() }), @"
        [Forwarded from #general]
        > first @Ana
        > second
        > [File: a.png]
        [Forwarded message]
        ");
    }

    #[test]
    fn a_card_and_a_poll_are_spelled_out() {
        let embed = Embed { title: "Status".into(), description: "All fine".into(), url: Some("https://status.example".into()) };
        let poll = Poll { question: "Cats or dogs?".into(), answers: vec!["Cats".into(), "<:dog:12>".into()] };
        let bare = Embed { url: Some("https://a.example".into()), ..Embed::default() };
        insta::assert_snapshot!(read(Content { embeds: vec![embed, bare], poll: Some(poll), ..Content::default() }), @"
        [Card: Status]
        > All fine
        > https://status.example
        [Card: https://a.example]
        [Poll: Cats or dogs?]
        - Cats
        - :dog:
        ");
    }

    #[test]
    fn what_is_not_known_is_still_mentioned() {
        insta::assert_snapshot!(read(Content { unknown: true, files: vec!["../x.log".into()], ..Content::default() }), @"
        [File: x.log]
        [A kind of message that can't be shown here]
        ");
    }

    #[test]
    fn labels_follow_the_language_of_the_desk() {
        assert_eq!(readable("de", &Content { stickers: vec!["Wave".into()], ..Content::default() }, &Few), "[Sticker: Wave]");
        assert_eq!(readable("ko", &Content { stickers: vec!["Wave".into()], ..Content::default() }, &Few), "[스티커: Wave]");
    }
}
