//! What the forms for bugs and ideas ask: the shipped files, and in the data folder those of whoever runs flexcord.
//!
//! `intake/bug.toml` and `intake/feature.toml` are for all servers, `intake/<server id>/bug.toml` and so on for one. What such a file
//! leaves out stays as it is in the more general one.

use crate::domain::case::CaseKind;
use crate::domain::ids::Snowflake;
use crate::domain::intake::{Intake, Intakes};
use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};

const BUG: &str = include_str!("../../flows/intake/bug.toml");
const FEATURE: &str = include_str!("../../flows/intake/feature.toml");
/// Forms are a few kilobytes; this is far above any.
const LARGEST: u64 = 256 * 1024;

/// The folder they are in.
pub fn folder(data_dir: &Path) -> PathBuf {
    data_dir.join("intake")
}

/// Reads all of them.
///
/// # Errors
/// One line for everything that is wrong, with its file and what to do.
pub fn load(data_dir: &Path) -> Result<Intakes, Vec<String>> {
    let folder = folder(data_dir);
    let mut wrong = Vec::new();
    let shipped = |text| Intake::read(text).expect("the shipped forms are sound: a test reads them");
    let (bug, feature) = (shipped(BUG), shipped(FEATURE));
    let bug = over(&folder.join("bug.toml"), &bug, &mut wrong).unwrap_or(bug);
    let feature = over(&folder.join("feature.toml"), &feature, &mut wrong).unwrap_or(feature);
    let mut of_servers = BTreeMap::new();
    for (server, dir) in servers(&folder, &mut wrong) {
        for (kind, name, general) in [(CaseKind::Bug, "bug.toml", &bug), (CaseKind::Feature, "feature.toml", &feature)] {
            if let Some(intake) = over(&dir.join(name), general, &mut wrong) {
                of_servers.insert((server, kind), intake);
            }
        }
    }
    if wrong.is_empty() { Ok(Intakes { bug, feature, of_servers }) } else { Err(wrong) }
}

/// The folders named like a server. Others are a mistake worth telling: their files would silently do nothing.
fn servers(folder: &Path, wrong: &mut Vec<String>) -> Vec<(Snowflake, PathBuf)> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut found = Vec::new();
    for path in entries.filter_map(Result::ok).map(|entry| entry.path()).filter(|path| path.is_dir()) {
        match path.file_name().and_then(|name| name.to_str()).and_then(|name| name.parse().ok()) {
            Some(server) => found.push((server, path)),
            None => wrong.push(format!("{}: name the folder by the server's id, 17 to 20 digits", path.display())),
        }
    }
    found.sort();
    found
}

/// One file over a more general form; nothing when there is no such file.
fn over(path: &Path, general: &Intake, wrong: &mut Vec<String>) -> Option<Intake> {
    let file = match std::fs::File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return None,
        Err(error) => {
            wrong.push(format!("{}: cannot be opened: {error}", path.display()));
            return None;
        }
    };
    let mut text = String::new();
    match file.take(LARGEST + 1).read_to_string(&mut text) {
        Ok(length) if length as u64 <= LARGEST => {}
        Ok(_) => {
            wrong.push(format!("{}: is larger than {} KiB; a form is not", path.display(), LARGEST / 1024));
            return None;
        }
        Err(error) => {
            wrong.push(format!("{}: cannot be read: {error}", path.display()));
            return None;
        }
    }
    Intake::read_over(&text, general)
        .map_err(|lines| wrong.extend(lines.into_iter().map(|line| format!("{}: {line}", path.display()))))
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(dir: &Path, name: &str, text: &str) {
        let path = folder(dir).join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    #[test]
    fn without_any_file_the_shipped_forms_are_asked() {
        let dir = tempfile::tempdir().unwrap();
        let intakes = load(dir.path()).unwrap();
        assert_eq!(intakes.of(Snowflake(5), CaseKind::Bug).unwrap().questions.len(), 5);
        assert!(intakes.of(Snowflake(5), CaseKind::Help).is_none());
    }

    #[test]
    fn a_server_has_its_own_channel_and_everybodys_questions() {
        let dir = tempfile::tempdir().unwrap();
        let question = "[[question]]\nkey = \"title\"\nkind = \"short\"\nrequired = true\nlabel = \"What broke?\"\n";
        write(dir.path(), "bug.toml", question);
        write(dir.path(), "5/bug.toml", "channel = \"77\"\n");
        let intakes = load(dir.path()).unwrap();
        let own = intakes.of(Snowflake(5), CaseKind::Bug).unwrap();
        assert_eq!((own.channel, own.questions.len()), (Some(Snowflake(77)), 1));
        assert_eq!(intakes.of(Snowflake(6), CaseKind::Bug).unwrap().channel, None);
    }

    #[test]
    fn every_mistake_is_told_with_its_file() {
        let dir = tempfile::tempdir().unwrap();
        write(dir.path(), "bug.toml", "question = []");
        write(dir.path(), "pokefans/bug.toml", "");
        write(dir.path(), "5/feature.toml", "chanel = \"77\"\n");
        let wrong = load(dir.path()).unwrap_err();
        assert_eq!(wrong.len(), 4, "{wrong:?}");
        assert!(wrong.iter().any(|line| line.contains("5/feature.toml") && line.contains("chanel")), "{wrong:?}");
        assert!(wrong.iter().any(|line| line.contains("pokefans") && line.contains("server's id")), "{wrong:?}");
    }
}
