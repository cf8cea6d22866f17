//! CBOR (RFC 8949), as the Java SDK speaks it to Kinesis (`application/x-amz-cbor-1.1`: JSON's protocol, other bytes) and several SDKs
//! to CloudWatch (Smithy's RPC v2). Inside it is JSON: bytes are base64 text, moments are numbers.
use crate::endpoint::shapes::{Kind, Model, Shape};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Map, Number, Value};

/// Deeper bodies are refused.
const DEEPEST: usize = 48;
/// The tag of moments.
const MOMENT: u64 = 1;
const BREAK: u8 = 0xFF;
const NULL: u8 = 0xF6;
const DOUBLE: u8 = 0xFB;

/// Reads one value; `millis`: its moments are milliseconds.
pub(super) fn parse(bytes: &[u8], millis: bool) -> Option<Value> {
    Reader { left: bytes, millis }.value(0)
}

struct Reader<'a> {
    left: &'a [u8],
    millis: bool,
}

impl<'a> Reader<'a> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.left.split_first()?;
        self.left = rest;
        Some(*first)
    }
    fn take(&mut self, count: u64) -> Option<&'a [u8]> {
        let (taken, rest) = self.left.split_at_checked(usize::try_from(count).ok()?)?;
        self.left = rest;
        Some(taken)
    }
    /// The number that a head carries; `None` inside where it goes on until a break.
    fn count(&mut self, low: u8) -> Option<Option<u64>> {
        let bytes = match low {
            0..=23 => return Some(Some(u64::from(low))),
            24..=27 => self.take(1 << (low - 24))?,
            31 => return Some(None),
            _ => return None,
        };
        Some(Some(bytes.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte))))
    }
    fn ended(&mut self) -> bool {
        let ended = self.left.first() == Some(&BREAK);
        if ended {
            self.byte();
        }
        ended
    }
    fn value(&mut self, depth: usize) -> Option<Value> {
        if depth > DEEPEST {
            return None;
        }
        let head = self.byte()?;
        let (major, low) = (head >> 5, head & 31);
        if major == 7 {
            return self.simple(low);
        }
        let count = self.count(low)?;
        match major {
            0 => Some(count?.into()),
            1 => Some(i64::try_from(count?).ok().map(|n| -1 - n)?.into()),
            2 => Some(STANDARD.encode(self.string(major, count)?).into()),
            3 => String::from_utf8(self.string(major, count)?).ok().map(Value::String),
            4 => self.list(count, depth),
            5 => self.map(count, depth),
            _ => self.tagged(count?, depth),
        }
    }
    fn string(&mut self, major: u8, count: Option<u64>) -> Option<Vec<u8>> {
        if let Some(count) = count {
            return self.take(count).map(<[u8]>::to_vec);
        }
        let mut all = Vec::new();
        while !self.ended() {
            let head = self.byte()?;
            let count = self.count(head & 31)?.filter(|_| head >> 5 == major)?;
            all.extend_from_slice(self.take(count)?);
        }
        Some(all)
    }
    fn list(&mut self, count: Option<u64>, depth: usize) -> Option<Value> {
        let mut list = Vec::new();
        let mut left = count.unwrap_or(u64::MAX);
        while left > 0 && !(count.is_none() && self.ended()) {
            list.push(self.value(depth + 1)?);
            left -= 1;
        }
        Some(Value::Array(list))
    }
    fn map(&mut self, count: Option<u64>, depth: usize) -> Option<Value> {
        let mut map = Map::new();
        let mut left = count.unwrap_or(u64::MAX);
        while left > 0 && !(count.is_none() && self.ended()) {
            let Value::String(key) = self.value(depth + 1)? else { return None };
            map.insert(key, self.value(depth + 1)?);
            left -= 1;
        }
        Some(Value::Object(map))
    }
    fn tagged(&mut self, tag: u64, depth: usize) -> Option<Value> {
        let value = self.value(depth + 1)?;
        match value.as_f64() {
            Some(millis) if tag == MOMENT && self.millis => Number::from_f64(millis / 1_000.0).map(Value::Number),
            _ => Some(value),
        }
    }
    fn simple(&mut self, low: u8) -> Option<Value> {
        let float = match low {
            20 => return Some(false.into()),
            21 => return Some(true.into()),
            22 | 23 => return Some(Value::Null),
            25 => half(u16::from_be_bytes(self.take(2)?.try_into().ok()?)),
            26 => f64::from(f32::from_be_bytes(self.take(4)?.try_into().ok()?)),
            27 => f64::from_be_bytes(self.take(8)?.try_into().ok()?),
            _ => return None,
        };
        Number::from_f64(float).map(Value::Number)
    }
}

/// A number of 16 bits.
fn half(bits: u16) -> f64 {
    let (exponent, part) = (i32::from(bits >> 10 & 31), f64::from(bits & 1_023));
    let size = match exponent {
        0 => part * 2_f64.powi(-24),
        31 if part == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        _ => (1_024.0 + part) * 2_f64.powi(exponent - 25),
    };
    if bits >> 15 == 1 { -size } else { size }
}

/// A writer of values along their shapes.
pub(super) struct Writer<'a> {
    pub(super) model: &'a Model,
    /// Moments in milliseconds.
    pub(super) millis: bool,
}

fn head(major: u8, count: u64, out: &mut Vec<u8>) {
    let major = major << 5;
    let bytes = count.to_be_bytes();
    let (low, width) = match count {
        0..=23 => (count as u8, 0),
        24..=0xFF => (24, 1),
        0x100..=0xFFFF => (25, 2),
        0x1_0000..=0xFFFF_FFFF => (26, 4),
        _ => (27, 8),
    };
    out.push(major | low);
    out.extend(bytes.iter().skip(8 - width));
}

