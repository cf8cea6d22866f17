//! Every event as a terse sentence: the log is the text twin of the stage.
use super::session::Session;
use crate::{
    base::time::SimTime,
    content::lab::Variable,
    sim::{
        probe::Expr,
        trace::{Event, Phase, Weight},
    },
};

/// One line of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// When.
    pub at: SimTime,
    /// What happened: `C1 receives m3`.
    pub say: String,
    /// What follows from it: `hidden until 0:40`; may be empty.
    pub aside: String,
    /// How loud.
    pub weight: Weight,
}

/// An event as a line of the log.
#[must_use]
pub fn line(event: &Event) -> Line {
    Line { at: event.at, say: say(event), aside: aside(event), weight: event.weight }
}

/// Of events of one moment the one to tell: what cannot be made good again before any other alarm; none without either.
pub fn loudest<'a>(events: impl Iterator<Item = &'a Event>) -> Option<&'a Event> {
    let rank = |e: &&Event| match e.kind {
        "worker.repeat" | "sqs.expire" | "sqs.dead_letter" => 3,
        _ if e.weight == Weight::Yours => 2,
        "worker.late" => 0,
        _ => 1,
    };
    let loud = |e: &&Event| e.weight >= Weight::Alarm || rank(e) == 3;
    events.filter(loud).max_by_key(rank)
}

/// An event as a phrase for `next`, where it is worth one.
#[must_use]
pub fn short(event: &Event) -> Option<String> {
    let item = item(event);
    Some(match event.kind {
        "sqs.timeout" => format!("{item} becomes visible again"),
        "worker.late" | "worker.orphan" | "worker.start" | "worker.poll" | "producer.send" | "sqs.locked"
        | "sqs.unlocked" => {
            return None;
        }
        _ => say(event),
    })
}

fn item(event: &Event) -> &str {
    event.item.as_ref().map_or("a message", |i| &i.label)
}

fn who(event: &Event) -> &str {
    event.actor.as_deref().unwrap_or("somebody")
}

fn note(event: &Event) -> &str {
    event.note.as_deref().unwrap_or("")
}

/// The sentence of an event; every kind has one.
#[must_use]
pub fn say(event: &Event) -> String {
    let (item, who, place, note) = (item(event), who(event), &*event.place, note(event));
    match event.kind.split_once('.') {
        Some(("sqs", kind)) => sqs(kind, event),
        Some(("producer", kind)) => match kind {
            "send" => format!("{who} sends {item} to {note}"),
            "resend" => format!("{who} sends {item} again"),
            "refused" => format!("{item} is refused: {note}"),
            _ => plain(event),
        },
        Some(("worker", kind)) => worker(kind, event),
        Some(("fault", kind)) => fault(kind, event),
        Some(("guest", "call")) if place == who => format!("{who} calls {note}"),
        Some(("guest", "call")) => format!("{who} calls {note} on {place}"),
        Some(("guest", "answer")) => format!("{who}: {note} is done"),
        Some(("guest", "refused")) => format!("{who} is refused {note}"),
        Some(("change", _)) => format!("you set {place} to {note}"),
        _ => plain(event),
    }
}

fn sqs(kind: &str, event: &Event) -> String {
    let (item, who, place, note) = (item(event), who(event), &*event.place, note(event));
    let after = event.phase == Some(Phase::Locked);
    match kind {
        "send" if event.phase == Some(Phase::Delayed) => format!("{item} arrives in {place}, delayed"),
        "send" if after => format!("{item} arrives in {place}, behind its group"),
        "send" => format!("{item} arrives in {place}"),
        "available" => format!("the delay of {item} is over"),
        "deduplicated" => format!("{place} accepts {item} and drops it: same deduplication id"),
        "receive" if event.amount > 1 => format!("{who} receives {item} again"),
        "receive" => format!("{who} receives {item}"),
        "locked" => format!("{item} waits behind its group"),
        "unlocked" => format!("{item} is next, its group is free"),
        "wait" => format!("{who} waits on the server, up to {} s", event.amount),
        "empty" if note == "short" => format!("{who} asks {} servers and gets nothing", event.amount),
        "empty" => format!("{who} gets nothing: the wait is over"),
        "timeout" => format!("{item} visible again: the timeout passed, not deleted"),
        "extend" if event.amount == 0 => format!("{who} gives {item} back"),
        "extend" => format!("{who} extends the timeout of {item}"),
        "delete" => format!("{who} deletes {item}"),
        "dead_letter" => format!("{item} goes to the dead-letter queue {note}"),
        "arrive" => format!("{item} arrives in {place} from {note}"),
        "redrive" => format!("{item} is moved back to {note}"),
        "expire" => format!("{item} expires: its retention is over"),
        "purge" if event.item.is_some() => format!("{item} is purged"),
        "purge" => format!("{who} purges {place}"),
        "duplicate" => format!("{place} shows {item} once more: at least once"),
        "attributes" => format!("the attributes of {place} are changed"),
        "refused" => format!("{place} refuses: {note}"),
        "throttled" => format!("{place} throttles {who}: {note}"),
        _ => plain(event),
    }
}

