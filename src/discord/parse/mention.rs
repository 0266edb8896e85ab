//! Calls of the bot in channels of servers. The content of such messages, and of no others, reaches a bot without the privileged intent.

use super::Ours;
use super::message::{member, person, said};
use super::wire::Message;
use crate::domain::event::{Body, Event, Said, Subject};
use crate::domain::ids::Snowflake;

/// The member has called the bot, or answered one of its lines. `None` for everything else that is said in channels. `found` is the
/// server of a message whose payload does not tell (history does not).
pub fn mentioned(message: &Message, ours: &Ours, found: Option<Snowflake>) -> Option<Event> {
    let author = person(message, ours)?;
    let server = message.guild_id.or(found)?;
    let called = message.mentions.iter().any(|user| user.id == ours.bot);
    let answered = message.referenced_message.as_ref().and_then(|m| m.author.as_ref()).is_some_and(|user| user.id == ours.bot);
    let said = without_call(message, ours);
    // A line answered without calling the bot comes empty where the intent is missing: there is nothing to go by.
    if !called && (!answered || said.text.is_empty()) {
        return None;
    }
    Some(Event {
        source: format!("discord:message:{}", message.id),
        at: message.id.made_at(),
        subject: Subject::Member { member: author.id, server: Some(server) },
        body: Body::Mentioned { member: member(author, None), server, channel: message.channel_id, message: said },
    })
}

/// What is said besides the call. Nothing but the call is nothing.
fn without_call(message: &Message, ours: &Ours) -> Said {
    let mut rest = message.clone();
    let bot = ours.bot;
    for call in [format!("<@{bot}>"), format!("<@!{bot}>")] {
        rest.said.content = rest.said.content.replace(&call, " ");
    }
    rest.said.content = rest.said.content.trim().to_owned();
    let empty =
        rest.said.content.is_empty() && rest.said.sticker_items.is_empty() && rest.message_snapshots.is_empty() && rest.poll.is_none();
    let said = said(&rest);
    // Files are not looked at in channels.
    Said { text: if empty { String::new() } else { said.text }, files: Vec::new(), ..said }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};
    use std::sync::Arc;

    fn event(more: Value) -> Option<Event> {
        let mut message = json!({"id":"175928847299117063","channel_id":"5","guild_id":"9","type":0,"content":"",
            "author":{"id":"42","username":"ana","global_name":"Ana"}});
        message.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let ours = Ours { bot: Snowflake(1), is_our_thread: Arc::new(|_| false) };
        mentioned(&serde_json::from_value(message).unwrap(), &ours, None)
    }

    fn text(more: Value) -> String {
        match event(more).unwrap().body {
            Body::Mentioned { message, .. } => message.text,
            other => panic!("{other:?}"),
        }
    }

    fn calls(content: &str) -> Value {
        json!({"content": content, "mentions": [{"id":"1","username":"us","bot":true}]})
    }

    #[test]
    fn what_is_said_besides_the_call_is_the_question() {
        assert_eq!(text(calls("<@1> how do I log in?")), "how do I log in?");
        assert_eq!(text(calls("환불은 <@!1> 어떻게 하나요")), "환불은   어떻게 하나요");
        assert_eq!(text(calls("<@1>")), "");
        let event = event(calls("<@1> hi")).unwrap();
        assert_eq!(
            (event.source.as_str(), event.subject),
            ("discord:message:175928847299117063", Subject::Member { member: Snowflake(42), server: Some(Snowflake(9)) })
        );
    }

    #[test]
    fn an_answered_line_of_ours_is_a_call_where_it_can_be_read() {
        let reply = |content: &str| json!({"type": 19, "content": content, "message_reference": {"message_id": "7"}, "referenced_message": {"id": "7", "author": {"id": "1", "username": "us"}}});
        let Body::Mentioned { message, .. } = event(reply("and on mobile?")).unwrap().body else { panic!() };
        assert_eq!((message.text.as_str(), message.reply_to), ("and on mobile?", Some(Snowflake(7))));
        assert_eq!(event(reply("")), None, "without the intent it comes empty");
    }

    #[test]
    fn what_is_not_for_us_is_not_heard() {
        assert_eq!(event(json!({"content": "just talking"})), None);
        assert_eq!(event(json!({"content": "@everyone <@&1>", "mention_everyone": true})), None);
        let mut bot = calls("<@1> hi");
        bot["author"] = json!({"id": "8", "username": "b", "bot": true});
        assert_eq!(event(bot), None);
        let mut direct = calls("<@1> hi");
        direct["guild_id"] = Value::Null;
        assert_eq!(event(direct), None);
    }
}
