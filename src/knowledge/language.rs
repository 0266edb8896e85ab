//! Which language a text is in, as far as retrieval needs to know: the right stemmer, or none.
//!
//! An article may say its language. When it does not, the script decides, and for Latin and Cyrillic text the small words
//! that every sentence has. A wrong guess is worse than none (the text would be cut by the wrong rules), so doubt means none.

use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

use rust_stemmers::Algorithm;
use serde::{Deserialize, Serialize};

use super::fold::normalise;
use super::script::{Script, script_of};

/// A language by its primary subtag in lower case: `en`, `ro`, `fil`, `zh`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Language(String);

/// A language tag that is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not a language tag; write one such as \"en\", \"pt-BR\" or \"zh\"")]
pub struct NotALanguage(pub String);

impl Language {
    /// Reads a tag such as `pt-BR`, `zh_TW` or `tl` and keeps its primary subtag. Old codes are brought up to date (`tl` → `fil`).
    pub fn parse(tag: &str) -> Result<Self, NotALanguage> {
        let primary = tag.trim().split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        if !(2..=3).contains(&primary.len()) || !primary.bytes().all(|byte| byte.is_ascii_lowercase()) {
            return Err(NotALanguage(tag.to_owned()));
        }
        let current = match primary.as_str() {
            "tl" | "tgl" => "fil",
            "in" | "ind" => "id",
            "nb" | "nn" => "no",
            "mo" | "ron" | "rum" => "ro",
            "eng" => "en",
            "jpn" => "ja",
            "kor" => "ko",
            "zho" | "chi" | "cmn" | "yue" => "zh",
            "deu" | "ger" => "de",
            "spa" => "es",
            other => other,
        };
        Ok(Self(current.to_owned()))
    }

    /// The primary subtag.
    pub fn code(&self) -> &str {
        &self.0
    }

    /// The stemmer made for this language, if there is one.
    pub fn stemmer(&self) -> Option<Algorithm> {
        Some(match self.0.as_str() {
            "ar" => Algorithm::Arabic,
            "da" => Algorithm::Danish,
            "de" => Algorithm::German,
            "el" => Algorithm::Greek,
            "en" => Algorithm::English,
            "es" => Algorithm::Spanish,
            "fi" => Algorithm::Finnish,
            "fr" => Algorithm::French,
            "hu" => Algorithm::Hungarian,
            "it" => Algorithm::Italian,
            "nl" => Algorithm::Dutch,
            "no" => Algorithm::Norwegian,
            "pt" => Algorithm::Portuguese,
            "ro" => Algorithm::Romanian,
            "ru" => Algorithm::Russian,
            "sv" => Algorithm::Swedish,
            "ta" => Algorithm::Tamil,
            "tr" => Algorithm::Turkish,
            _ => return None,
        })
    }
}

impl TryFrom<String> for Language {
    type Error = NotALanguage;
    fn try_from(tag: String) -> Result<Self, NotALanguage> {
        Self::parse(&tag)
    }
}

impl std::str::FromStr for Language {
    type Err = NotALanguage;
    fn from_str(tag: &str) -> Result<Self, NotALanguage> {
        Self::parse(tag)
    }
}

impl From<Language> for String {
    fn from(language: Language) -> Self {
        language.0
    }
}

impl std::fmt::Display for Language {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.0)
    }
}

/// How much of a text is read to guess its language. More adds nothing.
const READ: usize = 2_000;

/// Small words of languages written in Latin and Cyrillic letters. A word that two of them share counts for both.
const SMALL_WORDS: &[(&str, &str)] = &[
    (
        "en",
        "the of and to in is it you that for on are with as this have from or by not but what how do can i my when why where does if your will be an at which there",
    ),
    (
        "de",
        "der die das und ist nicht ein eine ich du sie wir mit auf für von zu den dem des wie kann was wo warum wird bei auch oder wenn im am mein meine sich",
    ),
    ("es", "el la los las de que y en un una es no se por con para como qué cómo mi su del al lo puedo dónde está si más pero este esta"),
    (
        "fr",
        "le la les de des et est un une que pas pour dans je vous nous avec sur ce comment où qui au aux du en mon ma puis peut être son",
    ),
    ("it", "il lo la gli le di che e è un una non per con come mi si del della dei sono posso dove cosa questo anche nel alla più"),
    ("pt", "o a os as de que e em um uma não se por com para como meu minha do da dos das no na posso onde está mais você é ao"),
    (
        "ro",
        "și este nu un o în de la cu pe care ce cum pot să mai sunt al ale din pentru am ai se unde dacă sau meu mea îmi si sa in daca fi fost au",
    ),
    ("nl", "de het een en van is niet dat ik je op te in voor met zijn hoe kan wat waar mijn er aan ook als maar wordt deze"),
    ("sv", "och att det är inte en ett jag du som på för med av hur kan vad var min den om till har från"),
    ("da", "og at det er ikke en et jeg du som på for med af hvordan kan hvad hvor min den om til har fra"),
    ("no", "og at det er ikke en et jeg du som på for med av hvordan kan hva hvor min den om til har fra"),
    ("fi", "ja on ei se että en minä sinä kun miten mitä missä voin voi ovat ole joka tai mutta niin kuin"),
    ("hu", "a az és nem hogy van egy én meg ez mit hogyan hol lehet is de ha vagy mi csak már"),
    ("tr", "ve bir bu da de için ne nasıl değil mi ile var yok ben nerede çok olarak gibi daha benim"),
    ("pl", "i w nie na się z do to że jest jak co jak gdzie mogę czy dla po od jestem są mój być"),
    (
        "id",
        "yang dan di tidak saya untuk dengan ini itu bagaimana apa dari ke bisa adalah akan cara apakah kamu pada atau anda jika dalam sudah",
    ),
    (
        "fil",
        "ang ng mga sa na ay ko mo po ba hindi paano ano kung para ako ikaw ito siya nang may saan bakit pwede lang naman at niya namin",
    ),
    ("vi", "và là không của tôi có cho được như thế nào làm gì bạn này với một những các thì khi ở đã"),
    ("ru", "и в не на я что как с по это для мне где у от мой или если так но когда есть то за из"),
    ("uk", "і в не на я що як з по це для мені де у від мій або якщо так але коли є то за із та"),
];

