//! Who may come in: only callers that mean this machine itself, and no web page of another site. Pure.
use std::net::{Ipv4Addr, Ipv6Addr};

/// Why a request is turned away at the door, in a sentence for people.
pub type Refused = &'static str;

/// The request names no host, or one that is not this machine: a browser may have been led here by a foreign name.
const HOST: Refused = "inflight answers only to loopback names (localhost, *.localhost, 127.0.0.0/8, [::1]): set the endpoint to http://127.0.0.1:PORT.\n";
/// A web page of another site calls.
const ORIGIN: Refused = "inflight does not answer web pages of other sites: call it from a program on this machine.\n";

/// What the door looks at.
#[derive(Clone, Copy, Debug, Default)]
pub struct Manners<'a> {
    /// The Host header (or the authority of an absolute request line); `None` where there is none, or more than one.
    pub host: Option<&'a str>,
    /// The Origin header.
    pub origin: Option<&'a str>,
    /// The Sec-Fetch-Site header.
    pub site: Option<&'a str>,
}

/// Lets a request in, or says why not.
///
/// # Errors
/// The sentence it is refused with.
pub fn admit(manners: Manners<'_>) -> Result<(), Refused> {
    if !manners.host.is_some_and(is_loopback) {
        return Err(HOST);
    }
    let foreign = |site: &str| site.eq_ignore_ascii_case("cross-site") || site.eq_ignore_ascii_case("same-site");
    if manners.site.is_some_and(foreign) || manners.origin.is_some_and(|o| !is_own(o)) {
        return Err(ORIGIN);
    }
    Ok(())
}

/// Whether an origin (`http://localhost:3000`) is this machine.
fn is_own(origin: &str) -> bool {
    let rest = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
    rest.is_some_and(is_loopback)
}

/// Whether a host, with or without a port, names this machine: `localhost`, `bucket.localhost:4499`, `127.0.0.1`, `[::1]:80`.
#[must_use]
pub fn is_loopback(host: &str) -> bool {
    if let Some(rest) = host.strip_prefix('[') {
        let Some((inner, port)) = rest.split_once(']') else { return false };
        return is_port(port) && inner.parse::<Ipv6Addr>().is_ok_and(|ip| ip.is_loopback());
    }
    let (name, port) = host.find(':').map_or((host, ""), |at| host.split_at(at));
    is_port(port) && (is_local_name(name) || name.parse::<Ipv4Addr>().is_ok_and(|ip| ip.is_loopback()))
}

/// `localhost`, or a name under it.
fn is_local_name(name: &str) -> bool {
    const LOCAL: &str = "localhost";
    let Some(at) = name.len().checked_sub(LOCAL.len()) else { return false };
    let Some((head, tail)) = name.split_at_checked(at) else { return false };
    let label = |c: u8| c.is_ascii_alphanumeric() || c == b'-' || c == b'_';
    let labels = |head: &str| {
        head.strip_suffix('.').is_some_and(|h| h.split('.').all(|l| !l.is_empty() && l.bytes().all(label)))
    };
    tail.eq_ignore_ascii_case(LOCAL) && (head.is_empty() || labels(head))
}

/// Nothing, or `:` and a port.
fn is_port(text: &str) -> bool {
    text.is_empty() || text.strip_prefix(':').is_some_and(|p| !p.starts_with('+') && p.parse::<u16>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::{Manners, admit, is_loopback};
    use proptest::prelude::*;

    const OWN: [&str; 12] = [
        "localhost",
        "LocalHost:4499",
        "bucket.localhost",
        "queue.localhost:80",
        "a.b-c_d.localhost:1",
        "sqs.us-east-1.localhost:4566",
        "127.0.0.1",
        "127.0.0.1:65535",
        "127.9.8.7:1",
        "[::1]",
        "[::1]:4499",
        "[0:0:0:0:0:0:0:1]:4499",
    ];
    const FOREIGN: [&str; 22] = [
        "",
        ":80",
        "example.com",
        "localhost.example.com",
        "notlocalhost",
        ".localhost",
        "a..localhost",
        "evil.com/.localhost",
        "a b.localhost",
        "127.0.0.1.nip.io",
        "128.0.0.1",
        "0.0.0.0",
        "127.1",
        "0x7f.0.0.1",
        "localhost:",
        "localhost:x",
        "localhost:99999",
        "localhost:+80",
        "[::1",
        "[::2]:80",
        "[::1]80",
        "::1",
    ];

    #[test]
    fn only_loopback_names_are_this_machine() {
        for host in OWN {
            assert!(is_loopback(host), "{host}");
        }
        for host in FOREIGN {
            assert!(!is_loopback(host), "{host}");
        }
    }

    #[test]
    fn web_pages_of_other_sites_stay_outside() {
        let host = Some("localhost:4499");
        let may = |origin, site| admit(Manners { host, origin, site }).is_ok();
        assert!(may(None, None) && may(None, Some("none")) && may(Some("http://localhost:3000"), Some("same-origin")));
        assert!(may(Some("http://[::1]:80"), None) && may(Some("https://127.0.0.1"), None));
        for origin in [
            "null",
            "https://example.com",
            "http://localhost.example.com",
            "file://",
            "localhost",
            "http://127.0.0.1@evil.com",
        ] {
            assert!(!may(Some(origin), None), "{origin}");
        }
        assert!(!may(None, Some("cross-site")) && !may(None, Some("Same-Site")));
        assert!(admit(Manners::default()).is_err(), "a request names its host");
    }

    proptest! {
        #[test]
        fn whatever_stands_there_is_judged(host in "\\PC{0,40}") {
            let _ = is_loopback(&host);
        }
        #[test]
        fn names_under_other_domains_are_foreign(head in "[a-z0-9.-]{0,20}", tld in "[a-z]{2,6}", port in 0u16..) {
            prop_assume!(tld != "localhost");
            let host = format!("{head}localhost.{tld}:{port}");
            prop_assert!(!is_loopback(&host));
        }
        #[test]
        fn every_loopback_address_is_own(a in 0u8.., b in 0u8.., c in 0u8.., port in 0u16..) {
            let host = format!("127.{a}.{b}.{c}:{port}");
            prop_assert!(is_loopback(&host));
        }
    }
}
