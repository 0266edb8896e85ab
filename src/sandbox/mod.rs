//! A local Discord and a local Twilio on real sockets, and a page on which one plays all parts at once.
//!
//! **What lives here.** [`discord`] and [`twilio`], the emulators, and [`model`] beside them where the assistant answers with a model; [`faults`], their misbehaviour on request; [`launch`], which starts them and
//! configures the program for them as an operator would; [`page`], what the browser gets; [`feed`], the page's news; [`articles`], what the
//! invented community "Pokéfans" knows; `intake`, where it shows its cases.
//!
//! **How data passes through.** [`launch::Sandbox::start`] gives a [`launch::Program`] (settings, socket, further routes) to whoever runs the real
//! program. From then on program, emulators and page talk over sockets only; [`feed`] hears all three and tells the page what to look at again.
//!
//! **What always holds.** The emulators share no parser and no type with the adapters, so that a mistake cannot cancel itself out. Everything
//! listens on loopback addresses only, for nothing here asks who is calling. What is not kept in a folder of the operator's is gone afterwards.
//!
//! **One more part to play.** A route in [`page`], a module of the page, and if it brings news a receiver in [`feed::Live::listen`].

pub mod articles;
pub mod discord;
pub mod faults;
pub mod feed;
mod intake;
pub mod launch;
pub mod model;
pub mod page;
pub mod play;
pub mod twilio;
