"""An OpenID Connect provider on loopback that vouches, without asking, for whoever it was told to."""

import base64
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm


class Provider:
    """`user` are the claims of the next one who signs in; `asked` is what came in."""

    def __init__(self) -> None:
        self.user: dict[str, Any] = {}
        self.asked: list[str] = []
        self.nonces: dict[str, str] = {}
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.url = ""

    def metadata(self) -> dict[str, Any]:
        """What a client reads first."""
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            "id_token_signing_alg_values_supported": ["RS256"],
        }

    def sent_back(self, query: dict[str, str]) -> str:
        """Where the browser goes after a sign-in that asked nothing."""
        code = f"code{len(self.nonces)}"
        self.nonces[code] = query.get("nonce", "")
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def tokens(self, form: dict[str, str], client: str) -> dict[str, Any]:
        """The signed claims for a code."""
        times = {"iat": int(time.time()), "exp": int(time.time()) + 600}
        claims = (
            {"iss": self.url, "aud": client, "sub": "1", "nonce": self.nonces.pop(form["code"])} | times | self.user
        )
        signed = jwt.encode(claims, self.key, algorithm="RS256", headers={"kid": "one"})
        return {"access_token": "opaque", "token_type": "Bearer", "id_token": signed}

    def keys(self) -> dict[str, Any]:
        """The public key that the claims are checked with."""
        return {"keys": [RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True) | {"kid": "one", "use": "sig"}]}


@contextmanager
def serving() -> Iterator[Provider]:
    """A provider at work."""
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            at = urlsplit(self.path)
            provider.asked.append(at.path)
            if at.path == "/authorize":
                self.send_response(302)
                query = {name: values[0] for name, values in parse_qs(at.query).items()}
                self.send_header("Location", provider.sent_back(query))
                self.end_headers()
                return
            known = {"/.well-known/openid-configuration": provider.metadata, "/keys": provider.keys}
            self._answer(known[at.path]())

        def do_POST(self) -> None:
            provider.asked.append(self.path)
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            basic = base64.b64decode(self.headers["Authorization"].removeprefix("Basic ")).decode()
            self._answer(provider.tokens({name: values[0] for name, values in form.items()}, basic.split(":")[0]))

        def _answer(self, told: dict[str, Any]) -> None:
            body = json.dumps(told).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
