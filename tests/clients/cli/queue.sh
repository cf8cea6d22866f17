# A queue by the aws CLI: send, receive, hide, delete.
url=$(aws sqs create-queue --queue-name orders --attributes VisibilityTimeout=60 --query QueueUrl --output text)
aws sqs send-message --queue-url "$url" --message-body "order 7" >/dev/null
handle=$(aws sqs receive-message --queue-url "$url" --query 'Messages[0].ReceiptHandle' --output text)
[ "$(aws sqs get-queue-attributes --queue-url "$url" --attribute-names ApproximateNumberOfMessagesNotVisible --query 'Attributes.*' --output text)" = 1 ]
aws sqs delete-message --queue-url "$url" --receipt-handle "$handle"
[ "$(aws sqs get-queue-attributes --queue-url "$url" --attribute-names All --query 'Attributes.ApproximateNumberOfMessages' --output text)" = 0 ]
aws sqs delete-queue --queue-url "$url"
if aws sqs get-queue-url --queue-name orders 2>said; then exit 1; fi
grep -q NonExistentQueue said; rm -f said
