//! The languages the sentences exist in.

use fluent_templates::{LanguageIdentifier, langid};

/// A language with a complete file in `locales/`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// English, also for every language not listed here.
    English,
    /// Korean.
    Korean,
    /// Romanian.
    Romanian,
    /// Filipino.
    Filipino,
    /// Japanese.
    Japanese,
    /// Chinese in simplified characters.
    ChineseSimplified,
    /// Chinese in traditional characters.
    ChineseTraditional,
    /// Spanish.
    Spanish,
    /// German.
    German,
}

impl Language {
    /// Every language, English first.
    pub const ALL: [Self; 9] = [
        Self::English,
        Self::Korean,
        Self::Romanian,
        Self::Filipino,
        Self::Japanese,
        Self::ChineseSimplified,
        Self::ChineseTraditional,
        Self::Spanish,
        Self::German,
    ];

    /// The language for a Discord locale (`es-419`, `zh-TW`, `en-GB`) or any other BCP 47 tag.
    pub fn of(locale: &str) -> Self {
        let lower = locale.to_ascii_lowercase();
        let mut subtags = lower.split(['-', '_']);
        match subtags.next().unwrap_or_default() {
            "ko" => Self::Korean,
            "ro" => Self::Romanian,
            "fil" | "tl" => Self::Filipino,
            "ja" => Self::Japanese,
            "zh" if subtags.any(|subtag| matches!(subtag, "tw" | "hk" | "mo" | "hant")) => Self::ChineseTraditional,
            "zh" => Self::ChineseSimplified,
            "es" => Self::Spanish,
            "de" => Self::German,
            _ => Self::English,
        }
    }

    /// The language's tag, which is also its folder in `locales/`.
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Korean => "ko",
            Self::Romanian => "ro",
            Self::Filipino => "fil",
            Self::Japanese => "ja",
            Self::ChineseSimplified => "zh-CN",
            Self::ChineseTraditional => "zh-TW",
            Self::Spanish => "es",
            Self::German => "de",
        }
    }

    pub(super) fn id(self) -> LanguageIdentifier {
        match self {
            Self::English => langid!("en"),
            Self::Korean => langid!("ko"),
            Self::Romanian => langid!("ro"),
            Self::Filipino => langid!("fil"),
            Self::Japanese => langid!("ja"),
            Self::ChineseSimplified => langid!("zh-CN"),
            Self::ChineseTraditional => langid!("zh-TW"),
            Self::Spanish => langid!("es"),
            Self::German => langid!("de"),
        }
    }
}
