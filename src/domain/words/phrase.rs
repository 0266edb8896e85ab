//! Every sentence the program can say.

use super::cases::CasePhrase;
use crate::domain::clock::Millis;
use crate::domain::text::file_name::Refusal;

/// One sentence, button or label, with what goes into it.
///
/// Names and texts are given raw: [`say`](super::say) bounds them and takes out mentions and markup. `case` is the
/// case number people see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phrase<'a> {
    // ---- first contact ----
    /// First words in the DM or thread.
    Greeting { name: &'a str, server: &'a str },
    /// Only for the asker: look into your DMs.
    OnItDm { case: Option<u64> },
    /// There is an open case already; no second one is made.
    CarryingOn { case: u64 },
    /// The talk has no case yet and goes on where it is.
    AlreadyTalking,
    /// DMs are closed, a private thread serves instead. `channel` is the thread's Discord id.
    DmsClosedThread { channel: &'a str },
    /// Above the menu for a member of several servers.
    WhichCommunity,

    // ---- the assistant ----
    /// Nothing found; a person is offered.
    DontKnow,
    /// Above an answer that is likely but not certain.
    SuggestIntro,
    /// Above the links an answer came from.
    SourcesLabel,
    /// Offers a person after answers that did not help.
    OfferPerson,
    /// Below an answer that may not be all there is to it: a person could see to it.
    PersonMayHelp,
    /// The whole answer was too long for messages and is attached as a file.
    LongTextFile,

    // ---- questions in passing ----
    /// The member has asked as much as they may in a day.
    AskLimit,
    /// Who asks for a person in a channel is shown the button.
    PersonFromAside,
    /// After a 👍.
    RatedUp,
    /// After a 👎.
    RatedDown,

    // ---- buttons (80 characters at most, Discord's rule) ----
    /// Talk to a person.
    ButtonPerson,
    /// My cases.
    ButtonMyCases,
    /// Close.
    ButtonClose,
    /// That solved it.
    ButtonSolved,
    /// Not quite.
    ButtonNotQuite,
    /// Reopen a closed case.
    ButtonReopen,
    /// Yes.
    ButtonYes,
    /// Not yet.
    ButtonNotYet,
    /// Link to the DM.
    ButtonOpenDm,
    /// Link to the private thread.
    ButtonOpenThread,
    /// Go on waiting for a person.
    ButtonKeepWaiting,
    /// Ask for a copy of the talk.
    ButtonCopy,
    /// Let the assistant go on while the desk is closed.
    ButtonKeepHelping,
    /// Add a line to a rating.
    ButtonAddLine,

    // ---- waiting for a person ----
    /// Handed to the queue. `place` counts from 1; `minutes` is only said together with a place.
    PassedOn { case: u64, place: Option<u32>, minutes: Option<u32> },
    /// Replaces the line above while the member waits.
    StillWaiting { place: Option<u32>, minutes: Option<u32> },
    /// Nobody is there before `when`; Discord shows that time in the reader's own zone.
    ClosedHours { when: Millis },
    /// Nobody took the case in time.
    QueueTimedOut,
    /// The desk took the case out of the queue.
    TaskCancelled,
    /// In line again, after a transfer or a refusal.
    BackInLine,

    // ---- with a person ----
    /// An agent joined. With `name` equal to `team` only the team is named.
    AgentJoined { name: &'a str, team: &'a str },
    /// The agent left the talk.
    AgentLeft { name: &'a str },
    /// The agent is silent and the assistant helps meanwhile.
    AgentAway { name: &'a str },
    /// Another agent took over.
    HandedOn { name: &'a str },
    /// A transfer has begun.
    TransferWaiting,
    /// The agent left and nobody is there; the member is in the queue again.
    NobodyThere,
    /// The assistant answers again.
    AssistantBack,

    // ---- the end ----
    /// Asks whether the case may be closed.
    AgentFinished { name: &'a str, case: u64 },
    /// The case was closed.
    Closed { case: u64 },
    /// The case was closed because nobody wrote any more.
    ClosedByItself { case: u64 },
    /// Asks for a rating.
    HowWasIt,
    /// Above the box for a line on the rating.
    RatingLine,
    /// After a rating.
    RatingThanks,
    /// The case is open again.
    Reopened { case: u64 },
    /// Too late to reopen.
    ReopenTooLate { days: u32 },
    /// After a "thanks!" that needs no case.
    ThanksBack,

    // ---- my cases ----
    /// Above the list of the member's cases.
    MyCasesTitle,
    /// There are none.
    MyCasesNone,
    /// About bugs, ideas and cases of every kind.
    Case(CasePhrase<'a>),

    // ---- files, edits, trouble ----
    /// Not delivered yet.
    Stuck,
    /// What was stuck has arrived.
    StuckResolved,
    /// Given up.
    CouldNotDeliver,
    /// The file is larger than allowed.
    FileTooBig { name: &'a str, limit_mb: u64 },
    /// The file is not passed on, for the reason given.
    FileRefused { name: &'a str, reason: FileReason<'a> },
    /// The file could no longer be fetched.
    FileGone { name: &'a str },
    /// Something failed on our side.
    ErrorGeneric,
    /// A button that is meant for somebody else.
    NotYours,
    /// A button or form that is too old.
    Expired,
    /// Pressed or typed twice: it has reached us already.
    Received,
    /// Too many requests by one member.
    TooFast,
    /// The command works only inside a server.
    OnlyInServer,
    /// Stands behind a text that was changed.
    EditedMark,
    /// Stands in place of a text that was deleted.
    DeletedMark,

    // ---- commands (descriptions of 100 characters at most, Discord's rule) ----
    /// Description of `/helpme`.
    CommandHelpme,
    /// Description of its optional box.
    CommandHelpmeText,
    /// Description of `/ask`.
    CommandAsk,
    /// Description of its box.
    CommandAskQuestion,
    /// Description of `/mycases`.
    CommandMyCases,

    // ---- notes for the agent; shown as plain text at the desk ----
    /// The card at the head of a case; a block of several lines.
    DeskCaseCard(CaseCard<'a>),
    /// Above what the member asked in passing before.
    DeskFromAside,
    /// What a model makes of the talk so far.
    DeskSummary { text: &'a str },
    /// The member changed a message.
    DeskMemberEdited { old: &'a str, new: &'a str },
    /// The member deleted a message.
    DeskMemberDeleted { old: &'a str },
    /// The member left the server.
    DeskMemberLeft,
    /// The member closed the case.
    DeskMemberClosed { case: u64 },
    /// The member opened the case again.
    DeskMemberReopened { case: u64 },
    /// The assistant says nothing more in this talk.
    DeskAssistantSilent,
    /// The agent was silent for so long that the assistant helps; the case stays with the agent.
    DeskAssistantBack { minutes: u32 },
    /// Somebody else wrote in the member's private thread.
    DeskOverheard { name: &'a str, text: &'a str },
    /// A reply did not arrive.
    DeskNotDelivered { reason: &'a str },
    /// The member takes no DMs.
    DeskMemberDmsClosed,
    /// A reply went to the private thread instead.
    DeskSentInThread,
    /// A file of the member was not passed on.
    DeskFileRefused { name: &'a str, reason: FileReason<'a> },

    // ---- member content that is not plain text, as lines for the desk ----
    /// A sticker.
    DeskSticker { name: &'a str },
    /// A voice note.
    DeskVoice { seconds: u32 },
    /// Head of a forwarded message; `place` is where it came from, if known.
    DeskForward { place: Option<&'a str> },
    /// A link preview or rich card.
    DeskEmbed { title: &'a str },
    /// A poll.
    DeskPoll { question: &'a str },
    /// Head of a quoted message this one answers.
    DeskReplyTo { name: &'a str },
    /// This one answers a message that is gone.
    DeskReplyToGone,
    /// A file.
    DeskFile { name: &'a str },
    /// A kind of message this program does not know.
    DeskUnknown,
}

/// Why a file was not passed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileReason<'a> {
    /// The server does not take this kind of file.
    Kind(&'a str),
    /// There is nothing in it.
    Empty,
    /// It is larger than so many megabytes.
    TooBig(u64),
}

impl<'a> From<&'a Refusal> for FileReason<'a> {
    fn from(refusal: &'a Refusal) -> Self {
        match refusal {
            Refusal::TooBig { max_bytes } => Self::TooBig((max_bytes / (1024 * 1024)).max(1)),
            Refusal::Empty => Self::Empty,
            Refusal::Kind(kind) => Self::Kind(kind),
        }
    }
}

/// What an agent reads first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CaseCard<'a> {
    /// The case number.
    pub case: u64,
    /// The member's shown name.
    pub name: &'a str,
    /// The server it is about.
    pub server: &'a str,
    /// The member's Discord language, for example `de`.
    pub language: &'a str,
    /// What the member asked first, if anything was said.
    pub question: Option<&'a str>,
    /// What the assistant already said, one short line each.
    pub tried: &'a [&'a str],
    /// Titles of the articles it used.
    pub sources: &'a [&'a str],
    /// How many cases this member had before.
    pub earlier_cases: u32,
}
