"""Makes the endpoint's table: what AWS's own service models say of operations and shapes, cut to what inflight reads.

    python assets/endpoint/shapes.py        (with any Python that has botocore)

One small JSON file per service, beside this script. Nothing is typed by hand but the lists below; the build needs neither Python nor
botocore. What the one-letter keys mean is said where they are read: src/endpoint/shapes/table.rs.
"""
import gzip
import json
import pathlib
import re

import botocore

HERE = pathlib.Path(__file__).parent
DATA = pathlib.Path(botocore.__file__).parent / "data"
ALL = None

# Operations with shapes, as patterns of their names; ALL: every one. The others are known by name only.
SERVICES = {
    "sqs": ALL, "sns": ALL, "sts": ALL, "kinesis": ALL, "firehose": ALL, "events": ALL, "scheduler": ALL, "pipes": ALL,
    "stepfunctions": ALL,
    "lambda": r"(Create|Get|Update|Delete|List)(Function|Functions|Alias|Aliases|EventSourceMappings?)|Invoke|InvokeAsync"
              r"|(Get|Update)Function(Code|Configuration)|(Put|Get|Delete)(FunctionConcurrency|ProvisionedConcurrencyConfig)"
              r"|AddPermission|RemovePermission|GetPolicy|(Put|Get|Update|Delete)FunctionEventInvokeConfig"
              r"|ListFunctionEventInvokeConfigs|TagResource|UntagResource|ListTags|GetAccountSettings|PublishVersion"
              r"|ListVersionsByFunction",
    "cloudwatch": r"(Put|Get|List)Metric(s|Data|Statistics)|PutMetricAlarm|PutCompositeAlarm|DeleteAlarms|SetAlarmState"
                  r"|DescribeAlarms(ForMetric)?|DescribeAlarmHistory|(Enable|Disable)AlarmActions|(Unt|T)agResource"
                  r"|ListTagsForResource",
    "autoscaling": r"(Create|Update|Delete)AutoScalingGroup|DescribeAutoScaling(Groups|Instances)|(Put|Execute)(Scaling)?Policy"
                   r"|DeletePolicy|DescribePolicies|(Put|Delete|Describe)LifecycleHooks?|CompleteLifecycleAction"
                   r"|RecordLifecycleActionHeartbeat|DescribeLifecycleHookTypes|(Create|Delete|Describe)LaunchConfigurations?"
                   r"|(CreateOrUpdate|Delete|Describe)Tags|SetDesiredCapacity|SetInstance(Health|Protection)"
                   r"|TerminateInstanceInAutoScalingGroup|(Att|Det)achInstances|(Enter|Exit)Standby|DescribeScalingActivities"
                   r"|(Suspend|Resume)Processes|DescribeAccountLimits|DescribeAdjustmentTypes|(Enable|Disable)MetricsCollection"
                   r"|(Put|Delete|Describe)NotificationConfigurations?|(Put|Delete|Describe)Scheduled(UpdateGroup)?Actions?"
                   r"|DescribeTerminationPolicyTypes|DescribeScalingProcessTypes",
    "application-autoscaling": r".*Scal(able|ing)(Targets?|Polic.*|Activities)|.*ScheduledActions?|.*Tag.*Resource",
    "s3": r"(Create|Delete|Head)Bucket|ListBuckets|(Put|Get|Head|Delete)Object|DeleteObjects|CopyObject|ListObjects(V2)?"
          r"|(Put|Get)BucketNotificationConfiguration|(Put|Get|Delete)BucketPolicy|GetBucketLocation|(Put|Get)BucketVersioning"
          r"|(Put|Get|Delete)BucketTagging|(Put|Get|Delete)BucketEncryption",
    "iam": r"(Create|Get|Delete|Update)Role|ListRoles|(Put|Get|Delete)RolePolicy|ListRolePolicies|(At|De)tachRolePolicy"
           r"|ListAttachedRolePolicies|UpdateAssumeRolePolicy|(Create|Get|Delete)Policy|ListPolicies|GetPolicyVersion|GetUser"
           r"|(Unt|T)agRole|ListRoleTags",
    "kms": r"CreateKey|(Put|Get)KeyPolicy|DescribeKey|(En|Dis)ableKey|(Schedule|Cancel)KeyDeletion|(Create|Delete)Alias"
           r"|ListAliases|ListKeys|GenerateDataKey|Decrypt|Encrypt|ListKeyPolicies|(Unt|T)agResource|ListResourceTags"
           r"|GetKeyRotationStatus",
    "mq": r"(Create|Describe|Delete|List|Reboot|Update)Brokers?|(Create|Delete|List)Tags",
}

