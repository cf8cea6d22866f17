//! `inflight sim run`: one run, and its summary, its trace or its metrics on standard output.
use super::{Metrics, Trace, input::Start};
use crate::{
    base::time::SimTime,
    sim::{
        cost::{dollars, why_unpriced},
        headless::Headless,
        probe::Expr,
        services::SUMS,
        timeline::Timeline,
        trace::Event,
        world::World,
    },
};
use std::{
    collections::BTreeMap,
    io::{self, Write},
    process::ExitCode,
    time::{Duration, Instant},
};

/// How a run is run and what it prints.
pub(super) struct How {
    trace: Option<Trace>,
    metrics: Option<Metrics>,
    every: SimTime,
    /// Simulated seconds in a real one; `None` is as fast as it goes.
    speed: Option<f64>,
    expect: Vec<Expr>,
}

impl How {
    /// Reads the options.
    pub(super) fn read(
        (trace, metrics): (Option<Trace>, Option<Metrics>),
        every: &str,
        speed: &str,
        expect: &[String],
    ) -> Result<Self, String> {
        let every = SimTime::parse(every)?;
        if every < SimTime::from_secs(1) {
            return Err("metrics are printed once a second at most: write --every 1s".into());
        }
        let speed = match speed.trim_start_matches('x') {
            "max" => None,
            number => Some(number.parse::<f64>().ok().filter(|n| n.is_finite() && *n > 0.0).ok_or_else(|| {
                format!("`{speed}` is no speed: write max, or how many simulated seconds pass in a real one")
            })?),
        };
        let expect = expect.iter().map(|text| parse(text)).collect::<Result<_, _>>()?;
        Ok(Self { trace, metrics, every, speed, expect })
    }
}

/// Reads an expression; the complaint points at its place.
pub(super) fn parse(text: &str) -> Result<Expr, String> {
    Expr::parse(text).map_err(|e| format!("{}\n  {text}\n  {:>2$}", e.message, "^", e.offset + 1))
}

/// Runs it.
pub(super) fn run(start: &Start, how: &How) -> anyhow::Result<ExitCode> {
    let Some(world) = start.world(&start.scenario, start.seed)? else { return Ok(ExitCode::from(super::REFUSED)) };
    let out = &mut io::BufWriter::new(io::stdout().lock());
    let began = world.clone();
    let mut headless = Headless::new(world, start.commands.clone(), how.trace.is_some());
    let mut printer = Printer { out, how, error: None, before: BTreeMap::new(), flush: how.speed.is_some() };
    if how.metrics.is_some() {
        writeln!(printer.out, "seconds,resource,metric,statistic,value")?;
    }
    for moment in moments(start.until, how) {
        pace(how, moment);
        let went = headless.advance_to(moment.at, |event| printer.event(event));
        if let Some(error) = printer.error.take() {
            return Err(error.into());
        }
        if let Err(error) = went {
            return super::refuse(&format!("{}: {}", error.path, error.message));
        }
        if moment.metrics {
            printer.metrics(headless.world())?;
        }
    }
    if how.trace.is_none() && how.metrics.is_none() {
        summary(start, &headless, printer.out)?;
    }
    printer.out.flush()?;
    expect(start, how, began)
}

