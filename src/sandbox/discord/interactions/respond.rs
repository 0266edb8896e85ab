//! First answers to interactions, whichever way they come.

use super::{Interaction, OpenModal, Standing, TOKEN_LIFE, kind};
use crate::sandbox::discord::body::Form;
use crate::sandbox::discord::errors::{ALREADY_ACKNOWLEDGED, Answer, INVALID_WEBHOOK_TOKEN, Problems, Refusal, UNKNOWN_INTERACTION};
use crate::sandbox::discord::gateway::dispatch::{Event, To};
use crate::sandbox::discord::ids::Id;
use crate::sandbox::discord::model::{Author, Origin, flag, message_kind};
use crate::sandbox::discord::posting::Post;
use crate::sandbox::discord::state::World;
use crate::sandbox::discord::validate::components::{check_modal, number};
use crate::sandbox::discord::validate::message::{Draft, Rules};
use serde_json::{Value, json};

/// Applies the first answer. Gives the interaction as it stands then.
pub fn apply(world: &mut World, id: Id, form: Form) -> Answer<Interaction> {
    let interaction = world.interactions.get(&id).cloned().ok_or(UNKNOWN_INTERACTION)?;
    match interaction.standing {
        Standing::Answered => return Err(ALREADY_ACKNOWLEDGED.into()),
        Standing::Failed => return Err(UNKNOWN_INTERACTION.into()),
        Standing::Waiting if interaction.sent + TOKEN_LIFE <= world.now() => return Err(INVALID_WEBHOOK_TOKEN.into()),
        Standing::Waiting => {}
    }
    let answer = form.value["type"].as_u64().unwrap_or_default();
    let opens_message = matches!(interaction.kind, kind::COMMAND | kind::COMPONENT | kind::MODAL);
    let from_message = interaction.source.is_some();
    let data = form.value.get("data").filter(|data| !data.is_null()).cloned().unwrap_or_else(|| json!({}));
    let inner = Form { value: data, files: form.files };
    let original = match answer {
        4 if opens_message => Some(say(world, &interaction, inner)?),
        5 if opens_message => Some(think(world, &interaction, &inner.value)),
        6 if from_message => interaction.source,
        7 if from_message => {
            if let Some(source) = interaction.source {
                let rules = Rules::interaction().editing(world.message(interaction.channel, source)?);
                world.edit(interaction.channel, source, Draft::read(inner, &rules)?)?;
            }
            interaction.source
        }
        8 if interaction.kind == kind::AUTOCOMPLETE => {
            offer(world, &interaction, &inner.value)?;
            None
        }
        9 if matches!(interaction.kind, kind::COMMAND | kind::COMPONENT) => {
            open_modal(world, &interaction, inner.value)?;
            None
        }
        _ => return Err(Refusal::field("type", "BASE_TYPE_CHOICES", format!("Type {answer} is no answer to this interaction."))),
    };
    let done = Interaction { standing: Standing::Answered, original, ..interaction };
    world.interactions.insert(id, done.clone());
    let told = json!({ "id": id, "nonce": done.nonce });
    world.dispatch(Event { name: "INTERACTION_SUCCESS", data: told, to: To::Users(vec![done.user]) });
    Ok(done)
}

/// A message of the application that belongs to an interaction.
pub fn message_of(world: &World, interaction: &Interaction, draft: Draft, ephemeral: bool) -> Post {
    let kind = match (interaction.kind, interaction.command_kind) {
        (kind::COMMAND, 1) => message_kind::SLASH,
        (kind::COMMAND, _) => message_kind::CONTEXT_MENU,
        _ if interaction.source.is_some() => message_kind::REPLY,
        _ => message_kind::SLASH,
    };
    let reference = interaction.source.filter(|_| kind == message_kind::REPLY).map(|source| (interaction.channel, source));
    Post {
        channel: interaction.channel,
        author: Author::User(world.bot),
        kind,
        draft,
        reference,
        ephemeral_for: ephemeral.then_some(interaction.user),
        origin: Some(Origin {
            interaction: interaction.id,
            kind: interaction.kind,
            user: interaction.user,
            name: interaction.name.clone(),
        }),
        application: Some(world.app.id),
        webhook: Some(world.app.id),
        loading: false,
    }
}

fn say(world: &mut World, interaction: &Interaction, form: Form) -> Answer<Id> {
    let draft = Draft::read(form, &Rules::interaction())?.not_empty()?;
    let ephemeral = draft.ephemeral();
    let post = message_of(world, interaction, draft, ephemeral);
    Ok(world.post(post))
}

fn think(world: &mut World, interaction: &Interaction, data: &Value) -> Id {
    let ephemeral = data["flags"].as_u64().unwrap_or(0) & flag::EPHEMERAL != 0;
    let post = Post { loading: true, ..message_of(world, interaction, Draft::blank(), ephemeral) };
    world.post(post)
}

fn offer(world: &mut World, interaction: &Interaction, data: &Value) -> Answer<()> {
    let choices = data["choices"].as_array().map(Vec::as_slice).unwrap_or_default();
    let mut problems = Problems::default();
    if choices.len() > 25 {
        problems.add("data.choices", "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.");
    }
    for (at, choice) in choices.iter().enumerate() {
        problems.length(&format!("data.choices.{at}.name"), choice["name"].as_str().unwrap_or_default(), 1, 100);
        problems.longest(&format!("data.choices.{at}.value"), choice["value"].as_str().unwrap_or_default(), 100);
    }
    problems.finish()?;
    let told = json!({ "id": interaction.id, "nonce": interaction.nonce, "choices": choices });
    world.choices.insert(interaction.user, told.clone());
    world.dispatch(Event { name: "APPLICATION_COMMAND_AUTOCOMPLETE_RESPONSE", data: told, to: To::Users(vec![interaction.user]) });
    Ok(())
}

fn open_modal(world: &mut World, interaction: &Interaction, data: Value) -> Answer<()> {
    let mut problems = Problems::default();
    check_modal(&data, &mut problems);
    problems.finish()?;
    let mut components = data["components"].as_array().cloned().unwrap_or_default();
    number(&mut components);
    let modal = OpenModal {
        interaction: interaction.id,
        user: interaction.user,
        guild: interaction.guild,
        channel: interaction.channel,
        source: interaction.source,
        custom_id: data["custom_id"].as_str().unwrap_or_default().to_owned(),
        title: data["title"].as_str().unwrap_or_default().to_owned(),
        components,
    };
    let mut told = modal.json();
    told["nonce"] = json!(interaction.nonce);
    // One modal per screen: a new one takes the place of the old.
    world.modals.retain(|open| open.user != modal.user);
    world.modals.push(modal);
    world.dispatch(Event { name: "INTERACTION_MODAL_CREATE", data: told, to: To::Users(vec![interaction.user]) });
    Ok(())
}
