//! What the README says about settings, held against what there is.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

fn file(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

/// `section.key` of every key in the example, whether it stands there as a comment or not.
fn keys_of_the_example() -> BTreeSet<String> {
    let mut section = String::new();
    let mut keys = BTreeSet::new();
    for line in file("flexcord.example.toml").lines() {
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            section = format!("{name}.");
        }
        let key = line.trim_start_matches('#').split(" = ").next().unwrap_or_default();
        if line.contains(" = ") && key.chars().all(|c| c.is_ascii_lowercase() || c == '_') {
            keys.insert(format!("{section}{key}"));
        }
    }
    keys
}

/// The keys in the first column of the README's tables.
fn keys_of_the_readme() -> BTreeSet<String> {
    let rows = file("README.md");
    let first = rows.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next().map(String::from));
    first.filter(|key| key.chars().all(|c| c.is_ascii_lowercase() || c == '_' || c == '.')).collect()
}

#[test]
fn the_readme_names_every_setting_and_no_other() {
    let (example, readme) = (keys_of_the_example(), keys_of_the_readme());
    assert!(example.len() > 30, "the example is not read rightly: {example:?}");
    let missing: Vec<_> = example.difference(&readme).collect();
    let unknown: Vec<_> = readme.difference(&example).collect();
    assert!(missing.is_empty() && unknown.is_empty(), "missing in the README: {missing:?}; not in the example: {unknown:?}");
}
