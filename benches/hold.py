#!/usr/bin/env python3
"""How much a server holds: sends messages in batches of ten over keep-alive connections, then reads its resident memory.

  hold.py http://127.0.0.1:4499 --pid PID --messages 1000000 --size 256

Standard library only, loopback only. Prints one line.
"""
import argparse
import http.client
import json
import threading
import time
import urllib.parse

AUTH = "AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20260101/us-east-1/sqs/aws4_request, SignedHeaders=host, Signature=00"


def call(connection, operation, body):
    head = {"X-Amz-Target": f"AmazonSQS.{operation}", "Content-Type": "application/x-amz-json-1.0", "Authorization": AUTH}
    connection.request("POST", "/", json.dumps(body), head)
    answer = connection.getresponse()
    text = answer.read()
    if answer.status != 200:
        raise SystemExit(f"{operation}: {answer.status} {text[:200]!r}")
    return json.loads(text) if text else {}


def resident(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as lines:
        return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("endpoint")
    parser.add_argument("--pid", type=int, required=True)
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--size", type=int, default=256)
    parser.add_argument("--connections", type=int, default=4)
    given = parser.parse_args()
    at = urllib.parse.urlsplit(given.endpoint)
    connect = lambda: http.client.HTTPConnection(at.hostname, at.port, timeout=60)
    url = call(connect(), "CreateQueue", {"QueueName": f"hold-{int(time.time())}"})["QueueUrl"]
    before = resident(given.pid)
    body = "x" * given.size

    def send(batches):
        connection = connect()
        for _ in range(batches):
            entries = [{"Id": str(k), "MessageBody": body} for k in range(10)]
            call(connection, "SendMessageBatch", {"QueueUrl": url, "Entries": entries})

    began = time.perf_counter()
    threads = [threading.Thread(target=send, args=(given.messages // 10 // given.connections,)) for _ in range(given.connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    names = {"QueueUrl": url, "AttributeNames": ["ApproximateNumberOfMessages"]}
    held = int(call(connect(), "GetQueueAttributes", names)["Attributes"]["ApproximateNumberOfMessages"])
    after = resident(given.pid)
    began = time.perf_counter()
    got = len(call(connect(), "ReceiveMessage", {"QueueUrl": url, "MaxNumberOfMessages": 10}).get("Messages", []))
    receive = (time.perf_counter() - began) * 1e3
    per = (after - before) * 1048576 / max(held, 1)
    print(f"held {held} of {given.size} B in {took:.0f} s; resident {before:.1f} -> {after:.1f} MiB ({per:.0f} B each); "
          f"receive of {got} among them {receive:.1f} ms")


if __name__ == "__main__":
    main()
