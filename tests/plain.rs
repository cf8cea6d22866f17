//! `--plain` through the pipes of a real process: a whole session, a kill in the middle, no byte of an escape sequence.
#![allow(unreachable_pub, missing_docs, clippy::pedantic, clippy::expect_used, clippy::unwrap_used, clippy::panic)]
use inflight::{
    content::{embedded, library},
    practice::record::Record,
    quiz::{answer::Verdict, deal::deal},
    store::Store,
};
use std::{
    io::{Read, Write},
    path::Path,
    process::{Child, ChildStdin, Command, Stdio},
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

const BIN: &str = env!("CARGO_BIN_EXE_inflight");

/// A conversation with the program.
struct Plain {
    child: Child,
    input: Option<ChildStdin>,
    output: Arc<Mutex<Vec<u8>>>,
    read: usize,
}

impl Plain {
    fn start(data: &Path) -> Self {
        let mut child = Command::new(BIN)
            .args(["--plain", "--data"])
            .arg(data)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("starts");
        let output = Arc::new(Mutex::new(Vec::new()));
        let (mut from, to) = (child.stdout.take().unwrap(), output.clone());
        thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(n) = from.read(&mut bytes) {
                if n == 0 {
                    break;
                }
                to.lock().unwrap().extend_from_slice(&bytes[..n]);
            }
        });
        let input = child.stdin.take();
        Self { child, input, output, read: 0 }
    }

    /// What was said up to the prompt; it comes without a line end, so it must have been flushed.
    fn until(&mut self, prompt: &str) -> String {
        let start = Instant::now();
        loop {
            let all = self.output.lock().unwrap().clone();
            assert!(!all.contains(&0x1b), "an escape byte");
            let new = String::from_utf8_lossy(&all[self.read..]).into_owned();
            if new.ends_with(prompt) {
                self.read = all.len();
                return new.split_whitespace().collect::<Vec<_>>().join(" ");
            }
            assert!(start.elapsed() < Duration::from_secs(30), "no `{prompt}` in:\n{new}");
            thread::sleep(Duration::from_millis(5));
        }
    }

    fn say(&mut self, line: &str, prompt: &str) -> String {
        writeln!(self.input.as_mut().unwrap(), "{line}").expect("written");
        self.until(prompt)
    }

    fn end(mut self) {
        drop(self.input.take());
        assert!(self.child.wait().expect("ends").success());
    }
}

