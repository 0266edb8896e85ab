//! The real program as a process of its own, between the emulators of a story: one that can be killed.

use super::lines::{Round, Talk};
use super::world::{PATIENCE, World};
use std::collections::BTreeMap;
use std::process::{ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};
use tokio::process::{Child, Command};

/// Variables of the program.
pub type Variables = BTreeMap<String, String>;

/// A running `flexcord run`. Killed when it is dropped.
pub struct Program {
    child: Child,
    log: Arc<Mutex<String>>,
    http: reqwest::Client,
    url: String,
}

/// What a command said and how it ended.
#[derive(Debug)]
pub struct Said {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

fn prepare(variables: &Variables, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_flexcord"));
    // Nothing of this machine's own: neither a settings file in the working directory nor variables of the test run.
    command.args(arguments).env_clear().envs(variables).current_dir(std::env::temp_dir());
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    command
}

/// Runs a command of the program to its end.
pub async fn run(variables: &Variables, arguments: &[&str]) -> Said {
    let output = tokio::time::timeout(PATIENCE, prepare(variables, arguments).output()).await.expect("the command ends").unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Said { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

impl Program {
    /// Starts it without waiting for anything.
    pub fn spawn(variables: &Variables) -> Self {
        let mut child = prepare(variables, &["run"]).spawn().expect("the program starts");
        let log = Arc::new(Mutex::new(String::new()));
        listen(child.stderr.take().unwrap(), log.clone());
        listen(child.stdout.take().unwrap(), log.clone());
        Self {
            child,
            log,
            http: flexcord::outgoing::client().unwrap().build().unwrap(),
            url: format!("http://{}", variables["FLEXCORD_LISTEN"]),
        }
    }

    /// Starts it and waits until it calls itself ready.
    pub async fn start(variables: &Variables) -> Self {
        let program = Self::spawn(variables);
        program.until("it is ready", async || program.status("/readyz").await == Some(200)).await;
        program
    }

    /// `kill -9`.
    pub async fn kill(mut self) {
        self.child.kill().await.expect("the program is killed");
    }

    /// Asks it to stop.
    pub fn terminate(&self) {
        let pid = self.child.id().expect("the program runs").to_string();
        let sent = std::process::Command::new("kill").args(["-TERM", &pid]).status().unwrap();
        assert!(sent.success());
    }

    /// Waits for its end.
    pub async fn ended(&mut self) -> ExitStatus {
        match tokio::time::timeout(PATIENCE, self.child.wait()).await {
            Ok(status) => status.unwrap(),
            Err(_) => panic!("the program does not end:\n{}", self.log()),
        }
    }

    /// Everything it has written to its log so far.
    pub fn log(&self) -> String {
        self.log.lock().unwrap().clone()
    }

    /// The status with which it answers a path, if it answers.
    pub async fn status(&self, path: &str) -> Option<u16> {
        self.http.get(format!("{}{path}", self.url)).send().await.ok().map(|answer| answer.status().as_u16())
    }

    /// What `/readyz` says.
    pub async fn readiness(&self) -> serde_json::Value {
        match self.http.get(format!("{}/readyz", self.url)).send().await {
            Ok(answer) => answer.json().await.unwrap_or_default(),
            Err(_) => serde_json::Value::Null,
        }
    }

    /// Waits until something is so.
    pub async fn until(&self, what: &str, mut is: impl AsyncFnMut() -> bool) {
        let waiting = async {
            while !is().await {
                tokio::time::sleep(Duration::from_millis(25)).await;
            }
        };
        if tokio::time::timeout(PATIENCE, waiting).await.is_err() {
            panic!("{what}: waited for {PATIENCE:?}\n{}", self.log());
        }
    }
}

fn listen(pipe: impl AsyncRead + Send + Unpin + 'static, log: Arc<Mutex<String>>) {
    tokio::spawn(async move {
        let mut lines = BufReader::new(pipe).lines();
        while let Ok(Some(line)) = lines.next_line().await {
            let mut log = log.lock().unwrap();
            log.push_str(&line);
            log.push('\n');
        }
    });
}

impl World {
    /// The program in this process makes room for one of its own, which is not started yet. Returns what to start it with.
    pub async fn make_room(&mut self) -> Variables {
        self.play.stop_program().await;
        let mut variables = self.play.variables().clone();
        variables.insert("FLEXCORD_LOG__FORMAT".into(), "json".into());
        variables
    }
}

impl Talk<'_> {
    /// Waits until everything of a round has arrived by way of the program.
    pub async fn arrives(&self, program: &Program, round: Round) {
        program.until("every line arrives", async || self.has_arrived(round)).await;
    }
}
