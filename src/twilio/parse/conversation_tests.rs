use super::*;

const NOW: Millis = 1_700_000_000_000;
const CH: &str = "CH00000000000000000000000000000001";

fn read(pairs: &[(&str, &str)]) -> Result<Parsed, BadPayload> {
    let raw = serde_urlencoded::to_string(pairs).unwrap();
    parse(&Form::decode(raw.as_bytes()).unwrap(), NOW)
}

fn event_of(pairs: &[(&str, &str)]) -> Event {
    match read(pairs).unwrap() {
        Parsed::Event(event) => *event,
        Parsed::Ignored(why) => panic!("ignored: {why:?}"),
    }
}

fn with<'a>(base: &[(&'a str, &'a str)], over: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    base.iter().filter(|(name, _)| !over.iter().any(|(n, _)| n == name)).chain(over).copied().collect()
}

/// A line an agent typed in Flex, with the fields of a live one.
const TYPED: &[(&str, &str)] = &[
    ("MessagingServiceSid", "MG00000000000000000000000000000001"),
    ("EventType", "onMessageAdded"),
    ("Attributes", "{}"),
    ("DateCreated", "2025-11-05T22:03:29.597Z"),
    ("Index", "4"),
    ("ChatServiceSid", "IS00000000000000000000000000000001"),
    ("MessageSid", "IM00000000000000000000000000000001"),
    ("AccountSid", "AC00000000000000000000000000000001"),
    ("Source", "SDK"),
    ("ClientIdentity", "jane_40corp_2Ecom"),
    ("RetryCount", "0"),
    ("WebhookType", "webhook"),
    ("Author", "jane_40corp_2Ecom"),
    ("ParticipantSid", "MB00000000000000000000000000000001"),
    ("WebhookSid", "WH00000000000000000000000000000001"),
    ("ConversationSid", CH),
    ("Body", "Hello & welcome 👋"),
];

#[test]
fn what_an_agent_types_is_an_event_with_the_plain_identity() {
    let event = event_of(TYPED);
    assert_eq!(event.source, "desk:message:IM00000000000000000000000000000001");
    assert_eq!(event.at, 1_762_380_209_597);
    assert_eq!(event.subject, Subject::Desk { sid: CH.into() });
    assert_eq!(
        event.body,
        Body::DeskWrote {
            id: "IM00000000000000000000000000000001".into(),
            index: 4,
            author: Agent { identity: "jane@corp.com".into(), name: None },
            text: "Hello & welcome 👋".into(),
            files: vec![],
        }
    );
}

#[test]
fn a_repeat_has_the_same_source() {
    assert_eq!(event_of(TYPED).source, event_of(&with(TYPED, &[("RetryCount", "2")])).source);
}

#[test]
fn a_file_without_text_is_an_event() {
    let media = r#"[{"Sid":"ME1","Filename":"a.pdf","ContentType":"application/pdf","Size":7},{"Sid":"ME2"}]"#;
    let body = event_of(&with(TYPED, &[("Body", ""), ("Media", media)])).body;
    let Body::DeskWrote { text, files, .. } = body else { panic!("{body:?}") };
    assert_eq!(text, "");
    assert_eq!(files[0], offered("ME1".into(), Some("a.pdf".into()), Some("application/pdf".into()), 7));
    assert_eq!((files[1].name.as_str(), files[1].size), ("ME2", 0));
}

#[test]
fn lines_written_by_automation_are_not_ours_but_marked_or_member_lines_are() {
    assert!(matches!(read(&with(TYPED, &[("Source", "API"), ("Author", "system")])).unwrap(), Parsed::Event(_)));
    let mark = r#"{"flexcord":"00000000-0000-0000-0000-000000000007/12/0"}"#;
    for over in [[("Source", "API"), ("Attributes", mark)], [("Source", "SDK"), ("Author", "discord:123")]] {
        assert_eq!(read(&with(TYPED, &over)).unwrap(), Parsed::Ignored(Ignored::Ours));
        assert_eq!(
            read(&with(&with(TYPED, &over), &[("EventType", "onMessageUpdated"), ("DateUpdated", "2025-11-05T22:04:00.000Z")])).unwrap(),
            Parsed::Ignored(Ignored::Ours)
        );
        assert_eq!(read(&with(&with(TYPED, &over), &[("EventType", "onMessageRemoved")])).unwrap(), Parsed::Ignored(Ignored::Ours));
    }
}

