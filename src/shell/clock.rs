//! What time it is: the only place that asks.
use crate::{
    base::moment::{Day, Moment, Now},
    ui::app::model::Clock,
};
use jiff::{Timestamp, ToSpan, Zoned, civil::Date, tz::TimeZone};
use std::{sync::LazyLock, time::Instant};

/// The study day turns over at this hour of the morning.
const TURN: i64 = 4;

/// A clock that was started with the app.
#[derive(Clone, Copy, Debug)]
pub struct Since(Instant);

impl Since {
    /// The app starts now.
    #[must_use]
    pub fn start() -> Self {
        Self(Instant::now())
    }

    /// The time now.
    #[must_use]
    pub fn read(&self) -> Clock {
        let uptime_ms = u64::try_from(self.0.elapsed().as_millis()).unwrap_or(u64::MAX);
        Clock { now: now(), uptime_ms }
    }
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
