//! What a learner sees of the queues.
use super::model::Sqs;
use crate::base::time::SimTime;
use crate::sim::panel::Panel;

impl Sqs {
    /// Every view of every queue, told apart by `role`.
    #[must_use]
    pub fn panels(&self, _now: SimTime) -> Vec<Panel> {
        vec![]
    }
}
