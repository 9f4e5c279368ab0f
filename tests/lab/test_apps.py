"""Every queue has its worker; whether programs answer is asked from many threads, some while another is the first."""

import shlex
import subprocess
import sys

from lab.apps import APPS
from lab.folder import ROOT
from tasks import app as celery

ASK = """
import sys
from concurrent.futures import ThreadPoolExecutor
from lab.apps import pings

sys.setswitchinterval(1e-6)

def ask():
    return pings("nobody", "redis://127.0.0.1:1/0")

def ask_meanwhile():
    while "celery" not in sys.modules:
        pass
    return ask()

with ThreadPoolExecutor(2) as pool:
    meanwhile, first = pool.submit(ask_meanwhile), pool.submit(ask)
    print(first.result(), meanwhile.result())
"""


def test_who_asks_while_the_first_is_at_it_is_told_too() -> None:
    done = subprocess.run([sys.executable, "-c", ASK], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    assert done.stdout.strip() == "False False"


def test_every_queue_has_a_worker_and_imports_share_theirs_with_nobody() -> None:
    commands = [shlex.split(app.command) for app in APPS if app.node]
    served = [set(words[words.index("--queues") + 1].split(",")) for words in commands]
    assert set().union(*served) == {queue.name for queue in celery.conf.task_queues}
    task = "tasks.importing.work_on_imports"
    queue = celery.amqp.router.route({}, task)["queue"].name
    assert [queues for queues in served if queue in queues] == [{queue}]
