//! What tests and the sandbox page ask, and what they may change from outside.

use super::ids::{Id, timestamp};
use super::interactions::{OpenModal, endpoint};
use super::json::people;
use super::model::{Message, flag, kind};
use super::permissions::VIEW;
use super::record::{FailedInteraction, Ping};
use super::state::World;
use super::{LocalDiscord, seed};
use crate::sandbox::discord::gateway::dispatch::{Event, To};
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use tokio::sync::broadcast;

/// A member with the token of their client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Person {
    pub name: String,
    pub id: Id,
    pub token: String,
}

/// A message as it stands, and what it was before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Shown {
    pub id: Id,
    pub author: Id,
    /// The name it shows, which webhooks choose per message.
    pub author_name: String,
    pub content: String,
    /// Earlier contents, oldest first.
    pub earlier: Vec<String>,
    pub deleted: bool,
    /// The one member who can see it.
    pub ephemeral_for: Option<Id>,
    /// "Is thinking", not filled in yet.
    pub loading: bool,
    /// The message this one answers.
    pub answers: Option<Id>,
    /// The whole message as Discord gives it out.
    pub json: Value,
}

impl LocalDiscord {
    /// Base address of the REST API, with the version: `http://host:port/api/v10`.
    pub fn api(&self) -> String {
        format!("{}/api/v10", self.hub.base)
    }

    /// Address of the gateway, without a query.
    pub fn gateway(&self) -> String {
        self.hub.base.replacen("http", "ws", 1)
    }

    /// The application that is registered with the interactions endpoint.
    pub fn application_id(&self) -> Id {
        self.hub.world().app.id
    }

    /// The key with which interactions are signed, in hex.
    pub fn public_key(&self) -> String {
        self.hub.world().app.public_key.clone()
    }

    /// The signature that goes with a body sent at `timestamp`, in hex.
    pub fn sign(&self, timestamp: &str, body: &[u8]) -> String {
        endpoint::sign(&self.hub.key, timestamp, body)
    }

    /// The bot's user id.
    pub fn bot_id(&self) -> Id {
        self.hub.world().bot
    }

    /// The bot's token, without `Bot `.
    pub fn bot_token(&self) -> String {
        let world = self.hub.world();
        world.users.get(&world.bot).map(|bot| bot.token.clone()).unwrap_or_default()
    }

    /// The first guild.
    pub fn guild_id(&self) -> Id {
        self.hub.world().guilds.keys().next().copied().unwrap_or_default()
    }

    /// The channels of the first guild by name, threads excepted.
    pub fn channels(&self) -> BTreeMap<String, Id> {
        let guild = Some(self.guild_id());
        let world = self.hub.world();
        let plain = world.channels.values().filter(|channel| channel.guild == guild && channel.thread.is_none());
        plain.map(|channel| (channel.name.clone(), channel.id)).collect()
    }

    /// Everybody but the bot, in order of id.
    pub fn members(&self) -> Vec<Person> {
        let world = self.hub.world();
        let people = world.users.values().filter(|user| !user.bot);
        people.map(|user| Person { name: user.name.clone(), id: user.id, token: user.token.clone() }).collect()
    }

    /// The member of this name.
    pub fn member(&self, name: &str) -> Option<Person> {
        self.members().into_iter().find(|person| person.name == name)
    }

    /// Lets somebody join the first guild; everybody is told.
    pub fn add_member(&self, name: &str, locale: &str) -> Person {
        let guild = self.guild_id();
        let mut world = self.hub.world();
        let id = seed::add_person(&mut world, guild, name, name, locale, Some("Member"));
        let joined = world.guilds.get(&guild).and_then(|guild| guild.members.get(&id)).map(|member| world.member_json(member));
        if let Some(mut data) = joined {
            data["guild_id"] = json!(guild);
            world.dispatch(Event { name: "GUILD_MEMBER_ADD", data, to: To::Guild(guild) });
        }
        let token = world.users.get(&id).map(|user| user.token.clone()).unwrap_or_default();
        Person { name: name.to_owned(), id, token }
    }

