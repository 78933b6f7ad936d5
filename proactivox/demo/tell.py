"""The whole story in order."""

from proactivox.demo.story import Person, Say, Setting, sign_up, workspace_path


def tell(setting: Setting, person: Person, say: Say) -> None:
    """Each step picks up what an earlier, interrupted try left; raises Lost."""
    visitor = sign_up(setting, person, say)
    say(workspace_path(visitor))
