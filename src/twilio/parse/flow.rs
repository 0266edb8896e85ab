//! What the Studio flow asks and tells: `/chatbot-to-discord`, as JSON or as a form with the same names.

use super::{BadPayload, Ignored, Parsed, need};
use crate::domain::clock::Millis;
use crate::domain::event::{Body, Event, Subject};
use crate::twilio::form::Form;
use serde::Deserialize;
use std::borrow::Cow;

/// What the flow sends. Its templates write `null` or nothing for what they do not know.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked<'a> {
    #[serde(borrow)]
    event: Option<Cow<'a, str>>,
    #[serde(borrow)]
    conversation_sid: Option<Cow<'a, str>>,
    #[serde(borrow)]
    message_sid: Option<Cow<'a, str>>,
    #[serde(borrow)]
    execution_sid: Option<Cow<'a, str>>,
}

/// Reads a verified JSON body.
///
/// # Errors
/// When it is no such JSON, or lacks the conversation or what the question is about.
pub fn parse_json(body: &[u8], now: Millis) -> Result<Parsed, BadPayload> {
    serde_json::from_slice::<Asked<'_>>(body)?.parsed(now)
}

/// Reads a verified form.
///
/// # Errors
/// When it lacks the conversation or what the question is about.
pub fn parse_form(form: &Form<'_>, now: Millis) -> Result<Parsed, BadPayload> {
    let text = |name| form.text(name).map(|text| text.map(Cow::Borrowed));
    let asked = Asked {
        event: text("event")?,
        conversation_sid: text("conversation_sid")?,
        message_sid: text("message_sid")?,
        execution_sid: text("execution_sid")?,
    };
    asked.parsed(now)
}

impl Asked<'_> {
    fn parsed(self, now: Millis) -> Result<Parsed, BadPayload> {
        let filled = |field: &'static str, value: &Option<Cow<'_, str>>| {
            need(value.as_deref().filter(|value| !value.is_empty()), field).map(str::to_owned)
        };
        let sid = filled("conversation_sid", &self.conversation_sid)?;
        let message = filled("message_sid", &self.message_sid);
        let execution = filled("execution_sid", &self.execution_sid);
        let (source, body) = match self.event.as_deref().filter(|event| !event.is_empty()) {
            None => {
                let message = message.or(execution)?;
                (format!("desk:flow:{message}"), Body::FlowAsked { message })
            }
            // Every run of the flow can fail once.
            Some("handoff_failed") => (format!("desk:flow-failed:{}", execution.or(message)?), Body::FlowFailed),
            Some(_) => return Ok(Parsed::Ignored(Ignored::Unknown)),
        };
        Ok(Parsed::Event(Box::new(Event { source, at: now, subject: Subject::Desk { sid }, body })))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(parsed: Result<Parsed, BadPayload>) -> Event {
        match parsed.unwrap() {
            Parsed::Event(event) => *event,
            Parsed::Ignored(why) => panic!("{why:?}"),
        }
    }

    #[test]
    fn a_question_is_the_same_event_as_json_and_as_a_form() {
        let json = br#"{"conversation_sid":"CH1","message_sid":"IM1","index":"3","body":"say \"hi\"\n","author":"discord:1","execution_sid":"FN1"}"#;
        let form = b"conversation_sid=CH1&message_sid=IM1&index=3&body=x&author=discord%3A1&execution_sid=FN1";
        let asked = event(parse_json(json, 5));
        assert_eq!(asked, event(parse_form(&Form::decode(form).unwrap(), 5)));
        assert_eq!(asked.source, "desk:flow:IM1");
        assert_eq!((asked.subject, asked.body), (Subject::Desk { sid: "CH1".into() }, Body::FlowAsked { message: "IM1".into() }));
    }

    #[test]
    fn what_a_template_leaves_empty_is_as_good_as_missing() {
        let asked =
            event(parse_json(br#"{"conversation_sid":"CH1","message_sid":null,"execution_sid":"FN1","index":null,"body":null}"#, 5));
        assert_eq!(asked.source, "desk:flow:FN1");
        assert_eq!(parse_json(br#"{"conversation_sid":"","message_sid":"IM1"}"#, 5), Err(BadPayload::Missing("conversation_sid")));
        assert_eq!(parse_json(br#"{"conversation_sid":"CH1"}"#, 5), Err(BadPayload::Missing("execution_sid")));
    }

    #[test]
    fn a_failed_hand_over_is_told_once_per_run() {
        let failed =
            event(parse_form(&Form::decode(b"event=handoff_failed&conversation_sid=CH1&execution_sid=FN1&message_sid=IM1").unwrap(), 5));
        assert_eq!((failed.source.as_str(), failed.body), ("desk:flow-failed:FN1", Body::FlowFailed));
    }

    #[test]
    fn what_is_not_the_agreed_json_is_refused() {
        for body in [&b"{\"conversation_sid\":"[..], b"7", b"", b"{\"conversation_sid\":7}", b"\xff\xfe"] {
            assert!(matches!(parse_json(body, 5), Err(BadPayload::Json { .. })), "{body:?}");
        }
    }
}
