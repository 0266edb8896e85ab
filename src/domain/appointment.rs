//! An event that is to happen later, kept until its time has come.

use super::clock::Millis;
use super::event::Event;
use serde::{Deserialize, Serialize};

/// Brings its event in at a time. Appointments survive a restart; the commit that takes the event in forgets them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Appointment {
    /// Its name: one made again under the same name replaces the one before. It is also the source of the event, so that it happens
    /// once.
    pub name: String,
    pub due: Millis,
    pub event: Event,
}
