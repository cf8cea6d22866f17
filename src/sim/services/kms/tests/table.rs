//! Text tables.
//!
//! ```text
//! ## a name of the case
//! t=0 CreateKey k                                 a call and its answer: ok, a KeyState, a policy, or the error code
//! t=1s DisableKey k -> ok
//! t=2s GenerateDataKey k -> DisabledException
//! t=3s open k for orders by C write reuse=60 -> ok     a service uses the key on somebody's behalf; held? asks whether it must ask again
//! t=4s held orders by C write -> yes
//! t=7d used k -> 3                                calls that used it; `hours k`; `lock k` its account
//! ```
use crate::base::time::SimTime;
use crate::sim::quotas::Quotas;
use crate::sim::services::kms::{
    KINDS, Kms,
    api::{KmsError, Request, Response, Wish},
    quotas::Limits,
    step::{Output, Timer},
};
use crate::sim::testing;
use crate::sim::trace::Name;
use crate::sim::turn::{CallId, Service, Turn};
use std::collections::BTreeMap;

pub(super) struct Bench {
    pub(super) kms: Kms,
    quotas: Quotas,
    now: SimTime,
    agenda: BTreeMap<(SimTime, u64), Timer>,
    next: u64,
    kinds: Vec<&'static str>,
}

impl Bench {
    pub(super) fn new(seed: u64, most: Option<u64>) -> Self {
        let quotas = testing::quotas();
        let mut limits = Limits::resolve(&quotas).unwrap();
        limits.requests = most.unwrap_or(limits.requests);
        Self {
            kms: Kms::with(seed, limits),
            quotas,
            now: SimTime::ZERO,
            agenda: BTreeMap::new(),
            next: 0,
            kinds: vec![],
        }
    }

