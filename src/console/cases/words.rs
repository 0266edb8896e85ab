//! How staff read states, kinds and what happened.

use crate::domain::case::{Actor, CaseKind, CaseState, Happened, Priority};

/// A state, as the head of a column.
pub fn state(state: CaseState) -> &'static str {
    match state {
        CaseState::New => "New",
        CaseState::WithAssistant => "With the assistant",
        CaseState::WaitingForUs => "Waiting for us",
        CaseState::WaitingForMember => "Waiting for the member",
        CaseState::Solved => "Solved",
        CaseState::Closed => "Closed",
    }
}

/// The name of a state in addresses and forms.
pub fn state_key(state: CaseState) -> &'static str {
    match state {
        CaseState::New => "new",
        CaseState::WithAssistant => "with_assistant",
        CaseState::WaitingForUs => "waiting_for_us",
        CaseState::WaitingForMember => "waiting_for_member",
        CaseState::Solved => "solved",
        CaseState::Closed => "closed",
    }
}

/// The look of a state: never the colour alone, the word stands with it.
pub fn state_look(state: CaseState) -> &'static str {
    match state {
        CaseState::New | CaseState::WaitingForUs => "warn",
        CaseState::WithAssistant => "on",
        CaseState::WaitingForMember => "",
        CaseState::Solved | CaseState::Closed => "good",
    }
}

/// A kind.
pub fn kind(kind: CaseKind) -> &'static str {
    match kind {
        CaseKind::Help => "help",
        CaseKind::Bug => "bug",
        CaseKind::Feature => "idea",
    }
}

/// A priority.
pub fn priority(priority: Priority) -> &'static str {
    match priority {
        Priority::Low => "low",
        Priority::Normal => "normal",
        Priority::High => "high",
        Priority::Urgent => "urgent",
    }
}

/// Who did something.
pub fn actor(actor: &Actor) -> &str {
    match actor {
        Actor::Member { name, .. } => name,
        Actor::Agent { identity, name } => name.as_deref().unwrap_or(identity),
        Actor::Staff { name } => name,
        Actor::Assistant => "The assistant",
        Actor::System => "flexcord",
    }
}

/// What happened, in a few words that follow the name of who did it.
pub fn happened(what: &Happened) -> String {
    let nobody = |owner: &Option<String>| owner.clone().unwrap_or_else(|| "nobody".into());
    match what {
        Happened::Opened => "opened the case".into(),
        Happened::Moved { from, to, .. } => format!("moved it from “{}” to “{}”", state(*from), state(*to)),
        Happened::Noted { .. } => "wrote a note".into(),
        Happened::Assigned { from: None, to: Some(to) } => format!("gave it to {to}"),
        Happened::Assigned { from, to } => format!("passed it on from {} to {}", nobody(from), nobody(to)),
        Happened::Prioritised { from, to } => format!("changed the priority from {} to {}", priority(*from), priority(*to)),
        Happened::Tagged { to, .. } if to.is_empty() => "took the tags away".into(),
        Happened::Tagged { to, .. } => format!("tagged it {}", to.join(", ")),
        Happened::Renamed { from, .. } => format!("changed the title, which was “{from}”"),
        Happened::Voted { .. } => "has it too (+1)".into(),
        Happened::Rated { stars, .. } => format!("rated it {stars} of 5"),
        Happened::Continued { .. } => "wrote again".into(),
        Happened::FileFailed { name, why } => format!("could not take the file {name} along: {why}"),
        Happened::CardFailed { why } => format!("could not keep its card up to date: {why}"),
        other => other.name().replace('_', " "),
    }
}

/// What somebody wrote along with it: a note, a word to the member, a line with the rating.
pub fn text_of(what: &Happened) -> Option<&str> {
    match what {
        Happened::Noted { text } => Some(text),
        Happened::Moved { told, .. } => told.as_deref(),
        Happened::Rated { line, .. } => line.as_deref(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_happened_is_told_in_a_sentence() {
        let told = |what: Happened| format!("{} {}", actor(&Actor::Staff { name: "Maya".into() }), happened(&what));
        insta::assert_snapshot!(told(Happened::Moved { from: CaseState::New, to: CaseState::Solved, told: None }), @"Maya moved it from “New” to “Solved”");
        insta::assert_snapshot!(told(Happened::Assigned { from: None, to: Some("tom".into()) }), @"Maya gave it to tom");
        insta::assert_snapshot!(told(Happened::Assigned { from: Some("tom".into()), to: None }), @"Maya passed it on from tom to nobody");
        insta::assert_snapshot!(told(Happened::Prioritised { from: Priority::Normal, to: Priority::Urgent }), @"Maya changed the priority from normal to urgent");
        insta::assert_snapshot!(told(Happened::Tagged { from: vec![], to: vec!["a".into(), "b".into()] }), @"Maya tagged it a, b");
    }

    #[test]
    fn each_state_has_words_and_a_key_of_its_own() {
        for all in [CaseState::ALL.map(state), CaseState::ALL.map(state_key)] {
            let mut different = all.to_vec();
            different.sort_unstable();
            different.dedup();
            assert_eq!(different.len(), CaseState::ALL.len());
        }
    }
}
