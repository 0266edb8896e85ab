use std::collections::{BTreeMap, BTreeSet};

use fluent_templates::fluent_bundle::FluentResource;
use regex::Regex;

use super::*;
use crate::domain::text::file_name::Refusal;

const CARD: CaseCard<'_> = CaseCard {
    case: 1042,
    name: "Ana",
    server: "Pokéfans",
    language: "de",
    question: Some("I can't log in"),
    tried: &["one", "Reset your password", "Clear the cache", "Use another browser"],
    sources: &["Login", "Passwords"],
    earlier_cases: 2,
};

/// One of every phrase, in the order of the enum, with every shape of its options.
fn samples() -> Vec<Phrase<'static>> {
    use Phrase::*;
    vec![
        Greeting { name: "Ana", server: "Pokéfans" },
        OnItDm { case: None },
        OnItDm { case: Some(1042) },
        CarryingOn { case: 1042 },
        AlreadyTalking,
        DmsClosedThread { channel: "123" },
        WhichCommunity,
        DontKnow,
        SuggestIntro,
        SourcesLabel,
        OfferPerson,
        PersonMayHelp,
        LongTextFile,
        AskLimit,
        PersonFromAside,
        RatedUp,
        RatedDown,
        ButtonPerson,
        ButtonMyCases,
        ButtonClose,
        ButtonSolved,
        ButtonNotQuite,
        ButtonReopen,
        ButtonYes,
        ButtonNotYet,
        ButtonOpenDm,
        ButtonOpenThread,
        ButtonKeepWaiting,
        ButtonCopy,
        ButtonKeepHelping,
        ButtonAddLine,
        PassedOn { case: 1042, place: Some(3), minutes: Some(6) },
        PassedOn { case: 1042, place: Some(1), minutes: None },
        PassedOn { case: 1042, place: None, minutes: None },
        StillWaiting { place: Some(2), minutes: Some(4) },
        StillWaiting { place: Some(11), minutes: None },
        StillWaiting { place: None, minutes: None },
        ClosedHours { when: 1_700_000_000_999 },
        QueueTimedOut,
        TaskCancelled,
        BackInLine,
        AgentJoined { name: "Maya", team: "Support" },
        AgentJoined { name: "Support", team: "Support" },
        AgentLeft { name: "Maya" },
        AgentAway { name: "Maya" },
        HandedOn { name: "Tom" },
        TransferWaiting,
        NobodyThere,
        AssistantBack,
        AgentFinished { name: "Maya", case: 1042 },
        Closed { case: 1042 },
        ClosedByItself { case: 1042 },
        HowWasIt,
        RatingLine,
        RatingThanks,
        Reopened { case: 1042 },
        ReopenTooLate { days: 14 },
        ThanksBack,
        MyCasesTitle,
        MyCasesNone,
        Stuck,
        StuckResolved,
        CouldNotDeliver,
        FileTooBig { name: "video.mp4", limit_mb: 10 },
        FileRefused { name: "setup.exe", reason: FileReason::Kind("exe") },
        FileRefused { name: "a.txt", reason: FileReason::Empty },
        FileRefused { name: "a.txt", reason: FileReason::TooBig(10) },
        FileGone { name: "photo.png" },
        ErrorGeneric,
        NotYours,
        Expired,
        Received,
        TooFast,
        OnlyInServer,
        EditedMark,
        DeletedMark,
        CommandHelpme,
        CommandHelpmeText,
        CommandAsk,
        CommandAskQuestion,
        CommandMyCases,
        DeskCaseCard(CARD),
        DeskFromAside,
        DeskSummary { text: "Cannot log in; the reset mail never comes." },
        DeskMemberEdited { old: "helo", new: "hello" },
        DeskMemberDeleted { old: "hello" },
        DeskMemberLeft,
        DeskMemberClosed { case: 1042 },
        DeskMemberReopened { case: 1042 },
        DeskAssistantSilent,
        DeskAssistantBack { minutes: 3 },
        DeskOverheard { name: "Mira", text: "hello" },
        DeskNotDelivered { reason: "DMs closed" },
        DeskMemberDmsClosed,
        DeskSentInThread,
        DeskFileRefused { name: "setup.exe", reason: FileReason::Kind("exe") },
        DeskSticker { name: "Wave" },
        DeskVoice { seconds: 65 },
        DeskForward { place: None },
        DeskForward { place: Some("#general") },
        DeskEmbed { title: "Status" },
        DeskPoll { question: "Cats?" },
        DeskReplyTo { name: "Ana" },
        DeskReplyToGone,
        DeskFile { name: "log.txt" },
        DeskUnknown,
    ]
}

