//! Carries out what is to be done on Discord: one bounded try each.
//!
//! **What lives here.** The match over deliveries, and a file for each kind: saying and changing in `message.rs`, answers to
//! interactions in `answer.rs`, cards of cases in `card.rs`, DM channels and threads in `place.rs`, look-ups in `member.rs` and
//! `staff.rs`, copies of files in `fetch.rs`.
//!
//! **What always holds.** Messages go through [`Sender`] only. Nothing sleeps, nothing repeats. What is doubtful is looked up or
//! protected by a key before it is sent again.
//!
//! **One more delivery.** An arm here, a function in the file of its kind, its codes in `error.rs`.

mod answer;
mod card;
mod fetch;
mod member;
mod message;
mod place;
mod staff;
#[cfg(test)]
mod tests;

use super::files::FileLimits;
use super::http::Http;
use super::phrases::Words;
use super::sender::Sender;
use crate::domain::delivery::Delivery;
use crate::domain::ids::Snowflake;
use crate::domain::outcome::{Outcome, Refusal};
use crate::relay::carrier::{Carrier, Job, Try};
use crate::relay::files::FileBox;
use std::sync::Arc;
use std::sync::atomic::AtomicU32;

/// See the module.
pub struct DiscordCarrier {
    http: Arc<Http>,
    sender: Sender,
    words: Words,
    files: Arc<dyn FileBox>,
    limits: FileLimits,
    roles: member::RoleCache,
    /// Roles, by name or id, whose holders keep order besides those who may manage messages.
    staff_roles: Vec<String>,
    /// How often in a row Discord would not let us open DMs.
    dm_refusals: AtomicU32,
}

impl DiscordCarrier {
    pub fn new(http: Arc<Http>, words: Words, files: Arc<dyn FileBox>, limits: FileLimits) -> Self {
        let sender = Sender::new(http.clone(), words.clone());
        let (roles, staff_roles) = (member::RoleCache::default(), Vec::new());
        Self { http, sender, words, files, limits, roles, staff_roles, dm_refusals: AtomicU32::new(0) }
    }

    /// The same with roles whose holders keep order.
    pub fn with_staff_roles(self, staff_roles: Vec<String>) -> Self {
        Self { staff_roles, ..self }
    }

    async fn try_once(&self, job: &Job) -> Outcome {
        match &job.delivery {
            Delivery::Say(say) => self.say(job, say).await,
            Delivery::Revise { of, text, buttons } => self.revise(job, *of, text, buttons).await,
            Delivery::Finish(say) => self.finish(job, say).await,
            Delivery::Retract { of } => self.retract(job, *of).await,
            Delivery::React { to, emoji } => self.react(job, *to, emoji).await,
            Delivery::Answer { interaction, text, buttons } => self.answer(job, interaction, text, buttons).await,
            Delivery::Respond(respond) => self.respond(job, respond).await,
            Delivery::OpenPlace { thread: None } => self.open_dm(job).await,
            Delivery::OpenPlace { thread: Some(thread) } => self.open_thread(job, thread).await,
            Delivery::SendCopy { text, name, document, .. } => self.send_copy(job, text, name, document).await,
            Delivery::PostCard { channel, card, files } => self.post_card(job, *channel, card, files).await,
            Delivery::ReviseCard { at, card } => self.revise_card(at, card).await,
            Delivery::LookUpMember { servers } => self.look_up_member(job.conversation.member, servers).await,
            Delivery::LookUpStaff { member, server, channel, .. } => self.look_up_staff(*member, *server, *channel).await,
            Delivery::Fetch { file } => self.fetch(file).await,
            Delivery::OpenDesk { .. }
            | Delivery::Write(_)
            | Delivery::Rewrite { .. }
            | Delivery::Mark { .. }
            | Delivery::CloseDesk { .. }
            | Delivery::CatchUp { .. }
            | Delivery::Ask(_)
            | Delivery::NameMember
            | Delivery::Summarise
            | Delivery::LookUpAgent { .. } => {
                Outcome::Refused { why: format!("{} is not for Discord", job.delivery.kind()), refusal: Refusal::Invalid }
            }
        }
    }
}

impl Carrier for DiscordCarrier {
    fn carry<'a>(&'a self, job: &'a Job) -> Try<'a> {
        Box::pin(self.try_once(job))
    }
}

/// The channel the conversation is held in, or that it has none yet.
fn channel(job: &Job) -> Result<Snowflake, Outcome> {
    job.conversation
        .place
        .map(|place| place.channel())
        .ok_or_else(|| Outcome::Later { why: "the place to talk in is not open yet".into(), after_ms: None })
}
