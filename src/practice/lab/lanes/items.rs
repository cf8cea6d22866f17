//! One lane a message: absent, waiting, worked on, late, orphaned, done.
use super::{super::words, Fill, Input, Lane, Piece, Pin, place_of, told};
use crate::{
    base::time::SimTime,
    sim::{
        panel::{Sign, Tone},
        trace::{Event, Item, Phase, Weight},
    },
};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// The most interesting lanes of a queue, by number: held by two, orphaned or in flight before waiting before done.
pub(super) fn lanes(queue: &str, input: Input<'_>, most: usize) -> Vec<Lane> {
    let mut all: BTreeMap<u64, Track> = BTreeMap::new();
    for event in told(input).filter(|e| &*e.place == queue) {
        if let Some(item) = &event.item {
            all.entry(item.no).or_insert_with(|| Track::new(item)).take(event);
        }
    }
    // What just went wrong stays in sight, whatever became of it.
    let last = told(input).filter(|e| e.weight >= Weight::Alarm).last().map(|e| e.at);
    let loudest = last.and_then(|at| words::loudest(told(input).filter(|e| e.at == at)));
    let alarm = loudest.and_then(|e| e.item.as_ref()).map(|item| item.no);
    let interest = |no: u64, track: &Track| if alarm == Some(no) { 6 } else { track.interest() };
    let mut ranked: Vec<(u64, u32)> = all.iter().map(|(&no, track)| (no, interest(no, track))).collect();
    // Among waiting messages the oldest, among finished ones the newest first.
    ranked.sort_by_key(|&(no, interest)| (Reverse(interest), if interest == 0 { u64::MAX - no } else { no }));
    ranked.truncate(most);
    ranked.sort_unstable();
    ranked.iter().filter_map(|(no, _)| all.remove(no)).map(|track| track.finish(input)).collect()
}

/// A message on its way through a queue.
struct Track {
    lane: Lane,
    since: SimTime,
    fill: Fill,
    /// When the present phase ends by itself.
    until: Option<SimTime>,
    /// When each worker on it will be finished.
    work: BTreeMap<String, SimTime>,
    ended: bool,
    ran_out: bool,
}

impl Track {
    fn new(item: &Item) -> Self {
        let group = item.group.as_deref().map(place_of);
        Self {
            lane: Lane { label: item.label.to_string(), group, ..Lane::default() },
            since: SimTime::ZERO,
            fill: Fill::Absent,
            until: None,
            work: BTreeMap::new(),
            ended: false,
            ran_out: false,
        }
    }

    fn interest(&self) -> u32 {
        match self.fill {
            _ if self.ended => u32::from(self.ran_out),
            Fill::Late => 5,
            Fill::Orphaned => 4,
            Fill::Working if self.ran_out => 4,
            Fill::Working => 3,
            Fill::Locked | Fill::Delayed | Fill::Waiting => 2,
            Fill::Absent | Fill::Open | Fill::Ahead => 0,
        }
    }

    fn take(&mut self, event: &Event) {
        let who = event.actor.as_deref().unwrap_or("").to_owned();
        match event.kind {
            "worker.start" => {
                self.work.insert(who.clone(), event.at + SimTime::from_micros(event.amount));
            }
            "worker.done" | "worker.fail" | "worker.forget" | "worker.skip" | "worker.orphan" => {
                self.work.remove(&who);
            }
            "worker.repeat" => {
                self.work.remove(&who);
                self.pin(event.at, Some(Sign::Failed), "", Tone::Fail);
            }
            "worker.beat" => self.pin(event.at, Some(Sign::Extended), "", Tone::Done),
            "sqs.timeout" => {
                self.pin(event.at, Some(Sign::RanOut), "", Tone::Fail);
                self.ran_out = true;
            }
            _ => {}
        }
        if event.until.is_some() {
            self.until = event.until;
        }
        if let Some(phase) = event.phase {
            self.enter(phase, event.at, &who);
        }
    }

    fn enter(&mut self, phase: Phase, at: SimTime, who: &str) {
        match phase {
            Phase::Delayed => self.fill(at, Fill::Delayed),
            Phase::Visible => self.fill(at, if self.work.is_empty() { Fill::Waiting } else { Fill::Late }),
            Phase::Locked => self.fill(at, Fill::Locked),
            Phase::Orphaned => {
                self.pin(at, Some(Sign::Fault), "", Tone::Fault);
                self.fill(at, Fill::Orphaned);
            }
            Phase::Flight => {
                let late = !self.work.is_empty();
                // An extension enters the phase it is in already.
                if !matches!(self.fill, Fill::Working | Fill::Orphaned) && !late {
                    self.pin(at, Some(Sign::Flight), who, Tone::Flight);
                }
                if !matches!(self.fill, Fill::Working) {
                    self.fill(at, if late { Fill::Late } else { Fill::Working });
                }
            }
            Phase::Done => self.end(at, Sign::Done, Tone::Done),
            Phase::Dead => self.end(at, Sign::Dead, Tone::Fail),
            Phase::Dropped => self.pin(at, Some(Sign::Duplicate), "", Tone::Fault),
            Phase::Expired | Phase::Lost => self.end(at, Sign::Failed, Tone::Fail),
        }
    }

    fn end(&mut self, at: SimTime, sign: Sign, tone: Tone) {
        self.fill(at, Fill::Absent);
        self.pin(at, Some(sign), "", tone);
        self.ended = true;
    }

    fn fill(&mut self, at: SimTime, fill: Fill) {
        if self.ended {
            return;
        }
        if at > self.since {
            self.lane.pieces.push(Piece { from: self.since, to: at, fill: self.fill });
        }
        (self.since, self.fill) = (at, fill);
    }

    fn pin(&mut self, at: SimTime, sign: Option<Sign>, word: &str, tone: Tone) {
        self.lane.pins.push(Pin { at, sign, word: word.into(), tone });
    }

    fn finish(mut self, input: Input<'_>) -> Lane {
        self.fill(input.now, self.fill);
        let expected = self.work.values().copied().max().or(self.until).filter(|&end| end > input.now);
        if let Some(to) = expected.filter(|_| input.ahead && !self.ended && self.fill != Fill::Waiting) {
            self.lane.pieces.push(Piece { from: input.now, to, fill: Fill::Ahead });
        }
        self.lane
    }
}
