"""Puts a sandbox together in a folder, serves it, and stops it cleanly."""

import json
import os
import secrets
import signal
import threading
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from sandbox import certificates
from sandbox.app import App
from sandbox.business.generate import Size, ensure_business, read_meta
from sandbox.clients import Client, as_values, ensure_clients
from sandbox.control.counters import Counters
from sandbox.control.settings import Settings
from sandbox.salesforce.bulk import compile_bulk
from sandbox.salesforce.bulk_jobs import Jobs
from sandbox.salesforce.bulk_rendering import Renderer
from sandbox.salesforce.consent import Authorizations
from sandbox.salesforce.cursors import Cursors
from sandbox.salesforce.grants import Grants
from sandbox.store import Store
from sandbox.stripe.keys import webhook_secret
from sandbox.web.server import Server, tls_context
from sandbox.world import Origins, World


@dataclass(frozen=True)
class Options:
    """How to serve: folder, ports (0: any free one), the business, the mail folder."""

    folder: Path
    port: int
    http_port: int | None
    size: Size
    mail_dir: Path | None
    settings: Settings
    tls_names: tuple[str, ...] = ()
    stripe_webhook: str = ""


def build_world(options: Options, origins: Origins) -> World:
    """Everything but the listeners; generates the business when it is not there."""
    folder = options.folder
    pristine = ensure_business(folder, options.size)
    store, counters = Store(folder, pristine), Counters()
    renderer = Renderer(folder / "pages", store, counters.note_rendering)
    world = World(
        folder=folder,
        store=store,
        grants=Grants(folder / "grants.sqlite"),
        client=_client(folder),
        origins=origins,
        jobs=Jobs(folder / "jobs", renderer),
        authorizations=Authorizations(),
        cursors=Cursors(),
        mail_dir=options.mail_dir,
        counters=counters,
        meta=read_meta(pristine),
        clients=ensure_clients(folder),
        stripe_webhook=options.stripe_webhook,
        defaults=options.settings,
    )
    world.reset_settings()
    world.jobs.resume(
        lambda job: compile_bulk(world, job.query, with_deleted=job.operation == "queryAll")
    )
    return world


def _client(folder: Path) -> Client:
    path = folder / "client.json"
    if not path.exists():
        made = {
            "client_id": "3MVG9" + secrets.token_urlsafe(48).replace("-", "_"),
            "client_secret": secrets.token_hex(32).upper(),
        }
        certificates.write_private(path, json.dumps(made).encode())
    return Client(**json.loads(path.read_text()))


def serve(options: Options) -> None:
    """Serve until SIGTERM or SIGINT. Writes ready.json when the first request can be answered."""
    folder = options.folder
    os.umask(0o077)  # keys, tokens and made-up people are this user's alone
    folder.mkdir(parents=True, exist_ok=True)
    ready = folder / "ready.json"
    ready.unlink(missing_ok=True)
    _ca, certificate, key = certificates.ensure(folder, options.tls_names)
    # Ports are taken first: the app must know them, and a busy port should be told at once.
    secure = Server(options.port, tls_context(certificate, key))
    plain = Server(options.http_port) if options.http_port is not None else None
    origins = Origins(
        login=f"https://localhost:{secure.port}",
        instance=f"https://127.0.0.1:{secure.port}",
        http=f"http://localhost:{plain.port}" if plain else "",
    )
    world = build_world(options, origins)
    servers = [server for server in (secure, plain) if server]
    for server in servers:
        server.start(App(world))
    certificates.write_private(ready, json.dumps(_ready(options, world)).encode())
    _await_stop()
    ready.unlink(missing_ok=True)
    for server in servers:
        server.stop()


def _await_stop() -> None:
    """Wait for SIGTERM or SIGINT. Until here they end the process at once, as they should."""
    stopping = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        stopping.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    stopping.wait()


def _ready(options: Options, world: World) -> dict[str, object]:
    return {
        "origin": world.origins.login,
        "instance_origin": world.origins.instance,
        "http_origin": world.origins.http,
        "ca": str((options.folder / "ca.pem").resolve()),
        "client_id": world.client.client_id,
        "client_secret": world.client.client_secret,
        "clients": as_values(dict(world.clients)),
        "stripe_webhook_secret": webhook_secret(world.clients["stripe"]),
        "seed": options.size.seed,
        "leads": options.size.leads,
        "deals": options.size.outbound,
        "org_id": world.org_id,
        "until": world.meta["until"],
        "pid": os.getpid(),
    }
