"""Key pairs for sources: made here, sealed at rest, opened only to sign."""

from datetime import timedelta
from uuid import UUID

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.utils import timezone

from accounts.crypto import Place, decrypt, encrypt
from accounts.tenancy import new_id, require_workspace_id
from integrations.connectors.tokens import Signer
from integrations.models import Certificate

_TABLE = "certificate"
_BITS = 2048
_LIFE = timedelta(days=730)


def make_certificate(*, connector: str, source_id: UUID | None, name: str) -> Certificate:
    """A new key pair with its self-signed certificate, saved in the current transaction."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=_BITS)
    now = timezone.now().replace(microsecond=0)
    row = Certificate(id=new_id(), connector=connector, source_id=source_id, created_at=now)
    row.workspace_id, row.expires_at = require_workspace_id(), now + _LIFE
    row.certificate = _self_signed(key, row, name)
    plain = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    row.private_key = encrypt(key_place(row), plain.decode())
    row.save()
    return row


def signer_of(source_id: UUID) -> Signer | None:
    """Who signs for a source: the certificate by which a token came last; None without one."""
    rows = Certificate.objects.filter(source_id=source_id, used_at__isnull=False)
    row = rows.order_by("-used_at").first()
    return signer(row) if row is not None else None


def signer(row: Certificate) -> Signer:
    """The row with its key opened."""
    return Signer(
        consumer_key=row.consumer_key,
        username=row.username,
        audience=row.audience,
        private_key=decrypt(key_place(row), bytes(row.private_key)),
    )


def key_place(row: Certificate) -> Place:
    """Where the row's key lives."""
    return Place(_TABLE, "private_key", row.workspace_id, row.id)


def _self_signed(key: rsa.RSAPrivateKey, row: Certificate, name: str) -> str:
    # Loaded by who makes one: every process would hold it.
    from cryptography import x509
    from cryptography.x509.oid import NameOID

    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Proactivox"),
            x509.NameAttribute(NameOID.COMMON_NAME, f"Proactivox {name}"[:64]),
        ]
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        # A clock that is a little slow takes it at once.
        .not_valid_before(row.created_at - timedelta(hours=1))
        .not_valid_after(row.expires_at)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    return certificate.public_bytes(serialization.Encoding.PEM).decode()