# SQS speaks JSON today; the names of its older query protocol are no longer in its model (they were until botocore 1.31.80).
SQS_QUERY = {
    "AWSAccountIds": "AWSAccountId", "Actions": "ActionName", "AttributeNames": "AttributeName", "Attributes": "Attribute",
    "tags": "Tag", "Tags": "Tag", "TagKeys": "TagKey", "MessageAttributes": "MessageAttribute",
    "MessageSystemAttributes": "MessageSystemAttribute", "MessageAttributeNames": "MessageAttributeName",
    "MessageSystemAttributeNames": "MessageSystemAttributeName", "QueueUrls": "QueueUrl", "queueUrls": "QueueUrl",
    "Messages": "Message", "StringListValues": "StringListValue", "BinaryListValues": "BinaryListValue",
}
OWN = "AWS.SimpleQueueService."
SQS_ERRORS = {
    "BatchEntryIdsNotDistinct": (OWN + "BatchEntryIdsNotDistinct", 400), "BatchRequestTooLong": (OWN + "BatchRequestTooLong", 400),
    "EmptyBatchRequest": (OWN + "EmptyBatchRequest", 400), "InvalidBatchEntryId": (OWN + "InvalidBatchEntryId", 400),
    "MessageNotInflight": (OWN + "MessageNotInflight", 400), "PurgeQueueInProgress": (OWN + "PurgeQueueInProgress", 403),
    "QueueDeletedRecently": (OWN + "QueueDeletedRecently", 400), "QueueDoesNotExist": (OWN + "NonExistentQueue", 400),
    "QueueNameExists": ("QueueAlreadyExists", 400), "OverLimit": ("OverLimit", 403),
    "TooManyEntriesInBatchRequest": (OWN + "TooManyEntriesInBatchRequest", 400),
    "UnsupportedOperation": (OWN + "UnsupportedOperation", 400), "ReceiptHandleIsInvalid": ("ReceiptHandleIsInvalid", 404),
    "ResourceNotFoundException": ("ResourceNotFoundException", 404), "RequestThrottled": ("RequestThrottled", 403),
    "InvalidAddress": ("InvalidAddress", 404), "InvalidSecurity": ("InvalidSecurity", 403),
    "KmsAccessDenied": ("KMS.AccessDeniedException", 400), "KmsDisabled": ("KMS.DisabledException", 400),
    "KmsInvalidKeyUsage": ("KMS.InvalidKeyUsageException", 400), "KmsInvalidState": ("KMS.InvalidStateException", 400),
    "KmsNotFound": ("KMS.NotFoundException", 400), "KmsOptInRequired": ("KMS.OptInRequired", 403),
    "KmsThrottled": ("KMS.ThrottlingException", 400),
}
# What the root of an answer is called where the model leaves it to the operation's name.
S3_ROOTS = {
    "ListBucketsOutput": "ListAllMyBucketsResult", "ListObjectsOutput": "ListBucketResult", "ListObjectsV2Output": "ListBucketResult",
    "DeleteObjectsOutput": "DeleteResult", "GetBucketLocationOutput": "LocationConstraint", "CopyObjectResult": "CopyObjectResult",
    "GetBucketVersioningOutput": "VersioningConfiguration", "GetBucketTaggingOutput": "Tagging",
    "NotificationConfiguration": "NotificationConfiguration",
    "ServerSideEncryptionConfiguration": "ServerSideEncryptionConfiguration",
}
S3_TELLING_HEADERS = {"CopyObject": "x-amz-copy-source", "UploadPartCopy": "x-amz-copy-source",
                      "RenameObject": "x-amz-rename-source"}
