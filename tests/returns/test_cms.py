"""An electronic signature holds for one text, one key and one authority, or is refused in words."""

import base64
import subprocess
from datetime import datetime, timedelta
from pathlib import Path
from shutil import which

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs7,
)
from hypothesis import given
from hypothesis import strategies as st

from app.returns.cms import Authority, Unverified, port_for
from tests.returns.authority import AT, RSA_KEY, SMALL_KEY, Held, issued, root, signed

STATEMENT = b'{"digest":"00","institution":"QD-01"}'
ROOT = root()
HOLDER = issued(ROOT)
PORT = Authority((ROOT.certificate,))


def refusal(signature: str, statement: bytes = STATEMENT, at: datetime = AT) -> str:
    """The sentence with which a signature is refused."""
    with pytest.raises(Unverified) as caught:
        PORT.signer(signature, statement, at)
    return str(caught.value.sentence)


@pytest.mark.parametrize("digest", ["sha256", "sha512"])
def test_a_signature_under_the_authority_holds(digest: str) -> None:
    found = PORT.signer(signed(STATEMENT, HOLDER, digest=digest), STATEMENT, AT)
    assert found.name == "Айгүл Сапарова"
    assert "IIN…" in found.subject and "880101" not in found.subject


def test_a_signature_by_an_rsa_key_holds() -> None:
    assert PORT.signer(signed(STATEMENT, issued(ROOT, key=RSA_KEY)), STATEMENT, AT)


def test_a_certificate_may_be_named_by_the_identifier_of_its_key() -> None:
    assert PORT.signer(signed(STATEMENT, HOLDER, by_key_identifier=True), STATEMENT, AT)


def test_an_authority_between_holder_and_root_comes_along() -> None:
    between = issued(ROOT, "Between", ca=True)
    holder = issued(between)
    assert PORT.signer(signed(STATEMENT, holder, between), STATEMENT, AT)
    assert "authority" in refusal(signed(STATEMENT, holder))


def test_lines_of_pem_around_it_do_not_matter() -> None:
    text = signed(STATEMENT, HOLDER)
    lines = "\r\n".join(text[at : at + 64] for at in range(0, len(text), 64))
    assert PORT.signer(f"-----BEGIN CMS-----\n{lines}\n-----END CMS-----\n", STATEMENT, AT)


def test_another_statement_was_not_signed() -> None:
    assert "another text" in refusal(signed(STATEMENT, HOLDER), STATEMENT + b" ")


def test_another_authority_is_not_trusted() -> None:
    assert "authority" in refusal(signed(STATEMENT, issued(root("Other"))))


def test_an_authority_of_the_same_name_is_not_the_same() -> None:
    assert "authority" in refusal(signed(STATEMENT, issued(root())))


def test_a_certificate_that_signs_for_itself_is_not_trusted() -> None:
    assert "authority" in refusal(signed(STATEMENT, issued(None)))


def test_somebody_who_holds_a_certificate_cannot_issue_another() -> None:
    forged = issued(HOLDER, "Forged")
    assert "authority" in refusal(signed(STATEMENT, forged, HOLDER))


@pytest.mark.parametrize(
    "at", [AT - timedelta(days=31), AT + timedelta(days=301)], ids=["before", "after"]
)
def test_a_certificate_is_good_between_its_days_only(at: datetime) -> None:
    assert "not valid on the day" in refusal(signed(STATEMENT, HOLDER, at=at), at=at)


def test_an_authority_that_has_expired_vouches_for_nobody() -> None:
    between = issued(ROOT, "Between", ca=True, until=AT - timedelta(days=1))
    assert "authority" in refusal(signed(STATEMENT, issued(between), between))


def test_nobody_signs_in_the_future() -> None:
    assert "later" in refusal(signed(STATEMENT, HOLDER, at=AT + timedelta(hours=1)))


def test_a_certificate_for_encryption_signs_nothing() -> None:
    assert "not meant" in refusal(signed(STATEMENT, issued(ROOT, signs=False)))


def test_a_weak_digest_is_refused() -> None:
    assert "weak" in refusal(signed(STATEMENT, HOLDER, digest="sha1"))


def test_a_short_key_is_refused() -> None:
    assert "length" in refusal(signed(STATEMENT, issued(ROOT, key=SMALL_KEY)))


def test_a_certificate_signed_over_a_weak_digest_is_refused() -> None:
    rsa_root = issued(None, "RSA root", ca=True, key=RSA_KEY)
    assert Authority((rsa_root.certificate,)).signer(
        signed(STATEMENT, issued(rsa_root)), STATEMENT, AT
    )
    weak = issued(ROOT, digest=hashes.SHA224())
    assert "authority" in refusal(signed(STATEMENT, weak))


