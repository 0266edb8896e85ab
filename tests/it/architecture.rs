//! The plan of the house, held against what the files import. The map for people is the crate doc of `src/lib.rs`.

use std::fs;
use std::path::{Path, PathBuf};

/// Who may know whom: a room may import rooms of lower rings, and of its own ring only what [`NEIGHBOURS`] allows.
const RINGS: [&[&str]; 8] = [
    &["domain"],
    &["config", "telemetry", "outgoing"],
    &["store"],
    &["knowledge", "assistant"],
    &["relay"],
    &["discord", "twilio", "llm", "chatbot", "pages", "web", "api", "console"],
    &["app"],
    &["cli", "main", "sandbox"],
];

/// Rooms of one ring of which the first may import the second.
const NEIGHBOURS: [(&str, &str); 2] = [("assistant", "knowledge"), ("cli", "sandbox")];

/// Everything of the crate that the emulators may use: no parser and no type of the adapters, so that a mistake cannot cancel itself out.
const EMULATORS_MAY_USE: [&str; 3] = ["domain::clock", "sandbox::faults", "outgoing"];

/// Crates that stay out of a folder, and why.
const KEPT_OUT: [(&str, &[&str], &str); 2] = [
    ("domain", &["axum", "metrics", "reqwest", "serenity", "sqlx", "tokio", "tracing"], "the domain is plain data and rules without I/O"),
    (
        "relay/decide",
        &["axum", "reqwest", "serenity", "sqlx", "tokio", "crate::store"],
        "deciding does no I/O: let `relay::commit` load it",
    ),
];

/// One topic per file; a file that grows beyond this has two.
const LONGEST: usize = 500;

struct Source {
    /// Below `src`, with `/` between.
    name: String,
    text: String,
}

impl Source {
    fn room(&self) -> &str {
        let first = self.name.split('/').next().unwrap_or_default();
        first.strip_suffix(".rs").unwrap_or(first)
    }

    fn is_test(&self) -> bool {
        self.name.contains("/tests/") || self.name.ends_with("tests.rs") || self.name.ends_with("/testing.rs")
    }

    /// What comes before the tests at the end of the file.
    fn production(&self) -> &str {
        let tests = self.text.rfind("\n#[cfg(test)]\n").filter(|at| self.text[*at..].contains("\nmod "));
        tests.map_or(&self.text, |at| &self.text[..at])
    }
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    gather(&root, &mut files);
    files.sort();
    let read = |path: PathBuf| {
        let below: Vec<_> = path.strip_prefix(&root).unwrap().iter().map(|part| part.to_str().unwrap()).collect();
        Source { name: below.join("/"), text: fs::read_to_string(&path).unwrap() }
    };
    files.into_iter().map(read).collect()
}

fn gather(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            gather(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
}

/// Every path after `crate::` in code, groups spelt out: `use crate::{a, b::{c, d}};` is `a`, `b::c` and `b::d`.
fn imports(text: &str) -> Vec<String> {
    let code: String = text.lines().filter(|line| !line.trim_start().starts_with("//")).flat_map(|line| [line, "\n"]).collect();
    let mut found = Vec::new();
    for (at, head) in code.match_indices("crate::") {
        if !code[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_' || before == '$') {
            spell_out("", &code[at + head.len()..], &mut found);
        }
    }
    found
}

/// Reads one path, or one group of paths; gives what is left after it.
fn spell_out<'a>(before: &str, text: &'a str, found: &mut Vec<String>) -> &'a str {
    let text = text.trim_start();
    if let Some(mut rest) = text.strip_prefix('{') {
        loop {
            rest = rest.trim_start();
            if let Some(rest) = rest.strip_prefix('}') {
                return rest;
            }
            if rest.is_empty() {
                return rest;
            }
            rest = spell_out(before, rest, found).trim_start();
            rest = rest.strip_prefix(',').unwrap_or(rest);
        }
    }
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    if name.is_empty() {
        // A star, or something that is no path: one step on, so that reading ends.
        found.push(before.to_owned());
        return text.get(1..).unwrap_or_default();
    }
    let path = if before.is_empty() { name.to_owned() } else { format!("{before}::{name}") };
    match rest.strip_prefix("::") {
        Some(rest) => spell_out(&path, rest, found),
        None => {
            found.push(path);
            let renamed =
                rest.trim_start().strip_prefix("as ").map(|rest| rest.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_'));
            renamed.unwrap_or(rest)
        }
    }
}

fn ring(room: &str) -> Option<usize> {
    RINGS.iter().position(|rooms| rooms.contains(&room))
}

/// What breaks the plan in an import of `room`, and what to do about it.
fn against_the_rings(room: &str, path: &str) -> Option<String> {
    let other = path.split("::").next().unwrap_or_default();
    let (own, its) = (ring(room)?, ring(other)?);
    if other == room || its < own || NEIGHBOURS.contains(&(room, other)) {
        return None;
    }
    Some(if its > own {
        format!("`{room}` (ring {own}) may not know `{other}` (ring {its}): hand it in from above, or move what both need to a lower ring")
    } else {
        format!("`{room}` and `{other}` are neighbours in ring {own} and do not know each other: let `app` join them")
    })
}