    /// Lets many join silently, for load tests: `prefix0`, `prefix1` and so on.
    pub fn add_members(&self, prefix: &str, count: usize) -> Vec<Person> {
        let guild = self.guild_id();
        let mut world = self.hub.world();
        let mut people = Vec::with_capacity(count);
        for number in 0..count {
            let name = format!("{prefix}{number}");
            let id = seed::add_person(&mut world, guild, &name, &name, "en-US", None);
            let token = world.users.get(&id).map(|user| user.token.clone()).unwrap_or_default();
            people.push(Person { name, id, token });
        }
        people
    }

    /// Adds a guild of the same make, with the bot and these people in it.
    pub fn add_guild(&self, name: &str, people: &[Id]) -> Id {
        let mut world = self.hub.world();
        let owner = world.app.owner;
        let id = seed::add_guild(&mut world, name, owner, "en-US");
        let now = world.now();
        if let Some(guild) = world.guilds.get_mut(&id) {
            let member = |user: Id| super::model::Member { user, roles: Vec::new(), joined: now, nick: None, timeout: None };
            guild.members.extend(people.iter().map(|user| (*user, member(*user))));
        }
        let bot = world.bot;
        let data = world.guilds.get(&id).map(|guild| world.guild_create(guild, bot, true, 50));
        if let Some(data) = data {
            world.dispatch(Event { name: "GUILD_CREATE", data, to: To::Guild(id) });
        }
        id
    }

    /// Opens or closes a member's DMs: closed ones refuse the bot with 50007.
    pub fn set_dms_open(&self, member: Id, open: bool) {
        if let Some(user) = self.hub.world().users.get_mut(&member) {
            user.dms_open = open;
        }
    }

    /// Lets a member block the bot, or end that.
    pub fn set_blocks_bot(&self, member: Id, blocks: bool) {
        if let Some(user) = self.hub.world().users.get_mut(&member) {
            user.blocks_bot = blocks;
        }
    }

    /// Lets a member leave all guilds; everybody is told.
    pub fn remove_member(&self, member: Id) {
        let mut world = self.hub.world();
        let guilds: Vec<Id> = world.guilds.keys().copied().collect();
        guilds.into_iter().for_each(|guild| world.remove_member(guild, member));
    }

    /// The DM channel of the bot and a member, opened if need be.
    pub fn dm_channel(&self, member: Id) -> Id {
        let mut world = self.hub.world();
        let bot = world.bot;
        world.dm_between(bot, member)
    }

    /// Sets the interactions endpoint without trying it.
    pub fn set_interactions_endpoint(&self, url: Option<String>) {
        self.hub.world().app.endpoint = url;
    }

    /// All messages ever made in a channel, oldest first, deleted ones included.
    pub fn messages(&self, channel: Id) -> Vec<Shown> {
        let world = self.hub.world();
        world.messages.get(&channel).into_iter().flat_map(|list| list.values()).map(|message| shown(&world, message)).collect()
    }

    /// Who was called, in order.
    pub fn pings(&self) -> Vec<Ping> {
        self.hub.world().record.pings.clone()
    }

    /// Requests for which there is no route.
    pub fn unknown_routes(&self) -> Vec<String> {
        self.hub.world().record.unknown_routes.clone()
    }

    /// Interactions after which the member read "The application did not respond".
    pub fn failed_interactions(&self) -> Vec<FailedInteraction> {
        self.hub.world().record.failed.clone()
    }

    /// Answers 401, 403 and 429 within the last ten minutes.
    pub fn invalid_requests(&self) -> usize {
        let mut world = self.hub.world();
        let now = world.now();
        world.record.invalid_recently(now)
    }

    /// How often bots have identified.
    pub fn identifies(&self) -> usize {
        self.hub.world().record.identifies.len()
    }

    /// Gateway sessions of the bot that hold a connection.
    pub fn bot_connections(&self) -> usize {
        self.hub.world().sessions.iter().filter(|session| session.bot && session.attached()).count()
    }

    /// The modal on a member's screen.
    pub fn modal(&self, member: Id) -> Option<Value> {
        self.hub.world().modals.iter().rfind(|modal| modal.user == member).map(OpenModal::json)
    }

    /// The choices last offered to a member who was typing a command.
    pub fn choices(&self, member: Id) -> Option<Value> {
        self.hub.world().choices.get(&member).cloned()
    }

