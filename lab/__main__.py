"""`python -m lab`: the table of its commands."""

import argparse
import importlib
import sys

from lab.folder import LabError

# Name -> (module, function, help). Imported when called for: each needs what the others do not.
COMMANDS = {
    "up": ("lab.start", "up", "start everything in the background and print the addresses"),
    "down": ("lab.control", "down", "stop everything"),
    "run": ("lab.start", "run", "everything in the foreground, until Ctrl-C"),
    "status": ("lab.control", "status", "each process, its uptime and restarts"),
    "kill": ("lab.control", "kill", "SIGKILL a process by name, to see it recover"),
    "env": ("lab.control", "env", "the environment of the processes, for a shell"),
    "stack": ("lab.start", "stack", "up or down: Postgres, Valkey and Kafka alone"),
    "fetch": ("lab.start", "fetch", "download what a first start downloads"),
    "mail": ("lab.mailbox", "mail", "the mails that were sent to players"),
    "sms": ("lab.mailbox", "sms", "the same for SMS"),
    "push": ("lab.mailbox", "push", "the same for pushes"),
    "totp": ("lab.owner", "totp", "a one-time code of the CMS' owner"),
    "owner": ("lab.owner", "main", ""),
    "content": ("lab.content", "main", "load the quizzes"),
    "shop": ("lab.shop", "main", "set what rewards cost, and give the demo player tokens for one"),
    "fill": ("lab.fill", "main", "add very many made-up players and questions"),
    "players": ("lab.players", "main", "players that play by themselves"),
    "showmaster": ("lab.showmaster", "main", "keep a live and a scheduled quiz upcoming"),
    "issuer": ("lab.issuer", "main", "give identities, as Google and Apple do"),
    "partners": ("lab.partners", "main", "issue rewards, as Reloadly and Tremendous do"),
    "home": ("lab.home", "main", "serve the player page"),
    "cms": ("lab.cms", "main", "check, test and build the CMS"),
    "shots": ("lab.cms.shots", "main", "pictures of every page of the CMS"),
    "bench": ("lab.bench", "main", "measure"),
    "simulate": ("lab.simulate", "main", "play a rule through in simulated time"),
    "chaos": ("lab.chaos", "main", "break things and count what was lost"),
    "supervisor": ("lab.start", "supervisor", ""),
}


def _parser() -> argparse.ArgumentParser:
    lines = [f"  {name:11} {text}" for name, (_, _, text) in COMMANDS.items() if text]
    parser = argparse.ArgumentParser(
        "python -m lab",
        description="Buzzline on one machine.",
        epilog="commands:\n" + "\n".join(lines),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("command", nargs="?", choices=COMMANDS, metavar="COMMAND")
    parser.add_argument("arguments", nargs=argparse.REMAINDER, metavar="...")
    return parser


def main(argv: list[str]) -> int:
    """The exit code of the command that `argv` names."""
    parser = _parser()
    arguments = parser.parse_args(argv[:1])
    if arguments.command is None:
        parser.print_help()
        return 0
    module, function, _ = COMMANDS[arguments.command]
    try:
        code: int = getattr(importlib.import_module(module), function)(argv[1:])
    except LabError as error:
        print(f"lab: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
