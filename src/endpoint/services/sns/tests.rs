//! Commands of SNS as clients send them, answered by a world: `Operation {input} -> what the output or the refusal contains`.
//! `TOPIC`, `QUEUE` stand for ARNs, `LAST` for the last text an output held under a name ending in `Arn`.
use crate::base::time::SimTime;
use crate::endpoint::{
    command::{Command, Protocol},
    refusal::Refusal,
    services::{Ask, Service, ask, tell},
};
use crate::sim::{
    arn,
    command::Visit,
    leniency::{Leniency, Spared},
    scenario::Scenario,
    services::Tray,
    testing,
    world::World,
};
use serde_json::Value;

struct Bench {
    world: World,
    last: String,
}

impl Bench {
    fn call(&mut self, operation: &'static str, input: Value) -> Result<Value, Refusal> {
        let command = Command {
            service: if operation.contains("Queue") || operation.contains("ReceiveMessage") {
                Service::Sqs
            } else {
                Service::Sns
            },
            operation,
            protocol: Protocol::Query,
            region: crate::sim::region::Region::default(),
            client: "boto3".into(),
            host: "127.0.0.1:4566".into(),
            input,
            breach: None,
        };
        let call = match ask(&command)? {
            Ask::Call(call) => *call,
            Ask::Now(value) => return Ok(value),
        };
        let mut tray = Tray::new(0, true);
        let id = self.world.ask(Visit { guest: "boto3".into(), operation: operation.into(), call }, &mut tray);
        while self.world.step(self.world.now(), &mut tray) {}
        let answer = self.world.answers().into_iter().find(|(of, _)| *of == id).and_then(|(_, answer)| answer);
        tell(&command, answer.unwrap())
    }

    fn line(&mut self, line: &str) -> String {
        let (operation, rest) = line.split_once(' ').unwrap();
        let filled = rest
            .replace("TOPIC", &arn::local("sns", "t"))
            .replace("QUEUE", &arn::local("sqs", "q"))
            .replace("LAST", &self.last);
        let input = serde_json::from_str(&filled).unwrap_or_else(|e| panic!("{filled}: {e}"));
        match self.call(String::from(operation).leak(), input) {
            Ok(value) => {
                let fields = value.as_object().into_iter().flatten();
                if let Some(arn) = fields.filter(|(k, _)| k.ends_with("Arn")).find_map(|(_, v)| v.as_str()) {
                    self.last = arn.into();
                }
                value.to_string()
            }
            Err(refusal) => format!("{} {} {}", refusal.code, refusal.status, refusal.message),
        }
    }
}

fn run(table: &str) {
    let world = World::start_at(SimTime::from_secs(9), &Scenario::default(), 1, &testing::quotas()).unwrap();
    // Messages arrive without permissions, and all are found; in all else it is AWS.
    let leniency = Leniency::of(&[Spared::Policies, Spared::Sampling]);
    let mut bench = Bench { world: world.sparing(leniency), last: String::new() };
    for line in table.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#')) {
        let (asked, wanted) = line.split_once(" -> ").unwrap_or((line, "{"));
        let seen = bench.line(asked);
        assert!(seen.contains(wanted), "{line}\n  saw {seen}");
    }
}

