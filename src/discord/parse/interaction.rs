//! Interactions: commands, presses and forms, from the raw body or from the gateway.

use super::form;
use super::message::member as named;
use super::wire::{Component, Data, Interaction, Message};
use crate::discord::commands;
use crate::discord::components::{is_ours, pressed};
use crate::discord::suggest::Typed;
use crate::domain::case::CaseKind;
use crate::domain::clock::Millis;
use crate::domain::conversation::PendingInteraction;
use crate::domain::event::{Body, Command, Event, Subject};
use crate::domain::message::Place;
use crate::domain::person::Membership;

/// What an interaction asks of us.
#[derive(Debug, PartialEq)]
pub enum Asked {
    /// Discord checks that we are there.
    Ping,
    /// Something happened.
    Event { event: Box<Event>, from: From },
    /// Suggestions while typing; `None` where we have none to give, or the command is not ours.
    Suggest(Option<Typed>),
    /// A button, menu or form we do not know (any more), or a command that is not ours. `ours`: an earlier release of ours made it.
    Expired { locale: Option<String>, ours: bool },
}

/// What the interaction began with; it decides which answers are possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum From {
    Command,
    Press,
    Form,
}

/// The body is not an interaction we can answer.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// Not JSON, or a field of the wrong type.
    #[error("not readable as an interaction: {0}")]
    Json(#[from] serde_json::Error),
    /// A field without which there is nobody to answer.
    #[error("an interaction without {0}")]
    Without(&'static str),
}

/// Reads a verified body.
///
/// # Errors
/// When it cannot be read; Discord has to hear an apology then.
pub fn parse(body: &[u8], now: Millis) -> Result<Asked, Unreadable> {
    read(serde_json::from_slice(body)?, now)
}

/// Reads an interaction. `now` is when it reached us: the 15 minutes of its token are counted by our clock.
///
/// # Errors
/// When it lacks what is needed to answer it.
pub fn read(it: Interaction, now: Millis) -> Result<Asked, Unreadable> {
    let data = it.data.as_ref();
    match it.kind {
        1 => return Ok(Asked::Ping),
        4 => return Ok(Asked::Suggest(data.and_then(typed).map(|text| Typed { text, locale: it.locale.clone(), server: it.guild_id }))),
        _ => {}
    }
    let known = match it.kind {
        2 => data.and_then(|d| command(d, &it)).map(Known::Command),
        3 => data.and_then(|d| press(d, it.message.as_ref())).map(Known::Press),
        5 => data.and_then(|d| form::sent(d, &it)).map(Known::Form),
        _ => None,
    };
    let Some(known) = known else {
        let ours = data.and_then(|d| d.custom_id.as_deref()).is_some_and(is_ours);
        return Ok(Asked::Expired { locale: it.locale, ours });
    };
    event(&it, known, now)
}

enum Known {
    Command(Command),
    Press(crate::domain::delivery::Button),
    Form(form::Sent),
}

fn event(it: &Interaction, known: Known, now: Millis) -> Result<Asked, Unreadable> {
    let token = it.token.clone().ok_or(Unreadable::Without("token"))?;
    let id = it.id.ok_or(Unreadable::Without("id"))?;
    let user = it.member.as_ref().and_then(|m| m.user.as_ref()).or(it.user.as_ref()).ok_or(Unreadable::Without("user"))?;
    let member = named(user, it.locale.clone());
    let subject = Subject::Member { member: member.id, server: it.guild_id };
    let interaction = PendingInteraction { id, token, at: now };
    let (body, from) = match known {
        Known::Command(command) => {
            (Body::Command { member, membership: membership(it), server: it.guild_id, command, interaction }, From::Command)
        }
        Known::Form(form::Sent { form, filled }) => {
            (Body::Submitted { member, server: it.guild_id, form, filled, interaction }, From::Form)
        }
        Known::Press(button) => {
            let message = it.message.as_ref().ok_or(Unreadable::Without("message"))?;
            let channel = it.channel_id.unwrap_or(message.channel_id);
            let place = if it.guild_id.is_some() { Place::Thread { channel } } else { Place::Dm { channel } };
            (Body::Pressed { member, button, place, message: message.id, interaction }, From::Press)
        }
    };
    let event = Event { source: format!("discord:interaction:{id}"), at: id.made_at(), subject, body };
    Ok(Asked::Event { event: Box::new(event), from })
}

fn command(data: &Data, it: &Interaction) -> Option<Command> {
    match (data.name.as_deref()?, data.kind.unwrap_or(commands::SLASH)) {
        (commands::HELP_ME, commands::SLASH) => {
            let what = text(data, commands::WHAT);
            Some(Command::HelpMe { what: what.map(str::trim).filter(|w| !w.is_empty()).map(str::to_owned) })
        }
        (commands::ASK, commands::SLASH) => {
            Some(Command::Ask { question: text(data, commands::QUESTION)?.trim().to_owned(), channel: it.channel_id? })
        }
        (commands::BUG, commands::SLASH) => Some(Command::Report { kind: CaseKind::Bug }),
        (commands::NEW_FEATURE, commands::SLASH) => Some(Command::Report { kind: CaseKind::Feature }),
        (commands::MY_CASES, commands::SLASH) => Some(Command::MyCases),
        (commands::REPORT_MESSAGE, commands::OF_MESSAGE) => report(data, it),
        _ => None,
    }
}

/// What has been typed of a question.
fn typed(data: &Data) -> Option<String> {
    data.name.as_deref().filter(|name| *name == commands::ASK)?;
    Some(text(data, commands::QUESTION).unwrap_or_default().to_owned())
}

fn text<'d>(data: &'d Data, option: &str) -> Option<&'d str> {
    data.options.iter().find(|o| o.name == option).and_then(|o| o.value.as_ref()?.as_str())
}

