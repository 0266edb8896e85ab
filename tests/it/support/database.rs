//! The databases stories are told on.

use sqlx::{AssertSqlSafe, Connection, PgConnection};

/// Where a story keeps its rows.
pub struct Database {
    /// None: SQLite in the sandbox's own folder.
    pub url: Option<String>,
    dropped: Option<(String, String)>,
}

impl Database {
    pub fn sqlite() -> Self {
        Self { url: None, dropped: None }
    }

    /// A new database on the server of `POSTGRES_FOR_TESTS`; None without one.
    pub async fn postgres() -> Option<Self> {
        let Ok(admin) = std::env::var("POSTGRES_FOR_TESTS") else {
            println!("skipped: POSTGRES_FOR_TESTS is not set");
            return None;
        };
        let name = format!("story_{}", uuid::Uuid::now_v7().simple());
        run(&admin, format!("CREATE DATABASE {name}")).await;
        let (server, _) = admin.rsplit_once('/').expect("an address with a database");
        Some(Self { url: Some(format!("{server}/{name}")), dropped: Some((admin, name)) })
    }

    /// Takes it away again.
    pub async fn close(self) {
        if let Some((admin, name)) = self.dropped {
            run(&admin, format!("DROP DATABASE {name} WITH (FORCE)")).await;
        }
    }
}

async fn run(admin: &str, statement: String) {
    let mut connection = PgConnection::connect(admin).await.expect("PostgreSQL answers");
    sqlx::query(AssertSqlSafe(statement)).execute(&mut connection).await.expect("the statement runs");
}
