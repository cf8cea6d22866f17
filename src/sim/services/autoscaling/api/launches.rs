//! What instances are launched from, and tags.
use super::{AutoScalingError, Code, Reply, Response};
use crate::base::time::SimTime;
use crate::sim::{
    services::autoscaling::{
        model::{About, AutoScaling, Group, LaunchConfiguration},
        step::Ctx,
    },
    trace::Name,
};
use serde_json::Value;
use std::collections::BTreeMap;

impl AutoScaling {
    /// CreateLaunchConfiguration.
    pub(super) fn create_launch(&mut self, name: Name, said: Name, made: SimTime) -> Reply {
        if self.launches.contains_key(&name) {
            let message = format!(
                "Launch Configuration by this name already exists - A launch configuration already exists with the name {name}"
            );
            return Err(AutoScalingError::new(Code::AlreadyExists, message));
        }
        if self.launches.len() as u64 >= self.limits.launches {
            let message = format!("At most {} launch configurations.", self.limits.launches);
            return Err(AutoScalingError::new(Code::LimitExceeded, message));
        }
        self.launches.insert(name.clone(), LaunchConfiguration { name, said, made });
        Ok(Response::Done)
    }

    /// DeleteLaunchConfiguration: not while a group uses it.
    pub(super) fn delete_launch(&mut self, name: &Name) -> Reply {
        if self.groups.values().any(|g| named(&g.about).as_deref() == Some(&**name)) {
            let message =
                format!("Cannot delete launch configuration {name} because it is attached to AutoScalingGroup");
            return Err(AutoScalingError::new(Code::ResourceInUse, message));
        }
        let gone = self.launches.remove(name);
        let unknown = || AutoScalingError::invalid(format!("Launch configuration name not found - {name} not found"));
        gone.map(|_| Response::Done).ok_or_else(unknown)
    }

    /// What a caller must say of a new group.
    pub(super) fn check_about(&self, about: &About) -> Result<(), AutoScalingError> {
        if about.launch.is_empty() {
            return Err(AutoScalingError::invalid(
                "Valid requests must contain either LaunchTemplate, LaunchConfigurationName, InstanceId or MixedInstancesPolicy parameter.",
            ));
        }
        if about.zones.is_empty() && about.subnets.is_empty() {
            return Err(AutoScalingError::invalid("At least one Availability Zone or VPC Subnet is required."));
        }
        match named(about) {
            Some(name) if !self.launches.contains_key(&*name) => {
                Err(AutoScalingError::invalid(format!("Launch configuration name not found - {name}")))
            }
            _ => Ok(()),
        }
    }
}

/// The launch configuration a group names.
fn named(about: &About) -> Option<Name> {
    let said: Value = serde_json::from_str(&about.launch).ok()?;
    said.get("LaunchConfigurationName").and_then(Value::as_str).map(Into::into)
}

/// CreateOrUpdateTags of one group.
pub(super) fn tag(group: &mut Group, ctx: &Ctx<'_>, tags: BTreeMap<Name, (Name, bool)>) -> Reply {
    let fresh = tags.keys().filter(|key| !group.about.tags.contains_key(*key)).count();
    let most = ctx.limits.tags;
    if (group.about.tags.len() + fresh) as u64 > most {
        return Err(AutoScalingError::new(Code::LimitExceeded, format!("A group has at most {most} tags.")));
    }
    group.about.tags.extend(tags);
    Ok(Response::Done)
}
