//! Calls and answers. Management calls bear AWS's names; a write is what an application sends over its connection.
use super::{
    model::{Database, Databases, Write},
    quotas::Settings,
    step::{Output, Timer},
};
use crate::base::time::SimTime;
use crate::sim::{
    arn,
    errand::{Cargo, Outcome, Task},
    trace::{Name, Weight},
    turn::{CallId, Draft, Turn},
};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::sync::Arc;

/// One call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Request {
    /// CreateDBCluster.
    CreateDBCluster {
        /// DBClusterIdentifier.
        name: Name,
        /// What it carries.
        settings: Box<Settings>,
    },
    /// ModifyDBCluster: another class, with or without a proxy.
    ModifyDBCluster {
        /// DBClusterIdentifier.
        name: Name,
        /// What it carries from now on.
        settings: Box<Settings>,
    },
    /// Rows are written, as one transaction.
    Execute {
        /// Which database.
        name: Name,
        /// What for.
        cargo: Vec<Arc<Cargo>>,
        /// How the caller wants to hear of it.
        form: Form,
    },
}

/// How a caller wants to hear of a write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Form {
    /// Done or not.
    One,
    /// The same for each of several.
    Batch,
    /// With what came of it.
    Invoke,
}

/// One answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Response {
    /// Done.
    Done,
    /// So many were written.
    Written(Form, u64),
}

/// Why a call was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Code {
    /// Another one has the name.
    DBClusterAlreadyExistsFault,
    /// There is none of this name.
    DBClusterNotFoundFault,
    /// A setting makes no sense.
    InvalidParameterValue,
    /// MySQL's 1040.
    TooManyConnections,
    /// MySQL's 1205.
    LockWaitTimeout,
    /// RDS Proxy waited for a connection in vain.
    BorrowTimeout,
    /// MySQL's 2003: it is down.
    CannotConnect,
    /// MySQL's 2013: it went down.
    ConnectionLost,
    /// MySQL's 1045.
    AccessDenied,
}

impl Code {
    /// As an application sees it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::DBClusterAlreadyExistsFault => "DBClusterAlreadyExistsFault",
            Self::DBClusterNotFoundFault => "DBClusterNotFoundFault",
            Self::InvalidParameterValue => "InvalidParameterValue",
            Self::TooManyConnections => "ER_CON_COUNT_ERROR",
            Self::LockWaitTimeout => "ER_LOCK_WAIT_TIMEOUT",
            Self::BorrowTimeout => "BorrowTimeout",
            Self::CannotConnect => "CR_CONN_HOST_ERROR",
            Self::ConnectionLost => "CR_SERVER_LOST",
            Self::AccessDenied => "ER_ACCESS_DENIED_ERROR",
        }
    }
    /// Whether trying again later may help.
    #[must_use]
    pub const fn helps_later(self) -> bool {
        matches!(
            self,
            Self::TooManyConnections
                | Self::LockWaitTimeout
                | Self::BorrowTimeout
                | Self::CannotConnect
                | Self::ConnectionLost
        )
    }
}

/// A refused call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DbError {
    /// Which.
    pub code: Code,
    /// What is wrong, for people.
    pub message: Cow<'static, str>,
}

impl DbError {
    /// An error.
    pub fn new(code: Code, message: impl Into<Cow<'static, str>>) -> Self {
        Self { code, message: message.into() }
    }
}

/// Every way of giving it something is a write.
///
/// # Errors
/// The outcome where a database cannot do that.
pub(super) fn accept(to: &str, task: Task) -> Result<Request, Outcome> {
    let name = arn::parse(to).map_or(to, |place| place.name).into();
    Ok(match task {
        Task::Send(cargo) => Request::Execute { name, cargo: vec![cargo], form: Form::One },
        Task::Invoke(cargo) => Request::Execute { name, cargo: vec![cargo], form: Form::Invoke },
        Task::Batch(cargo) => Request::Execute { name, cargo, form: Form::Batch },
        _ => return Err(Outcome::senseless("rds")),
    })
}