/// The message whose menu was opened, as it is quoted in a form.
fn report(data: &Data, it: &Interaction) -> Option<Command> {
    let target = data.target_id?;
    let message = data.resolved.as_ref()?.messages.as_ref()?.get(&target.to_string())?;
    let server = it.guild_id.map_or_else(|| "@me".to_owned(), |id| id.to_string());
    Some(Command::ReportMessage {
        author: message.author.as_ref().map_or("?", super::wire::User::shown_name).to_owned(),
        text: message.said.content.clone(),
        link: format!("https://discord.com/channels/{server}/{}/{target}", message.channel_id),
    })
}

fn press(data: &Data, message: Option<&Message>) -> Option<crate::domain::delivery::Button> {
    let chosen = data.values.first().and_then(|value| label_of(&message?.components, value));
    pressed(data.custom_id.as_deref()?, &data.values, chosen)
}

/// The label a menu showed for this value.
fn label_of<'c>(components: &'c [Component], value: &str) -> Option<&'c str> {
    components.iter().find_map(|c| {
        let here = c.options.iter().find(|o| o.value == value).map(|o| o.label.as_str());
        // Discord nests rows two deep at most; three levels are plenty and bound the walk.
        here.or_else(|| c.components.iter().flat_map(|inner| &inner.options).find(|o| o.value == value).map(|o| o.label.as_str()))
    })
}