impl Drop for Plain {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

const ANSWER: &str = "Answer, or h for help: ";
const NEXT: &str = "Enter for the next question, or h for help: ";
const LAB: &str = "Lab command, or h for help: ";
const PREDICT: &str = "Your prediction: ";

/// The letters of the right options, or of a wrong one, of the question whose first words were said; as first dealt.
fn letters(said: &str, right: bool) -> String {
    let (library, _) = library::load(&embedded::sources());
    let stem = |i: &inflight::content::pack::Item| {
        let text = inflight::base::prose::plain(&i.question.stem[0]);
        text.split_whitespace().take(8).collect::<Vec<_>>().join(" ")
    };
    let item = library.items.values().find(|i| said.contains(&stem(i))).unwrap_or_else(|| panic!("which? {said}"));
    let places = deal(&item.question, 0);
    let fits = places.iter().enumerate().filter(|(_, i)| item.question.options[**i].right == right);
    let all: Vec<char> = fits.map(|(place, _)| char::from(b'a' + place as u8)).collect();
    all.into_iter().take(item.question.kind.choose()).collect()
}

fn log(data: &Path) -> Vec<Record> {
    Store::open(&data.join("progress.db")).unwrap().read_all().unwrap().records
}

fn verdicts(data: &Path) -> Vec<Verdict> {
    log(data).iter().filter_map(|r| if let Record::Reviewed(r) = r { Some(r.verdict) } else { None }).collect()
}

#[test]
fn a_whole_session_through_pipes() {
    let data = tempfile::tempdir().unwrap();
    let mut talk = Plain::start(data.path());
    let first = talk.until(ANSWER);
    assert!(first.contains("Plain mode: one line at a time") && first.contains("0 questions due"), "{first}");
    let mut said = talk.say("learn sqs-visibility", ANSWER);
    let mut right = 0;
    while !said.ends_with("Prove it in the lab? y or n:") {
        if right > 0 {
            said = talk.say("", ANSWER);
        }
        said = talk.say(&letters(&said, true), ": ");
        right += 1;
        assert!(said.contains("Correct."), "{said}");
        assert_eq!(verdicts(data.path()), vec![Verdict::Right; right], "on the disk before it is told");
    }
    said = talk.say("y", ": ");
    assert!(said.contains("Lab, ") && said.contains("The run of this answer: "), "{said}");
    if said.ends_with("Your prediction:") {
        talk.say("s", LAB);
    }
    said = talk.say("run", LAB);
    assert!(said.contains("What decides the question: ") && said.contains(" Met."), "{said}");
    talk.say("quit", NEXT);
    let said = talk.say("lab sqs-vt", PREDICT);
    assert!(said.contains("Lab, visibility timeout. Timeout 30 s"), "{said}");
    let said = talk.say("3", LAB);
    assert!(said.contains("40 s. Message 3 visible again") && said.contains("Your prediction was right."), "{said}");
    assert!(talk.say("inject crash C2", LAB).contains("You crashed consumer 2."));
    assert!(talk.say("to 30s", LAB).contains("Back at 30 s."));
    talk.say("quit", NEXT);
    let said = talk.say("learn sqs-fifo", ANSWER);
    let said = talk.say(&letters(&said, false), ": ");
    assert!(said.contains("Not right."), "{said}");
    drop(talk.input.take());
    talk.until("The input has ended.\nWhat you answered is kept.\n");
    talk.end();
    let answered = verdicts(data.path());
    assert_eq!((answered.len(), answered.last()), (right + 1, Some(&Verdict::Wrong)));
    assert!(log(data.path()).iter().any(|r| matches!(r, Record::Ran { .. })));
    assert!(log(data.path()).iter().any(|r| matches!(r, Record::Predicted { .. })));
    let mut again = Plain::start(data.path());
    assert!(again.until(": ").contains("1 question due"), "what was not known is due");
    writeln!(again.input.as_mut().unwrap(), "quit").unwrap();
    again.until("Goodbye.\nWhat you answered is kept.\n");
    again.end();
}

#[test]
fn a_kill_in_the_middle_keeps_every_answer() {
    let data = tempfile::tempdir().unwrap();
    let mut talk = Plain::start(data.path());
    let said = talk.until(ANSWER);
    talk.say(&letters(&said, true), ": ");
    talk.child.kill().unwrap();
    drop(talk);
    assert_eq!(verdicts(data.path()), [Verdict::Right]);
    let mut again = Plain::start(data.path());
    assert!(again.until(ANSWER).contains("0 questions due"));
}

#[test]
fn a_reader_that_leaves_and_bytes_that_are_no_text_are_no_fault() {
    let data = tempfile::tempdir().unwrap();
    let mut child = Command::new(BIN)
        .args(["--plain", "--data"])
        .arg(data.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut input = child.stdin.take().unwrap();
    // The program may be gone before it has read this.
    let _ = input.write_all(&[0xff, 0x1b, b'[', b'A', b'\n']);
    let _ = input.write_all(&vec![b'x'; 100_000]);
    drop(input);
    let out = child.wait_with_output().unwrap();
    assert!(out.status.success() && out.stderr.is_empty(), "{}", String::from_utf8_lossy(&out.stderr));
    let mut talk = Plain::start(data.path());
    talk.until(ANSWER);
    talk.input.as_mut().unwrap().write_all(&[0xff, 0x1b, b'[', b'2', b'J', b'\n']).unwrap();
    assert!(talk.until(ANSWER).contains("means nothing here"));
    let long = "x".repeat(100_000);
    assert!(talk.say(&long, ANSWER).contains("means nothing here"));
    talk.end();
}
