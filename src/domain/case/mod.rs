//! The case: a numbered record that somebody must see through.
//!
//! **What lives here.** [`Case`] itself with its number; `state` (the states and which way leads from one to the other), `change`
//! (what people may do to a case, as data), `history` (what was done, by whom, when), `card` (how a case looks in a server's
//! channel).
//!
//! **How data passes through.** A form, a button, the console or the API becomes an event that holds a [`Change`]; `relay::decide`
//! asks [`Case::check`], changes the case and writes an [`Entry`] of its history in the same commit.
//!
//! **What always holds.** A state is left only on a way that [`CaseState::may`] knows. Every change counts [`Case::version`] up by
//! one and has exactly one entry in the history. A number is given once per server and kind.
//!
//! **One more thing to do to a case.** A variant of [`Change`], its rule in `change`, its entry in `history`, its arm in
//! `relay::decide::cases`.

pub mod card;
pub mod change;
pub mod history;
pub mod state;

pub use card::{Card, CardPlace};
pub use change::{Change, Denied};
pub use history::{Actor, Entry, Happened};
pub use state::CaseState;

use super::clock::Millis;
use super::conversation::Conversation;
use super::file::FileRef;
use super::ids::{CaseId, ConversationId, Seq, Snowflake};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A title is one line of at most so many characters.
pub const TITLE_CHARS: usize = 100;

/// What a case is about; it decides the look of its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseKind {
    /// A member asks for help: carried by a conversation.
    Help,
    /// Something is broken.
    Bug,
    /// An idea.
    Feature,
}

impl CaseKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Help, Self::Bug, Self::Feature];

    /// Can it be seen, and voted for, by the whole server? Help is between the member and the desk.
    pub fn is_public(self) -> bool {
        match self {
            CaseKind::Help => false,
            CaseKind::Bug | CaseKind::Feature => true,
        }
    }
}

/// How much it presses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    Low,
    #[default]
    Normal,
    High,
    Urgent,
}

impl Priority {
    /// All of them, the least pressing first.
    pub const ALL: [Self; 4] = [Self::Low, Self::Normal, Self::High, Self::Urgent];
}

/// Short number people quote, counted per server and kind: `#1042`, `B-318`, `F-77`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CaseNumber {
    pub kind: CaseKind,
    pub number: i64,
}

impl fmt::Display for CaseNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            CaseKind::Help => write!(f, "#{}", self.number),
            CaseKind::Bug => write!(f, "B-{}", self.number),
            CaseKind::Feature => write!(f, "F-{}", self.number),
        }
    }
}

/// The text is no case number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a case number: they look like #1042, B-318 or F-77")]
pub struct NotANumber;

impl FromStr for CaseNumber {
    type Err = NotANumber;

    /// Reads what people write: `#1042`, `1042`, `B-318`, `b318`.
    fn from_str(text: &str) -> Result<Self, NotANumber> {
        let text = text.trim();
        let (kind, digits) = match text.as_bytes().first() {
            Some(b'#') => (CaseKind::Help, &text[1..]),
            Some(b'B' | b'b') => (CaseKind::Bug, text[1..].trim_start_matches('-')),
            Some(b'F' | b'f') => (CaseKind::Feature, text[1..].trim_start_matches('-')),
            _ => (CaseKind::Help, text),
        };
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(NotANumber);
        }
        match digits.parse() {
            Ok(number) if number > 0 => Ok(Self { kind, number }),
            _ => Err(NotANumber),
        }
    }
}

/// One question of the form and what the member said to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// The question's key in the form.
    pub key: String,
    /// The question as the server's people read it.
    pub label: String,
    /// Untrusted text; never empty.
    pub text: String,
}

/// What the member thought of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rating {
    /// 1 to 5.
    pub stars: u8,
    /// Untrusted text.
    pub line: Option<String>,
}

/// A case with everything that is decided on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    pub id: CaseId,
    pub number: CaseNumber,
    /// 0 for a help case of a member who is in none of our servers.
    pub server: Snowflake,
    pub member: Snowflake,
    /// The member's shown name when it was opened. Untrusted text.
    pub member_name: String,
    pub state: CaseState,
    /// One line for lists. Untrusted text.
    pub title: String,
    /// What the form asked; empty for help.
    pub answers: Vec<Answered>,
    pub files: Vec<FileRef>,
    /// Who of the staff has it: the name they sign in with (a Flex identity, a console account). Never shown to members.
    pub owner: Option<String>,
    pub priority: Priority,
    /// Short words, each once, in order.
    pub tags: Vec<String>,
    /// How many others have said "it's this one". The one who opened it is not counted.
    pub votes: u32,
    pub rating: Option<Rating>,
    pub opened_at: Millis,
    /// When anything about it last changed.
    pub changed_at: Millis,
    /// When it was last solved or closed; `None` while it is open.
    pub solved_at: Option<Millis>,
    /// How often it was opened again.
    pub reopened: u32,
    /// The conversations it was talked about in, oldest first.
    pub talks: Vec<ConversationId>,
    /// Its card on Discord, once that is there.
    pub card: Option<CardPlace>,
    /// Counts changes, from 1: whoever changes a case says which version they saw.
    pub version: u32,
    /// The last position given to a delivery of its own: its card, copies of its files.
    pub seq: Seq,
}

