package main

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"wakeman/web/certificate/certificatetest"
)

const (
	tsigKey    = "wakeman."
	tsigSecret = "YSBzZWNyZXQgb2YgdGhlIHpvbmU="
)

// way is one way to prove a name.
type way struct {
	name  string
	plain bool // the box listens without TLS, too
	dns   bool
}

// story is what one way plays with.
type story struct {
	way
	dir   string
	began time.Time
	zone  *certificatetest.Zone
	ca    *pebble
	box   *box
	roots *x509.CertPool
}

// play tells the story of doc.go, and says what went wrong with all logs.
func (w way) play(ctx context.Context, binary, server string) (err error) {
	s := &story{way: w, began: time.Now()}
	if s.dir, err = os.MkdirTemp("", "wakeman-acme-"); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(s.dir)) }()
	if err := s.stage(binary, server); err != nil {
		return err
	}
	defer func() {
		s.box.stop()
		s.ca.stop()
		err = errors.Join(err, s.zone.Close())
	}()
	for _, scene := range []struct {
		name string
		play func(context.Context) error
	}{
		{"the ACME server is down: an event is taken, somebody is paged, HTTPS is of the box's own making", s.alone},
		{"the ACME server is up: its certificate is served", s.certified},
		{"browsers are led to it, and nothing of the proof is left", s.clean},
		{"started again without the ACME server: the same certificate at once", s.again},
	} {
		if err := scene.play(ctx); err != nil {
			return fmt.Errorf("%s: %w\n---- wakeman\n%s\n---- pebble\n%s", scene.name, err, s.box.said, s.ca.said)
		}
		fmt.Printf("%5.1f s  %-11s  %s\n", time.Since(s.began).Seconds(), w.name, scene.name)
	}
	return nil
}

// stage prepares everything and starts nothing but the DNS server.
func (s *story) stage(binary, server string) error {
	s.zone = &certificatetest.Zone{Name: "example.net.", KeyName: tsigKey, Algorithm: "hmac-sha256.", Secret: tsigSecret}
	if err := s.zone.Serve(); err != nil {
		return err
	}
	ports, err := freePorts(5)
	if err != nil {
		return err
	}
	http, https, nobody := ports[0], ports[1], ports[4]
	s.ca = &pebble{binary: server, dir: s.dir, said: &lines{}, dns: s.zone.Addr(), directory: ports[2], management: ports[3], http: nobody, https: nobody}
	switch s.name {
	case "http-01":
		s.ca.http = http
	case "tls-alpn-01":
		s.ca.https = https
	}
	if err := s.ca.configure(); err != nil {
		return err
	}
	s.box = &box{binary: binary, data: filepath.Join(s.dir, "data"), name: "wakeman.example.net", said: &lines{}, http: http, https: https}
	s.box.flags = []string{"--tls", "acme", "--acme-email", "ann@example.net", "--acme-directory", s.ca.url(), "--acme-root", s.ca.rootFile()}
	if s.plain {
		s.box.flags = append(s.box.flags, "--http", address(http), "--https", address(https))
	} else {
		s.box.flags = append(s.box.flags, "--http", address(https))
	}
	if s.dns {
		s.box.flags = append(s.box.flags, "--acme-dns", "server="+s.zone.Addr()+",zone=example.net,key="+tsigKey+":hmac-sha256:"+tsigSecret)
	}
	return s.box.configure()
}

// alone is a box before there is a certificate.
func (s *story) alone(ctx context.Context) error {
	if err := s.box.start(ctx); err != nil {
		return err
	}
	base := "https://" + address(s.box.https)
	if s.plain {
		base = "http://" + address(s.box.http)
	}
	if err := s.box.event(ctx, base); err != nil {
		return err
	}
	if err := s.box.waitForPage(ctx); err != nil {
		return err
	}
	issuer, err := s.box.issuer(ctx, nil)
	if err != nil {
		return err
	}
	if !strings.HasPrefix(issuer, "Wakeman ") {
		return fmt.Errorf("HTTPS is served with a certificate of %q", issuer)
	}
	if text, err := s.box.command(ctx, "certificate"); err != nil || !strings.Contains(text, "until there is another") {
		return fmt.Errorf("wakeman certificate says %w, %s", err, text)
	}
	return eventually(ctx, func() error {
		notes, err := s.box.ready(ctx)
		if err == nil && !strings.Contains(notes, "the certificate needs attention") {
			err = fmt.Errorf("the box is ready and does not say that there is no certificate: %s", notes)
		}
		text, failed := s.box.command(ctx, "certificate")
		if failed == nil && !strings.Contains(text, "the server does not answer") {
			failed = fmt.Errorf("wakeman certificate does not say that the ACME server is down: %s", text)
		}
		return errors.Join(err, failed)
	})
}

// certified waits for the ACME server's certificate.
func (s *story) certified(ctx context.Context) error {
	if err := s.ca.start(ctx); err != nil {
		return err
	}
	var err error
	if s.roots, err = s.ca.roots(ctx); err != nil {
		return err
	}
	return eventually(ctx, func() error { return s.trusted(ctx) })
}

// trusted reaches the box as somebody who trusts the ACME server's root alone.
func (s *story) trusted(ctx context.Context) error {
	issuer, err := s.box.issuer(ctx, s.roots)
	if err != nil {
		return err
	}
	if !strings.HasPrefix(issuer, "Pebble") {
		return fmt.Errorf("it is a certificate of %q", issuer)
	}
	return nil
}

func (s *story) clean(ctx context.Context) error {
	text, err := s.box.command(ctx, "certificate")
	if err != nil || !strings.Contains(text, "from an ACME server") || strings.Contains(text, "Look at") {
		return fmt.Errorf("wakeman certificate says %w, %s", err, text)
	}
	if notes, err := s.box.ready(ctx); err != nil || strings.Contains(notes, "certificate") {
		return fmt.Errorf("ready says %w, %s", err, notes)
	}
	if s.plain {
		if err := s.box.leads(ctx); err != nil {
			return err
		}
	}
	if s.dns && len(s.zone.Written()) == 0 {
		return errors.New("nothing was written into the zone")
	}
	return eventually(ctx, func() error {
		if left := s.zone.Texts("_acme-challenge.wakeman.example.net."); len(left) > 0 {
			return fmt.Errorf("left in the zone: %v", left)
		}
		return nil
	})
}

func (s *story) again(ctx context.Context) error {
	s.ca.stop()
	s.box.stop()
	if err := s.box.start(ctx); err != nil {
		return err
	}
	return eventually(ctx, func() error { return s.trusted(ctx) })
}
