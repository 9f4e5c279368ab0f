"""Quiz battles as web processes run them: made, moved on, shown; `rules.battle` judges, `web.realtime` has the sockets.

Any process may move any battle on: what is agreed on is in Redis, what happened in Kafka, and nothing is kept here
that would be missed.
"""
