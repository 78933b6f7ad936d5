"""External Client Apps that a customer's admin made: trusted certificates, approved users."""

import json
import secrets
import threading
from dataclasses import asdict, dataclass, replace

from cryptography import x509

from sandbox import certificates
from sandbox.world import World


@dataclass(frozen=True)
class ClientApp:
    """One app; `is_preapproved` where the admin let its one user in beforehand."""

    consumer_key: str
    certificate: str
    is_preapproved: bool = True


class ClientApps:
    """The register of apps, kept across restarts."""

    def __init__(self, world: World) -> None:
        self._lock = threading.Lock()
        self._path = world.folder / "client_apps.json"
        kept = json.loads(self._path.read_text()) if self._path.exists() else []
        self._apps = {one["consumer_key"]: ClientApp(**one) for one in kept}

    def all(self) -> list[ClientApp]:
        with self._lock:
            return list(self._apps.values())

    def find(self, consumer_key: str) -> ClientApp | None:
        with self._lock:
            return self._apps.get(consumer_key)

    def make(self, certificate: str, *, is_preapproved: bool) -> ClientApp:
        """A new app; raises ValueError for what is no certificate."""
        x509.load_pem_x509_certificate(certificate.encode())
        key = "3MVG9" + secrets.token_urlsafe(60).replace("-", "_")
        return self._keep(ClientApp(key, certificate, is_preapproved))

    def change(self, consumer_key: str, **values: object) -> ClientApp:
        """Upload another certificate, or approve the user; raises KeyError, ValueError."""
        if "certificate" in values:
            x509.load_pem_x509_certificate(str(values["certificate"]).encode())
        with self._lock:
            known = self._apps[consumer_key]
        return self._keep(replace(known, **values))  # type: ignore[arg-type]

    def reset(self, *, grants: bool) -> None:
        if grants:
            with self._lock:
                self._apps.clear()
                self._write()

    def _keep(self, app: ClientApp) -> ClientApp:
        with self._lock:
            self._apps[app.consumer_key] = app
            self._write()
        return app

    def _write(self) -> None:
        kept = json.dumps([asdict(app) for app in self._apps.values()])
        certificates.write_private(self._path, kept.encode())
