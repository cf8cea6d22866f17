//! What there is to see of a world at a moment: panels, metrics, cost.
use super::{ACTOR_METRICS, World};
use crate::sim::{panel::Panel, trace::Name};

impl World {
    /// What there is to see now: producers, resources, consumers, in the scenario's order.
    #[must_use]
    pub fn panels(&self) -> Vec<Panel> {
        let now = self.now();
        let producers = self.producers.iter().zip(&self.plan.producers).map(|(p, spec)| p.panel(spec, now));
        let fleets = self.fleets.iter().zip(&self.plan.consumers).map(|(f, spec)| f.panel(spec, now));
        let crews = self.crews.iter().map(|c| c.panel(now));
        let mut resources = self.services.panels(now);
        let place = |p: &Panel| self.plan.queues.iter().position(|q| q.name == p.name);
        resources.sort_by_key(place);
        let readers = self.readers.iter().map(|app| app.panel(now));
        producers.chain(resources).chain(fleets).chain(crews).chain(readers).collect()
    }

    /// Every resource and actor that is measured, with the names of its metrics.
    #[must_use]
    pub fn measured(&self) -> Vec<(Name, &'static [&'static str])> {
        let mut all = self.services.resources();
        all.extend(self.producers.iter().map(|p| (p.name.clone(), ACTOR_METRICS)));
        all.extend(self.fleets.iter().map(|f| (f.name.clone(), ACTOR_METRICS)));
        all.extend(self.crews.iter().map(|c| (c.name.clone(), ACTOR_METRICS)));
        all.extend(self.readers.iter().map(|r| (r.name.clone(), ACTOR_METRICS)));
        all
    }

    /// The value of a CloudWatch metric now, by resource and exact metric name; `None` where there is no such metric.
    /// Fleets and producers have measures of their own: see [`ACTOR_METRICS`].
    #[must_use]
    pub fn metric(&self, resource: &str, name: &str) -> Option<u64> {
        if let Some(fleet) = self.fleets.iter().find(|f| &*f.name == resource) {
            return match name {
                "requests" => Some(fleet.tally.requests),
                "empty" => Some(fleet.tally.empty),
                "finished" => Some(fleet.tally.finished),
                "repeats" => Some(fleet.tally.repeats),
                "members" => Some(fleet.members.iter().filter(|w| !w.leaving).count() as u64),
                "busy" => Some(fleet.members.iter().filter(|w| !w.hands.is_empty()).count() as u64),
                _ => None,
            };
        }
        if let Some(crew) = self.crews.iter().find(|c| &*c.name == resource) {
            return crew.metric(name);
        }
        if let Some(app) = self.readers.iter().find(|r| &*r.name == resource) {
            return app.metric(name);
        }
        if let Some(producer) = self.producers.iter().find(|p| &*p.name == resource) {
            return match name {
                "sent" => Some(producer.sent),
                "accepted" => Some(producer.accepted),
                _ => None,
            };
        }
        self.services.metric(resource, name, self.now())
    }

    /// What the run has cost so far.
    ///
    /// # Errors
    /// A price the ledger lacks.
    pub fn cost(&self) -> Result<crate::sim::cost::Bill, crate::sim::quotas::MissingFact> {
        crate::sim::cost::bill(&self.services.usage(self.now()), &self.quotas)
    }
}
