// Debian's go-jose as a party that knows only a root: a JSON line with token, roots and time in, an answer a line out.
package main

import (
	"bufio"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	jose "gopkg.in/square/go-jose.v2"
)

type question struct {
	Token string `json:"token"`
	Roots string `json:"roots"`
	Now   int64  `json:"now"`
}

func judge(q question) error {
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM([]byte(q.Roots)) {
		return errors.New("no root")
	}
	signed, err := jose.ParseSigned(q.Token)
	if err != nil {
		return err
	}
	chains, err := signed.Signatures[0].Protected.Certificates(x509.VerifyOptions{
		Roots:       roots,
		CurrentTime: time.Unix(q.Now, 0),
		KeyUsages:   []x509.ExtKeyUsage{x509.ExtKeyUsageAny},
	})
	if err != nil {
		return err
	}
	_, err = signed.Verify(chains[0][0].PublicKey)
	return err
}

func judgeSet(text string) error {
	var set jose.JSONWebKeySet
	if err := json.Unmarshal([]byte(text), &set); err != nil {
		return err
	}
	for _, key := range set.Keys {
		if len(key.Certificates) == 0 || !key.Valid() {
			return fmt.Errorf("%s has no certificate of its own", key.KeyID)
		}
	}
	return nil
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(make([]byte, 1<<20), 1<<20)
	for lines.Scan() {
		var asked struct {
			question
			Set string `json:"set"`
		}
		err := json.Unmarshal(lines.Bytes(), &asked)
		if err == nil && asked.Set != "" {
			err = judgeSet(asked.Set)
		} else if err == nil {
			err = judge(asked.question)
		}
		answer := map[string]interface{}{"accepted": err == nil}
		if err != nil {
			answer["error"] = err.Error()
		}
		line, _ := json.Marshal(answer)
		fmt.Println(string(line))
	}
}
