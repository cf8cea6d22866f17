//! The digests of States.Hash in hex: MD5, SHA-1, SHA-256, SHA-384, SHA-512.
use md5::{Digest, Md5};
use sha2::{Sha256, Sha384, Sha512};
use std::fmt::Write;

/// A digest in lower-case hex; `None` for an algorithm AWS does not know.
#[must_use]
pub fn hex(data: &[u8], algorithm: &str) -> Option<String> {
    Some(match algorithm {
        "MD5" => text(&Md5::digest(data)),
        "SHA-1" => text(&sha1(data)),
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

/// SHA-1 after FIPS 180-4: small enough not to bring a crate for one function of one service.
fn sha1(data: &[u8]) -> Vec<u8> {
    let mut padded = data.to_vec();
    padded.push(0x80);
    while padded.len() % 64 != 56 {
        padded.push(0);
    }
    padded.extend((data.len() as u64 * 8).to_be_bytes());
    let mut state = [0x6745_2301u32, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0];
    for block in padded.chunks_exact(64) {
        round(&mut state, block);
    }
    state.iter().flat_map(|word| word.to_be_bytes()).collect()
}

fn round(state: &mut [u32; 5], block: &[u8]) {
    let word = |bytes: &[u8]| bytes.iter().fold(0u32, |w, b| w << 8 | u32::from(*b));
    let mut words: Vec<u32> = block.chunks_exact(4).map(word).collect();
    for at in 16..80 {
        let back = |n: usize| words.get(at - n).copied().unwrap_or(0);
        let next = (back(3) ^ back(8) ^ back(14) ^ back(16)).rotate_left(1);
        words.push(next);
    }
    let [mut a, mut b, mut c, mut d, mut e] = *state;
    for (at, word) in words.iter().enumerate() {
        let (mix, key) = match at {
            0..20 => ((b & c) | (!b & d), 0x5a82_7999),
            20..40 => (b ^ c ^ d, 0x6ed9_eba1),
            40..60 => ((b & c) | (b & d) | (c & d), 0x8f1b_bcdc),
            _ => (b ^ c ^ d, 0xca62_c1d6u32),
        };
        let next = a.rotate_left(5).wrapping_add(mix).wrapping_add(e).wrapping_add(key).wrapping_add(*word);
        (e, d, c, b, a) = (d, c, b.rotate_left(30), a, next);
    }
    for (old, new) in state.iter_mut().zip([a, b, c, d, e]) {
        *old = old.wrapping_add(new);
    }
}
