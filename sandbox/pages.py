"""The frame of the sandbox's few pages for people."""

from html import escape

_STYLE = """
:root { color-scheme: light dark; --ink: #16232f; --soft: #51606e; --line: #d5dde4;
  --paper: #fff; --ground: #eef3f7; --accent: #0b5cab; --on-accent: #fff; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8eef3; --soft: #a9b6c2; --line: #3a4754;
  --paper: #1b242d; --ground: #11181f; --accent: #7db8f5; --on-accent: #0b1a29; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink);
  font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 34rem; margin: 8vh auto; padding: 2rem; background: var(--paper);
  border: 1px solid var(--line); border-radius: 12px; overflow-wrap: anywhere; }
main.wide { max-width: 52rem; margin: 4vh auto; }
@media (max-width: 40rem) { main, main.wide { margin: 0; border-radius: 0; min-height: 100vh; } }
h1 { font-size: 1.5rem; line-height: 1.25; margin: .5rem 0 1rem; }
.brand { color: var(--soft); margin: 0; font-weight: 600; }
.tag { border: 1px solid var(--line); border-radius: 99px; padding: .1rem .6rem;
  font-size: .8rem; font-weight: 400; }
.org { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem;
  border-block: 1px solid var(--line); padding: 1rem 0; margin: 1.25rem 0; }
dt { color: var(--soft); } dd { margin: 0; }
form { display: flex; gap: .75rem; justify-content: flex-end; }
button { font: inherit; font-weight: 600; padding: .6rem 1.6rem; border-radius: 8px;
  border: 1px solid var(--accent); background: var(--accent); color: var(--on-accent);
  cursor: pointer; }
form.rows { display: grid; gap: .9rem; justify-content: stretch; margin: 1rem 0; }
label { display: grid; gap: .25rem; font-weight: 600; }
input, select { font: inherit; padding: .5rem .7rem; border: 1px solid var(--line);
  border-radius: 8px; background: var(--paper); color: var(--ink); width: 100%; }
.error { color: #b3261e; font-weight: 600; }
@media (prefers-color-scheme: dark) { .error { color: #ff9d94; } }
table { width: 100%; border-collapse: collapse; }
td, th { text-align: left; padding: .35rem 0; border-bottom: 1px solid var(--line); }
td:last-child, th:last-child { text-align: right; }
button.quiet { background: transparent; color: var(--accent); }
a { color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.note { color: var(--soft); font-size: .875rem; }
article { border-top: 1px solid var(--line); padding: 1.25rem 0; }
article h2 { font-size: 1.1rem; margin: 0 0 .25rem; }
article p.note { margin: 0 0 .75rem; }
pre { white-space: pre-wrap; font: inherit; margin: 0; }
"""


def page(title: str, body: str, *, is_wide: bool = False) -> str:
    """A whole page around a body that is already safe HTML."""
    width = ' class="wide"' if is_wide else ""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>"
        f"<body><main{width}>{body}</main></body></html>"
    )


def text(value: object) -> str:
    """Any value, made safe for HTML."""
    return escape(str(value), quote=True)
