//! What a member's client sends when somebody types a command, clicks, chooses or submits.

use super::payload::Resolved;
use super::{Interaction, Standing, kind, modal};
use crate::sandbox::discord::auth::Caller;
use crate::sandbox::discord::body::Form;
use crate::sandbox::discord::errors::{Answer, MISSING_ACCESS, Problems, Refusal, UNKNOWN_APPLICATION, UNKNOWN_MESSAGE};
use crate::sandbox::discord::ids::{Id, id_in};
use crate::sandbox::discord::model::Command;
use crate::sandbox::discord::permissions::{self, USE_COMMANDS};
use crate::sandbox::discord::state::World;
use crate::sandbox::discord::validate::components::find;
use serde_json::{Value, json};

/// Checks the body of `POST /interactions`, files the interaction and gives its id and the payload for the application.
pub fn start(world: &mut World, caller: Caller, form: &Form) -> Answer<(Id, Value)> {
    let body = &form.value;
    if id_in(&body["application_id"]) != Some(world.app.id) {
        return Err(UNKNOWN_APPLICATION.into());
    }
    let channel = id_in(&body["channel_id"]).ok_or_else(|| missing("channel_id"))?;
    let place = world.enter(caller.id, channel, 0)?;
    let guild = place.guild;
    let number = body["type"].as_u64().and_then(|number| u8::try_from(number).ok()).unwrap_or(0);
    let id = world.next_id();
    let mut interaction = Interaction {
        id,
        token: token(id),
        kind: number,
        user: caller.id,
        guild,
        channel,
        source: None,
        command_kind: 1,
        name: None,
        nonce: body["nonce"].as_str().map(str::to_owned),
        sent: world.now(),
        standing: Standing::Waiting,
        original: None,
    };
    let data = match number {
        kind::COMMAND | kind::AUTOCOMPLETE => command(world, &mut interaction, form)?,
        kind::COMPONENT => component(world, &mut interaction, body)?,
        kind::MODAL => modal::submit(world, &mut interaction, form)?,
        _ => return Err(Refusal::field("type", "BASE_TYPE_CHOICES", "Value must be one of {2, 3, 4, 5}.")),
    };
    let payload = super::payload::build(world, &interaction, data);
    world.interaction_tokens.insert(interaction.token.clone(), id);
    world.interactions.insert(id, interaction);
    Ok((id, payload))
}

fn missing(path: &str) -> Refusal {
    let mut problems = Problems::default();
    problems.required(path);
    problems.finish().err().unwrap_or_else(|| MISSING_ACCESS.into())
}

/// A token in the manner of Discord's: long, opaque, safe in a path.
fn token(id: Id) -> String {
    let mut random = [0_u8; 48];
    // Without a source of randomness the id alone still keeps tokens apart.
    let _ = getrandom::fill(&mut random);
    use base64::Engine as _;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode([format!("interaction:{id}:").as_bytes(), &random].concat())
}

fn registered(world: &World, data: &Value, guild: Option<Id>) -> Answer<Command> {
    let wanted = id_in(&data["id"]);
    let kind = data["type"].as_u64().unwrap_or(1);
    let fits = |command: &&Command| match wanted {
        Some(id) => command.id == id,
        None => command.kind == kind && data["name"] == command.name.as_str(),
    };
    let here = |command: &&Command| command.guild.is_none() || command.guild == guild;
    let found = world.commands.values().filter(here).find(fits).cloned();
    let outdated = || {
        Refusal::field(
            "data",
            "INTERACTION_APPLICATION_COMMAND_INVALID_VERSION",
            "This command is outdated, please try again in a few minutes",
        )
    };
    let found = found.ok_or_else(outdated)?;
    let context = u64::from(guild.is_none());
    let contexts = found.body["contexts"].as_array();
    if contexts.is_some_and(|list| !list.iter().any(|c| c.as_u64() == Some(context))) {
        return Err(outdated());
    }
    Ok(found)
}

