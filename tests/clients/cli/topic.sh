# Fan-out by the aws CLI: a topic, a queue with its policy, a filter.
# Version 1 of the CLI has an address of its own for SQS, which only --endpoint-url overrides; version 2 needs no such help.
sqs() { aws sqs --endpoint-url "$AWS_ENDPOINT_URL" "$@"; }
topic=$(aws sns create-topic --name orders --query TopicArn --output text)
url=$(sqs create-queue --queue-name gold --query QueueUrl --output text)
arn=$(sqs get-queue-attributes --queue-url "$url" --attribute-names QueueArn --query Attributes.QueueArn --output text)
policy='{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"sns.amazonaws.com\"},\"Action\":\"sqs:SendMessage\",\"Resource\":\"'$arn'\"}]}'
sqs set-queue-attributes --queue-url "$url" --attributes "{\"Policy\":\"$policy\"}"
aws sns subscribe --topic-arn "$topic" --protocol sqs --notification-endpoint "$arn" \
  --attributes '{"RawMessageDelivery":"true","FilterPolicy":"{\"tier\":[\"gold\"]}"}' >/dev/null
aws sns publish --topic-arn "$topic" --message tin --message-attributes '{"tier":{"DataType":"String","StringValue":"tin"}}' >/dev/null
aws sns publish --topic-arn "$topic" --message shiny --message-attributes '{"tier":{"DataType":"String","StringValue":"gold"}}' >/dev/null
[ "$(sqs receive-message --queue-url "$url" --wait-time-seconds 20 --max-number-of-messages 10 --query 'Messages[].Body' --output text)" = shiny ]
