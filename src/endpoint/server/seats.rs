//! The places at the table: how many connections there are, and which of them makes room for the next.
use super::limits::{MOST_CONNECTIONS, ROOM_TIME};
use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
    },
};
use tokio::{
    sync::{Notify, OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

/// One connection's place.
#[derive(Debug)]
pub(super) struct Seat {
    /// Set while a request is being answered; such a connection is never sent away.
    busy: AtomicBool,
    /// When it last did something, as a count.
    since: AtomicU64,
    /// It is asked to leave.
    pub(super) leave: Notify,
}

/// All places.
#[derive(Debug)]
pub(super) struct Seats {
    free: Arc<Semaphore>,
    taken: Mutex<BTreeMap<u64, Arc<Seat>>>,
    count: AtomicU64,
}

/// A place that is given back when this is dropped.
#[derive(Debug)]
pub(super) struct Guest {
    /// The place.
    pub(super) seat: Arc<Seat>,
    no: u64,
    seats: Arc<Seats>,
    _permit: OwnedSemaphorePermit,
}

impl Seats {
    /// An empty table.
    #[must_use]
    pub(super) fn new() -> Arc<Self> {
        let free = Arc::new(Semaphore::new(MOST_CONNECTIONS));
        Arc::new(Self { free, taken: Mutex::default(), count: AtomicU64::new(0) })
    }

    /// A place for a new connection. Where all are taken, the connection that has been silent longest leaves; where all are at
    /// work, there is none.
    pub(super) async fn take(self: &Arc<Self>) -> Option<Guest> {
        let permit = match self.free.clone().try_acquire_owned() {
            Ok(permit) => permit,
            Err(_) => {
                self.make_room();
                timeout(ROOM_TIME, self.free.clone().acquire_owned()).await.ok()?.ok()?
            }
        };
        let no = self.tick();
        let seat = Arc::new(Seat { busy: AtomicBool::new(false), since: AtomicU64::new(no), leave: Notify::new() });
        self.lock().insert(no, seat.clone());
        Some(Guest { seat, no, seats: self.clone(), _permit: permit })
    }

    fn make_room(&self) {
        let taken = self.lock();
        let silent = taken.values().filter(|seat| !seat.is_busy());
        if let Some(seat) = silent.min_by_key(|seat| seat.since.load(Relaxed)) {
            seat.leave.notify_one();
        }
    }

    /// Everybody is asked to leave.
    pub(super) fn close(&self) {
        self.lock().values().for_each(|seat| seat.leave.notify_one());
    }

    /// Whether nobody is left.
    #[must_use]
    pub(super) fn is_empty(&self) -> bool {
        self.lock().is_empty()
    }

    fn tick(&self) -> u64 {
        self.count.fetch_add(1, Relaxed)
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<u64, Arc<Seat>>> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Seat {
    /// Whether a request is being answered.
    #[must_use]
    pub(super) fn is_busy(&self) -> bool {
        self.busy.load(Relaxed)
    }
}

/// A request is being answered as long as this is there.
#[derive(Debug)]
pub(super) struct Working(Arc<Guest>);

impl Working {
    /// A request has come.
    #[must_use]
    pub(super) fn new(guest: Arc<Guest>) -> Self {
        guest.seat.busy.store(true, Relaxed);
        Self(guest)
    }
}

impl Drop for Working {
    fn drop(&mut self) {
        self.0.seat.since.store(self.0.seats.tick(), Relaxed);
        self.0.seat.busy.store(false, Relaxed);
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        self.seats.lock().remove(&self.no);
    }
}