#[test]
fn topics() {
    run(r#"
        CreateTopic {"Name":"t","Attributes":{"DisplayName":"Shop","FifoTopic":"False"},"Tags":[{"Key":"a","Value":"1"}]} -> {"TopicArn":"arn:aws:sns:us-east-1:123456789012:t"}
        CreateTopic {"Name":"t"} -> {"TopicArn":"arn:aws:sns:us-east-1:123456789012:t"}
        CreateTopic {"Name":"t","Tags":[{"Key":"a","Value":"2"}]} -> InvalidParameter 400 Invalid parameter: Tags Reason: Topic already exists with different tags
        CreateTopic {"Name":"u","Tags":[{"Key":"a","Value":"2"},{"Key":"a","Value":"3"}]} -> InvalidParameter 400 Invalid parameter: Duplicated keys are not allowed.
        CreateTopic {"Name":"no spaces"} -> InvalidParameter 400 Invalid parameter: Topic Name
        CreateTopic {"Name":"t","Attributes":{"FifoTopic":"True"}} -> InvalidParameter 400 Invalid parameter: Topic Name
        GetTopicAttributes {"TopicArn":"TOPIC"} -> "DisplayName":"Shop"
        GetTopicAttributes {"TopicArn":"TOPIC"} -> "SubscriptionsConfirmed":"0"
        SetTopicAttributes {"TopicArn":"TOPIC","AttributeName":"FifoTopic","AttributeValue":"false"} -> InvalidParameter 400 Invalid parameter: AttributeName
        GetTopicAttributes {"TopicArn":"t"} -> InvalidParameter 400 Invalid parameter: TopicArn Reason: An ARN must have at least 6 elements, not 1
        GetTopicAttributes {"TopicArn":"arn:aws:sns:us-east-1:999999999999:t"} -> NotFound 404 Topic does not exist
        GetTopicAttributes {"TopicArn":"arn:aws:sns:eu-west-1:123456789012:t"} -> InvalidParameter 400 Invalid parameter: TopicArn
        ListTagsForResource {"ResourceArn":"TOPIC"} -> {"Tags":[{"Key":"a","Value":"1"}]}
        TagResource {"ResourceArn":"TOPIC","Tags":[{"Key":"b","Value":"2"}]} -> {}
        UntagResource {"ResourceArn":"TOPIC","TagKeys":["a"]} -> {}
        ListTagsForResource {"ResourceArn":"TOPIC"} -> {"Tags":[{"Key":"b","Value":"2"}]}
        TagResource {"ResourceArn":"not-existing","Tags":[]} -> ResourceNotFound 404 Resource does not exist
        AddPermission {"TopicArn":"TOPIC","Label":"l","AWSAccountId":["999999999999"],"ActionName":["Publish"]} -> {}
        GetTopicAttributes {"TopicArn":"TOPIC"} -> \"Action\":\"SNS:Publish\"
        RemovePermission {"TopicArn":"TOPIC","Label":"l"} -> {}
        ListTopics {} -> {"Topics":[{"TopicArn":"arn:aws:sns:us-east-1:123456789012:t"}]}
        DeleteTopic {"TopicArn":"TOPIC"} -> {}
        DeleteTopic {"TopicArn":"TOPIC"} -> {}
        ListTopics {} -> {"Topics":[]}
        GetDataProtectionPolicy {"ResourceArn":"TOPIC"} -> UnknownOperationException 501
    "#);
}

#[test]
fn long_lists_are_paged() {
    let mut bench = Bench {
        world: World::start_at(SimTime::from_secs(9), &Scenario::default(), 1, &testing::quotas()).unwrap(),
        last: String::new(),
    };
    for n in 0..150 {
        bench.line(&format!(r#"CreateTopic {{"Name":"t{n}"}}"#));
    }
    let page = bench.call("ListTopics", serde_json::json!({})).unwrap();
    assert_eq!((page["Topics"].as_array().unwrap().len(), page["NextToken"].as_str()), (100, Some("100")));
    let rest = bench.call("ListTopics", serde_json::json!({"NextToken": "100"})).unwrap();
    assert_eq!((rest["Topics"].as_array().unwrap().len(), rest.get("NextToken")), (50, None));
}

#[test]
fn subscriptions() {
    run(r#"
        CreateTopic {"Name":"t"}
        Subscribe {"TopicArn":"TOPIC","Protocol":"sqs","Endpoint":"QUEUE","Attributes":{"RawMessageDelivery":"true"}} -> {"SubscriptionArn":"arn:aws:sns:us-east-1:123456789012:t:
        GetSubscriptionAttributes {"SubscriptionArn":"LAST"} -> "PendingConfirmation":"false"
        GetSubscriptionAttributes {"SubscriptionArn":"LAST"} -> "RawMessageDelivery":"true"
        SetSubscriptionAttributes {"SubscriptionArn":"LAST","AttributeName":"FilterPolicy","AttributeValue":"{\"a\":[1]}"} -> {}
        SetSubscriptionAttributes {"SubscriptionArn":"LAST","AttributeName":"Fake","AttributeValue":"1"} -> InvalidParameter 400 Invalid parameter: AttributeName
        SetSubscriptionAttributes {"SubscriptionArn":"LAST","AttributeName":"RawMessageDelivery","AttributeValue":"x"} -> Invalid parameter: RawMessageDelivery: Invalid value [x]. Must be true or false.
        ListSubscriptionsByTopic {"TopicArn":"TOPIC"} -> "Protocol":"sqs"
        Unsubscribe {"SubscriptionArn":"LAST"} -> {}
        Unsubscribe {"SubscriptionArn":"LAST"} -> {}
        ListSubscriptions {} -> {"Subscriptions":[]}
        Unsubscribe {"SubscriptionArn":"PendingConfirmation"} -> Invalid parameter: SubscriptionArn Reason: An ARN must have at least 6 elements, not 1
        Unsubscribe {"SubscriptionArn":"TOPIC"} -> InvalidParameter 400 Invalid parameter: SubscriptionId
        Subscribe {"TopicArn":"TOPIC","Protocol":"https","Endpoint":"https://shop.example"} -> {"SubscriptionArn":"pending confirmation"}
        Subscribe {"TopicArn":"TOPIC","Protocol":"https","Endpoint":"https://shop.example","ReturnSubscriptionArn":true} -> {"SubscriptionArn":"arn:aws:sns:
        ListSubscriptions {} -> "SubscriptionArn":"PendingConfirmation"
        ConfirmSubscription {"TopicArn":"TOPIC","Token":"randomtoken"} -> InvalidParameter 400 Invalid token
        ConfirmSubscription {"TopicArn":"TOPIC","Token":"51b2ff3edb475b7d91550e0ab6edf0c1de2a34e6ebaf6c2262a001bcb7e051c43aa00022"} -> InvalidParameter 400 Invalid parameter: Token
        Subscribe {"TopicArn":"TOPIC","Protocol":"sqs","Endpoint":"unknown"} -> InvalidParameter 400 Invalid parameter: SQS endpoint ARN
        Subscribe {"TopicArn":"TOPIC","Protocol":"sms","Endpoint":"+15/55-123.4567"} -> {"SubscriptionArn":"arn:aws:sns:
        Subscribe {"TopicArn":"TOPIC","Protocol":"sms","Endpoint":"+15--551234567"} -> InvalidParameter 400 Invalid SMS endpoint: +15--551234567
        Subscribe {"TopicArn":"arn:aws:sns:us-east-1:123456789012:none","Protocol":"sqs","Endpoint":"asdf"} -> NotFound 404 Topic does not exist
        GetSubscriptionAttributes {"SubscriptionArn":"arn:aws:sqs:us-east-1:123456789012:q:66d97e76-31e5-444f-8fa7-b60b680d0d39"} -> NotFound 404 Subscription does not exist
        Subscribe {"TopicArn":"TOPIC","Protocol":"sqs","Endpoint":"QUEUE.fifo"} -> Invalid parameter: Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics
    "#);
}

#[test]
fn what_is_published_is_received_at_once() {
    run(r#"
        CreateQueue {"QueueName":"q"}
        CreateTopic {"Name":"t"}
        Subscribe {"TopicArn":"TOPIC","Protocol":"sqs","Endpoint":"QUEUE"}
        Publish {"TopicArn":"TOPIC","Message":"hello","Subject":"s","MessageAttributes":{"n":{"DataType":"Binary","BinaryValue":"AgME"}}} -> {"MessageId":"
        ReceiveMessage {"QueueUrl":"http://127.0.0.1:4566/123456789012/q","WaitTimeSeconds":1} -> \"UnsubscribeURL\":\"https://sns.us-east-1.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=arn:aws:sns:us-east-1:123456789012:t:
        Publish {"TargetArn":"TOPIC","Message":"again","MessageGroupId":"g"}
        ReceiveMessage {"QueueUrl":"http://127.0.0.1:4566/123456789012/q","WaitTimeSeconds":1} -> \"SigningCertURL\"
        Publish {"TopicArn":"TOPIC","Message":""} -> InvalidParameter 400 Invalid parameter: Empty message
        Publish {"TopicArn":"TOPIC","Message":"a","Subject":""} -> InvalidParameter 400 Invalid parameter: Subject
        Publish {"Message":"a"} -> InvalidParameter 400 Invalid parameter: TopicArn or TargetArn Reason: no value for required parameter
        Publish {"TopicArn":"randomstring","Message":"a"} -> Invalid parameter: TopicArn Reason: An ARN must have at least 6 elements, not 1
        Publish {"TopicArn":"TOPIC","Message":"a","MessageAttributes":{"n":{"DataType":"String","BinaryValue":"AgME"}}} -> ParameterValueInvalid 400 The message attribute 'n' with type 'String' must use field 'String'.
        Publish {"TopicArn":"TOPIC","Message":"a","MessageAttributes":{"n":{"DataType":"String"}}} -> ParameterValueInvalid 400 The message attribute 'n' must contain non-empty message attribute value for message attribute type 'String'.
        Publish {"TopicArn":"TOPIC","Message":"a","MessageAttributes":{"n^":{"DataType":"String","StringValue":"x"}}} -> Invalid non-alphanumeric character '#x5E' was found in the message attribute name.
        Publish {"TopicArn":"TOPIC","Message":"a","MessageStructure":"json"} -> Invalid parameter: Message Structure - JSON message body failed to parse
        Publish {"PhoneNumber":"+15551234567","Message":"a"} -> {"MessageId":"
        Publish {"PhoneNumber":"+1a234","Message":"a"} -> InvalidParameter 400 Invalid parameter: PhoneNumber Reason: +1a234 is not valid to publish to
    "#);
}

#[test]
fn batches() {
    run(r#"
        CreateTopic {"Name":"t"}
        PublishBatch {"TopicArn":"TOPIC","PublishBatchRequestEntries":[{"Id":"a","Message":"1"},{"Id":"b","Message":"2","MessageDeduplicationId":"d"}]} -> "Successful":[{"Id":"a","MessageId":"
        PublishBatch {"TopicArn":"TOPIC","PublishBatchRequestEntries":[{"Id":"b","Message":"2","MessageDeduplicationId":"d"}]} -> {"Failed":[{"Code":"InvalidParameter","Id":"b"
        PublishBatch {"TopicArn":"TOPIC","PublishBatchRequestEntries":[{"Id":"some id","Message":"1"}]} -> InvalidBatchEntryId 400 The Id of a batch entry in the batch request contains an impermissible character: some id
        PublishBatch {"TopicArn":"TOPIC","PublishBatchRequestEntries":[{"Id":"a","Message":"1"},{"Id":"b","Message":"1","MessageStructure":"json"}]} -> InvalidParameter 400 Invalid parameter: Message Structure
        CreateTopic {"Name":"t.fifo","Attributes":{"FifoTopic":"true","ContentBasedDeduplication":"False"}}
        PublishBatch {"TopicArn":"TOPIC.fifo","PublishBatchRequestEntries":[{"Id":"a","Message":"1"}]} -> InvalidParameter 400 Invalid parameter: The MessageGroupId parameter is required for FIFO topics
        PublishBatch {"TopicArn":"TOPIC.fifo","PublishBatchRequestEntries":[{"Id":"a","Message":"1","MessageGroupId":"g"}]} -> The topic should either have ContentBasedDeduplication enabled
        PublishBatch {"TopicArn":"TOPIC.fifo","PublishBatchRequestEntries":[{"Id":"a","Message":"1","MessageGroupId":"g","MessageDeduplicationId":"d"}]} -> "SequenceNumber":"10000000000000000256"
    "#);
}

#[test]
fn devices() {
    run(r#"
        CreatePlatformApplication {"Name":"app","Platform":"AAA","Attributes":{}} -> InvalidParameter 400 Invalid parameter: Platform Reason: AAA is not supported
        CreatePlatformApplication {"Name":"@app","Platform":"GCM","Attributes":{}} -> Invalid parameter: @app Reason: must contain only characters
        CreatePlatformApplication {"Name":"app","Platform":"ADM","Attributes":{"PlatformCredential":"c"}} -> PlatformCredential attribute provided without PlatformPrincipal
        CreatePlatformApplication {"Name":"app","Platform":"ADM","Attributes":{"PlatformPrincipal":"c"}} -> PlatformPrincipal attribute provided without PlatformCredential
        CreatePlatformApplication {"Name":"app","Platform":"GCM","Attributes":{"PlatformCredential":"c"}} -> {"PlatformApplicationArn":"arn:aws:sns:us-east-1:123456789012:app/GCM/app"}
        GetPlatformApplicationAttributes {"PlatformApplicationArn":"LAST"} -> {"Attributes":{"Enabled":"true"}}
        SetPlatformApplicationAttributes {"PlatformApplicationArn":"LAST","Attributes":{"SuccessFeedbackSampleRate":"50"}} -> {}
        ListPlatformApplications {} -> "Attributes":{"Enabled":"true","SuccessFeedbackSampleRate":"50"}
        GetPlatformApplicationAttributes {"PlatformApplicationArn":"LAST2"} -> NotFound 404 PlatformApplication does not exist
        CreatePlatformEndpoint {"PlatformApplicationArn":"LAST","Token":"t","CustomUserData":"bar","Attributes":{"CustomUserData":"foo"}} -> {"EndpointArn":"arn:aws:sns:us-east-1:123456789012:endpoint/GCM/app/
        GetEndpointAttributes {"EndpointArn":"LAST"} -> {"Attributes":{"CustomUserData":"foo","Enabled":"true","Token":"t"}}
        Publish {"TargetArn":"LAST","Message":"hello"} -> {"MessageId":"
        SetEndpointAttributes {"EndpointArn":"LAST","Attributes":{"Enabled":"false"}} -> {}
        Publish {"TargetArn":"LAST","Message":"hello","MessageStructure":"json"} -> EndpointDisabled 400 Endpoint is disabled
        SetEndpointAttributes {"EndpointArn":"LAST","Attributes":{"InvalidKey":"1"}} -> Invalid parameter: Attributes Reason: Invalid attribute name: InvalidKey
        DeleteEndpoint {"EndpointArn":"LAST"} -> {}
        DeleteEndpoint {"EndpointArn":"LAST"} -> {}
        GetEndpointAttributes {"EndpointArn":"LAST"} -> NotFound 404 Endpoint does not exist
        Publish {"TargetArn":"LAST","Message":"hello"} -> InvalidParameter 400 Invalid parameter: TargetArn Reason: No endpoint found for the target arn specified
        CreateTopic {"Name":"t"}
        Subscribe {"TopicArn":"TOPIC","Protocol":"application","Endpoint":"arn:aws:sns:us-east-1:123456789012:endpoint/GCM/app/gone"} -> Invalid parameter: Endpoint Reason: Endpoint does not exist for endpoint arnarn:aws:sns:
    "#);
}

#[test]
fn the_same_token_is_the_same_device() {
    run(r#"
        CreatePlatformApplication {"Name":"app","Platform":"GCM","Attributes":{"PlatformCredential":"c"}}
        CreatePlatformEndpoint {"PlatformApplicationArn":"arn:aws:sns:us-east-1:123456789012:app/GCM/app","Token":"t"}
        CreatePlatformEndpoint {"PlatformApplicationArn":"arn:aws:sns:us-east-1:123456789012:app/GCM/app","Token":"t","Attributes":{"Enabled":"true"}} -> LAST
        CreatePlatformEndpoint {"PlatformApplicationArn":"arn:aws:sns:us-east-1:123456789012:app/GCM/app","Token":"t","CustomUserData":"d"} -> already exists with the same Token, but different attributes.
        ListEndpointsByPlatformApplication {"PlatformApplicationArn":"arn:aws:sns:us-east-1:123456789012:app/GCM/app"} -> {"Endpoints":[{"Attributes":{"Enabled":"true","Token":"t"},"EndpointArn":"arn:
        DeletePlatformApplication {"PlatformApplicationArn":"arn:aws:sns:us-east-1:123456789012:app/GCM/app"} -> {}
        ListEndpointsByPlatformApplication {"PlatformApplicationArn":"arn:aws:sns:us-east-1:123456789012:app/GCM/app"} -> NotFound 404 PlatformApplication does not exist
    "#.replace("-> LAST", "-> :endpoint/GCM/app/").as_str());
}

#[test]
fn text_messages() {
    run(r#"
        GetSMSAttributes {} -> {"attributes":{"MonthlySpendLimit":"1"}}
        SetSMSAttributes {"attributes":{"DefaultSMSType":"Transactional","DefaultSenderID":"Shop"}} -> {}
        GetSMSAttributes {"attributes":["DefaultSMSType"]} -> {"attributes":{"DefaultSMSType":"Transactional"}}
        SetSMSAttributes {"attributes":{"test":"test"}} -> InvalidParameter 400 test is not a valid attribute
        SetSMSAttributes {"attributes":{"DefaultSMSType":"Loud"}} -> InvalidParameter 400 DefaultSMSType is invalid
        CheckIfPhoneNumberIsOptedOut {"phoneNumber":"+447428545375"} -> {"isOptedOut":false}
        CheckIfPhoneNumberIsOptedOut {"phoneNumber":"+44742LALALA"} -> InvalidParameter 400 Invalid parameter: PhoneNumber Reason: input incorrectly formatted
        ListPhoneNumbersOptedOut {} -> {"phoneNumbers":[]}
        OptInPhoneNumber {"phoneNumber":"+447428545375"} -> {}
    "#);
}
