//! What a call is about: its stream, the name IAM knows it by, whether it needs the key.
use super::Request;
use crate::sim::trace::Name;

impl Request {
    /// The stream it is about, by name or ARN; `None` for calls about all, and for an iterator, which carries its own.
    #[must_use]
    pub fn stream(&self) -> Option<&Name> {
        match self {
            Self::DescribeLimits | Self::ListStreams { .. } | Self::GetRecords { .. } => None,
            Self::CreateStream { name, .. } => Some(name),
            Self::SubscribeToShard(subscribe) => Some(&subscribe.stream),
            Self::DeleteStream { stream, .. }
            | Self::DescribeStream { stream, .. }
            | Self::DescribeStreamSummary { stream }
            | Self::ListShards { stream, .. }
            | Self::PutRecord { stream, .. }
            | Self::PutRecords { stream, .. }
            | Self::GetShardIterator { stream, .. }
            | Self::SplitShard { stream, .. }
            | Self::MergeShards { stream, .. }
            | Self::UpdateShardCount { stream, .. }
            | Self::UpdateStreamMode { stream, .. }
            | Self::UpdateMaxRecordSize { stream, .. }
            | Self::IncreaseStreamRetentionPeriod { stream, .. }
            | Self::DecreaseStreamRetentionPeriod { stream, .. }
            | Self::StartStreamEncryption { stream, .. }
            | Self::StopStreamEncryption { stream }
            | Self::EnableEnhancedMonitoring { stream, .. }
            | Self::DisableEnhancedMonitoring { stream, .. }
            | Self::TagResource { stream, .. }
            | Self::UntagResource { stream, .. }
            | Self::ListTags { stream, .. }
            | Self::PutResourcePolicy { stream, .. }
            | Self::GetResourcePolicy { stream }
            | Self::DeleteResourcePolicy { stream }
            | Self::RegisterStreamConsumer { stream, .. }
            | Self::DeregisterStreamConsumer { stream, .. }
            | Self::DescribeStreamConsumer { stream, .. }
            | Self::ListStreamConsumers { stream, .. } => Some(stream),
        }
    }

    /// What IAM is asked.
    #[must_use]
    pub const fn action(&self) -> &'static str {
        match self {
            Self::CreateStream { .. } => "kinesis:CreateStream",
            Self::DeleteStream { .. } => "kinesis:DeleteStream",
            Self::DescribeStream { .. } => "kinesis:DescribeStream",
            Self::DescribeStreamSummary { .. } => "kinesis:DescribeStreamSummary",
            Self::DescribeLimits => "kinesis:DescribeLimits",
            Self::ListStreams { .. } => "kinesis:ListStreams",
            Self::ListShards { .. } => "kinesis:ListShards",
            Self::PutRecord { .. } => "kinesis:PutRecord",
            Self::PutRecords { .. } => "kinesis:PutRecords",
            Self::GetShardIterator { .. } => "kinesis:GetShardIterator",
            Self::GetRecords { .. } => "kinesis:GetRecords",
            Self::SplitShard { .. } => "kinesis:SplitShard",
            Self::MergeShards { .. } => "kinesis:MergeShards",
            Self::UpdateShardCount { .. } => "kinesis:UpdateShardCount",
            Self::UpdateStreamMode { .. } => "kinesis:UpdateStreamMode",
            Self::UpdateMaxRecordSize { .. } => "kinesis:UpdateMaxRecordSize",
            Self::IncreaseStreamRetentionPeriod { .. } => "kinesis:IncreaseStreamRetentionPeriod",
            Self::DecreaseStreamRetentionPeriod { .. } => "kinesis:DecreaseStreamRetentionPeriod",
            Self::StartStreamEncryption { .. } => "kinesis:StartStreamEncryption",
            Self::StopStreamEncryption { .. } => "kinesis:StopStreamEncryption",
            Self::EnableEnhancedMonitoring { .. } => "kinesis:EnableEnhancedMonitoring",
            Self::DisableEnhancedMonitoring { .. } => "kinesis:DisableEnhancedMonitoring",
            Self::TagResource { .. } => "kinesis:TagResource",
            Self::UntagResource { .. } => "kinesis:UntagResource",
            Self::ListTags { .. } => "kinesis:ListTagsForResource",
            Self::PutResourcePolicy { .. } => "kinesis:PutResourcePolicy",
            Self::GetResourcePolicy { .. } => "kinesis:GetResourcePolicy",
            Self::DeleteResourcePolicy { .. } => "kinesis:DeleteResourcePolicy",
            Self::RegisterStreamConsumer { .. } => "kinesis:RegisterStreamConsumer",
            Self::DeregisterStreamConsumer { .. } => "kinesis:DeregisterStreamConsumer",
            Self::DescribeStreamConsumer { .. } => "kinesis:DescribeStreamConsumer",
            Self::ListStreamConsumers { .. } => "kinesis:ListStreamConsumers",
            Self::SubscribeToShard(_) => "kinesis:SubscribeToShard",
        }
    }

    /// Whether data is encrypted or decrypted on the way.
    #[must_use]
    pub const fn needs_key(&self) -> bool {
        matches!(
            self,
            Self::PutRecord { .. } | Self::PutRecords { .. } | Self::GetRecords { .. } | Self::SubscribeToShard(_)
        )
    }
}
