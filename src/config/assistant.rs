//! `[assistant]`

use super::reader::Reader;

/// The assistant that answers before people do.
#[derive(Debug, Clone, PartialEq)]
pub struct Assistant {
    /// What it answers from.
    pub brain: Brain,
    /// How long a talk is remembered, in seconds.
    pub session_duration_secs: u64,
    /// How good a match must be before it is said; `None` takes the brain's own measure.
    pub answer_floor: Option<f32>,
}

/// What the assistant answers from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Brain {
    /// The server's own articles, without a model.
    Articles,
    /// The language model of `[model]`.
    Model,
    /// The operator's own chatbot, of `[chatbot]`.
    Chatbot,
}

const DAY: u64 = 86_400;

impl Assistant {
    pub(super) fn read(reader: &mut Reader) -> Self {
        Self {
            brain: reader.choice("assistant.brain", &[("articles", Brain::Articles), ("model", Brain::Model), ("chatbot", Brain::Chatbot)]),
            session_duration_secs: reader.number("assistant.session_duration_secs", DAY, 60..=30 * DAY),
            answer_floor: reader.optional("assistant.answer_floor", "a number such as 0.35; leave it out for the usual measure", |text| {
                match text.parse() {
                    Ok(floor) if (0.0..=1.0).contains(&floor) => Ok(floor),
                    _ => Err("must be a number from 0 to 1"),
                }
            }),
        }
    }
}
