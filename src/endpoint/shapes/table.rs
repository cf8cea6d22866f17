//! What a line of a table says. The keys are short because there are thousands of them; `shapes.py` writes them.
use serde::Deserialize;
use std::{collections::BTreeMap, sync::OnceLock};

/// A shape's number within its service.
pub type ShapeId = u16;

#[derive(Default, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(super) struct Table {
    pub(super) meta: Meta,
    pub(super) operations: BTreeMap<&'static str, Row>,
    pub(super) shapes: Vec<Shape>,
}

/// What holds for a whole service.
#[derive(Debug, Default, Deserialize)]
pub struct Meta {
    /// `json`, `query`, `rest-json` or `rest-xml`.
    pub protocol: &'static str,
    /// What `X-Amz-Target` begins with.
    #[serde(default)]
    pub target: &'static str,
    /// `1.0` or `1.1`.
    #[serde(default)]
    pub json: &'static str,
    /// `2012-11-05`
    pub version: &'static str,
    /// Of XML.
    #[serde(default)]
    pub namespace: &'static str,
    /// The service's name in the credential scope.
    pub signing: &'static str,
    /// JSON today, query once: errors carry the older code too.
    #[serde(default)]
    pub compatible: bool,
}

/// An operation as the table has it: input, output, errors, then for REST method, path, status and the root of an XML body.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Row {
    #[serde(default)]
    input: Option<ShapeId>,
    #[serde(default)]
    output: Option<ShapeId>,
    #[serde(default)]
    errors: Option<Vec<ShapeId>>,
    #[serde(default)]
    pub(super) method: &'static str,
    #[serde(default)]
    pub(super) uri: &'static str,
    #[serde(default)]
    status: u16,
    #[serde(default)]
    root: Option<&'static str>,
}

impl Row {
    pub(super) const fn known(&self) -> bool {
        self.errors.is_some()
    }
}

/// An operation.
#[derive(Debug)]
pub struct Operation {
    /// `SendMessage`
    pub name: &'static str,
    /// Whether its shapes are known; else it is known by name alone.
    pub known: bool,
    pub(super) input: Option<ShapeId>,
    pub(super) output: Option<ShapeId>,
    pub(super) errors: Vec<ShapeId>,
    /// The HTTP status of success.
    pub status: u16,
    /// The root element of its XML body, where it is named.
    pub root: Option<&'static str>,
}

impl Operation {
    pub(super) fn new(name: &'static str, row: Row) -> Self {
        let Row { input, output, errors, status, root, .. } = row;
        let status = if status == 0 { 200 } else { status };
        Self { name, known: errors.is_some(), input, output, errors: errors.unwrap_or_default(), status, root }
    }
}

/// What a shape is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum Kind {
    /// Text.
    #[serde(rename = "s")]
    Text,
    /// 32 bits.
    #[serde(rename = "i")]
    Integer,
    /// 64 bits.
    #[serde(rename = "l")]
    Long,
    /// A number with parts, 32 bits.
    #[serde(rename = "f")]
    Float,
    /// A number with parts, 64 bits.
    #[serde(rename = "d")]
    Double,
    /// Yes or no.
    #[serde(rename = "b")]
    Boolean,
    /// Bytes.
    #[serde(rename = "B")]
    Blob,
    /// A moment.
    #[serde(rename = "T")]
    Timestamp,
    /// Named members.
    #[serde(rename = "S")]
    Structure,
    /// Elements of one shape.
    #[serde(rename = "L")]
    List,
    /// Entries of one shape under texts.
    #[serde(rename = "M")]
    Map,
}

/// How a moment is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum TimeFormat {
    /// `2026-11-21T00:00:00Z`
    #[serde(rename = "iso8601")]
    Iso,
    /// `Sat, 21 Nov 2026 00:00:00 GMT`
    #[serde(rename = "rfc822")]
    Http,
    /// `1795219200`
    #[serde(rename = "unixTimestamp")]
    Epoch,
}

/// A pattern of AWS, compiled when it is first asked for.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub struct Pattern {
    /// As AWS writes it (Java's dialect).
    pub text: Box<str>,
    #[serde(skip)]
    pub(in crate::endpoint) compiled: OnceLock<Option<Box<regex_lite::Regex>>>,
}

