"""The page on which what was posted can be read, as people in the channels read it."""

from sandbox.chat.board import Posted, messages
from sandbox.pages import page, text
from sandbox.web.messages import Request, Response, html_response
from sandbox.web.routing import Routes
from sandbox.world import World

routes: Routes[World] = Routes()


@routes.add("GET", "/chat")
def board(world: World, request: Request) -> Response:
    found = messages()
    articles = "".join(map(_article, found))
    if not articles:
        articles = "<p>Nothing yet. Reload this page after the product has told a channel.</p>"
    intro = '<p class="note">What channels of Slack and Teams were told on this machine.</p>'
    return html_response(
        page(f"Chat ({len(found)})", f"<h1>Chat</h1>{intro}{articles}", is_wide=True)
    )


def _article(message: Posted) -> str:
    title, *lines = message.lines
    rest = "".join(f"<p>{text(line)}</p>" for line in lines)
    link = text(message.link)
    opened = f'<p><a href="{link}" rel="noreferrer">{link}</a></p>' if message.link else ""
    return (
        f"<article><h2>{text(title)}</h2>"
        f'<p class="note">{text(message.vendor)} · {text(message.channel)}</p>'
        f"{rest}{opened}</article>"
    )
