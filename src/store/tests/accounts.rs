use super::{dropped, in_tx};
use crate::domain::account::{Account, Failures, Grants, Role};
use crate::domain::ids::{AccountId, Snowflake};
use crate::store::sessions::{self, Session};
use crate::store::sign_in::{self, Link};
use crate::store::testing::{NOW, both};
use crate::store::{StoreError, accounts};
use std::collections::BTreeMap;
use uuid::Uuid;

fn account(n: u128, name: &str, grants: Grants) -> Account {
    Account { id: AccountId(Uuid::from_u128(n)), name: name.into(), shown: name.to_uppercase(), created_at: NOW, disabled_at: None, grants }
}

fn session(token: &str, n: u128, began_at: i64, seen_at: i64) -> Session {
    Session { token: token.into(), account: AccountId(Uuid::from_u128(n)), began_at, seen_at }
}

both!(an_account_is_found_with_what_it_may_do, |store| async {
    let grants = Grants { everywhere: Some(Role::Agent), servers: BTreeMap::from([(Snowflake(5), Role::Lead)]) };
    let (maya, tom) = (account(1, "maya", grants), account(2, "tom", Grants::default()));
    in_tx!(store, |tx| accounts::create(tx, &maya, Some("$argon2id$x")));
    in_tx!(store, |tx| accounts::create(tx, &tom, None));
    let mut tx = store.begin().await.unwrap();
    let taken = accounts::create(&mut tx, &account(3, "maya", Grants::default()), None).await.unwrap_err();
    assert!(matches!(taken, StoreError::Conflict { .. }), "{taken}");
    dropped(tx).await;
    assert_eq!(accounts::by_name(&store, "maya").await.unwrap(), Some((maya.clone(), Some("$argon2id$x".into()))));
    assert_eq!(accounts::by_name(&store, "Maya").await.unwrap(), None);
    assert_eq!(accounts::by_id(&store, tom.id).await.unwrap(), Some(tom.clone()));
    assert_eq!(accounts::list(&store).await.unwrap(), [maya, tom.clone()]);
    in_tx!(store, |tx| accounts::set_password(tx, tom.id, "$new"));
    in_tx!(store, |tx| accounts::set_disabled(tx, tom.id, Some(NOW)));
    in_tx!(store, |tx| accounts::set_grants(tx, tom.id, &Grants::on(Snowflake(5), Role::Admin)));
    let changed = Account { disabled_at: Some(NOW), grants: Grants::on(Snowflake(5), Role::Admin), ..tom };
    assert_eq!(accounts::by_name(&store, "tom").await.unwrap(), Some((changed, Some("$new".into()))));
    assert_eq!(accounts::count(&store).await.unwrap(), 2);
});

both!(only_who_can_come_in_counts_as_admin, |store| async {
    for (n, name, grants, password) in [
        (1, "root", Grants::all(Role::Admin), Some("$x")),
        (2, "invited", Grants::all(Role::Admin), None),
        (3, "lead", Grants::all(Role::Lead), Some("$x")),
        (4, "local", Grants::on(Snowflake(5), Role::Admin), Some("$x")),
        (5, "gone", Grants::all(Role::Admin), Some("$x")),
    ] {
        in_tx!(store, |tx| accounts::create(tx, &account(n, name, grants), password));
    }
    in_tx!(store, |tx| accounts::set_disabled(tx, AccountId(Uuid::from_u128(5)), Some(1)));
    assert_eq!(in_tx!(store, |tx| accounts::admins_everywhere(tx)), [AccountId(Uuid::from_u128(1))]);
});

both!(sessions_begin_are_used_and_end, |store| async {
    in_tx!(store, |tx| accounts::create(tx, &account(1, "maya", Grants::default()), None));
    for token in ["a", "b", "c"] {
        in_tx!(store, |tx| sessions::begin(tx, &session(token, 1, 100, 200)));
    }
    in_tx!(store, |tx| sessions::seen(tx, "b", 900));
    assert_eq!(sessions::get(&store, "b").await.unwrap(), Some(session("b", 1, 100, 900)));
    in_tx!(store, |tx| sessions::end(tx, "a"));
    assert_eq!(sessions::get(&store, "a").await.unwrap(), None);
    assert_eq!(in_tx!(store, |tx| sessions::prune(tx, 100, 500)), 1, "c was not seen since");
    in_tx!(store, |tx| sessions::begin(tx, &session("d", 1, 100, 900)));
    let id = AccountId(Uuid::from_u128(1));
    assert_eq!(in_tx!(store, |tx| sessions::end_all(tx, id, Some("d"))), 1);
    assert_eq!(sessions::of(&store, id).await.unwrap(), [session("d", 1, 100, 900)]);
    assert_eq!(in_tx!(store, |tx| sessions::end_all(tx, id, None)), 1);
});

both!(a_link_works_once_and_replaces_the_one_before, |store| async {
    in_tx!(store, |tx| accounts::create(tx, &account(1, "maya", Grants::default()), None));
    let maya = Link { account: Some(AccountId(Uuid::from_u128(1))), ends_at: 50 };
    let first = Link { account: None, ends_at: 50 };
    for (token, link) in [("one", &maya), ("two", &maya), ("x", &first), ("y", &first)] {
        in_tx!(store, |tx| sign_in::put_link(tx, token, link));
    }
    assert_eq!(sign_in::link(&store, "one").await.unwrap(), None);
    assert_eq!(sign_in::link(&store, "two").await.unwrap(), Some(maya));
    assert_eq!((sign_in::link(&store, "x").await.unwrap(), sign_in::link(&store, "y").await.unwrap()), (None, Some(first)));
    assert!(in_tx!(store, |tx| sign_in::use_link(tx, "two")));
    assert!(!in_tx!(store, |tx| sign_in::use_link(tx, "two")));
    in_tx!(store, |tx| sign_in::prune(tx, 51, 0));
    assert_eq!(sign_in::link(&store, "y").await.unwrap(), None);
});

both!(failures_are_counted_by_name_and_forgotten, |store| async {
    assert_eq!(sign_in::failures(&store, "maya").await.unwrap(), Failures::default());
    let three = Failures { count: 3, last_at: 70, locked_until: Some(90) };
    in_tx!(store, |tx| sign_in::set_failures(tx, "maya", &Failures { count: 2, ..three }));
    in_tx!(store, |tx| sign_in::set_failures(tx, "maya", &three));
    assert_eq!(in_tx!(store, |tx| sign_in::failures(tx, "maya")), three);
    in_tx!(store, |tx| sign_in::prune(tx, 0, 70));
    assert_eq!(sign_in::failures(&store, "maya").await.unwrap(), three);
    in_tx!(store, |tx| sign_in::clear_failures(tx, "maya"));
    assert_eq!(sign_in::failures(&store, "maya").await.unwrap(), Failures::default());
});