/// A map of texts.
pub(super) fn texts(pairs: &[(&str, &str)]) -> Vec<u8> {
    let mut out = Vec::new();
    head(5, pairs.len() as u64, &mut out);
    pairs.iter().flat_map(|(key, value)| [key, value]).for_each(|one| text(one, &mut out));
    out
}

fn text(text: &str, out: &mut Vec<u8>) {
    head(3, text.len() as u64, out);
    out.extend_from_slice(text.as_bytes());
}

fn number(number: &Number, out: &mut Vec<u8>) {
    match (number.as_u64(), number.as_i64()) {
        (Some(positive), _) => head(0, positive, out),
        (None, Some(negative)) => head(1, negative.unsigned_abs() - 1, out),
        _ => {
            out.push(DOUBLE);
            out.extend_from_slice(&number.as_f64().unwrap_or_default().to_be_bytes());
        }
    }
}

impl Writer<'_> {
    pub(super) fn write(&self, shape: &Shape, value: &Value, out: &mut Vec<u8>) {
        match (shape.kind, value) {
            (Kind::Structure, value) => {
                let here = |name: &str| value.get(name).filter(|v| !v.is_null());
                let all: Vec<_> = shape.members.iter().filter_map(|m| Some((m, here(m.name)?))).collect();
                head(5, all.len() as u64, out);
                for (member, value) in all {
                    text(member.wire(), out);
                    self.write(self.model.shape(member.shape), value, out);
                }
            }
            (Kind::Map, Value::Object(map)) => {
                head(5, map.len() as u64, out);
                for (key, value) in map {
                    text(key, out);
                    self.write(self.model.shape(shape.element), value, out);
                }
            }
            (Kind::List, Value::Array(list)) => {
                head(4, list.len() as u64, out);
                list.iter().for_each(|one| self.write(self.model.shape(shape.element), one, out));
            }
            (Kind::Blob, Value::String(base64)) => {
                let bytes = STANDARD.decode(base64).unwrap_or_default();
                head(2, bytes.len() as u64, out);
                out.extend_from_slice(&bytes);
            }
            (Kind::Timestamp, Value::Number(at)) => {
                head(6, MOMENT, out);
                #[allow(clippy::cast_possible_truncation)] // milliseconds of this era fit
                let millis = (at.as_f64().unwrap_or_default() * 1_000.0).round() as i64;
                number(&if self.millis { millis.into() } else { at.clone() }, out);
            }
            // A number with parts stays one where it is whole: strictly typed clients ask for it.
            (Kind::Double | Kind::Float, Value::Number(found)) => {
                out.push(DOUBLE);
                out.extend_from_slice(&found.as_f64().unwrap_or_default().to_be_bytes());
            }
            (_, value) => plain(value, out),
        }
    }
}

fn plain(value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::String(string) => text(string, out),
        Value::Number(found) => number(found, out),
        Value::Bool(flag) => out.push(if *flag { 0xF5 } else { 0xF4 }),
        _ => out.push(NULL),
    }
}

#[cfg(test)]
mod tests {
    use super::{Writer, half, parse};
    use crate::endpoint::{services::Service, shapes::model};
    use serde_json::json;

    #[test]
    fn the_examples_of_the_rfc_are_read() {
        for (bytes, value) in [
            (&b"\x1b\x00\x00\x00\xe8\xd4\xa5\x10\x00"[..], json!(1_000_000_000_000_u64)),
            (b"\x38\x63", json!(-100)),
            (b"\xf9\x3e\x00", json!(1.5)),
            (b"\xfb\x3f\xf1\x99\x99\x99\x99\x99\x9a", json!(1.1)),
            (b"\xf5", json!(true)),
            (b"\xc1\x1a\x51\x4b\x67\xb0", json!(1_363_896_240)),
            (b"\x44\x01\x02\x03\x04", json!("AQIDBA==")),
            (b"\x7f\x65strea\x64ming\xff", json!("streaming")),
            (b"\x9f\x01\x82\x02\x03\xff", json!([1, [2, 3]])),
            (b"\xbf\x61a\x01\x61b\x9f\x02\x03\xff\xff", json!({"a": 1, "b": [2, 3]})),
        ] {
            assert_eq!(parse(bytes, false), Some(value), "{bytes:x?}");
        }
        assert_eq!(parse(b"\xc1\x1b\x00\x00\x01\xa1\xfb\xe6\xc3\xfa", true), Some(json!(1_795_227_567.098)));
        for bad in [
            &b""[..],
            b"\x1c",
            b"\x62a",
            b"\x9f",
            b"\xff",
            b"\xa1\x01\x02",
            &[0x81; 999],
            b"\x9b\xff\xff\xff\xff\xff\xff\xff\xff",
        ] {
            assert_eq!(parse(bad, false), None, "{bad:x?}");
        }
        assert!(half(0x7e00).is_nan() && half(0xfc00) < 0.0);
    }

    #[test]
    fn what_is_written_is_read_again() {
        let model = model(Service::Kinesis);
        let shape = model.output(model.operation("GetRecords").unwrap()).unwrap();
        let record =
            json!({"SequenceNumber": "1", "ApproximateArrivalTimestamp": 1_795_219_200.25, "Data": "AAECAw=="});
        let value = json!({"Records": [record], "MillisBehindLatest": 70_000, "NextShardIterator": "x".repeat(300)});
        for millis in [true, false] {
            let mut out = Vec::new();
            Writer { model, millis }.write(shape, &value, &mut out);
            assert_eq!(parse(&out, millis).as_ref(), Some(&value));
        }
    }
}
