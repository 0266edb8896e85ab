//! Accounts of the console: how they are called, and what they may do on which servers.

use super::clock::Millis;
use super::ids::{AccountId, Snowflake};
use std::collections::BTreeMap;
use std::fmt;

/// What somebody may do. Each role may what those before it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Reads and answers.
    Agent,
    /// Sees cases through, keeps the articles.
    Lead,
    /// Decides who may do what.
    Admin,
}

impl Role {
    /// All of them, the least first.
    pub const ALL: [Role; 3] = [Role::Agent, Role::Lead, Role::Admin];

    /// Its name in the database and in forms.
    pub fn name(self) -> &'static str {
        match self {
            Role::Agent => "agent",
            Role::Lead => "lead",
            Role::Admin => "admin",
        }
    }

    /// The role of that name, if there is one.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Who may do what where: a role on all servers, and roles on some.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grants {
    /// On every server, also those that come later.
    pub everywhere: Option<Role>,
    pub servers: BTreeMap<Snowflake, Role>,
}

/// The servers on which somebody has a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    All,
    Only(Vec<Snowflake>),
}

impl Reach {
    /// Is this server among them?
    pub fn holds(&self, server: Snowflake) -> bool {
        match self {
            Reach::All => true,
            Reach::Only(servers) => servers.contains(&server),
        }
    }
}

impl Grants {
    /// A role on every server.
    pub fn all(role: Role) -> Self {
        Self { everywhere: Some(role), servers: BTreeMap::new() }
    }

    /// A role on one server.
    pub fn on(server: Snowflake, role: Role) -> Self {
        Self { everywhere: None, servers: BTreeMap::from([(server, role)]) }
    }

    /// The role on a server, the higher one where there are two.
    pub fn at(&self, server: Snowflake) -> Option<Role> {
        self.everywhere.max(self.servers.get(&server).copied())
    }

    /// Is it at least this role there?
    pub fn may(&self, least: Role, server: Snowflake) -> bool {
        self.at(server) >= Some(least)
    }

    /// Is it at least this role on every server?
    pub fn everywhere(&self, least: Role) -> bool {
        self.everywhere >= Some(least)
    }

    /// Is it at least this role on any server?
    pub fn anywhere(&self, least: Role) -> bool {
        self.everywhere(least) || self.servers.values().any(|role| *role >= least)
    }

    /// Where it is at least this role.
    pub fn reach(&self, least: Role) -> Reach {
        if self.everywhere(least) {
            return Reach::All;
        }
        Reach::Only(self.servers.iter().filter(|(_, role)| **role >= least).map(|(server, _)| *server).collect())
    }

    /// The highest role anywhere, for the one word after a name.
    pub fn highest(&self) -> Option<Role> {
        self.everywhere.max(self.servers.values().copied().max())
    }
}

/// Somebody who may sign in to the console.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    pub id: AccountId,
    /// What is typed to sign in; see [`account_name`].
    pub name: String,
    /// What colleagues see.
    pub shown: String,
    pub created_at: Millis,
    /// Since when they may not sign in any more.
    pub disabled_at: Option<Millis>,
    pub grants: Grants,
}

/// Longest name of an account, in characters.
pub const LONGEST_NAME: usize = 64;

/// A name as it is kept and compared: lower case, without spaces around it. None when it is none: 1 to 64 letters, digits and `.`, `_`, `-`,
/// `@`, so that no two names look alike by invisible signs.
pub fn account_name(text: &str) -> Option<String> {
    let name = text.trim().to_lowercase();
    let fits = (1..=LONGEST_NAME).contains(&name.chars().count());
    (fits && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '@'))).then_some(name)
}

/// Failed tries to sign in under one name, in a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Failures {
    pub count: u32,
    pub last_at: Millis,
    /// Until when nobody gets in under that name, whatever they know.
    pub locked_until: Option<Millis>,
}

