"""Our own certificates: an authority made once, and what it says about this server's addresses.

Tablets trust `ca.pem` after it was installed on them by hand; then camera and offline mode work in the hall.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import os
import plistlib
import uuid
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

FOLDER = "certificates"
"""Of an instance: the authority, the server's certificate, their keys."""
AUTHORITY_DAYS = 3650
SERVER_DAYS = 397
"""Longer ones are not believed by phones."""
RENEW_DAYS = 30
AUTHORITY_NAME = "Mendan event authority"
"""What tablets call it in their settings."""
OWN_NAMES = frozenset({"localhost", "127.0.0.1"})
"""How the laptop speaks of itself; no tablet reaches it so."""


def authority_file(instance: Path) -> Path:
    """Where an instance keeps its authority's certificate, once it has one."""
    return instance / FOLDER / "ca.pem"


def authority_of(instance: Path) -> x509.Certificate | None:
    """An instance's authority; None if it has never served over HTTPS."""
    try:
        return x509.load_pem_x509_certificate(authority_file(instance).read_bytes())
    except FileNotFoundError:
        return None


def fingerprint(authority: x509.Certificate) -> str:
    """The SHA-256 fingerprint in groups of four, for comparing by eye with what a tablet shows."""
    return authority.fingerprint(hashes.SHA256()).hex(" ", 2).upper()


def profile(authority: x509.Certificate) -> bytes:
    """The authority as an Apple configuration profile: iPads save a bare certificate as they please.

    The same authority always gives the same identifiers, so that installing it again replaces it.
    """
    encoded = authority.public_bytes(serialization.Encoding.DER)

    def payload(kind: str, name: str, content: object) -> dict[str, object]:
        return {
            "PayloadType": kind,
            "PayloadVersion": 1,
            "PayloadIdentifier": name,
            "PayloadUUID": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{name}:{fingerprint(authority)}")).upper(),
            "PayloadDisplayName": AUTHORITY_NAME,
            "PayloadContent": content,
        }

    root = payload("com.apple.security.root", "mendan.authority.root", encoded)
    return plistlib.dumps(payload("Configuration", "mendan.authority", [root]))


def certificate_for(folder: Path, addresses: frozenset[str], now: dt.datetime) -> tuple[Path, Path]:
    """The server's certificate and key for these names and addresses, made or renewed when needed."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    chain, key = folder / "server.pem", folder / "server.key"
    authority, authority_key = _authority(folder, now)
    if not (chain.is_file() and key.is_file() and _still_good(chain, authority, addresses, now)):
        own_key = ec.generate_private_key(ec.SECP256R1())
        leaf = (
            _certificate("Mendan", own_key, authority.subject, now, SERVER_DAYS)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.SubjectAlternativeName(list(map(_name, sorted(addresses)))), critical=False)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()), critical=False
            )
            .sign(authority_key, hashes.SHA256())
        )
        _write(key, _key_bytes(own_key))
        _write(chain, _bytes(leaf) + _bytes(authority))
    return chain, key


def _authority(folder: Path, now: dt.datetime) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    certificate, key_file = folder / "ca.pem", folder / "ca.key"
    if certificate.is_file() and key_file.is_file():
        key = serialization.load_pem_private_key(key_file.read_bytes(), None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise TypeError(f"{key_file} is not a key of ours")
        return x509.load_pem_x509_certificate(certificate.read_bytes()), key
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, AUTHORITY_NAME)])
    made = (
        _certificate(AUTHORITY_NAME, key, name, now, AUTHORITY_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=False,
                content_commitment=False,
                key_encipherment=False,
                data_encipherment=False,
                key_agreement=False,
                key_cert_sign=True,
                crl_sign=True,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
        .sign(key, hashes.SHA256())
    )
    _write(key_file, _key_bytes(key))
    _write(certificate, _bytes(made))
    return made, key


def _certificate(
    name: str, key: ec.EllipticCurvePrivateKey, issuer: x509.Name, now: dt.datetime, days: int
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))  # tablets' clocks are not always right
        .not_valid_after(now + dt.timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _still_good(
    chain: Path, authority: x509.Certificate, addresses: frozenset[str], now: dt.datetime
) -> bool:
    leaf = x509.load_pem_x509_certificate(chain.read_bytes())
    named = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return (
        set(map(_name, addresses)) <= set(named)
        and leaf.issuer == authority.subject
        and leaf.not_valid_after_utc > now + dt.timedelta(days=RENEW_DAYS)
    )


def _name(address: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(address))
    except ValueError:
        return x509.DNSName(address)


def _bytes(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _key_bytes(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _write(path: Path, content: bytes) -> None:
    """Replace a file with owner-only rights, whole or not at all."""
    beside = path.with_name(path.name + ".new")
    beside.unlink(missing_ok=True)
    with os.fdopen(
        os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600), "wb"
    ) as file:
        file.write(content)
    beside.replace(path)