/// Those about cases too.
fn all_samples() -> Vec<Phrase<'static>> {
    samples().into_iter().chain(super::cases::samples().into_iter().map(Phrase::Case)).collect()
}

/// All files of a language together.
fn source(language: Language) -> String {
    let folder = format!("{}/locales/{}", env!("CARGO_MANIFEST_DIR"), language.tag());
    let mut files: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    files.iter().map(|file| std::fs::read_to_string(file).unwrap() + "\n").collect()
}

/// Each key of a language with the variables its message uses.
fn messages(language: Language) -> BTreeMap<String, BTreeSet<String>> {
    let key = Regex::new(r"^([a-z][a-z0-9-]*) *=").unwrap();
    let variable = Regex::new(r"\$([a-z_]+)").unwrap();
    let mut found = BTreeMap::<String, BTreeSet<String>>::new();
    let mut current = String::new();
    for line in source(language).lines() {
        if let Some(start) = key.captures(line) {
            current = start[1].to_owned();
            assert!(found.insert(current.clone(), BTreeSet::new()).is_none(), "{}: {current} is there twice", language.tag());
        }
        if let Some(used) = found.get_mut(&current) {
            used.extend(variable.captures_iter(line).map(|used| used[1].to_owned()));
        }
    }
    found
}

#[test]
fn every_language_has_every_message_with_the_same_variables() {
    let english = messages(Language::English);
    for language in Language::ALL {
        assert!(FluentResource::try_new(source(language)).is_ok(), "{} does not parse", language.tag());
        assert_eq!(messages(language), english, "{} differs from English", language.tag());
    }
}

#[test]
fn every_message_is_said_by_some_phrase() {
    let code = concat!(include_str!("render.rs"), include_str!("cases.rs"));
    for key in messages(Language::English).keys() {
        assert!(code.contains(&format!("\"{key}\"")), "nobody says {key}");
    }
}

#[test]
fn every_phrase_is_a_whole_sentence_in_every_language() {
    let keys = messages(Language::English);
    for language in Language::ALL {
        for phrase in all_samples() {
            let said = say(language.tag(), &phrase);
            // "closed" is a key, and what a closed case is called.
            let is_key = keys.contains_key(&said) && said != "closed";
            assert!(!said.is_empty() && !is_key, "{phrase:?} has no words in {}", language.tag());
            assert!(!said.contains(['{', '}', '$']), "a variable is missing in {}: {said}", language.tag());
            let longest = said.lines().map(|line| line.chars().count()).max().unwrap_or_default();
            assert!(longest <= 300, "{} characters in {}: {said}", longest, language.tag());
        }
    }
}

#[test]
fn buttons_and_commands_keep_to_the_bounds_of_discord() {
    for language in Language::ALL {
        for phrase in samples() {
            let kind = format!("{phrase:?}");
            let length = say(language.tag(), &phrase).chars().count();
            assert!(!kind.starts_with("Button") || length <= 80, "{kind} in {}", language.tag());
            assert!(!kind.starts_with("Command") || length <= 100, "{kind} in {}", language.tag());
        }
    }
}

#[test]
fn discord_locales_find_their_language() {
    for (locale, language) in [
        ("en-GB", Language::English),
        ("es-419", Language::Spanish),
        ("zh-TW", Language::ChineseTraditional),
        ("zh-HK", Language::ChineseTraditional),
        ("zh-CN", Language::ChineseSimplified),
        ("fil-PH", Language::Filipino),
        ("KO", Language::Korean),
        ("pt-BR", Language::English),
        ("", Language::English),
    ] {
        assert_eq!(Language::of(locale), language, "{locale}");
    }
}

