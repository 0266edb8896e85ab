//! The vendor's own SDKs against the local Twilio, unchanged but for the address. They are not part of this repository: name a
//! Python that has `twilio` in `TWILIO_SDK_PYTHON`, and a `node_modules` folder that has it in `TWILIO_SDK_NODE_MODULES`.

use super::harness::Bench;
use serde_json::{Value, json};
use tokio::process::Command;

fn sandbox(bench: &Bench) -> Value {
    let twilio = &bench.twilio;
    let workers: Vec<Value> = twilio.workers().iter().map(|w| json!({ "name": w.name, "identity": w.identity, "sid": w.sid })).collect();
    json!({
        "twilio": {
            "api": twilio.api(), "account_sid": twilio.account_sid(), "auth_token": twilio.auth_token(),
            "service_sid": twilio.service_sid(), "flow_sid": twilio.flow_sid(), "workspace_sid": twilio.workspace_sid(),
            "workflow_sid": twilio.workflow_sid(),
        },
        "desk": { "api": twilio.desk_api(), "workers": workers },
    })
}

async fn run(bench: &Bench, command: &mut Command) {
    let out = command.arg(sandbox(bench).to_string()).output().await.unwrap();
    let (said, complained) = (String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
    assert!(out.status.success(), "{said}\n{complained}");
    assert!(said.lines().filter(|line| line.starts_with("ok ")).count() >= 10, "{said}");
    bench.finish();
}

fn script(name: &str) -> String {
    format!("{}/tests/clients/{name}", env!("CARGO_MANIFEST_DIR"))
}

#[tokio::test]
async fn the_python_sdk_works() {
    let Ok(python) = std::env::var("TWILIO_SDK_PYTHON") else { return println!("skipped: TWILIO_SDK_PYTHON is not set") };
    run(&Bench::start().await, Command::new(python).arg(script("twilio_py.py"))).await;
}

#[tokio::test]
async fn the_node_sdk_works() {
    let Ok(modules) = std::env::var("TWILIO_SDK_NODE_MODULES") else { return println!("skipped: TWILIO_SDK_NODE_MODULES is not set") };
    run(&Bench::start().await, Command::new("node").env("NODE_PATH", modules).arg(script("twilio_node.mjs"))).await;
}
