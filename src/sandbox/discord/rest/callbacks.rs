//! What an application does with an interaction: the first answer by the callback route, edits and follow-ups by the token.

use super::messages::would_be_empty;
use super::{P, Query, Shared, done, ok, yes};
use crate::sandbox::discord::body::Form;
use crate::sandbox::discord::errors::{Answer, EMPTY_MESSAGE, UNKNOWN_INTERACTION, UNKNOWN_MESSAGE};
use crate::sandbox::discord::ids::Id;
use crate::sandbox::discord::interactions::Interaction;
use crate::sandbox::discord::interactions::respond::{apply, message_of};
use crate::sandbox::discord::model::{Message, flag, message_kind};
use crate::sandbox::discord::posting::Post;
use crate::sandbox::discord::state::World;
use crate::sandbox::discord::validate::message::{Draft, Rules};
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Value, json};

/// Which message of an interaction an address means.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "String")]
pub enum Which {
    Original,
    Id(Id),
}

impl TryFrom<String> for Which {
    type Error = std::num::ParseIntError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        if text == "@original" { Ok(Self::Original) } else { text.parse().map(Self::Id) }
    }
}

impl Which {
    /// The id; ordinary webhooks have no original.
    pub fn plain(self) -> Answer<Id> {
        match self {
            Self::Id(id) => Ok(id),
            Self::Original => Err(UNKNOWN_MESSAGE.into()),
        }
    }
}

/// `POST /interactions/{id}/{token}/callback`: the first answer.
pub async fn callback(State(hub): Shared, P((id, token)): P<(Id, String)>, query: Query, form: Form) -> Answer {
    let mut world = hub.world();
    world.interactions.get(&id).filter(|found| found.token == token).ok_or(UNKNOWN_INTERACTION)?;
    let kind = form.value["type"].clone();
    let applied = apply(&mut world, id, form)?;
    if yes(&query, "with_response") { ok(outcome(&world, &applied, kind)) } else { done() }
}

fn outcome(world: &World, interaction: &Interaction, kind: Value) -> Value {
    let mut value = json!({ "interaction": { "id": interaction.id, "type": interaction.kind, "channel_id": interaction.channel } });
    if let Some(guild) = interaction.guild {
        value["interaction"]["guild_id"] = json!(guild);
    }
    if let Some(message) = interaction.original.and_then(|id| world.message(interaction.channel, id).ok()) {
        value["interaction"]["response_message_id"] = json!(message.id);
        value["interaction"]["response_message_loading"] = json!(message.flags & flag::LOADING != 0);
        value["interaction"]["response_message_ephemeral"] = json!(message.ephemeral_for.is_some());
        value["resource"] = json!({ "type": kind, "message": world.message_json(message, world.bot) });
    }
    value
}

/// A message of an interaction: the original, or a follow-up of the same interaction.
fn find<'a>(world: &'a World, token: &str, which: Which) -> Answer<&'a Message> {
    let interaction = world.interaction_by_token(token)?;
    let id = match which {
        Which::Original => interaction.original.ok_or(UNKNOWN_MESSAGE)?,
        Which::Id(id) => id,
    };
    let message = world.message(interaction.channel, id)?;
    let belongs = interaction.original == Some(id) || message.origin.as_ref().is_some_and(|origin| origin.interaction == interaction.id);
    if belongs { Ok(message) } else { Err(UNKNOWN_MESSAGE.into()) }
}

/// Reads a message of an interaction.
pub fn get(world: &World, token: &str, which: Which) -> Answer {
    ok(world.message_json(find(world, token, which)?, world.bot))
}

/// Changes a message of an interaction; fills in "is thinking".
pub fn edit(world: &mut World, token: &str, which: Which, form: Form) -> Answer {
    let message = find(world, token, which)?;
    let (channel, id) = (message.channel, message.id);
    let draft = Draft::read(form, &Rules::interaction().editing(message))?;
    if would_be_empty(message, &draft) {
        return Err(EMPTY_MESSAGE.into());
    }
    world.edit(channel, id, draft)?;
    ok(world.message_json(world.message(channel, id)?, world.bot))
}

/// Deletes a message of an interaction.
pub fn delete(world: &mut World, token: &str, which: Which) -> Answer {
    let (channel, id) = find(world, token, which).map(|message| (message.channel, message.id))?;
    world.delete(channel, id)?;
    done()
}

/// A follow-up. The first one after "is thinking" fills in the placeholder, whose visibility stays.
pub fn follow_up(world: &mut World, token: &str, form: Form) -> Answer {
    let interaction = world.interaction_by_token(token)?.clone();
    let draft = Draft::read(form, &Rules::interaction())?.not_empty()?;
    let channel = interaction.channel;
    let waiting = interaction.original.filter(|id| world.message(channel, *id).is_ok_and(|message| message.flags & flag::LOADING != 0));
    let id = match waiting {
        Some(id) => {
            world.edit(channel, id, draft)?;
            id
        }
        None => {
            let ephemeral = draft.ephemeral();
            let reference = interaction.original.map(|original| (channel, original));
            let kind = if reference.is_some() { message_kind::REPLY } else { message_kind::DEFAULT };
            let post = message_of(world, &interaction, draft, ephemeral);
            world.post(Post { kind, reference, ..post })
        }
    };
    ok(world.message_json(world.message(channel, id)?, world.bot))
}