fn command(world: &mut World, interaction: &mut Interaction, form: &Form) -> Answer<Value> {
    let given = &form.value["data"];
    let command = registered(world, given, interaction.guild)?;
    may_use(world, interaction, &command)?;
    interaction.command_kind = command.kind;
    let mut data = json!({ "id": command.id, "name": command.name, "type": command.kind });
    if let Some(guild) = command.guild {
        data["guild_id"] = json!(guild);
    }
    let mut resolved = Resolved::default();
    if command.kind == 1 {
        let mut words = vec![command.name.clone()];
        let known = command.body["options"].as_array().map(Vec::as_slice).unwrap_or_default();
        let options = given["options"].as_array().map(Vec::as_slice).unwrap_or_default();
        let filled = fill(world, interaction, form, known, options, &mut resolved, &mut words)?;
        if !filled.is_empty() {
            data["options"] = json!(filled);
        }
        interaction.name = Some(words.join(" "));
    } else {
        let target = id_in(&given["target_id"]).ok_or_else(|| missing("data.target_id"))?;
        let found = match command.kind {
            2 => resolved.user(world, interaction.guild, target),
            _ => resolved.message(world, interaction.channel, target),
        };
        if !found {
            return Err(UNKNOWN_MESSAGE.into());
        }
        data["target_id"] = json!(target);
        interaction.name = Some(command.name);
    }
    resolved.into_data(&mut data);
    Ok(data)
}

fn may_use(world: &World, interaction: &Interaction, command: &Command) -> Answer<()> {
    let Some(guild) = interaction.guild.and_then(|id| world.guilds.get(&id)) else { return Ok(()) };
    let held = permissions::in_guild(guild, interaction.user);
    let needed = command.body["default_member_permissions"].as_str().and_then(|bits| bits.parse::<u64>().ok());
    // "0" means administrators only, who hold every bit.
    let allowed = match needed {
        Some(0) => held == u64::MAX,
        Some(bits) => held & bits == bits,
        None => true,
    };
    world.enter(interaction.user, interaction.channel, USE_COMMANDS)?;
    if allowed { Ok(()) } else { Err(MISSING_ACCESS.into()) }
}

/// Checks the options a member filled in against the registered ones.
fn fill(
    world: &mut World,
    interaction: &Interaction,
    form: &Form,
    known: &[Value],
    given: &[Value],
    resolved: &mut Resolved,
    words: &mut Vec<String>,
) -> Answer<Vec<Value>> {
    let complete = interaction.kind == kind::COMMAND;
    for option in known.iter().filter(|option| complete && option["required"] == true) {
        if !given.iter().any(|said| said["name"] == option["name"]) {
            return Err(missing(&format!("data.options.{}", option["name"].as_str().unwrap_or_default())));
        }
    }
    let mut filled = Vec::new();
    for said in given {
        let name = said["name"].as_str().unwrap_or_default();
        let Some(option) = known.iter().find(|option| option["name"] == name) else {
            return Err(Refusal::field("data.options", "APPLICATION_COMMAND_OPTION_UNKNOWN", format!("Unknown option {name}")));
        };
        let kind = option["type"].as_u64().unwrap_or_default();
        let mut value = json!({ "name": name, "type": kind });
        if kind <= 2 {
            words.push(name.to_owned());
            let inner = option["options"].as_array().map(Vec::as_slice).unwrap_or_default();
            let given = said["options"].as_array().map(Vec::as_slice).unwrap_or_default();
            value["options"] = json!(fill(world, interaction, form, inner, given, resolved, words)?);
            filled.push(value);
            continue;
        }
        if said["focused"] == true {
            value["focused"] = json!(true);
        }
        value["value"] = said["value"].clone();
        let good = match kind {
            3 => complete_text(option, &said["value"], complete),
            4 => said["value"].is_i64() || !complete,
            5 => said["value"].is_boolean(),
            10 => said["value"].is_number() || !complete,
            6 => id_in(&said["value"]).is_some_and(|id| resolved.user(world, interaction.guild, id)),
            7 => id_in(&said["value"]).is_some_and(|id| resolved.channel(world, interaction.user, id)),
            8 => id_in(&said["value"]).is_some_and(|id| resolved.role(world, interaction.guild, id)),
            9 => id_in(&said["value"])
                .is_some_and(|id| resolved.user(world, interaction.guild, id) || resolved.role(world, interaction.guild, id)),
            11 => match upload(world, interaction.channel, form, &said["value"])? {
                Some(id) => {
                    value["value"] = json!(id);
                    resolved.attachment(world, id)
                }
                None => false,
            },
            _ => false,
        };
        if !good {
            return Err(Refusal::field(&format!("data.options.{name}.value"), "BASE_TYPE_CHOICES", "Value does not fit the option."));
        }
        filled.push(value);
    }
    Ok(filled)
}