#[test]
fn a_line_with_nothing_in_it_is_ignored() {
    assert_eq!(read(&with(TYPED, &[("Body", "")])).unwrap(), Parsed::Ignored(Ignored::Empty));
}

#[test]
fn the_old_names_are_understood() {
    let old = [("EventType", "onMessageSent"), ("ChannelSid", CH), ("MessageSid", "IM2"), ("Index", "0"), ("From", "jane"), ("Body", "hi")];
    let event = event_of(&old);
    assert_eq!((event.subject, event.at), (Subject::Desk { sid: CH.into() }, NOW));
    let Body::DeskWrote { author, .. } = event.body else { panic!() };
    assert_eq!(author.identity, "jane");
}

#[test]
fn every_edit_is_an_event_of_its_own() {
    let edit = with(TYPED, &[("EventType", "onMessageUpdated"), ("Body", "new"), ("DateUpdated", "2025-11-05T22:04:00.000Z")]);
    let event = event_of(&edit);
    assert_eq!(event.source, "desk:edit:IM00000000000000000000000000000001:2025-11-05T22:04:00.000Z");
    assert_eq!(event.body, Body::DeskEdited { id: "IM00000000000000000000000000000001".into(), text: "new".into() });
    assert_ne!(event.source, event_of(&with(&edit, &[("DateUpdated", "2025-11-05T22:05:00.000Z")])).source);
}

#[test]
fn a_deletion_is_an_event() {
    let event = event_of(&with(TYPED, &[("EventType", "onMessageRemoved"), ("DateRemoved", "2025-11-05T22:04:00.000Z")]));
    assert_eq!((event.source.as_str(), event.at), ("desk:delete:IM00000000000000000000000000000001", 1_762_380_240_000));
}

#[test]
fn closing_and_removing_are_the_same_end() {
    let closing = [("EventType", "onConversationStateUpdated"), ("ConversationSid", CH), ("StateFrom", "active"), ("StateTo", "closed")];
    let removing = [("EventType", "onConversationRemoved"), ("ConversationSid", CH)];
    assert_eq!(event_of(&closing), event_of(&removing));
    assert_eq!(event_of(&closing).body, Body::DeskClosed);
    assert_eq!(read(&with(&closing, &[("StateTo", "inactive")])).unwrap(), Parsed::Ignored(Ignored::NotOurs));
}

#[test]
fn agents_come_and_go_and_members_do_not_count() {
    let coming =
        [("EventType", "onParticipantAdded"), ("ConversationSid", CH), ("ParticipantSid", "MB9"), ("Identity", "jane_40corp_2Ecom")];
    let agent = Agent { identity: "jane@corp.com".into(), name: None };
    let event = event_of(&coming);
    assert_eq!((event.source.as_str(), event.body), ("desk:participant:MB9:added", Body::DeskJoined { agent: agent.clone() }));
    let event = event_of(&with(&coming, &[("EventType", "onParticipantRemoved")]));
    assert_eq!((event.source.as_str(), event.body), ("desk:participant:MB9:removed", Body::DeskLeft { agent }));
    assert_eq!(read(&with(&coming, &[("Identity", "discord:1")])).unwrap(), Parsed::Ignored(Ignored::Ours));
    assert_eq!(read(&with(&coming, &[("Identity", "")])).unwrap(), Parsed::Ignored(Ignored::NotOurs));
}

#[test]
fn kinds_we_do_not_act_on_or_know_are_told_apart() {
    assert_eq!(read(&[("EventType", "onDeliveryUpdated")]).unwrap(), Parsed::Ignored(Ignored::NotOurs));
    assert_eq!(read(&[("EventType", "onSomethingNew")]).unwrap(), Parsed::Ignored(Ignored::Unknown));
}

#[test]
fn what_is_missing_is_named() {
    for missing in ["EventType", "ConversationSid", "MessageSid", "Index", "Author"] {
        let rest: Vec<_> = TYPED.iter().filter(|(name, _)| *name != missing).copied().collect();
        assert_eq!(read(&rest), Err(BadPayload::Missing(missing)));
    }
    assert_eq!(read(&with(TYPED, &[("Index", "four")])), Err(BadPayload::Unreadable("Index")));
    assert_eq!(read(&with(TYPED, &[("Media", "[{")])), Err(BadPayload::Unreadable("Media")));
    assert_eq!(read(&with(TYPED, &[("EventType", "onMessageUpdated")])), Err(BadPayload::Missing("DateUpdated")));
}
