//! The names of log fields. A line says what happened; the field carries whom it happened to.
//!
//! Used as `tracing::info!({ fields::CONVERSATION } = %id, "Opened a private thread")`.

/// Our id of the conversation.
pub const CONVERSATION: &str = "conversation.id";
/// The case number people see.
pub const CASE: &str = "case.number";
/// Our id of the event.
pub const EVENT: &str = "event.id";
/// What kind of event it is.
pub const EVENT_KIND: &str = "event.kind";
/// Our id of the delivery.
pub const DELIVERY: &str = "delivery.id";
/// What kind of delivery it is.
pub const DELIVERY_KIND: &str = "delivery.kind";
/// The lane a delivery waits in.
pub const LANE: &str = "delivery.lane";
/// Which try it was, from 1.
pub const ATTEMPT: &str = "delivery.attempt";
/// The side concerned: `discord`, `twilio`, `assistant`.
pub const SIDE: &str = "side";
/// How it ended.
pub const OUTCOME: &str = "outcome";
/// The vendor's error code.
pub const VENDOR_CODE: &str = "vendor.code";
/// Discord's id of the server.
pub const SERVER: &str = "discord.guild_id";
/// Discord's id of the channel.
pub const CHANNEL: &str = "discord.channel_id";
/// Discord's id of the member.
pub const MEMBER: &str = "discord.user_id";
/// Discord's id of the message.
pub const MESSAGE: &str = "discord.message_id";
/// Twilio's id of the conversation.
pub const TWILIO_CONVERSATION: &str = "twilio.conversation_sid";
/// Twilio's id of the message.
pub const TWILIO_MESSAGE: &str = "twilio.message_sid";
/// The route of a request, with placeholders (`/cases/{id}`), never the path itself.
pub const ROUTE: &str = "http.route";
/// The status of the answer.
pub const STATUS: &str = "http.status";
/// The id given to the request.
pub const REQUEST: &str = "http.request_id";
/// How long it took, in milliseconds.
pub const DURATION: &str = "duration_ms";
/// How large it was, in bytes.
pub const SIZE: &str = "size_bytes";
