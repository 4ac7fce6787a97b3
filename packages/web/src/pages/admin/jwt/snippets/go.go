package main

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/url"
	"os"
	"time"
)

var part = base64.RawURLEncoding.EncodeToString

// dashboardAddress returns the URL to redirect a signed-in user to. query: the parameters of the
// request to your page.
func dashboardAddress(query url.Values, person map[string]any) (string, error) {
	id := make([]byte, 16)
	if _, err := rand.Read(id); err != nil {
		return "", err
	}
	now := time.Now().Unix()
	claims := map[string]any{"iat": now, "exp": now + 60, "jti": part(id)}
	for name, value := range person {
		claims[name] = value
	}
	if challenge := query.Get("code_challenge"); challenge != "" {
		claims["code_challenge"] = challenge
	}
	payload, err := json.Marshal(claims)
	if err != nil {
		return "", err
	}
	text := part([]byte(`{"alg":"HS256","typ":"JWT"}`)) + "." + part(payload)
	mac := hmac.New(sha256.New, []byte(os.Getenv("SIGNING_KEY"))) // the signing key, exactly as shown
	mac.Write([]byte(text))
	answer := url.Values{"jwt": {text + "." + part(mac.Sum(nil))}}
	for _, name := range []string{"return_to", "state"} {
		if value := query.Get(name); value != "" {
			answer.Set(name, value)
		}
	}
	return "http://localhost:3000/auth/sso?" + answer.Encode(), nil
}

// http.Redirect(w, r, address, http.StatusFound)
