//! Answers to interactions: by the token while it lives, then as an ordinary message.

use super::DiscordCarrier;
use crate::discord::error::{Failure, Repeat};
use crate::discord::http::{Method, Request};
use crate::discord::parts::refit;
use crate::discord::sender::body;
use crate::domain::clock::Millis;
use crate::domain::conversation::PendingInteraction;
use crate::domain::delivery::{Button, Respond};
use crate::domain::outcome::{Missing, Outcome, Receipt};
use crate::relay::carrier::Job;
use serde::Deserialize;

/// Discord's 15 minutes, less what our clock and the way may take.
const TOKEN_LIVES: Millis = 15 * 60_000 - 15_000;
/// For so long a missing first answer means that Discord has not yet worked off the "thinking…" we answered with.
const SETTLING: Millis = 10_000;

#[derive(Deserialize)]
struct Made {
    id: String,
}

impl DiscordCarrier {
    /// One message, which may be set again and again without harm; what is longer goes with it as a file.
    pub(super) async fn answer(&self, job: &Job, interaction: &PendingInteraction, text: &str, buttons: &[Button]) -> Outcome {
        let age = self.http.clock().now() - interaction.at;
        if age >= TOKEN_LIVES {
            return self.say_instead(job, text, buttons).await;
        }
        let Some(part) = refit(text, 1).pop() else { return self.say_instead(job, text, buttons).await };
        let mut json = body(&part.content, buttons, &self.words, job.conversation.locale.as_deref());
        if let Some(file) = part.uploads.first() {
            json["attachments"] = serde_json::json!([{"id": 0, "filename": file.name}]);
        }
        let request = Request::original(Method::PATCH, self.http.application(), &interaction.token).json(json).uploads(part.uploads);
        match self.http.get::<Made>(request).await {
            Ok(made) => Outcome::Done(Receipt::id(made.id)),
            Err(failure) if over(&failure) && age >= SETTLING => self.say_instead(job, text, buttons).await,
            Err(failure) if failure.is_missing() => {
                Outcome::Later { why: format!("not there yet: {}", failure.why()), after_ms: Some(soon(age)) }
            }
            Err(failure) if over(&failure) => self.say_instead(job, text, buttons).await,
            Err(failure) => failure.outcome(Missing::Interaction, Repeat::Harmless),
        }
    }

    /// The answer to a question in passing.
    pub(super) async fn respond(&self, job: &Job, respond: &Respond) -> Outcome {
        match &respond.interaction {
            Some(interaction) => self.answer(job, interaction, &respond.say.text, &respond.say.buttons).await,
            None => self.say(job, &respond.say).await,
        }
    }

    async fn say_instead(&self, job: &Job, text: &str, buttons: &[Button]) -> Outcome {
        if job.conversation.place.is_none() {
            return Outcome::Gone {
                why: "the interaction has ended and there is no place to say it in".into(),
                what: Missing::Interaction,
            };
        }
        self.send(job, None, text, None, Vec::new(), buttons).await
    }
}

/// The token does not work (any more), or there is nothing to edit.
fn over(failure: &Failure) -> bool {
    failure.is_missing() || failure.code() == 50027
}

/// The next look at a first answer that is not there yet: 150 ms, 400 ms, 1 s.
fn soon(age: Millis) -> Millis {
    match age {
        ..1_000 => 150,
        1_000..3_000 => 400,
        _ => 1_000,
    }
}
