//! The sentences about bugs, ideas and cases: `locales/<language>/cases.ftl`.

use super::Language;
use super::line::{Line, line};
use super::render::{chat_title, chat_words};
use crate::domain::case::{CaseKind, CaseState};
use crate::domain::text::defuse::chat_name;

/// One sentence, button or label, with what goes into it. `number` is a case's number as people quote it; titles and names are given
/// raw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CasePhrase<'a> {
    /// A bug or an idea was filed.
    Filed { kind: CaseKind, number: &'a str },
    /// Above the open cases that look like the new one.
    LookAlike,
    /// One of them.
    LookAlikeLine { number: &'a str, title: &'a str, votes: u32 },
    /// The member follows a case from now on.
    Follows { number: &'a str },
    /// The member follows it already, or has opened it.
    FollowsAlready { number: &'a str },
    /// A case is in another state; `told` is what whoever changed it wants to be said.
    Moved { kind: CaseKind, number: &'a str, title: &'a str, state: CaseState, told: Option<&'a str> },
    /// Where a case stands, in a word or two.
    Standing { kind: CaseKind, state: CaseState },
    /// Below a card.
    CardFooter { name: &'a str, votes: u32 },
    /// One line of the member's cases.
    ListLine { number: &'a str, title: &'a str, standing: &'a str },
    /// The member has closed one of theirs.
    ClosedByYou { number: &'a str },
    /// The member has opened one of theirs again, or it is open.
    OpenAgain { number: &'a str },
    /// With the copy of a talk.
    CopyReady { number: &'a str },
    /// The copy is on its way.
    CopyOnItsWay,
    /// Head of a copy.
    CopyHead { number: &'a str, server: &'a str },
    /// Who the assistant is in a copy.
    CopyAssistant,
    /// It's this one.
    ButtonSame { number: &'a str },
    /// Mine is new.
    ButtonMineIsNew,
    /// I have this too.
    ButtonVote,
    /// Name of the entry in a message's menu: 32 characters at most.
    CommandReport,
    /// Description of `/bug`.
    CommandBug,
    /// Description of `/new_feature`.
    CommandFeature,
}

/// The sentence for `phrase` in `language`.
pub(super) fn render(language: Language, phrase: &CasePhrase<'_>) -> String {
    let line = match *phrase {
        CasePhrase::Filed { kind: CaseKind::Feature, number } => line("case-filed-feature").text("number", number.into()),
        CasePhrase::Filed { number, .. } => line("case-filed-bug").text("number", number.into()),
        CasePhrase::LookAlike => line("case-look-alike"),
        CasePhrase::LookAlikeLine { number, title, votes } => {
            line("case-look-alike-line").text("number", number.into()).text("title", chat_title(title)).count("votes", votes)
        }
        CasePhrase::Follows { number } => line("case-follows").text("number", number.into()),
        CasePhrase::FollowsAlready { number } => line("case-follows-already").text("number", number.into()),
        CasePhrase::Moved { kind, number, title, state, told } => {
            let said = moved(kind, state).text("number", number.into()).text("title", chat_title(title)).say(language);
            return match told {
                Some(told) => format!("{said}\n> {}", chat_words(told).replace('\n', "\n> ")),
                None => said,
            };
        }
        CasePhrase::Standing { kind, state } => standing(kind, state),
        CasePhrase::CardFooter { name, votes } => line("case-card-footer").text("name", chat_name(name)).count("votes", votes),
        CasePhrase::ListLine { number, title, standing } => {
            line("case-list-line").text("number", number.into()).text("title", chat_title(title)).text("standing", standing.into())
        }
        CasePhrase::ClosedByYou { number } => line("case-closed-by-you").text("number", number.into()),
        CasePhrase::OpenAgain { number } => line("case-open-again").text("number", number.into()),
        CasePhrase::CopyReady { number } => line("case-copy-ready").text("number", number.into()),
        CasePhrase::CopyOnItsWay => line("case-copy-on-its-way"),
        CasePhrase::CopyHead { number, server } => line("case-copy-head").text("number", number.into()).text("server", chat_title(server)),
        CasePhrase::CopyAssistant => line("case-copy-assistant"),
        CasePhrase::ButtonSame { number } => line("case-button-same").text("number", number.into()),
        CasePhrase::ButtonMineIsNew => line("case-button-mine-is-new"),
        CasePhrase::ButtonVote => line("case-button-vote"),
        CasePhrase::CommandReport => line("case-command-report"),
        CasePhrase::CommandBug => line("case-command-bug"),
        CasePhrase::CommandFeature => line("case-command-feature"),
    };
    line.say(language)
}

fn moved(kind: CaseKind, state: CaseState) -> Line {
    line(match (state, kind) {
        (CaseState::New | CaseState::WithAssistant | CaseState::WaitingForUs, _) => "case-moved-working",
        (CaseState::WaitingForMember, _) => "case-moved-details",
        (CaseState::Solved, CaseKind::Bug) => "case-moved-fixed",
        (CaseState::Solved, CaseKind::Feature) => "case-moved-built",
        (CaseState::Solved, CaseKind::Help) => "case-moved-solved",
        (CaseState::Closed, _) => "case-moved-closed",
    })
}

fn standing(kind: CaseKind, state: CaseState) -> Line {
    line(match (state, kind) {
        (CaseState::New, _) => "case-standing-new",
        (CaseState::WithAssistant, _) => "case-standing-assistant",
        (CaseState::WaitingForUs, CaseKind::Help) => "case-standing-us",
        (CaseState::WaitingForUs, CaseKind::Bug | CaseKind::Feature) => "case-standing-working",
        (CaseState::WaitingForMember, CaseKind::Help) => "case-standing-you",
        (CaseState::WaitingForMember, CaseKind::Bug | CaseKind::Feature) => "case-standing-details",
        (CaseState::Solved, CaseKind::Bug) => "case-standing-fixed",
        (CaseState::Solved, CaseKind::Feature) => "case-standing-built",
        (CaseState::Solved, CaseKind::Help) => "case-standing-solved",
        (CaseState::Closed, _) => "case-standing-closed",
    })
}

/// One of every phrase, with every shape of its options.
#[cfg(test)]
pub(super) fn samples() -> Vec<CasePhrase<'static>> {
    use CasePhrase::*;
    let mut all = vec![
        Filed { kind: CaseKind::Bug, number: "B-318" },
        Filed { kind: CaseKind::Feature, number: "F-77" },
        LookAlike,
        LookAlikeLine { number: "B-12", title: "App crashes", votes: 0 },
        LookAlikeLine { number: "B-12", title: "App crashes", votes: 1 },
        LookAlikeLine { number: "B-12", title: "App crashes", votes: 7 },
        Follows { number: "B-12" },
        FollowsAlready { number: "B-12" },
        CardFooter { name: "Ana", votes: 0 },
        CardFooter { name: "Ana", votes: 1 },
        CardFooter { name: "Ana", votes: 12 },
        ListLine { number: "B-12", title: "App crashes", standing: "new" },
        ClosedByYou { number: "B-12" },
        OpenAgain { number: "B-12" },
        CopyReady { number: "#1042" },
        CopyOnItsWay,
        CopyHead { number: "#1042", server: "Pokéfans" },
        CopyAssistant,
        ButtonSame { number: "B-12" },
        ButtonMineIsNew,
        ButtonVote,
        CommandReport,
        CommandBug,
        CommandFeature,
    ];
    for state in CaseState::ALL {
        for kind in CaseKind::ALL {
            all.push(Standing { kind, state });
            all.push(Moved { kind, number: "B-318", title: "App crashes", state, told: Some("fixed in 2.4") });
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_and_commands_keep_to_the_bounds_of_discord() {
        for language in Language::ALL {
            for phrase in samples() {
                let length = render(language, &phrase).chars().count();
                let most = match phrase {
                    CasePhrase::CommandReport => 32,
                    CasePhrase::CommandBug | CasePhrase::CommandFeature => 100,
                    CasePhrase::ButtonSame { .. } | CasePhrase::ButtonMineIsNew | CasePhrase::ButtonVote => 80,
                    // A forum's tags are found by these words, and are that long.
                    CasePhrase::Standing { .. } => 40,
                    _ => 300,
                };
                assert!(length <= most, "{phrase:?} in {}: {length}", language.tag());
            }
        }
    }

    #[test]
    fn what_is_told_with_a_new_state_calls_nobody_and_stays_a_quote() {
        let told = Some("fixed in 2.4\n@everyone");
        let phrase = CasePhrase::Moved { kind: CaseKind::Bug, number: "B-318", title: "Crash", state: CaseState::Solved, told };
        let said = render(Language::English, &phrase);
        assert!(!said.contains("@everyone") && said.ends_with("everyone") && said.contains("\n> fixed in 2.4\n> "), "{said}");
    }

    #[test]
    fn what_members_read_about_cases_in_english() {
        let all: Vec<_> = samples().iter().map(|phrase| render(Language::English, phrase)).collect();
        insta::assert_snapshot!(all.join("\n"), @"
        Thanks! Bug **B-318**. I'll tell you when its state changes.
        Thanks! Idea **F-77**. I'll tell you when its state changes.
        Before I file it: these look alike. Is it one of them?
        **B-12** · App crashes
        **B-12** · App crashes · +1
        **B-12** · App crashes · +7
        Noted, thanks! You follow **B-12** now, and I'll tell you when its state changes.
        You follow **B-12** already. I'll tell you when its state changes.
        Reported by Ana
        Reported by Ana · +1
        Reported by Ana · +12
        **B-12** · App crashes · new
        **B-12** is closed.
        **B-12** is open again.
        Here is your copy of **#1042**.
        I'm sending you your copy as a direct message.
        #1042 · Pokéfans
        Assistant
        B-12: it's this one (+1)
        No, mine is new
        +1
        Report as bug
        Report a bug
        Suggest something new
        new
        **B-318** (App crashes) is being worked on.
        > fixed in 2.4
        new
        **B-318** (App crashes) is being worked on.
        > fixed in 2.4
        new
        **B-318** (App crashes) is being worked on.
        > fixed in 2.4
        with the assistant
        **B-318** (App crashes) is being worked on.
        > fixed in 2.4
        with the assistant
        **B-318** (App crashes) is being worked on.
        > fixed in 2.4
        with the assistant
        **B-318** (App crashes) is being worked on.
        > fixed in 2.4
        waiting for us
        **B-318** (App crashes) is being worked on.
        > fixed in 2.4
        being worked on
        **B-318** (App crashes) is being worked on.
        > fixed in 2.4
        being worked on
        **B-318** (App crashes) is being worked on.
        > fixed in 2.4
        waiting for you
        **B-318** (App crashes): more details are needed.
        > fixed in 2.4
        waiting for details
        **B-318** (App crashes): more details are needed.
        > fixed in 2.4
        waiting for details
        **B-318** (App crashes): more details are needed.
        > fixed in 2.4
        solved
        Case **B-318** is solved and closed.
        > fixed in 2.4
        fixed
        Good news: **B-318** (App crashes) is fixed.
        > fixed in 2.4
        done
        Good news: **B-318** (App crashes) is here.
        > fixed in 2.4
        closed
        **B-318** (App crashes) was closed.
        > fixed in 2.4
        closed
        **B-318** (App crashes) was closed.
        > fixed in 2.4
        closed
        **B-318** (App crashes) was closed.
        > fixed in 2.4
        ");
    }
}
