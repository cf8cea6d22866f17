//! The exam screen in the app, over a bank of one question many times over: frames as reviewed.
use super::{App, LOOKS, clock};
use inflight::{
    base::prose::Inline,
    content::{
        exam::{Blueprint, Share},
        library::Library,
        pack::{Domain, Item},
    },
    practice::{exam::draw::Order, record::sat::Mode},
    quiz::question::{Choice, Kind, Question},
    ui::{
        app::model::Msg,
        flow::{effect::Route, key::Code},
    },
};
use std::sync::Arc;

const SIZES: [(u16, u16); 4] = [(80, 24), (100, 30), (120, 40), (200, 55)];

const STORY: &str = "A company ingests clickstream events into an Amazon Kinesis data stream with four shards. Six applications read every record. Two of them must react within 200 milliseconds. The team sees ReadProvisionedThroughputExceeded errors at peak.";
const OPTIONS: [&str; 5] = [
    "Register the two applications as enhanced fan-out consumers",
    "Let the other four applications share the standard read throughput",
    "Double the number of shards",
    "Replace the stream with an Amazon SQS FIFO queue",
    "Raise the retention period of the stream to 7 days",
];

fn item(n: usize) -> Item {
    let text = |words: &str| vec![Inline::Text(words.into())];
    let option = |(i, words): (usize, &&str)| Choice {
        id: format!("o{i}").as_str().into(),
        text: text(words),
        why: text("The reason is told after the answer."),
        right: i < 2,
        pin: None,
    };
    let demand = vec![
        Inline::Text("Which solution meets these requirements with the ".into()),
        Inline::Strong("LEAST".into()),
        Inline::Text(" change to the applications?".into()),
    ];
    let question = Question {
        id: format!("clicks-{n:02}").as_str().into(),
        kind: Kind::Multiple { choose: 2 },
        stem: vec![text(STORY), demand],
        options: OPTIONS.iter().enumerate().map(option).collect(),
    };
    Item {
        pack: "bank".into(),
        title: "Clicks".into(),
        question,
        domain: Domain::Performing,
        task: "3.5".into(),
        facts: vec![],
        lesson: ("kinesis".into(), "fan-out".into()),
        hint: None,
        proof: None,
    }
}

fn bank() -> Library {
    let mut library = Library::default();
    for item in (0..65).map(item) {
        library.items.insert(item.question.id.clone(), Arc::new(item));
    }
    for (id, title, questions, minutes) in [("full", "Full length", 65, 130), ("too-long", "Twice as long", 130, 260)] {
        let share = Share { name: "Everything".into(), tasks: vec!["3".into()], weight: 1, lends: false, fills: false };
        let about = "The length of the exam, filled with messaging only; AWS's own exam asks about every service.";
        let exam = Blueprint {
            id: id.into(),
            title: title.into(),
            about: about.into(),
            questions,
            minutes,
            unscored: 15,
            shares: vec![share],
        };
        library.exams.insert(id.into(), Arc::new(exam));
    }
    library
}

/// The app in the lobby.
fn lobby(look: (bool, &str), size: (u16, u16), mode: Mode) -> App {
    let mut app = App::new(look, size);
    app.model.library = Arc::new(bank());
    let order = Order { seed: Some(7), expects: Some(70), mode, ..Order::default() };
    let _ = app.model.open_at(&Route::Exam(Box::new(order)));
    app
}

/// The candidate stands where the design was drawn: question 12, with 1:42:07 left.
fn sitting(look: (bool, &str), size: (u16, u16)) -> App {
    let mut app = lobby(look, size, Mode::Exam);
    app.code(Code::Enter);
    for _ in 0..11 {
        app.press("abn");
        app.wait(1_000);
    }
    app.press("'3");
    app.code(Code::Enter);
    app.press("m'5");
    app.code(Code::Enter);
    app.press("m'12");
    app.code(Code::Enter);
    for _ in 0..1_662 {
        app.wait(1_000);
    }
    app.press("bdkxjjxkkkm");
    // How fast they must react.
    app.press("yjjwww w w w ");
    app.code(Code::Esc);
    app
}

type Scene = (&'static str, fn((bool, &str), (u16, u16)) -> App);

const SCENES: [Scene; 6] = [
    ("lobby", |look, size| lobby(look, size, Mode::Exam)),
    ("refused", |look, size| {
        let mut app = lobby(look, size, Mode::Review);
        app.press("j");
        app
    }),
    ("question", sitting),
    ("review", |look, size| {
        let mut app = sitting(look, size);
        app.press("r");
        app
    }),
    ("end", |look, size| {
        let mut app = sitting(look, size);
        app.press("E");
        app
    }),
    ("checked", |look, size| {
        let mut app = lobby(look, size, Mode::Review);
        app.code(Code::Enter);
        app.press("ab");
        app.code(Code::Enter);
        app
    }),
];

#[test]
fn frames_of_the_exam_are_as_reviewed() {
    for (w, h) in SIZES {
        for (name, play) in SCENES {
            for (look, kind) in LOOKS.into_iter().zip(["colour", "ascii_colour", "plain", "ascii"]) {
                let app = play(look, (w, h));
                let frame = app.frame();
                assert!(frame.rows().last().unwrap().ends_with("? help"), "{name} {w}x{h}");
                assert!(!look.0 || frame.text().is_ascii(), "{name} {w}x{h}");
                if kind != "ascii_colour" && (name != "end" || h == 24) {
                    insta::assert_snapshot!(format!("exam_{name}_{w}x{h}_{kind}"), frame.styled());
                }
            }
        }
    }
}

#[test]
fn the_clock_of_the_drawing() {
    let app = sitting(LOOKS[0], (80, 24));
    let text = app.frame().text();
    assert!(text.contains("12 of 65     1:42:07 left"), "{text}");
    assert!(text.contains("2 of 2 chosen") && text.contains("flagged for review"), "{text}");
}

#[test]
fn leaving_and_coming_back_by_the_menu() {
    let mut app = sitting(LOOKS[0], (80, 24));
    app.press("qy");
    assert!(!app.model.screen.is_sealed() && app.model.beneath.is_none());
    app.wait(3_600_000);
    app.press("ge");
    let text = app.frame().text();
    assert!(text.contains("12 of 65 answered, 1:42:07 left"), "{text}");
    app.code(Code::Enter);
    let text = app.frame().text();
    assert!(text.contains("1:42:07 left") && text.contains("away for 1 h"), "{text}");
    app.tell(Msg::Tick(clock(app.ms + 1_000)));
    assert!(app.frame().text().contains("1:42:06 left"));
}
