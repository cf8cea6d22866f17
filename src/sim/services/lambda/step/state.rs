//! The states of a mapping.
use super::{Cx, Timer};
use crate::base::time::SimTime;
use crate::sim::services::lambda::model::{
    Lambda,
    mapping::{State, Work},
};
use crate::sim::{trace::Weight, turn::Draft};

/// A mapping is switched off or deleted when its last batch has ended and its last poll is answered; it is looked at so often.
const AGAIN: SimTime = SimTime::from_secs(1);

impl Lambda {
    /// A mapping is on its way to its next state.
    pub(in crate::sim::services::lambda) fn change_state(&mut self, no: u32, state: State, cx: &mut Cx<'_>) {
        let Some(m) = self.mappings.get_mut(&no) else { return };
        m.state = state;
        m.epoch += 1;
        let takes = self.functions.get(&m.function).map(|f| f.settings.mapping_takes).unwrap_or_default();
        cx.at(cx.now + takes, Timer::State(no, m.epoch));
    }

    /// It gets there.
    pub(super) fn reach_state(&mut self, no: u32, epoch: u32, cx: &mut Cx<'_>) {
        let Some(m) = self.mappings.get_mut(&no).filter(|m| m.epoch == epoch) else { return };
        if matches!(m.state, State::Deleting | State::Disabling)
            && m.is_busy()
            && self.functions.contains_key(&m.function)
        {
            return cx.at(cx.now + AGAIN, Timer::State(no, epoch));
        }
        let word = match m.state {
            State::Deleting => "Deleted",
            _ if m.enabled => "Enabled",
            _ => "Disabled",
        };
        cx.emit(cx.cause, || Draft {
            actor: Some(m.source_name.clone()),
            note: Some(word.into()),
            weight: Weight::Step,
            ..Draft::new("lambda.mapping", &m.function)
        });
        match m.state {
            State::Deleting => {
                self.mappings.remove(&no);
            }
            State::Enabled | State::Disabled => {}
            _ if m.enabled => {
                m.state = State::Enabled;
                match m.work {
                    Work::Pollers(_) => self.begin_polling(no, cx),
                    Work::Readers(_) => self.begin_reading(no, cx),
                }
            }
            _ => m.state = State::Disabled,
        }
    }
}