fn worker(kind: &str, event: &Event) -> String {
    let (item, who, note) = (item(event), who(event), note(event));
    match kind {
        "poll" if event.amount > 0 => format!("{who} asks and waits up to {} s", event.amount),
        "poll" => format!("{who} asks for messages"),
        "empty" => format!("{who} gets an empty answer"),
        "start" => format!("{who} starts work on {item}"),
        "beat" => format!("{who} asks for more time for {item}"),
        "done" => format!("{who} finishes {item}"),
        "repeat" => format!("{who} finishes {item} a second time"),
        "skip" => format!("{who} skips {item}: it was finished before"),
        "late" => format!("{who} still works on {item}, which is not its own any more"),
        "fail" => format!("{who} fails on {item}"),
        "forget" => format!("{who} finishes {item} and does not delete it"),
        "orphan" => format!("nobody works on {item} any more"),
        "refused" => format!("{who} is refused: {note}"),
        "timeout" => format!("{who} gets no answer to {note}"),
        "crash" => format!("{who} crashes"),
        "back" => format!("{who} is back"),
        "join" => format!("{who} joins"),
        "leave" => format!("{who} leaves"),
        _ => plain(event),
    }
}

fn fault(kind: &str, event: &Event) -> String {
    let place = &*event.place;
    match kind {
        "crash" => format!("you crashed {place}"),
        "slow" => format!("you slowed {place} down"),
        "burst" => format!("you made {place} send a burst of {}", event.amount),
        "silence" => format!("you silenced {place}"),
        "resend" => format!("you made {place} send again"),
        "duplicate" => format!("you duplicated a message of {place}"),
        "lose-reply" => format!("you lost the next answer to {place}"),
        "partition" => format!("you cut {place} off from SQS"),
        "poison" => format!("you poisoned the next message of {place}"),
        _ => plain(event),
    }
}

/// A kind without words of its own: its last part, who and what.
fn plain(event: &Event) -> String {
    let kind = event.kind.rsplit('.').next().unwrap_or(event.kind).replace('-', " ");
    let who = event.actor.as_deref().unwrap_or(&event.place);
    match &event.item {
        Some(item) => format!("{who}: {kind} {}", item.label),
        None => format!("{who}: {kind}"),
    }
}

fn aside(event: &Event) -> String {
    match (event.kind, event.phase, event.until) {
        ("sqs.receive" | "sqs.dead_letter", ..) if event.amount > 1 => format!("receive count {}", event.amount),
        ("sqs.extend", _, Some(until)) => format!("hidden until {}", until.clock()),
        (_, Some(Phase::Flight | Phase::Orphaned), Some(until)) | ("worker.beat", _, Some(until)) => {
            format!("hidden until {}", until.clock())
        }
        (_, Some(Phase::Delayed), Some(until)) => format!("delayed until {}", until.clock()),
        ("guest.answer" | "guest.refused", ..) => format!("after {}", SimTime::from_micros(event.amount).span()),
        ("worker.start", ..) => format!("takes {}", SimTime::from_micros(event.amount).span()),
        _ => String::new(),
    }
}

/// Fills `{...}` in a sentence of the lab: a variable's name gives its value, anything else is measured on the run.
#[must_use]
pub fn fill(text: &str, session: &Session) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((name, after)) = after.split_once('}') else {
            rest = after;
            break;
        };
        out.push_str(&measured(name.trim(), session));
        rest = after;
    }
    out + rest
}

fn measured(name: &str, session: &Session) -> String {
    if let Some(variable) = session.lab().variables.iter().find(|v: &&Variable| v.id.as_str() == name) {
        return super::spoken::value(&session.value(variable));
    }
    // `t:` before an expression writes its microseconds as a clock, `span:` as a span.
    let (form, text) = name.split_once(':').unwrap_or(("", name));
    let Ok(expr) = Expr::parse(text) else { return format!("{{{name}}}") };
    let value = expr.value(session.run());
    let time = SimTime::from_micros(u64::try_from(value).unwrap_or(0));
    match form {
        "t" => time.clock(),
        "span" => time.span(),
        _ => value.to_string(),
    }
}
