//! The pages about articles.
//!
//! **What lives here.** [`list`], [`show`] (one article with its versions), [`edit`] (write, save, delete, bring back, restore, settle what an
//! import left open), [`try_it`], [`import`], [`export`]; [`right`], who may see and keep which article; [`form`], from a form to an article;
//! [`diff`], what changed.
//!
//! **How data passes through.** Reading and saving go to [`crate::store::articles`], which keeps every version; the index of the assistant
//! notices the new revision before its next question.
//!
//! **What always holds.** Who saves names the version they have seen; a stale edit is refused with what changed meanwhile. A lead
//! changes only what is used on servers they lead, and only articles for every server need a lead of every server.
//!
//! **One more field.** In [`form`], in the templates `article_form.html` and `article.html`, and in [`diff::told`].

pub mod diff;
pub mod edit;
pub mod export;
pub mod form;
pub mod import;
pub mod list;
pub mod right;
pub mod show;
pub mod try_it;
