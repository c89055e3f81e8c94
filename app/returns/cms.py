"""The port for the electronic signature: a detached CMS signature over a statement.

`Authority` is the one implementation: RSA and ECDSA keys whose certificates lead to a
configured certification authority. What the national authority issues besides, keys by
the national standard GOST 34.310, is recognised and refused in words: neither library
knows the arithmetic. To take them, write a second class with `signer` (the port, see
`Port`) over the authority's own library, which has to check the chain as well because
the certificates themselves are signed with GOST, and name it in `port_for`.

Not checked: revocation (the port is offline) and time stamps. The instant at which a
signature was received is ours, and the certificate must have been valid then.
"""

import base64
import binascii
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from asn1crypto import cms
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509 import verification
from cryptography.x509.oid import NameOID
from flask import current_app
from flask_babel import lazy_gettext as _l

LIMIT = 64 * 1024
MOST_CERTIFICATES = 8
SLACK = timedelta(minutes=5)
DIGESTS: dict[str, hashes.HashAlgorithm] = {
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}
LEAST_RSA_BITS = 2048
# How names under the national standards of Kazakhstan (1.2.398.3.10) and Russia begin in DER.
GOST = (b"\x2a\x83\x0e\x03\x0a", b"\x2a\x85\x03")

_IIN = re.compile(r"IIN\d{12}")


class Unverified(Exception):
    """The signature does not hold; `sentence` says why, in the reader's language."""

    def __init__(self, sentence: Any) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


@dataclass(frozen=True)
class Signer:
    """The holder of a verified certificate; the number of a person is not repeated."""

    name: str
    subject: str


class Port(Protocol):
    """What verifies a signature; another kind of key is another implementation."""

    def signer(self, signature: str, statement: bytes, at: datetime) -> Signer:
        """Who signed `statement` with `signature` (Base64 or PEM), received at `at`.

        Raises Unverified with a sentence, whatever the signature is made of.
        """


@dataclass(frozen=True)
class Authority:
    """Signatures by RSA and ECDSA keys under the given roots."""

    roots: tuple[x509.Certificate, ...]

    def signer(self, signature: str, statement: bytes, at: datetime) -> Signer:
        """See `Port.signer`."""
        signed = _signed_data(_der(signature))
        info = _only(signed["signer_infos"])
        others = _certificates(signed)
        holder = _holder(info, others)
        _check_attributes(info, statement, at)
        _check_signature(info, holder)
        self._check_chain(holder, others, at)
        return Signer(_common_name(holder), _shown(holder))

    def _check_chain(
        self, holder: x509.Certificate, others: Iterable[x509.Certificate], at: datetime
    ) -> None:
        if not holder.not_valid_before_utc <= at <= holder.not_valid_after_utc:
            raise Unverified(_l("The certificate was not valid on the day of the signature."))
        _check_usage(holder)
        between = [one for one in others if one != holder]
        policy = (
            verification.PolicyBuilder()
            .store(verification.Store(list(self.roots)))
            .time(at.astimezone(UTC).replace(tzinfo=None))
            .extension_policies(ca_policy=_ISSUERS, ee_policy=_HOLDERS)
        )
        try:
            policy.build_client_verifier().verify(holder, between)
        except (verification.VerificationError, UnsupportedAlgorithm, ValueError):
            raise Unverified(
                _l("The certificate does not come from the authority that is trusted here.")
            ) from None


def configured() -> Port | None:
    """The verifier that this installation names (`SIGNATURE_CA`); None where it names none."""
    path = current_app.config.get("SIGNATURE_CA", "")
    if not path:
        return None
    found: Port | None = current_app.extensions.get("signature_port")
    if found is None:
        found = current_app.extensions["signature_port"] = port_for(path)
    return found


def port_for(path: str) -> Port:
    """The verifier for the roots in a PEM file; OSError or ValueError when it is none."""
    return Authority(tuple(x509.load_pem_x509_certificates(Path(path).read_bytes())))


