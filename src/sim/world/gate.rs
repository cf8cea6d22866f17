//! The gate in front of every service: who asks, which policies they carry, the resource's policy, and the KMS key where one stands
//! between. An actor or a resource without an entry in `roles:` is an administrator of its own account; a service that acts on
//! behalf of a resource has nothing but the target's policy. A lenient account ([`Spared::Policies`]) lets it in where there is none.
//!
//! | kind | says |
//! |---|---|
//! | `iam.denied` | `place` refused `actor`; note what and why; an alarm |
//! | `iam.confused` | a service was let in although nobody asked where it comes from: the confused deputy |
use super::World;
use crate::sim::{
    arn,
    errand::By,
    leniency::Spared,
    policy::{Caller, Context, Decision, Guard, Policy, Question, decide},
    region::Region,
    scenario::Scenario,
    services::{Call, Services, Tray, kms::api::Wish},
    trace::{Name, Weight},
    turn::{Access, Denied, Draft, Turn},
};
use std::{collections::BTreeMap, sync::Arc};

/// Every kind of event the gate makes.
pub const KINDS: &[&str] = &["iam.denied", "iam.confused"];

/// So much is remembered (every object of a bucket is a place); beyond this all is forgotten and looked up again.
const MOST: usize = 4_096;

/// What was read and looked up before. It follows from the scenario and the policies' texts, so it is no part of the state: copies
/// begin without it, and it never makes two worlds differ.
#[derive(Debug, Default)]
pub struct Gate {
    /// The scenario all this was looked up in.
    plan: Option<Arc<Scenario>>,
    askers: BTreeMap<(Name, Name), Arc<Asker>>,
    places: BTreeMap<(&'static str, Name), (Name, Name)>,
    policies: BTreeMap<Name, Option<Arc<Policy>>>,
    /// What was allowed without reserve: asker, action and resource, under this policy.
    allowed: BTreeMap<Way, Option<Name>>,
}

/// Who asks (and whether by a role), for which action on what.
type Way = (Name, bool, &'static str, Name);

/// Whether two policies are the same text; mostly they are the same piece of memory.
fn same(one: Option<&Name>, two: Option<&Name>) -> bool {
    match (one, two) {
        (Some(one), Some(two)) => Arc::ptr_eq(one, two) || one == two,
        (None, None) => true,
        _ => false,
    }
}

impl By {
    /// Who asks for this action on this.
    fn way(&self, access: &Access) -> Way {
        let (asker, role) = match self {
            Self::Service { source, .. } => (source, false),
            Self::Role { of } => (of, true),
        };
        (asker.clone(), role, access.action, access.resource.clone())
    }
}

impl Clone for Gate {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl PartialEq for Gate {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Gate {}

/// Somebody who asks.
#[derive(Debug)]
struct Asker {
    /// As refusals name it.
    name: Name,
    /// Role and account; `None`: a service.
    role: Option<(Name, Name)>,
    /// Its policies; `None`: an administrator, or a service.
    policies: Option<Vec<Policy>>,
    context: Context,
}

impl Asker {
    fn caller(&self) -> Caller<'_> {
        match &self.role {
            Some((role, account)) => Caller::Role { role, session: &self.name, account },
            None => Caller::Service { principal: &self.name },
        }
    }
}

impl Gate {
    /// Forgets what was looked up in another scenario.
    fn follow(&mut self, plan: &Arc<Scenario>) {
        if !self.plan.as_ref().is_some_and(|p| Arc::ptr_eq(p, plan)) {
            *self = Self { plan: Some(plan.clone()), ..Self::default() };
        }
        if self.policies.len() + self.askers.len() + self.places.len() + self.allowed.len() > 4 * MOST {
            *self = Self { plan: self.plan.take(), ..Self::default() };
        }
    }

    fn asker(&mut self, plan: &Scenario, by: &By) -> Arc<Asker> {
        let (principal, of) = match by {
            By::Service { principal, source } => (principal.clone(), source.clone()),
            By::Role { of } => (Name::default(), of.clone()),
        };
        let key = (principal, of);
        if let Some(known) = self.askers.get(&key) {
            return known.clone();
        }
        let made = Arc::new(if key.0.is_empty() { role(plan, &key.1) } else { service(plan, &key.0, &key.1) });
        self.askers.insert(key, made.clone());
        made
    }

    /// The ARN of a resource and the account it belongs to.
    fn place(&mut self, plan: &Scenario, action: &'static str, resource: &Name) -> (Name, Name) {
        let service = action.split(':').next().unwrap_or_default();
        let key = (service, resource.clone());
        if let Some(known) = self.places.get(&key) {
            return known.clone();
        }
        let known = match service {
            _ if arn::parse(resource).is_some() => Some(resource.clone()),
            "s3" => Some(plan.region.global("s3", "", resource)),
            _ => plan.arn_of(resource),
        };
        // Made during the run: by the form its service's ARNs have.
        let unknown = || {
            let form = plan.sections().into_iter().find(|s| s.2 == service).map_or("{}", |s| s.3);
            plan.region.arn(service, &form.replace("{}", resource))
        };
        let place = known.unwrap_or_else(unknown);
        let owner = plan.owner_of(&place);
        self.places.insert(key, (place.clone(), owner.clone()));
        (place, owner)
    }

    /// A policy, read once; one that cannot be read allows nothing.
    fn policy(&mut self, text: &Name) -> Option<Arc<Policy>> {
        if let Some(known) = self.policies.get(text) {
            return known.clone();
        }
        let read = Policy::parse(text).ok().map(Arc::new);
        self.policies.insert(text.clone(), read.clone());
        read
    }
}

fn role(plan: &Scenario, of: &str) -> Asker {
    let who = plan.identity_of(of);
    let mut context = Context::default();
    context.set("aws:securetransport", "true");
    context.set("aws:principalarn", who.role.clone());
    context.set("aws:principalaccount", who.account.clone());
    context.set("aws:principaltype", "AssumedRole");
    context.set("aws:principalisawsservice", "false");
    let read = |policy: &crate::sim::scenario::spec::iam::RolePolicy| Policy::parse(&policy.text(plan)).ok();
    let policies = who.spec.map(|role| role.policies.iter().filter_map(read).collect());
    Asker { name: who.session, role: Some((who.role, who.account)), policies, context }
}

fn service(plan: &Scenario, principal: &Name, source: &Name) -> Asker {
    let mut context = Context::default();
    context.set("aws:securetransport", "true");
    context.set("aws:sourcearn", source.clone());
    context.set("aws:sourceaccount", plan.owner_of(source));
    context.set("aws:principalisawsservice", "true");
    context.set("aws:principalservicename", principal.clone());
    Asker { name: principal.clone(), role: None, policies: None, context }
}

/// Whether a service acts for a resource of this account.
fn acts_in(plan: &Scenario, by: &By, account: &Name) -> bool {
    matches!(by, By::Service { source, .. } if plan.owner_of(source) == *account)
}

/// The resource's name, as events give it.
fn named(place: &Name) -> Name {
    arn::parse(place).map_or_else(|| place.clone(), |p| p.name.into())
}

/// What an action needs of the key its resource is encrypted with: (write, the KMS actions). Actions that touch no content need nothing.
fn needs(action: &str) -> Option<(bool, &'static [&'static str])> {
    match action {
        "sqs:SendMessage" | "sns:Publish" => Some((true, &["kms:GenerateDataKey", "kms:Decrypt"])),
        "kinesis:PutRecord"
        | "kinesis:PutRecords"
        | "s3:PutObject"
        | "firehose:PutRecord"
        | "firehose:PutRecordBatch"
        | "events:PutEvents"
        | "states:StartExecution" => Some((true, &["kms:GenerateDataKey"])),
        "sqs:ReceiveMessage" | "kinesis:GetRecords" | "kinesis:SubscribeToShard" | "s3:GetObject" => {
            Some((false, &["kms:Decrypt"]))
        }
        _ => None,
    }
}

impl World {
    /// Whether IAM lets this call through.
    pub(super) fn gate(
        &mut self,
        by: &By,
        call: &Call,
        cause: Option<u64>,
        tray: &mut Tray,
    ) -> Result<(), Box<Denied>> {
        let Some(access) = self.services.access(call) else { return Ok(()) };
        let plain = access.policy.is_none() && access.key.is_none() && matches!(by, By::Role { .. });
        // Most calls: an administrator's, in one account, where nothing is guarded.
        if plain && self.plan.roles.is_empty() && self.plan.elsewhere.is_empty() {
            return Ok(());
        }
        let plan = self.plan.clone();
        self.gate.follow(&plan);
        let known = self.gate.allowed.get(&by.way(&access));
        if access.key.is_none() && known.is_some_and(|policy| same(policy.as_ref(), access.policy.as_ref())) {
            return Ok(());
        }
        let asker = self.gate.asker(&plan, by);
        let (place, owner) = self.gate.place(&plan, access.action, &access.resource);
        let turn = Turn {
            now: self.agenda.now(),
            quotas: &self.quotas,
            region: &self.plan.region,
            cause,
            leniency: self.leniency,
        };
        let unguarded = turn.spares(Spared::Policies) && access.policy.is_none() && acts_in(&plan, by, &owner);
        let mut judge = Judge { gate: &mut self.gate, services: &mut self.services, plan: &plan, turn, tray };
        let let_in = if unguarded { Ok(()) } else { judge.resource((by, &asker), &access, (&place, &owner)) };
        let decided = let_in.and_then(|()| judge.key(&asker, &access, &place));
        if let Err(denied) = &decided {
            let name: Name = by.name().into();
            tray.sink.emit(turn.now, cause, || Draft {
                actor: Some(name),
                note: Some(format!("{} {}", denied.action, denied.because).into()),
                weight: Weight::Alarm,
                ..Draft::new("iam.denied", &named(&place))
            });
        }
        decided
    }
}

/// What a decision needs.
struct Judge<'a> {
    gate: &'a mut Gate,
    services: &'a mut Services,
    plan: &'a Scenario,
    turn: Turn<'a>,
    tray: &'a mut Tray,
}

impl Judge<'_> {
    /// Identity and resource policy.
    fn resource(
        &mut self,
        (by, asker): (&By, &Asker),
        access: &Access,
        (place, owner): (&Name, &Name),
    ) -> Result<(), Box<Denied>> {
        let policy = access.policy.as_ref().and_then(|text| self.gate.policy(text));
        let guard = if access.action.starts_with("kms:") { Guard::Key } else { Guard::Resource };
        let identity: Option<Vec<&Policy>> = asker.policies.as_ref().map(|all| all.iter().collect());
        let asked = Question {
            who: asker.caller(),
            action: access.action,
            resource: place,
            owner,
            context: &asker.context,
            identity: identity.as_deref(),
            policy: policy.as_deref(),
            guard,
        };
        match decide(&asked) {
            Decision::Allowed { confusable: false } => {
                if access.key.is_none() {
                    self.gate.allowed.insert(by.way(access), access.policy.clone());
                }
                Ok(())
            }
            Decision::Allowed { confusable: true } => {
                self.tray.sink.emit(self.turn.now, self.turn.cause, || Draft {
                    actor: Some(asker.name.clone()),
                    note: Some("no aws:SourceArn is asked for".into()),
                    ..Draft::new("iam.confused", &named(place))
                });
                Ok(())
            }
            Decision::Denied(because) => Err(Box::new(Denied {
                principal: asker.name.clone(),
                action: access.action.into(),
                resource: place.clone(),
                because: because.into(),
                by_key: false,
                code: "AccessDenied",
            })),
        }
    }

