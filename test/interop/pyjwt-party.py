"""A relying party on PyJWT at its defaults: reads tokens, one a line, answers a line each."""
import json
import sys
import urllib.request

import jwt

issuer, audience = sys.argv[1], sys.argv[2]
with urllib.request.urlopen(issuer + "/.well-known/openid-configuration") as answer:
    metadata = json.load(answer)
keys = jwt.PyJWKClient(metadata["jwks_uri"])

for line in sys.stdin:
    token = line.strip()
    try:
        key = keys.get_signing_key_from_jwt(token)
        claims = jwt.decode(token, key.key, algorithms=["RS256", "ES256"], audience=audience, issuer=issuer)
        answer = {"accepted": True, "kid": key.key_id, "sub": claims["sub"]}
    except Exception as error:  # every refusal is an answer here
        answer = {"accepted": False, "error": type(error).__name__ + ": " + str(error)}
    print(json.dumps(answer), flush=True)
