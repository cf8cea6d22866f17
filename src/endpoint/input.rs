//! Reading a command's input: typed looks at a JSON object that was validated against AWS's model.
use super::refusal::Refusal;
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value;
use std::{collections::BTreeMap, sync::Arc};

/// An object of the input.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a>(&'a Value);

impl<'a> Input<'a> {
    /// Looks at an object; anything else is seen as empty.
    #[must_use]
    pub const fn new(value: &'a Value) -> Self {
        Self(value)
    }
    /// The member as it is; `None` where absent or null.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&'a Value> {
        self.0.get(name).filter(|v| !v.is_null())
    }
    /// Whether the member is there.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.value(name).is_some()
    }
    /// A string.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&'a str> {
        self.value(name).and_then(Value::as_str)
    }
    /// A string that must be there.
    ///
    /// # Errors
    /// The validation error AWS gives.
    pub fn need(&self, name: &str) -> Result<&'a str, Refusal> {
        self.text(name).ok_or_else(|| Refusal::missing(name))
    }
    /// A string as a shared name.
    #[must_use]
    pub fn name(&self, name: &str) -> Option<Arc<str>> {
        self.text(name).map(Into::into)
    }
    /// A whole number.
    #[must_use]
    pub fn int(&self, name: &str) -> Option<i64> {
        let value = self.value(name)?;
        #[allow(clippy::cast_possible_truncation)] // timestamps and `10.0` for an integer
        value.as_i64().or_else(|| value.as_f64().map(|n| n as i64))
    }
    /// A number with parts.
    #[must_use]
    pub fn float(&self, name: &str) -> Option<f64> {
        self.value(name).and_then(Value::as_f64)
    }
    /// A flag.
    #[must_use]
    pub fn flag(&self, name: &str) -> Option<bool> {
        self.value(name).and_then(Value::as_bool)
    }
    /// Bytes, decoded.
    #[must_use]
    pub fn blob(&self, name: &str) -> Option<Vec<u8>> {
        self.text(name).and_then(|text| STANDARD.decode(text).ok())
    }
    /// A structure; absent is `None`.
    #[must_use]
    pub fn object(&self, name: &str) -> Option<Self> {
        self.value(name).map(Self)
    }
    /// The elements of a list; absent is empty.
    pub fn list(&self, name: &str) -> impl Iterator<Item = Self> + use<'a> {
        self.value(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default().iter().map(Self)
    }
    /// A list of strings; absent is empty.
    #[must_use]
    pub fn texts(&self, name: &str) -> Vec<String> {
        self.list(name).filter_map(|v| v.0.as_str()).map(Into::into).collect()
    }
    /// The entries of a map; absent is empty.
    pub fn map(&self, name: &str) -> impl Iterator<Item = (&'a str, Self)> + use<'a> {
        self.value(name).and_then(Value::as_object).into_iter().flatten().map(|(k, v)| (k.as_str(), Self(v)))
    }
    /// A map of strings; absent is empty.
    #[must_use]
    pub fn text_map(&self, name: &str) -> BTreeMap<String, String> {
        self.map(name).filter_map(|(k, v)| Some((k.to_owned(), v.0.as_str()?.to_owned()))).collect()
    }
    /// `Tags: [{Key, Value}]` under the member `name`, as most services write tags.
    #[must_use]
    pub fn tags(&self, name: &str) -> BTreeMap<String, String> {
        let either = |tag: &Self, key: &str, low: &str| tag.text(key).or_else(|| tag.text(low)).map(str::to_owned);
        self.list(name)
            .filter_map(|t| Some((either(&t, "Key", "key")?, either(&t, "Value", "value").unwrap_or_default())))
            .collect()
    }
    /// The object itself.
    #[must_use]
    pub const fn raw(&self) -> &'a Value {
        self.0
    }
}
