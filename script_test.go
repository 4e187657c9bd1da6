package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestScript runs the real program, as processes, by the scripts in
// e2e/script. Beside testscript's own commands they have these:
//
//	freeport NAME...            sets variables to free ports of 127.0.0.1
//	await URL [TEXT]            waits until the URL answers 200, with the text
//	refused ADDR                waits until nothing listens there
//	code N COMMAND...           runs a command that must exit with N
//	signal TERM|KILL            sends SIGTERM or SIGKILL to what runs in the background
//	mode PERM FILE              looks at a file's permissions
//	form URL KEY=VALUE...       posts a form; the answer is stdout
//	post URL FILE               posts JSON; the answer is stdout
//	secret NAME FILE            sets a variable to the first line of a file, or of stdout
//	bearer STATUS URL KEY       asks the API with a key; the status must be that
//	ids NAME WORD               sets a variable to the first word of the line of stdout with a word
//	truncate FILE BYTES         cuts a file off
//	only NAME DIR               sets a variable to the path of the only entry of a directory
//	empty DIR                   looks whether nothing is in a directory
//	patch FILE OLD NEW          replaces text in a file
//	certificate N CERT KEY      makes a certificate with serial number N for 127.0.0.1
//	serial N ADDR               waits until a server shows the certificate N
//	trusted ROOT URL            waits until the URL answers whoever trusts the root (PEM) alone
func TestScript(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "e2e/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			// Nothing of the caller's environment may set a flag.
			env.Setenv("USER", "tester")
			env.Setenv("SUDO_USER", "")
			return nil
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"freeport": scriptFreePort, "await": scriptAwait, "refused": scriptRefused, "code": scriptCode,
			"signal": scriptSignal, "mode": scriptMode, "form": scriptForm, "post": scriptPost,
			"secret": scriptSecret, "patch": scriptPatch, "certificate": scriptCertificate, "serial": scriptSerial, "trusted": scriptTrusted,
			"bearer": scriptBearer, "ids": scriptIDs, "truncate": scriptTruncate, "empty": scriptEmpty, "only": scriptOnly,
		},
	})
}

// patience is how long a script waits for what must come. It is a bound for a
// slow machine, not a promise.
const patience = 30 * time.Second

// want ends the script unless a command was called with enough arguments, and
// without the ! that it does not know.
func want(ts *testscript.TestScript, neg bool, args []string, least int, usage string) {
	if neg || len(args) < least {
		ts.Fatalf("usage: %s", usage)
	}
}

// eventually tries until there is no error.
func eventually(ts *testscript.TestScript, try func() error) {
	var err error
	for began := time.Now(); time.Since(began) < patience; time.Sleep(20 * time.Millisecond) {
		if err = try(); err == nil {
			return
		}
	}
	ts.Fatalf("after %s: %v", patience, err)
}

func scriptFreePort(ts *testscript.TestScript, neg bool, args []string) {
	want(ts, neg, args, 1, "freeport NAME...")
	for _, name := range args {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		ts.Check(err)
		_, port, err := net.SplitHostPort(l.Addr().String())
		ts.Check(err)
		ts.Setenv(name, port)
		defer l.Close() // after the last, so that no port is given twice
	}
}

// insecure talks to a certificate that was made a moment ago.
func insecure() *http.Client {
	return &http.Client{
		Timeout:       5 * time.Second,
		Transport:     &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

func scriptAwait(ts *testscript.TestScript, neg bool, args []string) {
	want(ts, neg, args, 1, "await URL [TEXT]")
	eventually(ts, func() error {
		res, err := insecure().Get(args[0])
		if err != nil {
			return err
		}
		defer res.Body.Close()
		text, err := io.ReadAll(res.Body)
		if err == nil && (res.StatusCode != http.StatusOK || len(args) > 1 && !strings.Contains(string(text), args[1])) {
			err = fmt.Errorf("%s answers %d %s", args[0], res.StatusCode, text)
		}
		return err
	})
}

func scriptRefused(ts *testscript.TestScript, neg bool, args []string) {
	want(ts, neg, args, 1, "refused ADDR")
	eventually(ts, func() error {
		c, err := net.DialTimeout("tcp", args[0], time.Second)
		if err != nil {
			return nil //nolint:nilerr // that is what is waited for
		}
		return errors.Join(errors.New("something listens on "+args[0]), c.Close())
	})
}

func scriptCode(ts *testscript.TestScript, neg bool, args []string) {
	want(ts, neg, args, 2, "code N COMMAND...")
	code, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if exit, ok := errors.AsType[*exec.ExitError](ts.Exec(args[1], args[2:]...)); ok {
		got = exit.ExitCode()
	}
	if got != code {
		ts.Fatalf("exit code %d, want %d", got, code)
	}
}

func scriptSignal(ts *testscript.TestScript, neg bool, args []string) {
	want(ts, neg, args, 1, "signal TERM|KILL")
	sig, ok := map[string]os.Signal{"TERM": syscall.SIGTERM, "KILL": syscall.SIGKILL}[args[0]]
	if !ok || len(ts.BackgroundCmds()) == 0 {
		ts.Fatalf("no such signal, or nothing runs in the background")
	}
	for _, c := range ts.BackgroundCmds() {
		ts.Check(c.Process.Signal(sig))
	}
}

func scriptMode(ts *testscript.TestScript, neg bool, args []string) {
	want(ts, neg, args, 2, "mode PERM FILE")
	info, err := os.Stat(ts.MkAbs(args[1]))
	ts.Check(err)
	if got := fmt.Sprintf("%04o", info.Mode().Perm()); got != args[0] {
		ts.Fatalf("%s has mode %s", args[1], got)
	}
}

func scriptForm(ts *testscript.TestScript, neg bool, args []string) {
	want(ts, neg, args, 1, "form URL KEY=VALUE...")
	values := make([]string, 0, len(args))
	for _, pair := range args[1:] {
		name, value, _ := strings.Cut(pair, "=")
		values = append(values, name+"="+strings.NewReplacer("+", "%2B", "@", "%40", " ", "+").Replace(value))
	}
	send(ts, args[0], "application/x-www-form-urlencoded", strings.Join(values, "&"))
}

func scriptPost(ts *testscript.TestScript, neg bool, args []string) {
	want(ts, neg, args, 2, "post URL FILE")
	send(ts, args[0], "application/json", ts.ReadFile(args[1]))
}

// send prints the status and the body.
func send(ts *testscript.TestScript, url, contentType, body string) {
	res, err := insecure().Post(url, contentType, strings.NewReader(body))
	ts.Check(err)
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	ts.Check(err)
	_, err = fmt.Fprintf(ts.Stdout(), "%d\n%s\n", res.StatusCode, text)
	ts.Check(err)
}

func scriptSecret(ts *testscript.TestScript, neg bool, args []string) {
	want(ts, neg, args, 2, "secret NAME FILE")
	line, _, _ := strings.Cut(ts.ReadFile(args[1]), "\n")
	ts.Setenv(args[0], line)
}

func scriptPatch(ts *testscript.TestScript, neg bool, args []string) {
	want(ts, neg, args, 3, "patch FILE OLD NEW")
	text := ts.ReadFile(args[0])
	if !strings.Contains(text, args[1]) {
		ts.Fatalf("%s does not have %q", args[0], args[1])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.ReplaceAll(text, args[1], args[2])), 0o600))
}