    /// The KMS key. A service that still holds a data key does not ask again.
    fn key(&mut self, asker: &Asker, access: &Access, place: &Name) -> Result<(), Box<Denied>> {
        let (Some(key), Some((write, actions))) = (&access.key, needs(access.action)) else { return Ok(()) };
        if self.services.kms.is_held(place, &asker.name, write, self.turn.now) {
            return Ok(());
        }
        let refused = |action: &str, resource: &Name, code: &'static str, because: &str| {
            let (principal, action) = (asker.name.clone(), action.into());
            Box::new(Denied {
                principal,
                action,
                resource: resource.clone(),
                because: because.into(),
                by_key: true,
                code,
            })
        };
        let first = actions.first().copied().unwrap_or_default();
        let lock = match self.services.kms.lock(key, self.turn.region) {
            Ok(lock) => lock,
            Err(error) => return Err(refused(first, key, error.code.name(), &error.message)),
        };
        let policy = self.gate.policy(&lock.policy);
        let context = key_context(asker, access.action, place, self.turn.region);
        let identity: Option<Vec<&Policy>> = asker.policies.as_ref().map(|all| all.iter().collect());
        for action in actions {
            let asked = Question {
                who: asker.caller(),
                action,
                resource: &lock.arn,
                owner: &lock.account,
                context: &context,
                identity: identity.as_deref(),
                policy: policy.as_deref(),
                guard: Guard::Key,
            };
            if let Decision::Denied(because) = decide(&asked) {
                return Err(refused(action, &lock.arn, "AccessDeniedException", &because));
            }
        }
        let wish = Wish {
            key: key.clone(),
            resource: place.clone(),
            who: asker.name.clone(),
            write,
            reuse: self.reuse(&access.resource),
        };
        let opened = self.services.open_key(&wish, self.turn, self.tray);
        opened.map_err(|error| refused(first, &lock.arn, error.code.name(), &error.message))
    }

    /// KmsDataKeyReusePeriodSeconds of a queue; other services name no such span.
    fn reuse(&self, resource: &str) -> Option<u64> {
        let known = self.plan.queues.iter().any(|q| *q.name == *resource);
        let queue = if known { self.services.sqs.queue(resource) } else { None };
        queue.map(|queue| queue.config.acting.encryption.reuse)
    }
}

/// The circumstances of a call to KMS on somebody's behalf. A service for itself comes through no other service.
fn key_context(asker: &Asker, action: &str, place: &Name, region: &Region) -> Context {
    let mut context = asker.context.clone();
    let service = action.split(':').next().unwrap_or_default();
    if let Some((_, account)) = &asker.role {
        context.set("kms:calleraccount", account.clone());
        context.set("kms:viaservice", region.host(service));
    }
    context.add(&format!("kms:EncryptionContext:aws:{service}:arn"), place.clone());
    context
}
