"""The demo's browser sends what a person's would, also fields that stand outside of their form."""

from __future__ import annotations

from proactivox.demo.markup import Page

PAGE = """
<label><input form="answer" type="checkbox" name="ads" checked></label>
<label><input form="answer" type="checkbox" name="posts"></label>
<form id="search"><input name="q" value=""></form>
<form id="answer" method="post" action="/allow"><input type="hidden" name="ticket" value="t">
<button name="decision" value="allow">Continue</button></form>
<input form="answer" name="after" value="1"><input name="lost" value="1">
"""


def test_a_field_outside_of_a_form_belongs_to_the_form_that_it_names() -> None:
    search, answer = Page(PAGE).forms
    assert search.fields == {"q": ""}
    assert (answer.action, answer.method) == ("/allow", "post")
    assert answer.fields == {"ads": "on", "ticket": "t", "after": "1"}
    assert answer.buttons == [("decision", "allow")]