/// A shape.
#[derive(Debug, Deserialize)]
pub struct Shape {
    /// What it is.
    #[serde(rename = "k")]
    pub kind: Kind,
    /// The name of an error, and of a structure that a list holds.
    #[serde(rename = "n", default)]
    pub name: Option<&'static str>,
    /// Whether it is an error.
    #[serde(rename = "X", default)]
    pub error: bool,
    /// An error's code of the query protocol, where it is not its name.
    #[serde(rename = "c", default)]
    pub code: Option<&'static str>,
    /// An error's HTTP status, where it is not 400.
    #[serde(rename = "h", default)]
    pub status: Option<u16>,
    /// The error is the service's fault.
    #[serde(rename = "f", default)]
    pub fault: bool,
    /// Of a structure.
    #[serde(rename = "m", default)]
    pub members: Vec<Member>,
    /// Of a list the elements, of a map the values.
    #[serde(rename = "e", default)]
    pub element: ShapeId,
    /// Of a map.
    #[serde(rename = "y", default)]
    pub key: ShapeId,
    /// What elements (of a map: values) are called in XML and forms, where it is not `member` (`value`).
    #[serde(rename = "en", default)]
    pub element_name: Option<&'static str>,
    /// What keys are called, where it is not `key`.
    #[serde(rename = "kn", default)]
    pub key_name: Option<&'static str>,
    /// Without a level of its own in XML and forms.
    #[serde(rename = "F", default)]
    pub flat: bool,
    /// The root element where it is a whole XML body.
    #[serde(rename = "x", default)]
    pub root: Option<&'static str>,
    /// An event stream.
    #[serde(rename = "E", default)]
    pub stream: bool,
    /// Of a timestamp.
    #[serde(rename = "t", default)]
    pub time: Option<TimeFormat>,
    /// The least value, or the least length.
    #[serde(rename = "a", default)]
    pub min: Option<f64>,
    /// The greatest.
    #[serde(rename = "z", default)]
    pub max: Option<f64>,
    /// What a text must look like.
    #[serde(rename = "p", default)]
    pub pattern: Option<Box<Pattern>>,
    /// What a text may be; empty: anything.
    #[serde(rename = "v", default)]
    pub values: Vec<&'static str>,
    /// Not to be repeated in messages.
    #[serde(rename = "q", default)]
    pub secret: bool,
}

impl Shape {
    pub(super) const fn nothing() -> Self {
        Self {
            kind: Kind::Structure,
            name: None,
            error: false,
            code: None,
            status: None,
            fault: false,
            members: vec![],
            element: 0,
            key: 0,
            element_name: None,
            key_name: None,
            flat: false,
            root: None,
            stream: false,
            time: None,
            min: None,
            max: None,
            pattern: None,
            values: vec![],
            secret: false,
        }
    }
    /// The member of that name.
    #[must_use]
    pub fn member(&self, name: &str) -> Option<&Member> {
        self.members.iter().find(|m| m.name == name)
    }
    /// The member that is the whole body.
    #[must_use]
    pub fn payload(&self) -> Option<&Member> {
        self.members.iter().find(|m| m.is(PAYLOAD))
    }
}

/// Where a member travels in HTTP.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum Place {
    /// A header.
    #[serde(rename = "h")]
    Header,
    /// Headers that begin alike.
    #[serde(rename = "H")]
    Headers,
    /// A part of the path.
    #[serde(rename = "u")]
    Path,
    /// The query string.
    #[serde(rename = "q")]
    Query,
    /// The status.
    #[serde(rename = "s")]
    Status,
}

/// What tells operations on the same path from each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wire<'a> {
    /// A key of the query string, and its value where it must be one.
    Query(&'a str, Option<&'a str>),
    /// A header.
    Header(&'a str),
}

const REQUIRED: u8 = 1;
const FLAT: u8 = 2;
const ATTRIBUTE: u8 = 4;
const TOKEN: u8 = 8;
const EVENT_PAYLOAD: u8 = 32;
const PAYLOAD: u8 = 64;

/// A structure's member.
#[derive(Debug, Deserialize)]
pub struct Member {
    /// The name of the model, in inputs and outputs.
    pub name: &'static str,
    /// Its shape.
    pub shape: ShapeId,
    #[serde(default)]
    flags: u8,
    /// Where it travels; `None` is the body.
    #[serde(default)]
    pub place: Option<Place>,
    /// What it is called on the wire, where it is not its name.
    #[serde(default)]
    pub alias: Option<&'static str>,
    /// What it is called in the older query protocol of a service that speaks JSON now.
    #[serde(default)]
    pub form: Option<&'static str>,
}

impl Member {
    const fn is(&self, flag: u8) -> bool {
        self.flags & flag != 0
    }
    /// Whether it must be there.
    #[must_use]
    pub const fn required(&self) -> bool {
        self.is(REQUIRED)
    }
    /// Without a level of its own in XML and forms.
    #[must_use]
    pub const fn flat(&self) -> bool {
        self.is(FLAT)
    }
    /// An attribute in XML.
    #[must_use]
    pub const fn attribute(&self) -> bool {
        self.is(ATTRIBUTE)
    }
    /// SDKs fill it in themselves.
    #[must_use]
    pub const fn token(&self) -> bool {
        self.is(TOKEN)
    }
    /// The whole body.
    #[must_use]
    pub const fn payload(&self) -> bool {
        self.is(PAYLOAD)
    }
    /// The whole body of an event.
    #[must_use]
    pub const fn event_payload(&self) -> bool {
        self.is(EVENT_PAYLOAD)
    }
    /// Its name in bodies, headers and paths.
    #[must_use]
    pub const fn wire(&self) -> &'static str {
        match self.alias {
            Some(alias) => alias,
            None => self.name,
        }
    }
    /// Its name in forms and in their XML answers.
    #[must_use]
    pub const fn in_form(&self) -> &'static str {
        match self.form {
            Some(form) => form,
            None => self.wire(),
        }
    }
}
