//! The assistant's judgement: pure rules about what to say and when to fetch a person. Calling a model is an adapter's job.
//!
//! The way of a message: [`small_talk`] (no answer needed) → [`wants_person`] (hand over) → the knowledge base is asked →
//! [`articles_only`] turns the hits into an [`answer::Answer`], or [`prompt`] builds a model's messages, [`partial`] and [`draft`] say
//! what of its answer may be shown while it is made, and [`grounding`] checks what has come back. [`brain`] is what all of them look
//! like from outside, [`context`] what was said before. At hand-over [`summary`] tells the agent what happened.
//!
//! Always holds: an answer names its sources; nothing a member or an article says is an instruction; below the floor of
//! [`articles_only::Thresholds::suggest`] no model is asked and a person is offered.
//!
//! To add a judgement, add a file with one pure function and its tests; for a language see [`wants_person`].

pub mod answer;
pub mod articles_only;
pub mod brain;
pub mod context;
pub mod draft;
pub mod grounding;
pub mod partial;
pub mod prompt;
pub mod small_talk;
pub mod summary;
pub mod turn;
pub mod wants_person;
