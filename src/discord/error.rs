//! Discord's refusals become outcomes: one table, looked up by everything that sends.

use crate::domain::clock::Millis;
use crate::domain::outcome::{Missing, Outcome, Refusal};

/// How a call to Discord failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// It never left: no connection, or held back on purpose.
    NotSent { why: String },
    /// A rate limit, told by Discord or known before sending.
    Limited { why: String, after_ms: Millis },
    /// The token was refused; nothing is sent until somebody mends it.
    Credentials { why: String },
    /// It left and no answer came, or one that cannot be read.
    Lost { why: String },
    /// Discord answered with an error.
    Api { status: u16, code: i64, message: String },
}

/// Is it harmless to send the same again?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeat {
    Harmless,
    Doubtful,
}

const MINUTE: Millis = 60_000;
/// Discord opens no DMs for us for a while; bots that go on asking are quarantined.
pub const DM_PAUSE: Millis = 60 * MINUTE;

impl Failure {
    /// The reason, without secrets and message text.
    pub fn why(&self) -> String {
        match self {
            Failure::NotSent { why } | Failure::Limited { why, .. } | Failure::Credentials { why } | Failure::Lost { why } => why.clone(),
            Failure::Api { status, code, message } => format!("{status} code {code}: {message}"),
        }
    }

    /// Discord's own code, 0 when there is none.
    pub fn code(&self) -> i64 {
        match self {
            Failure::Api { code, .. } => *code,
            _ => 0,
        }
    }

    /// The thing asked for is not there.
    pub fn is_missing(&self) -> bool {
        matches!(self, Failure::Api { status: 404, .. })
    }

    /// What it means for the delivery. `what` names what was asked about, for a plain 404.
    pub fn outcome(&self, what: Missing, repeat: Repeat) -> Outcome {
        let why = self.why();
        match self {
            Failure::NotSent { .. } => Outcome::Later { why, after_ms: None },
            Failure::Limited { after_ms, .. } => Outcome::Later { why, after_ms: Some(*after_ms) },
            Failure::Credentials { .. } => Outcome::Refused { why, refusal: Refusal::Credentials },
            Failure::Lost { .. } => doubt(why, repeat),
            Failure::Api { status, code, .. } => by_code(*code, why.clone()).unwrap_or_else(|| by_status(*status, why, what, repeat)),
        }
    }
}

fn doubt(why: String, repeat: Repeat) -> Outcome {
    match repeat {
        Repeat::Harmless => Outcome::Later { why, after_ms: None },
        Repeat::Doubtful => Outcome::Unknown { why },
    }
}

/// Codes that say more than their status.
fn by_code(code: i64, why: String) -> Option<Outcome> {
    let refused = |refusal| Outcome::Refused { why: why.clone(), refusal };
    let gone = |what| Outcome::Gone { why: why.clone(), what };
    let later = |after_ms| Outcome::Later { why: why.clone(), after_ms: Some(after_ms) };
    Some(match code {
        10003 | 10004 => gone(Missing::Place),
        10007 | 10013 => gone(Missing::Member),
        10008 => gone(Missing::Message),
        10015 | 10062 | 50027 => gone(Missing::Interaction),
        // Slow mode and the write limits of a channel or server.
        20016 | 20028 | 20029 => later(MINUTE),
        40003 => later(DM_PAUSE),
        // Answered already: there is no second first answer.
        40060 => gone(Missing::Interaction),
        50007 | 50278 => refused(Refusal::DmsClosed),
        // A locked or archived thread refuses everything but new messages; a moderator closed it.
        50083 | 160005 => gone(Missing::Place),
        50001 | 50013 | 40001 | 160002 | 160006 | 30007 => refused(Refusal::Forbidden),
        // AutoMod or the filter for harmful links will not change its mind.
        200000 | 240000 => refused(Refusal::Invalid),
        // Edits of messages older than an hour are limited for a while.
        30046 => later(10 * MINUTE),
        40005 | 40058 | 40067 | 50006 | 50035 | 50109 | 10014 => refused(Refusal::Invalid),
        50014 => refused(Refusal::Credentials),
        _ => return None,
    })
}

fn by_status(status: u16, why: String, what: Missing, repeat: Repeat) -> Outcome {
    match status {
        401 => Outcome::Refused { why, refusal: Refusal::Credentials },
        403 => Outcome::Refused { why, refusal: Refusal::Forbidden },
        404 => Outcome::Gone { why, what },
        408 | 425 => Outcome::Later { why, after_ms: None },
        // Discord answers 503 before it acts; after the other ones it may have acted.
        503 => Outcome::Later { why, after_ms: None },
        500.. => doubt(why, repeat),
        _ => Outcome::Refused { why, refusal: Refusal::Invalid },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(status: u16, code: i64) -> Outcome {
        Failure::Api { status, code, message: "m".into() }.outcome(Missing::File, Repeat::Doubtful)
    }

    #[test]
    fn closed_dms_are_told_apart_from_what_else_is_forbidden() {
        for code in [50007, 50278] {
            assert!(matches!(outcome(403, code), Outcome::Refused { refusal: Refusal::DmsClosed, .. }));
        }
        assert!(matches!(outcome(403, 50013), Outcome::Refused { refusal: Refusal::Forbidden, .. }));
        assert!(matches!(outcome(403, 0), Outcome::Refused { refusal: Refusal::Forbidden, .. }));
    }

    #[test]
    fn what_is_gone_says_what() {
        for (code, what) in [
            (10003, Missing::Place),
            (50083, Missing::Place),
            (10008, Missing::Message),
            (10007, Missing::Member),
            (10013, Missing::Member),
            (10062, Missing::Interaction),
            (10015, Missing::Interaction),
            (0, Missing::File),
        ] {
            assert!(matches!(outcome(404, code), Outcome::Gone { what: w, .. } if w == what), "{code}");
        }
        assert!(matches!(outcome(401, 50027), Outcome::Gone { what: Missing::Interaction, .. }));
        assert!(matches!(outcome(401, 0), Outcome::Refused { refusal: Refusal::Credentials, .. }));
    }

    #[test]
    fn limits_wait_and_faulty_requests_do_not() {
        assert!(matches!(outcome(403, 40003), Outcome::Later { after_ms: Some(DM_PAUSE), .. }));
        assert!(matches!(outcome(429, 20016), Outcome::Later { after_ms: Some(_), .. }));
        assert!(matches!(outcome(413, 40005), Outcome::Refused { refusal: Refusal::Invalid, .. }));
        assert!(matches!(outcome(400, 50035), Outcome::Refused { refusal: Refusal::Invalid, .. }));
    }

    #[test]
    fn an_error_of_theirs_is_doubtful_only_where_repeating_would_double() {
        assert!(matches!(outcome(500, -1), Outcome::Unknown { .. }));
        assert!(matches!(outcome(503, -1), Outcome::Later { .. }));
        let lost = Failure::Lost { why: "timeout".into() };
        assert!(matches!(lost.outcome(Missing::Place, Repeat::Harmless), Outcome::Later { .. }));
        assert!(matches!(lost.outcome(Missing::Place, Repeat::Doubtful), Outcome::Unknown { .. }));
        assert!(matches!(Failure::NotSent { why: "refused".into() }.outcome(Missing::Place, Repeat::Doubtful), Outcome::Later { .. }));
    }
}
