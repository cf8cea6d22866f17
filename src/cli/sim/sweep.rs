//! `inflight sim sweep`: many runs, over values of one variable and over seeds, on all cores.
use super::{chart, input::Start, run::parse};
use crate::{
    base::time::SimTime,
    sim::{probe::Expr, scenario::Scenario, timeline::Timeline, world::World},
};
use std::{
    io::{self, Write},
    ops::RangeInclusive,
    process::ExitCode,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

/// Runs a sweep may have.
const MOST_RUNS: usize = 100_000;

/// What is swept and measured.
pub(super) struct Sweep {
    path: Option<String>,
    values: Vec<String>,
    seeds: Vec<u64>,
    measures: Vec<(String, Expr)>,
}

/// How the result is shown.
#[derive(Clone, Copy)]
pub(super) struct Look {
    /// One run a line, comma-separated.
    pub csv: bool,
    /// Bars of `#`.
    pub ascii: bool,
}

impl Sweep {
    /// Reads the options.
    pub(super) fn read(start: &Start, vary: Option<&str>, seeds: &str, measure: &[String]) -> Result<Self, String> {
        let (path, values) = match vary {
            None => (None, vec![String::new()]),
            Some(text) => {
                let (path, values) =
                    text.split_once('=').ok_or_else(|| format!("`{text}` varies nothing: write PATH=10..60/10"))?;
                (Some(path.trim().to_owned()), spread(values.trim())?)
            }
        };
        let seeds: Vec<u64> = seeds_of(seeds)?.collect();
        let measures = if measure.is_empty() {
            start.goals.clone()
        } else {
            measure.iter().map(|text| Ok((text.clone(), parse(text)?))).collect::<Result<_, String>>()?
        };
        if measures.is_empty() {
            return Err("say what to measure: --measure 'count(worker.done)'".into());
        }
        if values.len().saturating_mul(seeds.len()) > MOST_RUNS {
            return Err(format!("a sweep has at most {MOST_RUNS} runs: fewer values or fewer seeds"));
        }
        Ok(Self { path, values, seeds, measures })
    }
}

fn seeds_of(text: &str) -> Result<RangeInclusive<u64>, String> {
    let bad = || format!("`{text}` are no seeds: write how many (20), or which (5..9)");
    let number = |t: &str| t.trim().parse::<u64>().map_err(|_| bad());
    match text.split_once("..") {
        Some((first, last)) => {
            let (first, last) = (number(first)?, number(last)?);
            if first > last || last - first >= MOST_RUNS as u64 { Err(bad()) } else { Ok(first..=last) }
        }
        None => match number(text)? {
            0 => Err(bad()),
            n if n > MOST_RUNS as u64 => Err(bad()),
            n => Ok(1..=n),
        },
    }
}

/// `10..60/10` counts, `10s..60s/10s` counts in times, anything else is a list.
fn spread(text: &str) -> Result<Vec<String>, String> {
    let Some((from, rest)) = text.split_once("..") else {
        return Ok(text.split(',').map(|v| v.trim().to_owned()).collect());
    };
    let (to, by) = rest.split_once('/').unwrap_or((rest, "1"));
    let bad = || format!("`{text}` is no range: write 10..60/10, or a list: 10,30,60");
    if let (Ok(from), Ok(to), Ok(by)) = (from.trim().parse::<u64>(), to.trim().parse::<u64>(), by.trim().parse::<u64>())
    {
        return steps(from, to, by).map(|all| all.map(|n| n.to_string()).collect()).ok_or_else(bad);
    }
    let time = |t: &str| SimTime::parse(t.trim()).map(SimTime::as_millis).map_err(|_| bad());
    let (from, to, by) = (time(from)?, time(to)?, time(by)?);
    let write = |ms: u64| if ms.is_multiple_of(1_000) { format!("{}s", ms / 1_000) } else { format!("{ms}ms") };
    steps(from, to, by).map(|all| all.map(write).collect()).ok_or_else(bad)
}

fn steps(from: u64, to: u64, by: u64) -> Option<impl Iterator<Item = u64>> {
    let fits = by > 0 && from <= to && (to - from) / by < MOST_RUNS as u64;
    fits.then(|| (0..=(to - from) / by).map(move |n| from + n * by))
}

/// One run: what it measured, or why there was none.
type Measured = Result<Vec<i64>, String>;

/// Runs all of it and prints the result.
pub(super) fn run(start: &Start, sweep: &Sweep, jobs: usize, look: Look) -> anyhow::Result<ExitCode> {
    let mut scenarios = vec![];
    for value in &sweep.values {
        let mut scenario = start.scenario.clone();
        if let Some(path) = &sweep.path
            && let Err(error) = scenario.set(path, value)
        {
            return super::refuse(&format!("{path}={value}: {}", error.message));
        }
        if start.world(&scenario, 1)?.is_none() {
            return Ok(ExitCode::from(super::REFUSED));
        }
        scenarios.push(scenario);
    }
    let results = all(start, sweep, &scenarios, jobs);
    let out = &mut io::BufWriter::new(io::stdout().lock());
    if look.csv {
        csv(sweep, &results, out)?;
    } else {
        show(sweep, &results, look.ascii, out)?;
    }
    out.flush()?;
    match results.iter().flatten().find_map(|r| r.as_ref().err()) {
        Some(why) => super::refuse(why),
        None => Ok(ExitCode::SUCCESS),
    }
}

/// The results by value, then by seed, whichever core was first.
fn all(start: &Start, sweep: &Sweep, scenarios: &[Scenario], jobs: usize) -> Vec<Vec<Measured>> {
    let seeds = sweep.seeds.len();
    let (next, count) = (AtomicUsize::new(0), scenarios.len() * seeds);
    let results: Vec<Mutex<Option<Measured>>> = (0..count).map(|_| Mutex::new(None)).collect();
    std::thread::scope(|scope| {
        for _ in 0..jobs.min(count) {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(slot) = results.get(at) else { break };
                    let measured = one(start, sweep, (&scenarios[at / seeds], sweep.seeds[at % seeds]));
                    if let Ok(mut slot) = slot.lock() {
                        *slot = Some(measured);
                    }
                }
            });
        }
    });
    let mut flat = results.into_iter().map(|r| {
        let inner = r.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        inner.unwrap_or_else(|| Err("a run ended before its time".into()))
    });
    scenarios.iter().map(|_| flat.by_ref().take(seeds).collect()).collect()
}

