use crate::store::migrate::STEPS;
use crate::store::tables::{Kind, TABLES};
use crate::store::testing::{both, clock};
use crate::store::{Store, settings};
use sqlx::{Connection, PgConnection, SqliteConnection};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

fn files_in(folder: &str) -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(folder);
    std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn both_databases_have_the_same_steps_and_all_of_them_are_known() {
    let known: BTreeSet<String> = STEPS.iter().map(|step| format!("{}.sql", step.name)).collect();
    assert_eq!(files_in("sqlite"), known);
    assert_eq!(files_in("postgres"), known);
    assert!(STEPS.is_sorted_by(|earlier, later| earlier.version < later.version));
    for step in STEPS {
        assert!(step.name.starts_with(&format!("{:04}_", step.version)), "{}", step.name);
    }
}

type Columns = BTreeMap<String, BTreeMap<String, Kind>>;

/// The columns as the database itself tells them: (table, column, type).
async fn columns(url: &str) -> Columns {
    let found: Vec<(String, String, String)> = if url.starts_with("sqlite") {
        let mut conn = SqliteConnection::connect(url).await.unwrap();
        let sql = "SELECT t.name, c.name, c.type FROM sqlite_schema t, pragma_table_info(t.name) c WHERE t.type = 'table'";
        sqlx::query_as(sql).fetch_all(&mut conn).await.unwrap()
    } else {
        let mut conn = PgConnection::connect(url).await.unwrap();
        let sql =
            "SELECT table_name::TEXT, column_name::TEXT, data_type::TEXT FROM information_schema.columns WHERE table_schema = 'public'";
        sqlx::query_as(sql).fetch_all(&mut conn).await.unwrap()
    };
    let mut columns = Columns::new();
    for (table, column, kind) in found.into_iter().filter(|(table, ..)| !table.starts_with("_sqlx")) {
        let kind = match kind.as_str() {
            "INTEGER" | "bigint" => Kind::Int,
            "TEXT" | "text" => Kind::Text,
            "BLOB" if ["secrets", "article_vectors"].contains(&table.as_str()) => Kind::Blob,
            "BLOB" | "uuid" => Kind::Uuid,
            "bytea" => Kind::Blob,
            other => panic!("{table}.{column} is {other}"),
        };
        columns.entry(table).or_default().insert(column, kind);
    }
    columns
}

both!(the_list_of_tables_is_what_the_database_has, |url, dir| async {
    Store::open(&url, dir.path(), clock()).await.unwrap().close().await;
    let listed: Columns = TABLES
        .iter()
        .map(|t| (t.name.to_owned(), t.columns.iter().map(|(column, kind)| ((*column).to_owned(), *kind)).collect()))
        .collect();
    assert_eq!(columns(&url).await, listed);
});

both!(steps_are_applied_one_by_one_over_what_is_there, |url, dir| async {
    for step in STEPS {
        let store = Store::open_at(&url, dir.path(), clock(), step.version).await.unwrap();
        let mut tx = store.begin().await.unwrap();
        settings::put(&mut tx, step.name, "was here").await.unwrap();
        tx.commit().await.unwrap();
        store.close().await;
    }
    let store = Store::open(&url, dir.path(), clock()).await.unwrap();
    for step in STEPS {
        assert_eq!(settings::get(&store, step.name).await.unwrap().as_deref(), Some("was here"));
    }
    store.close().await;
});
