"""Names of files as senders give them, and addresses of letters that look alike."""

import pytest

from accounts.file_names import shown_name
from accounts.spelling import shown


@pytest.mark.parametrize(
    ("given", "is_shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\dora\\plan.pdf", "plan.pdf"),
        ("a\r\nSet-Cookie: x.txt", "aSet-Cookie: x.txt"),
        ("annual\u202efdp.exe", "annualfdp.exe"),
        ("re\u0301sume\u0301.txt", "r\u00e9sum\u00e9.txt"),
        ("  \x00 ", "none"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_a_name_is_one_line_without_folders_and_keeps_its_ending(given: str, is_shown: str) -> None:
    assert shown_name(given, default="none") == is_shown


def test_an_address_of_letters_that_look_alike_says_so() -> None:
    assert shown("dora@people.example") == "dora@people.example"
    assert (
        shown("dora@b\u00fccher.example") == "dora@b\u00fccher.example (dora@xn--bcher-kva.example)"
    )
    assert "d\\u043era@people.example" in shown("d\u043era@people.example")
