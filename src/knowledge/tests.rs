//! The index as a whole: what it finds, how it changes, and the floors on the shared sets.

use proptest::prelude::*;

use super::article::{Article, ArticleId, Visibility};
use super::evaluate::{EvaluateArgs, run};
use super::index::Index;
use super::search::{Hit, Query};

fn ask(index: &Index, text: &str) -> Vec<Hit> {
    index.search(Query { text, server: None, limit: 5 })
}

fn first(index: &Index, text: &str) -> String {
    ask(index, text).first().map_or(String::new(), |hit| hit.article.to_string())
}

fn help() -> Vec<Article> {
    vec![
        Article::new("reset", "How do I reset my password?", "Press **Forgot password** on the log-in page."),
        Article::new("refund", "Can I get a refund?", "Unused goods can be returned within 14 days."),
        Article::new("ko", "비밀번호를 재설정하려면 어떻게 해야 하나요?", "로그인 페이지에서 비밀번호 찾기를 누르세요."),
        Article::new("ja", "パスワードを再設定するには？", "ログインページで「パスワードを忘れた」を押します。"),
        Article::new("zh", "如何重置密码？", "在登录页面点击忘记密码。"),
        Article::new("ro", "Cum îmi resetez parola?", "Apasă pe parolă uitată pe pagina de conectare și urmează linkul."),
    ]
}

#[test]
fn questions_find_their_article_in_every_language() {
    let index = Index::build(&help());
    for (question, id) in [
        ("i forgot my pasword", "reset"),
        ("are refunds possible", "refund"),
        ("비밀번호 재설정", "ko"),
        ("パスワードの再設定", "ja"),
        ("密码重置", "zh"),
        ("cum resetez parola", "ro"),
    ] {
        assert_eq!(first(&index, question), id, "{question}");
    }
}

#[test]
fn nothing_in_common_finds_nothing() {
    let index = Index::build(&help());
    assert_eq!(ask(&index, "xyzzy 🎉"), []);
    assert_eq!(ask(&index, ""), []);
    assert_eq!(ask(&Index::new(), "refund"), []);
}

#[test]
fn a_change_is_seen_by_the_next_question() {
    let mut index = Index::build(&help());
    index.put(&Article::new("gift", "How do I redeem a gift card?", "In the shop."));
    assert_eq!(first(&index, "redeem gift card"), "gift");
    index.put(&Article::new("gift", "Where is the map?", "In the menu."));
    assert_ne!(first(&index, "redeem gift"), "gift");
    assert!(index.remove(&"refund".into()));
    assert!(!index.remove(&"refund".into()));
    assert_ne!(first(&index, "refund"), "refund");
    assert_eq!(index.len(), 6);
}

#[test]
fn a_phrasing_is_a_further_question() {
    let mut articles = help();
    articles[1].phrasings = vec!["I want my money back".into(), "geld zurück".into()];
    let index = Index::build(&articles);
    let hits = ask(&index, "give me my money back");
    assert_eq!((hits[0].article.as_str(), hits[0].phrasing), ("refund", 1));
    assert!(hits[0].confidence > 0.5, "{hits:?}");
}

#[test]
fn an_article_is_found_on_its_servers_alone() {
    let mut articles = help();
    articles[1].servers = Visibility::Only(vec!["7".into()]);
    let mut index = Index::build(&articles);
    let on =
        |index: &Index, server| index.search(Query { text: "refund", server, limit: 5 }).iter().any(|hit| hit.article.as_str() == "refund");
    assert!(on(&index, Some("7")));
    assert!(!on(&index, Some("8")));
    assert!(!on(&index, None));
    assert!(index.show_on(&"refund".into(), Visibility::Everywhere));
    assert!(on(&index, Some("8")));
}

