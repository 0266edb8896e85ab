//! The library the product uses, unchanged but for the address.

use super::*;
use serenity::all::{Client, Context, EventHandler, GatewayIntents, HttpBuilder, Message, Ready};
use serenity::async_trait;

struct Handler {
    ready: mpsc::UnboundedSender<u64>,
    heard: mpsc::UnboundedSender<String>,
}

#[async_trait]
impl EventHandler for Handler {
    async fn ready(&self, _: Context, ready: Ready) {
        let _ = self.ready.send(ready.user.id.get());
    }

    async fn message(&self, context: Context, message: Message) {
        if !message.author.bot {
            message.reply(&context, "answered").await.unwrap();
        }
        let _ = self.heard.send(message.content);
    }
}

#[tokio::test]
async fn serenity_talks_over_dm_and_survives_a_lost_connection() {
    let house = House::open().await;
    let channel = house.dm("ana").await;
    let (ready, mut is_ready) = mpsc::unbounded_channel();
    let (heard, mut hears) = mpsc::unbounded_channel();
    let address = house.discord.api().replace("/api/v10", "");
    let http = HttpBuilder::new(house.discord.bot_token()).proxy(address).ratelimiter_disabled(true).build();
    let intents = GatewayIntents::GUILDS | GatewayIntents::GUILD_MESSAGES | GatewayIntents::DIRECT_MESSAGES;
    let mut client = serenity::client::ClientBuilder::new_with_http(http, intents).event_handler(Handler { ready, heard }).await.unwrap();
    let running = tokio::spawn(async move { Client::start(&mut client).await });
    assert_eq!(is_ready.recv().await, Some(house.discord.bot_id().0));
    let path = format!("/channels/{channel}/messages");
    let ana = house.person("ana").token;
    house.good(&ana, "POST", &path, json!({ "content": "first" })).await;
    assert_eq!(hears.recv().await.as_deref(), Some("first"));
    assert_eq!(hears.recv().await.as_deref(), Some("answered"));
    house.harm(GatewayHarm::Close { code: 4000 });
    house.good(&ana, "POST", &path, json!({ "content": "second" })).await;
    assert_eq!(hears.recv().await.as_deref(), Some("second"), "replayed by the resume");
    assert_eq!(hears.recv().await.as_deref(), Some("answered"));
    running.abort();
    assert_eq!((house.discord.identifies(), house.discord.unknown_routes()), (1, Vec::new()));
}
