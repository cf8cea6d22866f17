# A stream by the aws CLI: put, read, and the answer to who I am.
# Version 1 of the CLI takes text for bytes; version 2 wants `--cli-binary-format raw-in-base64-out` for that.
[ "$(aws sts get-caller-identity --query Account --output text)" = 123456789012 ]
aws kinesis create-stream --stream-name clicks --shard-count 1
aws kinesis wait stream-exists --stream-name clicks
aws kinesis put-record --stream-name clicks --partition-key a --data hello >/dev/null
shard=$(aws kinesis list-shards --stream-name clicks --query 'Shards[0].ShardId' --output text)
iterator=$(aws kinesis get-shard-iterator --stream-name clicks --shard-id "$shard" --shard-iterator-type TRIM_HORIZON --query ShardIterator --output text)
[ "$(aws kinesis get-records --shard-iterator "$iterator" --query 'Records[0].Data' --output text | base64 -d)" = hello ]
