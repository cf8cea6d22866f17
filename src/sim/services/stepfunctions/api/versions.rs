//! Versions: a state machine's definition, role and configuration as they were published, numbered from 1.
use super::machines::{deleting, tail};
use super::response::Listed;
use super::{Call, Code, Paging, Reply, Response, StatesError, cut};
use crate::base::time::SimTime;
use crate::sim::services::stepfunctions::model::States;
use crate::sim::services::stepfunctions::model::release::Version;
use crate::sim::trace::Name;
use std::sync::Arc;

impl States {
    /// PublishStateMachineVersion: a revision that was published already is not published twice.
    pub(super) fn publish(
        &mut self,
        call: Call<'_>,
        name: &str,
        (revision, description): (Option<Name>, Option<Arc<str>>),
    ) -> Reply {
        let machine = self.known(name)?;
        if machine.deleting {
            return Err(deleting(machine));
        }
        let current = machine.releases.revision.as_deref().unwrap_or("INITIAL");
        if let Some(asked) = revision.filter(|asked| **asked != *current) {
            let message = format!(
                "Failed to publish the State Machine version for revision {asked}. The current State Machine revision is {current}."
            );
            return Err(StatesError::new(Code::Conflict, message));
        }
        let arn = machine.arn();
        let same = machine.releases.versions.iter().rev().find(|(_, v)| v.revision == machine.releases.revision);
        if let Some((no, version)) = same {
            if description.is_some() && version.description != description {
                let message =
                    "Failed to publish the State Machine version: it is already published with another description.";
                return Err(StatesError::new(Code::Conflict, message));
            }
            return Ok(Response::Made(format!("{arn}:{no}").into(), version.created, None));
        }
        let version = self.release(&arn, (call.turn.now, &description))?;
        Ok(Response::Made(version.unwrap_or_default(), call.turn.now, None))
    }

    /// Publishes what the state machine is now; the version's ARN.
    pub(super) fn release(
        &mut self,
        arn: &Name,
        (now, description): (SimTime, &Option<Arc<str>>),
    ) -> Result<Option<Name>, StatesError> {
        let most = self.core.limits.sizes.versions;
        let name = super::bare(arn);
        let Some(machine) = self.machines.get_mut(name) else { return Err(StatesError::no_machine(arn)) };
        if machine.releases.versions.len() as u64 >= most {
            let message = format!("The number of versions of the state machine exceeds the limit of {most}");
            return Err(StatesError::new(Code::ServiceQuotaExceeded, message));
        }
        let version = Version {
            program: machine.program.clone(),
            role: machine.role.clone(),
            config: machine.config.clone(),
            revision: machine.releases.revision.clone(),
            description: description.clone(),
            created: now,
        };
        machine.releases.last += 1;
        let no = machine.releases.last;
        machine.releases.versions.insert(no, Arc::new(version));
        Ok(Some(format!("{arn}:{no}").into()))
    }

    /// DeleteStateMachineVersion: not while an alias leads to it; one that is not there is no error.
    pub(super) fn delete_version(&mut self, version: &str) -> Reply {
        let no = tail(version).and_then(|t| t.parse::<u32>().ok());
        let no = no.ok_or_else(|| {
            let message = format!("Invalid Arn: 'Resource type not valid in this context: {version}'");
            StatesError::new(Code::InvalidArn, message)
        })?;
        let Ok(machine) = self.known(version) else { return Ok(Response::Done) };
        let name = machine.name.clone();
        let held: Vec<&str> = machine
            .releases
            .aliases
            .iter()
            .filter(|(_, alias)| alias.routes.iter().any(|route| route.0 == no))
            .map(|(name, _)| &**name)
            .collect();
        if !held.is_empty() {
            let message = format!(
                "Version to be deleted must not be referenced by an alias. Current list of aliases referencing this version: [{}]",
                held.join(", ")
            );
            return Err(StatesError::new(Code::Conflict, message));
        }
        if let Some(machine) = self.machines.get_mut(&name) {
            machine.releases.versions.remove(&no);
        }
        Ok(Response::Done)
    }

    /// Newest first.
    pub(super) fn list_versions(&self, name: &str, paging: Paging<'_>) -> Reply {
        let machine = self.known(name)?;
        let arn = machine.arn();
        let all = machine.releases.versions.iter().rev().map(|(no, version)| Listed {
            arn: format!("{arn}:{no}").into(),
            name: no.to_string().into(),
            express: machine.express,
            created: version.created,
        });
        let (list, next) = cut(all, paging, &format!("versions {arn}"))?;
        Ok(Response::Listed(list, next))
    }
}
