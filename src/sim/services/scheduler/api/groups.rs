//! Schedule groups and their tags.
use super::{Code, Reply, Request, Response, SchedulerError, page, refuse, well_named};
use crate::sim::services::scheduler::model::{DEFAULT, Group, Scheduler};
use crate::sim::{
    arn,
    members::{Members, Tags, Told, tag_list},
    region::Region,
    trace::Name,
    turn::Turn,
};

impl Scheduler {
    /// Calls about groups.
    pub(super) fn group_call(&mut self, request: Request, turn: Turn<'_>) -> Reply {
        match request {
            Request::CreateScheduleGroup { name, tags } => self.create_group(name, tags, turn),
            Request::DeleteScheduleGroup { name } => self.delete_group(&name),
            Request::GetScheduleGroup { name } => {
                let told = Told::from(seen(&name, self.group(&name)?, turn.region));
                let count = self.plans.values().filter(|p| p.group == name).count();
                Ok(Response::Described(told.put("Schedules", count).end()))
            }
            Request::ListScheduleGroups { prefix, page: wanted } => {
                let found = self.groups.iter().filter(|(name, _)| name.starts_with(&*prefix));
                page(&wanted, "ScheduleGroups", found.map(|(n, g)| (n.clone(), (n, g))), |(n, g)| {
                    seen(n, g, turn.region).into()
                })
            }
            Request::TagResource { arn, tags } => {
                self.tags_of(&arn)?.extend(tags);
                Ok(Response::Done)
            }
            Request::UntagResource { arn, keys } => {
                self.tags_of(&arn)?.retain(|key, _| !keys.contains(key));
                Ok(Response::Done)
            }
            Request::ListTagsForResource { arn } => {
                let tags = tag_list(self.tags_of(&arn)?);
                Ok(Response::Described(Told::new().put("Tags", tags).end()))
            }
            _ => refuse(Code::Validation, "Unknown operation."),
        }
    }

    fn create_group(&mut self, name: Name, tags: Tags, turn: Turn<'_>) -> Reply {
        if !well_named(&name) {
            return refuse(Code::Validation, format!("The group name `{name}` is not valid."));
        }
        if self.groups.contains_key(&name) {
            return refuse(Code::Conflict, format!("Schedule group {name} already exists."));
        }
        if self.groups.len() as u64 >= self.limits.groups {
            return refuse(Code::Quota, "There are too many schedule groups.");
        }
        let told = Told::new().text("ScheduleGroupArn", &group_arn(turn.region, &name)).end();
        self.groups.insert(name, Group { made: turn.now, tags });
        Ok(Response::Made(told))
    }

    /// DeleteScheduleGroup: its schedules go with it.
    fn delete_group(&mut self, name: &str) -> Reply {
        if name == DEFAULT {
            return refuse(Code::Validation, "The default schedule group cannot be deleted.");
        }
        self.group(name)?;
        let gone: Vec<Name> = self.plans.iter().filter(|p| *p.1.group == *name).map(|p| p.0.clone()).collect();
        for key in gone {
            self.forget(&key);
        }
        self.groups.remove(name);
        Ok(Response::Done)
    }

    /// A group, or AWS's refusal.
    pub(super) fn group(&self, name: &str) -> Result<&Group, SchedulerError> {
        match self.groups.get(name) {
            Some(group) => Ok(group),
            None => refuse(Code::NotFound, format!("Schedule group {name} does not exist.")),
        }
    }

    /// The tags of a group: schedules have none.
    fn tags_of(&mut self, arn: &str) -> Result<&mut Tags, SchedulerError> {
        let place = arn::parse(arn).filter(|p| p.service == "scheduler" && p.kind == "schedule-group");
        let Some(place) = place else {
            return refuse(Code::Validation, "ResourceArn must be the ARN of a schedule group.");
        };
        match self.groups.get_mut(place.name) {
            Some(group) => Ok(&mut group.tags),
            None => refuse(Code::NotFound, format!("Schedule group {} does not exist.", place.name)),
        }
    }
}

fn group_arn(region: &Region, name: &str) -> Name {
    region.arn("scheduler", &format!("schedule-group/{name}"))
}

/// A group as lists show it; one that is being deleted is gone at once.
fn seen(name: &str, group: &Group, region: &Region) -> Members {
    let told = Told::new().text("Arn", &group_arn(region, name)).text("Name", name).text("State", "ACTIVE");
    told.at("CreationDate", group.made).at("LastModificationDate", group.made).end()
}
