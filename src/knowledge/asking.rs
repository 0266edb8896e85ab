//! Question words. They tell what kind of question it is, so they count where they meet the question of an article; an answer
//! that happens to hold one is no better for it.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::fold::searchable;
use super::language::Language;
use super::terms::{PLAIN, SHELVES, Shelf, cutter, shelf_for};

/// Question words per language.
const WORDS: &[(&str, &str)] = &[
    ("en", "what who how where when why which whom whose"),
    ("de", "was wer wie wo wann warum welche welcher welches wieso wieviel"),
    ("es", "qué que cómo como quién quien dónde donde cuándo cuando cuál cual cuánto cuanto"),
    ("fr", "quoi que qui comment où quand pourquoi quel quelle quels quelles combien"),
    ("it", "che chi cosa come dove quando perché quale quali quanto"),
    ("pt", "que quem como onde quando porque qual quais quanto"),
    ("ro", "cum ce cine unde când care cât câte câți"),
    ("nl", "wat wie hoe waar wanneer waarom welke"),
    ("ru", "что кто как где когда почему какой какая какие сколько"),
    ("tr", "ne kim nasıl nerede neden niçin hangi kaç"),
    ("id", "apa siapa bagaimana mana kapan mengapa kenapa apakah berapa"),
    ("fil", "ano sino paano saan kailan bakit alin ilan magkano"),
    ("vi", "gì ai nào sao đâu"),
];

/// Chinese signs that only ask; every pair with one of them asks too.
const SIGNS: [char; 9] = ['什', '么', '谁', '哪', '吗', '怎', '麼', '誰', '嗎'];

/// Question words of the languages that are cut into signs and pairs, as the cutter hands them out, and their commonest endings.
const PIECES: &str = "几 多少 有多 何时 幾 為何 \
    何 か どこ いつ どの なぜ どう どん どれ んな すか 何で は何 何か 何の 何年 でし いく くつ ょう うか るか たか \
    무엇 무엇인가요 무엇을 어떻게 누가 언제 어디 왜 어떤 무슨 몇 얼마나 인가 가요 나요 까요 니까 하나 있나";

static ON_SHELF: LazyLock<Vec<HashSet<String>>> = LazyLock::new(|| {
    let pieces = PIECES.split_whitespace().map(searchable);
    let mut sets = vec![pieces.collect::<HashSet<String>>(); SHELVES];
    for (code, words) in WORDS {
        let shelf = Language::parse(code).map_or(PLAIN, |language| shelf_for(&language));
        cutter(shelf).each(&searchable(words), |term, _| {
            sets[usize::from(shelf)].insert(term.to_owned());
        });
    }
    sets
});

/// Whether a term of a shelf is a question word.
pub fn asks(shelf: Shelf, term: &str) -> bool {
    ON_SHELF[usize::from(shelf)].contains(term) || term.contains(SIGNS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn question_words_are_known_on_their_own_shelf_only() {
        let romanian = shelf_for(&Language::parse("ro").unwrap());
        let english = shelf_for(&Language::parse("en").unwrap());
        assert!(asks(romanian, "cum"));
        assert!(!asks(english, "cum"));
        assert!(!asks(english, "care"), "health care is no question");
        assert!(asks(english, "what"));
        assert!(asks(PLAIN, "什么"));
    }
}
