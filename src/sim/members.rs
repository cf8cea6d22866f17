//! Answers that describe: members under AWS's own names, tags, and lists by pages. The services that answer so keep their own rules;
//! how a page is cut and what an empty member means is the same for all of them.
use super::{epoch, trace::Name};
use crate::base::time::SimTime;
use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Members of an answer by AWS's names.
pub type Members = Map<String, Value>;
/// Tags of a resource.
pub type Tags = BTreeMap<Name, Name>;

/// An answer being written: what is not there is left out, as AWS does.
#[derive(Debug, Default)]
#[must_use]
pub struct Told(Members);

impl Told {
    /// Nothing said yet.
    pub fn new() -> Self {
        Self::default()
    }
    /// Goes on from members that are there already.
    pub const fn from(members: Members) -> Self {
        Self(members)
    }
    /// A text, unless it is empty.
    pub fn text(self, name: &str, value: &str) -> Self {
        if value.is_empty() { self } else { self.put(name, value) }
    }
    /// A member that is always there.
    pub fn put(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.0.insert(name.into(), value.into());
        self
    }
    /// A member, where there is one.
    pub fn maybe(self, name: &str, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(value) => self.put(name, value),
            None => self,
        }
    }
    /// A timestamp: epoch seconds.
    pub fn at(self, name: &str, at: SimTime) -> Self {
        self.put(name, epoch::epoch_secs(at))
    }
    /// Everything that was said.
    #[must_use]
    pub fn end(self) -> Members {
        self.0
    }
}

/// Tags as most services list them.
#[must_use]
pub fn tag_list(tags: &Tags) -> Value {
    tags.iter().map(|(key, value)| json!({ "Key": &**key, "Value": &**value })).collect()
}

/// Which page of a list is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// Limit or MaxResults.
    pub limit: Option<u32>,
    /// NextToken.
    pub token: Option<Name>,
}

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// The member it stands under: `Rules`.
    pub member: Name,
    /// Its entries.
    pub entries: Vec<Value>,
    /// NextToken, where there is more.
    pub next: Option<Name>,
}

impl Page {
    /// Cuts the page out of entries in the order of their keys; `most` where no limit is said. `None`: the token was never given.
    pub fn cut<T>(
        &self,
        member: &str,
        entries: impl IntoIterator<Item = (Name, T)>,
        most: usize,
        write: impl Fn(T) -> Value,
    ) -> Option<Listed> {
        let after = match &self.token {
            Some(token) => Some(String::from_utf8(STANDARD.decode(token.as_bytes()).ok()?).ok()?),
            None => None,
        };
        let size = self.limit.map_or(most, |n| usize::try_from(n).unwrap_or(most).clamp(1, most));
        let mut rest =
            entries.into_iter().skip_while(|(key, _)| after.as_ref().is_some_and(|a| **key <= **a)).peekable();
        let (mut listed, mut last) = (vec![], None);
        while listed.len() < size
            && let Some((key, entry)) = rest.next()
        {
            listed.push(write(entry));
            last = Some(key);
        }
        let next = last.filter(|_| rest.peek().is_some()).map(|key| STANDARD.encode(key.as_bytes()).into());
        Some(Listed { member: member.into(), entries: listed, next })
    }
}

#[cfg(test)]
mod tests {
    use super::{Page, Told};
    use crate::sim::trace::Name;
    use serde_json::{Value, json};

    #[test]
    fn pages_follow_each_other_and_a_strange_token_is_none() {
        let all = || ["a", "b", "c"].map(|n| (Name::from(n), n));
        let cut = |limit, token: Option<Name>| Page { limit, token }.cut("Names", all(), 100, Value::from);
        let first = cut(Some(2), None).unwrap();
        assert_eq!(first.entries, [json!("a"), json!("b")]);
        let second = cut(None, first.next.clone()).unwrap();
        assert_eq!((second.entries, second.next), (vec![json!("c")], None));
        assert_eq!(cut(Some(3), None).unwrap().next, None);
        assert!(cut(None, Some("*".into())).is_none());
    }

    #[test]
    fn what_is_not_there_is_left_out() {
        let told = Told::new().text("a", "").text("b", "x").maybe("c", None::<u64>).put("d", 0).end();
        assert_eq!(Value::from(told), json!({ "b": "x", "d": 0 }));
    }
}