fn one(start: &Start, sweep: &Sweep, (scenario, seed): (&Scenario, u64)) -> Measured {
    let world: World = scenario.start(seed, &start.quotas).map_err(|e| format!("{e:?}"))?;
    let mut run = Timeline::new(world, false);
    for (_, expr) in &sweep.measures {
        expr.watch(&mut run);
    }
    for command in &start.commands {
        run.perform(command.clone()).map_err(|e| format!("{}: {}", e.path, e.message))?;
    }
    run.advance_to(start.until);
    if run.full() {
        return Err(format!("seed {seed} stopped at {} with as many events as a run may keep", run.now().clock()));
    }
    Ok(sweep.measures.iter().map(|(_, expr)| expr.value(&run)).collect())
}

fn csv(sweep: &Sweep, results: &[Vec<Measured>], out: &mut impl Write) -> io::Result<()> {
    let quote = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let names: Vec<_> = sweep.measures.iter().map(|(text, _)| quote(text)).collect();
    writeln!(out, "{},seed,{}", sweep.path.as_deref().unwrap_or("value"), names.join(","))?;
    for (value, runs) in sweep.values.iter().zip(results) {
        for (seed, measured) in sweep.seeds.iter().zip(runs) {
            if let Ok(numbers) = measured {
                let numbers: Vec<_> = numbers.iter().map(ToString::to_string).collect();
                writeln!(out, "{},{seed},{}", quote(value), numbers.join(","))?;
            }
        }
    }
    Ok(())
}

/// One table a measure: mean, least and most over the seeds, and a bar of the mean.
fn show(sweep: &Sweep, results: &[Vec<Measured>], ascii: bool, out: &mut impl Write) -> io::Result<()> {
    let variable = sweep.path.clone().unwrap_or_else(|| "seeds".into());
    for (nth, (text, _)) in sweep.measures.iter().enumerate() {
        writeln!(out, "{}{text}", if nth > 0 { "\n" } else { "" })?;
        let of = |runs: &[Measured]| Spread::of(runs.iter().flatten().filter_map(|m| m.get(nth).copied()));
        let spreads: Vec<Spread> = results.iter().map(|runs| of(runs)).collect();
        let most = spreads.iter().map(|s| s.mean).fold(0.0, f64::max);
        let head: Vec<String> = [&*variable, "mean", "least", "most", ""].map(String::from).into();
        let rows: Vec<Vec<String>> = sweep
            .values
            .iter()
            .zip(&spreads)
            .map(|(value, s)| {
                let label = if value.is_empty() { format!("{} runs", s.count) } else { value.clone() };
                let bar = chart::bar(s.mean, most, ascii);
                vec![label, format!("{:.1}", s.mean), s.least.to_string(), s.most.to_string(), bar]
            })
            .collect();
        for line in chart::table(&head, &rows) {
            writeln!(out, "{line}")?;
        }
    }
    Ok(())
}

/// Numbers in short.
struct Spread {
    count: usize,
    mean: f64,
    least: i64,
    most: i64,
}

impl Spread {
    #[allow(clippy::cast_precision_loss)] // shown with one decimal
    fn of(numbers: impl Iterator<Item = i64>) -> Self {
        let all: Vec<i64> = numbers.collect();
        let sum: f64 = all.iter().map(|&n| n as f64).sum();
        let mean = if all.is_empty() { 0.0 } else { sum / all.len() as f64 };
        let (least, most) = (all.iter().min().copied().unwrap_or(0), all.iter().max().copied().unwrap_or(0));
        Self { count: all.len(), mean, least, most }
    }
}

#[cfg(test)]
mod tests {
    use super::{seeds_of, spread};

    #[test]
    fn values_are_counted_or_listed() {
        assert_eq!(spread("10..30/10").unwrap(), ["10", "20", "30"]);
        assert_eq!(spread("500ms..2s/500ms").unwrap(), ["500ms", "1s", "1500ms", "2s"]);
        assert_eq!(spread("on, off").unwrap(), ["on", "off"]);
        for bad in ["10..x", "30..10", "1..5/0", "0..99999999999"] {
            assert!(spread(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn seeds_are_a_number_or_a_range() {
        assert_eq!(seeds_of("3").unwrap(), 1..=3);
        assert_eq!(seeds_of("5..9").unwrap(), 5..=9);
        for bad in ["0", "9..5", "many", "-1"] {
            assert!(seeds_of(bad).is_err(), "{bad}");
        }
    }
}
