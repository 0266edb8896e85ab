//! flexcord joins a Discord community to a contact centre.
//!
//! A member writes to the bot. An assistant answers from the community's own articles; whoever wants a person gets one: an agent in
//! Twilio Flex, who sees the whole talk and whose replies come back as direct messages. Every talk is a numbered case. This page is
//! the map of the house; the README is for those who run it, and [`sandbox`] for those who want to see it at work first.
//!
//! # The way of a message
//!
//! ```text
//!  Discord gateway ────────┐                                        in order per lane
//!  Discord interactions ───┤ verify                              ┌──► discord ───► Discord REST
//!  Twilio webhooks ────────┼───────► Event ──► inlet ──► commit ──┼──► twilio ────► Twilio REST
//!  timers ─────────────────┤ parse            dedupe, load,      └──► assistant ──┐
//!  catch-up ───────────────┤                  DECIDE, write,                      │
//!  outcomes, answers ──────┘                  COMMIT, wake                        │
//!         ▲                                                                       │
//!         └────────────── how it ended comes back by the same door ◄──────────────┘
//! ```
//!
//! What comes in becomes an [`Event`](domain::event::Event) and goes through the [`inlet`](relay::inlet). The
//! [committer](relay::commit) inserts it under its unique source (a repeat stops here), loads the conversation, [decides](relay::decide)
//! and writes, all in one transaction; only then is the webhook answered. What is to be done outside is a
//! [`Delivery`](domain::delivery::Delivery); the [deliverer](relay::deliver) takes deliveries in order, lane by lane, hands them to
//! a [`Carrier`](relay::carrier::Carrier), and brings the [`Outcome`](domain::outcome::Outcome) back through the inlet.
//!
//! # The rings
//!
//! A lower ring never knows a higher one, and rooms of one ring do not know each other (`assistant` may use `knowledge`, `cli`
//! starts `sandbox`). `tests/it/architecture.rs` reads the imports and says which one breaks the plan.
//!
//! ```text
//!  7  cli · sandbox · main.rs        commands; the local Discord, Twilio and model
//!  6  app                            builds everything; the one place that names both sides
//!  5  discord · twilio               adapters,
//!     llm · chatbot · pages          models, bots and web pages for the articles,
//!     console · web · api            pages for staff, and what every HTTP route gets
//!  4  relay                          inlet, commit, decide, deliver, timers
//!  3  assistant · knowledge          what may be answered, and from what
//!  2  store                          SQLite or PostgreSQL
//!  1  config · telemetry · outgoing  what may be set; logs and metrics; the one HTTP client
//!  0  domain                         the nouns and the rules that need no I/O
//! ```
//!
//! [`domain`] · [`config`] · [`telemetry`] · [`outgoing`] · [`store`] · [`knowledge`] · [`assistant`] · [`relay`] · [`discord`] ·
//! [`twilio`] · [`llm`] · [`chatbot`] · [`pages`] · [`console`] · [`web`] · [`api`] · [`app`] · [`cli`] · [`sandbox`]. Each begins with a
//! page: what lives there, how data passes through, what
//! always holds, how to add one more.
//!
//! # The five rules
//!
//! 1. **One event, one commit.** Event, messages, case changes and deliveries are written in one transaction. What cannot be decided is
//!    kept as [*stuck*](store::stuck) and shown, never dropped.
//! 2. **Decide without I/O.** [`relay::decide::decide`] is a pure function of what is known, the event and the time. The product's
//!    behaviour lives there, and so do most of its tests.
//! 3. **Only the deliverer speaks out.** Handlers and decisions write deliveries, they call nobody. A delivery that fails blocks its own
//!    lane alone, has a bounded number of tries, and then becomes a *dead letter* that says so to those concerned. Beside it there are
//!    courtesies, which nobody counts on and nobody repeats: the typing indicator, and an answer shown while it is being made.
//! 4. **At least once in, effectively once out.** A key wherever the vendor takes one, our [mark](twilio::mark) where it does not, and
//!    after an unknown outcome a look at the other side's history ([Discord](discord::history), [Twilio](twilio::history)).
//! 5. **What was missed comes in by the same door.** After every reconnect and on a timer both sides are asked for what happened since
//!    ([Discord](discord::catch_up), [Twilio](twilio::catch_up)); what comes back is the very same event.
//!
//! # Where does this line live?
//!
//! | what | where |
//! | --- | --- |
//! | what a member's message leads to | [`relay::decide`], file `member` |
//! | a question in a channel, and the way from there to a person | [`relay::decide`], files `aside`, `referral` |
//! | the way to a person, and the place in the queue | [`relay::decide`], file `handover` |
//! | may a closed case reopen? | [`Case::may_reopen`](domain::case::Case::may_reopen) |
//! | cut a text into messages, keep code fences whole | [`domain::text::split`] |
//! | make `@everyone` harmless | [`domain::text::defuse`] |
//! | may a case go from new to solved? | [`CaseState::may`](domain::case::CaseState::may) |
//! | what the bug form asks | `flows/intake/`, read by [`domain::intake`] |
//! | is this report like an open one? | [`knowledge::doubles`] |
//! | the words members read | `locales/`, looked up by [`domain::words`] |
//! | "human", "persona", "人間": is a person wanted? | [`assistant::wants_person`] |
//! | which article answers this, and how surely | [`knowledge::search`], [`knowledge::confidence`] |
//! | take an import in without losing edits | [`knowledge::taking_in`] |
//! | is this address on the public internet? | [`pages`], file `address` |
//! | what had no good answer, grouped, and what is done about it | [`knowledge::gaps`], [`knowledge::backlog`] |
//! | check Discord's Ed25519 signature | [`discord::verify`] |
//! | check Twilio's signature | [`twilio::verify`] |
//! | what a model may say, and what of it may be shown while it says it | [`assistant::grounding`], [`assistant::draft`] |
//! | ask a model; ask the operator's chatbot | [`llm::chat`], [`chatbot::client`] |
//! | an answer that grows before one's eyes | [`app`], file `drafts` |
//! | Discord says 50007, Twilio says 50353 | [`discord::error`], [`twilio::error`] |
//! | the one function that sends to Discord | [`Sender::send`](discord::sender::Sender::send) |
//! | pace requests by Discord's buckets | [`discord::limits`] |
//! | set a desk conversation up | [`twilio::carrier`], file `open` |
//! | the Studio flow | `flows/discord-support.json`, published by [`twilio::setup`] |
//! | how long to wait before the next try | [`relay::deliver`], file `backoff` |
//! | the SQL of a noun | the file of its name in [`store`] |
//! | a key of the configuration | the file of its section in [`config`] |
//! | which role may call which page | [`console::table`] |
//! | erase texts after their time | [`app`], file `upkeep` |
//! | make the local Twilio answer 500 three times | [`sandbox::faults`] |
//!
//! # Errors
//!
//! A failure has an outside, for whoever caused it, and an inside, for the log; neither holds texts of members or secrets.
//!
//! | ring | type |
//! | --- | --- |
//! | 1 | [`config::Problems`]: every mistake at once, each with its place and remedy |
//! | 2 | [`store::StoreError`]: passing or final; the deliverer and the inlet ask which |
//! | 3 | [`ImportError`](knowledge::import::error::ImportError): file, line, remedy |
//! | 4 | [`InletError`](relay::inlet::InletError): not taken in, so that the bringer tries again |
//! | 5 | [`llm::error::Failure`], [`chatbot::error::Failure`]: the articles answer instead. [`discord::error::Failure`], [`twilio::error::Failure`]: what the vendor said; each becomes an [`Outcome`](domain::outcome::Outcome) in one table. [`ApiError`](api::error::ApiError): a status and a line |
//! | 6, 7 | `anyhow`, with a sentence that says what to do |
//!
//! # Adding a feature
//!
//! 1. A story in the words of those concerned, as a test: beside [`relay::decide`] when it is a decision, in `tests/it` when it is a
//!    journey through both emulators.
//! 2. What happens outside: a variant of [`Body`](domain::event::Body), parsed by the adapter it comes from.
//! 3. What follows: an arm and a function in [`relay::decide`]. What it must know and does not is a
//!    [`Need`](relay::known::Need); what is kept is a column in both folders of `migrations/` and in the file of its noun.
//! 4. What is to be done: a variant of [`Delivery`](domain::delivery::Delivery), carried out by the adapter of its side.
//! 5. What is said: a line in every file of `locales/`.
//! 6. What may be set: a field in [`config`], a line in `flexcord.example.toml` and in the README (tests compare the three).
//!
//! Then `tests/run`.

pub mod api;
pub mod app;
pub mod assistant;
pub mod chatbot;
pub mod cli;
pub mod config;
pub mod console;
pub mod discord;
pub mod domain;
pub mod knowledge;
pub mod llm;
pub mod outgoing;
pub mod pages;
pub mod relay;
pub mod sandbox;
pub mod store;
pub mod telemetry;
pub mod twilio;
pub mod web;