    fn turn<T>(&mut self, act: impl FnOnce(&mut Kms, Turn<'_>, &mut Output) -> T) -> (T, Output) {
        let mut out = Output::default();
        let got = act(&mut self.kms, Turn::strict(self.now, &self.quotas), &mut out);
        for (at, timer) in out.timers.drain(..) {
            self.next += 1;
            self.agenda.insert((at, self.next), timer);
        }
        for event in &out.sink.events {
            assert!(KINDS.contains(&event.kind), "{} is not documented", event.kind);
            self.kinds.push(event.kind);
        }
        (got, out)
    }

    pub(super) fn advance(&mut self, to: SimTime) {
        while let Some((&(at, no), _)) = self.agenda.first_key_value().filter(|(k, _)| k.0 <= to) {
            let timer = self.agenda.remove(&(at, no)).unwrap();
            self.now = at;
            self.turn(|kms, turn, out| kms.due(timer, turn, out));
        }
        self.now = to;
    }

    pub(super) fn call(&mut self, request: Request) -> Result<Response, KmsError> {
        let who: Name = "T".into();
        let ((), mut out) = self.turn(|kms, turn, out| kms.call((CallId(1), &who), request, turn, out));
        assert_eq!(out.replies.len(), 1, "a call is answered once and at once");
        out.replies.remove(0).1
    }

    fn line(&mut self, text: &str) -> Result<(), String> {
        let (text, wanted) = text.split_once(" -> ").map_or((text, "ok"), |(a, b)| (a, b));
        let (at, rest) = text.split_once(' ').unwrap();
        let at = at.strip_prefix("t=").unwrap();
        let at = if at == "0" { SimTime::ZERO } else { SimTime::parse(at)? };
        self.advance(at);
        let got = self.word(rest);
        if got == wanted { Ok(()) } else { Err(format!("t={at} {rest}\n    wanted {wanted}\n    got    {got}")) }
    }

    #[allow(clippy::too_many_lines)] // a dictionary
    fn word(&mut self, text: &str) -> String {
        let words: Vec<&str> = text.split_whitespace().collect();
        let (verb, of) = (words[0], words.get(1).copied().unwrap_or_default());
        let key: Name = of.into();
        let option = |name: &str| words.iter().find_map(|w| w.strip_prefix(name)).and_then(|v| v.strip_prefix('='));
        let code = |error: &KmsError| error.code.name().to_string();
        let request = match verb {
            "CreateKey" => Request::CreateKey {
                id: Some(key).filter(|k| !k.is_empty()),
                account: option("account").map(Into::into),
                policy: option("policy").map(Into::into),
                about: Box::default(),
            },
            "PutKeyPolicy" => {
                let policy = option("policy").unwrap_or_default().into();
                Request::PutKeyPolicy { key, policy, bypass: words.contains(&"bypass") }
            }
            "GetKeyPolicy" => Request::GetKeyPolicy { key },
            "DescribeKey" => Request::DescribeKey { key },
            "EnableKey" => Request::EnableKey { key },
            "DisableKey" => Request::DisableKey { key },
            "ScheduleKeyDeletion" => {
                Request::ScheduleKeyDeletion { key, days: option("days").map(|d| d.parse().unwrap()) }
            }
            "CancelKeyDeletion" => Request::CancelKeyDeletion { key },
            "CreateAlias" => Request::CreateAlias { alias: key, key: words[2].into() },
            "UpdateAlias" => Request::UpdateAlias { alias: key, key: words[2].into() },
            "DeleteAlias" => Request::DeleteAlias { alias: key },
            "ListKeys" => Request::ListKeys,
            "ListAliases" => Request::ListAliases { key: Some(key).filter(|k| !k.is_empty()) },
            "TagResource" => {
                let tag = |word: &&str| word.split_once('=').map(|(key, value)| (key.into(), value.into()));
                Request::TagResource { key, tags: words[2..].iter().filter_map(tag).collect(), gone: vec![] }
            }
            "GenerateDataKey" => Request::GenerateDataKey { key },
            "Decrypt" => Request::Decrypt { key },
            "Encrypt" => Request::Encrypt { key },
            "used" => {
                return self.kms.metric(of, "SuccessfulRequest", self.now).map_or("none".into(), |n| n.to_string());
            }
            "refused" => {
                return self.kms.metric(of, "RefusedRequest", self.now).map_or("none".into(), |n| n.to_string());
            }
            "usage" => {
                let all = self.kms.usage(self.now);
                return all
                    .iter()
                    .map(|u| format!("{} {} {}", u.resource, u.meter, u.amount))
                    .collect::<Vec<_>>()
                    .join(", ");
            }
            "said" => return if self.kinds.contains(&of) { "yes".into() } else { "no".into() },
            "lock" => {
                return match self.kms.lock(of, crate::sim::region::Region::usual()) {
                    Ok(lock) => format!("{} of {}", lock.arn, lock.account),
                    Err(error) => code(&error),
                };
            }
            "open" => {
                let wish = Wish {
                    key,
                    resource: words[3].into(),
                    who: words[5].into(),
                    write: words.contains(&"write"),
                    reuse: option("reuse").map(|r| r.parse().unwrap()),
                };
                return match self.turn(|kms, turn, out| kms.open(&wish, turn, out)).0 {
                    Ok(()) => "ok".into(),
                    Err(error) => code(&error),
                };
            }
            "held" => {
                let held = self.kms.is_held(&key, &words[3].into(), words.contains(&"write"), self.now);
                return if held { "yes" } else { "no" }.into();
            }
            "panel" => return self.kms.panels(self.now).iter().map(|p| p.spoken.clone()).collect::<Vec<_>>().join(" "),
            other => panic!("{other}"),
        };
        match self.call(request) {
            Ok(Response::Done) => "ok".into(),
            Ok(Response::Used(arn, _)) if verb != "CreateKey" => format!("with {}", arn.rsplit(':').next().unwrap()),
            Ok(Response::Used(..)) => "ok".into(),
            Ok(Response::Keys(all)) => all.iter().map(|(id, _)| id.to_string()).collect::<Vec<_>>().join(" "),
            Ok(Response::Aliases(all)) => {
                all.iter().map(|(alias, id)| format!("{alias}={id}")).collect::<Vec<_>>().join(" ")
            }
            Ok(Response::Policy(text)) => text.to_string(),
            Ok(Response::Key(data)) => {
                let day = data.deletion.map(|at| format!(" until {}d", at.as_secs() / 86_400)).unwrap_or_default();
                format!("{}{}{day}", data.state.name(), if data.managed { " managed" } else { "" })
            }
            Err(error) => code(&error),
        }
    }
}

#[test]
fn keys() {
    let (mut faults, mut count) = (vec![], 0);
    for part in include_str!("keys.txt").split("\n## ").skip(1) {
        let (name, body) = part.split_once('\n').unwrap();
        let most = name.contains("quota of 3").then_some(3);
        let mut bench = Bench::new(7, most);
        for line in body.lines().map(str::trim).filter(|l| !l.is_empty()) {
            count += 1;
            if let Err(why) = bench.line(line) {
                faults.push(format!("{name}\n  {why}"));
                break;
            }
        }
        let text = serde_json::to_string(&bench.kms).unwrap();
        assert_eq!(serde_json::from_str::<Kms>(&text).unwrap(), bench.kms, "{name}");
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(count > 60, "{count}");
}
