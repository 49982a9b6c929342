// Debian's go-jose, on which the published chainjwt library stands, as a service that takes chained JWTs: a JSON line
// with token, trusted keys, issuer, audience and time in, an answer a line out.
package main

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	jose "gopkg.in/square/go-jose.v2"
	"gopkg.in/square/go-jose.v2/jwt"
)

type question struct {
	Token    string             `json:"token"`
	Trusted  jose.JSONWebKeySet `json:"trusted"`
	Issuer   string             `json:"issuer"`
	Audience string             `json:"audience"`
	Now      int64              `json:"now"`
}

func innerOf(token string) (string, error) {
	raw, err := base64.RawURLEncoding.DecodeString(strings.Split(token, ".")[0])
	if err != nil {
		return "", err
	}
	var header struct {
		Chain string `json:"jwc"`
	}
	err = json.Unmarshal(raw, &header)
	return header.Chain, err
}

func judge(q question) error {
	now := time.Unix(q.Now, 0)
	text, err := innerOf(q.Token)
	if err != nil {
		return err
	}
	inner, err := jwt.ParseSigned(text)
	if err != nil {
		return err
	}
	keys := q.Trusted.Key(inner.Headers[0].KeyID)
	if len(keys) != 1 {
		return errors.New("inner: no trusted key")
	}
	var said jwt.Claims
	var trust struct {
		Key jose.JSONWebKey `json:"tjwk"`
	}
	if err := inner.Claims(keys[0], &said, &trust); err != nil {
		return fmt.Errorf("inner: %w", err)
	}
	expected := jwt.Expected{Issuer: q.Issuer, Audience: jwt.Audience{q.Audience}, Time: now}
	if err := said.ValidateWithLeeway(expected, 0); err != nil {
		return fmt.Errorf("inner: %w", err)
	}
	if !trust.Key.Valid() || !trust.Key.IsPublic() {
		return errors.New("tjwk is no public key")
	}
	outer, err := jwt.ParseSigned(q.Token)
	if err != nil {
		return err
	}
	var asked jwt.Claims
	if err := outer.Claims(trust.Key, &asked); err != nil {
		return fmt.Errorf("outer: %w", err)
	}
	return asked.ValidateWithLeeway(jwt.Expected{Audience: jwt.Audience{q.Audience}, Subject: said.Subject, Time: now}, 0)
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(make([]byte, 1<<20), 1<<20)
	for lines.Scan() {
		var q question
		err := json.Unmarshal(lines.Bytes(), &q)
		if err == nil {
			err = judge(q)
		}
		answer := map[string]interface{}{"accepted": err == nil}
		if err != nil {
			answer["error"] = err.Error()
		}
		line, _ := json.Marshal(answer)
		fmt.Println(string(line))
	}
}
