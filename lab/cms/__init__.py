"""The CMS' sources (`admin-ui`) as the lab sees them: checked, tested and built by Node, which the lab finds.

Node comes from the system, or as a wheel into `.lab`; its packages into `admin-ui/node_modules`, from the lock file.
"""

from lab.cms.command import main

__all__ = ["main"]
