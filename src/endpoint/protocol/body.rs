//! Bodies that come in pieces: S3's `aws-chunked` coding (`1a;chunk-signature=..\r\n<bytes>\r\n0\r\n<trailers>`).
use std::borrow::Cow;

/// The body without the coding; as it is where it is not coded so.
pub(super) fn plain<'a>(coding: Option<&str>, body: &'a [u8]) -> Cow<'a, [u8]> {
    match coding {
        Some(coding) if coding.contains("aws-chunked") => Cow::Owned(joined(body)),
        _ => Cow::Borrowed(body),
    }
}

fn joined(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len());
    let mut left = body;
    while let Some((chunk, rest)) = chunk(left) {
        if chunk.is_empty() {
            break;
        }
        out.extend_from_slice(chunk);
        left = rest;
    }
    out
}

fn chunk(body: &[u8]) -> Option<(&[u8], &[u8])> {
    let line = body.windows(2).position(|pair| pair == b"\r\n")?;
    let size = body.get(..line)?.split(|b| *b == b';').next()?;
    let size = usize::from_str_radix(std::str::from_utf8(size).ok()?.trim(), 16).ok()?;
    let rest = body.get(line + 2..)?;
    let chunk = rest.get(..size.min(rest.len()))?;
    let after = rest.get(chunk.len()..)?;
    Some((chunk, after.strip_prefix(b"\r\n").unwrap_or(after)))
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn chunks_are_joined() {
        let body = b"5;chunk-signature=ab\r\nhello\r\n6\r\n world\r\n0\r\nx-amz-checksum-crc32:AA==\r\n\r\n";
        assert_eq!(&*plain(Some("aws-chunked"), body), b"hello world");
        assert_eq!(&*plain(None, b"5\r\nhello"), b"5\r\nhello");
        for bad in [&b"zz\r\n"[..], b"\r\n", b"ffffffffffffffff\r\nab", b"", b"5"] {
            let _ = plain(Some("aws-chunked"), bad);
        }
    }
}