impl Case {
    /// A case that has just been opened.
    pub fn open(id: CaseId, number: CaseNumber, server: Snowflake, member: (Snowflake, &str), title: String, now: Millis) -> Self {
        Self {
            id,
            number,
            server,
            member: member.0,
            member_name: member.1.to_owned(),
            state: if number.kind == CaseKind::Help { CaseState::WaitingForUs } else { CaseState::New },
            title,
            answers: Vec::new(),
            files: Vec::new(),
            owner: None,
            priority: Priority::default(),
            tags: Vec::new(),
            votes: 0,
            rating: None,
            opened_at: now,
            changed_at: now,
            solved_at: None,
            reopened: 0,
            talks: Vec::new(),
            card: None,
            version: 1,
            seq: 0,
        }
    }

    /// May the member open it again at `now`? For so many days after it was solved; later a new one is the honest thing.
    pub fn may_reopen(&self, now: Millis, days: u32) -> bool {
        !self.state.is_open() && self.solved_at.is_some_and(|at| now - at <= i64::from(days) * 86_400_000)
    }

    /// Takes it to another state. The caller has asked [`CaseState::may`].
    pub fn put(&mut self, to: CaseState, now: Millis) {
        match (self.state.is_open(), to.is_open()) {
            (true, false) => self.solved_at = Some(now),
            (false, true) => {
                self.solved_at = None;
                self.reopened += 1;
            }
            (true, true) | (false, false) => {}
        }
        self.state = to;
    }

    /// The next position of a delivery of its own.
    pub fn next_seq(&mut self) -> Seq {
        self.seq += 1;
        self.seq
    }

    /// The name under which deliveries of its own wait: a case has lanes like a conversation has.
    pub fn lane(&self) -> ConversationId {
        ConversationId(self.id.0)
    }

    /// What adapters see in place of a conversation when they carry out deliveries of the case's own: nobody talks in it.
    pub fn stand_in(&self) -> Conversation {
        let mut talk = Conversation::begin(self.lane(), self.member, self.member_name.clone(), self.opened_at);
        talk.server = Some(self.server);
        talk.case = Some((self.id, self.number));
        talk
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const DAY: Millis = 86_400_000;

    fn case(kind: CaseKind) -> Case {
        let id = CaseId(uuid::Uuid::nil());
        Case::open(id, CaseNumber { kind, number: 1042 }, Snowflake(1), (Snowflake(2), "Ana"), "Cannot log in".into(), 0)
    }

    #[test]
    fn a_solved_case_reopens_for_fourteen_days_and_an_open_one_never() {
        let mut solved = case(CaseKind::Help);
        solved.put(CaseState::Solved, 0);
        assert!(solved.may_reopen(14 * DAY, 14));
        assert!(!solved.may_reopen(14 * DAY + 1, 14));
        assert!(!case(CaseKind::Help).may_reopen(1, 14));
    }

    #[test]
    fn numbers_look_as_people_quote_them() {
        for (kind, text) in [(CaseKind::Help, "#1042"), (CaseKind::Bug, "B-1042"), (CaseKind::Feature, "F-1042")] {
            assert_eq!(case(kind).number.to_string(), text);
        }
        assert_eq!("1042".parse(), Ok(case(CaseKind::Help).number));
        assert_eq!(" b1042 ".parse(), Ok(case(CaseKind::Bug).number));
        for wrong in ["", "#", "B-", "X-1", "#0", "-1", "#1 2", "B--", "99999999999999999999", "１"] {
            assert_eq!(wrong.parse::<CaseNumber>(), Err(NotANumber), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn every_number_reads_back(kind in prop::sample::select(CaseKind::ALL.to_vec()), number in 1..i64::MAX) {
            let number = CaseNumber { kind, number };
            prop_assert_eq!(number.to_string().parse(), Ok(number));
        }

        #[test]
        fn no_text_breaks_the_reader(text in any::<String>()) {
            let _ = text.parse::<CaseNumber>();
        }

        #[test]
        fn a_case_knows_since_when_it_is_over_and_how_often_it_came_back(states in prop::collection::vec(0..CaseState::ALL.len(), 0..20)) {
            let mut case = case(CaseKind::Bug);
            let mut came_back = 0;
            for (now, to) in (1..).zip(states.into_iter().map(|n| CaseState::ALL[n])) {
                let was_open = case.state.is_open();
                case.put(to, now);
                came_back += u32::from(!was_open && to.is_open());
                prop_assert_eq!(case.solved_at.is_none(), case.state.is_open());
            }
            prop_assert_eq!(case.reopened, came_back);
        }
    }
}
