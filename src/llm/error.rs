//! How a call to a model can fail, and what that means: one table.

use crate::assistant::brain::Trouble;
use crate::domain::clock::Millis;

/// How a call failed. Holds nothing that was said: neither ours, nor what the endpoint quotes of it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// It never left: no connection.
    #[error("no connection to the endpoint")]
    NotSent,
    /// The endpoint asked for a pause, now or before.
    #[error("the endpoint wants a pause of {after_ms} ms")]
    Limited {
        /// How long.
        after_ms: Millis,
    },
    /// It is overloaded or broken on the other side.
    #[error("the endpoint answered {status}")]
    Unavailable {
        /// Its HTTP status.
        status: u16,
    },
    /// It refuses the key.
    #[error("the endpoint refuses the key ({status})")]
    Credentials {
        /// Its HTTP status.
        status: u16,
    },
    /// It refuses the request.
    #[error("the endpoint refuses the request ({status} {code})")]
    Refused {
        /// Its HTTP status.
        status: u16,
        /// Its own word for it, if it is a plain one.
        code: String,
    },
    /// There is no such model, or no such endpoint.
    #[error("the endpoint knows no such model or address ({status})")]
    Gone {
        /// Its HTTP status.
        status: u16,
    },
    /// The answer broke off, never came, or cannot be read.
    #[error("{0}")]
    Lost(&'static str),
}

impl Failure {
    /// What an HTTP status means. `code` is the endpoint's own word.
    pub fn of_status(status: u16, code: String, after_ms: Millis) -> Self {
        match status {
            401 | 403 => Self::Credentials { status },
            404 => Self::Gone { status },
            429 => Self::Limited { after_ms },
            408 | 500.. => Self::Unavailable { status },
            _ => Self::Refused { status, code },
        }
    }

    /// Might the endpoint have refused the form of the answer that was asked for?
    pub fn is_about_the_request(&self) -> bool {
        matches!(self, Self::Refused { status: 400 | 415 | 422 | 501, .. } | Self::Unavailable { status: 501 })
    }

    /// The four ways to fail, as everywhere in the house.
    fn kind(&self) -> &'static str {
        match self {
            Self::NotSent | Self::Limited { .. } | Self::Unavailable { .. } => "later",
            Self::Credentials { .. } | Self::Refused { .. } => "refused",
            Self::Gone { .. } => "gone",
            Self::Lost(_) => "lost",
        }
    }
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        Self::new(failure.kind(), failure.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(status: u16) -> &'static str {
        Trouble::from(Failure::of_status(status, String::new(), 1_000)).kind
    }

    #[test]
    fn every_status_is_later_refused_gone_or_lost() {
        for (status, expected) in [
            (429, "later"),
            (500, "later"),
            (503, "later"),
            (408, "later"),
            (401, "refused"),
            (403, "refused"),
            (400, "refused"),
            (404, "gone"),
        ] {
            assert_eq!(kind(status), expected, "{status}");
        }
        assert_eq!(Trouble::from(Failure::Lost("it broke off")).kind, "lost");
    }
}
