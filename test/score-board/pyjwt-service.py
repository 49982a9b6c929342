"""A service on PyJWT at its defaults: 200 to whoever brings a good bearer token, 401 to whoever does not. Prints its port."""
import json
import sys
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import jwt

issuer, audience = sys.argv[1], sys.argv[2]
client = None


def keys():
    global client
    if client is None:
        with urllib.request.urlopen(issuer + "/.well-known/openid-configuration") as answer:
            client = jwt.PyJWKClient(json.load(answer)["jwks_uri"])
    return client


class Service(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        token = self.headers.get("authorization", "").removeprefix("Bearer ")
        try:
            key = keys().get_signing_key_from_jwt(token)
            jwt.decode(token, key.key, algorithms=["RS256", "ES256"], audience=audience, issuer=issuer)
            status = 200
        except jwt.PyJWKClientError as error:
            # One class for a kid that the set lacks and for a set that did not come.
            status = 500 if "Fail to fetch" in str(error) else 401
        except jwt.PyJWTError:
            status = 401
        except Exception:
            status = 500
        self.send_response(status)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    def handle_error(self, request, client_address):
        """A client that went away is no news."""


server = Server(("127.0.0.1", 0), Service)
print(server.server_port, flush=True)
server.serve_forever()
