//! One lane a message group: who is worked on, who waits behind whom, what is dropped.
use super::{Fill, Input, Lane, Piece, Pin, place_of, told};
use crate::{
    base::time::SimTime,
    sim::{
        panel::{Sign, Tone},
        trace::{Event, Phase},
    },
};
use std::collections::BTreeMap;

/// What one group is doing.
#[derive(Default)]
struct Row {
    lane: Lane,
    /// Messages in flight, by number.
    held: BTreeMap<u64, Fill>,
    since: SimTime,
    until: Option<SimTime>,
}

impl Row {
    fn now(&self) -> Option<Fill> {
        let any = |fill| self.held.values().any(|&f| f == fill).then_some(fill);
        any(Fill::Working).or_else(|| any(Fill::Orphaned))
    }

    fn close(&mut self, at: SimTime) {
        if let Some(fill) = self.now().filter(|_| at > self.since) {
            self.lane.pieces.push(Piece { from: self.since, to: at, fill });
        }
        self.since = at;
    }

    fn pin(&mut self, at: SimTime, sign: Option<Sign>, word: &str, tone: Tone) {
        self.lane.pins.push(Pin { at, sign, word: word.into(), tone });
    }

    fn take(&mut self, event: &Event, no: u64, label: &str) {
        let (Some(phase), at) = (event.phase, event.at) else { return };
        self.close(at);
        match phase {
            Phase::Flight => {
                if self.held.insert(no, Fill::Working).is_none() {
                    self.pin(at, None, label, Tone::Strong);
                }
                self.until = event.until;
            }
            Phase::Orphaned => {
                self.held.insert(no, Fill::Orphaned);
                self.pin(at, Some(Sign::Fault), "", Tone::Fault);
                self.until = event.until.or(self.until);
            }
            Phase::Done | Phase::Dead => {
                if self.held.remove(&no).is_some() {
                    let dead = phase == Phase::Dead;
                    let (sign, tone) = if dead { (Sign::Dead, Tone::Fail) } else { (Sign::Done, Tone::Done) };
                    self.pin(at, Some(sign), "", tone);
                }
            }
            Phase::Dropped => self.pin(at, Some(Sign::Duplicate), label, Tone::Fault),
            Phase::Visible => {
                if self.held.remove(&no).is_some() {
                    self.pin(at, Some(Sign::RanOut), "", Tone::Fail);
                }
            }
            Phase::Expired | Phase::Lost => {
                self.held.remove(&no);
            }
            Phase::Delayed | Phase::Locked => {}
        }
    }

    fn finish(mut self, input: Input<'_>) -> Lane {
        self.close(input.now);
        if let Some(to) = self.until.filter(|&u| input.ahead && !self.held.is_empty() && u > input.now) {
            self.lane.pieces.push(Piece { from: input.now, to, fill: Fill::Ahead });
        }
        self.lane
    }
}

/// One lane per group that was ever seen, in the order of the alphabet.
pub(super) fn lanes(queue: &str, input: Input<'_>, most: usize) -> Vec<Lane> {
    let mut rows: BTreeMap<String, Row> = BTreeMap::new();
    for event in told(input).filter(|e| &*e.place == queue) {
        let Some(item) = &event.item else { continue };
        let letters = item.label.trim_end_matches(|c: char| c.is_ascii_digit() || c == '\'');
        let name = item.group.as_deref().unwrap_or(letters).to_owned();
        let row = rows.entry(name.clone()).or_insert_with(|| {
            let group = Some(place_of(&name));
            Row { lane: Lane { label: name, group, ..Lane::default() }, ..Row::default() }
        });
        row.take(event, item.no, &item.label);
    }
    rows.into_values().take(most).map(|row| row.finish(input)).collect()
}
