//! `inflight serve` as a real process, and a client that speaks plain HTTP over plain sockets, also where that is not polite.
#![allow(dead_code)]
use serde_json::Value;
use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpStream},
    process::{Child, Command, ExitStatus, Stdio},
    time::Duration,
};

/// How long a test waits for anything; generous, for slow machines. Nothing is measured with it.
pub const PATIENCE: Duration = Duration::from_secs(120);

/// The running server.
pub struct Served {
    child: Child,
    pub address: SocketAddr,
    pub line: String,
    data: tempfile::TempDir,
}

/// An answer: status, headers in lower case, body.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        // Operations without an output answer with nothing at all.
        let text = if self.body.is_empty() { "null" } else { &self.body };
        serde_json::from_str(text).unwrap_or_else(|e| panic!("{e}: {self:?}"))
    }
}

pub fn command(data: &std::path::Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_inflight"));
    command.arg("--data").arg(data).arg("serve").args(args);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

impl Served {
    /// At any free port.
    pub fn start(args: &[&str]) -> Self {
        let data = tempfile::tempdir().expect("a folder");
        let mut child = command(data.path(), &[&["--port", "0"], args].concat()).spawn().expect("the program starts");
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().expect("its output")).read_line(&mut line).expect("its line");
        let address = line.split_whitespace().find_map(|word| word.strip_prefix("http://")?.parse().ok());
        let address = address.unwrap_or_else(|| panic!("no address in {line:?}"));
        Self { child, address, line, data }
    }
    /// A fresh connection.
    pub fn connect(&self) -> Client {
        Client::new(self.address)
    }
    /// One SQS operation on a connection of its own.
    pub fn sqs(&self, operation: &str, input: Value) -> Value {
        let answer = self.connect().sqs(operation, &input);
        assert_eq!(answer.status, 200, "{operation} {input}: {answer:?}");
        answer.json()
    }
    pub fn create(&self, name: &str) -> String {
        self.sqs("CreateQueue", serde_json::json!({ "QueueName": name }))["QueueUrl"].as_str().expect("a URL").into()
    }
    /// Whether it still answers.
    pub fn is_well(&self) -> bool {
        self.connect().get("/_inflight/health").is_some_and(|a| a.status == 200)
    }
    /// Sends a signal, by name.
    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([&format!("-{name}"), &self.child.id().to_string()]).status();
        assert!(sent.expect("kill").success());
    }
    /// Waits for its end; what else it had to say.
    pub fn end(mut self) -> (ExitStatus, String) {
        let status = self.child.wait().expect("its end");
        let mut rest = String::new();
        for stream in [
            &mut self.child.stdout.take().map(|s| Box::new(s) as Box<dyn Read>),
            &mut self.child.stderr.take().map(|s| Box::new(s) as Box<dyn Read>),
        ] {
            stream.as_mut().expect("output").read_to_string(&mut rest).expect("text");
        }
        (status, rest)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// One connection.
pub struct Client {
    pub stream: TcpStream,
    kept: Vec<u8>,
    host: String,
    pub region: String,
}

impl Client {
    pub fn new(address: SocketAddr) -> Self {
        let stream = TcpStream::connect_timeout(&address, PATIENCE).expect("a connection");
        stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
        stream.set_nodelay(true).expect("no delay");
        Self { stream, kept: vec![], host: address.to_string(), region: "us-east-1".into() }
    }
    pub fn in_region(mut self, region: &str) -> Self {
        self.region = region.into();
        self
    }
    pub fn send(&mut self, bytes: &[u8]) -> bool {
        self.stream.write_all(bytes).is_ok()
    }
    /// The request of an SQS operation.
    pub fn sqs_request(&self, operation: &str, input: &Value) -> Vec<u8> {
        let head = format!("X-Amz-Target: AmazonSQS.{operation}\r\nContent-Type: application/x-amz-json-1.0");
        self.request("sqs", &head, &input.to_string())
    }
    /// A signed request with these headers besides.
    fn request(&self, service: &str, head: &str, body: &str) -> Vec<u8> {
        let (host, region, length) = (&self.host, &self.region, body.len());
        let scope = format!(
            "AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20261121/{region}/{service}/aws4_request, SignedHeaders=host, Signature=00"
        );
        format!(
            "POST / HTTP/1.1\r\nHost: {host}\r\n{head}\r\nAuthorization: {scope}\r\nContent-Length: {length}\r\n\r\n{body}"
        )
        .into_bytes()
    }
    /// An operation of a JSON protocol, by its target: `Kinesis_20131202.PutRecord`.
    pub fn json(&mut self, service: &str, target: &str, input: &Value) -> Answer {
        let head = format!("X-Amz-Target: {target}\r\nContent-Type: application/x-amz-json-1.1");
        let request = self.request(service, &head, &input.to_string());
        assert!(self.send(&request), "the request goes out");
        self.answer().expect("an answer")
    }
    /// An operation of the query protocol; the form's values are safe as they are.
    pub fn form(&mut self, service: &str, form: &str) -> Answer {
        let request = self.request(service, "Content-Type: application/x-www-form-urlencoded", form);
        assert!(self.send(&request), "the request goes out");
        self.answer().expect("an answer")
    }
    pub fn sqs(&mut self, operation: &str, input: &Value) -> Answer {
        let request = self.sqs_request(operation, input);
        assert!(self.send(&request), "the request goes out");
        self.answer().expect("an answer")
    }
    pub fn get(&mut self, path: &str) -> Option<Answer> {
        let request = format!("GET {path} HTTP/1.1\r\nHost: {}\r\n\r\n", self.host);
        if self.send(request.as_bytes()) { self.answer() } else { None }
    }
    /// What comes back; `None` where the connection was closed instead.
    pub fn answer(&mut self) -> Option<Answer> {
        let end = loop {
            if let Some(at) = self.kept.windows(4).position(|w| w == b"\r\n\r\n") {
                break at;
            }
            self.more()?;
        };
        let head = String::from_utf8(self.kept.drain(..end + 4).collect()).expect("a head in ASCII").to_lowercase();
        let status = head.split(' ').nth(1).and_then(|s| s.parse().ok()).unwrap_or_else(|| panic!("{head}"));
        let length = head
            .lines()
            .find_map(|l| l.strip_prefix("content-length:"))
            .map_or(0, |n| n.trim().parse().expect("a length"));
        while self.kept.len() < length {
            self.more()?;
        }
        let body = String::from_utf8(self.kept.drain(..length).collect()).expect("a body in UTF-8");
        Some(Answer { status, head, body })
    }
    fn more(&mut self) -> Option<()> {
        let mut buffer = [0; 4_096];
        match self.stream.read(&mut buffer) {
            Ok(n) if n > 0 => self.kept.extend_from_slice(&buffer[..n]),
            _ => return None,
        }
        Some(())
    }
}
