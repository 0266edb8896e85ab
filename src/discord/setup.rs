//! Puts our side of the Discord application in order.

use super::commands::{self, Describe, Report};
use super::error::Failure;
use super::http::{Http, Method, Request};
use crate::domain::ids::Snowflake;
use serde_json::json;

/// What is wanted.
pub struct Wanted<'a> {
    /// Where interactions are to be sent; `None` takes the address away, so that they come over the gateway.
    pub endpoint: Option<&'a str>,
    /// Register the commands in this server only instead of everywhere.
    pub server: Option<Snowflake>,
    pub describe: Describe<'a>,
}

/// Registers the commands, then sets the address. Discord checks the address at once with a ping and a forged request, so the program
/// must be running and reachable.
///
/// # Errors
/// When Discord cannot be asked or refuses; what was done until then stays.
pub async fn set_up(http: &Http, wanted: &Wanted<'_>) -> Result<Report, Failure> {
    let report = commands::sync(http, wanted.server, wanted.describe).await?;
    let change = json!({"interactions_endpoint_url": wanted.endpoint});
    http.call(Request::new(Method::PATCH, "/applications/@me", &[]).json(change)).await?;
    Ok(report)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{HandClock, Stub, give};
    use super::*;
    use std::collections::BTreeMap;

    #[tokio::test]
    async fn commands_come_first_and_then_the_address() {
        let made = vec![give(201, "{}"); commands::OURS.len()];
        let stub = Stub::start([vec![give(200, "[]")], made, vec![give(200, "{}")]].concat()).await;
        let describe = |_| ("Get help".to_owned(), BTreeMap::new());
        let wanted =
            Wanted { endpoint: Some("https://desk.example/discord/interactions"), server: Some(Snowflake(9)), describe: &describe };
        let report = set_up(&stub.http(HandClock::at(0)), &wanted).await.unwrap();
        assert_eq!(report.created, commands::OURS);
        let last = commands::OURS.len();
        assert_eq!(stub.lines()[last..], ["POST /applications/1/guilds/9/commands", "PATCH /applications/@me"]);
        assert_eq!(stub.seen()[last + 1].json(), json!({"interactions_endpoint_url": "https://desk.example/discord/interactions"}));
    }

    #[tokio::test]
    async fn an_address_discord_does_not_reach_is_told() {
        let refused = give(400, r#"{"message":"Invalid Form Body","code":50035}"#);
        let stub = Stub::start([vec![give(200, "[]")], vec![give(201, "{}"); commands::OURS.len()], vec![refused]].concat()).await;
        let describe = |_| ("Get help".to_owned(), BTreeMap::new());
        let wanted = Wanted { endpoint: Some("https://nowhere.example"), server: None, describe: &describe };
        assert_eq!(set_up(&stub.http(HandClock::at(0)), &wanted).await.unwrap_err().code(), 50035);
    }
}
