import base64, hashlib, hmac, json, os, time, uuid
from urllib.parse import urlencode

KEY = os.environ["SIGNING_KEY"].encode()  # the signing key, exactly as shown


def part(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def dashboard_address(query, person):
    """The URL to redirect a signed-in user to. query: the parameters of the request to your page."""
    now = int(time.time())
    claims = {**person, "iat": now, "exp": now + 60, "jti": str(uuid.uuid4())}
    if query.get("code_challenge"):
        claims["code_challenge"] = query["code_challenge"]
    header = {"alg": "HS256", "typ": "JWT"}
    text = ".".join(part(json.dumps(value).encode()) for value in (header, claims))
    jwt = text + "." + part(hmac.digest(KEY, text.encode(), hashlib.sha256))
    answer = {"jwt": jwt, **{name: query[name] for name in ("return_to", "state") if query.get(name)}}
    return "http://localhost:3000/auth/sso?" + urlencode(answer)


# return redirect(dashboard_address(request.args, {"email": email, "sub": id, "groups": groups}))
