//! `flexcord doctor`

use super::say;
use crate::app::doctor::{self, Finding, FromStore};
use crate::app::system_clock::SystemClock;
use crate::app::{self, setup};
use crate::config::Config;
use crate::store::{self, StoreError};
use std::sync::Arc;

/// Looks at everything; ends with an error when something is red, so that scripts notice.
pub async fn run(config: Config) -> anyhow::Result<()> {
    let clock = Arc::new(SystemClock);
    let (database, known) = database(&config, clock.clone()).await;
    let mut findings = vec![database];
    findings.extend(doctor::examine(&config, clock, &known, setup::FLOW).await);
    for finding in &findings {
        say(line(finding));
    }
    let red = findings.iter().filter(|finding| !finding.ok).count();
    if red > 0 {
        anyhow::bail!("{red} of {} need attention", findings.len());
    }
    say("All well.");
    Ok(())
}

fn line(finding: &Finding) -> String {
    let Finding { what, ok, detail, remedy } = finding;
    if *ok { format!("✓ {what}: {detail}") } else { format!("✗ {what}: {detail}\n    → {remedy}") }
}

/// The database, and what it knows that others need. The running program holds it, which is well.
async fn database(config: &Config, clock: Arc<SystemClock>) -> (Finding, FromStore) {
    let finding = |ok, detail: String, remedy: &str| Finding { what: "database".into(), ok, detail, remedy: remedy.into() };
    let opened = match app::open_store(config, clock).await {
        Ok(opened) => opened,
        Err(error) if matches!(error.downcast_ref(), Some(StoreError::Locked(_))) => {
            return (finding(true, "held by the running program".into(), ""), FromStore::default());
        }
        Err(error) => {
            return (finding(false, format!("{error:#}"), "correct database_url, or make the database reachable"), FromStore::default());
        }
    };
    let whole = match opened.check_integrity().await {
        Ok(()) => finding(true, format!("{}, whole and writable", opened.kind()), ""),
        Err(error) => finding(false, error.to_string(), "restore the last backup: flexcord restore"),
    };
    let flow = store::settings::get(&opened, app::FLOW_SETTING).await.ok().flatten();
    let servers = store::people::servers(&opened).await.unwrap_or_default();
    let servers = servers.into_iter().filter(|s| s.seen_at.is_some()).map(|s| s.server).collect();
    opened.close().await;
    (whole, FromStore { servers, flow })
}
