package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"text/tabwriter"
	"time"

	"wakeman/engine"
	"wakeman/web"
	"wakeman/web/certificate"
)

// certificateState is what the running server serves.
func (c commands) certificateState(context.Context, struct{}) ([]certificate.State, error) {
	if c.certificate == nil {
		return nil, engine.Fail(engine.NotFound, "this box speaks plain http: see --tls")
	}
	return []certificate.State{c.certificate()}, nil
}

type certificateCmd struct {
	dataFlag
	TLSCert string `name:"tls-cert" help:"The certificate file, if the box is not running and has one." env:"WAKEMAN_TLS_CERT" type:"path" placeholder:"FILE"`
	Root    bool   `help:"Print the root certificate (PEM) and nothing else."`
}

// Run says what is served, or would be. It is what people compare with what
// their telephone shows, so that it asks the box itself and not the network.
func (c certificateCmd) Run(ctx context.Context, std stdio) error {
	list, err := c.states(ctx)
	if err != nil {
		return err
	}
	if c.Root {
		return printRoot(std.out, list)
	}
	for _, s := range list {
		if err := printCertificate(std.out, s, time.Now()); err != nil {
			return err
		}
	}
	return nil
}

func (c certificateCmd) states(ctx context.Context) ([]certificate.State, error) {
	if server, err := web.Dial(c.Data); err == nil {
		var list []certificate.State
		ctx, cancel := context.WithTimeout(ctx, commandTimeout)
		defer cancel()
		return list, server.Call(ctx, "certificate", struct{}{}, &list)
	}
	list, err := certificate.OnDisk(filepath.Join(c.Data, tlsDir))
	if err != nil {
		return nil, err
	}
	if c.TLSCert != "" {
		s, err := certificate.InFile(certificate.ModeFiles, c.TLSCert)
		if err != nil {
			return nil, err
		}
		list = append(list, s)
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("there is no certificate in %s, and no server runs on it: is --data right?", c.Data)
	}
	return list, nil
}

func printRoot(out io.Writer, list []certificate.State) error {
	for _, s := range list {
		if s.Root != nil {
			_, err := out.Write(certificate.PEM(s.Root.DER))
			return err
		}
	}
	return fmt.Errorf("there is no root of this box's own: others vouch for it")
}

func printCertificate(out io.Writer, s certificate.State, now time.Time) error {
	w := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	line := func(name, value string) { fmt.Fprintf(w, "%s:\t%s\n", name, value) }
	line("Certificate", modeWords(s))
	line("Names", strings.Join(s.Names, ", "))
	line("Issued by", s.Issuer)
	line("Ends", s.Ends.Format("2006-01-02 15:04 MST"))
	line("SHA-256", s.Fingerprint)
	if verdict, words := s.Judge(now); verdict != certificate.Good {
		line("Look at", words)
	}
	if r := s.Root; r != nil {
		fmt.Fprintln(w)
		line("Root to install", r.Name)
		line("Vouches for", strings.Join(r.Covers, ", "))
		line("Ends", r.Ends.Format(time.DateOnly))
		line("SHA-256", r.Fingerprint)
	}
	fmt.Fprintln(w)
	return w.Flush()
}

func modeWords(s certificate.State) string {
	switch {
	case s.Fallback:
		return "of this box's own making, until there is another"
	case s.Mode == certificate.ModeLAN:
		return "of this box's own making (--tls lan)"
	case s.Mode == certificate.ModeACME:
		return "from an ACME server (--tls acme)"
	}
	return "from a file (--tls-cert)"
}
