"""The environment of a system of which nothing answers."""

NOWHERE = {
    "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1",
    "SECRET_KEYS": "k" * 64,
    "API_URL": "http://127.0.0.1:3",
    "REALTIME_URL": "ws://127.0.0.1:4/v1/realtime",
}
