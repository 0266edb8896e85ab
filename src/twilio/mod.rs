//! The Twilio adapter: how the desk's side speaks and listens. In the words of the domain Twilio Flex is *the desk*.
//!
//! **What lives here.** Coming in: [`routes`] (the three webhook addresses) → [`verify`] (signature over the raw bytes, using [`form`])
//! → [`parse`] (payload → [`Event`](crate::domain::event::Event)). Going out: [`carrier`] (a delivery → calls of the [`client`]),
//! [`error`] (what Twilio said → how the try ended), [`history`] (was it written already?). Missed events: [`catch_up`].
//! For the one who installs it: [`setup`] and [`doctor`]. [`identity`] knows how Flex spells names, [`mark`] which lines
//! are ours.
//!
//! **How data passes through.** A webhook is answered 204 only after the inlet has committed its event; everything else is an error to
//! Twilio, which tries again, or [`catch_up`] finds the event. A delivery is one bounded try; waiting and repeating are the deliverer's.
//!
//! **What always holds.** Signatures are checked before anything is parsed. A line is *ours* if it carries our mark or the member's
//! identity, never because of its `Source`. A source names the thing that happened, not its report, so that a repeat, and what
//! [`catch_up`] finds, are the very same event. No message text, name or token gets into a log line.
//!
//! **One more webhook event.** A match arm in the file of [`parse`] that has its address, with its source, and a test with a real payload.
//! **One more call.** A method in the [`client`] file of its resource, and what its refusals mean in [`error`].

pub mod carrier;
pub mod catch_up;
pub mod client;
pub mod doctor;
pub mod error;
pub mod form;
pub mod history;
pub mod identity;
pub mod mark;
pub mod parse;
pub mod routes;
pub mod settings;
pub mod setup;
pub mod verify;

#[cfg(test)]
mod testing;