def _must_issue(_policy: Any, _certificate: Any, found: x509.BasicConstraints) -> None:
    if not found.ca:
        raise ValueError("this certificate issues no others")


def _may_issue(_policy: Any, _certificate: Any, found: x509.KeyUsage | None) -> None:
    if found is not None and not found.key_cert_sign:
        raise ValueError("this key signs no certificates")


def _must_not_issue(_policy: Any, _certificate: Any, found: x509.BasicConstraints | None) -> None:
    if found is not None and found.ca:
        raise ValueError("an authority signs no returns")


_ANY = verification.Criticality.AGNOSTIC
_ISSUERS = (
    verification.ExtensionPolicy.permit_all()
    .require_present(x509.BasicConstraints, _ANY, _must_issue)
    .may_be_present(x509.KeyUsage, _ANY, _may_issue)
)
_HOLDERS = verification.ExtensionPolicy.permit_all().may_be_present(
    x509.BasicConstraints, _ANY, _must_not_issue
)


def _der(signature: str) -> bytes:
    """The bytes of a signature in Base64, with or without the lines of PEM around it."""
    lines = [line for line in signature[: 3 * LIMIT].splitlines() if not line.startswith("-----")]
    packed = "".join("".join(lines).split())
    if len(packed) > LIMIT * 4 // 3:
        raise Unverified(_l("The signature is too large to be one."))
    try:
        return base64.b64decode(packed, validate=True)
    except (binascii.Error, ValueError):
        raise Unverified(_l("The signature is not Base64 text.")) from None


def _signed_data(der: bytes) -> cms.SignedData:
    """The signed data of a detached signature, read completely so that nothing fails later."""
    try:
        found = cms.ContentInfo.load(der, strict=True)
        kind = found["content_type"].native
        signed = found["content"]
        if kind != "signed_data" or not isinstance(signed, cms.SignedData):
            raise ValueError(kind)
        # Reading lazily would raise wherever a part is looked at.
        signed.native  # noqa: B018
        content = signed["encap_content_info"]
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
        _refuse_gost(der)
        raise Unverified(_l("This is not a CMS signature.")) from None
    if content["content_type"].native != "data" or content["content"].native is not None:
        raise Unverified(
            _l("The signature must be detached: over the statement, without a copy of it inside.")
        )
    return signed


def _only(infos: Any) -> cms.SignerInfo:
    if len(infos) != 1:
        raise Unverified(_l("One person signs: the file must hold exactly one signature."))
    return infos[0]


def _certificates(signed: cms.SignedData) -> list[x509.Certificate]:
    chosen = signed["certificates"] if signed["certificates"].native else ()
    found = [one.chosen for one in chosen if one.name == "certificate"]
    if not found or len(found) > MOST_CERTIFICATES:
        raise Unverified(_l("The signature must bring the certificate of the signer along."))
    try:
        return [x509.load_der_x509_certificate(one.dump()) for one in found]
    except (ValueError, UnsupportedAlgorithm):
        raise Unverified(_l("A certificate in the signature cannot be read.")) from None


def _holder(info: cms.SignerInfo, certificates: Iterable[x509.Certificate]) -> x509.Certificate:
    sid = info["sid"]
    for one in certificates:
        if sid.name == "issuer_and_serial_number":
            issuer = sid.chosen["issuer"].dump()
            serial = sid.chosen["serial_number"].native
            if one.serial_number == serial and one.issuer.public_bytes() == issuer:
                return one
        elif _key_identifier(one) == sid.chosen.native:
            return one
    raise Unverified(_l("The signature must bring the certificate of the signer along."))


def _key_identifier(certificate: x509.Certificate) -> bytes | None:
    try:
        found = certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier)
    except (x509.ExtensionNotFound, x509.DuplicateExtension, ValueError):
        return None
    return found.value.digest


