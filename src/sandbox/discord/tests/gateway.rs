//! Connections, sessions, packing.

use super::*;
use flate2::{Decompress, FlushDecompress};
use futures_util::{SinkExt, StreamExt};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

const DM_AND_GUILDS: u64 = 1 | 1 << 9 | 1 << 12 | 1 << 14 | 1 << 15;

/// A gateway client that reads everything there is to read.
struct Client {
    socket: WebSocketStream<MaybeTlsStream<tokio::net::TcpStream>>,
    stream: Option<Decompress>,
    packed: u32,
}

/// What came: a payload, or the end with its close code.
#[derive(Debug)]
enum Came {
    Payload(Value),
    End(Option<u16>),
}

impl Client {
    async fn connect(house: &House, query: &str) -> Self {
        let (socket, _) = connect_async(format!("{}/?v=10&encoding=json{query}", house.discord.gateway())).await.unwrap();
        let stream = query.contains("zlib-stream").then(|| Decompress::new(true));
        Self { socket, stream, packed: 0 }
    }

    /// Connects and identifies, and reads up to the last guild.
    async fn identified(house: &House, token: &str, intents: u64) -> (Self, Value) {
        let mut client = Self::connect(house, "").await;
        assert_eq!(client.payload().await["op"], 10);
        client.identify(token, intents, false).await;
        let ready = client.event("READY").await;
        if intents & 1 != 0 {
            client.event("GUILD_CREATE").await;
        }
        (client, ready)
    }

    async fn say(&mut self, payload: Value) {
        self.socket.send(Message::text(payload.to_string())).await.unwrap();
    }

    async fn identify(&mut self, token: &str, intents: u64, compress: bool) {
        let properties = json!({ "os": "test", "browser": "test", "device": "test" });
        self.say(json!({ "op": 2, "d": { "token": token, "intents": intents, "compress": compress, "properties": properties } })).await;
    }

    async fn came(&mut self) -> Came {
        let bytes = match self.socket.next().await {
            Some(Ok(Message::Text(text))) => text.into_bytes(),
            Some(Ok(Message::Binary(bytes))) => {
                self.packed += 1;
                self.inflate(&bytes)
            }
            Some(Ok(Message::Close(frame))) => return Came::End(frame.map(|frame| frame.code.into())),
            _ => return Came::End(None),
        };
        Came::Payload(serde_json::from_slice(&bytes).unwrap())
    }

    fn inflate(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut alone = Decompress::new(true);
        let context = self.stream.as_mut().unwrap_or(&mut alone);
        let mut text = Vec::with_capacity(1 << 20);
        context.decompress_vec(bytes, &mut text, FlushDecompress::Sync).unwrap();
        text
    }

    async fn payload(&mut self) -> Value {
        match self.came().await {
            Came::Payload(payload) => payload,
            Came::End(code) => panic!("closed with {code:?}"),
        }
    }

    /// The next dispatch, which must have this name.
    async fn event(&mut self, name: &str) -> Value {
        let payload = self.payload().await;
        assert_eq!(payload["t"], name, "{payload}");
        payload["d"].clone()
    }

    async fn closed(&mut self) -> Option<u16> {
        loop {
            if let Came::End(code) = self.came().await {
                return code;
            }
        }
    }
}

async fn post(house: &House, token: &str, channel: &str, content: &str) -> Value {
    house.good(token, "POST", &format!("/channels/{channel}/messages"), json!({ "content": content, "nonce": "n" })).await
}

#[tokio::test]
async fn a_session_starts_with_ready_and_the_guilds() {
    let house = House::open().await;
    let (mut client, ready) = Client::identified(&house, &house.discord.bot_token(), DM_AND_GUILDS).await;
    assert_eq!(ready["user"]["mfa_enabled"], true);
    assert_eq!(ready["application"]["id"], house.discord.application_id().to_string());
    assert_eq!(ready["guilds"], json!([{ "id": house.discord.guild_id(), "unavailable": true }]));
    client.say(json!({ "op": 1, "d": 2 })).await;
    assert_eq!(client.payload().await["op"], 11);
    assert_eq!(house.discord.identifies(), 1);
}