# Values in the order in which AWS's messages list them, where it was seen and is not the model's.
SEEN = {
    "ReplayState": ["CANCELLED", "CANCELLING", "COMPLETED", "FAILED", "RUNNING", "STARTING"],
    "ShardIteratorType": ["AFTER_SEQUENCE_NUMBER", "LATEST", "AT_TIMESTAMP", "AT_SEQUENCE_NUMBER", "TRIM_HORIZON"],
}
KINDS = {"string": "s", "integer": "i", "long": "l", "float": "f", "double": "d", "boolean": "b", "blob": "B", "timestamp": "T",
         "structure": "S", "list": "L", "map": "M"}
PLACES = {"header": "h", "headers": "H", "uri": "u", "querystring": "q", "statusCode": "s"}
REQUIRED, FLATTENED, ATTRIBUTE, TOKEN, STREAMING, EVENT_PAYLOAD, PAYLOAD = 1, 2, 4, 8, 16, 32, 64


class Table:
    """Shapes of one service, numbered; equal ones once."""

    def __init__(self, service, model):
        self.service, self.model = service, model
        self.shapes, self.numbers, self.same = [], {}, {}
        self.asked = set()

    def reach(self, name, into):
        """All shapes that `name` leads to."""
        if name in into:
            return
        into.add(name)
        shape = self.model["shapes"][name]
        for one in [*shape.get("members", {}).values(), *(shape[k] for k in ("member", "key", "value") if k in shape)]:
            self.reach(one["shape"], into)

    def member(self, shape, name, raw):
        flags = (REQUIRED * (name in shape.get("required", []) and "error" not in shape)
                 | FLATTENED * bool(raw.get("flattened")) | ATTRIBUTE * bool(raw.get("xmlAttribute"))
                 | TOKEN * bool(raw.get("idempotencyToken")) | STREAMING * bool(raw.get("streaming"))
                 | EVENT_PAYLOAD * bool(raw.get("eventpayload")) | PAYLOAD * (shape.get("payload") == name))
        query = None
        if self.service == "sqs":
            target = self.model["shapes"][raw["shape"]]
            entry = target["member"]["shape"] if target["type"] == "list" else None
            query = entry if name in ("Entries", "Successful", "Failed", "Results") else SQS_QUERY.get(name)
            flags |= FLATTENED * (target["type"] in ("list", "map"))
        row = [name, self.number(raw["shape"]), flags, PLACES.get(raw.get("location")), raw.get("locationName"), query]
        while row[-1] in (None, 0) and len(row) > 2:
            row.pop()
        return row

    def build(self, name):
        raw = self.model["shapes"][name]
        made = {"k": KINDS[raw["type"]]}
        checked = name in self.asked
        if raw["type"] == "structure":
            made["m"] = [self.member(raw if checked else {**raw, "required": []}, n, m) for n, m in raw["members"].items()]
            if raw.get("exception"):
                made["n"], made["X"] = name, True
                error = raw.get("error", {})
                code, status = error.get("code"), error.get("httpStatusCode")
                if self.service == "sqs":
                    code, status = SQS_ERRORS.get(name, (None, 400))
                if code and code != name:
                    made["c"] = code
                if status and status != 400:
                    made["h"] = status
                if raw.get("fault"):
                    made["f"] = True
            if raw.get("eventstream"):
                made["E"] = True
            root = raw.get("locationName") or (self.service == "s3" and S3_ROOTS.get(name))
            if root:
                made["x"] = root
        if raw["type"] == "list":
            made["e"] = self.number(raw["member"]["shape"])
            element = self.shapes[made["e"]]
            if checked and "max" in raw and element and element["k"] == "S":
                element["n"] = raw["member"]["shape"]
            if raw["member"].get("locationName"):
                made["en"] = raw["member"]["locationName"]
        if raw["type"] == "map":
            made["y"], made["e"] = self.number(raw["key"]["shape"]), self.number(raw["value"]["shape"])
            names = raw["key"].get("locationName"), raw["value"].get("locationName")
            if self.service == "sqs":
                names = ("Key", "Value") if name == "TagMap" else ("Name", "Value")
            if names[0]:
                made["kn"] = names[0]
            if names[1]:
                made["en"] = names[1]
        if raw.get("flattened"):
            made["F"] = True
        if raw.get("timestampFormat"):
            made["t"] = raw["timestampFormat"]
        if checked:
            for short, long in (("a", "min"), ("z", "max"), ("p", "pattern"), ("v", "enum")):
                if long in raw:
                    made[short] = SEEN.get(name, raw[long]) if long == "enum" else raw[long]
        if raw.get("sensitive") and checked:
            made["q"] = True
        return made

    def number(self, name):
        """The shape's number; a structure gets it before it is built, since shapes may lead back to themselves."""
        if name in self.numbers:
            return self.numbers[name]
        if self.model["shapes"][name]["type"] in ("structure", "list", "map"):
            self.numbers[name] = len(self.shapes)
            self.shapes.append(None)
            self.shapes[self.numbers[name]] = self.build(name)
            return self.numbers[name]
        made = self.build(name)
        key = json.dumps(made, sort_keys=True)
        if key not in self.same:
            self.same[key] = len(self.shapes)
            self.shapes.append(made)
        self.numbers[name] = self.same[key]
        return self.numbers[name]

    def uri(self, name, raw):
        """The path, with what else tells the operation from its likes: `?key` must be there, `!header` too."""
        uri = re.sub(r"[?&]x-id=\w+", "", raw["http"]["requestUri"])
        if self.service == "s3":
            shape = self.model["shapes"][raw["input"]["shape"]] if "input" in raw else {}
            for member in shape.get("required", []):
                if shape["members"][member].get("location") == "querystring":
                    uri += ("&" if "?" in uri else "?") + shape["members"][member]["locationName"]
            uri += "!" + S3_TELLING_HEADERS[name] if name in S3_TELLING_HEADERS else ""
        return uri

    def operation(self, name, raw, known, rest):
        of = lambda part: self.number(raw[part]["shape"]) if part in raw else None
        row = [of("input"), of("output"), [self.number(e["shape"]) for e in raw.get("errors", [])]] if known else [None] * 3
        if rest:
            row += [raw["http"]["method"], self.uri(name, raw)]
            if known:
                row.append(raw["http"].get("responseCode", 200))
                if raw.get("input", {}).get("locationName"):
                    row.append(raw["input"]["locationName"])
        while row and row[-1] is None:
            row.pop()
        return row

    def all(self, wanted):
        rest = self.model["metadata"]["protocol"].startswith("rest")
        operations = self.model["operations"]
        known = {n for n in operations if wanted is ALL or re.fullmatch(wanted, n)}
        for name in known:
            if "input" in operations[name]:
                self.reach(operations[name]["input"]["shape"], self.asked)
        return {n: self.operation(n, o, n in known, rest) for n, o in sorted(operations.items())}