/// Expectations ask about the whole run, so they get one that keeps its events.
fn expect(start: &Start, how: &How, world: World) -> anyhow::Result<ExitCode> {
    if how.expect.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    let mut run = Timeline::new(world, false);
    for expr in &how.expect {
        expr.watch(&mut run);
    }
    for command in &start.commands {
        if let Err(error) = run.perform(command.clone()) {
            return super::refuse(&format!("{}: {}", error.path, error.message));
        }
    }
    run.advance_to(start.until);
    if run.full() {
        return super::refuse(&format!("the run stopped at {} with as many events as it may keep", run.now().clock()));
    }
    let mut held = true;
    for expr in how.expect.iter().filter(|e| !e.holds(&run)) {
        writeln!(io::stderr(), "inflight: at {}: {} does not hold", run.now().clock(), expr.text)?;
        held = false;
    }
    Ok(if held { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// A moment at which the run is looked at.
#[derive(Clone, Copy)]
struct Moment {
    at: SimTime,
    metrics: bool,
    /// Real time since the start at which it is due.
    due: Option<(Instant, Duration)>,
}

/// How often a paced run is taken up again, in real time.
const BEAT: Duration = Duration::from_millis(50);

/// The moments of a run: those of the metrics, and at a limited speed enough others to go smoothly.
fn moments(until: SimTime, how: &How) -> impl Iterator<Item = Moment> {
    let began = Instant::now();
    #[allow(clippy::cast_precision_loss, clippy::cast_sign_loss)] // real time on a screen, not simulated state
    let beat = how.speed.map(|speed| SimTime((BEAT.as_micros() as f64 * speed).max(1.0) as u64));
    let (every, wants, speed) = (how.every, how.metrics.is_some(), how.speed);
    let mut at = SimTime::ZERO;
    let mut done = false;
    std::iter::from_fn(move || {
        if done {
            return None;
        }
        let next_metrics = wants.then(|| SimTime((at.0 / every.0 + 1) * every.0));
        at = [Some(until), next_metrics, beat.map(|b| at + b)].into_iter().flatten().min().unwrap_or(until);
        done = at >= until;
        #[allow(clippy::cast_precision_loss)]
        let due = speed.map(|s| (began, Duration::from_secs_f64(at.0 as f64 / 1e6 / s)));
        Some(Moment { at, metrics: wants && (done || at.0.is_multiple_of(every.0)), due })
    })
}

fn pace(how: &How, moment: Moment) {
    if let (Some(_), Some((began, due))) = (how.speed, moment.due) {
        std::thread::sleep(due.saturating_sub(began.elapsed()));
    }
}

struct Printer<'a, W: Write> {
    out: &'a mut W,
    how: &'a How,
    error: Option<io::Error>,
    before: BTreeMap<(String, &'static str), u64>,
    flush: bool,
}

impl<W: Write> Printer<'_, W> {
    /// Prints an event; `false` ends the run, because nobody listens any more.
    fn event(&mut self, event: &Event) -> bool {
        let written = match self.how.trace {
            Some(Trace::Json) => {
                serde_json::to_writer(&mut *self.out, event).map_err(io::Error::from).and_then(|()| writeln!(self.out))
            }
            Some(Trace::Text) => writeln!(self.out, "{}", line(event)),
            None => Ok(()),
        };
        let written = written.and_then(|()| if self.flush { self.out.flush() } else { Ok(()) });
        self.error = written.err();
        self.error.is_none()
    }

    /// Prints every metric of every resource now: gauges as they are, sums as their rise since the last time.
    fn metrics(&mut self, world: &World) -> io::Result<()> {
        let seconds = world.now().as_secs();
        for (name, metric, value) in values(world) {
            let sum = SUMS.iter().any(|list| list.contains(&metric));
            let (statistic, value) = if sum {
                let before = self.before.insert((name.clone(), metric), value).unwrap_or(0);
                ("sum", value.saturating_sub(before))
            } else {
                ("now", value)
            };
            writeln!(self.out, "{seconds},{name},{metric},{statistic},{value}")?;
        }
        self.out.flush()
    }
}

/// Every metric that has a value, in order.
fn values(world: &World) -> Vec<(String, &'static str, u64)> {
    let mut all = vec![];
    for (name, metrics) in world.measured() {
        all.extend(metrics.iter().filter_map(|m| world.metric(&name, m).map(|value| (name.to_string(), *m, value))));
    }
    all
}

/// `0:10.000 sqs.receive orders m2 C1 (1) note`: time, kind, place, message, actor, amount, note; what there is not is left out.
fn line(event: &Event) -> String {
    use std::fmt::Write as _;
    let mut text = format!("{:>9} {:<24} {}", precise(event.at), event.kind, event.place);
    let item = event.item.as_ref().map(|i| &*i.label);
    for word in [item, event.actor.as_deref()].into_iter().flatten() {
        text.push(' ');
        text.push_str(word);
    }
    if event.amount > 0 {
        let _ = write!(text, " ({})", event.amount);
    }
    if let Some(note) = &event.note {
        text.push_str(" - ");
        text.push_str(note);
    }
    text
}

/// `1:05.250`: minutes, seconds, milliseconds.
fn precise(at: SimTime) -> String {
    let ms = at.as_millis();
    format!("{}:{:02}.{:03}", ms / 60_000, ms / 1_000 % 60, ms % 1_000)
}

fn summary(start: &Start, headless: &Headless, out: &mut impl Write) -> io::Result<()> {
    let world = headless.world();
    let steps = headless.steps();
    writeln!(out, "{}  seed {}  0:00 to {}  {steps} steps", start.name, start.seed, world.now().clock())?;
    let shown: Vec<_> = values(world).into_iter().filter(|v| v.2 > 0).collect();
    let width = |f: fn(&(String, &'static str, u64)) -> usize| shown.iter().map(f).max().unwrap_or(0);
    let (names, metrics, values) = (width(|v| v.0.len()), width(|v| v.1.len()), width(|v| v.2.to_string().len()));
    for (name, metric, value) in &shown {
        writeln!(out, "{name:<names$}  {metric:<metrics$}  {value:>values$}")?;
    }
    if shown.is_empty() {
        writeln!(out, "nothing happened")?;
    }
    bill(world, out)
}

/// What it cost, meter by meter, and the total.
fn bill(world: &World, out: &mut impl Write) -> io::Result<()> {
    let bill = match world.cost() {
        Ok(bill) if bill.lines.is_empty() && bill.unpriced.is_empty() => return Ok(()),
        Ok(bill) => bill,
        Err(missing) => return writeln!(out, "no bill: {missing}"),
    };
    writeln!(out)?;
    for (meter, (amount, nanos)) in bill.by_meter() {
        writeln!(out, "{meter:<40} {amount:>14} {:>14}", dollars(nanos))?;
    }
    for meter in &bill.unpriced {
        writeln!(out, "{meter:<40} {:>14} no price: {}", "", why_unpriced(meter))?;
    }
    let total = format!("total, at prices of {}", bill.as_of);
    writeln!(out, "{total:<40} {:>14} {:>14}", "", dollars(bill.micro_usd().saturating_mul(1_000)))
}
