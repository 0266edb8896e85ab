//! What Twilio said, as the outcome of a try. The one table of Twilio's codes.

use crate::domain::clock::Millis;
use crate::domain::outcome::{Missing, Outcome, Refusal};

/// The longest pause asked for by `Retry-After` that is honoured, in milliseconds.
const LONGEST_PAUSE: Millis = 300_000;

/// Codes the adapter acts on. Twilio's text may change; its codes do not.
pub mod code {
    /// Wrong account, token or key.
    pub const CREDENTIALS: u32 = 20003;
    /// Too many requests at once; never processed.
    pub const TOO_MANY: u32 = 20429;
    /// Too many writes in one conversation.
    pub const CONVERSATION_RATE: u32 = 50063;
    /// Too many writes in the service.
    pub const SERVICE_RATE: u32 = 50074;
    /// Too many interactions.
    pub const INTERACTION_RATE: u32 = 45010;
    /// The unique name is taken.
    pub const NAME_TAKEN: u32 = 50353;
    /// The conversation is closed, for good.
    pub const CLOSED: u32 = 50377;
    /// The identity is in the conversation already.
    pub const PARTICIPANT_EXISTS: u32 = 50433;
    /// Somebody changed the conversation at the same time.
    pub const CONVERSATION_CHANGED: u32 = 50391;
    /// Somebody changed the message at the same time.
    pub const MESSAGE_CHANGED: u32 = 50514;
    /// There is no such conversation.
    pub const NO_CONVERSATION: u32 = 50350;
    /// There is no such message.
    pub const NO_MESSAGE: u32 = 50500;
    /// The media belongs to another message: an earlier try wrote it.
    pub const MEDIA_USED: u32 = 50508;
    /// The conversation behind an interaction channel is closed.
    pub const INTERACTION_CLOSED: u32 = 45354;
}

/// What a call would have changed: decides what doubt means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Nothing, or something that may be done twice without harm: after doubt simply try again.
    Repeatable,
    /// It makes something new: after doubt look whether it is there.
    Creates,
}

/// What a call was about: decides what *not found* means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// The desk conversation.
    Desk,
    /// A message in it.
    Message,
    /// A media resource.
    File,
    /// A thing of the account, which was there when flexcord was set up.
    Account,
}

/// How a call failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// Twilio answered and said no.
    #[error("{0}")]
    Answered(Answered),
    /// Twilio was not reached: nothing happened.
    #[error("Twilio could not be reached: {0}")]
    NotReached(String),
    /// The connection broke, or time ran out, after the request was sent.
    #[error("no answer from Twilio: {0}")]
    NoAnswer(String),
    /// Twilio said yes in a way that cannot be read.
    #[error("an answer of Twilio cannot be read: {0}")]
    Unreadable(String),
}

/// An answer that says no.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    pub status: u16,
    /// Twilio's own code; proxies on the way give none.
    pub code: Option<u32>,
    /// Twilio's text, shortened. It names resources, never what people wrote.
    pub message: String,
    /// Milliseconds from `Retry-After`.
    pub retry_after: Option<Millis>,
}

impl std::fmt::Display for Answered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Twilio answered {}", self.status)?;
        if let Some(code) = self.code {
            write!(f, " (code {code})")?;
        }
        if self.message.is_empty() { Ok(()) } else { write!(f, ": {}", self.message) }
    }
}

impl Failure {
    /// Twilio's code, if it gave one.
    pub fn code(&self) -> Option<u32> {
        match self {
            Failure::Answered(answered) => answered.code,
            Failure::NotReached(_) | Failure::NoAnswer(_) | Failure::Unreadable(_) => None,
        }
    }

    /// Did Twilio answer *not found*?
    pub fn is_not_found(&self) -> bool {
        matches!(self, Failure::Answered(answered) if answered.status == 404)
    }

    /// How the try ended.
    pub fn outcome(self, about: About, effect: Effect) -> Outcome {
        let why = self.to_string();
        match self {
            Failure::NotReached(_) => Outcome::Later { why, after_ms: None },
            Failure::NoAnswer(_) | Failure::Unreadable(_) => in_doubt(why, effect),
            Failure::Answered(answered) => answered.outcome(why, about, effect),
        }
    }
}

