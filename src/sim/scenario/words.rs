//! The small written forms of a scenario: `off`, `9/s`, `20%`.
use super::{
    spec::{Heartbeat, Percent, Rate},
    value::Span,
};
use crate::base::time::SimTime;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use serde_json::Value;
use std::fmt;

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.per {
            per if per == Span::secs(1) => write!(f, "{}/s", self.count),
            per if per == Span::secs(60) => write!(f, "{}/m", self.count),
            per => write!(f, "{}/{per}", self.count),
        }
    }
}

impl Serialize for Rate {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Rate {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        let bad = || D::Error::custom(format!("`{text}` is not a rate: write 9/s, 30/m or 7/10s"));
        let (count, per) = text.split_once('/').ok_or_else(bad)?;
        let per = per.trim();
        let per = if per.starts_with(|c: char| c.is_ascii_digit()) { per.to_string() } else { format!("1{per}") };
        let count: u64 = count.trim().parse().map_err(|_| bad())?;
        let per = SimTime::parse(&per).map_err(|_| bad())?;
        if per == SimTime::ZERO { Err(bad()) } else { Ok(Self { count, per: Span(per) }) }
    }
}

impl Serialize for Percent {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_u32(self.0)
    }
}

impl<'de> Deserialize<'de> for Percent {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let number = match Value::deserialize(d)? {
            Value::Number(n) => n.as_u64(),
            Value::String(text) => text.trim().trim_end_matches('%').trim().parse().ok(),
            _ => None,
        };
        number
            .filter(|&n| n <= 100)
            .and_then(|n| u32::try_from(n).ok())
            .map(Self)
            .ok_or_else(|| D::Error::custom("a percentage is a whole number from 0 to 100"))
    }
}

impl Serialize for Heartbeat {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Some(span) => span.serialize(s),
            None => s.serialize_str("off"),
        }
    }
}

impl<'de> Deserialize<'de> for Heartbeat {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        match Value::deserialize(d)? {
            // YAML 1.1 readers make a boolean of `off`.
            Value::Null | Value::Bool(false) => Ok(Self(None)),
            Value::String(text) if text == "off" => Ok(Self(None)),
            other => serde_json::from_value::<Span>(other)
                .map(|span| Self((span.0 > SimTime::ZERO).then_some(span)))
                .map_err(|_| D::Error::custom("a heartbeat is `off` or a time: 20s")),
        }
    }
}
