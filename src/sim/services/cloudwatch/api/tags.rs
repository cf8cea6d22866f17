//! Alarms are chosen and tagged.
use super::{CloudWatchError, Code, Reply, Response, request::Select};
use crate::sim::{
    services::cloudwatch::model::{
        CloudWatch,
        alarm::{Alarm, By},
    },
    trace::Name,
};
use std::collections::BTreeMap;

impl Select {
    /// Whether an alarm is one of them.
    pub(super) fn takes(&self, alarm: &Alarm) -> bool {
        let config = &alarm.config;
        let actions = [&config.actions.alarm, &config.actions.ok, &config.actions.insufficient];
        let typed = match (&config.by, &self.metric) {
            (By::Metric(watch), Some(key)) => watch.queries.iter().any(|q| q.key() == Some(&**key)),
            (By::Rule(..), Some(_)) => false,
            (By::Metric(_), None) => self.types.0,
            (By::Rule(..), None) => self.types.1,
        };
        typed
            && (self.names.is_empty() || self.names.contains(&config.name))
            && self.prefix.as_ref().is_none_or(|p| config.name.starts_with(&**p))
            && self.state.is_none_or(|s| s == alarm.state)
            && self.action.as_ref().is_none_or(|p| actions.iter().any(|all| all.iter().any(|to| to.starts_with(&**p))))
    }
}

impl CloudWatch {
    /// An alarm that is there.
    pub(super) fn known(&self, alarm: &str) -> Result<(), CloudWatchError> {
        if self.alarms.contains_key(alarm) {
            return Ok(());
        }
        Err(CloudWatchError::new(Code::NotTagged, format!("There is no alarm {alarm}.")))
    }

    /// TagResource.
    pub(super) fn tag(&mut self, alarm: Name, tags: BTreeMap<Name, Name>) -> Reply {
        self.known(&alarm)?;
        let most = self.limits.tags;
        let all = self.tags.entry(alarm).or_default();
        let fresh = tags.keys().filter(|key| !all.contains_key(*key)).count();
        if (all.len() + fresh) as u64 > most {
            return Err(CloudWatchError::value(format!("A resource has at most {most} tags.")));
        }
        all.extend(tags);
        Ok(Response::Done)
    }

    /// UntagResource.
    pub(super) fn untag(&mut self, alarm: &str, keys: &[Name]) -> Reply {
        self.known(alarm)?;
        if let Some(all) = self.tags.get_mut(alarm) {
            all.retain(|key, _| !keys.contains(key));
        }
        Ok(Response::Done)
    }
}
