//! How many pollers a mapping has: more while messages wait, fewer when polls come back empty or batches fail.
use super::{Cx, Timer};
use crate::base::time::SimTime;
use crate::sim::services::lambda::{
    model::{
        Lambda,
        mapping::{Mapping, Source, Work},
        poller::{At, Pollers},
    },
    quotas::Scale,
};
use crate::sim::{trace::Weight, turn::Draft};

/// Pollers are counted once a minute.
const LOOK: SimTime = SimTime::from_secs(60);

/// Fewest and most concurrent batches, and how many more at one look.
#[derive(Clone, Copy)]
struct Bounds {
    least: u32,
    most: u32,
    more: u32,
}

fn bounds(scale: &Scale, m: &Mapping) -> Bounds {
    if m.source == Source::Broker {
        return Bounds { least: 1, most: 1, more: 0 };
    }
    match (m.set.pollers, m.set.max_concurrency) {
        (Some((least, most)), _) => Bounds {
            least: least.saturating_mul(scale.poller_invokes),
            most: most.saturating_mul(scale.poller_invokes),
            more: scale.provisioned_per_minute,
        },
        (None, Some(most)) => Bounds { least: scale.start.min(most), most, more: scale.per_minute },
        (None, None) => Bounds { least: scale.start, most: scale.maximum, more: scale.per_minute },
    }
}

impl Lambda {
    /// A mapping begins to poll, or polls on under new parameters.
    pub(super) fn begin_polling(&mut self, no: u32, cx: &mut Cx<'_>) {
        let scale = self.core.limits.scale;
        let Some(m) = self.mappings.get_mut(&no) else { return };
        let bounds = bounds(&scale, m);
        let epoch = m.epoch;
        let Work::Pollers(all) = &mut m.work else { return };
        let target = all.target.clamp(bounds.least, bounds.most);
        all.aim(target, cx.now, &mut m.tally);
        cx.at(cx.now + LOOK, Timer::Scale(no, epoch));
        self.spawn(no, cx);
    }

    /// Pollers that should be there and are not begin.
    fn spawn(&mut self, no: u32, cx: &mut Cx<'_>) {
        let Some(all) = self.mappings.get(&no).and_then(Mapping::pollers) else { return };
        let there = all.list.iter().take(all.target as usize);
        let off: Vec<u32> = (0..).zip(there).filter(|(_, p)| p.at == At::Off).map(|(nth, _)| nth).collect();
        for nth in off {
            self.decide((no, nth), cx);
        }
    }

    /// Messages came to a mapping that had gone down to very few pollers.
    pub(super) fn stir(&mut self, no: u32, start: u32, cx: &mut Cx<'_>) {
        let Some(m) = self.mappings.get_mut(&no).filter(|m| m.polls()) else { return };
        if m.source == Source::Broker || m.set.max_concurrency.is_some() || m.set.pollers.is_some() {
            return;
        }
        let Work::Pollers(all) = &mut m.work else { return };
        if all.quiet > 0 && all.target < start {
            all.quiet = 0;
            all.aim(start, cx.now, &mut m.tally);
            self.spawn(no, cx);
        }
    }

    /// The pollers are counted.
    pub(super) fn scale(&mut self, no: u32, epoch: u32, cx: &mut Cx<'_>) {
        let scale = self.core.limits.scale;
        let Some(m) = self.mappings.get_mut(&no).filter(|m| m.epoch == epoch && m.polls()) else { return };
        cx.at(cx.now + LOOK, Timer::Scale(no, epoch));
        let bounds = bounds(&scale, m);
        let thrifty = m.set.max_concurrency.is_none() && m.set.pollers.is_none();
        let floor = if thrifty { scale.floor.min(bounds.least) } else { bounds.least };
        let polled = m.tally.polled;
        let Work::Pollers(all) = &mut m.work else { return };
        let before = all.target;
        let target = aim(all, polled, bounds, floor, cx.now);
        (all.good, all.bad, all.polled) = (0, 0, polled);
        if target == before {
            return;
        }
        all.aim(target, cx.now, &mut m.tally);
        cx.emit(cx.cause, || Draft {
            amount: target.into(),
            actor: Some(m.source_name.clone()),
            note: Some(format!("from {before}").into()),
            weight: Weight::Step,
            ..Draft::new("lambda.scale", &m.function)
        });
        self.spawn(no, cx);
    }
}

/// How many pollers there should be now.
fn aim(all: &mut Pollers, polled: u64, bounds: Bounds, floor: u32, now: SimTime) -> u32 {
    let second = SimTime::from_secs(1);
    let starves = |at: At, empty: bool| empty || matches!(at, At::Polling(since) if now.since(since) >= second);
    let pollers = all.list.iter().take(all.target as usize);
    let starved = u32::try_from(pollers.filter(|p| starves(p.at, p.empty)).count()).unwrap_or(u32::MAX);
    if polled == all.polled && all.bad == 0 {
        all.quiet = all.quiet.saturating_add(1);
        return if all.quiet >= 2 { floor } else { bounds.least };
    }
    all.quiet = 0;
    if all.bad > all.good {
        return (all.target / 2).max(floor);
    }
    if starved == 0 {
        return all.target.saturating_add(bounds.more).clamp(bounds.least, bounds.most);
    }
    all.target.saturating_sub(starved).clamp(bounds.least, bounds.most)
}
