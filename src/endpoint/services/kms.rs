//! AWS KMS on the wire, as far as the others need it. Nothing is really encrypted: a ciphertext names its key and carries the
//! plaintext, masked; whether it can be read again is decided by the key, as on AWS.
use super::{Ask, astray, lacks};
use crate::endpoint::{command::Command, input::Input, page::Page, refusal::Refusal};
use crate::sim::{
    arn,
    epoch::{epoch_millis, epoch_secs},
    region::Region,
    services::{
        Answer, Call,
        kms::api::{About, KmsError, Metadata, Request, Response},
    },
    trace::Name,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// What a ciphertext begins with.
const HEAD: &str = "inflight-kms-1\n";

/// Says a command in the simulator's words.
///
/// # Errors
/// What AWS refuses before the service looks at it.
pub fn ask(command: &Command) -> Result<Ask, Refusal> {
    let input = command.input();
    let key = || input.need("KeyId").map(Name::from);
    let alias = || input.need("AliasName").map(Name::from);
    let request = match command.operation {
        "CreateKey" => create(input)?,
        "DescribeKey" => Request::DescribeKey { key: key()? },
        "ListKeys" => Request::ListKeys,
        "EnableKey" => Request::EnableKey { key: key()? },
        "DisableKey" => Request::DisableKey { key: key()? },
        "ScheduleKeyDeletion" => {
            let days = input.int("PendingWindowInDays").and_then(|n| u64::try_from(n).ok());
            Request::ScheduleKeyDeletion { key: key()?, days }
        }
        "CancelKeyDeletion" => Request::CancelKeyDeletion { key: key()? },
        "GetKeyPolicy" => Request::GetKeyPolicy { key: key()? },
        "PutKeyPolicy" => Request::PutKeyPolicy {
            key: key()?,
            policy: input.need("Policy")?.into(),
            bypass: input.flag("BypassPolicyLockoutSafetyCheck").unwrap_or(false),
        },
        "CreateAlias" => Request::CreateAlias { alias: alias()?, key: input.need("TargetKeyId")?.into() },
        "UpdateAlias" => Request::UpdateAlias { alias: alias()?, key: input.need("TargetKeyId")?.into() },
        "DeleteAlias" => Request::DeleteAlias { alias: alias()? },
        "ListAliases" => Request::ListAliases { key: input.name("KeyId") },
        "TagResource" => Request::TagResource { key: key()?, tags: tags(input), gone: vec![] },
        "UntagResource" => {
            let gone = input.texts("TagKeys").into_iter().map(Into::into).collect();
            Request::TagResource { key: key()?, tags: std::collections::BTreeMap::new(), gone }
        }
        "ListResourceTags" => Request::DescribeKey { key: key()? },
        "GenerateDataKey" | "GenerateDataKeyWithoutPlaintext" => Request::GenerateDataKey { key: key()? },
        "Encrypt" => Request::Encrypt { key: key()? },
        "Decrypt" => Request::Decrypt { key: opened(input)?.0 },
        _ => return Err(lacks(command)),
    };
    Ok(Call::Kms(request).into())
}

fn create(input: Input<'_>) -> Result<Request, Refusal> {
    let spec = input.text("KeySpec").or_else(|| input.text("CustomerMasterKeySpec")).unwrap_or("SYMMETRIC_DEFAULT");
    let usage = input.text("KeyUsage").unwrap_or("ENCRYPT_DECRYPT");
    if spec != "SYMMETRIC_DEFAULT" || usage != "ENCRYPT_DECRYPT" || input.flag("MultiRegion") == Some(true) {
        let message = "inflight simulates symmetric keys of one Region for encryption.";
        return Err(Refusal::new("UnsupportedOperationException", message));
    }
    let about = About { description: input.name("Description").unwrap_or_default(), tags: tags(input) };
    Ok(Request::CreateKey { id: None, account: None, policy: input.name("Policy"), about: Box::new(about) })
}

/// Tags as KMS writes them: TagKey and TagValue.
fn tags(input: Input<'_>) -> std::collections::BTreeMap<Name, Name> {
    input.list("Tags").filter_map(|t| Some((t.name("TagKey")?, t.name("TagValue").unwrap_or_default()))).collect()
}

/// Bytes of the plaintext's digest that stand before it.
const SEAL: usize = 8;

/// Key and plaintext in a ciphertext.
fn opened(input: Input<'_>) -> Result<(Name, Vec<u8>), Refusal> {
    let bad = || Refusal::new("InvalidCiphertextException", "");
    let blob = input.blob("CiphertextBlob").ok_or_else(bad)?;
    let rest = blob.strip_prefix(HEAD.as_bytes()).ok_or_else(bad)?;
    let at = rest.iter().position(|b| *b == b'\n').ok_or_else(bad)?;
    let (key, masked) = (rest.get(..at).unwrap_or_default(), rest.get(at + 1..).unwrap_or_default());
    let key = std::str::from_utf8(key).map_err(|_| bad())?;
    let mut plain = mask(&context(key, input), masked);
    // Under another EncryptionContext the seal at its head does not come out.
    let seal = plain.get(..SEAL).ok_or_else(bad)?.to_vec();
    plain.drain(..SEAL);
    if seal == Sha256::digest(&plain).get(..SEAL).unwrap_or_default() { Ok((key.into(), plain)) } else { Err(bad()) }
}

fn sealed(key: &str, input: Input<'_>, plain: &[u8]) -> String {
    let mut blob = format!("{HEAD}{key}\n").into_bytes();
    let seal = Sha256::digest(plain);
    let inside: Vec<u8> = seal.iter().take(SEAL).chain(plain).copied().collect();
    blob.extend(mask(&context(key, input), &inside));
    STANDARD.encode(blob)
}

/// What the mask hangs on: the key and the EncryptionContext.
fn context(key: &str, input: Input<'_>) -> String {
    let pairs = input.text_map("EncryptionContext");
    pairs.iter().fold(key.to_owned(), |all, (name, value)| format!("{all}\n{name}={value}"))
}

/// There and back again.
fn mask(context: &str, bytes: &[u8]) -> Vec<u8> {
    let block = |nth: usize| Sha256::digest(format!("{nth}\n{context}"));
    let masks = (0..).flat_map(|nth| block(nth).to_vec());
    bytes.iter().zip(masks).map(|(byte, mask)| byte ^ mask).collect()
}

/// Says the simulator's answer in the words of AWS's model.
///
/// # Errors
/// The service's refusal.
pub fn tell(command: &Command, answer: Answer) -> Result<Value, Refusal> {
    let Answer::Kms(reply) = answer else { return Err(astray()) };
    let input = command.input();
    let pages = |name, all| {
        let page = Page { token: ("Marker", "NextMarker"), ..Page::next("Limit", 100) };
        let mut out = page.of(input, name, all)?;
        out.insert("Truncated".into(), out.contains_key("NextMarker").into());
        Ok(Value::Object(out))
    };
    match reply.map_err(|e| refusal(&e))? {
        Response::Done => Ok(json!({})),
        Response::Policy(text) => Ok(json!({ "Policy": &*text, "PolicyName": "default" })),
        Response::Keys(all) => {
            pages("Keys", all.iter().map(|(id, arn)| json!({ "KeyId": &**id, "KeyArn": &**arn })).collect())
        }
        Response::Aliases(all) => {
            pages("Aliases", all.iter().map(|(alias, id)| listed(&command.region, alias, id)).collect())
        }
        Response::Key(data) => Ok(described(command.operation, &data)),
        Response::Used(key, nonce) => used(command, &key, nonce),
    }
}

fn listed(region: &Region, alias: &str, id: &str) -> Value {
    json!({ "AliasName": alias, "AliasArn": &*region.arn("kms", alias), "TargetKeyId": id })
}

fn described(operation: &str, data: &Metadata) -> Value {
    match operation {
        "ListResourceTags" => {
            let one = |(key, value): (&Name, &Name)| json!({ "TagKey": &**key, "TagValue": &**value });
            json!({ "Tags": data.about.tags.iter().map(one).collect::<Vec<_>>(), "Truncated": false })
        }
        "ScheduleKeyDeletion" => json!({
            "KeyId": &*data.arn, "DeletionDate": data.deletion.map(epoch_secs), "KeyState": data.state.name(),
        }),
        "CancelKeyDeletion" => json!({ "KeyId": &*data.arn }),
        _ => json!({ "KeyMetadata": {
            "AWSAccountId": arn::ACCOUNT,
            "KeyId": &*data.id,
            "Arn": &*data.arn,
            "CreationDate": epoch_secs(data.since),
            "Enabled": data.state.name() == "Enabled",
            "Description": &*data.about.description,
            "KeyUsage": "ENCRYPT_DECRYPT",
            "KeyState": data.state.name(),
            "DeletionDate": data.deletion.map(epoch_millis).map(|ms| ms / 1_000),
            "Origin": "AWS_KMS",
            "KeyManager": if data.managed { "AWS" } else { "CUSTOMER" },
            "KeySpec": "SYMMETRIC_DEFAULT",
            "CustomerMasterKeySpec": "SYMMETRIC_DEFAULT",
            "EncryptionAlgorithms": ["SYMMETRIC_DEFAULT"],
            "MultiRegion": false,
        } }),
    }
}

fn used(command: &Command, key: &str, nonce: u64) -> Result<Value, Refusal> {
    let input = command.input();
    let plain = |bytes: &[u8]| STANDARD.encode(bytes);
    Ok(match command.operation {
        "Encrypt" => {
            let text = input.blob("Plaintext").unwrap_or_default();
            json!({ "CiphertextBlob": sealed(key, input, &text), "KeyId": key, "EncryptionAlgorithm": "SYMMETRIC_DEFAULT" })
        }
        "Decrypt" => {
            let (_, text) = opened(input)?;
            json!({ "Plaintext": plain(&text), "KeyId": key, "EncryptionAlgorithm": "SYMMETRIC_DEFAULT" })
        }
        operation => {
            let length = match (input.text("KeySpec"), input.int("NumberOfBytes")) {
                (_, Some(bytes)) => usize::try_from(bytes).unwrap_or(32),
                (Some("AES_128"), _) => 16,
                _ => 32,
            };
            let drawn = mask(&format!("{key}\n{nonce}"), &vec![0; length]);
            let mut out = json!({ "CiphertextBlob": sealed(key, input, &drawn), "KeyId": key });
            if operation == "GenerateDataKey" {
                out["Plaintext"] = json!(plain(&drawn));
            }
            out
        }
    })
}

/// A refusal under AWS's code.
fn refusal(error: &KmsError) -> Refusal {
    Refusal::new(error.code.name(), error.message.clone()).status(error.code.http_status())
}

#[cfg(test)]
mod tests {
    use super::{mask, opened, sealed};
    use crate::endpoint::input::Input;
    use serde_json::json;

    #[test]
    fn what_is_sealed_is_opened_with_the_same_context_only() {
        let ask = json!({ "EncryptionContext": { "order": "7" } });
        let blob = sealed("arn:k", Input::new(&ask), b"secret");
        let read = |context: &str| {
            let ask = json!({ "CiphertextBlob": blob, "EncryptionContext": { "order": context } });
            opened(Input::new(&ask)).map(|(key, text)| (key.to_string(), text))
        };
        assert_eq!(read("7"), Ok(("arn:k".into(), b"secret".to_vec())));
        assert_eq!(read("8").unwrap_err().code, "InvalidCiphertextException");
        let ask = json!({ "CiphertextBlob": "AAAA" });
        assert_eq!(opened(Input::new(&ask)).unwrap_err().code, "InvalidCiphertextException");
        assert_eq!(mask("a", &mask("a", &[7; 100])), vec![7; 100]);
    }
}
