//! What functions and mappings have used, and that nothing was lost on the way.
use super::Lambda;
use crate::base::time::SimTime;
use crate::sim::services::lambda::api::provisioned_mb_ms;
use crate::sim::turn::{Balance, Usage};

impl Lambda {
    /// What costs money.
    pub(in crate::sim::services::lambda) fn used(&self, now: SimTime) -> Vec<Usage> {
        let mut out = vec![];
        for f in self.functions.values() {
            let mut add = |meter: &'static str, amount: u64| {
                if amount > 0 {
                    out.push(Usage { resource: f.config.name.clone(), meter, amount });
                }
            };
            let t = &f.tally;
            add("lambda.requests", t.invocations);
            add("lambda.gb_ms", t.mb_ms / 1024);
            add("lambda.provisioned.gb_ms", (t.reserved_mb_ms + provisioned_mb_ms(f, now)) / 1024);
            add("lambda.provisioned.duration_gb_ms", t.provisioned_mb_ms / 1024);
            let mine = self.mappings.values().filter(|m| m.function == f.config.name && m.set.pollers.is_some());
            let slots = u64::from(self.core.limits.scale.poller_invokes.max(1));
            let time = mine.filter_map(|m| {
                let p = m.pollers()?;
                Some(m.tally.poller_us + now.since(p.since).0 * u64::from(p.target))
            });
            add("lambda.pollers.ms", time.sum::<u64>() / 1_000 / slots);
        }
        out
    }

    /// Law 4: asynchronous events of each function, and items of each mapping.
    pub(in crate::sim::services::lambda) fn balance(&self) -> Vec<Balance> {
        let mut out = vec![];
        for f in self.functions.values() {
            let t = &f.tally.later;
            out.push(Balance { place: f.config.name.clone(), came: t.received, fates: t.open + t.done + t.dropped });
        }
        for m in self.mappings.values() {
            let t = &m.tally;
            let fates = t.open + t.filtered + t.done + t.returned + t.dropped;
            out.push(Balance { place: m.uuid.clone(), came: t.polled, fates });
        }
        out
    }
}
