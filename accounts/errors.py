"""The one exception that crosses rooms: what happened, with which value, and what to do next."""


class Trouble(Exception):
    """Something a person can understand and act on.

    `permanent` is the decisive bit: trying the same again cannot help. `code` is a stable word for
    programs, `message` a sentence for people, `advice` says what to do next.
    """

    code = "trouble"

    def __init__(
        self, message: str, *, permanent: bool = True, advice: str = "", code: str = ""
    ) -> None:
        super().__init__(message)
        self.message = message
        self.permanent = permanent
        self.advice = advice
        self.code = code or type(self).code

    def __str__(self) -> str:
        return f"{self.message} {self.advice}".strip()


class Refused(Trouble):
    """The request asks for what this workspace's plan, or a rule of ours, does not allow."""

    code = "refused"
