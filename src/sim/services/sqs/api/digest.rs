//! MD5 digests as SQS writes them; SDKs check them on every answer.
use super::request::AttributeValue;
use md5::{Digest, Md5};
use std::collections::BTreeMap;
use std::sync::Arc;

fn hex(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from_digit(u32::from(half), 16).unwrap_or('0');
    let mut out = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        out.push(digit(byte >> 4));
        out.push(digit(byte & 15));
    }
    out
}

/// MD5OfMessageBody.
#[must_use]
pub fn of_body(body: &str) -> String {
    hex(&Md5::digest(body.as_bytes()))
}

/// MD5OfMessageAttributes: names in order; each as length, name, length, type, 1 or 2 (text or binary), length, value.
#[must_use]
pub fn of_attributes(attributes: &BTreeMap<String, AttributeValue>) -> Option<String> {
    if attributes.is_empty() {
        return None;
    }
    let mut md5 = Md5::new();
    let put = |md5: &mut Md5, bytes: &[u8]| {
        md5.update(u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_be_bytes());
        md5.update(bytes);
    };
    for (name, value) in attributes {
        put(&mut md5, name.as_bytes());
        put(&mut md5, value.data_type.as_bytes());
        let text = value.string.as_deref().unwrap_or("").as_bytes();
        let (tag, payload) = value.binary.as_deref().map_or((1, text), |bytes| (2, bytes));
        md5.update([tag]);
        put(&mut md5, payload);
    }
    Some(hex(&md5.finalize()))
}

/// The MessageDeduplicationId that content-based deduplication makes: SHA-256 of the body, never of the attributes.
#[must_use]
pub fn content_id(body: &str) -> Arc<str> {
    hex(&sha2::Sha256::digest(body.as_bytes())).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_match_published_values() {
        assert_eq!(of_body("hello world"), "5eb63bbbe01eeed093cb22bb8f5acdc3");
        assert_eq!(&*content_id(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        let value = AttributeValue { data_type: "String".into(), string: Some("1".into()), binary: None };
        let one = BTreeMap::from([("a".to_string(), value.clone())]);
        // By hand: 00000001 'a' 00000006 'String' 01 00000001 '1'
        let bytes = b"\0\0\0\x01a\0\0\0\x06String\x01\0\0\0\x011";
        assert_eq!(of_attributes(&one), Some(hex(&Md5::digest(bytes))));
        assert_eq!(of_attributes(&BTreeMap::new()), None);
        let binary = AttributeValue { data_type: "Binary".into(), string: None, binary: Some(vec![b'1']) };
        assert_ne!(of_attributes(&BTreeMap::from([("a".to_string(), binary)])), of_attributes(&one));
    }
}
