//! Where a case stands, and which way leads from one state to the other.

use super::CaseKind;
use serde::{Deserialize, Serialize};

/// Where a case stands: always one answer to "whose turn is it?".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseState {
    /// Filed, and nobody has looked at it yet. Help cases skip it: they are opened because somebody is wanted.
    New,
    /// The assistant is helping. Only help cases can be here.
    WithAssistant,
    /// It is our turn: a person must answer, or the thing is being worked on.
    WaitingForUs,
    /// It is the member's turn: an answer or details are owed by them.
    WaitingForMember,
    /// Done: helped, fixed, built.
    Solved,
    /// Over without that: declined, a double of another one, given up.
    Closed,
}

impl CaseState {
    /// All of them, in the order of a board.
    pub const ALL: [Self; 6] = [Self::New, Self::WithAssistant, Self::WaitingForUs, Self::WaitingForMember, Self::Solved, Self::Closed];

    /// Does somebody still have to see it through?
    pub fn is_open(self) -> bool {
        match self {
            CaseState::New | CaseState::WithAssistant | CaseState::WaitingForUs | CaseState::WaitingForMember => true,
            CaseState::Solved | CaseState::Closed => false,
        }
    }

    /// May a case of this kind go from this state to `to`? Staying where it is is no way; nothing becomes new again; what is over
    /// comes back as our turn, because it is we who have to look at it.
    pub fn may(self, kind: CaseKind, to: Self) -> bool {
        let fits = match to {
            CaseState::New => false,
            CaseState::WithAssistant => kind == CaseKind::Help && self.is_open(),
            CaseState::WaitingForUs => true,
            CaseState::WaitingForMember => self.is_open(),
            CaseState::Solved => self.is_open(),
            // What counted as solved may turn out not to be worth keeping.
            CaseState::Closed => true,
        };
        fits && self != to
    }

    /// The states a case of this kind may go to from here, in the order of a board.
    pub fn ways(self, kind: CaseKind) -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(move |to| self.may(kind, *to))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_state() -> impl Strategy<Value = CaseState> {
        prop::sample::select(CaseState::ALL.to_vec())
    }

    fn any_kind() -> impl Strategy<Value = CaseKind> {
        prop::sample::select(CaseKind::ALL.to_vec())
    }

    proptest! {
        #[test]
        fn nothing_becomes_new_again_and_staying_is_no_way(from in any_state(), kind in any_kind()) {
            prop_assert!(!from.may(kind, CaseState::New));
            prop_assert!(!from.may(kind, from));
        }

        #[test]
        fn whatever_is_open_can_be_solved_and_closed(from in any_state(), kind in any_kind()) {
            prop_assert_eq!(from.may(kind, CaseState::Solved), from.is_open());
            prop_assert_eq!(from.may(kind, CaseState::Closed), from != CaseState::Closed);
        }

        #[test]
        fn what_is_over_comes_back_only_as_our_turn(from in any_state(), to in any_state(), kind in any_kind()) {
            if !from.is_open() && to.is_open() {
                prop_assert_eq!(from.may(kind, to), to == CaseState::WaitingForUs);
            }
        }

        #[test]
        fn only_help_is_ever_with_the_assistant(from in any_state(), kind in any_kind()) {
            prop_assert!(kind == CaseKind::Help || !from.may(kind, CaseState::WithAssistant));
        }

        #[test]
        fn a_walk_never_gets_stuck(start in any_state(), kind in any_kind(), steps in prop::collection::vec(0usize..6, 1..30)) {
            let mut state = start;
            for step in steps {
                let ways: Vec<_> = state.ways(kind).collect();
                prop_assert!(!ways.is_empty());
                state = ways[step % ways.len()];
            }
        }
    }
}