fn none(broken: &[String]) {
    assert!(broken.is_empty(), "\n{}\n", broken.join("\n"));
}

#[test]
fn every_room_has_its_ring() {
    let of_the_crate = ["lib"];
    let homeless: Vec<String> = sources()
        .iter()
        .filter(|source| ring(source.room()).is_none() && !of_the_crate.contains(&source.room()))
        .map(|source| format!("src/{}: give its room a place in RINGS, and in the map of src/lib.rs", source.name))
        .collect();
    none(&homeless);
}

#[test]
fn lower_rings_do_not_know_higher_ones_and_neighbours_not_each_other() {
    let mut broken = Vec::new();
    for source in sources() {
        for path in imports(&source.text) {
            if let Some(why) = against_the_rings(source.room(), &path) {
                broken.push(format!("src/{}: crate::{path}: {why}", source.name));
            }
        }
    }
    none(&broken);
}

#[test]
fn the_emulators_share_nothing_with_the_adapters() {
    let mut broken = Vec::new();
    for source in sources() {
        let Some(emulator) =
            ["sandbox/discord", "sandbox/twilio", "sandbox/model"].into_iter().find(|e| source.name.starts_with(&format!("{e}/")))
        else {
            continue;
        };
        let own = emulator.replace('/', "::");
        // The shipped flow and our own client are what the tests try the emulators with.
        let production = if source.is_test() { "" } else { source.production() };
        for path in imports(production) {
            let allowed = EMULATORS_MAY_USE.iter().copied().chain([own.as_str()]);
            if !allowed.into_iter().any(|whole| path == whole || path.starts_with(&format!("{whole}::"))) {
                broken.push(format!(
                    "src/{}: crate::{path}: an emulator uses {} alone: write it anew",
                    source.name,
                    EMULATORS_MAY_USE.join(", ")
                ));
            }
        }
    }
    none(&broken);
}

#[test]
fn crates_stay_in_the_rooms_they_are_meant_for() {
    let mut broken = Vec::new();
    for source in sources() {
        for (folder, crates, why) in KEPT_OUT {
            if !source.name.starts_with(&format!("{folder}/")) || source.is_test() {
                continue;
            }
            for line in source.production().lines().filter(|line| !line.trim_start().starts_with("//")) {
                for name in crates.iter().filter(|name| names(line, name)) {
                    broken.push(format!("src/{}: {name}: {why}\n    {}", source.name, line.trim()));
                }
            }
        }
        if source.is_test() {
            continue;
        }
        let talks_to_it = source.production().lines().any(|line| names(line, "serenity"));
        if talks_to_it && !source.name.starts_with("discord/gateway/") {
            broken.push(format!("src/{}: serenity is known to discord::gateway alone, so that it can be exchanged", source.name));
        }
    }
    none(&broken);
}

/// Whether the line has a path that begins with `name`.
fn names(line: &str, name: &str) -> bool {
    let head = format!("{name}::");
    line.match_indices(&head).any(|(at, _)| !line[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':'))
}

#[test]
fn every_folder_says_what_lives_there() {
    let silent: Vec<String> = sources()
        .iter()
        .filter(|source| source.name.ends_with("/mod.rs") && !source.text.starts_with("//! "))
        .map(|source| format!("src/{}: begin with a module doc: what lives here, what always holds, how to add one more", source.name))
        .collect();
    none(&silent);
}

#[test]
fn no_file_outgrows_its_topic() {
    let long: Vec<String> = sources()
        .iter()
        .map(|source| (source, source.production().lines().count()))
        .filter(|(_, lines)| *lines > LONGEST)
        .map(|(source, lines)| {
            format!("src/{}: {lines} lines without its tests, {LONGEST} at most: split it along its topics", source.name)
        })
        .collect();
    none(&long);
}

#[test]
fn imports_are_read_however_they_are_written() {
    let text = "
        //! [`crate::app`] is only spoken of.
        use crate::config::{Config, Interactions as By};
        pub(in crate::relay) fn f(x: crate::store::Store, y: my_crate::app::App) {}
        use crate::{api, discord::{self, http::*}};
        macro_rules! m { () => { $crate::cli::x } }
    ";
    let expected = ["config::Config", "config::Interactions", "relay", "store::Store", "api", "discord::self", "discord::http"];
    assert_eq!(imports(text), expected);
}

#[test]
fn an_import_against_the_plan_is_named() {
    assert_eq!(against_the_rings("relay", "store::Store"), None);
    assert_eq!(against_the_rings("assistant", "knowledge::index::Index"), None);
    assert!(against_the_rings("knowledge", "assistant::turn").unwrap().contains("neighbours"));
    assert!(against_the_rings("domain", "relay::inlet").unwrap().contains("hand it in from above"));
}
