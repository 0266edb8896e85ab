//! The copy of a talk: Markdown that a person can read anywhere.

use crate::domain::case::Case;
use crate::domain::clock::Millis;
use crate::domain::conversation::Conversation;
use crate::domain::message::{Author, Message};
use crate::domain::words::{CasePhrase, Phrase, say};
use crate::relay::known::Rules;
use jiff::Timestamp;

/// The largest copy, in bytes. Discord takes ten times as much; nobody reads more.
const LARGEST: usize = 1_000_000;

/// What the file is called.
pub fn file_name(case: &Case) -> String {
    let number: String = case.number.to_string().chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    format!("case-{}.md", number.to_lowercase())
}

/// Everything that member, assistant and agents have said to each other in the talks of a case, oldest first. Notes among colleagues
/// are not the member's; what was deleted stays deleted.
pub fn markdown(case: &Case, server: &str, talks: &[(Conversation, Vec<Message>)], locale: &str, rules: &Rules) -> String {
    let number = case.number.to_string();
    let mut out = format!("# {}\n", say(locale, &Phrase::Case(CasePhrase::CopyHead { number: &number, server })));
    if !case.title.is_empty() {
        out.push_str(&format!("\n{}\n", case.title));
    }
    for answer in &case.answers {
        out.push_str(&format!("\n**{}**\n\n{}\n", answer.label, answer.text));
    }
    let assistant = say(locale, &Phrase::Case(CasePhrase::CopyAssistant));
    for (talk, messages) in talks {
        for message in messages.iter().filter(|m| m.deleted_at.is_none()) {
            let name = match &message.author {
                Author::Member => talk.member_name.clone(),
                Author::Assistant => assistant.clone(),
                Author::Agent(agent) => agent.name.clone().filter(|_| rules.show_agent_names).unwrap_or_else(|| rules.team.clone()),
                Author::System => rules.team.clone(),
                Author::Note => continue,
            };
            out.push_str(&format!("\n**{name}** · {}\n\n", at(message.at)));
            if !message.text.is_empty() {
                out.push_str(&format!("{}\n", message.text));
            }
            for file in &message.files {
                out.push_str(&format!("📎 {}\n", file.name));
            }
        }
    }
    if out.len() > LARGEST {
        let end = (0..=LARGEST).rev().find(|at| out.is_char_boundary(*at)).unwrap_or(0);
        out.truncate(end);
        out.push_str("\n…\n");
    }
    out
}

fn at(ms: Millis) -> String {
    Timestamp::from_millisecond(ms).map_or_else(|_| String::new(), |at| at.strftime("%Y-%m-%d %H:%M UTC").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::case::{CaseKind, CaseNumber};
    use crate::domain::ids::{CaseId, ConversationId, Snowflake};
    use crate::domain::person::Agent;
    use crate::relay::decide::tests::world::World;

    fn said(seq: i64, author: Author, text: &str) -> Message {
        let at = 1_790_000_000_000 + seq * 60_000;
        Message { seq, author, text: text.into(), files: vec![], reply_to: None, at, version: 0, deleted_at: None }
    }

    #[test]
    fn a_copy_has_what_was_said_and_no_notes_or_deleted_lines() {
        let number = CaseNumber { kind: CaseKind::Help, number: 1042 };
        let case = Case::open(CaseId(uuid::Uuid::nil()), number, Snowflake(1), (Snowflake(2), "Ana"), "I can't log in".into(), 0);
        let talk = Conversation::begin(ConversationId(uuid::Uuid::nil()), Snowflake(2), "Ana".into(), 0);
        let maya = Agent { identity: "maya@example.com".into(), name: Some("Maya".into()) };
        let mut gone = said(4, Author::Member, "oops");
        gone.deleted_at = Some(1);
        let messages = vec![
            said(1, Author::Member, "I can't log in"),
            said(2, Author::Assistant, "Have you tried the other door?"),
            said(3, Author::Note, "angry customer"),
            gone,
            said(5, Author::Agent(maya), "Done."),
        ];
        let copy = markdown(&case, "Pokéfans", &[(talk, messages)], "en-US", &World::new().rules);
        insta::assert_snapshot!(copy, @"
        # #1042 · Pokéfans

        I can't log in

        **Ana** · 2026-09-21 14:14 UTC

        I can't log in

        **Assistant** · 2026-09-21 14:15 UTC

        Have you tried the other door?

        **Maya** · 2026-09-21 14:18 UTC

        Done.
        ");
        assert_eq!(file_name(&case), "case-1042.md");
        assert!(!copy.contains("maya@"));
    }
}
