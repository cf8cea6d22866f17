//! The lab's door: opened to the learner's own tools, calls that come through it, and what is said back.
use super::super::state::{DOOR, Over, Page, State};
use crate::{
    practice::lab::{
        outside::{Calling, Told, Word},
        session::{Mode, Session},
    },
    ui::flow::{
        context::Context,
        effect::{Effect, Mood, Reply},
    },
};

/// The door's key: opens it, shows how to call once more, and closes it from that page.
pub(super) fn key(state: &mut State) -> Vec<Effect> {
    let Some(session) = &mut state.session else { return vec![] };
    match session.door() {
        None => vec![Effect::Door(true)],
        Some(_) => {
            show(state);
            vec![]
        }
    }
}

/// Closes it.
pub(super) fn close(state: &mut State) -> Vec<Effect> {
    state.over = Over::Nothing;
    state.part();
    leave(state)
}

/// The line to copy.
pub(super) fn line(session: &Session) -> Option<String> {
    session.door().map(|address| format!("export AWS_ENDPOINT_URL={address}"))
}

/// Something came through the door, or from the shell about it.
pub fn reply(state: &mut State, reply: &Reply, context: &Context<'_>) -> Vec<Effect> {
    match (reply, &mut state.session) {
        (Reply::Door(Ok(address)), Some(session)) => {
            session.open_door(address.clone());
            // Who drives a lab by hand is asked nothing on the way; a run that is under way stays as it is.
            if session.mode() == Mode::Armed {
                session.free_play();
            }
            show(state);
        }
        (Reply::Door(Ok(_)), None) => return vec![Effect::Door(false)],
        (Reply::Door(Err(why)), _) => return vec![Effect::Toast(Mood::Error, why.clone())],
        (Reply::Called(calling), Some(session)) => session.call((**calling).clone()),
        (Reply::Called(calling), None) => return vec![Effect::Tell(vec![shut(calling)])],
        (Reply::HungUp(ticket), Some(session)) => session.hung_up(*ticket),
        _ => return vec![],
    }
    super::after(state, context, vec![])
}

fn shut(calling: &Calling) -> Told {
    Told { ticket: calling.ticket, word: Word::Closed }
}

/// Nobody looks at the lab for a while: it stands still, and its door closes.
pub fn rest(state: &mut State) -> Vec<Effect> {
    if let Some(session) = &mut state.session {
        session.pause();
    }
    (state.ticked, state.gold.until) = (None, None);
    state.part();
    leave(state)
}

/// What callers of a lab that was put away must hear, and that the door is closed.
pub fn leave(state: &mut State) -> Vec<Effect> {
    if !std::mem::take(&mut state.parted) {
        return vec![];
    }
    let told = std::mem::take(&mut state.left);
    let words = "the lab is closed to the outside";
    vec![Effect::Tell(told), Effect::Door(false), Effect::Toast(Mood::Info, words.into())]
}

/// What holds while the lab is open.
const RULES: &[&str] = &[
    "Any SDK and the aws CLI work; keys are read, not checked. (The aws CLI of version 1 also wants --endpoint-url $AWS_ENDPOINT_URL for SQS.) What comes from outside is written @1, @2.",
    "Playing or paused, a call acts at the moment shown; a long poll is held until time goes on. While you look at the past, calls wait: f forks the run there, $ goes to its newest moment. An open lab does not end.",
    "esc leads back, space plays, O shows this again.",
];

/// Shows how to call.
fn show(state: &mut State) {
    let Some(session) = &mut state.session else { return };
    session.pause();
    let Some(export) = line(session) else { return };
    let mut lines = vec![
        "In another terminal (y copies the first line):".to_owned(),
        format!("  {export}"),
        "  export AWS_ACCESS_KEY_ID=x AWS_SECRET_ACCESS_KEY=x".to_owned(),
        "  export AWS_DEFAULT_REGION=us-east-1".to_owned(),
    ];
    lines.extend(example(session).into_iter().map(|l| format!("  {l}")));
    lines.extend(RULES.iter().map(|l| (*l).to_owned()));
    state.over = Over::Text(Page { title: DOOR, lines, line: 0 });
}

/// A first call that fits this lab.
fn example(session: &Session) -> Vec<String> {
    let plan = session.run().world().plan();
    let url = |name: &str| format!("$AWS_ENDPOINT_URL/123456789012/{name}");
    if let Some(queue) = plan.queues.first() {
        let group = if queue.is_fifo() { " --message-group-id A --message-deduplication-id 1" } else { "" };
        return vec![format!("aws sqs send-message --queue-url {} --message-body hello{group}", url(&queue.name))];
    }
    if let Some(topic) = plan.topics.first() {
        return vec![format!(
            "aws sns publish --topic-arn arn:aws:sns:us-east-1:123456789012:{} --message hello",
            topic.name
        )];
    }
    if let Some(stream) = plan.streams.first() {
        return vec![format!("aws kinesis put-record --stream-name {} --partition-key a --data aGVsbG8=", stream.name)];
    }
    vec!["aws sqs list-queues".into()]
}
