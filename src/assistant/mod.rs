//! assistant
pub mod wants_person;
