//! An interaction from its parsing to its first answer, within Discord's three seconds; whichever way it came.

use super::answer::{self, Rest};
use super::http::{Http, Method, Request};
use super::parse::interaction::{Asked, From, Unreadable, parse, read};
use super::parse::wire;
use super::phrases::{Phrase, Words};
use super::suggest::{self, Suggesting, Typed};
use crate::domain::clock::{Millis, SharedClock};
use crate::domain::delivery::Reply;
use crate::domain::event::{Body, Event};
use crate::relay::inlet::{Inlet, InletError};
use crate::telemetry::metrics;
use serde_json::{Value, json};
use std::sync::Arc;

/// How long the commit may take before "thinking…" is answered: Discord waits 3 s, and the way there and back takes its share.
const PATIENCE: Millis = 2_500;

/// What interactions are answered with.
pub struct Interactions {
    pub inlet: Inlet,
    pub http: Arc<Http>,
    pub words: Words,
    /// What is offered while a question is typed.
    pub suggest: Suggesting,
    pub clock: SharedClock,
}

impl Interactions {
    /// The time by our clock.
    pub fn now(&self) -> Millis {
        self.clock.now()
    }

    /// The answer to a verified body.
    pub async fn reply(self: &Arc<Self>, body: &[u8]) -> Value {
        self.say(parse(body, self.now())).await
    }

    /// Answers an interaction that came over the gateway: there the answer is a request of its own. Whatever else runs under the same
    /// application hears it too, so what is not ours is left to that.
    pub async fn call_back(self: &Arc<Self>, interaction: wire::Interaction) {
        let (Some(id), Some(token)) = (interaction.id, interaction.token.clone()) else { return };
        let asked = read(interaction, self.now());
        if matches!(asked, Ok(Asked::Suggest(None) | Asked::Expired { ours: false, .. })) {
            metrics::discord_interaction("foreign");
            return;
        }
        let answer = self.say(asked).await;
        if let Err(failure) = self.http.call(Request::callback(id, &token).json(answer)).await {
            tracing::warn!(why = %failure.why(), "an interaction got no answer");
        }
    }

    async fn say(self: &Arc<Self>, asked: Result<Asked, Unreadable>) -> Value {
        match asked {
            Ok(Asked::Ping) => json!({"type": 1}),
            Ok(Asked::Suggest(typed)) => self.suggest(typed).await,
            Ok(Asked::Expired { locale, .. }) => answer::whisper(&(self.words.phrase)(Phrase::Expired, locale.as_deref())),
            Ok(Asked::Event { event, from }) => self.commit(*event, from).await,
            Err(why) => {
                metrics::discord_interaction("unreadable");
                tracing::error!(%why, "an interaction with a good signature cannot be read");
                answer::whisper(&(self.words.phrase)(Phrase::Apology, None))
            }
        }
    }

    /// What is typed by the thousand is never worth a wait: too late, nothing is offered.
    async fn suggest(&self, typed: Option<Typed>) -> Value {
        let Some(typed) = typed else { return suggest::choices(&[]) };
        tokio::select! {
            found = (self.suggest)(typed) => suggest::choices(&found),
            () = self.clock.until(self.now() + suggest::PATIENCE) => suggest::choices(&[]),
        }
    }

    /// Commits the event and says what was decided. A commit that takes too long goes on behind a "thinking…": dropping it would
    /// lose the press, waiting for it would show "the application did not respond".
    async fn commit(self: &Arc<Self>, event: Event, from: From) -> Value {
        let about = About::of(&event, from);
        let inlet = self.inlet.clone();
        let mut commit = tokio::spawn(async move { inlet.submit(event).await });
        tokio::select! {
            biased;
            done = &mut commit => about.answer(settled(done), &self.words),
            () = self.clock.until(self.now() + PATIENCE) => {
                metrics::discord_interaction("late");
                tracing::warn!(limit_ms = PATIENCE, "the commit of an interaction takes too long, deferred");
                let this = self.clone();
                tokio::spawn(async move { this.finish(&about, settled(commit.await)).await });
                answer::wait()
            }
        }
    }

    /// Replaces the "thinking…" of a late commit by what was decided.
    async fn finish(&self, about: &About, reply: Result<Reply, InletError>) {
        let rest = match reply {
            Ok(reply) => answer::rest(&reply, about.from, &self.words, about.locale.as_deref()),
            Err(why) => {
                tracing::error!(%why, "an interaction was not taken in");
                Rest::phrase(Phrase::Apology, &self.words, about.locale.as_deref())
            }
        };
        let original = |method| Request::original(method, self.http.application(), &about.token);
        let request = match rest {
            Rest::Nothing => return,
            Rest::Say(message) => original(Method::PATCH).json(message),
            Rest::Vanish => original(Method::DELETE),
        };
        if let Err(failure) = self.http.call(request).await {
            tracing::warn!(why = %failure.why(), "a late interaction keeps its \"thinking…\"");
        }
    }
}

/// What has to be remembered of an event once it is handed over.
struct About {
    from: From,
    token: String,
    locale: Option<String>,
}

impl About {
    fn of(event: &Event, from: From) -> Self {
        let (token, locale) = match &event.body {
            Body::Command { member, interaction, .. }
            | Body::Pressed { member, interaction, .. }
            | Body::Submitted { member, interaction, .. } => (interaction.token.clone(), member.locale.clone()),
            _ => (String::new(), None),
        };
        Self { from, token, locale }
    }

    fn answer(&self, reply: Result<Reply, InletError>, words: &Words) -> Value {
        match reply {
            Ok(reply) => {
                metrics::discord_interaction("ok");
                answer::committed(&reply, self.from, words, self.locale.as_deref())
            }
            Err(why) => {
                metrics::discord_interaction("failed");
                tracing::error!(%why, "an interaction was not taken in");
                answer::whisper(&(words.phrase)(Phrase::Apology, self.locale.as_deref()))
            }
        }
    }
}

fn settled(done: Result<Result<Reply, InletError>, tokio::task::JoinError>) -> Result<Reply, InletError> {
    done.unwrap_or_else(|why| Err(InletError::Storage(why.to_string())))
}
