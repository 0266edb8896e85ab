//! The local Twilio over real sockets, as a client, a webhook receiver and an agent see it.

mod conversations;
mod desk;
mod faults;
mod flex;
mod harness;
mod media;
mod sdks;
mod specs;
mod studio;
mod taskrouter;
mod webhooks;
