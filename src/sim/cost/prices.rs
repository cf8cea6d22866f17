//! The price book: which fact of the ledger prices a meter, and how many of the meter's units it pays for.

/// So many micro-dollars (a fact) for so many units.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rule {
    pub(super) fact: &'static str,
    pub(super) per: u64,
}

const MILLION: u64 = 1_000_000;
const HOUR: u64 = 3_600;
const GB: u64 = 1 << 30;
/// AWS bills months of 730 hours.
const MONTH: u64 = 730;

const BOOK: &[(&str, &str, u64)] = &[
    ("sqs.requests", "price.sqs.standard:per_million", MILLION),
    ("sqs.requests.fifo", "price.sqs.fifo", MILLION),
    ("sqs.messages.fair", "price.sqs.fair", MILLION),
    ("sns.requests", "price.sns.publish:per_million", MILLION),
    ("sns.requests.fifo", "price.sns.fifo:per_million", MILLION),
    ("sns.bytes.fifo", "price.sns.fifo:per_gb", GB),
    ("sns.deliveries.http", "price.sns.http:per_million", MILLION),
    ("sns.deliveries.email", "price.sns.email:per_100_thousand", 100_000),
    ("sns.deliveries.push", "price.sns.push:per_million", MILLION),
    ("sns.deliveries.sqs", "price.sns.sqs_lambda", MILLION),
    ("sns.deliveries.lambda", "price.sns.sqs_lambda", MILLION),
    ("kinesis.shard_seconds", "price.kinesis.shard", HOUR),
    ("kinesis.put_units", "price.kinesis.put:per_million", MILLION),
    ("kinesis.extended_retention_shard_seconds", "price.kinesis.ext_retention", HOUR),
    ("kinesis.consumer_shard_seconds", "price.kinesis.efo:per_consumer_shard_hour", HOUR),
    ("kinesis.fan_out_bytes", "price.kinesis.efo:per_gb", GB),
    ("kinesis.on_demand_stream_seconds", "price.kinesis.ondemand:per_stream_hour", HOUR),
    ("kinesis.on_demand_bytes_in", "price.kinesis.ondemand:per_gb_in", GB),
    ("kinesis.on_demand_bytes_out", "price.kinesis.ondemand:per_gb_out", GB),
    ("firehose.bytes", "price.firehose:per_gb", GB),
    ("events.published", "price.eb.custom:per_million", MILLION),
    ("events.cross_bus", "price.eb.custom:per_million", MILLION),
    ("events.replayed", "price.eb.archive:replay_per_million", MILLION),
    ("pipes.requests", "price.eb.pipes", MILLION),
    ("events.archived_bytes", "price.eb.archive:per_gb", GB),
    ("scheduler.invocations", "price.eb.scheduler:per_million", MILLION),
    ("cloudwatch.alarm_hours", "price.cw.alarm:standard_month", MONTH),
    ("cloudwatch.alarm_hours.high_resolution", "price.cw.alarm:high_month", MONTH),
    ("states.transitions", "price.sfn.standard:per_thousand", 1_000),
    ("states.express.requests", "price.sfn.express:per_million", MILLION),
    ("states.express.mb_ms", "price.sfn.express:per_million_gb_seconds", MILLION * 1_024 * 1_000),
    ("lambda.requests", "price.lambda:per_million", MILLION),
    ("lambda.gb_ms", "price.lambda:per_million_gb_seconds", MILLION * 1_000),
    ("s3.put_requests", "price.s3:put_per_thousand", 1_000),
    ("s3.get_requests", "price.s3:get_per_thousand", 1_000),
    ("s3.byte_seconds", "price.s3:per_gb_month", GB * MONTH * HOUR),
    ("kms.requests", "price.kms:per_10_thousand", 10_000),
    ("kms.key_hours", "price.kms:key_month", MONTH),
    ("rds.write_ios", "price.rds.io", MILLION),
    ("apigateway.requests.rest", "price.apigw:rest_per_million", MILLION),
    ("apigateway.requests.http", "price.apigw:http_per_million", MILLION),
];

/// Meters without a price, and why there is none.
pub const UNPRICED: &[(&str, &str)] = &[
    ("sns.deliveries.sms", "it depends on country and carrier"),
    ("sns.deliveries.firehose", NONE),
    ("sns.bytes.fifo.delivered", NONE),
    ("sns.bytes.filtered", NONE),
    ("sns.bytes.archived", NONE),
    ("firehose.converted_bytes", NONE),
    ("firehose.partitioned_bytes", NONE),
    ("firehose.partitioned_objects", NONE),
    ("events.api_destination", NONE),
    ("events.stored_bytes", "it is what is stored now, and AWS bills gigabytes by the month"),
    ("lambda.provisioned.gb_ms", NONE),
    ("lambda.provisioned.duration_gb_ms", NONE),
    ("lambda.pollers.ms", NONE),
    ("cloudwatch.alarm_hours.composite", NONE),
    ("cloudwatch.metric_hours", NONE),
    ("cloudwatch.requests", NONE),
    ("cloudwatch.metrics_queried", NONE),
    ("ec2.instance_seconds", CLASS),
    ("ec2.spot_seconds", CLASS),
    ("fargate.task_seconds", CLASS),
    ("mq.node_seconds", CLASS),
    ("mq.messages", "a broker is billed by the hour, not by message"),
];

const NONE: &str = "the ledger has no price of it";
const CLASS: &str = "it depends on the size of the machine";

/// Why a meter has no price.
#[must_use]
pub fn why_unpriced(meter: &str) -> &'static str {
    UNPRICED.iter().find(|line| line.0 == meter).map_or(NONE, |line| line.1)
}

pub(super) fn rule(meter: &str) -> Option<Rule> {
    BOOK.iter().find(|line| line.0 == meter).map(|&(_, fact, per)| Rule { fact, per })
}

/// Whether the book speaks of a meter, be it to say that there is no price.
#[must_use]
pub fn has_price(meter: &str) -> bool {
    rule(meter).is_some() || UNPRICED.iter().any(|line| line.0 == meter)
}

#[cfg(test)]
pub(super) fn facts() -> impl Iterator<Item = &'static str> {
    BOOK.iter().map(|line| line.1)
}