impl Answered {
    fn outcome(&self, why: String, about: About, effect: Effect) -> Outcome {
        let later = |after_ms| Outcome::Later { why: why.clone(), after_ms };
        let refused = |refusal| Outcome::Refused { why: why.clone(), refusal };
        let gone = |what| Outcome::Gone { why: why.clone(), what };
        let pause = self.retry_after.map(|after| after.clamp(0, LONGEST_PAUSE));
        match (self.code, self.status) {
            (Some(code::CREDENTIALS), _) | (_, 401) => refused(Refusal::Credentials),
            (Some(code::TOO_MANY | code::CONVERSATION_RATE | code::SERVICE_RATE | code::INTERACTION_RATE), _) | (_, 429) => later(pause),
            (Some(code::CLOSED | code::INTERACTION_CLOSED | code::NO_CONVERSATION), _) => gone(Missing::DeskClosed),
            (Some(code::NO_MESSAGE), _) => gone(Missing::Message),
            (Some(code::CONVERSATION_CHANGED | code::MESSAGE_CHANGED), _) => later(Some(0)),
            (Some(code::MEDIA_USED), _) => Outcome::Unknown { why },
            (_, 500..) if effect == Effect::Creates => Outcome::Unknown { why },
            (_, 500..) => later(pause),
            (_, 404) => match about {
                About::Desk => gone(Missing::DeskClosed),
                About::Message => gone(Missing::Message),
                About::File => gone(Missing::File),
                About::Account => refused(Refusal::Invalid),
            },
            (_, 403) => refused(Refusal::Forbidden),
            (_, 408 | 425) => in_doubt(why, effect),
            // A redirect comes from something between us and Twilio that is not set up right; it can be mended without losing anything.
            (_, 300..=399) => later(pause),
            _ => refused(Refusal::Invalid),
        }
    }
}

fn in_doubt(why: String, effect: Effect) -> Outcome {
    match effect {
        Effect::Creates => Outcome::Unknown { why },
        Effect::Repeatable => Outcome::Later { why, after_ms: None },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(status: u16, code: u32) -> Failure {
        answered(status, Some(code), None)
    }

    fn answered(status: u16, code: Option<u32>, retry_after: Option<Millis>) -> Failure {
        Failure::Answered(Answered { status, code, message: String::new(), retry_after })
    }

    fn of(failure: Failure, about: About, effect: Effect) -> String {
        match failure.outcome(about, effect) {
            Outcome::Later { after_ms: Some(ms), .. } => format!("later {ms}"),
            Outcome::Refused { refusal, .. } => format!("refused {refusal:?}"),
            Outcome::Gone { what, .. } => format!("gone {what:?}"),
            other => other.name().to_owned(),
        }
    }

    #[test]
    fn the_table_of_codes() {
        let table = [
            (said(401, 20003), "refused Credentials"),
            (said(403, 20003), "refused Credentials"),
            (said(403, 20403), "refused Forbidden"),
            (said(429, 20429), "later"),
            (said(429, 50063), "later"),
            (said(429, 50074), "later"),
            (said(400, 50063), "later"),
            (answered(429, None, Some(7_000)), "later 7000"),
            (answered(429, None, Some(86_400_000)), "later 300000"),
            (said(500, 20500), "unknown"),
            (answered(502, None, None), "unknown"),
            (said(503, 20503), "unknown"),
            (said(400, 50377), "gone DeskClosed"),
            (said(404, 20404), "gone DeskClosed"),
            (said(404, 50350), "gone DeskClosed"),
            (said(404, 50500), "gone Message"),
            (said(409, 50391), "later 0"),
            (said(409, 50514), "later 0"),
            (said(400, 50504), "refused Invalid"),
            (said(400, 50508), "unknown"),
            (said(400, 50361), "refused Invalid"),
            (said(400, 20001), "refused Invalid"),
            (answered(301, None, None), "later"),
            (Failure::NotReached(String::new()), "later"),
            (Failure::NoAnswer(String::new()), "unknown"),
            (Failure::Unreadable(String::new()), "unknown"),
        ];
        for (failure, expected) in table {
            assert_eq!(of(failure.clone(), About::Desk, Effect::Creates), expected, "{failure:?}");
        }
    }

    #[test]
    fn what_may_be_repeated_is_simply_tried_again() {
        for failure in [said(500, 20500), Failure::NoAnswer(String::new()), Failure::Unreadable(String::new())] {
            assert_eq!(of(failure, About::Desk, Effect::Repeatable), "later");
        }
    }

    #[test]
    fn not_found_is_about_what_was_asked_for() {
        assert_eq!(of(said(404, 20404), About::Message, Effect::Repeatable), "gone Message");
        assert_eq!(of(said(404, 20404), About::File, Effect::Repeatable), "gone File");
        assert_eq!(of(said(404, 20404), About::Account, Effect::Repeatable), "refused Invalid");
    }

    #[test]
    fn the_reason_names_status_code_and_text() {
        let failure =
            Failure::Answered(Answered { status: 400, code: Some(50377), message: "Conversation is closed".into(), retry_after: None });
        assert_eq!(failure.to_string(), "Twilio answered 400 (code 50377): Conversation is closed");
        assert_eq!(answered(502, None, None).to_string(), "Twilio answered 502");
    }
}
