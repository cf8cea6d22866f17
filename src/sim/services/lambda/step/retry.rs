//! Pollers that could not hand over: throttled ones try again until their messages are visible to others; brokers' batches
//! are tried until they succeed.
use super::{
    Cx,
    pollers::{Place, poller_of, wait},
};
use crate::sim::services::lambda::{
    api::Reason,
    model::{
        Lambda,
        mapping::{Source, Work},
        poller::{At, Poller, weight},
        run::Entry,
    },
};
use crate::sim::{trace::Weight, turn::Draft};

impl Lambda {
    /// The function was throttled: the batch is kept and tried again later.
    pub(super) fn hold_back(&mut self, place: Place, (reason, entries): (Reason, Vec<Entry>), cx: &mut Cx<'_>) {
        let Some(m) = self.mappings.get_mut(&place.0) else { return };
        let Some(f) = self.functions.get(&m.function) else { return };
        cx.emit(cx.cause, || Draft {
            amount: entries.len() as u64,
            actor: Some(m.source_name.clone()),
            note: Some(reason.name().into()),
            weight: Weight::Mark,
            ..Draft::new("lambda.throttle", &m.function)
        });
        if let Work::Pollers(all) = &mut m.work {
            all.bad += 1;
        }
        let Some(p) = poller_of(m, place.1) else { return };
        put_back(p, entries, f.settings.envelope);
        p.tries += 1;
        let until = cx.now + f.settings.backoff(p.tries);
        wait(p, place, until, cx);
        p.at = At::Throttled(until);
    }

    /// A broker's batch failed: the same messages again, until they succeed.
    pub(super) fn again(&mut self, place: Place, entries: Vec<Entry>, cx: &mut Cx<'_>) {
        let Some(m) = self.mappings.get_mut(&place.0) else { return };
        let Some(f) = self.functions.get(&m.function) else { return };
        let Some(p) = poller_of(m, place.1) else { return };
        put_back(p, entries, f.settings.envelope);
        p.tries += 1;
        let until = cx.now + f.settings.backoff(p.tries);
        wait(p, place, until, cx);
        p.at = At::Throttled(until);
    }

    /// A poller has waited.
    pub(super) fn poller_waited(&mut self, place: Place, epoch: u32, cx: &mut Cx<'_>) {
        let Some(m) = self.mappings.get_mut(&place.0) else { return };
        let broker = m.source == Source::Broker;
        let Some(p) = poller_of(m, place.1).filter(|p| p.epoch == epoch) else { return };
        match p.at {
            At::Throttled(_) => {
                let before = p.held.len();
                let now = cx.now;
                p.held.retain(|e| broker || e.time > now);
                let lost = (before - p.held.len()) as u64;
                // What is left goes at once: the window was over long ago.
                p.opened = crate::base::time::SimTime::ZERO;
                p.at = At::Waiting;
                self.let_go(place, lost, cx);
            }
            At::Waiting => self.decide(place, cx),
            _ => {}
        }
    }

    /// Messages whose visibility timeout ran out while the function was throttled belong to whoever receives them next.
    fn let_go(&mut self, place: Place, lost: u64, cx: &mut Cx<'_>) {
        let Some(m) = self.mappings.get_mut(&place.0) else { return };
        if lost > 0 {
            m.tally.open = m.tally.open.saturating_sub(lost);
            m.tally.returned += lost;
            cx.emit(cx.cause, || Draft {
                amount: lost,
                actor: Some(m.source_name.clone()),
                note: Some("throttled".into()),
                weight: Weight::Mark,
                ..Draft::new("lambda.returned", &m.function)
            });
        }
        self.decide(place, cx);
    }

    /// The source refused a poll: its reason is shown, and it is tried again later.
    pub(super) fn ill(&mut self, place: Place, why: &str, cx: &mut Cx<'_>) {
        let Some(m) = self.mappings.get_mut(&place.0) else { return };
        let pause = self.functions.get(&m.function).map_or(super::PATIENCE, |f| f.settings.ill_wait);
        m.last = format!("PROBLEM: {why}").into();
        cx.emit(cx.cause, || Draft {
            actor: Some(m.source_name.clone()),
            note: Some(why.into()),
            weight: Weight::Alarm,
            ..Draft::new("lambda.problem", &m.function)
        });
        let Some(p) = poller_of(m, place.1) else { return };
        wait(p, place, cx.now + pause, cx);
    }
}

/// Entries go back to the front of what a poller holds.
fn put_back(p: &mut Poller, mut entries: Vec<Entry>, envelope: u64) {
    p.bytes += entries.iter().map(|e| weight(e, envelope)).sum::<u64>();
    entries.append(&mut p.held);
    p.held = entries;
}