impl Databases {
    pub(super) fn handle(&mut self, who: (CallId, &Name), request: Request, turn: Turn<'_>, out: &mut Output) {
        let (call, from) = who;
        let unknown = || DbError::new(Code::DBClusterNotFoundFault, "There is no such database.");
        let answer = match request {
            Request::CreateDBCluster { name, settings } => match (self.fits(&settings), self.all.contains_key(&name)) {
                (Err(error), _) => Err(error),
                (_, true) => Err(DbError::new(Code::DBClusterAlreadyExistsFault, "The name is taken.")),
                _ => {
                    self.all.insert(name, Database { settings: *settings, ..Database::default() });
                    Ok(Response::Done)
                }
            },
            Request::ModifyDBCluster { name, settings } => match (self.fits(&settings), self.all.get_mut(&name)) {
                (Err(error), _) => Err(error),
                (_, None) => Err(unknown()),
                (_, Some(db)) => {
                    db.settings = *settings;
                    self.admit(&name, turn, out);
                    Ok(Response::Done)
                }
            },
            Request::Execute { name, cargo, form } => {
                if self.all.contains_key(&name) {
                    let (from, came) = (from.clone(), turn.now);
                    let write = Write { call, from, cargo, form, came, connected: false };
                    return self.arrive(&name, write, turn, out);
                }
                Err(unknown())
            }
        };
        out.replies.push((call, answer));
    }

    fn fits(&self, settings: &Settings) -> Result<(), DbError> {
        let bad = |what: &'static str| Err(DbError::new(Code::InvalidParameterValue, what));
        if settings.max_connections == 0 || settings.writes_per_second == 0 {
            return bad("A database has at least one connection and writes at least once a second.");
        }
        let Some(proxy) = settings.proxy else { return Ok(()) };
        if proxy.max_connections_percent.is_some_and(|p| !self.limits.percent.holds(p)) {
            return bad("MaxConnectionsPercent must be between 1 and 100.");
        }
        if proxy.connection_borrow_timeout.is_some_and(|t| !self.limits.borrow.holds(t)) {
            return bad("ConnectionBorrowTimeout must be between 0 and 300 seconds.");
        }
        Ok(())
    }

    /// A write arrives: it gets a connection, waits for one at the proxy, or is refused.
    fn arrive(&mut self, name: &Name, write: Write, turn: Turn<'_>, out: &mut Output) {
        let limits = self.limits;
        let Some(db) = self.all.get_mut(name) else { return };
        db.tally.came += write.rows().len() as u64;
        if db.down.is_some() {
            let error = DbError::new(Code::CannotConnect, "Can't connect to MySQL server");
            return self.refuse(name, &write, error, turn, out);
        }
        let full = db.connections() >= db.most(limits);
        if full && db.settings.proxy.is_none() {
            return self.refuse(
                name,
                &write,
                DbError::new(Code::TooManyConnections, "Too many connections"),
                turn,
                out,
            );
        }
        let no = db.next;
        db.next += 1;
        if full {
            let secs = db.settings.proxy.and_then(|p| p.connection_borrow_timeout).unwrap_or(limits.borrow.default);
            let until = turn.now + SimTime::from_secs(secs);
            let (actor, item) = (write.from.clone(), write.rows().into_iter().next().and_then(|r| r.1));
            out.sink.emit(turn.now, turn.cause, || Draft {
                actor: Some(actor),
                item,
                until: Some(until),
                weight: Weight::Step,
                ..Draft::new("rds.borrow", name)
            });
            db.waiting.push_back(no);
            db.open.insert(no, write);
            out.timers.push((until, Timer::Borrow(name.clone(), no)));
        } else {
            db.open.insert(no, write);
            self.start(name, no, turn, out);
        }
    }
}
