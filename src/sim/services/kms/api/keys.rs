//! Making keys, their policies and states.
use super::{About, Code, KmsError, Metadata, Request, Response};
use crate::base::time::SimTime;
use crate::sim::services::kms::{
    Kms,
    model::{self, Key, State, Tally},
    step::{Output, Timer},
};
use crate::sim::{
    arn, ids,
    policy::{self, Policy, Use},
    region::Region,
    trace::{Name, Weight},
    turn::{Draft, Turn},
};
use std::sync::Arc;

/// Keeps identities of KMS apart from those of other services.
const SALT: u64 = 0x6b6d_7300;

type Reply = Result<Response, KmsError>;

impl Kms {
    /// One call.
    pub(in crate::sim::services::kms) fn handle(
        &mut self,
        from: &Name,
        request: Request,
        turn: Turn<'_>,
        out: &mut Output,
    ) -> Reply {
        let place = request.key().map(|key| Name::from(self.id(key)));
        let answer = self.perform(from, request, turn, out);
        if let (Err(error), Some(place)) = (&answer, place) {
            if let Some(key) = self.keys.get_mut(&place) {
                key.tally.refused += 1;
            }
            out.sink.emit(turn.now, turn.cause, || Draft {
                actor: Some(from.clone()),
                note: Some(error.code.name().into()),
                weight: Weight::Step,
                ..Draft::new("kms.refused", &place)
            });
        }
        answer
    }

    fn perform(&mut self, from: &Name, request: Request, turn: Turn<'_>, out: &mut Output) -> Reply {
        match request {
            Request::CreateKey { id, account, policy, about } => self.create((id, account), policy, *about, turn),
            Request::PutKeyPolicy { key, policy, bypass } => {
                self.check_policy(&policy, bypass)?;
                let found = self.settable(&key)?;
                found.policy = policy;
                let place = found.name.clone();
                out.sink.emit(turn.now, turn.cause, || Draft {
                    actor: Some(from.clone()),
                    weight: Weight::Mark,
                    ..Draft::new("kms.policy", &place)
                });
                Ok(Response::Done)
            }
            Request::GetKeyPolicy { key } => self.lock(&key, turn.region).map(|lock| Response::Policy(lock.policy)),
            Request::DescribeKey { key } => self.describe(&key, turn.region),
            Request::EnableKey { key } => self.switch(&key, State::Enabled, turn, out),
            Request::DisableKey { key } => self.switch(&key, State::Disabled, turn, out),
            Request::ScheduleKeyDeletion { key, days } => self.schedule(&key, days, turn, out),
            Request::CancelKeyDeletion { key } => {
                let found = self.changeable(&key)?;
                if found.state != State::PendingDeletion {
                    let message = format!("{} is not pending deletion.", found.arn);
                    return Err(KmsError::new(Code::KMSInvalidStateException, message));
                }
                (found.state, found.until) = (State::Disabled, None);
                tell(found, turn, out);
                self.describe(&key, turn.region)
            }
            Request::CreateAlias { alias, key } => self.name(&alias, &key),
            Request::GenerateDataKey { ref key } | Request::Decrypt { ref key } | Request::Encrypt { ref key } => {
                self.usable(key)?;
                self.pass(1, turn.now)?;
                self.count(key, 1);
                let (place, action) = (Name::from(self.id(key)), request.action());
                out.sink.emit(turn.now, turn.cause, || Draft {
                    actor: Some(from.clone()),
                    amount: 1,
                    note: Some(action.trim_start_matches("kms:").into()),
                    ..Draft::new("kms.used", &place)
                });
                self.next += 1;
                Ok(Response::Used(self.lock(key, turn.region)?.arn, self.next))
            }
            other => self.register(other),
        }
    }

    /// Aliases, tags and lists.
    fn register(&mut self, request: Request) -> Reply {
        match request {
            Request::UpdateAlias { alias, key } => {
                self.alias(&alias)?;
                let id = self.settable(&key)?.name.clone();
                self.aliases.insert(alias, id);
                Ok(Response::Done)
            }
            Request::DeleteAlias { alias } => {
                self.alias(&alias)?;
                self.aliases.remove(&alias);
                Ok(Response::Done)
            }
            Request::ListKeys => {
                Ok(Response::Keys(self.keys.values().map(|k| (k.name.clone(), k.arn.clone())).collect()))
            }
            Request::ListAliases { key } => {
                let of = key.as_deref().map(|key| self.id(key).to_owned());
                let fits = |(_, id): &(&Name, &Name)| of.as_ref().is_none_or(|of| **of == ***id);
                let all = self.aliases.iter().filter(fits);
                Ok(Response::Aliases(all.map(|(alias, id)| (alias.clone(), id.clone())).collect()))
            }
            Request::TagResource { key, tags, gone } => {
                let most = self.limits.tags;
                let found = self.settable(&key)?;
                let all = &mut found.about.tags;
                if (all.len() + tags.keys().filter(|k| !all.contains_key(*k)).count()) as u64 > most {
                    return Err(KmsError::new(Code::TagException, format!("A key has at most {most} tags.")));
                }
                all.extend(tags);
                all.retain(|key, _| !gone.contains(key));
                Ok(Response::Done)
            }
            _ => Ok(Response::Done),
        }
    }

