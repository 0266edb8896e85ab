//! Gaps: which questions without a good answer are the same question, and which article may be meant.

use super::fold::normalise;
use super::language;
use super::likeness::{Likeness, Vector};
use crate::domain::text::clip;
use regex::Regex;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Two questions this like are taken for one. Differently worded questions about one thing lie above, those that only begin alike below.
const LIKE: f32 = 0.35;
/// An article with a heading this like is worth being suggested.
const WORTH_SUGGESTING: f32 = 0.25;
/// Longest question that is kept, in characters.
pub const LONGEST: usize = 300;

/// Mail addresses, and numbers as long as those of telephones and accounts.
static CONTACTS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}|\+?[0-9][0-9 ().-]{6,}[0-9]").expect("the pattern is fixed")
});

/// What equal questions have in common: case, width, punctuation and spaces do not count. `None` when there is nothing to ask.
pub fn sameness(text: &str) -> Option<String> {
    let folded: String = normalise(text).chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    let same = folded.split_whitespace().collect::<Vec<_>>().join(" ");
    let same: String = same.chars().take(LONGEST).collect();
    (!same.is_empty()).then_some(same)
}

/// A question as it is kept: without mail addresses and long numbers, which say who asked, on one line, and not too long.
pub fn kept(text: &str) -> String {
    clip(&CONTACTS.replace_all(text, "…"), LONGEST - 1)
}

/// The tag of the language a question is in: as its words tell, else as its asker's locale does.
pub fn language_of(text: &str, locale: Option<&str>) -> Option<String> {
    let said = || language::Language::parse(locale?).ok();
    language::guess(text).or_else(said).map(|language| language.code().to_owned())
}

/// Puts like questions together. Each is looked at in its turn and joins the group whose first question it is most like, or begins
/// one; so the groups of the first questions never depend on later ones. Gives the places of the questions, group by group.
pub fn group(questions: &[&str]) -> Vec<Vec<usize>> {
    let likeness = Likeness::among(questions.iter().copied());
    let mut groups: Vec<Vec<usize>> = Vec::new();
    // Which groups begin with a question that has a feature, and how much of it.
    let mut having: HashMap<u64, Vec<(usize, f32)>> = HashMap::new();
    for (place, question) in questions.iter().enumerate() {
        let vector = likeness.vector(question);
        let mut marks: HashMap<usize, f32> = HashMap::new();
        for (feature, weight) in vector.parts() {
            for (group, other) in having.get(feature).into_iter().flatten() {
                *marks.entry(*group).or_default() += weight * other;
            }
        }
        // Of two that are equally like the older one, so that the same questions always give the same groups.
        let best = marks.into_iter().max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0))).filter(|(_, mark)| *mark >= LIKE);
        match best {
            Some((group, _)) => groups[group].push(place),
            None => {
                for (feature, weight) in vector.parts() {
                    having.entry(*feature).or_default().push((groups.len(), *weight));
                }
                groups.push(vec![place]);
            }
        }
    }
    groups
}

/// For each question the place of the heading that is most like it, if any is worth a look.
pub fn nearest(questions: &[&str], headings: &[&str]) -> Vec<Option<usize>> {
    let likeness = Likeness::among(headings.iter().copied());
    let asked: Vec<Vector> = questions.iter().map(|question| likeness.vector(question)).collect();
    let mut best: Vec<(f32, Option<usize>)> = vec![(WORTH_SUGGESTING, None); asked.len()];
    for (place, heading) in headings.iter().enumerate() {
        let vector = likeness.vector(heading);
        for (question, best) in asked.iter().zip(&mut best) {
            let mark = question.likeness(&vector);
            if mark > best.0 {
                *best = (mark, Some(place));
            }
        }
    }
    best.into_iter().map(|(_, place)| place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn groups<'q>(questions: &[&'q str]) -> Vec<Vec<&'q str>> {
        group(questions).into_iter().map(|places| places.into_iter().map(|place| questions[place]).collect()).collect()
    }

    #[test]
    fn the_same_question_is_one_whatever_its_case_width_and_marks() {
        assert_eq!(sameness("How do I  RESET?!"), sameness("how do i reset"));
        assert_eq!(sameness("ＡＢＣ？"), sameness("abc"));
        assert_eq!(sameness("?!…"), None);
        assert_ne!(sameness("환불 받고 싶어요"), sameness("환불 안 받고 싶어요"));
    }

    #[test]
    fn what_is_kept_does_not_say_who_asked() {
        assert_eq!(kept("My mail ana.b@mail.example\n does not  work"), "My mail … does not work");
        assert_eq!(kept("내 번호는 +82 10-1234-5678이고 a@b.kr 메일도 안 돼요"), "내 번호는 …이고 … 메일도 안 돼요");
        assert_eq!(kept("error 50007 in season 12?"), "error 50007 in season 12?");
        assert!(kept(&"long ".repeat(200)).chars().count() <= LONGEST);
    }

    #[test]
    fn like_questions_are_one_group_and_others_are_not() {
        let asked = [
            "Can I transfer my badges to another account?",
            "Is there a dark mode?",
            "how to transfer badges to other accounts",
            "When does the next season begin?",
            "dark mode please",
            "transfering badges to another acount",
            "how can I turn on dark mode",
            "How do I delete my account?",
            "How do I change my nickname?",
        ];
        assert_eq!(
            groups(&asked),
            [vec![asked[0], asked[2], asked[5]], vec![asked[1], asked[4], asked[6]], vec![asked[3]], vec![asked[7]], vec![asked[8]],]
        );
    }

    #[test]
    fn so_it_is_in_scripts_without_spaces() {
        let asked = [
            "バッジを別のアカウントに移せますか",
            "ダークモードはありますか",
            "バッジを別のアカウントに移したい",
            "배지를 다른 계정으로 옮길 수 있나요",
            "다크 모드가 있나요",
            "배지를 다른 계정으로 옮기고 싶어요",
        ];
        let found = groups(&asked);
        assert_eq!(found, [vec![asked[0], asked[2]], vec![asked[1]], vec![asked[3], asked[5]], vec![asked[4]]]);
    }

    #[test]
    fn the_language_is_that_of_the_words_before_that_of_the_asker() {
        assert_eq!(language_of("환불 받고 싶어요", Some("en-US")).as_deref(), Some("ko"));
        assert_eq!(language_of("2FA?", Some("de")).as_deref(), Some("de"));
        assert_eq!(language_of("2FA?", None), None);
    }

    #[test]
    fn the_nearest_heading_is_suggested_and_none_where_nothing_is_near() {
        let headings = ["Getting your money back", "I cannot log in", "Change your nickname"];
        assert_eq!(
            nearest(&["how can I get money back", "logging in does not work: cannot log in", "weather"], &headings),
            [Some(0), Some(1), None]
        );
    }

    proptest! {
        #[test]
        fn every_question_is_in_exactly_one_group(asked in prop::collection::vec("\\PC{0,30}", 0..12)) {
            let questions: Vec<&str> = asked.iter().map(String::as_str).collect();
            let mut places: Vec<usize> = group(&questions).concat();
            places.sort_unstable();
            prop_assert_eq!(places, (0..asked.len()).collect::<Vec<_>>());
        }
    }
}
