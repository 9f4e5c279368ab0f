"""Sockets: who is connected, what they have subscribed to, and the frames that go to and fro.

Runs in gevent workers of its own, and is written for greenlets: between two waits nothing else happens.
It reads boards through the same scoreboard as REST and live quizzes from Postgres, and writes only who is connected.
"""
