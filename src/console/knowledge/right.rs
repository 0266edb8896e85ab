//! Who may see and keep which article.

use crate::domain::account::{Grants, Role};
use crate::domain::ids::Snowflake;
use crate::domain::person::Server;
use crate::store::articles::{self, StoredArticle};
use crate::store::{Result, Store};

/// Does somebody see an article for these servers? One for no server in particular is used on every one, theirs too.
pub fn sees(grants: &Grants, least: Role, servers: &[Snowflake]) -> bool {
    if servers.is_empty() { grants.anywhere(least) } else { servers.iter().any(|server| grants.may(least, *server)) }
}

/// May somebody change an article for these servers? What they change, they change for all of them.
pub fn keeps(grants: &Grants, least: Role, servers: &[Snowflake]) -> bool {
    if servers.is_empty() { grants.everywhere(least) } else { servers.iter().all(|server| grants.may(least, *server)) }
}

/// The article of this id, deleted or not.
pub async fn find(store: &Store, id: &str) -> Result<Option<StoredArticle>> {
    articles::get(store, id).await
}

/// The servers on which somebody has at least this role.
pub fn servers_of(grants: &Grants, least: Role, all: Vec<Server>) -> Vec<Server> {
    all.into_iter().filter(|server| grants.may(least, server.id)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: Snowflake = Snowflake(1);
    const THERE: Snowflake = Snowflake(2);

    #[test]
    fn a_lead_of_one_server_keeps_what_is_used_there_alone() {
        let grants = Grants::on(HERE, Role::Lead);
        assert!(keeps(&grants, Role::Lead, &[HERE]));
        assert!(!keeps(&grants, Role::Lead, &[HERE, THERE]) && !keeps(&grants, Role::Lead, &[]));
        assert!(sees(&grants, Role::Agent, &[HERE, THERE]) && sees(&grants, Role::Agent, &[]));
        assert!(!sees(&grants, Role::Agent, &[THERE]));
    }

    #[test]
    fn a_lead_of_every_server_keeps_everything() {
        let grants = Grants::all(Role::Lead);
        assert!(keeps(&grants, Role::Lead, &[]) && keeps(&grants, Role::Lead, &[HERE, THERE]));
        assert!(!keeps(&Grants::all(Role::Agent), Role::Lead, &[]));
    }
}
