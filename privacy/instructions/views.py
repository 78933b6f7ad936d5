"""The page of the customer's instructions: what stands, what can, and what stood before."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.doors import MemberRequest, requires
from accounts.errors import Trouble
from accounts.instructions import agreement_in_force, instructions
from accounts.models import Instruction
from accounts.permissions import Permission
from accounts.selectors import members
from privacy.instructions.giving import give


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_PRIVACY)
def page(request: MemberRequest) -> HttpResponseBase:
    """A POST stores a new version of what is ticked."""
    if request.method == "POST":
        try:
            given = give(clauses=request.POST.getlist("clause"), by=request.user.pk)
        except Trouble as trouble:
            messages.error(request, str(trouble))
        else:
            words = _("Version %(number)s of your instructions stands.")
            messages.success(request, words % {"number": given.version})
        return redirect("privacy:instructions", slug=request.workspace.slug)
    standing = instructions()
    context = {
        "standing": standing,
        "agreement": agreement_in_force(),
        "clauses": [_clause(clause, standing) for clause in agreement_in_force().clauses],
        "versions": _versions(),
    }
    return render(request, "privacy/instructions/page.html", context)


def _clause(clause: Any, standing: Instruction) -> dict[str, Any]:
    purposes = [(_capital(_(one)), one in standing.purposes) for one in clause.purposes]
    return {
        "key": clause.key,
        "title": clause.title,
        "is_given": clause.key in standing.clauses,
        "purposes": [words for words, _is_given in purposes],
        # The agreement says more than what was instructed: nothing of it is done before that.
        "is_new": clause.key in standing.clauses and not all(given for _w, given in purposes),
    }


def _versions() -> list[dict[str, Any]]:
    titles = {clause.key: clause.title for clause in agreement_in_force().clauses}
    names = {member.user_id: member.user.get_full_name() for member in members()}
    return [
        {
            "row": row,
            "who": names.get(row.given_by) if row.given_by else None,
            "clauses": [titles.get(key, key) for key in row.clauses],
        }
        for row in Instruction.objects.order_by("-version")
    ]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