#[test]
fn a_language_we_do_not_speak_gets_english() {
    assert_eq!(say("pt-BR", &Phrase::ButtonYes), "Yes");
}

#[test]
fn places_in_line_are_named_as_people_say_them() {
    let place = |locale: &str, place| say(locale, &Phrase::StillWaiting { place: Some(place), minutes: None });
    for (number, said) in [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (12, "12th"), (21, "21st"), (103, "103rd")] {
        assert!(place("en-US", number).contains(&format!("**{said}**")), "{}", place("en-US", number));
    }
    assert!(place("de", 3).contains("Platz 3"));
    assert!(place("fil", 3).contains("ika-3"));
    assert!(place("ko", 3).contains("3번째"));
    assert!(place("ja", 3).contains("3番目"));
}

#[test]
fn romanian_counts_with_its_three_plurals() {
    let earlier = |count| say("ro", &Phrase::DeskCaseCard(CaseCard { earlier_cases: count, ..CARD }));
    assert!(earlier(1).ends_with("1 caz anterior"));
    assert!(earlier(3).ends_with("3 cazuri anterioare"));
    assert!(earlier(20).ends_with("20 de cazuri anterioare"));
}

#[test]
fn a_name_cannot_call_anybody_or_change_the_layout() {
    let said = say("en", &Phrase::Greeting { name: "@everyone **x**", server: "<@1> [a](https://b)" });
    assert!(!said.contains("@everyone") && !said.contains("<@1>") && !said.contains("](https"), "{said}");
    let said = say("en", &Phrase::FileGone { name: "../`@here`.png" });
    assert!(!said.contains("@here") && !said.contains("../"), "{said}");
}

#[test]
fn a_thread_is_linked_only_by_a_real_id() {
    assert!(say("en", &Phrase::DmsClosedThread { channel: "123" }).contains("<#123>"));
    assert!(!say("en", &Phrase::DmsClosedThread { channel: "1> @everyone" }).contains("@everyone"));
}

#[test]
fn a_refusal_of_the_file_policy_becomes_a_reason() {
    let refusal = Refusal::TooBig { max_bytes: 10 * 1024 * 1024 };
    assert_eq!(FileReason::from(&refusal), FileReason::TooBig(10));
    assert_eq!(FileReason::from(&Refusal::Kind("exe".into())), FileReason::Kind("exe"));
}

#[test]
fn an_empty_card_is_one_line() {
    let card = CaseCard { question: None, tried: &[], sources: &[], earlier_cases: 0, ..CARD };
    assert_eq!(say("en", &Phrase::DeskCaseCard(card)), "Case #1042 · Ana · Pokéfans · language: de");
}

