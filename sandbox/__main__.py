"""The sandbox's commands: serve, generate, spend."""

import argparse
import logging
import sqlite3
import sys
from datetime import UTC, datetime
from pathlib import Path

from sandbox.business.generate import Size, ensure_business
from sandbox.control.settings import Settings
from sandbox.spend import spend_csv
from sandbox.starting import Options, serve


def main(arguments: list[str]) -> int:
    logging.basicConfig(level=logging.INFO, format="sandbox: %(message)s")
    options = _parser().parse_args(arguments)
    size = Size(options.seed, options.leads, options.deals, options.until)
    folder = Path(options.dir)
    if options.command == "serve":
        return _serve(options, folder, size)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = ensure_business(folder, size)
    if options.command == "generate":
        print(path)
        return 0
    db = sqlite3.connect(path)
    try:
        text = spend_csv(db)
    finally:
        db.close()
    if options.out is None:
        sys.stdout.write(text)
    else:
        Path(options.out).write_text(text, encoding="utf-8")
    return 0


def _serve(options: argparse.Namespace, folder: Path, size: Size) -> int:
    settings = Settings(job_delay=options.job_delay, token_lifetime=options.token_lifetime)
    mail_dir = Path(options.mail_dir) if options.mail_dir else None
    names = tuple(sorted(options.tls_name or ()))
    try:
        ports = options.port, options.http_port
        webhook = options.stripe_webhook
        serve(Options(folder, *ports, size, mail_dir, settings, names, webhook))
    except (OSError, sqlite3.Error) as error:
        print(f"The sandbox could not start: {error}", file=sys.stderr)
        return 1
    return 0


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _count(text: str) -> int:
    count = int(text)
    if count < 0:
        raise ValueError(text)
    return count


def _parser() -> argparse.ArgumentParser:
    business = argparse.ArgumentParser(add_help=False)
    business.add_argument("--dir", required=True, help="folder for keys, records and state")
    business.add_argument("--seed", type=int, default=7)
    business.add_argument("--leads", type=_count, default=12_000)
    business.add_argument("--deals", type=_count, help="opportunities that no lead stands behind")
    business.add_argument("--until", type=_moment, help="the end of the story, ISO 8601 (now)")
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    server = commands.add_parser("serve", parents=[business], help="serve until stopped")
    server.add_argument("--port", type=int, required=True, help="HTTPS port, 0 for any free one")
    server.add_argument("--http-port", type=int, help="plain port for pages, 0 for any free one")
    server.add_argument("--mail-dir", help="folder of the product's file-based e-mail backend")
    server.add_argument("--job-delay", type=float, default=0.5, help="seconds a bulk job takes")
    server.add_argument("--token-lifetime", type=float, default=7200.0, help="in seconds")
    server.add_argument("--tls-name", action="append", help="one more name for the certificate")
    server.add_argument("--stripe-webhook", default="", help="where Stripe's events are sent")
    commands.add_parser("generate", parents=[business], help="make the business and stop")
    spending = commands.add_parser("spend", parents=[business], help="write the ad spend as CSV")
    spending.add_argument("--out", help="file to write (standard output)")
    return parser


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
