//! Which row of the pane holds what. What matters most gets its rows first; what does not fit is left out, never squeezed.
use super::head;
use crate::practice::lab::session::Session;

/// The rows of the pane's inside, from its top.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Plan {
    pub(super) goal: u16,
    pub(super) goal_rows: u16,
    pub(super) stage_rule: u16,
    pub(super) stage: u16,
    pub(super) stage_rows: u16,
    pub(super) lane_rule: u16,
    pub(super) lane_rows: u16,
    pub(super) callout: bool,
    pub(super) insight: u16,
    /// First row and number of rows of charts, log and variables.
    pub(super) wide_from: u16,
    pub(super) wide_rows: u16,
    pub(super) track: u16,
    pub(super) next: Option<u16>,
    pub(super) legend: Option<u16>,
    /// Rules carry their titles.
    pub(super) titled: bool,
    /// There is room for charts, log and variables.
    pub(super) wide: bool,
}

/// Rows that are handed out one after the other.
struct Purse(u16);

impl Purse {
    fn take(&mut self, most: u16) -> u16 {
        let got = most.min(self.0);
        self.0 -= got;
        got
    }
}

/// Rows for charts, log and variables in a wide pane.
const CHARTS: u16 = 8;

impl Plan {
    pub(super) fn of(session: &Session, w: u16, h: u16) -> Self {
        let wide = h >= 40 && w >= 78;
        let wanted = head::stage_height(session);
        let lanes_wanted = super::lanes::wanted(session);
        // Goal, two rules, the axis, the sentence, the rule above the track and the track always stand.
        let mut purse = Purse(h.saturating_sub(7));
        let mut stage_rows = purse.take(4.min(wanted));
        let mut lane_rows = purse.take(super::lanes::least(session).min(lanes_wanted));
        let callout = purse.take(1) == 1;
        stage_rows += purse.take(wanted - stage_rows);
        // Lanes by message are a choice of many; groups and callers only make sense together.
        let core = if super::lanes::chosen(session) { 4 } else { lanes_wanted };
        lane_rows += purse.take(core.min(lanes_wanted).saturating_sub(lane_rows));
        let next = purse.take(1) == 1;
        let legend = purse.take(1) == 1;
        let goal_rows = 1 + if wide { purse.take(3) } else { 0 };
        let gap_stage = purse.take(1);
        let gap_insight = purse.take(1);
        let gap_track = purse.take(u16::from(h >= 24));
        let rest = lanes_wanted.saturating_sub(lane_rows);
        lane_rows += if wide { purse.take(rest.min(3)) } else { purse.take(rest) };
        // A zoomed pane of middling height has rows left too.
        let wide_rows = if w >= 78 && purse.0 >= CHARTS { purse.take(u16::MAX) } else { 0 };

        let mut plan = Self { goal_rows, stage_rows, lane_rows, callout, wide_rows, wide, ..Self::default() };
        plan.titled = h >= 20;
        plan.stage_rule = goal_rows;
        plan.stage = plan.stage_rule + 1;
        plan.lane_rule = plan.stage + stage_rows + gap_stage;
        plan.insight = plan.lane_rule + 2 + lane_rows + u16::from(callout) + gap_insight;
        plan.wide_from = plan.insight + 1 + gap_track;
        plan.track = h.saturating_sub(1 + u16::from(next) + u16::from(legend));
        plan.next = next.then_some(plan.track + 1);
        plan.legend = legend.then_some(plan.track + 1 + u16::from(next));
        plan
    }
}
