//! Parallel and Map: branches, iterations and child executions that run for one state.
use super::{Ctx, Later};
use crate::base::time::SimTime;
use crate::sim::services::stepfunctions::model::execution::{Branch, Doing, Fan, MapRun, Parent, Run, Status};
use crate::sim::services::stepfunctions::model::fault::{Fault, TOLERATED};
use crate::sim::services::stepfunctions::model::history::{Details, EventType};
use crate::sim::services::stepfunctions::model::program::{Distributed, Each, Kind, Slot, State};
use crate::sim::trace::Weight;
use crate::sim::turn::Draft;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Bytes of input one step hands to new iterations; the rest follows as others end.
const AT_ONCE: usize = 16 * 1_048_576;

impl Ctx<'_> {
    /// A Parallel state starts all its branches.
    pub fn start_parallel(&mut self, branch: u32, state: &State, scopes: &[u32]) -> Result<(), Fault> {
        let effective = self.effective(branch, state)?;
        let input = self.fitting(&effective, state)?;
        self.log(branch, EventType::ParallelStateStarted, Details::default());
        let count = u32::try_from(scopes.len()).unwrap_or(u32::MAX);
        let items = scopes.iter().map(|_| input.clone()).collect();
        self.turn_to(branch, Doing::Fan(Box::new(fan(items, count))));
        self.feed(branch, state)
    }

    /// A Map state reads its items and starts as many iterations as may run at once.
    pub fn start_map(&mut self, branch: u32, state: &State, each: &Each) -> Result<(), Fault> {
        let effective = self.effective(branch, state)?;
        let items = self.items(branch, state, (each, &effective))?;
        let asked = self.number(branch, state, (&each.concurrency, "MaxConcurrencyPath", &effective))?.unwrap_or(0);
        let sizes = self.core.limits.sizes;
        let most = if each.distributed.is_some() { sizes.children } else { sizes.inline };
        let most = if asked == 0 { most } else { asked.min(most) };
        let length = Some(items.len() as u64);
        self.log(branch, EventType::MapStateStarted, Details { index: length, ..Details::default() });
        let mut fan = fan(items, u32::try_from(most).unwrap_or(u32::MAX));
        if let Some(how) = &each.distributed {
            fan.run = Some(self.open_run(branch, state, (how, &effective, &fan.items, asked))?);
        }
        self.turn_to(branch, Doing::Fan(Box::new(fan)));
        self.feed(branch, state)
    }

    fn items(&mut self, branch: u32, state: &State, (each, input): (&Each, &Value)) -> Result<Arc<[Arc<str>]>, Fault> {
        let value = match &each.items {
            Slot::At(text, path) => self.with_env(branch, state, input, |env| env.follow(path, text, "ItemsPath"))?,
            _ => input.clone(),
        };
        let Value::Array(items) = value else {
            let path = if let Slot::At(text, _) = &each.items { text.as_str() } else { "$" };
            return Err(Fault::runtime(format!("Reference path \"{path}\" must point to array.")));
        };
        match &each.distributed {
            Some(how) if how.batch.is_some() || how.bytes.is_some() => self.batches(branch, state, (how, items, input)),
            _ => Ok(items.iter().map(|item| item.to_string().into()).collect()),
        }
    }

    /// ItemBatcher: several items for each child.
    fn batches(
        &mut self,
        branch: u32,
        state: &State,
        (how, items, input): (&Distributed, Vec<Value>, &Value),
    ) -> Result<Arc<[Arc<str>]>, Fault> {
        let shared = match &how.shared {
            Some(template) => Some(self.with_env(branch, state, input, |env| env.fill(template))?),
            None => None,
        };
        let most = usize::try_from(how.batch.unwrap_or(u64::MAX)).unwrap_or(usize::MAX);
        let bytes = how.bytes.unwrap_or(self.core.limits.sizes.payload).min(self.core.limits.sizes.payload);
        let bytes = usize::try_from(bytes).unwrap_or(usize::MAX);
        let (mut out, mut batch, mut size) = (vec![], vec![], 0);
        let seal = |batch: &mut Vec<Value>, out: &mut Vec<Arc<str>>| {
            let mut whole = Map::new();
            whole.insert("Items".into(), Value::Array(std::mem::take(batch)));
            whole.extend(shared.clone().map(|s| ("BatchInput".to_string(), s)));
            out.push(Value::Object(whole).to_string().into());
        };
        for item in items {
            let length = item.to_string().len();
            if !batch.is_empty() && (batch.len() >= most || size + length > bytes) {
                seal(&mut batch, &mut out);
                size = 0;
            }
            size += length;
            batch.push(item);
        }
        if !batch.is_empty() {
            seal(&mut batch, &mut out);
        }
        Ok(out.into())
    }

    /// A Map Run: how many of its children may fail.
    fn open_run(
        &mut self,
        branch: u32,
        state: &State,
        (how, input, items, asked): (&Distributed, &Value, &[Arc<str>], u64),
    ) -> Result<Run, Fault> {
        let total = items.len();
        if self.core.runs >= self.core.limits.sizes.runs {
            return Err(Fault::runtime("The account has as many open Map Runs as it may have"));
        }
        let count = self.number(branch, state, (&how.count, "ToleratedFailureCountPath", input))?;
        let share = how.percentage.map(|p| total as u64 * p / 10_000);
        let tolerated = match (count, share) {
            (Some(a), Some(b)) => a.min(b),
            (a, b) => a.or(b).unwrap_or(0),
        };
        self.core.runs += 1;
        let no = self.core.number();
        let all = items.iter().map(|text| items_in(how, text)).sum();
        self.exec.runs.push(MapRun {
            at: (no, branch),
            status: Status::Running,
            dates: (self.now, None),
            most: u32::try_from(asked).unwrap_or(u32::MAX),
            tolerated: (count.unwrap_or(0), how.percentage.unwrap_or(0)),
            total: (total as u64, all),
            ended: [0; 4],
            items: [0; 4],
            redriven: (0, SimTime::ZERO),
        });
        let (name, arn) = (Some(state.name.clone()), Some(self.exec.run_arn(self.core.seed, no)));
        self.log(branch, EventType::MapRunStarted, Details { name: arn, ..Details::default() });
        self.tell(|_, d| Draft { note: name, amount: total as u64, weight: Weight::Step, ..d }, "states.map");
        Ok(Run { no, failed: 0, tolerated: u32::try_from(tolerated).unwrap_or(u32::MAX) })
    }

    /// Starts what may start; ends the state where all is done.
    pub fn feed(&mut self, branch: u32, state: &State) -> Result<(), Fault> {
        let mut selected: Option<Value> = None;
        let mut handed = 0;
        while handed < AT_ONCE {
            let Some((slot, item)) = self.next_item(branch) else { break };
            let (input, scope) = match &state.kind {
                Kind::Parallel(scopes) => {
                    let scope = scopes.get(slot as usize).copied().unwrap_or(0);
                    (item.clone(), scope)
                }
                Kind::Map(each) => {
                    let input = self.iteration_input(branch, state, (each, (slot, &item), &mut selected))?;
                    (input, each.scope)
                }
                _ => break,
            };
            handed += input.len();
            self.start_one(branch, state, (slot, input, scope, item))?;
        }
        self.fan_done(branch, state)
    }

    /// The next item to start, if one may start; it counts as running.
    fn next_item(&mut self, branch: u32) -> Option<(u32, Arc<str>)> {
        let Doing::Fan(fan) = &mut self.exec.branches.get_mut(&branch)?.doing else { return None };
        // After a redrive those with a result are left alone.
        while fan.results.contains_key(&fan.next) {
            fan.next += 1;
        }
        let item = fan.items.get(fan.next as usize)?.clone();
        if fan.running >= fan.most {
            return None;
        }
        fan.running += 1;
        fan.next += 1;
        Some((fan.next - 1, item))
    }

    /// What an iteration gets: its item, or what the ItemSelector makes of it.
    fn iteration_input(
        &mut self,
        branch: u32,
        state: &State,
        (each, (slot, item), selected): (&Each, (u32, &Arc<str>), &mut Option<Value>),
    ) -> Result<Arc<str>, Fault> {
        let Some(template) = &each.selector else { return Ok(item.clone()) };
        if selected.is_none() {
            *selected = Some(self.effective(branch, state)?);
        }
        let input = selected.clone().unwrap_or_default();
        let outer = self.exec.branches.get_mut(&branch).map(|b| b.item.replace((slot, item.clone())));
        let made = self.with_env(branch, state, &input, |env| env.fill(template));
        if let (Some(one), Some(outer)) = (self.exec.branches.get_mut(&branch), outer) {
            one.item = outer;
        }
        self.fitting(&made?, state)
    }

    fn start_one(&mut self, branch: u32, state: &State, one: (u32, Arc<str>, u32, Arc<str>)) -> Result<(), Fault> {
        let (slot, input, scope, item) = one;
        if let Kind::Map(each) = &state.kind
            && let Some(how) = &each.distributed
        {
            let stamp = self.spot(branch).stamp;
            let parent = Parent { execution: self.exec.no, branch, stamp, slot };
            self.later.push(Later::Child { parent, input, express: how.express, scope });
            return Ok(());
        }
        if self.exec.branches.len() >= self.machine.settings.branches as usize {
            return Err(Fault::runtime("More branches run at once than this simulation allows (setting `branches`)"));
        }
        let Some(above) = self.branch(branch) else { return Ok(()) };
        let map = matches!(state.kind, Kind::Map(_));
        let new = Branch {
            parent: Some((branch, slot)),
            state: 0,
            input: input.clone(),
            variables: above.variables.clone(),
            doing: Doing::Moving,
            stamp: 0,
            retries: vec![],
            entered: (self.now, 0),
            last: above.last,
            item: if map { Some((slot, item)) } else { above.item.clone() },
        };
        let no = self.exec.stamp();
        self.exec.branches.insert(no, new);
        if map {
            let details =
                Details { name: Some(state.name.clone()), index: Some(u64::from(slot)), ..Details::default() };
            self.log(no, EventType::MapIterationStarted, details);
        }
        let start = self.code().start(scope);
        self.go_to(no, start, input);
        Ok(())
    }

    /// A branch or an iteration has reached its end.
    pub fn branch_ended(&mut self, branch: u32, (above, slot): (u32, u32), output: Arc<str>) {
        let last = self.branch(branch).map_or(0, |b| b.last);
        self.exec.branches.remove(&branch);
        let code = self.code();
        let Some(state) = self.branch(above).and_then(|b| code.state(b.state)) else { return };
        if let Some(one) = self.exec.branches.get_mut(&above) {
            one.last = last;
        }
        if matches!(state.kind, Kind::Map(_)) {
            let details =
                Details { name: Some(state.name.clone()), index: Some(u64::from(slot)), ..Details::default() };
            self.log(above, EventType::MapIterationSucceeded, details);
        }
        self.take_result(above, slot, Ok(output));
        let done = self.feed(above, state);
        self.settle(above, done);
    }

    fn take_result(&mut self, branch: u32, slot: u32, result: Result<Arc<str>, Fault>) {
        let Some(one) = self.exec.branches.get_mut(&branch) else { return };
        let Doing::Fan(fan) = &mut one.doing else { return };
        fan.running = fan.running.saturating_sub(1);
        match (result, &mut fan.run) {
            (Ok(output), _) => {
                fan.results.insert(slot, output);
            }
            (Err(_), Some(run)) => run.failed += 1,
            (Err(_), None) => {}
        }
    }

    /// A child execution of a Map Run has ended.
    pub fn child_ended(&mut self, parent: Parent, (status, result): (Status, Result<Arc<str>, Fault>)) {
        let branch = parent.branch;
        self.count_child(parent, status);
        self.take_result(branch, parent.slot, result);
        let code = self.code();
        let Some(state) = self.branch(branch).and_then(|b| code.state(b.state)) else { return };
        let Some(Doing::Fan(fan)) = self.branch(branch).map(|b| &b.doing) else { return };
        let done = match fan.run {
            Some(run) if run.failed > run.tolerated => {
                let fault = Fault::new(TOLERATED, "The specified tolerated failure threshold was exceeded");
                self.log(branch, EventType::MapRunFailed, Details { fault: Some(fault.clone()), ..Details::default() });
                self.run_ends(branch, Status::Failed);
                Err(fault)
            }
            _ => self.feed(branch, state),
        };
        self.settle(branch, done);
    }

    /// A Map Run counts a child that ended, and the items in it.
    fn count_child(&mut self, parent: Parent, status: Status) {
        let Some(Kind::Map(each)) = self.exec.state(parent.branch).map(|s| &s.kind) else { return };
        let Some(how) = &each.distributed else { return };
        let Some(Doing::Fan(fan)) = self.branch(parent.branch).map(|b| &b.doing) else { return };
        let held = fan.items.get(parent.slot as usize).map_or(0, |text| items_in(how, text));
        let place = match status {
            Status::Succeeded => 0,
            Status::TimedOut => 2,
            Status::Aborted => 3,
            Status::Failed | Status::Running => 1,
        };
        let Some(run) = self.exec.run(parent.branch) else { return };
        if let (Some(ended), Some(items)) = (run.ended.get_mut(place), run.items.get_mut(place)) {
            *ended += 1;
            *items += held;
        }
    }

    /// A Map Run is over; one that ended before stays as it ended.
    pub fn run_ends(&mut self, branch: u32, status: Status) {
        let now = self.now;
        let running = match self.branch(branch).map(|b| &b.doing) {
            Some(Doing::Fan(fan)) if status != Status::Succeeded => u64::from(fan.running),
            _ => 0,
        };
        if let Some(run) = self.exec.run(branch).filter(|run| run.status == Status::Running) {
            (run.status, run.dates.1) = (status, Some(now));
            let [.., aborted] = &mut run.ended;
            *aborted += running;
            let [.., items] = &mut run.items;
            *items += running * run.total.1.checked_div(run.total.0).unwrap_or(1);
        }
    }

    /// Where nothing runs and nothing is left, the results go on.
    fn fan_done(&mut self, branch: u32, state: &State) -> Result<(), Fault> {
        let Some(Doing::Fan(fan)) = self.branch(branch).map(|b| &b.doing) else { return Ok(()) };
        if fan.running > 0 || (fan.next as usize) < fan.items.len() {
            return Ok(());
        }
        let run = fan.run;
        let mut results = vec![];
        for text in fan.results.values() {
            results.push(Self::parse(text)?);
        }
        let kind = match (&state.kind, run) {
            (Kind::Parallel(_), _) => EventType::ParallelStateSucceeded,
            (_, Some(_)) => EventType::MapRunSucceeded,
            _ => EventType::MapStateSucceeded,
        };
        if run.is_some() {
            self.core.runs = self.core.runs.saturating_sub(1);
            self.run_ends(branch, Status::Succeeded);
        }
        self.log(branch, kind, Details::default());
        self.turn_to(branch, Doing::Moving);
        self.finish(branch, state, json!(results))
    }

    /// After a redrive a Parallel or Map state goes on with what has no result yet. Iterations that stood still are branches
    /// of their own and are taken up themselves; child executions start again.
    pub fn resume_fan(&mut self, branch: u32) {
        let alive: u32 = self.exec.branches.values().filter(|b| b.parent.is_some_and(|p| p.0 == branch)).count() as u32;
        let (code, now) = (self.code(), self.now);
        let Some(one) = self.exec.branches.get_mut(&branch) else { return };
        let Some(state) = code.state(one.state) else { return };
        let Doing::Fan(fan) = &mut one.doing else { return };
        fan.running = alive;
        if let Some(run) = &mut fan.run {
            run.failed = 0;
            fan.next = 0;
            let no = run.no;
            self.core.runs += 1;
            let arn = Some(self.exec.run_arn(self.core.seed, no));
            let count = self.exec.run(branch).map(|run| {
                (run.status, run.dates.1) = (Status::Running, None);
                (run.ended, run.items) = ([run.ended[0], 0, 0, 0], [run.items[0], 0, 0, 0]);
                run.redriven = (run.redriven.0 + 1, now);
                u64::from(run.redriven.0)
            });
            self.log(branch, EventType::MapRunRedriven, Details { name: arn, index: count, ..Details::default() });
        }
        let done = self.feed(branch, state);
        self.settle(branch, done);
    }
}

/// How many items of the Map a child's input holds.
fn items_in(how: &Distributed, text: &str) -> u64 {
    if how.batch.is_none() && how.bytes.is_none() {
        return 1;
    }
    let whole: Value = serde_json::from_str(text).unwrap_or_default();
    whole.get("Items").and_then(Value::as_array).map_or(1, |items| items.len() as u64)
}

fn fan(items: Arc<[Arc<str>]>, most: u32) -> Fan {
    Fan { items, next: 0, running: 0, most: most.max(1), results: BTreeMap::new(), run: None }
}
