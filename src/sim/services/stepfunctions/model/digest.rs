//! The digests of States.Hash in hex: MD5, SHA-1, SHA-256, SHA-384, SHA-512.
use md5::{Digest, Md5};
use sha1::Sha1;
use sha2::{Sha256, Sha384, Sha512};
use std::fmt::Write;

/// A digest in lower-case hex; `None` for an algorithm AWS does not know.
#[must_use]
pub fn hex(data: &[u8], algorithm: &str) -> Option<String> {
    Some(match algorithm {
        "MD5" => text(&Md5::digest(data)),
        "SHA-1" => text(&Sha1::digest(data)),
        "SHA-256" => text(&Sha256::digest(data)),
        "SHA-384" => text(&Sha384::digest(data)),
        "SHA-512" => text(&Sha512::digest(data)),
        _ => return None,
    })
}

fn text(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}
