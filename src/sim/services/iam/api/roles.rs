//! Roles and policies are made, changed and deleted.
use super::{Code, Create, IamError, Request, Response};
use crate::sim::{
    arn,
    services::iam::{
        model::{Iam, Managed, Role, global},
        step::Output,
    },
    trace::{Name, Weight},
    turn::{Draft, Turn},
};
use std::collections::{BTreeMap, BTreeSet};

type Reply = Result<Response, IamError>;

impl Iam {
    /// One call.
    pub(in crate::sim::services::iam) fn handle(
        &mut self,
        from: &Name,
        request: Request,
        turn: Turn<'_>,
        out: &mut Output,
    ) -> Reply {
        let (place, action) = (request.place(), request.action());
        let reply = self.answer(request, turn);
        let what = action.trim_start_matches("iam:");
        let (kind, note) = match &reply {
            Err(error) => ("iam.refused", error.code.name()),
            Ok(_) if what.starts_with("Get") || what.starts_with("List") => return reply,
            Ok(_) if what.starts_with("Create") => ("iam.made", what),
            Ok(_) if matches!(what, "DeleteRole" | "DeletePolicy") => ("iam.gone", what),
            Ok(_) => ("iam.changed", what),
        };
        out.sink.emit(turn.now, turn.cause, || Draft {
            actor: Some(from.clone()),
            note: Some(note.into()),
            weight: Weight::Mark,
            ..Draft::new(kind, &place)
        });
        reply
    }

    fn answer(&mut self, request: Request, turn: Turn<'_>) -> Reply {
        match request {
            Request::CreateRole(create) => self.create_role(*create, turn),
            Request::GetRole(name) => self
                .roles
                .get(&name)
                .cloned()
                .map(|r| Response::Role(Box::new(r)))
                .ok_or_else(|| IamError::no_role(&name)),
            Request::ListRoles => Ok(Response::Roles(self.roles.values().cloned().collect())),
            Request::DeleteRole(name) => self.delete_role(&name),
            Request::UpdateAssumeRolePolicy { role, document } => {
                check(&document, self.limits.trust)?;
                self.role(&role)?.trust = document;
                Ok(Response::Done)
            }
            Request::PutRolePolicy { role, name, document } => self.put_inline(&role, name, document),
            Request::GetRolePolicy { role, name } => {
                let found = self.role(&role)?.inline.get(&name).cloned();
                found.map(Response::Document).ok_or_else(|| no_inline(&name))
            }
            Request::DeleteRolePolicy { role, name } => {
                self.role(&role)?.inline.remove(&name).map(|_| Response::Done).ok_or_else(|| no_inline(&name))
            }
            Request::AttachRolePolicy { role, arn } => self.attach(&role, arn),
            Request::DetachRolePolicy { role, arn } => {
                if !self.role(&role)?.attached.remove(&arn) {
                    return Err(IamError::no_policy(&arn));
                }
                if let Some(policy) = self.policies.get_mut(&arn) {
                    policy.attached = policy.attached.saturating_sub(1);
                }
                Ok(Response::Done)
            }
            Request::TagRole { role, tags, gone } => self.tag(&role, tags, &gone),
            Request::CreatePolicy(create) => self.create_policy(*create, turn),
            Request::GetPolicy(arn) => {
                let found = self.policies.get(&arn).cloned();
                found.map(|p| Response::Policy(Box::new(p))).ok_or_else(|| IamError::no_policy(&arn))
            }
            Request::ListPolicies => Ok(Response::Policies(self.policies.values().cloned().collect())),
            Request::DeletePolicy(arn) => {
                let attached = self.policies.get(&arn).ok_or_else(|| IamError::no_policy(&arn))?.attached;
                if attached > 0 {
                    return Err(IamError::new(Code::DeleteConflict, "Cannot delete a policy attached to entities."));
                }
                self.policies.remove(&arn);
                Ok(Response::Done)
            }
        }
    }

    fn role(&mut self, name: &str) -> Result<&mut Role, IamError> {
        self.roles.get_mut(name).ok_or_else(|| IamError::no_role(name))
    }

