//! A person at the desk, acting through the desk's own API as Flex would.

use super::world::World;
use serde_json::{Value, json};

/// See the module.
pub struct Agent<'w> {
    pub world: &'w World,
    pub name: &'static str,
}

impl Agent<'_> {
    /// Accepts the task that waits, and returns it.
    pub async fn accepts(&self) -> Value {
        let task = self.waiting().await;
        self.act(&task, "accept", json!({})).await;
        task
    }

    /// The task that waits for somebody.
    pub async fn waiting(&self) -> Value {
        let find =
            || self.world.play.sandbox.twilio().tasks().into_iter().find(|t| matches!(t["status"].as_str(), Some("pending" | "reserved")));
        self.world.until("a task waits", async || find().is_some()).await;
        find().unwrap()
    }

    /// Does something with a task.
    pub async fn act(&self, task: &Value, action: &str, mut body: Value) {
        body["worker"] = self.name.into();
        let sid = task["sid"].as_str().unwrap();
        self.call(reqwest::Method::POST, &format!("/tasks/{sid}/{action}"), body).await;
    }

    /// Finishes the task they work on.
    pub async fn completes(&self) {
        let task = self.mine();
        self.act(&task, "complete", json!({})).await;
    }

    /// The task they work on.
    pub fn mine(&self) -> Value {
        let tasks = self.world.play.sandbox.twilio().tasks();
        let mine = tasks.iter().rev().find(|t| t["worker"] == self.name && t["status"] == "assigned");
        mine.unwrap_or_else(|| panic!("{} works on nothing: {tasks:#?}", self.name)).clone()
    }

    /// Writes in the newest conversation. Returns the message's sid.
    pub async fn says(&self, text: &str) -> String {
        let path = format!("/conversations/{}/messages", self.conversation());
        let sent = self.call(reqwest::Method::POST, &path, json!({ "worker": self.name, "body": text })).await;
        sent["sid"].as_str().unwrap_or_else(|| panic!("{sent}")).to_owned()
    }

    /// Changes a line of theirs.
    pub async fn edits(&self, message: &str, text: &str) {
        let path = format!("/conversations/{}/messages/{message}", self.conversation());
        self.call(reqwest::Method::PATCH, &path, json!({ "worker": self.name, "body": text })).await;
    }

    /// Takes a line back.
    pub async fn deletes(&self, message: &str) {
        let path = format!("/conversations/{}/messages/{message}", self.conversation());
        self.call(reqwest::Method::DELETE, &path, json!({ "worker": self.name })).await;
    }

    /// Sends a file.
    pub async fn attaches(&self, name: &str, content_type: &str, bytes: Vec<u8>) {
        let url = format!("{}/conversations/{}/media?worker={}&filename={name}", self.api(), self.conversation(), self.name);
        let answer = self.world.http.post(url).header("content-type", content_type).body(bytes).send().await.unwrap();
        assert!(answer.status().is_success(), "{}", answer.text().await.unwrap());
    }

    /// Reads the next line that is not their own; fails when it does not hold `part`.
    pub async fn sees(&self, part: &str) -> Value {
        self.world.until(&format!("{} sees \"{part}\"", self.name), async || self.world.desk_lines().len() > self.world.desk_read()).await;
        let line = self.world.desk_lines()[self.world.desk_read()].clone();
        let said = said(&line);
        assert!(said.contains(part), "{} expected \"{part}\" and saw: {said}", self.name);
        *self.world.read.lock().unwrap().entry(DESK.into()).or_default() += 1;
        line
    }

    /// Waits until a line at the desk holds this.
    pub async fn sees_somewhere(&self, part: &str) {
        self.world
            .until(&format!("{} sees \"{part}\" somewhere", self.name), async || {
                self.world.desk_lines().iter().any(|l| said(l).contains(part))
            })
            .await;
    }

    /// The newest conversation.
    pub fn conversation(&self) -> String {
        let all = self.world.play.sandbox.twilio().conversations();
        all.last().expect("there is a conversation")["sid"].as_str().unwrap().to_owned()
    }

    fn api(&self) -> String {
        self.world.play.sandbox.twilio().desk_api()
    }

    async fn call(&self, method: reqwest::Method, path: &str, body: Value) -> Value {
        let answer = self.world.http.request(method, format!("{}{path}", self.api())).json(&body).send().await.unwrap();
        let status = answer.status();
        let text = answer.text().await.unwrap();
        assert!(status.is_success(), "{path}: {status} {text}");
        serde_json::from_str(&text).unwrap_or_default()
    }
}

const DESK: &str = "desk";

/// A line as the desk shows it: who, and what.
fn said(line: &Value) -> String {
    let media =
        line["media"].as_array().map(|all| all.iter().map(|m| format!("[{}]", m["filename"].as_str().unwrap_or("?"))).collect::<String>());
    let author = line["author"].as_str().unwrap_or_default();
    let author = if author.starts_with("discord:") { "member" } else { author };
    format!("{author}: {}{}", line["body"].as_str().unwrap_or_default(), media.unwrap_or_default())
}

impl World {
    /// All lines at the desk in all conversations, oldest first, without those of agents.
    pub fn desk_lines(&self) -> Vec<Value> {
        let agents: Vec<String> = self.play.sandbox.twilio().workers().iter().map(|w| w.identity.clone()).collect();
        let escaped = |identity: &str| identity.replace('.', "_2E").replace('@', "_40");
        self.play
            .sandbox
            .twilio()
            .conversations()
            .iter()
            .flat_map(|c| c["messages"].as_array().cloned().unwrap_or_default())
            .filter(|m| !agents.iter().any(|a| m["author"] == escaped(a).as_str() || m["author"] == a.as_str()))
            .collect()
    }

    fn desk_read(&self) -> usize {
        self.read.lock().unwrap().get(DESK).copied().unwrap_or_default()
    }

    /// The desk's lines are read as a whole by those stories that look at them; others need not.
    pub fn unread_by_agents(&self) -> Vec<String> {
        let read = self.desk_read();
        if read == 0 { Vec::new() } else { self.desk_lines().iter().skip(read).map(said).collect() }
    }
}

impl World {
    /// Everything at the desk counts as read: for stories that have looked at what matters to them.
    pub fn read_the_desk(&self) {
        self.read.lock().unwrap().insert(DESK.into(), self.desk_lines().len());
    }
}
