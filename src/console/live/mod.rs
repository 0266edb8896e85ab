//! The talks that are going on, as they go on.
//!
//! **What lives here.** [`list`] (all that are running), [`talk`] (one, with what can be done in it), [`feed`] (news for pages that are open).
//!
//! **How data passes through.** A page shows what the store has. Its browser follows [`feed`], and whenever something was committed fetches the
//! part that changed again. Taking over, answering, handing back and finishing are events through the relay's inlet.
//!
//! **What always holds.** News are hints without content: who missed some, for whatever reason, is told to look again, and sees everything. Nothing
//! is put together while nobody looks.
//!
//! **One more thing to do.** A variant of [`crate::domain::event::StaffAct`], its arm in `relay::decide`, file `staff`, its button in
//! `templates/talk.html`.

pub mod feed;
pub mod list;
pub mod talk;

use crate::domain::conversation::{Conversation, Owner};

/// Who has a talk, in words.
pub fn owner(talk: &Conversation) -> String {
    let agent = talk.agent.as_ref().map(|agent| agent.name.clone().unwrap_or_else(|| agent.identity.clone()));
    match talk.owner {
        Owner::Assistant => "the assistant".into(),
        Owner::Queue => "nobody yet".into(),
        Owner::Agent => agent.unwrap_or_else(|| "an agent".into()),
    }
}
