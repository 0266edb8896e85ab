//! How asking the chatbot can fail, and what that means: one table.

use crate::assistant::brain::Trouble;

/// How it failed. Holds nothing of what was said.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// It never left: no connection.
    #[error("no connection to the chatbot")]
    NotSent,
    /// It is overloaded or broken.
    #[error("the chatbot answered {status}")]
    Unavailable {
        /// Its HTTP status.
        status: u16,
    },
    /// It does not believe that it is us, or refuses the request.
    #[error("the chatbot refuses the request ({status})")]
    Refused {
        /// Its HTTP status.
        status: u16,
    },
    /// Nothing is at that address.
    #[error("there is no chatbot at this address ({status})")]
    Gone {
        /// Its HTTP status.
        status: u16,
    },
    /// The answer broke off, never came, or is none.
    #[error("{0}")]
    Lost(&'static str),
}

impl Failure {
    /// What an HTTP status means.
    pub fn of_status(status: u16) -> Self {
        match status {
            404 | 410 => Self::Gone { status },
            408 | 429 | 500.. => Self::Unavailable { status },
            // A redirect is not followed: what is signed for one address goes to no other.
            _ => Self::Refused { status },
        }
    }
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        let kind = match failure {
            Failure::NotSent | Failure::Unavailable { .. } => "later",
            Failure::Refused { .. } => "refused",
            Failure::Gone { .. } => "gone",
            Failure::Lost(_) => "lost",
        };
        Self::new(kind, failure.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_is_later_refused_or_gone() {
        for (status, kind) in [(503, "later"), (429, "later"), (401, "refused"), (302, "refused"), (422, "refused"), (404, "gone")] {
            assert_eq!(Trouble::from(Failure::of_status(status)).kind, kind, "{status}");
        }
    }
}
