"""An authority of the tests' own: roots, authorities between, holders, and what they sign."""

import base64
import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from asn1crypto import algos, cms, core
from asn1crypto import x509 as der
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

AT = datetime(2025, 11, 20, 9, tzinfo=UTC)
RSA_KEY = rsa.generate_private_key(65537, 2048)
SMALL_KEY = rsa.generate_private_key(65537, 1024)


@dataclass(frozen=True)
class Held:
    """A certificate with its key."""

    certificate: x509.Certificate
    key: Any

    @property
    def pem(self) -> bytes:
        """The certificate as a file."""
        return self.certificate.public_bytes(Encoding.PEM)


def root(name: str = "Test root") -> Held:
    """An authority that nobody stands above."""
    return issued(None, name, ca=True)


def issued(
    by: Held | None,
    name: str = "Айгүл Сапарова",
    *,
    key: Any = None,
    ca: bool = False,
    since: datetime = AT - timedelta(days=30),
    until: datetime = AT + timedelta(days=300),
    signs: bool = True,
    digest: Any = None,
) -> Held:
    """A certificate; of itself when nobody issues it."""
    key = key or ec.generate_private_key(ec.SECP256R1())
    own = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, name),
            x509.NameAttribute(NameOID.SERIAL_NUMBER, "IIN880101300123"),
        ]
    )
    usage = {
        "digital_signature": signs and not ca,
        "content_commitment": False,
        "key_encipherment": not signs,
        "data_encipherment": False,
        "key_agreement": False,
        "key_cert_sign": ca,
        "crl_sign": ca,
        "encipher_only": False,
        "decipher_only": False,
    }
    builder = (
        x509.CertificateBuilder()
        .subject_name(own)
        .issuer_name(by.certificate.subject if by else own)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(since)
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**usage), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    signing = by.key if by else key
    return Held(builder.sign(signing, digest or hashes.SHA256()), key)


def signed(
    statement: bytes,
    by: Held,
    *others: Held,
    digest: str = "sha256",
    at: datetime = AT,
    attributes: bool = True,
    inside: bool = False,
    content: str = "data",
    times: int = 1,
    by_key_identifier: bool = False,
) -> str:
    """A CMS signature in Base64, right unless something is asked to be wrong."""
    summed = hashlib.new(digest, statement).digest()
    told = [
        {"type": "content_type", "values": [content]},
        {"type": "signing_time", "values": [cms.Time({"utc_time": core.UTCTime(at)})]},
        {"type": "message_digest", "values": [summed]},
    ]
    attrs = cms.CMSAttributes(told) if attributes else None
    over = attrs.dump() if attrs is not None else statement
    algorithm = "ecdsa" if isinstance(by.key, ec.EllipticCurvePrivateKey) else "rsa"
    known = der.Certificate.load(by.certificate.public_bytes(Encoding.DER))
    identifier = (
        cms.SignerIdentifier("subject_key_identifier", known.key_identifier_value.native)
        if by_key_identifier
        else cms.SignerIdentifier(
            "issuer_and_serial_number",
            {"issuer": known.issuer, "serial_number": known.serial_number},
        )
    )
    info = {
        "version": "v1",
        "sid": identifier,
        "digest_algorithm": algos.DigestAlgorithm({"algorithm": digest}),
        "signature_algorithm": {"algorithm": f"{digest}_{algorithm}"},
        "signature": _raw(by.key, over, digest),
    }
    if attrs is not None:
        info["signed_attrs"] = attrs
    encapsulated: dict[str, Any] = {"content_type": "data"}
    if inside:
        encapsulated["content"] = statement
    certificates = [
        der.Certificate.load(one.certificate.public_bytes(Encoding.DER)) for one in (by, *others)
    ]
    data = {
        "version": "v1",
        "digest_algorithms": [algos.DigestAlgorithm({"algorithm": digest})],
        "encap_content_info": encapsulated,
        "certificates": certificates,
        "signer_infos": [cms.SignerInfo(info)] * times,
    }
    whole = cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(data)})
    return base64.b64encode(whole.dump()).decode()


def _raw(key: Any, over: bytes, digest: str) -> bytes:
    kind = {"sha1": hashes.SHA1, "sha256": hashes.SHA256, "sha512": hashes.SHA512}[digest]()
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return key.sign(over, ec.ECDSA(kind))
    return key.sign(over, padding.PKCS1v15(), kind)