func scriptCertificate(ts *testscript.TestScript, neg bool, args []string) {
	want(ts, neg, args, 3, "certificate SERIAL CERT KEY")
	serial, err := strconv.ParseInt(args[0], 10, 64)
	ts.Check(err)
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	ts.Check(err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(serial), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
	cert, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	ts.Check(err)
	private, err := x509.MarshalPKCS8PrivateKey(key)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert}), 0o600))
	ts.Check(os.WriteFile(ts.MkAbs(args[2]), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}), 0o600))
}

// scriptSerial waits until a server shows the certificate with a serial number.
func scriptSerial(ts *testscript.TestScript, neg bool, args []string) {
	want(ts, neg, args, 2, "serial N ADDR")
	eventually(ts, func() error {
		c, err := tls.Dial("tcp", args[1], &tls.Config{InsecureSkipVerify: true})
		if err != nil {
			return err
		}
		defer c.Close()
		if got := c.ConnectionState().PeerCertificates[0].SerialNumber.String(); got != args[0] {
			return fmt.Errorf("certificate %s is shown", got)
		}
		return nil
	})
}

func scriptTrusted(ts *testscript.TestScript, neg bool, args []string) {
	want(ts, neg, args, 2, "trusted ROOT URL")
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM([]byte(ts.ReadFile(args[0]))) {
		ts.Fatalf("%s has no certificate", args[0])
	}
	client := &http.Client{Timeout: 5 * time.Second, Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}, DisableKeepAlives: true}}
	eventually(ts, func() error {
		res, err := client.Get(args[1])
		if err != nil {
			return err
		}
		return res.Body.Close()
	})
}

func scriptBearer(ts *testscript.TestScript, neg bool, args []string) {
	want(ts, neg, args, 3, "bearer STATUS URL KEY")
	req, err := http.NewRequest(http.MethodGet, args[1], nil)
	ts.Check(err)
	req.Header.Set("Authorization", "Bearer "+args[2])
	res, err := insecure().Do(req)
	ts.Check(err)
	ts.Check(res.Body.Close())
	if got := strconv.Itoa(res.StatusCode); got != args[0] {
		ts.Fatalf("%s answers %s", args[1], got)
	}
}

func scriptIDs(ts *testscript.TestScript, neg bool, args []string) {
	want(ts, neg, args, 2, "ids NAME WORD")
	for line := range strings.Lines(ts.ReadFile("stdout")) {
		if words := strings.Fields(line); strings.Contains(line, args[1]) {
			ts.Setenv(args[0], words[0])
			return
		}
	}
	ts.Fatalf("no line of stdout has %q", args[1])
}

func scriptTruncate(ts *testscript.TestScript, neg bool, args []string) {
	want(ts, neg, args, 2, "truncate FILE BYTES")
	size, err := strconv.ParseInt(args[1], 10, 64)
	ts.Check(err)
	ts.Check(os.Truncate(ts.MkAbs(args[0]), size))
}

func scriptOnly(ts *testscript.TestScript, neg bool, args []string) {
	want(ts, neg, args, 2, "only NAME DIR")
	there, err := os.ReadDir(ts.MkAbs(args[1]))
	ts.Check(err)
	if len(there) != 1 {
		ts.Fatalf("%s has %v", args[1], there)
	}
	ts.Setenv(args[0], filepath.Join(ts.MkAbs(args[1]), there[0].Name()))
}

func scriptEmpty(ts *testscript.TestScript, neg bool, args []string) {
	want(ts, neg, args, 1, "empty DIR")
	left, err := os.ReadDir(ts.MkAbs(args[0]))
	ts.Check(err)
	if len(left) > 0 {
		ts.Fatalf("%s has %v", args[0], left)
	}
}
