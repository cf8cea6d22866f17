//! Moments on the wire: epoch seconds with parts, ISO 8601, and HTTP's own dates. Inside they are always epoch seconds.
use crate::endpoint::shapes::TimeFormat;
use crate::sim::epoch::{self, DAY, Date};
use serde_json::{Number, Value};

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/// Reads a moment in any of the forms, as a number.
pub(super) fn parse(text: &str) -> Option<Value> {
    if let Ok(whole) = text.parse::<i64>() {
        return Some(whole.into());
    }
    let plain = text.bytes().all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b));
    if let Some(parts) = plain.then(|| text.parse::<f64>().ok()).flatten() {
        return Number::from_f64(parts).map(Value::Number);
    }
    iso(text).or_else(|| http(text))
}

fn iso(text: &str) -> Option<Value> {
    let text = if text.len() == 10 { format!("{text}T00:00:00Z") } else { text.replacen(' ', "T", 1) };
    let time = text.find('T')?;
    let (body, shift) = match text.get(time..)?.find(['+', '-']) {
        Some(at) => (text.get(..time + at)?, offset(text.get(time + at..)?)?),
        None => (text.as_str(), 0),
    };
    let at = epoch::parse(body)? - shift;
    let millis = body.split_once('.').map_or("", |(_, parts)| parts.trim_end_matches('Z'));
    let millis = format!("0.{millis}").parse::<f64>().unwrap_or(0.0);
    if millis == 0.0 {
        return Some(at.into());
    }
    #[allow(clippy::cast_precision_loss)] // milliseconds of this era fit
    Number::from_f64(at as f64 + millis).map(Value::Number)
}

/// `+01:00`, `-0800`: seconds east.
fn offset(text: &str) -> Option<i64> {
    let digits: String = text.chars().skip(1).filter(|c| *c != ':').collect();
    let (hours, minutes) = (digits.get(..2)?.parse::<i64>().ok()?, digits.get(2..)?);
    let minutes = if minutes.is_empty() { 0 } else { minutes.parse::<i64>().ok()? };
    let east = hours * 3_600 + minutes.min(59) * 60;
    Some(if text.starts_with('-') { -east } else { east })
}

/// `Sat, 21 Nov 2026 00:00:00 GMT`
fn http(text: &str) -> Option<Value> {
    let rest = text.split_once(", ").map_or(text, |(_, rest)| rest);
    let mut parts = rest.split(' ');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let month = MONTHS.iter().position(|m| *m == month)? + 1;
    let time = parts.next()?;
    epoch::parse(&format!("{year}-{month:02}-{day:0>2}T{time}Z")).map(Value::from)
}

/// Whole seconds and milliseconds of a moment.
fn split(value: &Value) -> (i64, i64) {
    match value.as_i64() {
        Some(whole) => (whole, 0),
        None => {
            #[allow(clippy::cast_possible_truncation)] // milliseconds of this era fit
            let millis = (value.as_f64().unwrap_or(0.0) * 1_000.0).round() as i64;
            (millis.div_euclid(1_000), millis.rem_euclid(1_000))
        }
    }
}

/// Writes a moment in one of the forms.
pub(super) fn write(value: &Value, format: TimeFormat) -> String {
    // Beyond the year 9999 no form can say it.
    let (at, millis) = split(value);
    let at = at.clamp(-62_135_596_800, 253_402_300_799);
    match format {
        TimeFormat::Iso if millis == 0 => epoch::iso(at),
        TimeFormat::Iso => epoch::iso(at).replace('Z', &format!(".{millis:03}Z")),
        TimeFormat::Http => date(at),
        TimeFormat::Epoch if millis == 0 => at.to_string(),
        TimeFormat::Epoch => format!("{at}.{millis:03}"),
    }
}

fn date(at: i64) -> String {
    let date = Date::from_days(at.div_euclid(DAY));
    let s = at.rem_euclid(DAY);
    let word = |words: &[&'static str], at: u32| words.get(at as usize).copied().unwrap_or_default();
    let (day, month) = (word(&DAYS, date.weekday()), word(&MONTHS, date.month.saturating_sub(1)));
    format!("{day}, {:02} {month} {:04} {:02}:{:02}:{:02} GMT", date.day, date.year, s / 3_600, s / 60 % 60, s % 60)
}

#[cfg(test)]
mod tests {
    use super::{TimeFormat, parse, write};
    use serde_json::json;

    #[test]
    fn moments_are_read_in_every_form() {
        for (text, at) in [
            ("1795219200", json!(1_795_219_200)),
            ("1795219200.5", json!(1_795_219_200.5)),
            ("1.7952192E9", json!(1_795_219_200.0)),
            ("2026-11-21T00:00:00Z", json!(1_795_219_200)),
            ("2026-11-21T00:00:00.250Z", json!(1_795_219_200.25)),
            ("2026-11-21T01:00:00+01:00", json!(1_795_219_200)),
            ("2026-11-20T16:00:00-0800", json!(1_795_219_200)),
            ("2026-11-21", json!(1_795_219_200)),
            ("Sat, 21 Nov 2026 00:00:00 GMT", json!(1_795_219_200)),
        ] {
            assert_eq!(parse(text), Some(at), "{text}");
        }
        for bad in [
            "",
            "x",
            "nan",
            "inf",
            "2026-13-01T00:00:00Z",
            "2026-11-21T",
            "T+",
            "é-é",
            "1e999",
            "1, 2 3",
            "2026-11-21T00:00:00+é",
        ] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn moments_are_written_in_every_form() {
        assert_eq!(write(&json!(1_795_219_200), TimeFormat::Iso), "2026-11-21T00:00:00Z");
        assert_eq!(write(&json!(1_795_219_200.25), TimeFormat::Iso), "2026-11-21T00:00:00.250Z");
        assert_eq!(write(&json!(1_795_219_200), TimeFormat::Http), "Sat, 21 Nov 2026 00:00:00 GMT");
        assert_eq!(write(&json!(1_795_219_200.5), TimeFormat::Epoch), "1795219200.500");
        write(&json!(f64::MAX), TimeFormat::Iso);
        write(&json!(i64::MIN), TimeFormat::Http);
    }
}
