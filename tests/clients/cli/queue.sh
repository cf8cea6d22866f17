# A queue by the aws CLI: send, receive, hide, delete.
# Version 1 of the CLI has an address of its own for SQS, which only --endpoint-url overrides; version 2 needs no such help.
sqs() { aws sqs --endpoint-url "$AWS_ENDPOINT_URL" "$@"; }
url=$(sqs create-queue --queue-name orders --attributes VisibilityTimeout=900 --query QueueUrl --output text)
sqs send-message --queue-url "$url" --message-body "order 7" >/dev/null
handle=$(sqs receive-message --queue-url "$url" --wait-time-seconds 20 --query 'Messages[0].ReceiptHandle' --output text)
[ "$(sqs get-queue-attributes --queue-url "$url" --attribute-names ApproximateNumberOfMessagesNotVisible --query 'Attributes.*' --output text)" = 1 ]
sqs delete-message --queue-url "$url" --receipt-handle "$handle"
[ "$(sqs get-queue-attributes --queue-url "$url" --attribute-names All --query 'Attributes.ApproximateNumberOfMessages' --output text)" = 0 ]
sqs delete-queue --queue-url "$url"
said=$(sqs get-queue-url --queue-name orders 2>&1) && exit 1
grep -q NonExistentQueue <<<"$said"
