"""Media: files made safe to show, and the store that keeps them.

What comes in is told by its bytes, redrawn or stripped of what it says about its maker, and kept under an id that
follows from its content. It may import rules alone: no database, no web.
"""

from bridges.media.intake import MediumRefused, Prepared, prepare
from bridges.media.store import Folder, Store

__all__ = ["Folder", "MediumRefused", "Prepared", "Store", "prepare"]