def meta(model):
    data = model["metadata"]
    protocol = "json" if "json" in data.get("protocols", []) else data["protocol"]
    found = {
        "protocol": protocol, "target": data.get("targetPrefix"), "json": data.get("jsonVersion"), "version": data["apiVersion"],
        "namespace": data.get("xmlNamespace"), "signing": data.get("signingName", data["endpointPrefix"]),
        "compatible": True if "awsQueryCompatible" in data else None,
    }
    if data["endpointPrefix"] == "s3":
        found["namespace"] = "http://s3.amazonaws.com/doc/2006-03-01/"
    if data["endpointPrefix"] == "sqs":
        found["namespace"] = "http://queue.amazonaws.com/doc/2012-11-05/"
    if protocol.startswith("rest"):
        found.pop("target"), found.pop("json")
    return {key: value for key, value in found.items() if value is not None}


def main():
    total = 0
    for service, wanted in SERVICES.items():
        path = sorted(DATA.glob(f"{service}/*/service-2.json.gz"))[-1]
        model = json.loads(gzip.decompress(path.read_bytes()))
        table = Table(service, model)
        operations = table.all(wanted)
        head = json.dumps({"botocore": botocore.__version__, "meta": meta(model)}, separators=(",", ":"))
        rows = ",\n".join(f"{json.dumps(n)}:{json.dumps(o, separators=(',', ':'))}" for n, o in operations.items())
        shapes = ",\n".join(json.dumps(s, separators=(",", ":")) for s in table.shapes)
        text = f'{head[:-1]},\n"operations":{{\n{rows}}},\n"shapes":[\n{shapes}]}}\n'
        json.loads(text)
        (HERE / f"{service}.json").write_text(text)
        total += len(text)
        print(f"{service:26}{len(text):8}  {len(operations):4} operations, {len(table.shapes)} shapes")
    print(f"{'together':26}{total:8}")


if __name__ == "__main__":
    main()
