"""What lives in Redis between a producer and its workers: messages, payloads, reports, leases."""
