//! Which files may pass, and under which name.

use super::invisible;

/// The longest file name passed on, in code points.
const LONGEST: usize = 100;

/// An ending longer than this is not an extension worth keeping.
const LONGEST_EXTENSION: usize = 16;

/// Names Windows gives to devices; a file of that name cannot be saved there.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "com", "lpt"];

/// A file name that is safe to show, to save and to put into a header: no path, no control or direction characters,
/// no device name, at most 100 code points, the extension kept.
pub fn safe_file_name(raw: &str) -> String {
    let seen = invisible::strip(raw);
    let last = seen.rsplit(['/', '\\']).find(|part| !part.trim_matches(['.', ' ']).is_empty()).unwrap_or_default();
    let clean: String =
        last.chars().map(|c| if c.is_control() || matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*') { '_' } else { c }).collect();
    let clean = clean.trim_matches(|c: char| c.is_whitespace()).trim_end_matches(['.', ' ']);
    if clean.chars().all(|c| c == '.' || invisible::blank(c)) {
        return "file".to_owned();
    }
    let name = if is_device(clean) { format!("_{clean}") } else { clean.to_owned() };
    shorten(&name)
}

/// The extension in lower case, without the dot. `None` for a name without one.
pub fn extension(name: &str) -> Option<String> {
    let (stem, ending) = name.rsplit_once('.')?;
    (!stem.is_empty() && !ending.is_empty()).then(|| ending.to_lowercase())
}

/// Why a file does not pass. The words for people are in `locales/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// Larger than allowed.
    TooBig {
        /// The largest file that passes, in bytes.
        max_bytes: u64,
    },
    /// A file without content: nothing to pass on, and Twilio refuses it.
    Empty,
    /// A kind the server does not accept, named by its extension or its media type.
    Kind(String),
}

/// Which files a server accepts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilePolicy {
    max_bytes: u64,
    extensions: Vec<String>,
    types: Vec<String>,
}

impl FilePolicy {
    /// `blocked` names extensions (`exe`, `.exe`) and media types (`text/html`, `application/*`).
    pub fn new(max_bytes: u64, blocked: &[String]) -> Self {
        let (types, extensions): (Vec<_>, Vec<_>) =
            blocked.iter().map(|entry| entry.trim().to_lowercase()).partition(|entry| entry.contains('/'));
        let extensions = extensions.into_iter().map(|entry| entry.trim_start_matches('.').to_owned()).collect();
        Self { max_bytes, extensions, types }
    }

    /// The largest file that passes, in bytes.
    pub fn max_bytes(&self) -> u64 {
        self.max_bytes
    }

    /// Judges a file by what the sender says of it. The size must be checked again while the bytes come in.
    pub fn check(&self, name: &str, media_type: Option<&str>, bytes: u64) -> Result<(), Refusal> {
        // Every ending counts: `invoice.exe.txt` is harmless, but `invoice.exe.` and `invoice.exe ` are not.
        let name = safe_file_name(name);
        if let Some(ending) = extension(&name).filter(|ending| self.extensions.contains(ending)) {
            return Err(Refusal::Kind(ending));
        }
        if let Some(kind) = media_type.and_then(|kind| self.blocked_type(kind)) {
            return Err(Refusal::Kind(kind));
        }
        match bytes {
            0 => Err(Refusal::Empty),
            size if size > self.max_bytes => Err(Refusal::TooBig { max_bytes: self.max_bytes }),
            _ => Ok(()),
        }
    }

    fn blocked_type(&self, media_type: &str) -> Option<String> {
        // Parameters (`; charset=utf-8`) say nothing about the kind.
        let kind = media_type.split(';').next().unwrap_or_default().trim().to_lowercase();
        let blocked = self.types.iter().any(|entry| match entry.strip_suffix("/*") {
            Some(family) => kind.split('/').next() == Some(family),
            None => *entry == kind,
        });
        blocked.then_some(kind)
    }
}

fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_lowercase();
    let bare = stem.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = stem.len() - bare.len();
    DEVICES.contains(&bare) && if matches!(bare, "com" | "lpt") { digits == 1 } else { digits == 0 }
}

fn shorten(name: &str) -> String {
    if name.chars().count() <= LONGEST {
        return name.to_owned();
    }
    let ending = name.rsplit_once('.').map(|(_, ending)| ending).filter(|ending| ending.chars().count() <= LONGEST_EXTENSION);
    let ending = ending.map_or_else(String::new, |ending| format!(".{ending}"));
    let stem: String = name.chars().take(LONGEST - ending.chars().count()).collect();
    format!("{}{ending}", stem.trim_end())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn paths_are_dropped() {
        assert_eq!(safe_file_name("../../etc/passwd"), "passwd");
        assert_eq!(safe_file_name(r"C:\Users\ana\log.txt"), "log.txt");
        assert_eq!(safe_file_name("dir/.."), "dir");
    }

    #[test]
    fn a_hidden_turn_of_direction_cannot_fake_the_extension() {
        assert_eq!(safe_file_name("photo\u{202E}gpj.exe"), "photogpj.exe");
    }

    #[test]
    fn device_names_and_forbidden_characters_are_changed() {
        assert_eq!(safe_file_name("CON.txt"), "_CON.txt");
        assert_eq!(safe_file_name("com1"), "_com1");
        assert_eq!(safe_file_name("common.txt"), "common.txt");
        assert_eq!(safe_file_name("a<b>:c?.png"), "a_b__c_.png");
    }

    #[test]
    fn nothing_left_is_called_file() {
        for raw in ["", "...", " ", "/", "\u{200B}"] {
            assert_eq!(safe_file_name(raw), "file");
        }
    }

    #[test]
    fn a_long_name_keeps_its_extension() {
        let name = safe_file_name(&format!("{}.jpeg", "ü".repeat(300)));
        assert_eq!(name.chars().count(), 100);
        assert!(name.ends_with(".jpeg"));
    }

    fn policy() -> FilePolicy {
        FilePolicy::new(1_000, &["exe".into(), ".BAT".into(), "text/html".into(), "video/*".into()])
    }

    #[test]
    fn an_ordinary_file_passes() {
        assert_eq!(policy().check("a.png", Some("image/png"), 1_000), Ok(()));
        assert_eq!(policy().check("notes", None, 5), Ok(()));
    }

    #[test]
    fn size_is_bounded_on_both_ends() {
        assert_eq!(policy().check("a.png", None, 1_001), Err(Refusal::TooBig { max_bytes: 1_000 }));
        assert_eq!(policy().check("a.png", None, 0), Err(Refusal::Empty));
    }

    #[test]
    fn blocked_kinds_are_found_by_extension_and_by_type() {
        assert_eq!(policy().check("Setup.EXE", None, 5), Err(Refusal::Kind("exe".into())));
        assert_eq!(policy().check("setup.exe. ", None, 5), Err(Refusal::Kind("exe".into())));
        assert_eq!(policy().check("run.bat", None, 5), Err(Refusal::Kind("bat".into())));
        assert_eq!(policy().check("a", Some("Text/HTML; charset=utf-8"), 5), Err(Refusal::Kind("text/html".into())));
        assert_eq!(policy().check("a", Some("video/mp4"), 5), Err(Refusal::Kind("video/mp4".into())));
    }

    proptest! {
        #[test]
        fn every_name_is_safe_afterwards(raw in "\\PC{0,150}[/\\\\.: \\n]{0,5}\\PC{0,150}") {
            let name = safe_file_name(&raw);
            prop_assert!(!name.is_empty() && name.chars().count() <= 100);
            prop_assert!(!name.contains(['/', '\\', '\0', '\n', ':']));
            prop_assert!(name != "." && name != "..");
            prop_assert_eq!(safe_file_name(&name), name);
        }
    }
}
