use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation;

use super::*;

fn parts(text: &str, max: usize) -> Vec<String> {
    let parts = split_all(text, Limit::CodePoints(max));
    for part in &parts {
        assert!(part.chars().count() <= max, "too long: {part:?}");
        assert!(!part.trim().is_empty(), "empty part");
    }
    parts
}

fn visible(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[test]
fn a_short_text_stays_one_part() {
    assert_eq!(split(" hello\n", Limit::DISCORD), Split::Parts(vec!["hello".into()]));
}

#[test]
fn nothing_but_white_space_gives_no_part() {
    assert_eq!(split(" \n\t", Limit::DISCORD), Split::Parts(vec![]));
}

#[test]
fn exactly_the_limit_is_one_part_and_one_more_is_two() {
    assert_eq!(parts(&"x".repeat(2_000), 2_000).len(), 1);
    assert_eq!(parts(&"x".repeat(2_001), 2_000).len(), 2);
}

#[test]
fn code_points_count_for_discord_and_bytes_for_twilio() {
    let text = "é".repeat(2_000);
    assert_eq!(split_all(&text, Limit::DISCORD).len(), 1);
    assert_eq!(split_all(&text, Limit::Bytes(2_000)).len(), 2);
    assert!(split_all(&"é ".repeat(40_000), Limit::TWILIO).iter().all(|part| part.len() <= 32 * 1024));
}

#[test]
fn five_parts_are_a_file() {
    let text = "word ".repeat(1_700);
    assert_eq!(split(&text, Limit::DISCORD), Split::File(text));
}

#[test]
fn a_paragraph_is_preferred_to_a_line_and_a_line_to_a_sentence() {
    let text = format!("{}\n\n{}\n{}. {}", "a".repeat(60), "b".repeat(15), "c".repeat(10), "d".repeat(40));
    let got = parts(&text, 100);
    assert_eq!(got, ["a".repeat(60), format!("{}\n{}. {}", "b".repeat(15), "c".repeat(10), "d".repeat(40))]);
}

#[test]
fn sentences_stay_whole_where_they_can() {
    let text = "The first sentence is here. The second one follows it. And a third one closes the paragraph, as it should.";
    insta::assert_debug_snapshot!(parts(text, 70), @r#"
    [
        "The first sentence is here. The second one follows it.",
        "And a third one closes the paragraph, as it should.",
    ]
    "#);
}

#[test]
fn japanese_is_cut_after_its_own_full_stop() {
    let text =
        "これは最初の文です。次の文はもう少し長くて、いくつかの言葉が続きます。最後の文はここで終わります。そしてもう一つの文があります。";
    assert!(parts(text, 64)[0].ends_with('。'));
}

#[test]
fn code_is_closed_and_opened_again_with_its_language() {
    let text = format!("Look:\n```rust\n{}```\nDone.", "let x = 1;\n".repeat(12));
    insta::assert_snapshot!(parts(&text, 100).join("\n=====\n"), @r"
    Look:
    ```rust
    let x = 1;
    let x = 1;
    let x = 1;
    let x = 1;
    let x = 1;
    let x = 1;
    let x = 1;
    ```
    =====
    ```rust
    let x = 1;
    let x = 1;
    let x = 1;
    let x = 1;
    let x = 1;
    ```
    Done.
    ");
}

#[test]
fn indentation_of_code_survives_a_seam() {
    let text = format!("```\n{}```", "    indented\n".repeat(10));
    assert!(parts(&text, 64).iter().all(|part| part.starts_with("```\n    indented")));
}

#[test]
fn a_fence_that_is_never_closed_is_plain_text() {
    let got = parts(&format!("``` {}", "word ".repeat(40)), 100);
    assert!(got[0].starts_with("``` word") && !got[0].ends_with("```"));
}

#[test]
fn links_and_mentions_stay_whole() {
    for thing in [
        "https://example.org/a/rather/long/path?with=query&and=more",
        "<https://example.org/quiet/link/that/is/long>",
        "[a label of words](https://example.org/wiki/Link_(disambiguation))",
        "<@123456789012345678>",
        "</setup check now:123456789012345678>",
        "<a:party_parrot:123456789012345678>",
    ] {
        for lead in 0..80 {
            let text = format!("{} {thing} tail {}", "x".repeat(lead), "y ".repeat(50));
            let got = parts(&text, 80);
            assert!(got.iter().any(|part| part.contains(thing)), "{thing} was cut: {got:?}");
        }
    }
}

#[test]
fn a_link_behind_a_code_block_and_a_stray_backtick_stays_whole() {
    let link = "https://example.org/a/rather/long/path";
    let text = format!("```x``` see {link} or `this` {}", "word ".repeat(20));
    for max in 64..100 {
        assert!(parts(&text, max).iter().any(|part| part.contains(link)));
    }
}

#[test]
fn a_link_longer_than_a_part_is_cut_rather_than_lost() {
    let text = format!("see https://example.org/{}", "a".repeat(300));
    assert_eq!(visible(&parts(&text, 100).concat()), visible(&text));
}

#[test]
fn joined_emoji_and_flags_are_not_torn() {
    let family = "👨‍👩‍👧‍👦";
    let flag = "🇩🇪";
    let text = format!("{}{}", family.repeat(40), flag.repeat(40));
    let got = parts(&text, 64);
    let count = |wanted: &str| got.iter().flat_map(|part| part.graphemes(true)).filter(|g| *g == wanted).count();
    assert_eq!((count(family), count(flag)), (40, 40));
}

#[test]
fn one_endless_cluster_is_cut_at_code_points() {
    let text = format!("a{}", "\u{301}".repeat(500));
    assert_eq!(parts(&text, 64).concat(), text);
}

fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-z]{1,14}[.!?,]? ",
        1 => "[a-z]{1,10}\n",
        1 => Just("\n\n".to_owned()),
        1 => "[a-z ]{0,60}".prop_map(|code| format!("```rust\n{code}x\n  y;\n```")),
        1 => "[a-z]{1,20}".prop_map(|path| format!(" https://example.org/{path} ")),
        1 => Just("👩‍🚀".to_owned()),
        1 => Just("漢字の文。".to_owned()),
    ]
}

