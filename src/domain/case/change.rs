//! What people may do to a case, as data: the console, the API and buttons all say the same things.

use super::{Case, CaseState, Priority, TITLE_CHARS};
use serde::{Deserialize, Serialize};

/// The longest note, and the longest word told to members with a new state, in characters.
pub const NOTE_CHARS: usize = 4_000;
/// What members are told with a new state is one or two sentences.
pub const TOLD_CHARS: usize = 1_000;
/// Tags of a case, and characters of a tag.
pub const TAGS: usize = 20;
const TAG_CHARS: usize = 40;
const NAME_CHARS: usize = 200;

/// See the module.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum Change {
    /// Another state. `told` goes to everybody who follows the case, in the words of whoever changed it ("fixed in 2.4").
    State {
        to: CaseState,
        told: Option<String>,
    },
    /// A line for colleagues.
    Note {
        text: String,
    },
    /// Another owner, or none.
    Assign {
        to: Option<String>,
    },
    Priority {
        to: Priority,
    },
    /// All of its tags, in place of those before.
    Tags {
        to: Vec<String>,
    },
    Title {
        to: String,
    },
}

/// Why a change is not made. The text says how to mend it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "denied", rename_all = "snake_case")]
pub enum Denied {
    /// Somebody else has changed the case since. `version` is the one it has now.
    #[error("the case was changed meanwhile: look at version {version} and try again")]
    Stale { version: u32 },
    /// The way is not open.
    #[error("a case cannot go from {from:?} to {to:?}")]
    State { from: CaseState, to: CaseState },
    /// A field is not as it must be.
    #[error("{field} {must}")]
    Field { field: String, must: String },
    /// The member has another help case open in this server, and there are never two.
    #[error("the member has case {number} open already: go on there")]
    Another { number: String },
    /// There is no such case.
    #[error("there is no such case")]
    NoCase,
}

impl Case {
    /// May this be done to the case? `seen` is the version the one who asks has before their eyes, if they care.
    ///
    /// # Errors
    /// [`Denied`], and the case stays as it is.
    pub fn check(&self, change: &Change, seen: Option<u32>) -> Result<(), Denied> {
        if seen.is_some_and(|seen| seen != self.version) {
            return Err(Denied::Stale { version: self.version });
        }
        match change {
            Change::State { to, told } => {
                if !self.state.may(self.number.kind, *to) {
                    return Err(Denied::State { from: self.state, to: *to });
                }
                told.as_deref().map_or(Ok(()), |told| text("told", told, TOLD_CHARS))
            }
            Change::Note { text: note } => text("text", note, NOTE_CHARS),
            Change::Assign { to } => to.as_deref().map_or(Ok(()), |to| text("owner", to, NAME_CHARS)),
            Change::Priority { .. } => Ok(()),
            Change::Tags { to } => tags(to),
            Change::Title { to } => text("title", to, TITLE_CHARS),
        }
    }
}

fn text(field: &str, given: &str, most: usize) -> Result<(), Denied> {
    let length = given.trim().chars().count();
    if length == 0 || length > most {
        return Err(Denied::Field { field: field.into(), must: format!("must have 1 to {most} characters") });
    }
    Ok(())
}

fn tags(tags: &[String]) -> Result<(), Denied> {
    let fine = |tag: &String| !tag.trim().is_empty() && tag.chars().count() <= TAG_CHARS && !tag.contains(['\n', ',']);
    if tags.len() > TAGS || !tags.iter().all(fine) {
        let must = format!("must be at most {TAGS}, each with 1 to {TAG_CHARS} characters and no comma");
        return Err(Denied::Field { field: "tags".into(), must });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::{CaseKind, CaseNumber};
    use super::*;
    use crate::domain::ids::{CaseId, Snowflake};

    fn case() -> Case {
        let number = CaseNumber { kind: CaseKind::Bug, number: 318 };
        Case::open(CaseId(uuid::Uuid::nil()), number, Snowflake(1), (Snowflake(2), "Ana"), "Crash".into(), 0)
    }

    #[test]
    fn a_stale_change_is_refused_before_anything_else() {
        let change = Change::Note { text: String::new() };
        assert_eq!(case().check(&change, Some(7)), Err(Denied::Stale { version: 1 }));
        assert!(case().check(&Change::Note { text: "seen".into() }, Some(1)).is_ok());
    }

    #[test]
    fn what_is_wrong_is_named_by_its_field() {
        let field = |change: Change| match case().check(&change, None) {
            Err(Denied::Field { field, .. }) => field,
            other => panic!("{other:?}"),
        };
        assert_eq!(field(Change::Note { text: "  ".into() }), "text");
        assert_eq!(field(Change::Title { to: "x".repeat(101) }), "title");
        assert_eq!(field(Change::Assign { to: Some(String::new()) }), "owner");
        assert_eq!(field(Change::Tags { to: vec!["a,b".into()] }), "tags");
        assert_eq!(field(Change::State { to: CaseState::Solved, told: Some("x".repeat(1_001)) }), "told");
    }

    #[test]
    fn a_way_that_is_not_open_is_refused() {
        let change = Change::State { to: CaseState::New, told: None };
        assert_eq!(case().check(&change, None), Err(Denied::State { from: CaseState::New, to: CaseState::New }));
    }
}
