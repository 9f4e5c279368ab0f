"""What operators type after `flask`: one noun a file, each with `--json` for machines.

A command is a view on a terminal: it parses, acts and prints; queries stand in `models`.
It runs in an application context, on the same database as the requests.
"""

from web.commands import (
    activity,
    apps,
    audit,
    boards,
    carried,
    deadletters,
    due,
    events,
    finance,
    ledger,
    media,
    players,
    questions,
    quizzes,
    redemptions,
    seasons,
    staff,
    statements,
    switches,
    uploads,
)

redemptions.commands.add_command(statements.reconcile)
redemptions.commands.add_command(statements.thaw)

COMMANDS = (
    activity.commands,
    apps.commands,
    audit.command,
    boards.commands,
    carried.commands,
    deadletters.commands,
    due.command,
    events.commands,
    finance.commands,
    ledger.commands,
    media.commands,
    players.commands,
    questions.commands,
    quizzes.commands,
    redemptions.commands,
    seasons.commands,
    staff.commands,
    switches.commands,
    uploads.commands,
)