fn some_article() -> impl Strategy<Value = Article> {
    let word = prop::sample::select(vec!["reset", "password", "the", "refund", "how", "卡", "密码", "비밀번호", "parolă", "login"]);
    let text = || prop::collection::vec(word.clone(), 0..6).prop_map(|words| words.join(" "));
    (0_u8..12, text(), text(), prop::collection::vec(text(), 0..3)).prop_map(|(id, title, body, phrasings)| {
        let mut article = Article::new(&format!("a{id}"), &title, &body);
        article.phrasings = phrasings;
        article
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn a_changed_index_answers_like_a_new_one(changes in prop::collection::vec((any::<bool>(), some_article()), 1..250)) {
        let mut index = Index::new();
        let mut articles: std::collections::BTreeMap<ArticleId, Article> = std::collections::BTreeMap::new();
        for (put, article) in changes {
            if put {
                index.put(&article);
                articles.insert(article.id.clone(), article);
            } else {
                prop_assert_eq!(index.remove(&article.id), articles.remove(&article.id).is_some());
            }
        }
        let fresh = Index::build(articles.values());
        prop_assert_eq!(index.len(), fresh.len());
        for question in ["how reset password", "密码", "비밀번호", "parola login", "refund"] {
            let (changed, fresh) = (ask(&index, question), ask(&fresh, question));
            prop_assert_eq!(changed.len(), fresh.len());
            for (changed, fresh) in changed.iter().zip(&fresh) {
                prop_assert!((changed.score - fresh.score).abs() < 1e-4);
                prop_assert!((changed.confidence - fresh.confidence).abs() < 1e-4);
            }
        }
    }

    #[test]
    fn no_question_breaks_the_search(question in any::<String>()) {
        for hit in ask(&Index::build(&help()), &question) {
            prop_assert!((0.0..=1.0).contains(&hit.confidence));
        }
    }
}

/// The measures of a shared set, or `None` (and a line that says so) where it is not there.
fn measured(set: &str, abstain: bool) -> Option<serde_json::Value> {
    let folder = std::path::Path::new("../shared/data/knowledge").join(set);
    let folder = if folder.exists() { folder } else { std::path::Path::new("/work/shared/data/knowledge").join(set) };
    if !folder.exists() {
        println!("skipped: {} is not there", folder.display());
        return None;
    }
    let mut args = EvaluateArgs::of(&folder);
    (args.abstain, args.json) = (abstain, true);
    let report = run(&args).unwrap();
    Some(serde_json::from_str(&report).unwrap())
}

fn at_least(set: &str, floors: &[(&str, f64)]) {
    let Some(report) = measured(set, false) else { return };
    for (measure, floor) in floors {
        let value = report[measure].as_f64().unwrap();
        assert!(value >= *floor, "{set}: {measure} is {value:.4}, below {floor}");
    }
}

#[test]
fn help_articles_are_found_as_well_as_promised() {
    at_least("stackfaq-threads", &[("r_at_1", 0.80), ("r_at_5", 0.96)]);
}

#[test]
fn short_questions_are_answered_as_well_as_promised() {
    at_least("covidfaq", &[("r_at_1", 0.62), ("r_at_5", 0.92)]);
}

#[test]
fn the_confidence_knows_what_can_be_answered() {
    let Some(report) = measured("stackfaq", true) else { return };
    let auroc = report["abstain"]["auroc"].as_f64().unwrap();
    assert!(auroc >= 0.85, "{auroc:.4}");
}

#[test]
fn passages_are_found_as_well_as_promised() {
    for set in ["xquad-en", "xquad-ro", "xquad-zh"] {
        at_least(set, &[("ndcg_at_10", 0.97)]);
    }
}

#[test]
fn hidden_questions_are_found_in_nine_languages() {
    let sets = ["de", "en", "es", "id", "ja", "ko", "ro", "zh_CN", "zh_TW"];
    let found: Vec<f64> = sets.iter().filter_map(|code| measured(&format!("bitcoinfaq-{code}"), false)?["r_at_5"].as_f64()).collect();
    if found.len() == sets.len() {
        let mean = found.iter().sum::<f64>() / sets.len() as f64;
        assert!(mean >= 0.74, "{mean:.4}");
    }
}
