//! Words that need no answer: thanks, greetings and farewells. A "thanks!" after a case is closed gets a heart, not a new case.

use crate::knowledge::fold::{normalise, without_accents};

/// What a short message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SmallTalk {
    /// Thanks, or that it works now.
    Thanks,
    /// A greeting with nothing after it.
    Greeting,
    /// A farewell.
    Farewell,
}

/// Longer messages have something else to say.
const MOST_WORDS: usize = 10;

/// Stems of thanks: a word that begins so. Chinese, Japanese and Korean are looked for anywhere.
const THANKS: &[&str] = &[
    "thank",
    "thx",
    "tysm",
    "tyvm",
    "cheers",
    "danke",
    "dankeschon",
    "merci",
    "gracias",
    "obrigad",
    "grazie",
    "multumesc",
    "mersi",
    "salamat",
    "terima kasih",
    "makasih",
    "trims",
    "спасибо",
    "дякую",
    "cam on",
];
const THANKS_WHOLE: &[&str] = &["ty", "tq", "ths", "tks", "vielen dank", "besten dank", "ms"];
const THANKS_ANYWHERE: &[&str] =
    &["고마워", "고맙", "감사", "ㄱㅅ", "땡큐", "ありがと", "感謝", "助かりました", "谢谢", "謝謝", "多谢", "多謝", "感谢", "3q"];

const GREETINGS: &[&str] = &[
    "hi",
    "hello",
    "hey",
    "heya",
    "yo",
    "good morning",
    "good evening",
    "good afternoon",
    "hallo",
    "guten tag",
    "guten morgen",
    "moin",
    "servus",
    "hola",
    "buenas",
    "buenos dias",
    "salut",
    "buna",
    "buna ziua",
    "neata",
    "kumusta",
    "musta",
    "magandang umaga",
    "magandang gabi",
    "halo",
    "hai",
    "selamat pagi",
    "안녕",
    "안녕하세요",
    "하이",
    "ㅎㅇ",
    "こんにちは",
    "こんばんは",
    "おはよう",
    "おはようございます",
    "你好",
    "您好",
    "早上好",
    "嗨",
    "哈囉",
];

const FAREWELLS: &[&str] = &[
    "bye",
    "bye bye",
    "goodbye",
    "good night",
    "see you",
    "see ya",
    "cya",
    "tschuss",
    "ciao",
    "auf wiedersehen",
    "gute nacht",
    "adios",
    "hasta luego",
    "chau",
    "pa",
    "la revedere",
    "noapte buna",
    "paalam",
    "ingat",
    "sampai jumpa",
    "dadah",
    "안녕히 계세요",
    "잘가",
    "바이",
    "さようなら",
    "またね",
    "おやすみ",
    "再见",
    "再見",
    "拜拜",
];

/// Words that may stand beside thanks without adding a wish.
const BUT: &[&str] = &[
    "but",
    "aber",
    "pero",
    "dar",
    "insa",
    "kaso",
    "pero",
    "tapi",
    "however",
    "still",
    "noch",
    "another",
    "how",
    "what",
    "why",
    "when",
    "where",
    "wie",
    "warum",
    "como",
    "cum",
    "paano",
    "bagaimana",
    "하지만",
    "근데",
    "그런데",
    "でも",
    "けど",
    "但是",
    "但",
    "不过",
    "不過",
];

/// What a message is, if it is nothing but small talk.
pub fn small_talk(text: &str) -> Option<SmallTalk> {
    if text.contains(['?', '？', '¿']) {
        return None;
    }
    let lower = normalise(text);
    let plain = without_accents(&lower).unwrap_or(lower);
    let words: Vec<&str> = plain.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty()).collect();
    let whole = words.join(" ");
    if words.is_empty() {
        return text.contains(['❤', '♥', '🙏', '💖', '💙']).then_some(SmallTalk::Thanks);
    }
    if words.len() > MOST_WORDS || whole.chars().count() > 60 {
        return None;
    }
    let spaced = format!(" {whole} ");
    let has = |list: &[&str]| list.iter().any(|word| spaced.contains(&format!(" {word} ")));
    let anywhere = |list: &[&str]| list.iter().any(|word| whole.contains(word));
    if has(BUT) || anywhere(&["하지만", "근데", "그런데", "でも", "けど", "但"]) || whole.starts_with("no thank") {
        return None;
    }
    if THANKS.iter().any(|stem| spaced.contains(&format!(" {stem}"))) || has(THANKS_WHOLE) || anywhere(THANKS_ANYWHERE) {
        return Some(SmallTalk::Thanks);
    }
    // A name or a "there" may follow a greeting; more is a message.
    let is = |list: &[&str]| {
        list.iter().any(|word| {
            whole == *word || words.len() <= 3 && whole.starts_with(&format!("{word} ")) && words.len() == word.split(' ').count() + 1
        })
    };
    if is(FAREWELLS) {
        return Some(SmallTalk::Farewell);
    }
    is(GREETINGS).then_some(SmallTalk::Greeting)
}

/// Whether a message only says thanks.
pub fn is_thanks(text: &str) -> bool {
    small_talk(text) == Some(SmallTalk::Thanks)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn thanks_are_known_in_the_product_languages() {
        for text in [
            "thanks!",
            "ty ❤️",
            "Thank you so much",
            "감사합니다",
            "고마워요~",
            "mulțumesc frumos",
            "mersi",
            "salamat po",
            "ありがとうございます！",
            "谢谢你",
            "謝謝",
            "¡muchas gracias!",
            "Danke dir",
            "vielen Dank",
            "makasih ya",
            "terima kasih",
            "❤️",
        ] {
            assert!(is_thanks(text), "{text}");
        }
    }

    #[test]
    fn thanks_with_a_wish_are_a_message() {
        for text in [
            "thanks but it still fails",
            "danke, aber es geht nicht",
            "고마워요 근데 안 돼요",
            "thanks, how do I reset it?",
            "ありがとう でも動かない",
            "no thanks",
        ] {
            assert!(!is_thanks(text), "{text}");
        }
    }

    #[test]
    fn greetings_and_farewells_stand_alone() {
        assert_eq!(small_talk("Hello there"), Some(SmallTalk::Greeting));
        assert_eq!(small_talk("안녕하세요"), Some(SmallTalk::Greeting));
        assert_eq!(small_talk("bye"), Some(SmallTalk::Farewell));
        assert_eq!(small_talk("hello I cannot log in"), None);
        assert_eq!(small_talk("my password does not work"), None);
    }

    proptest! {
        #[test]
        fn no_text_breaks_it(text in any::<String>()) {
            small_talk(&text);
        }
    }
}
