"""The world on one machine: real Postgres, Valkey and Kafka, the whole product on them, players, measuring, breaking.

It may import anything; nothing imports it. All it makes lies in `.lab/`, and all it starts it also ends.
"""