    fn create(
        &mut self,
        (id, account): (Option<Name>, Option<Name>),
        policy: Option<Name>,
        about: About,
        turn: Turn<'_>,
    ) -> Reply {
        let account = account.unwrap_or_else(|| arn::ACCOUNT.into());
        let policy = policy.unwrap_or_else(|| {
            policy::merged(None, vec![policy::delegating(&turn.region.global("iam", &account, "root"))]).into()
        });
        self.check_policy(&policy, false)?;
        self.next += 1;
        let name = id.unwrap_or_else(|| ids::uuid(self.seed, SALT, self.next).into());
        if self.keys.contains_key(&name) {
            return Err(KmsError::new(Code::AlreadyExistsException, format!("The key {name} already exists")));
        }
        let arn = arn::make("kms", turn.region.name(), &account, &format!("key/{name}"));
        let (since, tally) = (turn.now, Tally::default());
        let key = Key { name: name.clone(), arn, policy, state: State::Enabled, until: None, since, tally, about };
        self.keys.insert(name.clone(), key);
        self.describe(&name, turn.region)
    }

    /// Not longer than allowed, a resource policy, and somebody can still change it.
    fn check_policy(&self, text: &str, bypass: bool) -> Result<(), KmsError> {
        if text.len() as u64 > self.limits.policy_bytes {
            let message = format!("The policy is longer than {} bytes.", self.limits.policy_bytes);
            return Err(KmsError::new(Code::LimitExceededException, message));
        }
        let malformed = |why: String| KmsError::new(Code::MalformedPolicyDocumentException, why);
        let policy = Policy::parse_as(text, Use::Resource).map_err(|why| malformed(why.to_string()))?;
        let keeps = |s: &policy::Statement| {
            !s.deny
                && s.actions
                    .any
                    .iter()
                    .any(|a| matches!(&*a.to_ascii_lowercase(), "*" | "kms:*" | "kms:put*" | "kms:putkeypolicy"))
        };
        if !bypass && !policy.statements.iter().any(keeps) {
            let why = "The new key policy will not allow you to update the key policy in the future.";
            return Err(malformed(why.into()));
        }
        Ok(())
    }

    fn changeable(&mut self, key: &str) -> Result<&mut Key, KmsError> {
        let id: Name = self.id(key).into();
        let unknown = || match model::managed(key) {
            Some(_) => KmsError::new(
                Code::UnsupportedOperationException,
                format!("{key} is an AWS managed key: only AWS changes it."),
            ),
            None => KmsError::unknown(key),
        };
        self.keys.get_mut(&id).ok_or_else(unknown)
    }

    /// A key that can be changed and does not wait for its deletion.
    fn settable(&mut self, key: &str) -> Result<&mut Key, KmsError> {
        let found = self.changeable(key)?;
        if found.state == State::PendingDeletion {
            return Err(KmsError::new(Code::KMSInvalidStateException, format!("{} is pending deletion.", found.arn)));
        }
        Ok(found)
    }

    fn switch(&mut self, key: &str, state: State, turn: Turn<'_>, out: &mut Output) -> Reply {
        let found = self.settable(key)?;
        if found.state != state {
            found.state = state;
            tell(found, turn, out);
        }
        Ok(Response::Done)
    }

    fn schedule(&mut self, key: &str, days: Option<u64>, turn: Turn<'_>, out: &mut Output) -> Reply {
        let span = self.limits.deletion;
        let days = days.unwrap_or(span.default);
        if !span.holds(days) {
            let message = format!("PendingWindowInDays must be between {} and {}.", span.min, span.max);
            return Err(KmsError::new(Code::ValidationException, message));
        }
        let found = self.settable(key)?;
        let until = turn.now + SimTime::from_secs(days * 86_400);
        (found.state, found.until) = (State::PendingDeletion, Some(until));
        tell(found, turn, out);
        out.timers.push((until, Timer::Delete(found.name.clone())));
        self.describe(key, turn.region)
    }

    fn name(&mut self, alias: &Name, key: &str) -> Reply {
        let rest = alias.strip_prefix("alias/").unwrap_or_default();
        let good = |b: u8| b.is_ascii_alphanumeric() || b"/_-".contains(&b);
        if rest.is_empty() || rest.starts_with("aws/") || !rest.bytes().all(good) {
            return Err(KmsError::new(
                Code::InvalidAliasNameException,
                format!("{alias} is no alias: alias/NAME, not alias/aws/..."),
            ));
        }
        if self.aliases.contains_key(alias) {
            return Err(KmsError::new(
                Code::AlreadyExistsException,
                format!("An alias with the name {alias} already exists"),
            ));
        }
        let id = self.settable(key)?.name.clone();
        self.aliases.insert(alias.clone(), id);
        Ok(Response::Done)
    }

    /// An alias that is there.
    fn alias(&self, alias: &str) -> Result<(), KmsError> {
        self.aliases.get(alias).map(|_| ()).ok_or_else(|| KmsError::unknown(alias))
    }

    fn describe(&self, key: &str, region: &Region) -> Reply {
        let arn = self.lock(key, region)?.arn;
        let found = self.find(key);
        Ok(Response::Key(Box::new(Metadata {
            id: self.id(key).into(),
            arn,
            state: found.map_or(State::Enabled, |k| k.state),
            deletion: found.and_then(|k| k.until),
            managed: found.is_none(),
            since: found.map_or(SimTime::ZERO, |k| k.since),
            about: found.map(|k| k.about.clone()).unwrap_or_default(),
        })))
    }

    /// Counts calls that used a key, also an AWS managed one.
    pub(in crate::sim::services::kms) fn count(&mut self, key: &str, calls: u64) {
        let id: Name = self.id(key).into();
        match self.keys.get_mut(&id) {
            Some(found) => found.tally.used += calls,
            None => *self.managed.entry(id).or_default() += calls,
        }
    }
}

fn tell(key: &Key, turn: Turn<'_>, out: &mut Output) {
    let state: Arc<str> = key.state.name().into();
    out.sink.emit(turn.now, turn.cause, || Draft {
        note: Some(state),
        until: key.until,
        weight: Weight::Mark,
        ..Draft::new("kms.state", &key.name)
    });
}