/// Names of roles are not in the payload, only ids; a look-up brings them later.
fn membership(it: &Interaction) -> Option<Membership> {
    let member = it.member.as_ref()?;
    Some(Membership { server: it.guild_id?, nick: member.nick.clone(), roles: Vec::new(), joined_at: member.joined_at.map(|t| t.0) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::delivery::Button;
    use crate::domain::ids::Snowflake;

    fn asked(json: &str) -> Asked {
        parse(json.as_bytes(), 1000).unwrap()
    }

    fn body(json: &str) -> Body {
        match asked(json) {
            Asked::Event { event, .. } => event.body,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_ping_and_a_question_for_suggestions_need_no_more() {
        assert_eq!(asked(r#"{"type":1}"#), Asked::Ping);
        assert_eq!(asked(r#"{"type":4,"data":{"name":"helpme"}}"#), Asked::Suggest(None));
        let typed = asked(
            r#"{"type":4,"guild_id":"9","locale":"ko","data":{"name":"ask","options":[{"name":"question","value":"환불","focused":true}]}}"#,
        );
        let wanted = Typed { text: "환불".into(), locale: Some("ko".into()), server: Some(Snowflake(9)) };
        assert_eq!(typed, Asked::Suggest(Some(wanted)));
        assert!(matches!(asked(r#"{"type":4,"data":{"name":"ask"}}"#), Asked::Suggest(Some(typed)) if typed.text.is_empty()));
    }

    #[test]
    fn a_question_brings_its_words_and_the_channel_it_was_asked_in() {
        let json = r#"{"type":2,"id":"2","token":"t","guild_id":"9","channel_id":"8","member":{"user":{"id":"42","username":"ana"}},
            "data":{"name":"ask","options":[{"name":"question","type":3,"value":" how? "}]}}"#;
        let Body::Command { command, .. } = body(json) else { panic!() };
        assert_eq!(command, Command::Ask { question: "how?".into(), channel: Snowflake(8) });
    }

    #[test]
    fn helpme_in_a_server_brings_member_nick_language_and_words() {
        let json = r#"{"type":2,"id":"175928847299117063","token":"tok","guild_id":"9","channel_id":"8","locale":"de",
            "member":{"user":{"id":"42","username":"ana"},"nick":"Änna","roles":["1"],"joined_at":"2026-01-01T00:00:00+00:00"},
            "data":{"id":"1","name":"helpme","type":1,"options":[{"name":"what","type":3,"value":" cannot log in "}]}}"#;
        let Body::Command { member, membership, server, command, interaction } = body(json) else { panic!() };
        assert_eq!((member.name.as_str(), member.locale.as_deref(), server), ("ana", Some("de"), Some(Snowflake(9))));
        assert_eq!(membership.unwrap().nick.as_deref(), Some("Änna"));
        assert_eq!(command, Command::HelpMe { what: Some("cannot log in".into()) });
        assert_eq!(interaction.at, 1000);
    }

    #[test]
    fn a_chosen_community_gets_its_name_from_the_menu() {
        let json = r#"{"type":3,"id":"2","token":"t","channel_id":"5","user":{"id":"42","username":"ana"},
            "message":{"id":"6","channel_id":"5","components":[{"type":1,"components":[{"type":3,"options":[{"label":"Pokéfans","value":"9"}]}]}]},
            "data":{"custom_id":"fx1:community:0","component_type":3,"values":["9"]}}"#;
        let Body::Pressed { button, place, message, .. } = body(json) else { panic!() };
        assert_eq!(button, Button::Community { server: Snowflake(9), name: "Pokéfans".into() });
        assert_eq!((place, message), (Place::Dm { channel: Snowflake(5) }, Snowflake(6)));
    }

    #[test]
    fn a_message_chosen_from_its_menu_is_quoted_with_a_link() {
        let json = r#"{"type":2,"id":"2","token":"t","guild_id":"9","channel_id":"5","locale":"de",
            "member":{"user":{"id":"42","username":"ana"}},
            "data":{"name":"Report as bug","type":3,"target_id":"6","resolved":{"messages":{"6":{"id":"6","channel_id":"5",
                "content":"it crashes","author":{"id":"43","username":"ben","global_name":"Ben"}}}}}}"#;
        let Body::Command { command, .. } = body(json) else { panic!() };
        let link = "https://discord.com/channels/9/5/6".to_owned();
        assert_eq!(command, Command::ReportMessage { author: "Ben".into(), text: "it crashes".into(), link });
    }

    #[test]
    fn what_we_do_not_know_has_expired_and_still_gets_an_answer() {
        for json in [
            r#"{"type":3,"id":"2","token":"t","data":{"custom_id":"old"}}"#,
            r#"{"type":2,"id":"2","token":"t","data":{"name":"theirs"}}"#,
            r#"{"type":5,"id":"2","token":"t","data":{"custom_id":"form","components":[{"type":18,"component":{"type":4,"custom_id":"a","value":"b"}}]}}"#,
            // A slash command that only has the name of our entry in menus.
            r#"{"type":2,"id":"2","token":"t","data":{"name":"Report as bug","type":1}}"#,
            r#"{"type":99,"id":"2","token":"t"}"#,
        ] {
            assert!(matches!(asked(json), Asked::Expired { ours: false, .. }), "{json}");
        }
        let retired = r#"{"type":3,"id":"2","token":"t","data":{"custom_id":"fx0:person"}}"#;
        assert!(matches!(asked(retired), Asked::Expired { ours: true, .. }));
    }

    #[test]
    fn what_cannot_be_answered_is_an_error_and_never_a_panic() {
        for json in [
            "",
            "{",
            "[]",
            r#"{"type":"2"}"#,
            r#"{"type":2,"data":{"name":"helpme"}}"#,
            r#"{"type":2,"id":"1","token":"t","data":{"name":"helpme"}}"#,
        ] {
            assert!(parse(json.as_bytes(), 0).is_err(), "{json}");
        }
    }
}
