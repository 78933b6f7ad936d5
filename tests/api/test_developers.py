"""The reference page holds every address of the document, with examples that can be run."""

import json
import subprocess
import sys
from html import unescape

import pytest
from django.test import Client

from accounts.permissions import SCOPES
from proactivox.developers.examples import variables
from proactivox.developers.reference import sections

pytestmark = pytest.mark.django_db


def test_the_page_holds_every_address_and_scope_in_both_languages() -> None:
    document = Client().get("/api/v1/openapi.json").json()
    ids = {one["operationId"] for path in document["paths"].values() for one in path.values()}
    assert ids == {one.id for section in sections() for one in section.operations}
    for address, words in (("/developers/", "Rules that hold"), ("/da/developers/", "Regler, der")):
        answer = Client().get(address)
        assert answer.status_code == 200
        page = unescape(answer.content.decode())
        assert words in page
        assert all(f'#{one}"' in page for one in ids)
        assert all(f"<code>{scope.value}</code>" in page for scope in SCOPES)


def test_each_group_has_a_page_with_its_addresses() -> None:
    assert Client().get("/developers/nothing/").status_code == 404
    for number, section in enumerate(sections()):
        language = ("", "/da")[number % 2]
        page = unescape(Client().get(f"{language}{section.path}").content.decode())
        assert all(f'id="{one.id}"' in page for one in section.operations)
        assert f'aria-current="page">{section.name}<' in page


def test_each_example_is_a_whole_call() -> None:
    for section in sections():
        for one in section.operations:
            compile(one.example.python, one.id, "exec")
            done = subprocess.run(
                ["bash", "-n"], input=one.example.curl.encode(), check=False, capture_output=True
            )
            assert done.returncode == 0, (one.id, done.stderr)
            for name in variables(one.path):
                assert f"${name}" in one.example.curl, one.id
                assert f"os.environ['{name}']" in one.example.python, one.id


def test_both_examples_say_the_same() -> None:
    """What is sent by Python, played with a library that only tells what it is asked for."""
    fake = (
        "import json,sys,types; m=types.ModuleType('httpx');"
        "R=type('R',(),{'raise_for_status':lambda s:None,'text':''});"
        "m.request=lambda *a,**k:(print(json.dumps([a,k])),R())[1];sys.modules['httpx']=m;"
    )
    section = next(one for one in sections() if one.id == "exports")
    for one in section.operations:
        done = subprocess.run(
            [sys.executable, "-c", fake + f"exec({one.example.python!r})"],
            env={"PROACTIVOX_URL": "https://x", "PROACTIVOX_KEY": "k", "EXPORT_ID": "7"},
            capture_output=True,
            check=True,
        )
        (method, address), more = json.loads(done.stdout.splitlines()[0])
        assert f"-X {method} " in one.example.curl
        assert address == "https://x" + one.path.replace("{export_id}", "7")
        sent = one.example.curl.partition("-d '")[2].removesuffix("'")
        assert more.get("json") == (json.loads(sent) if sent else None)