    fn create_role(&mut self, create: Create, turn: Turn<'_>) -> Reply {
        let Create { name, path, document, description, session, tags } = create;
        check(&document, self.limits.trust)?;
        if self.roles.contains_key(&name) {
            let message = format!("Role with name {name} already exists.");
            return Err(IamError::new(Code::EntityAlreadyExists, message));
        }
        if self.roles.len() as u64 >= self.limits.roles {
            return Err(IamError::limit("RolesPerAccount", self.limits.roles));
        }
        if tags.len() as u64 > self.limits.tags {
            return Err(IamError::limit("TagsPerRole", self.limits.tags));
        }
        let role = Role {
            name: name.clone(),
            path,
            id: self.id("AROA"),
            trust: document,
            description,
            session,
            made: turn.now,
            inline: BTreeMap::new(),
            attached: BTreeSet::new(),
            tags,
        };
        self.roles.insert(name, role.clone());
        Ok(Response::Role(Box::new(role)))
    }

    fn delete_role(&mut self, name: &str) -> Reply {
        let role = self.role(name)?;
        let held = if !role.attached.is_empty() {
            "must detach all policies first"
        } else if !role.inline.is_empty() {
            "must delete policies first"
        } else {
            self.roles.remove(name);
            return Ok(Response::Done);
        };
        Err(IamError::new(Code::DeleteConflict, format!("Cannot delete entity, {held}.")))
    }

    fn put_inline(&mut self, role: &str, name: Name, document: Name) -> Reply {
        let most = self.limits.inline;
        check(&document, most)?;
        let role = self.role(role)?;
        let others = role.inline.iter().filter(|(other, _)| **other != name).map(|(_, text)| text.len() as u64);
        if others.sum::<u64>() + document.len() as u64 > most {
            return Err(IamError::limit("the size of all inline policies of a role", most));
        }
        role.inline.insert(name, document);
        Ok(Response::Done)
    }

    fn attach(&mut self, role: &str, arn: Name) -> Reply {
        let most = self.limits.attached;
        let aws = arn::parse(&arn)
            .is_some_and(|place| place.service == "iam" && place.account == "aws" && place.kind == "policy");
        if !aws && !self.policies.contains_key(&arn) {
            return Err(IamError::no_policy(&arn));
        }
        let found = self.role(role)?;
        if !found.attached.contains(&arn) && found.attached.len() as u64 >= most {
            return Err(IamError::limit("PoliciesPerRole", most));
        }
        let fresh = found.attached.insert(arn.clone());
        if let Some(policy) = self.policies.get_mut(&arn).filter(|_| fresh) {
            policy.attached += 1;
        }
        Ok(Response::Done)
    }

    fn tag(&mut self, role: &str, tags: BTreeMap<Name, Name>, gone: &[Name]) -> Reply {
        let most = self.limits.tags;
        let all = &mut self.role(role)?.tags;
        if (all.len() + tags.keys().filter(|key| !all.contains_key(*key)).count()) as u64 > most {
            return Err(IamError::limit("TagsPerRole", most));
        }
        all.extend(tags);
        all.retain(|key, _| !gone.contains(key));
        Ok(Response::Done)
    }

    fn create_policy(&mut self, create: Create, turn: Turn<'_>) -> Reply {
        let Create { name, path, document, description, .. } = create;
        check(&document, self.limits.document)?;
        let arn = global(turn.region, "policy", &path, &name);
        if self.policies.contains_key(&arn) {
            let message = format!("A policy called {name} already exists. Duplicate names are not allowed.");
            return Err(IamError::new(Code::EntityAlreadyExists, message));
        }
        if self.policies.len() as u64 >= self.limits.policies {
            return Err(IamError::limit("PoliciesPerAccount", self.limits.policies));
        }
        let id = self.id("ANPA");
        let policy = Managed { name, id, arn: arn.clone(), path, document, description, made: turn.now, attached: 0 };
        self.policies.insert(arn, policy.clone());
        Ok(Response::Policy(Box::new(policy)))
    }
}

fn no_inline(name: &str) -> IamError {
    IamError::new(Code::NoSuchEntity, format!("The role policy with name {name} cannot be found."))
}

/// A document is JSON with statements, and not too long.
fn check(document: &str, most: u64) -> Result<(), IamError> {
    if document.len() as u64 > most {
        return Err(IamError::limit("the size of the policy", most));
    }
    let read: Option<serde_json::Value> = serde_json::from_str(document).ok();
    if read.is_some_and(|value| value.get("Statement").is_some()) {
        return Ok(());
    }
    Err(IamError::new(Code::MalformedPolicyDocument, "This policy contains invalid Json"))
}
