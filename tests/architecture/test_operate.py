"""What docs/operate.md tells to type and to watch is there; and the production shape holds."""

import re
from typing import Any

import yaml
from django.core.management import get_commands, load_command_class

from proactivox.launch.__main__ import _VERBS
from proactivox.launch.places import ROOT
from proactivox.launch.programs import BACKFILL_QUEUES, QUICK_QUEUES, SYNC_QUEUES

TEXT = (ROOT / "docs" / "operate.md").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
PROXY = (ROOT / "Caddyfile").read_text()


def test_each_management_command_is_there_with_its_options() -> None:
    told = re.findall(r"(?:\./run manage|python manage\.py) (\w+)([^`\n]*)", TEXT)
    assert len(told) > 10
    for name, words in told:
        said = helps(load_command_class(get_commands()[name], name).create_parser("", name))
        for word in re.findall(r"--[a-z-]+|rotate-\w+", words):
            assert word in said, (name, word)


def helps(parser: Any) -> str:
    """What a command says of itself and of each of its subcommands."""
    below = [action.choices for action in parser._actions if isinstance(action.choices, dict)]
    parts = [part.format_help() for choices in below for part in choices.values()]
    return "".join([parser.format_help(), *parts])


def test_each_verb_of_run_is_there() -> None:
    for verb in re.findall(r"`\./run (\w+)", TEXT):
        assert verb in _VERBS, verb


def test_each_service_of_compose_that_is_told_is_there() -> None:
    for name in re.findall(r"docker compose (?:exec|logs|run --rm) ([\w-]+)", TEXT):
        assert name in COMPOSE["services"], name
    for profile in re.findall(r"--profile (\w+)", TEXT):
        assert any(profile in one.get("profiles", ()) for one in COMPOSE["services"].values())


def test_each_metric_and_setting_that_is_told_is_there() -> None:
    code = "".join(path.read_text() for path in (ROOT / "proactivox" / "observing").glob("*.py"))
    for name in set(re.findall(r"`proactivox_(\w+)`", TEXT)):
        assert name.removesuffix("_total") in code, name
    settings = "".join(p.read_text() for p in (ROOT / "proactivox" / "settings").glob("*.py"))
    readme = (ROOT / "README.md").read_text()
    for name in set(re.findall(r"`([A-Z]+_[A-Z_]+)`", TEXT)) - {"PUBLIC_HOST", "DATABASE_OPS_URL"}:
        assert name in settings, name
        assert name in readme, name


def test_tls_ends_at_the_proxy_and_web_is_reached_through_it_alone() -> None:
    assert "protocols tls1.2 tls1.3" in PROXY
    assert re.search(r"Strict-Transport-Security \"max-age=\d{8,}; includeSubDomains", PROXY)
    assert "respond /metrics 404" in PROXY
    services = COMPOSE["services"]
    assert "ports" not in services["web"]
    public = {
        name
        for name, one in services.items()
        for port in one.get("ports", ())
        if not port.startswith("127.0.0.1:")
    }
    assert public == {"proxy"}
    assert services["mailcatcher"]["profiles"] == ["development"]
    assert {"web", "proxy", "beat", "postgres", "valkey", "worker-sync"} <= services.keys()


def test_every_variable_of_the_proxy_is_given_to_it_and_every_queue_has_a_worker() -> None:
    given = set(COMPOSE["services"]["proxy"]["environment"])
    assert set(re.findall(r"\{\$(\w+)\}", PROXY)) == given
    commands = [str(one.get("command")) for one in COMPOSE["services"].values()]
    for queues in (SYNC_QUEUES, BACKFILL_QUEUES, QUICK_QUEUES):
        assert any(f"'{queues}'" in command for command in commands), queues


def test_every_volume_that_is_mounted_is_declared() -> None:
    for name, one in COMPOSE["services"].items():
        for volume in one.get("volumes", ()):
            source = volume.split(":")[0]
            if source.startswith("./"):
                assert (ROOT / source).exists(), (name, source)
            else:
                assert source in COMPOSE["volumes"], (name, source)