#[tokio::test]
async fn a_direct_message_has_a_channel_type_and_no_guild() {
    let house = House::open().await;
    let channel = house.dm("ana").await;
    let (mut client, _) = Client::identified(&house, &house.discord.bot_token(), DM_AND_GUILDS).await;
    post(&house, &house.person("ana").token, &channel, "hi").await;
    let message = client.event("MESSAGE_CREATE").await;
    assert_eq!((message["channel_type"].as_u64(), message.get("guild_id")), (Some(1), None));
    post(&house, &house.bot(), &channel, "own").await;
    assert_eq!(client.event("MESSAGE_CREATE").await["nonce"], "n", "the bot hears itself, with its nonce");
}

#[tokio::test]
async fn content_is_empty_without_the_intent_unless_the_bot_is_meant() {
    let house = House::open().await;
    let general = house.channel("general");
    let (mut client, _) = Client::identified(&house, &house.discord.bot_token(), 1 | 1 << 9).await;
    post(&house, &house.person("ana").token, &general, "secret").await;
    assert_eq!(client.event("MESSAGE_CREATE").await["content"], "");
    let text = format!("<@{}> help", house.discord.bot_id());
    post(&house, &house.person("ana").token, &general, &text).await;
    assert_eq!(client.event("MESSAGE_CREATE").await["content"], text);
}

#[tokio::test]
async fn after_close_4000_a_resume_replays_what_was_missed() {
    let house = House::open().await;
    let channel = house.dm("ana").await;
    let ana = house.person("ana").token;
    let token = house.discord.bot_token();
    let (mut client, ready) = Client::identified(&house, &token, DM_AND_GUILDS).await;
    house.harm(GatewayHarm::Close { code: 4000 });
    post(&house, &ana, &channel, "first").await;
    assert_eq!(client.closed().await, Some(4000));
    post(&house, &ana, &channel, "second").await;
    let resume = json!({ "op": 6, "d": { "token": token, "session_id": ready["session_id"], "seq": 2 } });
    let mut again = Client::connect(&house, "").await;
    again.payload().await;
    again.say(resume.clone()).await;
    assert_eq!(again.event("MESSAGE_CREATE").await["content"], "first");
    assert_eq!(again.event("MESSAGE_CREATE").await["content"], "second");
    again.event("RESUMED").await;
    again.socket.close(None).await.unwrap();
    again.closed().await;
    house.clock.advance(4 * 60 * 1000);
    let mut late = Client::connect(&house, "").await;
    late.payload().await;
    late.say(resume).await;
    let refused = late.payload().await;
    assert_eq!((refused["op"].as_u64(), refused["d"].as_bool()), (Some(9), Some(false)));
}

#[tokio::test]
async fn op_9_false_ends_the_session_and_op_7_does_not() {
    let house = House::open().await;
    let channel = house.dm("ana").await;
    let ana = house.person("ana").token;
    let token = house.discord.bot_token();
    for (harm, op, resumable) in [(GatewayHarm::Reconnect, 7, true), (GatewayHarm::InvalidSession { resumable: false }, 9, false)] {
        let (mut client, ready) = Client::identified(&house, &token, DM_AND_GUILDS).await;
        house.harm(harm);
        post(&house, &ana, &channel, "x").await;
        assert_eq!(client.payload().await["op"], op);
        drop(client);
        let mut again = Client::connect(&house, "").await;
        again.payload().await;
        again.say(json!({ "op": 6, "d": { "token": token, "session_id": ready["session_id"], "seq": 2 } })).await;
        let answer = again.payload().await;
        assert_eq!(answer["t"] == "MESSAGE_CREATE", resumable, "{answer}");
    }
}