    /// What happens, in short: `{"kind": "message_create", "id", "channel", "author", …}`. With `only`, just these members may know.
    pub fn subscribe(&self) -> broadcast::Receiver<Value> {
        self.hub.feed.subscribe()
    }

    /// All that the page shows `viewer`, or with nobody given, all that is public.
    pub fn view(&self, viewer: Option<Id>) -> Value {
        let world = self.hub.world();
        let sees = |channel: &&super::model::Channel| match viewer {
            Some(viewer) => world.permissions(viewer, channel) & VIEW != 0,
            None => !channel.is_dm() && channel.kind != kind::PRIVATE_THREAD,
        };
        let channels: Vec<Value> = world
            .channels
            .values()
            .filter(sees)
            .map(|channel| {
                let mut value = world.channel_json(channel, viewer.unwrap_or_default());
                let list = world.messages.get(&channel.id).into_iter().flat_map(|list| list.values());
                let visible = list.filter(|m| m.deleted.is_none() && m.ephemeral_for.is_none_or(|person| Some(person) == viewer));
                value["messages"] = visible.map(|message| page_message(&world, message, viewer)).collect();
                value
            })
            .collect();
        let mine = |user: Id| viewer.is_none_or(|viewer| viewer == user);
        json!({
            "now": timestamp(world.now()), "bot": world.bot, "application_id": world.app.id, "guilds": guilds(&world), "channels": channels,
            "members": page_members(&world), "commands": page_commands(&world),
            "modals": world.modals.iter().filter(|modal| mine(modal.user)).map(OpenModal::json).collect::<Vec<_>>(),
            "choices": viewer.and_then(|viewer| world.choices.get(&viewer)),
            "failed_interactions": world.record.failed.iter().filter(|failed| mine(failed.user)).collect::<Vec<_>>(),
        })
    }
}

fn shown(world: &World, message: &Message) -> Shown {
    let json = world.message_json(message, world.bot);
    Shown {
        id: message.id,
        author: message.author.id(),
        author_name: json["author"]["username"].as_str().unwrap_or_default().to_owned(),
        content: message.content.clone(),
        earlier: message.earlier.iter().map(|version| version.content.clone()).collect(),
        deleted: message.deleted.is_some(),
        ephemeral_for: message.ephemeral_for,
        loading: message.flags & flag::LOADING != 0,
        answers: message.reference.map(|(_, id)| id),
        json,
    }
}

fn page_message(world: &World, message: &Message, viewer: Option<Id>) -> Value {
    let mut value = world.message_json(message, viewer.unwrap_or_default());
    value["ephemeral"] = json!(message.ephemeral_for.is_some());
    value["loading"] = json!(message.flags & flag::LOADING != 0);
    value["edits"] =
        message.earlier.iter().map(|version| json!({ "content": version.content, "until": timestamp(version.until) })).collect();
    value
}

fn guilds(world: &World) -> Vec<Value> {
    world.guilds.values().map(|guild| json!({ "id": guild.id, "name": guild.name, "members": guild.members.len() })).collect()
}

/// The most members the page lists.
const PAGE_MEMBERS: usize = 200;

fn page_members(world: &World) -> Vec<Value> {
    let people = world.users.values().filter(|user| !user.bot).take(PAGE_MEMBERS);
    let page = |user: &super::model::User| {
        let mut value = people::user(user);
        let member = world.guilds.values().find_map(|guild| guild.members.get(&user.id));
        value["locale"] = json!(user.locale);
        value["token"] = json!(user.token);
        value["dms_open"] = json!(user.dms_open);
        value["blocks_bot"] = json!(user.blocks_bot);
        value["in_guild"] = json!(member.is_some());
        value["roles"] = json!(member.map(|member| &member.roles));
        value["timed_out_until"] = json!(member.and_then(|member| member.timeout).map(timestamp));
        value
    };
    people.map(page).collect()
}

fn page_commands(world: &World) -> Vec<Value> {
    let page = |command: &super::model::Command| {
        let mut value = command.body.clone();
        value["id"] = json!(command.id);
        value["guild_id"] = json!(command.guild);
        value
    };
    world.commands.values().map(page).collect()
}
