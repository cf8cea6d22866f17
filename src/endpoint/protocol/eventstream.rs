//! Messages of `application/vnd.amazon.eventstream`: a prelude (lengths and their CRC), headers, a payload, a CRC of it all.
use super::write::json;
use crate::endpoint::{
    command::Command,
    shapes::{Member, Model, Shape},
};
use serde_json::Value;

/// The body of an answer: `initial-response`, then every event of the list under the stream's member.
pub(super) fn body(model: &Model, (output, member): (&Shape, &Member), value: &Value) -> Vec<u8> {
    let mut out = Vec::new();
    let mut first = Vec::new();
    let mut rest = value.clone();
    let events = rest.as_object_mut().and_then(|map| map.remove(member.name)).unwrap_or(Value::Null);
    json::write(model, output, &rest, &mut first);
    let headers = [(":event-type", "initial-response"), (":content-type", JSON), (":message-type", "event")];
    frame(&headers, &first, &mut out);
    for event in events.as_array().into_iter().flatten() {
        one(model, model.shape(member.shape), event, &mut out);
    }
    out
}

const JSON: &str = "application/x-amz-json-1.1";

/// One more message for the body of a command whose output is a stream: `{"SubscribeToShardEvent": {..}}`, or an exception of the
/// stream under its name. Nothing where the operation has no stream or the event is none of it.
#[must_use]
pub fn message(command: &Command, event: &Value) -> Vec<u8> {
    let mut out = Vec::new();
    let (model, operation) = super::operation(command);
    let output = operation.and_then(|o| model.output(o));
    let streams = output.into_iter().flat_map(|o| &o.members).map(|m| model.shape(m.shape));
    if let Some(stream) = streams.into_iter().find(|s| s.stream) {
        one(model, stream, event, &mut out);
    }
    out
}

fn one(model: &Model, stream: &Shape, event: &Value, out: &mut Vec<u8>) {
    for (name, value) in event.as_object().into_iter().flatten() {
        let Some(member) = stream.member(name) else { continue };
        let shape = model.shape(member.shape);
        let mut payload = Vec::new();
        json::write(model, shape, value, &mut payload);
        let kind = if shape.error { ("exception", ":exception-type") } else { ("event", ":event-type") };
        frame(&[(kind.1, name), (":content-type", JSON), (":message-type", kind.0)], &payload, out);
    }
}

/// One message: all headers are texts (type 7).
fn frame(headers: &[(&str, &str)], payload: &[u8], out: &mut Vec<u8>) {
    let mut head = Vec::new();
    for (name, value) in headers {
        head.push(u8::try_from(name.len()).unwrap_or(u8::MAX));
        head.extend_from_slice(name.as_bytes());
        head.push(7);
        head.extend_from_slice(&u16::try_from(value.len()).unwrap_or(u16::MAX).to_be_bytes());
        head.extend_from_slice(value.as_bytes());
    }
    let total = u32::try_from(16 + head.len() + payload.len()).unwrap_or(u32::MAX);
    let mut message = Vec::with_capacity(total as usize);
    message.extend_from_slice(&total.to_be_bytes());
    message.extend_from_slice(&u32::try_from(head.len()).unwrap_or(u32::MAX).to_be_bytes());
    message.extend_from_slice(&crc32(&message).to_be_bytes());
    message.extend_from_slice(&head);
    message.extend_from_slice(payload);
    message.extend_from_slice(&crc32(&message).to_be_bytes());
    out.extend_from_slice(&message);
}

/// CRC-32 as in ISO 3309 (zlib's).
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        let index = usize::from((crc as u8) ^ byte);
        TABLE.get(index).copied().unwrap_or_default() ^ (crc >> 8)
    })
}

const TABLE: [u32; 256] = table();

#[allow(clippy::indexing_slicing)] // at compile time
const fn table() -> [u32; 256] {
    let mut table = [0; 256];
    let mut at = 0;
    while at < 256 {
        let mut crc = at as u32;
        let mut bit = 0;
        while bit < 8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 };
            bit += 1;
        }
        table[at] = crc;
        at += 1;
    }
    table
}

#[cfg(test)]
mod tests {
    use super::{crc32, frame};

    #[test]
    fn the_checksum_is_zlibs() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
        assert_eq!(crc32(b""), 0);
    }

    #[test]
    fn a_message_says_its_lengths() {
        let mut out = Vec::new();
        frame(&[(":message-type", "event")], b"{}", &mut out);
        assert_eq!(out.len(), 16 + 22 + 2);
        assert_eq!(out[..8], [0, 0, 0, 40, 0, 0, 0, 22]);
        assert_eq!(out[8..12], crc32(&out[..8]).to_be_bytes());
        assert_eq!(out[36..], crc32(&out[..36]).to_be_bytes());
    }
}
