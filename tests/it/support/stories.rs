//! How stories become tests.

use super::world::World;

/// Makes tests of stories (`async fn(World)`): on SQLite, and those after `both:` on PostgreSQL too.
macro_rules! stories {
    ($($name:ident),+ $(,)?) => {
        mod on_sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::$name($crate::support::world::World::open().await).await;
            })+
        }
    };
    (both: $($both:ident),+; $($name:ident),* $(,)?) => {
        stories!($($both,)+ $($name),*);
        mod on_postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $both() {
                if let Some(database) = $crate::support::database::Database::postgres().await {
                    super::$both($crate::support::world::World::on(database, &[]).await).await;
                }
            })+
        }
    };
}
pub(crate) use stories;

/// Ben has asked for a person, and Maya is with him.
pub async fn talking(world: &World) {
    let (ben, maya) = (world.member("ben"), world.agent("maya"));
    ben.says("human please").await;
    ben.sees("I've passed case **#1** on").await;
    maya.accepts().await;
    ben.sees("joined.").await;
}
