"""What the image asks itself is a question that the product answers."""

import json
import os
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

from proactivox.launch.places import ROOT


def test_the_health_check_asks_for_the_host_that_is_served() -> None:
    asked: list[tuple[str, str | None]] = []

    class Web(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append((self.path, self.headers["Host"]))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *words: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Web)
    Thread(target=server.handle_request, daemon=True).start()
    told = (ROOT / "Dockerfile").read_text().partition("HEALTHCHECK")[2].partition("CMD ")[2]
    _python, *words = json.loads(told.splitlines()[0].replace(":8000/", f":{server.server_port}/"))
    environment = {**os.environ, "PUBLIC_URL": "https://app.example.com"}
    subprocess.run([sys.executable, *words], env=environment, check=True)
    server.server_close()
    assert asked == [("/healthz", "app.example.com")]