fn document() -> impl Strategy<Value = String> {
    prop::collection::vec(piece(), 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn nothing_is_lost_but_white_space_and_every_fence_is_closed(text in document(), max in 64_usize..200) {
        let got = parts(&text, max);
        let bare = |text: &str| visible(&text.replace("```rust\n", "").replace("```", ""));
        prop_assert_eq!(bare(&got.join("\n")), bare(&text));
        for part in &got {
            prop_assert_eq!(part.matches("```").count() % 2, 0, "open fence in {:?}", part);
        }
    }

    #[test]
    fn no_link_or_emoji_is_broken(text in document(), max in 64_usize..200) {
        let got = parts(&text, max);
        let links = |text: &str| text.split_whitespace().filter(|word| word.starts_with("https://")).map(str::to_owned).collect::<Vec<_>>();
        prop_assert_eq!(links(&got.join("\n")), links(&text));
        let emoji = |text: &str| text.graphemes(true).filter(|g| *g == "👩‍🚀").count();
        prop_assert_eq!(emoji(&got.join("\n")), emoji(&text));
    }

    #[test]
    fn any_text_at_all_fits_afterwards(text in "\\PC{0,400}[`\\n ]{0,9}\\PC{0,400}", max in 64_usize..200) {
        let got = parts(&text, max);
        let bare = |text: &str| visible(text).replace('`', "");
        prop_assert_eq!(bare(&got.join("\n")), bare(&text));
        for part in split_all(&text, Limit::Bytes(max)) {
            prop_assert!(part.len() <= max);
        }
    }
}
