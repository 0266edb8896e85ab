//! From what may be set to what each room wants to know.

use crate::config::{Brain, Config, TokenLimit, Visibility};
use crate::domain::account::LockRule;
use crate::domain::ids::Snowflake;
use crate::domain::intake::Intakes;
use crate::domain::text::file_name::FilePolicy;
use crate::relay::deliver;
use crate::relay::known::{AskRules, Rules};
use crate::{chatbot, console, discord, llm, twilio};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

/// How long the assistant may think before the member hears that it does not know; more if its brain may take longer.
const THINKING_MS: i64 = 30_000;
/// What comes after a brain has taken all its time: the last edit, the articles, the commit.
const AFTER_BRAIN_MS: i64 = 10_000;
/// How long after the end of a task its desk conversation may take to close.
const WRAPUP_MS: i64 = 5_000;

fn ms(secs: u64) -> i64 {
    i64::try_from(secs.saturating_mul(1_000)).unwrap_or(i64::MAX)
}

/// For deciding.
pub fn rules(config: &Config, intakes: Intakes) -> Rules {
    let desk = &config.desk;
    Rules {
        desk: config.twilio.is_some(),
        burst_ms: i64::try_from(desk.burst_ms).unwrap_or(i64::MAX),
        answer_within_ms: ms(desk.answer_within_secs),
        thinking_ms: THINKING_MS.max(brain_ms(config) + AFTER_BRAIN_MS),
        hand_back_ms: ms(desk.hand_back_after_secs),
        queue_notice_ms: ms(desk.queue_notice_secs),
        handover_ms: ms(desk.handoff_watchdog_secs),
        wrapup_ms: WRAPUP_MS,
        idle_ms: ms(desk.idle_close_secs),
        reopen_days: desk.reopen_days,
        show_agent_names: desk.show_agent_names,
        team: desk.team_name.clone(),
        files: FilePolicy::new(desk.max_file_bytes, &desk.blocked_file_types),
        ask: ask(config),
        summaries: summaries(config),
        closing_ms: ms(config.cases.close_after_secs),
        draft_ms: ms(config.cases.draft_secs),
        tell_pause_ms: i64::try_from(config.cases.tell_pause_ms).unwrap_or(i64::MAX),
        intakes: Arc::new(intakes),
    }
}

fn ask(config: &Config) -> AskRules {
    let ask = &config.ask;
    AskRules {
        private: ask.visibility == Visibility::Private,
        otherwise: ask.otherwise_in.iter().map(|id| Snowflake(*id)).collect(),
        mentions: ask.mentions,
        per_minute: ask.per_minute,
        per_day: ask.per_day,
        session_ms: ms(config.assistant.session_duration_secs),
    }
}

/// Whether a model sums talks up for agents.
pub fn summaries(config: &Config) -> bool {
    config.model.as_ref().is_some_and(|model| model.summaries)
}

/// How long the brain besides the articles may take; 0 without one.
pub fn brain_ms(config: &Config) -> i64 {
    match config.assistant.brain {
        Brain::Articles => 0,
        Brain::Model => config.model.as_ref().map_or(0, |model| ms(model.timeout_secs)),
        Brain::Chatbot => config.chatbot.as_ref().map_or(0, |chatbot| ms(chatbot.timeout_secs)),
    }
}

/// For the model's client, where a model is configured.
pub fn model(config: &Config) -> Option<llm::Settings> {
    let model = config.model.as_ref()?;
    Some(llm::Settings {
        base: model.api_base.clone(),
        model: model.name.clone(),
        key: model.api_key.clone(),
        timeout: Duration::from_secs(model.timeout_secs),
        max_tokens: model.max_tokens,
        token_bound: match model.token_limit {
            TokenLimit::MaxTokens => "max_tokens",
            TokenLimit::MaxCompletionTokens => "max_completion_tokens",
        },
        temperature: model.temperature,
        stream: model.stream,
    })
}

/// For the chatbot's client, where one is configured.
pub fn chatbot(config: &Config) -> Option<chatbot::Settings> {
    let settings = config.chatbot.as_ref()?;
    let timeout = Duration::from_secs(settings.timeout_secs);
    Some(chatbot::Settings { url: settings.url.clone(), secret: settings.secret.clone(), timeout })
}

/// For the console.
pub fn console(config: &Config) -> console::Settings {
    let set = &config.console;
    console::Settings {
        public_url: config.general.public_url.clone(),
        idle_ms: ms(set.session_idle_secs),
        session_ms: ms(set.session_secs),
        lock: LockRule { after: set.lock_after, lock_ms: ms(set.lock_secs) },
        link_ms: ms(set.link_secs),
    }
}

/// For the deliverer.
pub fn deliver(config: &Config) -> deliver::Settings {
    deliver::Settings {
        lanes_at_once: config.relay.lanes_at_once as usize,
        max_attempts: config.relay.max_attempts,
        // A delivery may be several calls: parts of a text, files. A question may take a brain all its time.
        try_ms: (ms(config.relay.request_timeout_secs) * 4).max(brain_ms(config) + AFTER_BRAIN_MS),
    }
}

/// For the Discord client.
pub fn discord(config: &Config) -> discord::http::Settings {
    discord::http::Settings {
        base: config.discord.api_base.clone(),
        token: config.discord.bot_token.clone(),
        application: Snowflake(config.discord.application_id),
        timeout: Duration::from_secs(config.relay.request_timeout_secs),
        per_second: NonZeroU32::new(config.limits.discord_per_second).unwrap_or(NonZeroU32::MIN),
    }
}

/// For the gateway.
pub fn gateway(config: &Config) -> discord::gateway::GatewaySettings {
    discord::gateway::GatewaySettings {
        message_content: config.discord.message_content,
        guild_members: config.discord.guild_members,
        url: config.discord.gateway_url.clone(),
    }
}

/// For the Twilio client. `flow` is the flow that set-up has published, where none is configured.
pub fn twilio(config: &Config, flow: Option<String>) -> Option<twilio::settings::Settings> {
    let twilio = config.twilio.as_ref()?;
    Some(twilio::settings::Settings {
        account_sid: twilio.account_sid.clone(),
        auth_token: twilio.auth_token.clone(),
        previous_auth_token: twilio.previous_auth_token.clone(),
        api_key: None,
        service_sid: twilio.service_sid.clone(),
        flow_sid: twilio.flow_sid.clone().or(flow),
        workspace_sid: Some(twilio.workspace_sid.clone()),
        workflow_sid: Some(twilio.workflow_sid.clone()),
        task_channel: twilio.task_channel.clone(),
        api_base: twilio.api_base.clone(),
        public_url: config.general.public_url.clone(),
        request_timeout: Duration::from_secs(config.relay.request_timeout_secs),
        max_file_bytes: config.desk.max_file_bytes,
    })
}