fn complete_text(option: &Value, value: &Value, complete: bool) -> bool {
    let Some(text) = value.as_str() else { return false };
    let length = text.chars().count() as u64;
    let choices = option["choices"].as_array().map(Vec::as_slice).unwrap_or_default();
    let chosen = choices.is_empty() || choices.iter().any(|choice| choice["value"] == text);
    let fits = option["min_length"].as_u64().is_none_or(|least| length >= least) && length <= option["max_length"].as_u64().unwrap_or(6000);
    !complete || (chosen && fits)
}

/// Keeps the file that an option or a field refers to by the `n` of `files[n]`.
pub fn upload(world: &mut World, channel: Id, form: &Form, index: &Value) -> Answer<Option<Id>> {
    let index = id_in(index).map(|Id(index)| index);
    match form.files.iter().find(|file| Some(file.index) == index) {
        Some(file) => world.store_loose(channel, file).map(Some),
        None => Ok(None),
    }
}

fn component(world: &mut World, interaction: &mut Interaction, body: &Value) -> Answer<Value> {
    let message = id_in(&body["message_id"]).ok_or_else(|| missing("message_id"))?;
    let shown = world.message(interaction.channel, message)?;
    if shown.ephemeral_for.is_some_and(|person| person != interaction.user) {
        return Err(UNKNOWN_MESSAGE.into());
    }
    let given = &body["data"];
    let custom_id = given["custom_id"].as_str().unwrap_or_default();
    let component = find(&shown.components, custom_id).cloned();
    let invalid = || Refusal::field("data.custom_id", "COMPONENT_VALIDATION_FAILED", "Component validation failed");
    let component = component.filter(|component| component["disabled"] != true).ok_or_else(invalid)?;
    interaction.source = Some(message);
    let number = component["type"].as_u64().unwrap_or_default();
    let mut data = json!({ "custom_id": custom_id, "component_type": number, "id": component["id"] });
    if number != 2 {
        let values = given["values"].as_array().cloned().unwrap_or_default();
        let mut resolved = Resolved::default();
        if !chosen(world, interaction, &component, &values, &mut resolved) {
            return Err(invalid());
        }
        data["values"] = json!(values);
        resolved.into_data(&mut data);
    }
    Ok(data)
}

/// Whether these values can be chosen in a select; resolves what they stand for.
pub fn chosen(world: &World, interaction: &Interaction, select: &Value, values: &[Value], resolved: &mut Resolved) -> bool {
    let least = select["min_values"].as_u64().unwrap_or(u64::from(select["required"] != false));
    let most = select["max_values"].as_u64().unwrap_or(1);
    let count = values.len() as u64;
    let enough = (least..=most).contains(&count) || (count == 0 && select["required"] == false);
    let options = select["options"].as_array().map(Vec::as_slice).unwrap_or_default();
    let mut all_known = true;
    for value in values {
        let id = id_in(value).unwrap_or_default();
        all_known &= match select["type"].as_u64() {
            Some(5) => resolved.user(world, interaction.guild, id),
            Some(6) => resolved.role(world, interaction.guild, id),
            Some(7) => resolved.user(world, interaction.guild, id) || resolved.role(world, interaction.guild, id),
            Some(8) => resolved.channel(world, interaction.user, id),
            _ => options.iter().any(|option| option["value"] == *value),
        };
    }
    enough && all_known
}
