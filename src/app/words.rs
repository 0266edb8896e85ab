//! The adapter's few sentences, button labels and command descriptions, out of `domain::words`.

use crate::discord::commands::Described;
use crate::discord::phrases::{Phrase as Sentence, Words};
use crate::domain::delivery::{Button, LinkLabel};
use crate::domain::text::clip;
use crate::domain::words::{CasePhrase, Phrase, say};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The hooks of the Discord adapter.
pub fn words() -> Words {
    Words {
        phrase: Arc::new(|sentence, locale| {
            let phrase = match sentence {
                Sentence::Apology => Phrase::ErrorGeneric,
                Sentence::Expired => Phrase::Expired,
                Sentence::Received => Phrase::Received,
            };
            say(locale.unwrap_or("en-US"), &phrase)
        }),
        label: Arc::new(|button, locale| label(button, locale.unwrap_or("en-US"))),
    }
}

fn label(button: &Button, locale: &str) -> String {
    let phrase = match button {
        Button::Person | Button::Refer { .. } => Phrase::ButtonPerson,
        Button::Up { .. } => return "👍".to_owned(),
        Button::Down { .. } => return "👎".to_owned(),
        Button::Solved => Phrase::ButtonSolved,
        Button::NotQuite => Phrase::ButtonNotQuite,
        Button::Close => Phrase::ButtonClose,
        Button::Reopen { .. } => Phrase::ButtonReopen,
        Button::KeepWaiting => Phrase::ButtonKeepWaiting,
        Button::MyCases => Phrase::ButtonMyCases,
        Button::SolvedYes { .. } => Phrase::ButtonYes,
        Button::NotYet { .. } => Phrase::ButtonNotYet,
        Button::CloseCase { .. } => Phrase::ButtonClose,
        Button::RateLine { .. } => Phrase::ButtonAddLine,
        Button::Copy { .. } => Phrase::ButtonCopy,
        Button::MineIsNew { .. } => Phrase::Case(CasePhrase::ButtonMineIsNew),
        Button::Vote { .. } => Phrase::Case(CasePhrase::ButtonVote),
        Button::Rate { stars, .. } => return format!("{stars} ⭐"),
        Button::Same { label, .. } => return clip(label, 80),
        Button::OneCase { label, .. } => return clip(label, 100),
        Button::Community { name, .. } => return clip(name, 80),
        Button::Link { label: LinkLabel::OpenDm, .. } => Phrase::ButtonOpenDm,
        Button::Link { label: LinkLabel::OpenThread, .. } => Phrase::ButtonOpenThread,
    };
    say(locale, &phrase)
}

/// The Discord locales there are descriptions in, besides English. Discord knows no Filipino.
const LOCALES: [&str; 8] = ["de", "es-ES", "es-419", "ja", "ko", "ro", "zh-CN", "zh-TW"];

/// What a command or option is described with: in English, and by Discord locale.
pub fn describe(what: Described) -> (String, BTreeMap<String, String>) {
    let phrase = match what {
        Described::HelpMe => Phrase::CommandHelpme,
        Described::What => Phrase::CommandHelpmeText,
        Described::Ask => Phrase::CommandAsk,
        Described::Question => Phrase::CommandAskQuestion,
        Described::Bug => Phrase::Case(CasePhrase::CommandBug),
        Described::NewFeature => Phrase::Case(CasePhrase::CommandFeature),
        Described::ReportMessage => Phrase::Case(CasePhrase::CommandReport),
        Described::MyCases => Phrase::CommandMyCases,
    };
    let others = LOCALES.iter().map(|locale| ((*locale).to_owned(), say(locale, &phrase))).collect();
    (say("en-US", &phrase), others)
}
