"""What a rule says when an event cannot be applied."""


class Rejected(Exception):
    """The event itself is at fault: it becomes a dead letter with this code, and blocks nobody."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail
