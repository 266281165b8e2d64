"""A passkey that is made and asked without a browser, by the rules of WebAuthn: its row, and what it answers."""

import hashlib
import json
import secrets

from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

HOST = "testserver"
FLAG = AuthenticatorData.FLAG
THERE = FLAG.UP | FLAG.UV  # somebody was there, and gave a finger, a face or a PIN


class Device:
    """What keeps one passkey of an account."""

    def __init__(self, account, name: str = "iPhone of Kim"):
        self.account, self.key, self.number = account, ec.generate_private_key(ec.SECP256R1()), secrets.token_bytes(16)
        data = {"name": name, "credential": self._made()}
        self.row = Authenticator.objects.create(user=account, type=Authenticator.Type.WEBAUTHN, data=data)

    def answer(self, options: str, **changed) -> str:
        """What a browser sends back for the question on a page. `changed`: what is wrong about it."""
        challenge = json.loads(options)["publicKey"]["challenge"]
        said = CollectedClientData.create("webauthn.get", changed.get("challenge", challenge), f"https://{HOST}")
        seen = _seen(THERE)
        signature = changed.get("key", self.key).sign(seen + said.hash, ec.ECDSA(SHA256()))
        return json.dumps(
            self._named(
                clientDataJSON=websafe_encode(said),
                authenticatorData=websafe_encode(seen),
                signature=websafe_encode(signature),
                userHandle=websafe_encode(user_pk_to_url_str(self.account).encode()),
            )
        )

    def _made(self) -> dict:
        public = ES256.from_cryptography_key(self.key.public_key())
        seen = _seen(THERE | FLAG.AT, AttestedCredentialData.create(Aaguid.NONE, self.number, public))
        said = CollectedClientData.create("webauthn.create", b"asked at the time", f"https://{HOST}")
        made = AttestationObject.create("none", seen, {})
        return self._named(clientDataJSON=websafe_encode(said), attestationObject=websafe_encode(made))

    def _named(self, **response) -> dict:
        number = websafe_encode(self.number)
        return {"id": number, "rawId": number, "type": "public-key", "response": response, "clientExtensionResults": {}}


def _seen(flags, credential: bytes = b"") -> AuthenticatorData:
    return AuthenticatorData.create(hashlib.sha256(HOST.encode()).digest(), flags, 0, credential)
