//! The pages about cases.
//!
//! **What lives here.** [`board`] (all of them by state), [`show`] (one case: the talk, the facts, the history), [`talk`] (what was said and done,
//! in one line of time), [`act`] (what may be done), [`mod@file`] (attachments); [`words`], how states and kinds are called.
//!
//! **How data passes through.** Reading goes to the store. Each action is one event through the relay's inlet, which checks it, writes the
//! case and its history in one commit, and answers what became of it.
//!
//! **What always holds.** Nothing here writes to a case. Who acts names the version they have seen; a stale action is refused with what
//! was done meanwhile, and what they typed is kept. A form that is sent twice acts once.
//!
//! **One more action.** A variant of [`crate::domain::case::Change`], its field in [`act`], its form in `templates/case.html`.

pub mod act;
pub mod board;
pub mod file;
pub mod show;
pub mod talk;
pub mod words;
