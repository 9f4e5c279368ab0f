"""Whether programs answer is asked from many threads, some of them while another is the first to ask."""

import subprocess
import sys

from lab.folder import ROOT

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
