"""The demo player's account, which anybody may enter: it is of a lab that listens on this machine alone."""

EMAIL = "demo@buzzline.test"
PASSWORD = "four blue otters"