/// How many failures lock a name, and for how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LockRule {
    pub after: u32,
    pub lock_ms: Millis,
}

impl Failures {
    /// Is the name locked?
    pub fn locked(&self, now: Millis) -> bool {
        self.locked_until.is_some_and(|until| now < until)
    }

    /// After one more failure. A lock that has run out, and a row that was interrupted for as long, begin anew.
    pub fn with_one_more(self, now: Millis, rule: LockRule) -> Self {
        let begins_anew = self.locked_until.is_some_and(|until| now >= until) || now - self.last_at >= rule.lock_ms;
        let count = if begins_anew { 1 } else { self.count.saturating_add(1) };
        Self { count, last_at: now, locked_until: (count >= rule.after).then_some(now + rule.lock_ms) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const HERE: Snowflake = Snowflake(1);
    const THERE: Snowflake = Snowflake(2);

    #[test]
    fn a_role_on_one_server_says_nothing_about_another() {
        let grants = Grants::on(HERE, Role::Lead);
        assert!(grants.may(Role::Agent, HERE) && grants.may(Role::Lead, HERE) && !grants.may(Role::Admin, HERE));
        assert!(!grants.may(Role::Agent, THERE));
        assert!(grants.anywhere(Role::Lead) && !grants.everywhere(Role::Agent));
        assert_eq!(grants.reach(Role::Agent), Reach::Only(vec![HERE]));
        assert_eq!(grants.reach(Role::Admin), Reach::Only(vec![]));
    }

    #[test]
    fn a_role_everywhere_counts_on_each_server_and_a_higher_one_there_wins() {
        let grants = Grants { everywhere: Some(Role::Agent), servers: BTreeMap::from([(HERE, Role::Lead)]) };
        assert_eq!((grants.at(HERE), grants.at(THERE)), (Some(Role::Lead), Some(Role::Agent)));
        assert_eq!(grants.reach(Role::Agent), Reach::All);
        assert_eq!(grants.reach(Role::Lead), Reach::Only(vec![HERE]));
        assert_eq!(grants.highest(), Some(Role::Lead));
        assert_eq!(Grants::default().highest(), None);
    }

    #[test]
    fn names_are_plain_and_do_not_differ_by_case() {
        assert_eq!(account_name(" Maya.Lind@Example.org ").as_deref(), Some("maya.lind@example.org"));
        for wrong in ["", "  ", "a b", "ana\u{200b}", "<b>", "аna", &"x".repeat(65)] {
            assert_eq!(account_name(wrong), None, "{wrong}");
        }
    }

    const RULE: LockRule = LockRule { after: 3, lock_ms: 1_000 };

    #[test]
    fn a_name_is_locked_after_so_many_failures_in_a_row_and_free_again_after_its_time() {
        let second = Failures::default().with_one_more(5_000, RULE).with_one_more(5_010, RULE);
        assert!(!second.locked(5_020));
        let third = second.with_one_more(5_020, RULE);
        assert!(third.locked(5_020) && third.locked(6_019) && !third.locked(6_020));
        let later = third.with_one_more(6_020, RULE);
        assert_eq!((later.count, later.locked_until), (1, None));
    }

    #[test]
    fn failures_far_apart_are_no_row() {
        let far = Failures::default().with_one_more(5_000, RULE).with_one_more(6_000, RULE).with_one_more(7_000, RULE);
        assert_eq!(far.count, 1);
    }

    proptest! {
        #[test]
        fn where_one_may_is_where_ones_reach_is(everywhere in 0_usize..4, here in 0_usize..4, least in 0_usize..3) {
            let role = |n: usize| Role::ALL.get(n).copied();
            let servers = role(here).map(|role| (HERE, role)).into_iter().collect();
            let grants = Grants { everywhere: role(everywhere), servers };
            let least = Role::ALL[least];
            for server in [HERE, THERE] {
                prop_assert_eq!(grants.may(least, server), grants.reach(least).holds(server));
            }
        }
    }
}
