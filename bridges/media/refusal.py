"""What is said to who hands in a file that cannot be taken."""


class MediumRefused(Exception):
    """The file is not kept; `code` is stable, `detail` says what to change."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail
