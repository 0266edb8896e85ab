//! From a phrase to its sentence: which message, with which variables.

use super::line::{Line, line};
use super::{CaseCard, FileReason, Language, Phrase};
use crate::domain::text::clip;
use crate::domain::text::defuse::{chat_name, defuse, display_name, escape_markdown};
use crate::domain::text::file_name::safe_file_name;
use crate::domain::text::names::NoNames;

/// How much of a message is quoted in a note for the desk, in grapheme clusters.
const QUOTE: usize = 200;
/// How much of a text that is told as a whole.
const EXCERPT: usize = 1_000;

/// How much of a server's or channel's name is shown; Discord allows 100.
const TITLE: usize = 100;

/// How many lines of a list stand on a case card.
const CARD_LINES: usize = 3;

/// The sentence for `phrase` in `language`.
pub(super) fn render(language: Language, phrase: &Phrase<'_>) -> String {
    let line = match *phrase {
        Phrase::Greeting { name, server } => line("greeting").text("name", chat_name(name)).text("server", chat_title(server)),
        Phrase::OnItDm { case: None } => line("on-it-dm"),
        Phrase::OnItDm { case: Some(case) } => line("on-it-dm-case").label("case", case),
        Phrase::CarryingOn { case } => line("carrying-on").label("case", case),
        Phrase::AlreadyTalking => line("already-talking"),
        Phrase::DmsClosedThread { channel } => line("dms-closed-thread").text("channel", channel_link(channel)),
        Phrase::WhichCommunity => line("which-community"),

        Phrase::DontKnow => line("dont-know"),
        Phrase::SuggestIntro => line("suggest-intro"),
        Phrase::SourcesLabel => line("sources-label"),
        Phrase::OfferPerson => line("offer-person"),
        Phrase::PersonMayHelp => line("person-may-help"),
        Phrase::LongTextFile => line("long-text-file"),

        Phrase::AskLimit => line("ask-limit"),
        Phrase::PersonFromAside => line("person-from-aside"),
        Phrase::RatedUp => line("rated-up"),
        Phrase::RatedDown => line("rated-down"),

        Phrase::ButtonPerson => line("button-person"),
        Phrase::ButtonMyCases => line("button-my-cases"),
        Phrase::ButtonClose => line("button-close"),
        Phrase::ButtonSolved => line("button-solved"),
        Phrase::ButtonNotQuite => line("button-not-quite"),
        Phrase::ButtonReopen => line("button-reopen"),
        Phrase::ButtonYes => line("button-yes"),
        Phrase::ButtonNotYet => line("button-not-yet"),
        Phrase::ButtonOpenDm => line("button-open-dm"),
        Phrase::ButtonOpenThread => line("button-open-thread"),
        Phrase::ButtonKeepWaiting => line("button-keep-waiting"),
        Phrase::ButtonCopy => line("button-copy"),
        Phrase::ButtonKeepHelping => line("button-keep-helping"),
        Phrase::ButtonAddLine => line("button-add-line"),

        Phrase::PassedOn { case, place: Some(place), minutes: Some(minutes) } => {
            line("passed-on-place-minutes").label("case", case).ordinal("place", place).count("minutes", minutes)
        }
        Phrase::PassedOn { case, place: Some(place), minutes: None } => line("passed-on-place").label("case", case).ordinal("place", place),
        Phrase::PassedOn { case, place: None, .. } => line("passed-on").label("case", case),
        Phrase::StillWaiting { place: Some(place), minutes: Some(minutes) } => {
            line("still-waiting-place-minutes").ordinal("place", place).count("minutes", minutes)
        }
        Phrase::StillWaiting { place: Some(place), minutes: None } => line("still-waiting-place").ordinal("place", place),
        Phrase::StillWaiting { place: None, .. } => line("still-waiting"),
        Phrase::ClosedHours { when } => line("closed-hours").text("when", format!("<t:{}:F>", when.div_euclid(1_000))),
        Phrase::QueueTimedOut => line("queue-timed-out"),
        Phrase::TaskCancelled => line("task-cancelled"),
        Phrase::BackInLine => line("back-in-line"),

        Phrase::AgentJoined { name, team } if name == team => line("team-joined").text("team", chat_name(team)),
        Phrase::AgentJoined { name, team } => line("agent-joined").text("name", chat_name(name)).text("team", chat_name(team)),
        Phrase::AgentLeft { name } => line("agent-left").text("name", chat_name(name)),
        Phrase::AgentAway { name } => line("agent-away").text("name", chat_name(name)),
        Phrase::HandedOn { name } => line("handed-on").text("name", chat_name(name)),
        Phrase::TransferWaiting => line("transfer-waiting"),
        Phrase::NobodyThere => line("nobody-there"),
        Phrase::AssistantBack => line("assistant-back"),

        Phrase::AgentFinished { name, case } => line("agent-finished").text("name", chat_name(name)).label("case", case),
        Phrase::Closed { case } => line("closed").label("case", case),
        Phrase::ClosedByItself { case } => line("closed-by-itself").label("case", case),
        Phrase::HowWasIt => line("how-was-it"),
        Phrase::RatingLine => line("rating-line"),
        Phrase::RatingThanks => line("rating-thanks"),
        Phrase::Reopened { case } => line("reopened").label("case", case),
        Phrase::ReopenTooLate { days } => line("reopen-too-late").count("days", days),
        Phrase::ThanksBack => line("thanks-back"),

        Phrase::MyCasesTitle => line("my-cases-title"),
        Phrase::MyCasesNone => line("my-cases-none"),
        Phrase::Case(phrase) => return super::cases::render(language, &phrase),

        Phrase::Stuck => line("stuck"),
        Phrase::StuckResolved => line("stuck-resolved"),
        Phrase::CouldNotDeliver => line("could-not-deliver"),
        Phrase::FileTooBig { name, limit_mb } => line("file-too-big").text("name", chat_file(name)).label("limit", limit_mb),
        Phrase::FileRefused { name, reason } => {
            line("file-refused").text("name", chat_file(name)).text("reason", reason_line(reason).say(language))
        }
        Phrase::FileGone { name } => line("file-gone").text("name", chat_file(name)),
        Phrase::ErrorGeneric => line("error-generic"),
        Phrase::NotYours => line("not-yours"),
        Phrase::Expired => line("expired"),
        Phrase::Received => line("received"),
        Phrase::TooFast => line("too-fast"),
        Phrase::OnlyInServer => line("only-in-server"),
        Phrase::EditedMark => line("edited-mark"),
        Phrase::DeletedMark => line("deleted-mark"),

        Phrase::CommandHelpme => line("command-helpme"),
        Phrase::CommandHelpmeText => line("command-helpme-text"),
        Phrase::CommandAsk => line("command-ask"),
        Phrase::CommandAskQuestion => line("command-ask-question"),
        Phrase::CommandMyCases => line("command-my-cases"),

        Phrase::DeskCaseCard(card) => return case_card(language, &card),
        Phrase::DeskFromAside => line("desk-from-aside"),
        Phrase::DeskSummary { text } => line("desk-summary").text("text", clip(text, EXCERPT)),
        Phrase::DeskMemberEdited { old, new } => line("desk-member-edited").text("old", clip(old, QUOTE)).text("new", clip(new, QUOTE)),
        Phrase::DeskMemberDeleted { old } => line("desk-member-deleted").text("old", clip(old, QUOTE)),
        Phrase::DeskMemberLeft => line("desk-member-left"),
        Phrase::DeskMemberClosed { case } => line("desk-member-closed").label("case", case),
        Phrase::DeskMemberReopened { case } => line("desk-member-reopened").label("case", case),
        Phrase::DeskAssistantSilent => line("desk-assistant-silent"),
        Phrase::DeskAssistantBack { minutes } => line("desk-assistant-back").count("minutes", minutes),
        Phrase::DeskOverheard { name, text } => line("desk-overheard").text("name", display_name(name)).text("text", clip(text, EXCERPT)),
        Phrase::DeskNotDelivered { reason } => line("desk-not-delivered").text("reason", clip(reason, QUOTE)),
        Phrase::DeskMemberDmsClosed => line("desk-member-dms-closed"),
        Phrase::DeskSentInThread => line("desk-sent-in-thread"),
        Phrase::DeskFileRefused { name, reason } => {
            line("desk-file-refused").text("name", safe_file_name(name)).text("reason", reason_line(reason).say(language))
        }

        Phrase::DeskSticker { name } => line("desk-sticker").text("name", display_name(name)),
        Phrase::DeskVoice { seconds } => line("desk-voice").text("length", format!("{}:{:02}", seconds / 60, seconds % 60)),
        Phrase::DeskForward { place: None } => line("desk-forward"),
        Phrase::DeskForward { place: Some(place) } => line("desk-forward-from").text("place", clip(place, TITLE)),
        Phrase::DeskEmbed { title } => line("desk-embed").text("title", clip(title, QUOTE)),
        Phrase::DeskPoll { question } => line("desk-poll").text("question", clip(question, QUOTE)),
        Phrase::DeskReplyTo { name } => line("desk-reply-to").text("name", display_name(name)),
        Phrase::DeskReplyToGone => line("desk-reply-to-gone"),
        Phrase::DeskFile { name } => line("desk-file").text("name", safe_file_name(name)),
        Phrase::DeskUnknown => line("desk-unknown"),
    };
    line.say(language)
}

fn reason_line(reason: FileReason<'_>) -> Line {
    match reason {
        FileReason::Kind(kind) => line("file-reason-kind")
            .text("kind", kind.chars().filter(|c| c.is_ascii_alphanumeric() || "/.+-".contains(*c)).take(TITLE).collect()),
        FileReason::Empty => line("file-reason-empty"),
        FileReason::TooBig(limit_mb) => line("file-reason-too-big").label("limit", limit_mb),
    }
}

/// The card: a head line, then only the lines there is something to say on.
fn case_card(language: Language, card: &CaseCard<'_>) -> String {
    let mut lines = vec![
        line("desk-card-head")
            .label("case", card.case)
            .text("name", display_name(card.name))
            .text("server", clip(card.server, TITLE))
            .text("language", clip(card.language, TITLE))
            .say(language),
    ];
    if let Some(question) = card.question {
        lines.push(line("desk-card-question").text("question", clip(question, QUOTE)).say(language));
    }
    if !card.tried.is_empty() {
        lines.push(line("desk-card-tried").say(language));
        // The last answers are the ones the member still has before their eyes.
        lines.extend(
            card.tried.iter().skip(card.tried.len().saturating_sub(CARD_LINES)).map(|answer| format!("  - {}", clip(answer, QUOTE))),
        );
    }
    if !card.sources.is_empty() {
        let titles: Vec<_> = card.sources.iter().take(CARD_LINES).map(|title| clip(title, TITLE)).collect();
        lines.push(line("desk-card-sources").text("sources", titles.join(", ")).say(language));
    }
    if card.earlier_cases > 0 {
        lines.push(line("desk-card-earlier").count("count", card.earlier_cases).say(language));
    }
    lines.join("\n")
}

/// A server's name, or a case's title, in a Discord message.
pub(super) fn chat_title(raw: &str) -> String {
    defuse(&escape_markdown(&clip(raw, TITLE)), &NoNames)
}

/// What somebody of the staff wrote, in a Discord message: they may mark things up, and call nobody.
pub(super) fn chat_words(raw: &str) -> String {
    defuse(raw.trim(), &NoNames)
}

/// A file's name in a Discord message.
fn chat_file(raw: &str) -> String {
    defuse(&escape_markdown(&safe_file_name(raw)), &NoNames)
}

/// A link to a channel. Anything but a Discord id gives no link.
fn channel_link(id: &str) -> String {
    if !id.is_empty() && id.chars().all(|c| c.is_ascii_digit()) { format!("<#{id}>") } else { chat_title(id) }
}
