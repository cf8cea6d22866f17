//! One lane for the callers of a queue: every receive, whether it waited, and whether it came back empty; and arrivals.
use super::{Fill, Input, Lane, Piece, Pin, told};
use crate::{
    base::time::SimTime,
    sim::{
        panel::{Sign, Tone},
        trace::Event,
    },
};
use std::collections::BTreeMap;

/// The receives on a queue, or of one actor: `○` empty, `●` with messages, a line while a request is open.
pub(super) fn lane(of: &str, input: Input<'_>) -> Lane {
    let mut lane = Lane::default();
    let mut open: BTreeMap<&str, SimTime> = BTreeMap::new();
    let mut total = 0;
    let member = |who: &str| who.strip_prefix(of).is_some_and(|no| no.bytes().all(|b| b.is_ascii_digit()));
    let mine = |e: &&Event| &*e.place == of || e.actor.as_deref().is_some_and(member);
    for event in told(input).filter(mine) {
        let who = event.actor.as_deref().unwrap_or("");
        let (sign, tone) = match event.kind {
            "worker.poll" => {
                total += 1;
                open.insert(who, event.at);
                continue;
            }
            "worker.empty" => (Sign::Empty, Tone::Muted),
            "sqs.receive" => (Sign::Visible, Tone::Visible),
            "worker.refused" | "worker.timeout" | "worker.crash" => (Sign::Refused, Tone::Fail),
            _ => continue,
        };
        if let Some(from) = open.remove(who).filter(|&from| from < event.at) {
            lane.pieces.push(Piece { from, to: event.at, fill: Fill::Open });
        }
        lane.pins.push(Pin { at: event.at, sign: Some(sign), word: String::new(), tone });
    }
    let waiting = open.into_values().filter(|&from| from < input.now);
    lane.pieces.extend(waiting.map(|from| Piece { from, to: input.now, fill: Fill::Open }));
    lane.pieces.sort_by_key(|p| (p.from, p.to));
    lane.total = Some(total);
    lane
}

/// When messages came in.
pub(super) fn arrivals(of: &str, input: Input<'_>) -> Lane {
    let sent = |e: &&Event| (&*e.place == of || e.actor.as_deref() == Some(of)) && e.kind == "sqs.send";
    let pin = |e: &Event| Pin { at: e.at, sign: Some(Sign::Visible), word: String::new(), tone: Tone::Visible };
    let mut pins: Vec<Pin> = told(input).filter(sent).map(pin).collect();
    pins.dedup_by_key(|p| p.at);
    Lane { pins, ..Lane::default() }
}