#[test]
fn what_people_read_in_english() {
    let all: Vec<_> = samples().iter().map(|phrase| say("en-US", phrase)).collect();
    insta::assert_snapshot!(all.join("\n"), @"
    Hi Ana, this is the help desk of **Pokéfans**. Tell me what's wrong. I answer right away; a person is one tap away.
    On it — I've written to you in a DM.
    On it — I've written to you in a DM. Case **#1042**.
    You already have case **#1042** open — carrying on there.
    We're already talking — carrying on there.
    Your DMs are closed, so I opened a private thread here: <#123>. Only you and staff can see it.
    Which community is this about?
    I don't know that one. Shall I get a person?
    This might help:
    Sources
    I don't seem to be getting there. Shall I get a person?
    A person could take a closer look at this, if you like.
    That's too long for a message, so here it is as a file.
    I've used up today's answers. People still can help: /helpme.
    A person can help. Press the button, and I'll pass you on with what you've asked.
    Thanks, glad that helped!
    Thanks for telling me. I've noted it, so that the answer gets better.
    Talk to a person
    My cases
    Close
    That solved it
    Not quite
    Reopen
    Yes
    Not yet
    Open DM
    Open thread
    Keep waiting
    Get a copy
    Keep helping
    Add a line
    I've passed case **#1042** on with what you've told me, so you won't need to repeat it. You're **3rd in line**, about **6 min**. You can keep writing here.
    I've passed case **#1042** on with what you've told me, so you won't need to repeat it. You're **1st in line**. You can keep writing here.
    I've passed case **#1042** on with what you've told me, so you won't need to repeat it. You can keep writing here.
    You're still in line: **2nd** now, about **4 min**. You can keep writing here.
    You're still in line: **11th** now. You can keep writing here.
    You're still in line. A person will be with you as soon as one is free.
    Our people are back **<t:1700000000:F>** (your time). Your case is safe; I'll ping you here. Meanwhile I can keep trying to help — want that?
    Nobody was free in time, sorry. Your case is safe, and somebody will write to you here.
    You're no longer in line for a person. Your case is still open — write here if you still need help.
    You're back in line. The next person who is free takes over.
    **Maya** (Support) joined.
    **Support** joined.
    **Maya** left.
    **Maya** is away for a moment, so I'm back to help. Your case stays with **Maya**.
    **Tom** is looking after your case now.
    I'm handing you on to a colleague. One moment, please.
    The person helping you had to go. I'm getting somebody else, and you won't need to repeat anything.
    I'm back to help.
    **Maya** thinks this is solved. Close case **#1042**?
    Case **#1042** is closed. Take care!
    I haven't heard from you for a while, so case **#1042** is closed now. Not solved? Just reopen it.
    How was it?
    Anything you'd like to add?
    Thanks for telling us!
    Case **#1042** is open again.
    A case can be reopened for 14 days, and they are over. Type /helpme to start a new one.
    ❤️ You're welcome!
    Your cases
    You have no cases yet. Type /helpme if something is wrong.
    Stuck for a moment, I'll keep trying.
    Got through — everything has arrived.
    I couldn't get that message to the team, sorry. Please send it again in a little while.
    **video.mp4** is over 10 MB, so I couldn't pass it on. A smaller file or a link works.
    I couldn't pass on **setup.exe**: exe files aren't accepted here.
    I couldn't pass on **a.txt**: it is empty.
    I couldn't pass on **a.txt**: it is over 10 MB.
    **photo.png** is no longer there, so I couldn't pass it on. Please send it again.
    Something went wrong on our side. Please try again in a moment.
    That button is for somebody else.
    That button is too old. Type /helpme to start again.
    Got it, that has reached me already.
    That's a bit fast for me. Give me a few seconds, please.
    That works only inside a server. Type it in a channel there.
    (edited)
    (deleted)
    Get help from the help desk
    What is going on?
    Ask a question and get an answer right here
    What do you want to know?
    See your open and past cases
    Case #1042 · Ana · Pokéfans · language: de
    Asked: I can't log in
    Already answered:
      - Reset your password
      - Clear the cache
      - Use another browser
    Articles used: Login, Passwords
    2 earlier cases
    Asked before, in a channel or with /ask:
    Summary by the assistant: Cannot log in; the reset mail never comes.
    The member changed a message. Before: “helo” Now: “hello”
    The member deleted a message: “hello”
    The member left the server. A reply may not arrive.
    The member closed case #1042.
    The member reopened case #1042.
    The assistant is silent from here on. The talk is yours.
    No reply for 3 minutes: the assistant is helping again. The case stays yours; write to take over.
    Mira wrote in the thread: hello
    ⚠️ Your last message did not reach the member: DMs closed
    The member's DMs are closed.
    Sent in a private thread on the server instead.
    The member sent “setup.exe”, which was not passed on: exe files aren't accepted here.
    [Sticker: Wave]
    [Voice note, 1:05]
    [Forwarded message]
    [Forwarded from #general]
    [Card: Status]
    [Poll: Cats?]
    Replying to Ana:
    Replying to a deleted message
    [File: log.txt]
    [A kind of message that can't be shown here]
    ");
}