def _check_attributes(info: cms.SignerInfo, statement: bytes, at: datetime) -> None:
    """The signed attributes say what is signed: content type and digest, each once."""
    attributes = info["signed_attrs"]
    values: dict[str, list[Any]] = {}
    for one in attributes if isinstance(attributes, cms.CMSAttributes) else ():
        values.setdefault(one["type"].native, []).extend(one["values"])
    kinds = [one.native for one in values.get("content_type", [])]
    digests = [one.native for one in values.get("message_digest", [])]
    if kinds != ["data"] or len(digests) != 1 or not isinstance(digests[0], bytes):
        raise Unverified(_l("The signature does not say over what it was made."))
    made = hashes.Hash(_digest(info))
    made.update(statement)
    if not hmac.compare_digest(made.finalize(), digests[0]):
        raise Unverified(_l("The signature is over another text: this statement was not signed."))
    for claimed in values.get("signing_time", []):
        if isinstance(claimed.native, datetime) and claimed.native > at + SLACK:
            raise Unverified(_l("The signature says that it will be made only later."))


def _digest(info: cms.SignerInfo) -> hashes.HashAlgorithm:
    algorithm = info["digest_algorithm"]["algorithm"]
    if algorithm.native not in DIGESTS:
        _refuse_gost(algorithm.dump())
        raise Unverified(_l("The signature uses a digest that is too weak: SHA-256 is the least."))
    return DIGESTS[algorithm.native]


def _check_signature(info: cms.SignerInfo, holder: x509.Certificate) -> None:
    digest, value = _digest(info), info["signature"].native
    # Signed is the set of attributes by itself, not as the tagged field it is in here.
    signed = b"\x31" + info["signed_attrs"].dump()[1:]
    try:
        key: Any = holder.public_key()
        if isinstance(key, rsa.RSAPublicKey) and key.key_size >= LEAST_RSA_BITS:
            key.verify(value, signed, _padding(info, digest), digest)
        elif isinstance(key, ec.EllipticCurvePublicKey) and key.key_size >= 256:
            _expect(info, "ecdsa", digest)
            key.verify(value, signed, ec.ECDSA(digest))
        else:
            raise Unverified(_l("The key is of a kind or length that is not taken here."))
    except (InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError, KeyError):
        raise Unverified(
            _l("The signature does not fit the certificate: it was not made with its key.")
        ) from None


def _padding(info: cms.SignerInfo, digest: hashes.HashAlgorithm) -> Any:
    algorithm = info["signature_algorithm"]
    if algorithm.signature_algo != "rsassa_pss":
        _expect(info, "rsassa_pkcs1v15", digest)
        return padding.PKCS1v15()
    if algorithm.hash_algo != digest.name:
        raise InvalidSignature
    return padding.PSS(padding.MGF1(digest), algorithm["parameters"]["salt_length"].native)


def _expect(info: cms.SignerInfo, scheme: str, digest: hashes.HashAlgorithm) -> None:
    """The algorithm of the signature is that scheme with that digest, as far as it says."""
    algorithm = info["signature_algorithm"]
    named = algorithm["algorithm"].native
    plain = named in ("rsassa_pkcs1v15", "ecdsa")
    if algorithm.signature_algo != scheme or not (plain or algorithm.hash_algo == digest.name):
        raise InvalidSignature


def _check_usage(holder: x509.Certificate) -> None:
    try:
        usage = holder.extensions.get_extension_for_class(x509.KeyUsage).value
    except (x509.ExtensionNotFound, x509.DuplicateExtension, ValueError):
        usage = None
    if usage is None or not (usage.digital_signature or usage.content_commitment):
        raise Unverified(_l("The certificate is not meant for signing."))


def _refuse_gost(der: bytes) -> None:
    """Say so when what we cannot read names the national standards."""
    if any(name in der for name in GOST):
        raise Unverified(
            _l(
                "The signature was made with a GOST key, which cannot be verified here yet. "
                "Sign with an RSA or ECDSA key."
            )
        )


def _common_name(holder: x509.Certificate) -> str:
    found = holder.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(found[0].value) if found else _shown(holder)


def _shown(holder: x509.Certificate) -> str:
    return _IIN.sub("IIN…", holder.subject.rfc4514_string())[:500]
