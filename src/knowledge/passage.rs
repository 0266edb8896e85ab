//! The telling passage: the one to three sentences of an article that answer a question best.

use std::collections::{HashMap, HashSet};

use unicode_segmentation::UnicodeSegmentation;

use super::article::Article;
use super::asking::asks;
use super::fold::searchable;
use super::markdown;
use super::terms::{count, cutter, shelf_of};

/// Most sentences of a passage.
const SENTENCES: usize = 3;
/// Longest passage, in characters; a longer one is cut at a word.
pub const LONGEST_PASSAGE: usize = 400;
/// So many sentences of an article are looked at.
const LOOKED_AT: usize = 400;

/// Picks the passage, as plain text. Without any word in common it is the article's beginning; of an empty article it is empty.
pub fn telling_passage(article: &Article, question: &str) -> String {
    let body = markdown::plain(&article.body);
    let sentences: Vec<&str> = body
        .lines()
        .flat_map(|line| line.split_sentence_bounds())
        .map(str::trim)
        .filter(|sentence| sentence.chars().any(char::is_alphanumeric))
        .take(LOOKED_AT)
        .collect();
    let shelf = shelf_of(article, &body);
    let cutter = cutter(shelf);
    let terms = |text: &str| -> HashSet<String> { count(&searchable(text), &cutter).terms.into_keys().collect() };
    let in_sentence: Vec<HashSet<String>> = sentences.iter().map(|sentence| terms(sentence)).collect();
    let mut having: HashMap<&str, usize> = HashMap::new();
    for term in in_sentence.iter().flatten() {
        *having.entry(term).or_default() += 1;
    }
    // A word of the title is what the whole article is about, so it tells little about where to look.
    let title = terms(&article.title);
    let mut weights: Vec<(String, f32)> = terms(question)
        .into_iter()
        .filter(|term| !asks(shelf, term))
        .map(|term| {
            let rare = (1.0 + sentences.len() as f32 / (1 + having.get(term.as_str()).copied().unwrap_or(0)) as f32).ln();
            let weight = if title.contains(&term) { rare / 2.0 } else { rare };
            (term, weight)
        })
        .collect();
    // A fixed order, so that sums (and ties) come out the same each time.
    weights.sort_by(|a, b| a.0.cmp(&b.0));

    let mut best = (0, sentences.len().min(SENTENCES), 0.0_f32);
    for start in 0..sentences.len() {
        let mut found: HashSet<&str> = HashSet::new();
        for size in 1..=SENTENCES.min(sentences.len() - start) {
            found.extend(in_sentence[start + size - 1].iter().map(String::as_str));
            let mark: f32 = weights.iter().filter(|(term, _)| found.contains(term.as_str())).map(|(_, weight)| weight).sum();
            // Each further sentence has to bring something.
            let mark = mark / (1.0 + 0.3 * (size - 1) as f32);
            if mark > best.2 + f32::EPSILON {
                best = (start, size, mark);
            }
        }
    }
    // A lone heading or half sentence says little; what follows belongs to it.
    let mut end = best.0 + best.1;
    while end < sentences.len()
        && end - best.0 < SENTENCES
        && sentences[best.0..end].iter().map(|part| part.chars().count()).sum::<usize>() < 40
    {
        end += 1;
    }
    clip(&sentences[best.0..end].join(" "), LONGEST_PASSAGE)
}

/// The text, at most `limit` characters long, cut at a word where there is one near the end, with `…` where it was cut.
pub fn clip(text: &str, limit: usize) -> String {
    let Some((end, _)) = text.char_indices().nth(limit) else { return text.to_owned() };
    let Some((room, _)) = text.char_indices().nth(limit.saturating_sub(1)) else { return String::new() };
    let head = &text[..room.min(end)];
    let cut = head.rfind(char::is_whitespace).filter(|&at| at * 4 >= head.len() * 3).unwrap_or(head.len());
    format!("{}…", head[..cut].trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn article() -> Article {
        Article::new(
            "reset",
            "How do I reset my password?",
            "# Passwords\n\nPasswords have at least twelve signs. Open **Settings** and press *Forgot password*.\n\nThe link in the mail is \
             valid for 30 minutes. If no mail comes, look into the spam folder. Ask us when it is not there either.",
        )
    }

    #[test]
    fn the_sentence_that_answers_is_picked() {
        insta::assert_snapshot!(telling_passage(&article(), "how long is the link valid"), @"The link in the mail is valid for 30 minutes.");
        insta::assert_snapshot!(telling_passage(&article(), "look into spam folder"), @"If no mail comes, look into the spam folder.");
    }

    #[test]
    fn without_a_common_word_it_is_the_beginning() {
        assert!(telling_passage(&article(), "zzz").starts_with("Passwords"));
        assert_eq!(telling_passage(&Article::new("e", "Empty", ""), "anything"), "");
    }

    #[test]
    fn japanese_is_cut_at_its_own_full_stop() {
        let article = Article::new(
            "p",
            "パスワードの再設定",
            "設定を開きます。メールのリンクは30分間有効です。届かない場合は迷惑メールを確認してください。",
        );
        assert!(telling_passage(&article, "リンクは何分有効？").contains("30分間有効です。"));
    }

    proptest! {
        #[test]
        fn any_text_gives_a_short_passage(body in any::<String>(), question in any::<String>()) {
            let passage = telling_passage(&Article::new("a", "", &body), &question);
            prop_assert!(passage.chars().count() <= LONGEST_PASSAGE);
        }

        #[test]
        fn clipping_keeps_the_limit(text in "\\PC{0,60}", limit in 1_usize..50) {
            prop_assert!(clip(&text, limit).chars().count() <= limit);
        }
    }
}
