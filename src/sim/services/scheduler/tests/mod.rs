//! The semantics of the Scheduler, and its laws under random calls.
use super::api::{Code, Input, Reply, Request, Response, TargetInput};
use super::step::{Output, Timer};
use super::{KINDS, Scheduler};
use crate::base::time::SimTime;
use crate::sim::{
    arn, epoch,
    errand::{By, Class, Errand, Outcome, Task},
    members::Page,
    quotas::Quotas,
    trace::Name,
    turn::{CallId, Out, Service, Sink, Turn},
};
use proptest::prelude::*;
use std::collections::BTreeMap;

struct Bench {
    it: Scheduler,
    now: SimTime,
    quotas: Quotas,
    agenda: BTreeMap<(SimTime, u64), Timer>,
    next: u64,
    sent: Vec<(SimTime, Errand)>,
    kinds: Vec<&'static str>,
    answer: Outcome,
}

impl Bench {
    fn new() -> Self {
        let quotas = crate::sim::testing::quotas();
        let it = Scheduler::new(7, &quotas).unwrap();
        let answer = Outcome::Taken("x".into());
        Self { it, now: SimTime::ZERO, quotas, agenda: BTreeMap::new(), next: 0, sent: vec![], kinds: vec![], answer }
    }
    fn turn(&mut self, act: &mut dyn FnMut(&mut Scheduler, Turn<'_>, &mut Output)) -> Option<Reply> {
        let mut out: Output = Out { sink: Sink::default(), ..Out::default() };
        act(&mut self.it, Turn::strict(self.now, &self.quotas), &mut out);
        for (at, timer) in out.timers {
            assert!(at >= self.now);
            self.next += 1;
            self.agenda.insert((at, self.next), timer);
        }
        for event in out.sink.events {
            assert!(KINDS.contains(&event.kind), "{}", event.kind);
            self.kinds.push(event.kind.trim_start_matches("scheduler."));
        }
        for errand in out.errands {
            let (ticket, answer) = (errand.ticket, self.answer.clone());
            self.sent.push((self.now, errand));
            self.turn(&mut |it, turn, out| it.told(ticket, answer.clone(), turn, out));
        }
        for balance in self.it.balances() {
            assert_eq!(balance.came, balance.fates, "{}", balance.place);
        }
        out.replies.pop().map(|r| r.1)
    }
    fn call(&mut self, request: &Request) -> Reply {
        let from: Name = "T".into();
        self.turn(&mut |it, turn, out| it.call((CallId(1), &from), request.clone(), turn, out)).unwrap()
    }
    fn create(&mut self, input: Input) -> String {
        show(&self.call(&Request::CreateSchedule(Box::new(input))))
    }
    fn advance(&mut self, secs: u64) {
        let to = SimTime::from_secs(secs);
        while let Some((&(at, no), &timer)) = self.agenda.first_key_value().filter(|t| t.0.0 <= to) {
            self.agenda.remove(&(at, no));
            self.now = at;
            self.turn(&mut |it, turn, out| it.due(timer, turn, out));
        }
        self.now = to;
    }
    fn times(&self) -> Vec<u64> {
        self.sent.iter().map(|(at, _)| at.as_secs()).collect()
    }
    fn bodies(&self) -> Vec<String> {
        let body = |e: &Errand| match &e.task {
            Task::Send(cargo) => cargo.body.to_string(),
            other => format!("{other:?}"),
        };
        self.sent.iter().map(|(_, e)| body(e)).collect()
    }
}

fn show(reply: &Reply) -> String {
    match reply {
        Err(error) => error.code.name().into(),
        Ok(Response::Listed(page)) => {
            page.entries.iter().map(|e| e["Name"].as_str().unwrap()).collect::<Vec<_>>().join(" ")
        }
        Ok(Response::Described(told)) => {
            let part = |name: &str| told.get(name).map(|v| format!("{name}={}", v.to_string().trim_matches('"')));
            ["Name", "State", "Schedules"].into_iter().filter_map(part).collect::<Vec<_>>().join(" ")
        }
        Ok(_) => "ok".into(),
    }
}

fn input(name: &str, expression: &str) -> Input {
    let role: Name = "arn:aws:iam::123456789012:role/r".into();
    let target = TargetInput { arn: arn::local("sqs", "q"), role, ..TargetInput::default() };
    Input { name: name.into(), expression: expression.into(), target, ..Input::default() }
}

fn at(text: &str) -> Option<i64> {
    Some(epoch::parse(text).unwrap())
}

#[test]
fn a_rate_counts_from_the_moment_it_is_made() {
    let mut bench = Bench::new();
    assert_eq!(bench.create(input("s", "rate(1 minute)")), "ok");
    bench.advance(200);
    assert_eq!(bench.times(), [60, 120, 180]);
    assert!(matches!(&bench.sent[0].1.by, By::Role { of } if of.ends_with("schedule/default/s")));
}

#[test]
fn a_one_time_schedule_comes_once_and_may_delete_itself() {
    let mut bench = Bench::new();
    assert_eq!(bench.create(input("stays", "at(2026-11-21T00:01:00)")), "ok");
    assert_eq!(bench.create(Input { vanishes: true, ..input("goes", "at(2026-11-21T00:02:00)") }), "ok");
    bench.advance(1_000);
    assert_eq!(bench.times(), [60, 120]);
    let list =
        bench.call(&Request::ListSchedules { group: "".into(), prefix: "".into(), state: None, page: Page::default() });
    assert_eq!(show(&list), "stays");
    assert!(bench.kinds.contains(&"completed"));
}

#[test]
fn cron_follows_its_time_zone() {
    let mut bench = Bench::new();
    bench.create(Input { zone: Some("Asia/Tokyo".into()), ..input("s", "cron(0 10 * * ? *)") });
    bench.advance(86_400);
    assert_eq!(bench.times(), [3_600]);
    let reply = bench.create(Input { zone: Some("Mars/Olympus".into()), ..input("t", "rate(1 hour)") });
    assert_eq!(reply, "ValidationException");
}

#[test]
fn start_and_end_bound_a_recurring_schedule() {
    let mut bench = Bench::new();
    let (start, end) = (at("2026-11-21T00:10:00"), at("2026-11-21T00:13:00"));
    assert_eq!(bench.create(Input { start, end, vanishes: true, ..input("s", "rate(1 minute)") }), "ok");
    bench.advance(3_600);
    assert_eq!(bench.times(), [600, 660, 720]);
    let gone = bench.call(&Request::GetSchedule { group: "".into(), name: "s".into() });
    assert_eq!(show(&gone), "ResourceNotFoundException");
}

#[test]
fn a_flexible_window_spreads_invocations_over_it() {
    let mut bench = Bench::new();
    for no in 0..40 {
        bench.create(Input { window: Some(15), ..input(&format!("s{no}"), "at(2026-11-21T01:00:00)") });
    }
    bench.advance(10_000);
    let times = bench.times();
    assert_eq!(times.len(), 40);
    assert!(times.iter().all(|t| (3_600..4_500).contains(t)), "{times:?}");
    assert!(times.iter().max().unwrap() - times.iter().min().unwrap() > 300, "{times:?}");
}

#[test]
fn a_window_never_shifts_the_moments_that_follow() {
    let mut bench = Bench::new();
    bench.create(Input { window: Some(1), ..input("s", "rate(5 minutes)") });
    bench.advance(3_000);
    for (nth, time) in (1u64..).zip(bench.times()) {
        assert!((nth * 300..nth * 300 + 60).contains(&time), "{nth}: {time}");
    }
}

#[test]
fn what_aws_refuses_is_refused() {
    let mut bench = Bench::new();
    let role =
        |arn: Name| TargetInput { arn, role: "arn:aws:iam::123456789012:role/r".into(), ..TargetInput::default() };
    let good = || input("s", "rate(1 hour)");
    let with = |target: TargetInput| Input { target, ..good() };
    for (input, wanted) in [
        (input("s", "rate(1 hours)"), "ValidationException"),
        (input("s", "every hour"), "ValidationException"),
        (input("a b", "rate(1 hour)"), "ValidationException"),
        (input("", "rate(1 hour)"), "ValidationException"),
        (Input { group: "nowhere".into(), ..good() }, "ResourceNotFoundException"),
        (Input { window: Some(0), ..good() }, "ValidationException"),
        (Input { window: Some(1_441), ..good() }, "ValidationException"),
        (Input { end: at("2026-11-20T00:00:00"), ..good() }, "ValidationException"),
        (Input { start: at("2026-11-23T00:00:00"), end: at("2026-11-22T00:00:00"), ..good() }, "ValidationException"),
        (with(role("nonsense".into())), "ValidationException"),
        (with(TargetInput { arn: arn::local("sqs", "q"), ..TargetInput::default() }), "ValidationException"),
        (with(role(arn::local("sqs", "q.fifo"))), "ValidationException"),
        (with(TargetInput { group: Some("g".into()), ..role(arn::local("sqs", "q.fifo")) }), "ok"),
        (good(), "ConflictException"),
        (with(role(arn::local("kinesis", "stream/s"))), "ConflictException"),
    ] {
        assert_eq!(bench.create(input.clone()), wanted, "{input:?}");
    }
    for (target, wanted) in [
        (role(arn::local("kinesis", "stream/s")), "ValidationException"),
        (TargetInput { key: Some("k".into()), ..role(arn::local("kinesis", "stream/s")) }, "ok"),
        (role(arn::local("events", "event-bus/b")), "ValidationException"),
        (
            TargetInput { event: Some(("aws.x".into(), "d".into())), ..role(arn::local("events", "event-bus/b")) },
            "ValidationException",
        ),
        (TargetInput { event: Some(("shop".into(), "d".into())), ..role(arn::local("events", "event-bus/b")) }, "ok"),
        (TargetInput { attempts: Some(186), ..role(arn::local("sqs", "q")) }, "ValidationException"),
        (TargetInput { age: Some(59), ..role(arn::local("sqs", "q")) }, "ValidationException"),
        (
            TargetInput { dead_letter: Some(arn::local("sqs", "d.fifo")), ..role(arn::local("sqs", "q")) },
            "ValidationException",
        ),
        (
            TargetInput { input: Some("x".repeat(262_145).into()), ..role(arn::local("sqs", "q")) },
            "ValidationException",
        ),
    ] {
        let reply = bench.call(&Request::UpdateSchedule(Box::new(with(target.clone()))));
        assert_eq!(show(&reply), wanted, "{:?}", target.arn);
    }
}

#[test]
fn an_update_replaces_everything_and_disabled_schedules_rest() {
    let mut bench = Bench::new();
    bench.create(input("s", "rate(1 minute)"));
    bench.advance(30);
    bench.call(&Request::UpdateSchedule(Box::new(input("s", "rate(1 hour)")))).unwrap();
    bench.advance(3_700);
    assert_eq!(bench.times(), [3_630]);
    bench.call(&Request::UpdateSchedule(Box::new(Input { disabled: true, ..input("s", "rate(1 minute)") }))).unwrap();
    bench.advance(9_000);
    assert_eq!(bench.times(), [3_630]);
    let missing = bench.call(&Request::UpdateSchedule(Box::new(input("t", "rate(1 hour)"))));
    assert_eq!(show(&missing), "ResourceNotFoundException");
}

#[test]
fn groups_hold_schedules_and_take_them_along() {
    let mut bench = Bench::new();
    let make = |name: &str| Request::CreateScheduleGroup { name: name.into(), tags: BTreeMap::new() };
    assert_eq!(show(&bench.call(&make("g"))), "ok");
    assert_eq!(show(&bench.call(&make("g"))), "ConflictException");
    assert_eq!(show(&bench.call(&make("a b"))), "ValidationException");
    assert_eq!(bench.create(Input { group: "g".into(), ..input("s", "rate(1 minute)") }), "ok");
    assert_eq!(bench.create(input("s", "rate(1 minute)")), "ok", "names are unique within a group");
    assert_eq!(show(&bench.call(&Request::GetScheduleGroup { name: "g".into() })), "Name=g State=ACTIVE Schedules=1");
    assert_eq!(show(&bench.call(&Request::DeleteScheduleGroup { name: "g".into() })), "ok");
    assert_eq!(show(&bench.call(&Request::DeleteScheduleGroup { name: "g".into() })), "ResourceNotFoundException");
    assert_eq!(show(&bench.call(&Request::DeleteScheduleGroup { name: "default".into() })), "ValidationException");
    assert_eq!(show(&bench.call(&Request::ListScheduleGroups { prefix: "".into(), page: Page::default() })), "default");
    bench.advance(61);
    assert_eq!(bench.times(), [60]);
}

#[test]
fn the_input_carries_context_attributes() {
    let mut bench = Bench::new();
    let text = r#"{"at":"<aws.scheduler.scheduled-time>","of":"<aws.scheduler.schedule-arn>"}"#;
    let mut with = input("s", "rate(1 minute)");
    with.target.input = Some(text.into());
    bench.create(with);
    bench.advance(61);
    let wanted = r#"{"at":"2026-11-21T00:01:00Z","of":"arn:aws:scheduler:us-east-1:123456789012:schedule/default/s"}"#;
    assert_eq!(bench.bodies(), [wanted]);
}

#[test]
fn failures_are_tried_again_and_end_in_the_dead_letter_queue() {
    let mut bench = Bench::new();
    let mut with = input("s", "at(2026-11-21T00:01:00)");
    with.target.attempts = Some(2);
    with.target.dead_letter = Some(arn::local("sqs", "dlq"));
    bench.create(with);
    bench.answer = Outcome::refused("ServiceUnavailable", Class::Server, "ill");
    bench.advance(1_000);
    let to: Vec<&str> = bench.sent.iter().map(|(_, e)| e.to.rsplit(':').next().unwrap()).collect();
    assert_eq!(to, ["q", "q", "q", "dlq"]);
    assert_eq!(bench.kinds, ["come", "invoke", "retry", "invoke", "retry", "invoke", "lost"]);
    let metric = |name: &str| bench.it.metric("schedules", name, bench.now).unwrap();
    assert_eq!(metric("InvocationAttemptCount"), 3);
    assert_eq!(metric("TargetErrorCount"), 3);
    assert_eq!(metric("InvocationsFailedToBeSentToDeadLetterCount"), 1);
}

#[test]
fn without_permission_nothing_is_tried_again() {
    let mut bench = Bench::new();
    bench.create(input("s", "at(2026-11-21T00:01:00)"));
    bench.answer = Outcome::refused("AccessDenied", Class::Denied, "no");
    bench.advance(1_000);
    assert_eq!(bench.kinds, ["come", "invoke", "lost"]);
    assert_eq!(bench.it.metric("schedules", "InvocationDroppedCount", bench.now), Some(1));
}

#[test]
fn the_invocation_quota_delays_and_does_not_drop() {
    let mut bench = Bench::new();
    bench.it.limits.invocations = 2;
    for no in 0..5 {
        bench.create(input(&format!("s{no}"), "at(2026-11-21T00:01:00)"));
    }
    bench.advance(60);
    assert_eq!(bench.sent.len(), 2);
    bench.advance(70);
    assert_eq!(bench.sent.len(), 5);
}

#[test]
fn the_panel_says_when_it_comes_next() {
    let mut bench = Bench::new();
    bench.create(input("s", "rate(1 hour)"));
    let spoken = bench.it.panels(bench.now)[0].spoken.clone();
    assert_eq!(spoken, "Schedule s: rate(1 hour), next in 1 h, came 0 times, to q.");
    assert_eq!(Code::Quota.http_status(), 402);
    assert!(size_of::<Request>() <= 160 && size_of::<Timer>() <= 32);
}

#[test]
fn a_schedule_is_told_as_it_was_put() {
    let mut bench = Bench::new();
    let mut with = input("s", "rate(1 minute)");
    (with.window, with.start, with.description) = (Some(15), at("2026-11-22T00:00:00"), "why".into());
    with.target.input = Some("{}".into());
    with.target.more.insert("EcsParameters".into(), serde_json::json!({ "TaskCount": 2 }));
    assert_eq!(bench.create(with), "ok");
    let Ok(Response::Described(told)) = bench.call(&Request::GetSchedule { group: "".into(), name: "s".into() }) else {
        panic!()
    };
    assert_eq!(told["Arn"], "arn:aws:scheduler:us-east-1:123456789012:schedule/default/s");
    assert_eq!(told["FlexibleTimeWindow"], serde_json::json!({ "Mode": "FLEXIBLE", "MaximumWindowInMinutes": 15 }));
    assert_eq!((&told["StartDate"], &told["CreationDate"]), (&1_795_305_600.into(), &1_795_219_200.into()));
    assert_eq!((told["ScheduleExpressionTimezone"].as_str(), told["Description"].as_str()), (Some("UTC"), Some("why")));
    let target = &told["Target"];
    assert_eq!(
        target["RetryPolicy"],
        serde_json::json!({ "MaximumRetryAttempts": 185, "MaximumEventAgeInSeconds": 86_400 })
    );
    assert_eq!((target["EcsParameters"]["TaskCount"].as_u64(), target["Input"].as_str()), (Some(2), Some("{}")));
    assert!(target.get("DeadLetterConfig").is_none() && told.get("EndDate").is_none());
}

#[test]
fn lists_come_by_pages_and_by_state_and_groups_bear_tags() {
    let mut bench = Bench::new();
    for name in ["a", "b", "c"] {
        bench.create(Input { disabled: name == "b", ..input(name, "rate(1 hour)") });
    }
    let mut list = |state: Option<&str>, limit, token| {
        let page = Page { limit, token };
        let request =
            Request::ListSchedules { group: "default".into(), prefix: "".into(), state: state.map(Into::into), page };
        match bench.call(&request) {
            Ok(Response::Listed(page)) => (page.entries.len(), page.next),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(list(Some("DISABLED"), None, None), (1, None));
    let (two, next) = list(None, Some(2), None);
    assert_eq!((two, list(None, None, next)), (2, (1, None)));
    let tags = BTreeMap::from([("team".into(), "shop".into()), ("x".into(), "y".into())]);
    let arn = arn::local("scheduler", "schedule-group/g");
    assert_eq!(
        show(&bench.call(&Request::TagResource { arn: arn.clone(), tags: tags.clone() })),
        "ResourceNotFoundException"
    );
    bench.call(&Request::CreateScheduleGroup { name: "g".into(), tags }).unwrap();
    bench.call(&Request::UntagResource { arn: arn.clone(), keys: vec!["x".into()] }).unwrap();
    let Ok(Response::Described(told)) = bench.call(&Request::ListTagsForResource { arn }) else { panic!() };
    assert_eq!(told["Tags"], serde_json::json!([{ "Key": "team", "Value": "shop" }]));
    let wrong = Request::ListTagsForResource { arn: arn::local("scheduler", "schedule/default/a") };
    assert_eq!(show(&bench.call(&wrong)), "ValidationException");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_called_invocations_conserve_and_runs_repeat(steps in prop::collection::vec((0u8..8, 0u8..4, 0u8..6), 1..60)) {
        let play = |roundtrip: bool| {
            let mut bench = Bench::new();
            for (no, &(what, which, how)) in steps.iter().enumerate() {
                let name = format!("s{which}");
                let texts = ["rate(1 minute)", "rate(2 minutes)", "cron(*/3 * * * ? *)", "at(2026-11-21T00:20:00)", "rate(", "cron(0 0 31 2 ? *)"];
                let mut with = input(&name, texts[usize::from(how)]);
                with.window = (how == 2).then_some(2);
                with.vanishes = which == 3;
                with.target.age = Some(60);
                let request = match what {
                    0..=2 => Request::CreateSchedule(Box::new(with)),
                    3 => Request::UpdateSchedule(Box::new(with)),
                    4 => Request::DeleteSchedule { group: "".into(), name: name.as_str().into() },
                    _ => Request::ListSchedules { group: "".into(), prefix: "".into(), state: None, page: Page::default() },
                };
                let _ = bench.call(&request);
                bench.answer = match how {
                    0 => Outcome::NoAnswer,
                    1 => Outcome::refused("AccessDenied", Class::Denied, ""),
                    _ => Outcome::Taken("x".into()),
                };
                bench.advance(bench.now.as_secs() + u64::from(what) * 30);
                if roundtrip && no % 8 == 0 {
                    let again: Scheduler = serde_json::from_str(&serde_json::to_string(&bench.it).unwrap()).unwrap();
                    assert_eq!(again, bench.it);
                    bench.it = again;
                }
            }
            serde_json::to_string(&bench.it).unwrap()
        };
        let straight = play(false);
        prop_assert_eq!(&straight, &play(false));
        prop_assert_eq!(&straight, &play(true));
    }
}
