"""An authentication app: it signs people in and tells Dashboard who they are, with a signed token."""
import base64
import hashlib
import hmac
import json
import os
import sys
import time
import uuid
from urllib.parse import urlencode

from flask import Flask, redirect, render_template_string, request

DASHBOARD_URL = os.environ.get("DASHBOARD_URL", "http://localhost:3000").rstrip("/")
SIGNING_KEY = os.environ.get("SIGNING_KEY", "").encode()
PORT = int(os.environ.get("PORT", "3535"))
if len(SIGNING_KEY) < 32:
    sys.exit("Set SIGNING_KEY to the key that Dashboard generated: SIGNING_KEY=… python3 app.py")

# Replace these with your own users: a database or a directory.
PEOPLE = {
    "rene@example.com": ("one", {"sub": "1", "first_name": "Rene", "groups": ["Engineer"]}),
    "kim@example.com": ("two", {"sub": "2", "first_name": "Kim", "groups": ["Engineer", "People"]}),
}
FORM = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Sign in</title>
<h1>Example company</h1><p role="alert">{{ problem }}</p>
<form method="post" action="/login">
  <input type="hidden" name="return_to" value="{{ return_to }}">
  <input type="hidden" name="state" value="{{ state }}">
  <input type="hidden" name="code_challenge" value="{{ code_challenge }}">
  <p><label>Email <input name="email" type="email" required></label></p>
  <p><label>Password <input name="password" type="password" required></label></p>
  <button>Sign in</button>
</form>"""

app = Flask(__name__)


def show_form(values, problem=""):
    fields = {name: values.get(name, "") for name in ("return_to", "state", "code_challenge")}
    return render_template_string(FORM, problem=problem, **fields)


@app.get("/login")
def login():
    return show_form(request.args)


@app.post("/login")
def sign_in():
    email = request.form.get("email", "")
    password, claims = PEOPLE.get(email, ("", {}))
    if not password or not hmac.compare_digest(password.encode(), request.form.get("password", "").encode()):
        return show_form(request.form, "Wrong email or password."), 403
    challenge = request.form.get("code_challenge")
    answer = {"jwt": make_token({"email": email, **claims, **({"code_challenge": challenge} if challenge else {})})}
    for name in ("return_to", "state"):
        if request.form.get(name):
            answer[name] = request.form[name]
    return redirect(f"{DASHBOARD_URL}/auth/sso?{urlencode(answer)}")


def make_token(claims):
    """The login token. It works once."""
    now = int(time.time())
    claims = {**claims, "iat": now, "exp": now + 60, "jti": str(uuid.uuid4())}
    parts = [base64url(json.dumps(part).encode()) for part in ({"alg": "HS256", "typ": "JWT"}, claims)]
    text = ".".join(parts)
    return f"{text}.{base64url(hmac.digest(SIGNING_KEY, text.encode(), hashlib.sha256))}"


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


if __name__ == "__main__":
    app.run(host="127.0.0.1", port=PORT)