def test_a_signature_without_signed_attributes_is_refused() -> None:
    assert "over what" in refusal(signed(STATEMENT, HOLDER, attributes=False))


def test_a_signature_over_another_kind_of_content_is_refused() -> None:
    assert "over what" in refusal(signed(STATEMENT, HOLDER, content="signed_data"))


def test_a_signature_with_the_text_inside_is_refused() -> None:
    assert "detached" in refusal(signed(STATEMENT, HOLDER, inside=True))


@pytest.mark.parametrize("times", [0, 2])
def test_exactly_one_person_signs(times: int) -> None:
    assert "exactly one" in refusal(signed(STATEMENT, HOLDER, times=times))


def test_the_key_must_be_that_of_the_certificate() -> None:
    other = Held(HOLDER.certificate, ec.generate_private_key(ec.SECP256R1()))
    assert "does not fit" in refusal(signed(STATEMENT, other))


def test_a_gost_key_is_refused_by_name() -> None:
    der = base64.b64decode(signed(STATEMENT, HOLDER))
    # The identifier of ECDSA keys replaced by one of the national standard, as long.
    ours, gost = bytes.fromhex("06072a8648ce3d0201"), bytes.fromhex("06072a830e030a0101")
    assert ours in der
    assert "GOST" in refusal(base64.b64encode(der.replace(ours, gost)).decode())


@pytest.mark.parametrize(
    "text", ["", "no base64 ²", "AAAA", "MAA=", "x" * 200_000, "MIIB" + "A" * 60_000]
)
def test_garbage_is_refused_in_words(text: str) -> None:
    assert refusal(text).endswith(".")


def test_deep_nesting_is_no_trouble() -> None:
    inner = b""
    for _ in range(5000):
        size = len(inner)
        head = bytes([size]) if size < 128 else bytes([0x82, size >> 8, size & 255])
        inner = b"\x30" + head + inner
    assert refusal(base64.b64encode(inner[:60_000]).decode())


SIGNED = base64.b64decode(signed(STATEMENT, HOLDER))


@given(st.integers(0, len(SIGNED) - 1), st.integers(1, 255))
def test_no_changed_byte_is_an_error_of_ours(at: int, flip: int) -> None:
    """It holds all the same only where the byte is of no matter to the signature."""
    changed = bytearray(SIGNED)
    changed[at] ^= flip
    try:
        assert PORT.signer(base64.b64encode(bytes(changed)).decode(), STATEMENT, AT)
    except Unverified as refused:
        assert str(refused.sentence)


@given(st.binary(max_size=400))
def test_no_bytes_are_an_error_of_ours(content: bytes) -> None:
    with pytest.raises(Unverified):
        PORT.signer(base64.b64encode(content).decode(), STATEMENT, AT)


def test_what_others_make_is_understood() -> None:
    holder = issued(ROOT, key=RSA_KEY, until=datetime.now(AT.tzinfo) + timedelta(days=2))
    options = [pkcs7.PKCS7Options.DetachedSignature, pkcs7.PKCS7Options.Binary]
    made = (
        pkcs7.PKCS7SignatureBuilder()
        .set_data(STATEMENT)
        .add_signer(holder.certificate, RSA_KEY, hashes.SHA256())
        .sign(Encoding.DER, options)
    )
    now = datetime.now(AT.tzinfo)
    found = Authority((issued(None, "x", ca=True).certificate, ROOT.certificate))
    try:
        assert found.signer(base64.b64encode(made).decode(), STATEMENT, now)
    except Unverified as refused:
        assert "authority" in str(refused.sentence), "the root of the tests is not for ever"


@pytest.mark.skipif(which("openssl") is None, reason="needs openssl")
@pytest.mark.parametrize("flags", [[], ["-keyid"]], ids=["serial", "keyid"])
def test_what_openssl_makes_is_understood(tmp_path: Path, flags: list[str]) -> None:
    now = datetime.now(AT.tzinfo)
    days = {"since": now - timedelta(days=1), "until": now + timedelta(days=1)}
    authority = issued(None, "Root of today", ca=True, **days)
    holder = issued(authority, key=RSA_KEY, **days)
    key = RSA_KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    for name, content in (("c.pem", holder.pem), ("k.pem", key), ("ca.pem", authority.pem)):
        (tmp_path / name).write_bytes(content)
    (tmp_path / "statement").write_bytes(STATEMENT)
    command = ["openssl", "cms", "-sign", "-binary", "-in", "statement", "-outform", "PEM"]
    command += ["-signer", "c.pem", "-inkey", "k.pem", "-md", "sha256", "-out", "s.pem", *flags]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)  # noqa: S603
    port = port_for(str(tmp_path / "ca.pem"))
    later = datetime.now(AT.tzinfo)
    assert port.signer((tmp_path / "s.pem").read_text(), STATEMENT, later)
