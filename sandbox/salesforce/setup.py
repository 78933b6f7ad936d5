"""The page of Setup on which an admin makes an External Client App, and its control."""

from sandbox.pages import page, text
from sandbox.salesforce.client_apps import ClientApps
from sandbox.web.messages import Request, Response, html_response, json_response
from sandbox.web.routing import Routes
from sandbox.world import World

routes: Routes[World] = Routes()
control: Routes[World] = Routes()
PATH = "/setup/external-client-apps"


@routes.add("GET", PATH)
def show(world: World, request: Request) -> Response:
    return html_response(_page(world, ""))


@routes.add("POST", PATH)
def make(world: World, request: Request) -> Response:
    """Make an app, or give one another certificate."""
    form, apps = request.form(), world.part(ClientApps)
    certificate, known = form.get("certificate", ""), form.get("consumer_key", "")
    try:
        if known:
            apps.change(known, certificate=certificate)
        else:
            apps.make(certificate, is_preapproved=form.get("approve") == "on")
    except (ValueError, KeyError):
        return html_response(_page(world, "This is no certificate in PEM form."), 400)
    return html_response(_page(world, "Saved."))


@control.add("POST", "/_control/salesforce/apps")
def control_app(world: World, request: Request) -> Response:
    """{"certificate", "is_preapproved"}, with "consumer_key" for an app that is there."""
    values, apps = dict(request.json()), world.part(ClientApps)
    known = str(values.pop("consumer_key", ""))
    if known:
        return json_response({"consumer_key": apps.change(known, **values).consumer_key})
    preapproved = bool(values.get("is_preapproved", True))
    made = apps.make(str(values["certificate"]), is_preapproved=preapproved)
    return json_response({"consumer_key": made.consumer_key, "username": world.meta["username"]})


def _page(world: World, said: str) -> str:
    rows = "".join(
        f"<article><h2>Consumer key</h2><p><code>{text(app.consumer_key)}</code></p>"
        f'<p class="note">{"Pre-authorized" if app.is_preapproved else "Not approved"}: '
        f"{text(world.meta['username'])}</p></article>"
        for app in world.part(ClientApps).all()
    )
    body = (
        '<p class="brand">Salesforce look-alike <span class="tag">sandbox</span></p>'
        f"<h1>External Client Apps</h1><p>{text(said)}</p>{rows}"
        f'<form method="post" action="{PATH}"><p><label>Certificate for the JWT bearer flow<br>'
        '<textarea name="certificate" rows="8" cols="66" required></textarea></label></p>'
        '<p><label><input type="checkbox" name="approve" checked> '
        "Admin approved users are pre-authorized</label></p>"
        "<p><label>Consumer key, to change an app's certificate<br>"
        '<input name="consumer_key" size="60"></label></p>'
        "<button>Save</button></form>"
        '<p class="note">A made-up company on this machine. No real Salesforce is involved.</p>'
    )
    return page("External Client Apps | Salesforce look-alike", body, is_wide=True).replace(
        "form { display: flex; gap: .75rem; justify-content: flex-end; }",
        "textarea, input:not([type]) { max-width: 100%; font: inherit; }",
    )
