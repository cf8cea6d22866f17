//! Outputs in XML: the query protocol's envelope, and bodies of REST.
use super::super::{moment, xml::escape};
use crate::endpoint::shapes::{Kind, Member, Model, Shape, TimeFormat};
use serde_json::Value;

/// A writer of XML for one service.
pub(super) struct Xml<'a> {
    model: &'a Model,
    /// The names of forms, not those of REST.
    form: bool,
    out: String,
}

/// `<OpResponse><OpResult>..</OpResult><ResponseMetadata>..`
pub(super) fn result(
    model: &Model,
    (operation, output): (&str, Option<&Shape>),
    value: &Value,
    request_id: &str,
) -> String {
    let mut xml = Xml { model, form: true, out: String::with_capacity(512) };
    xml.out.push_str("<?xml version=\"1.0\"?>");
    xml.out.push_str(&format!("<{operation}Response xmlns=\"{}\">", model.meta.namespace));
    if let Some(shape) = output {
        xml.tag(&format!("{operation}Result"), |xml| xml.members(shape, value));
    }
    xml.tag("ResponseMetadata", |xml| xml.leaf("RequestId", request_id));
    xml.out.push_str(&format!("</{operation}Response>"));
    xml.out
}

/// `<ErrorResponse><Error>..</Error><RequestId>..`
pub(super) fn error(namespace: &str, (code, message, sender): (&str, &str, bool), request_id: &str) -> String {
    let model = Model::default();
    let mut xml = Xml { model: &model, form: true, out: String::with_capacity(256) };
    xml.out.push_str(&format!("<?xml version=\"1.0\"?><ErrorResponse xmlns=\"{namespace}\">"));
    xml.tag("Error", |xml| {
        xml.leaf("Type", if sender { "Sender" } else { "Receiver" });
        xml.leaf("Code", code);
        xml.leaf("Message", message);
        xml.out.push_str("<Detail/>");
    });
    xml.leaf("RequestId", request_id);
    xml.out.push_str("</ErrorResponse>");
    xml.out
}

/// S3's: `<Error><Code>..`
pub(super) fn bare_error((code, message): (&str, &str), request_id: &str) -> String {
    let model = Model::default();
    let mut xml = Xml { model: &model, form: false, out: String::with_capacity(256) };
    xml.out.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    xml.tag("Error", |xml| {
        xml.leaf("Code", code);
        xml.leaf("Message", message);
        xml.leaf("RequestId", request_id);
        xml.leaf("HostId", request_id);
    });
    xml.out
}

/// A whole body of REST.
pub(super) fn document(model: &Model, (root, shape): (&str, &Shape), value: &Value) -> String {
    let mut xml = Xml { model, form: false, out: String::with_capacity(512) };
    xml.out.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    xml.out.push_str(&format!("<{root} xmlns=\"{}\">", model.meta.namespace));
    // S3's oldest answer is a root with text alone.
    match shape.members.as_slice() {
        [only] if root == "LocationConstraint" => {
            let text = value.get(only.name).and_then(Value::as_str).unwrap_or_default();
            escape(text, &mut xml.out);
        }
        _ => xml.members(shape, value),
    }
    xml.out.push_str(&format!("</{root}>"));
    xml.out
}

impl Xml<'_> {
    fn tag(&mut self, name: &str, inside: impl FnOnce(&mut Self)) {
        let start = self.out.len();
        self.out.push('<');
        escape(name, &mut self.out);
        self.out.push('>');
        let content = self.out.len();
        inside(self);
        if self.out.len() == content {
            self.out.truncate(start);
            self.out.push('<');
            escape(name, &mut self.out);
            self.out.push_str("/>");
            return;
        }
        self.out.push_str("</");
        escape(name, &mut self.out);
        self.out.push('>');
    }
    fn leaf(&mut self, name: &str, text: &str) {
        self.tag(name, |xml| escape(text, &mut xml.out));
    }
    fn members(&mut self, shape: &Shape, value: &Value) {
        for member in shape.members.iter().filter(|m| m.place.is_none()) {
            if let Some(value) = value.get(member.name).filter(|v| !v.is_null()) {
                self.member(member, value);
            }
        }
    }
    fn member(&mut self, member: &Member, value: &Value) {
        let name = if self.form { member.in_form() } else { member.wire() };
        let shape = self.model.shape(member.shape);
        self.value((name, shape.flat || member.flat()), shape, value);
    }
    fn value(&mut self, (name, flat): (&str, bool), shape: &Shape, value: &Value) {
        match (shape.kind, value) {
            (Kind::Structure, value) => self.tag(name, |xml| xml.members(shape, value)),
            (Kind::List, Value::Array(list)) if flat => self.elements(name, shape, list),
            (Kind::List, Value::Array(list)) => {
                self.tag(name, |xml| xml.elements(shape.element_name.unwrap_or("member"), shape, list));
            }
            (Kind::Map, Value::Object(map)) if flat => {
                map.iter().for_each(|entry| self.entry(name, shape, entry));
            }
            (Kind::Map, Value::Object(map)) => {
                self.tag(name, |xml| map.iter().for_each(|entry| xml.entry("entry", shape, entry)));
            }
            (_, value) => self.leaf(name, &text(shape, value, TimeFormat::Iso)),
        }
    }
    fn elements(&mut self, name: &str, shape: &Shape, list: &[Value]) {
        let element = self.model.shape(shape.element);
        list.iter().for_each(|one| self.value((name, element.flat), element, one));
    }
    fn entry(&mut self, name: &str, shape: &Shape, (key, value): (&String, &Value)) {
        let element = self.model.shape(shape.element);
        self.tag(name, |xml| {
            xml.leaf(shape.key_name.unwrap_or("key"), key);
            xml.value((shape.element_name.unwrap_or("value"), element.flat), element, value);
        });
    }
}

/// A scalar as text, for XML and headers.
pub(super) fn text(shape: &Shape, value: &Value, format: TimeFormat) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null | Value::Array(_) | Value::Object(_) => String::new(),
        Value::Bool(flag) => flag.to_string(),
        number if shape.kind == Kind::Timestamp => moment::write(number, shape.time.unwrap_or(format)),
        #[allow(clippy::cast_precision_loss)] // as AWS writes them: 5.0
        number if matches!(shape.kind, Kind::Double | Kind::Float) => {
            format!("{:?}", number.as_f64().unwrap_or_default())
        }
        Value::Number(number) => number.to_string(),
    }
}
