"""Our own certificates: made once, kept, renewed when they no longer fit."""

from __future__ import annotations

import datetime as dt
import stat
import sys
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.verification import PolicyBuilder, Store

from kiosk.certificates import certificate_for

NOW = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
NAMES = frozenset({"localhost", "192.168.1.20"})


def made(folder: Path, names: frozenset[str] = NAMES, now: dt.datetime = NOW) -> list[x509.Certificate]:
    chain, _ = certificate_for(folder, names, now)
    return x509.load_pem_x509_certificates(chain.read_bytes())


def test_certificate_is_valid_for_its_names_by_its_authority(tmp_path: Path) -> None:
    leaf, authority = made(tmp_path)
    assert x509.load_pem_x509_certificate((tmp_path / "ca.pem").read_bytes()) == authority
    store = Store([authority])
    for name in (x509.DNSName("localhost"), x509.IPAddress(ip_address("192.168.1.20"))):
        verifier = PolicyBuilder().store(store).time(NOW).build_server_verifier(name)
        assert verifier.verify(leaf, []) == [leaf, authority]


def test_certificate_is_kept_while_it_fits(tmp_path: Path) -> None:
    assert made(tmp_path) == made(tmp_path, frozenset({"localhost"}), NOW + dt.timedelta(days=300))


def test_certificate_is_renewed_for_a_new_address_by_the_same_authority(tmp_path: Path) -> None:
    before, after = made(tmp_path), made(tmp_path, NAMES | {"10.0.0.7"})
    assert after[0] != before[0]
    assert after[1] == before[1]


def test_certificate_is_renewed_before_it_expires(tmp_path: Path) -> None:
    before, after = made(tmp_path), made(tmp_path, NAMES, NOW + dt.timedelta(days=380))
    assert after[0].not_valid_after_utc == before[0].not_valid_after_utc + dt.timedelta(days=380)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such rights")
def test_certificates_are_for_their_owner_alone(tmp_path: Path) -> None:
    made(tmp_path / "certificates")
    assert stat.S_IMODE((tmp_path / "certificates").stat().st_mode) == 0o700
    files = sorted(
        (path.name, stat.S_IMODE(path.stat().st_mode)) for path in (tmp_path / "certificates").iterdir()
    )
    assert files == [(name, 0o600) for name in ("ca.key", "ca.pem", "server.key", "server.pem")]
