//! What time does: writes end or time out, waiters give up, a fallen database comes back.
use super::{
    api::{Code, DbError, Response},
    model::{Databases, Write},
};
use crate::base::time::SimTime;
use crate::sim::{
    trace::{Name, Phase, Weight},
    turn::{Draft, Out, Turn},
};
use serde::{Deserialize, Serialize};

/// Troubles are counted over so long.
const WINDOW: SimTime = SimTime::from_secs(10);

/// A database's timers; the number is the write's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Timer {
    /// A write ends.
    Done(Name, u64),
    /// A write has waited too long inside.
    Timeout(Name, u64),
    /// A write has waited too long for a connection.
    Borrow(Name, u64),
    /// It is back.
    Up(Name),
}

/// What databases put their wishes into.
pub type Output = Out<Timer, Result<Response, DbError>>;

impl Databases {
    pub(super) fn wake(&mut self, timer: &Timer, turn: Turn<'_>, out: &mut Output) {
        match timer {
            Timer::Done(name, no) => self.finish(name, *no, turn, out),
            Timer::Timeout(name, no) => {
                let why = DbError::new(Code::LockWaitTimeout, "Lock wait timeout exceeded; try restarting transaction");
                self.give_up(name, *no, true, why, turn, out);
            }
            Timer::Borrow(name, no) => {
                let why = DbError::new(Code::BorrowTimeout, "Timed-out waiting to acquire database connection");
                self.give_up(name, *no, false, why, turn, out);
            }
            Timer::Up(name) => {
                let Some(db) = self.all.get_mut(name).filter(|db| db.down == Some(turn.now)) else { return };
                db.down = None;
                db.free = turn.now;
                let weight = Weight::Mark;
                out.sink.emit(turn.now, turn.cause, || Draft { weight, ..Draft::new("rds.up", name) });
            }
        }
    }

    /// A write has its connection: it starts when those before it have had their share of the second, or times out waiting.
    pub(super) fn start(&mut self, name: &Name, no: u64, turn: Turn<'_>, out: &mut Output) {
        let Some(db) = self.all.get_mut(name) else { return };
        let Some(write) = db.open.get_mut(&no) else { return };
        write.connected = true;
        let rows = write.rows().len() as u64;
        let begin = db.free.max(turn.now);
        if begin.since(turn.now) > db.settings.timeout {
            out.timers.push((turn.now + db.settings.timeout, Timer::Timeout(name.clone(), no)));
            return;
        }
        db.free = begin + SimTime(rows * 1_000_000 / u64::from(db.settings.writes_per_second.max(1)));
        out.timers.push((begin + db.settings.write_time, Timer::Done(name.clone(), no)));
    }

    fn finish(&mut self, name: &Name, no: u64, turn: Turn<'_>, out: &mut Output) {
        let Some(db) = self.all.get_mut(name) else { return };
        let Some(write) = db.open.remove(&no) else { return };
        let took = turn.now.since(write.came);
        let rows = write.rows();
        let count = write.cargo.len() as u64;
        for (row, item) in rows {
            let times = db.rows.entry(row).or_default();
            *times += 1;
            let again = *times > 1;
            *(if again { &mut db.tally.repeats } else { &mut db.tally.written }) += 1;
            db.tally.took(turn.now, took);
            out.sink.emit(turn.now, turn.cause, || Draft {
                actor: Some(write.from.clone()),
                item,
                phase: Some(Phase::Done),
                amount: took.as_millis(),
                weight: Weight::Step,
                ..Draft::new(if again { "rds.repeat" } else { "rds.write" }, name)
            });
        }
        out.replies.push((write.call, Ok(Response::Written(write.form, count))));
        self.admit(name, turn, out);
    }

    /// Waiters take the connections that are free now.
    pub(super) fn admit(&mut self, name: &Name, turn: Turn<'_>, out: &mut Output) {
        let limits = self.limits;
        loop {
            let Some(db) = self.all.get_mut(name) else { return };
            if db.connections() >= db.most(limits) {
                return;
            }
            let Some(no) = db.waiting.pop_front() else { return };
            self.start(name, no, turn, out);
        }
    }

    fn give_up(&mut self, name: &Name, no: u64, connected: bool, why: DbError, turn: Turn<'_>, out: &mut Output) {
        let Some(db) = self.all.get_mut(name) else { return };
        if db.open.get(&no).is_none_or(|w| w.connected != connected) {
            return;
        }
        let Some(write) = db.open.remove(&no) else { return };
        db.waiting.retain(|n| *n != no);
        db.tally.timeouts += write.rows().len() as u64;
        tell("rds.timeout", name, &write, &why, turn, out);
        out.replies.push((write.call, Err(why)));
        self.trouble(name, turn, out);
        self.admit(name, turn, out);
    }

    pub(super) fn refuse(&mut self, name: &Name, write: &Write, why: DbError, turn: Turn<'_>, out: &mut Output) {
        let Some(db) = self.all.get_mut(name) else { return };
        db.tally.refused += write.rows().len() as u64;
        tell("rds.refused", name, write, &why, turn, out);
        out.replies.push((write.call, Err(why)));
        self.trouble(name, turn, out);
    }

    /// One more refused or timed-out write; too many of them and it falls over.
    fn trouble(&mut self, name: &Name, turn: Turn<'_>, out: &mut Output) {
        let Some(db) = self.all.get_mut(name) else { return };
        let Some(most) = db.settings.falls_over_after.filter(|_| db.down.is_none()) else { return };
        db.troubles.push_back(turn.now);
        while db.troubles.front().is_some_and(|at| *at + WINDOW <= turn.now) {
            db.troubles.pop_front();
        }
        if db.troubles.len() >= most as usize {
            self.fall(name, "overload", turn, out);
        }
    }

    /// It goes down: whatever is in hand is lost, nothing is taken until it is back.
    pub(super) fn fall(&mut self, name: &Name, why: &'static str, turn: Turn<'_>, out: &mut Output) {
        let Some(db) = self.all.get_mut(name) else { return };
        let until = turn.now + db.settings.down_for;
        db.down = Some(until);
        db.troubles.clear();
        db.waiting.clear();
        let lost = std::mem::take(&mut db.open);
        db.tally.lost += lost.values().map(|w| w.rows().len() as u64).sum::<u64>();
        out.timers.push((until, Timer::Up(name.clone())));
        out.sink.emit(turn.now, turn.cause, || Draft {
            note: Some(why.into()),
            until: Some(until),
            weight: Weight::Alarm,
            ..Draft::new("rds.down", name)
        });
        for write in lost.into_values() {
            let error = DbError::new(Code::ConnectionLost, "Lost connection to MySQL server during query");
            tell("rds.lost", name, &write, &error, turn, out);
            out.replies.push((write.call, Err(error)));
        }
    }
}

fn tell(kind: &'static str, name: &Name, write: &Write, why: &DbError, turn: Turn<'_>, out: &mut Output) {
    out.sink.emit(turn.now, turn.cause, || Draft {
        actor: Some(write.from.clone()),
        item: write.rows().into_iter().next().and_then(|r| r.1),
        note: Some(why.code.name().into()),
        weight: Weight::Alarm,
        ..Draft::new(kind, name)
    });
}
