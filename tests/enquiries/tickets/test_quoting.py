"""What a mail says is told from what it quotes; nothing is lost, and pages fold it."""

import pytest

from enquiries.tickets.quoting import fold

OURS = "--- Write your answer above this line (PX-7K3Q9D) ---"
CASES = (
    (f"Yes.\n\n> {OURS}\n> Our answer:\n> By a button.", "Yes."),
    (f"Yes.\n\n{OURS}\nOur answer:", "Yes."),
    ("Ja.\n\nDen tors. 5. mar. 2026 kl. 10.00 skrev Proactivox:\n> Hej", "Ja."),
    ("Yes.\n\nOn Thu, 5 Mar 2026 at 10:00, Proactivox wrote:\n\n> Hello", "Yes."),
    ("Yes.\n-----Original Message-----\nFrom: x@y.example\nHello", "Yes."),
    ("Ja.\n\nFra: Proactivox <x@y.example>\nSendt: i dag\nHej", "Ja."),
    ("Yes.\n> Hello\n> Bye", "Yes."),
)


@pytest.mark.parametrize(("text", "said"), CASES)
def test_the_quotation_is_parted_and_kept(text: str, said: str) -> None:
    folded = fold(text)
    assert folded.said == said
    assert "".join(folded.quoted.split()) in "".join(text.split())
    assert folded.said + folded.quoted.replace("\n", "")


@pytest.mark.parametrize(
    "text",
    [
        "No quotation.\nFrom here on: nothing.",
        "> Do you?\nYes.\n> And?\nNo.",
        "> Only a quotation",
        f"{OURS}\nOur answer:\nwith words below",
        "a > b",
        "",
    ],
)
def test_whose_words_stand_below_says_all_of_it(text: str) -> None:
    assert fold(text).said == text


def test_a_hostile_text_takes_no_time() -> None:
    text = "On " + "a" * 50_000 + "\n" + ("On " * 3000 + "\n") * 50 + " skrev " * 4000
    assert fold(text).said