#[tokio::test]
async fn wrong_tokens_and_forbidden_intents_stop_the_client() {
    let house = House::open_with(Settings { message_content: false, limits: Pace::Off, ..Settings::default() }).await;
    for (token, intents, code) in
        [("nobody", 1, 4004), (&house.discord.bot_token(), 1 << 15, 4014), (&house.discord.bot_token(), 1 << 30, 4013)]
    {
        let mut client = Client::connect(&house, "").await;
        client.payload().await;
        client.identify(token, intents, false).await;
        assert_eq!(client.closed().await, Some(code));
    }
    let mut early = Client::connect(&house, "").await;
    early.say(json!({ "op": 3, "d": {} })).await;
    assert_eq!(early.closed().await, Some(4003));
}

#[tokio::test]
async fn both_kinds_of_compression_can_be_read() {
    let house = House::open().await;
    let channel = house.dm("ana").await;
    for query in ["", "&compress=zlib-stream"] {
        let mut client = Client::connect(&house, query).await;
        client.payload().await;
        client.identify(&house.discord.bot_token(), DM_AND_GUILDS, query.is_empty()).await;
        client.event("READY").await;
        client.event("GUILD_CREATE").await;
        let text = "größer ".repeat(200);
        post(&house, &house.person("ana").token, &channel, &text).await;
        assert_eq!(client.event("MESSAGE_CREATE").await["content"], text.trim());
        assert!(client.packed >= 3);
    }
}

#[tokio::test]
async fn faults_lose_double_swap_and_cut() {
    let house = House::open().await;
    let channel = house.dm("ana").await;
    let ana = house.person("ana").token;
    let (mut client, _) = Client::identified(&house, &house.discord.bot_token(), DM_AND_GUILDS).await;
    for harm in [GatewayHarm::Lose, GatewayHarm::Duplicate, GatewayHarm::Swap] {
        house.harm(harm);
        post(&house, &ana, &channel, &format!("{harm:?}")).await;
    }
    post(&house, &ana, &channel, "last").await;
    let mut seen = Vec::new();
    for _ in 0..4 {
        seen.push(client.event("MESSAGE_CREATE").await["content"].as_str().unwrap().to_owned());
    }
    assert_eq!(seen, ["Duplicate", "Duplicate", "last", "Swap"]);
    house.harm(GatewayHarm::Cut);
    post(&house, &ana, &channel, "gone").await;
    assert_eq!(client.closed().await, None);
}

#[tokio::test]
async fn a_members_own_client_can_watch() {
    let house = House::open().await;
    let channel = house.dm("ana").await;
    let (mut client, ready) = Client::identified(&house, &house.person("ana").token, 1).await;
    assert_eq!(ready["private_channels"][0]["id"], channel);
    let (mut other, _) = Client::identified(&house, &house.person("ben").token, 1).await;
    post(&house, &house.bot(), &channel, "for ana").await;
    assert_eq!(client.event("MESSAGE_CREATE").await["content"], "for ana");
    post(&house, &house.bot(), &house.channel("general"), "for all").await;
    assert_eq!(other.event("MESSAGE_CREATE").await["content"], "for all");
}

#[tokio::test]
async fn interactions_come_over_the_gateway_when_there_is_no_endpoint() {
    let house = House::open().await;
    let app = house.discord.application_id();
    let general = house.channel("general");
    let body = json!([{ "name": "ping", "description": "x" }]);
    house.good(&house.bot(), "PUT", &format!("/applications/{app}/commands"), body).await;
    let (mut client, _) = Client::identified(&house, &house.discord.bot_token(), 1).await;
    assert_eq!(house.interact("ana", &general, 2, json!({ "data": { "name": "ping", "type": 1 } })).await.0, 204);
    let came = client.event("INTERACTION_CREATE").await;
    assert_eq!((came["member"]["user"]["username"].as_str(), came["locale"].as_str()), (Some("ana"), Some("de")));
    let path = format!("/interactions/{}/{}/callback?with_response=true", came["id"].as_str().unwrap(), came["token"].as_str().unwrap());
    let answer = house.good("", "POST", &path, json!({ "type": 4, "data": { "content": "pong" } })).await;
    assert_eq!(answer["resource"]["message"]["content"], "pong");
    house.refused("", "POST", &path, json!({ "type": 4, "data": { "content": "again" } }), 400, 40060).await;
}
