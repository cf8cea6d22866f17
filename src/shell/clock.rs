//! What time it is: the only place that asks.
use crate::{
    base::moment::{Day, Moment, Now},
    ui::app::model::Clock,
};
use jiff::{Timestamp, ToSpan, Zoned, civil::Date, tz::TimeZone};
use std::{sync::LazyLock, time::Duration};

/// The study day turns over at this hour of the morning.
const TURN: i64 = 4;

/// A clock that was started with the app.
#[derive(Clone, Copy, Debug)]
pub struct Since(Duration);

impl Since {
    /// The app starts now.
    #[must_use]
    pub fn start() -> Self {
        Self(running())
    }

    /// The time now.
    #[must_use]
    pub fn read(&self) -> Clock {
        let uptime_ms = u64::try_from(running().saturating_sub(self.0).as_millis()).unwrap_or(u64::MAX);
        Clock { now: now(), uptime_ms }
    }
}

/// How long the machine has been running, the time it slept included: it only ever grows, and no change of the wall clock moves it.
#[cfg(unix)]
fn running() -> Duration {
    use rustix::time::{ClockId, clock_gettime};
    #[cfg(any(target_os = "linux", target_os = "android"))]
    const CLOCK: ClockId = ClockId::Boottime;
    // Elsewhere this one counts sleep, or there is none that does.
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    const CLOCK: ClockId = ClockId::Monotonic;
    let at = clock_gettime(CLOCK);
    let (seconds, nanos) = (u64::try_from(at.tv_sec).unwrap_or(0), u32::try_from(at.tv_nsec).unwrap_or(0));
    Duration::new(seconds, nanos)
}

/// How long this program has been looking at the clock.
#[cfg(not(unix))]
fn running() -> Duration {
    static FIRST: LazyLock<std::time::Instant> = LazyLock::new(std::time::Instant::now);
    FIRST.elapsed()
}

/// The learner's time zone. The system's own file is read as it is: to look its name up in the zone database means walking
/// that database's folders, which takes longer than the first frame.
static ZONE: LazyLock<TimeZone> = LazyLock::new(|| {
    let named = std::env::var_os("TZ").is_some_and(|tz| !tz.is_empty());
    let local = || TimeZone::tzif("local", &std::fs::read("/etc/localtime").ok()?).ok();
    if named { None } else { local() }.unwrap_or_else(TimeZone::system)
});

/// The instant and the study day in the learner's own time zone.
#[must_use]
pub fn now() -> Now {
    let zoned = Timestamp::now().to_zoned(ZONE.clone());
    Now { at: Moment(zoned.timestamp().as_millisecond()), day: study_day(&zoned) }
}

fn study_day(at: &Zoned) -> Day {
    let date =
        at.checked_sub(TURN.hours()).unwrap_or_else(|_| Timestamp::UNIX_EPOCH.to_zoned(at.time_zone().clone())).date();
    let days = Date::constant(1970, 1, 1).until(date).map_or(0, |span| span.get_days());
    Day(days)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_turns_at_four_in_the_morning() {
        for (text, day) in [
            ("2026-12-09T03:59:59[Europe/Berlin]", 20_795),
            ("2026-12-09T04:00:00[Europe/Berlin]", 20_796),
            ("2026-12-09T23:59:59[America/Lima]", 20_796),
            ("1970-01-01T04:00:00[UTC]", 0),
        ] {
            assert_eq!(study_day(&text.parse().unwrap()), Day(day), "{text}");
        }
    }
}
