//! Models behind any endpoint that speaks OpenAI's interface: OpenAI itself, vLLM, Ollama and their like.
//!
//! **What lives here.** [`embeddings`]: what texts mean, for the knowledge base.
//!
//! **What always holds.** Bodies and times are bounded. Neither the key nor what is sent or answered is logged.
//!
//! **One more endpoint.** A file with its request and answer.

pub mod embeddings;
