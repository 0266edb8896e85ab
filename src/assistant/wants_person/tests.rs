use std::collections::BTreeMap;

use super::*;
use proptest::prelude::*;

#[test]
fn requests_are_heard() {
    for text in [
        "agent",
        "Human please!",
        "can I talk to a real person?",
        "get me a mod",
        "are you a bot? let me speak to a human",
        "persona real",
        "quiero hablar con un agente",
        "상담원",
        "사람이랑 얘기하고 싶어요",
        "人間",
        "担当者に代わってください",
        "转人工",
        "轉真人",
        "Mensch bitte",
        "kann ich mit jemandem vom Team sprechen",
        "vreau un operator",
        "tao po please",
        "gusto kong makausap ang admin",
        "mau ngomong sama admin",
        "позовите оператора",
        "je voudrais un conseiller",
    ] {
        assert!(wants_person(text), "{text}");
    }
}

#[test]
fn talk_of_persons_is_no_request() {
    for text in [
        "are you a human?",
        "how do I become a moderator?",
        "I do not need a person",
        "I don't want to talk to a human",
        "which agent is best",
        "need one more person to play ranked",
        "who made this server",
        "너 사람이야?",
        "あなたは人間ですか",
        "你是真人吗",
        "bist du ein Mensch?",
        "eres humano?",
        "esti om?",
        "tao ka ba?",
        "kamu manusia?",
        "",
        "🎉",
    ] {
        assert!(!wants_person(text), "{text}");
    }
}

fn shared(file: &str) -> Option<String> {
    let near = std::path::Path::new("../shared/data/handoff").join(file);
    let text =
        std::fs::read_to_string(&near).or_else(|_| std::fs::read_to_string(std::path::Path::new("/work/shared/data/handoff").join(file)));
    if text.is_err() {
        println!("skipped: {} is not there", near.display());
    }
    text.ok()
}

#[test]
fn every_language_is_understood_as_well_as_promised() {
    let Some(table) = shared("multilingual.tsv") else { return };
    let mut counts: BTreeMap<&str, [[u32; 2]; 2]> = BTreeMap::new();
    for line in table.lines().skip(1) {
        let [language, label, text] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
        counts.entry(language).or_default()[usize::from(label == "1")][usize::from(wants_person(text))] += 1;
    }
    for (language, [others, requests]) in counts {
        assert!(requests[1] * 10 >= (requests[0] + requests[1]) * 8, "{language}: recall {requests:?}");
        assert!(others[1] * 10 <= others[0] + others[1], "{language}: false {others:?}");
    }
}

#[test]
fn other_wishes_hardly_ever_raise_the_alarm() {
    let Some(table) = shared("bitext/instructions.tsv") else { return };
    let others: Vec<&str> = table
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .filter(|(intent, _)| *intent != "contact_human_agent")
        .map(|(_, text)| text)
        .collect();
    let alarms: Vec<&&str> = others.iter().step_by(5).filter(|text| wants_person(text)).collect();
    assert!(alarms.len() * 5 * 1_000 <= others.len() * 2, "{alarms:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn no_text_breaks_it(text in any::<String>()) {
        wants_person(&text);
    }
}
