# A bucket and an alarm by the aws CLI.
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
printf 'hello\n' >"$dir/a.txt"
aws s3 mb s3://lake >/dev/null
aws s3 cp "$dir/a.txt" s3://lake/in/a.txt >/dev/null
aws s3 ls s3://lake/in/ | grep -q 'a\.txt'
aws s3 cp s3://lake/in/a.txt "$dir/b.txt" >/dev/null
cmp "$dir/a.txt" "$dir/b.txt"
aws s3 rm s3://lake --recursive >/dev/null
aws s3 rb s3://lake >/dev/null
aws cloudwatch put-metric-alarm --alarm-name hot --namespace Shop --metric-name Load --statistic Sum --period 60 \
  --evaluation-periods 1 --threshold 1 --comparison-operator GreaterThanThreshold
[ "$(aws cloudwatch describe-alarms --alarm-names hot --query 'MetricAlarms[0].StateValue' --output text)" = INSUFFICIENT_DATA ]
aws cloudwatch delete-alarms --alarm-names hot
