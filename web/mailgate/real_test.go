package mailgate

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"math/big"
	"net"
	"net/smtp"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"time"
)

func TestTheStandardLibrarysClientIsServed(t *testing.T) {
	in := &intake{}
	_, addr := serve(t, in, Options{})
	if err := smtp.SendMail(addr, nil, "nms@example.net", []string{at(testKey), testKey + "+tower-7@alerts.example.net"}, []byte(crlf(plainMail))); err != nil {
		t.Fatal(err)
	}
	if got := in.taken(); len(got) != 2 || got[1].Events[0].Key != "tower-7" {
		t.Errorf("posts %+v", got)
	}
}

// swaks is a sender of its own making; where it is not installed, the same
// dialogue is held by hand.
func TestSwaksIsServed(t *testing.T) {
	in := &intake{}
	_, addr := serve(t, in, Options{TLS: certificate(t)})
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		t.Fatal(err)
	}
	if swaks, err := exec.LookPath("swaks"); err == nil {
		out, err := exec.CommandContext(t.Context(), swaks, "--server", host, "--port", port, "--from", "ups@example.net", "--to", at(testKey),
			"--header", "Subject: on battery", "--body", "POP 3").CombinedOutput()
		if err != nil {
			t.Fatalf("swaks: %v\n%s", err, out)
		}
	} else {
		c := dial(t, addr)
		c.say("", "220", "EHLO x", "250")
		c.send(at(testKey), "Subject: on battery\n\nPOP 3")
	}
	if got := in.taken(); len(got) != 1 || got[0].Events[0].Summary != "on battery" {
		t.Errorf("posts %+v", got)
	}
}

// certificate makes a self-signed one for localhost.
func certificate(t *testing.T) *tls.Config {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	about := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), DNSNames: []string{"localhost"}}
	der, err := x509.CreateCertificate(rand.Reader, about, about, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
}

func TestSTARTTLSIsOfferedAndTaken(t *testing.T) {
	in := &intake{}
	config := certificate(t)
	_, addr := serve(t, in, Options{TLS: config})
	c, err := smtp.Dial(addr)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	trusted := x509.NewCertPool()
	leaf, err := x509.ParseCertificate(config.Certificates[0].Certificate[0])
	if err != nil {
		t.Fatal(err)
	}
	trusted.AddCert(leaf)
	if err := c.StartTLS(&tls.Config{RootCAs: trusted, ServerName: "localhost"}); err != nil {
		t.Fatal(err)
	}
	if err := c.Mail("nms@example.net"); err != nil {
		t.Fatal(err)
	}
	if err := c.Rcpt("nobody@alerts.example.net"); err == nil || !strings.Contains(err.Error(), "550") {
		t.Errorf("an unknown recipient: %v", err)
	}
	if err := c.Rcpt(at(testKey)); err != nil {
		t.Fatal(err)
	}
	w, err := c.Data()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte(plainMail)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if got := in.taken(); len(got) != 1 || got[0].Raw.Header["STARTTLS"] != "yes" {
		t.Errorf("posts %+v", got)
	}
	if got := in.refused(); len(got) != 1 {
		t.Errorf("refusals %+v", got)
	}
}

func TestAMailWithoutEndCostsNoMemory(t *testing.T) {
	in := &intake{}
	_, addr := serve(t, in, Options{})
	c := dial(t, addr)
	c.say("", "220", "EHLO x", "250", "MAIL FROM:<a@example.net>", "250", "RCPT TO:<"+at(testKey)+">", "250", "DATA", "354")
	chunk := []byte(strings.Repeat("0123456789abcdef0123456789abcd\r\n", 32<<10)) // 1 MiB
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range 32 {
		if _, err := c.conn.Write(chunk); err != nil {
			t.Fatal(err)
		}
	}
	c.write(".\r\n")
	got := c.reply()
	runtime.ReadMemStats(&after)
	if !strings.HasPrefix(got, "250") || len(in.taken()) != 1 {
		t.Errorf("answered %q, %d posts", got, len(in.taken()))
	}
	if grown := (after.TotalAlloc - before.TotalAlloc) >> 20; grown > 24 {
		t.Errorf("32 MiB of mail took %d MiB of memory", grown)
	}
	if got := c.send(at(testKey), plainMail); !strings.HasPrefix(got, "250") {
		t.Errorf("the next mail was answered %q", got)
	}
}