/// For every small word the places in [`SMALL_WORDS`] that have it.
static SPOKEN_IN: LazyLock<HashMap<&str, Vec<usize>>> = LazyLock::new(|| {
    let mut places: HashMap<&str, Vec<usize>> = HashMap::new();
    for (language, (_, list)) in SMALL_WORDS.iter().enumerate() {
        for word in list.split(' ').collect::<BTreeSet<_>>() {
            places.entry(word).or_default().push(language);
        }
    }
    places
});

/// Whether a normalised word is one that every sentence of some language has: it says little of what a text is about.
pub fn is_small(word: &str) -> bool {
    SPOKEN_IN.contains_key(word)
}

/// The language of a text, or `None` when nothing speaks clearly for one.
pub fn guess(text: &str) -> Option<Language> {
    let head: String = text.chars().take(READ).collect();
    let head = normalise(&head);
    let mut counts = ScriptCounts::default();
    head.chars().for_each(|c| counts.see(c));
    let code = counts.clear_language().or_else(|| by_small_words(&head))?;
    Some(Language(code.to_owned()))
}

#[derive(Default)]
struct ScriptCounts {
    spaced: usize,
    han: usize,
    kana: usize,
    hangul: usize,
    thai: usize,
    greek: usize,
    arabic: usize,
    tamil: usize,
}

impl ScriptCounts {
    fn see(&mut self, c: char) {
        match script_of(c) {
            Script::Han => self.han += 1,
            Script::Kana => self.kana += 1,
            Script::Hangul => self.hangul += 1,
            Script::Unspaced if ('\u{0E00}'..='\u{0E7F}').contains(&c) => self.thai += 1,
            Script::Spaced if c.is_alphabetic() => match c {
                '\u{0370}'..='\u{03FF}' => self.greek += 1,
                '\u{0600}'..='\u{06FF}' => self.arabic += 1,
                '\u{0B80}'..='\u{0BFF}' => self.tamil += 1,
                _ => self.spaced += 1,
            },
            _ => {}
        }
    }

    /// A language that the script alone gives away. One Han or Hangul sign says about as much as three letters.
    fn clear_language(&self) -> Option<&'static str> {
        let letters = self.spaced / 3;
        if self.kana > 0 && self.kana * 8 >= self.han && self.kana + self.han > letters {
            return Some("ja");
        }
        if self.hangul > letters && self.hangul > self.han {
            return Some("ko");
        }
        if self.han > letters {
            return Some("zh");
        }
        [(self.thai, "th"), (self.greek, "el"), (self.arabic, "ar"), (self.tamil, "ta")]
            .into_iter()
            .find(|&(count, _)| count > letters)
            .map(|(_, code)| code)
    }
}

/// The language with clearly more small words than the next: at least two, and a quarter ahead.
fn by_small_words(text: &str) -> Option<&'static str> {
    let mut scores: Vec<(usize, &str)> = SMALL_WORDS.iter().map(|&(code, _)| (0, code)).collect();
    for word in text.split(|c: char| !c.is_alphabetic()) {
        for &language in SPOKEN_IN.get(word).into_iter().flatten() {
            scores[language].0 += 1;
        }
    }
    scores.sort_by_key(|&(count, _)| std::cmp::Reverse(count));
    let (best, code) = scores.first().copied()?;
    let next = scores.get(1).map_or(0, |&(count, _)| count);
    // Danish and Norwegian share nearly all their small words and nearly all their endings.
    let twins = matches!(code, "da" | "no") && scores.get(1).is_some_and(|&(_, other)| matches!(other, "da" | "no"));
    (best >= 2 && (twins || best * 4 >= next * 5)).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guessed(text: &str) -> String {
        guess(text).map_or("?".to_owned(), String::from)
    }

    #[test]
    fn tags_keep_their_primary_subtag() {
        assert_eq!(Language::parse("pt-BR").unwrap().code(), "pt");
        assert_eq!(Language::parse("zh_TW").unwrap().code(), "zh");
        assert_eq!(Language::parse("tl").unwrap().code(), "fil");
        assert!(Language::parse("").is_err());
        assert!(Language::parse("english please").is_err());
    }

    #[test]
    fn product_languages_are_told_apart() {
        for (text, code) in [
            ("How do I reset my password if the mail does not come?", "en"),
            ("비밀번호를 재설정하려면 어떻게 해야 하나요?", "ko"),
            ("Cum îmi pot reseta parola dacă nu primesc e-mailul?", "ro"),
            ("Paano ko po mare-reset ang password ng account ko?", "fil"),
            ("パスワードを再設定するには？", "ja"),
            ("如何重置我的密码", "zh"),
            ("如何重設我的密碼", "zh"),
            ("¿Cómo puedo restablecer la contraseña de mi cuenta?", "es"),
            ("Wie kann ich mein Passwort zurücksetzen?", "de"),
            ("Bagaimana cara mengatur ulang kata sandi saya?", "id"),
        ] {
            assert_eq!(guessed(text), code, "{text}");
        }
    }

    #[test]
    fn doubt_means_no_language() {
        assert_eq!(guessed(""), "?");
        assert_eq!(guessed("FPS 144 OK"), "?");
        assert_eq!(guessed("Minecraft Bedrock"), "?");
    }
}
