package main

import (
	"crypto/tls"
	"net"
	"net/http"
	"path/filepath"
	"slices"
	"time"

	"wakeman/web"
	"wakeman/web/certificate"
)

// tlsDir is where keys and certificates are kept, in the data directory.
const tlsDir = "tls"

// openCertificate opens where the certificate comes from; nil: there is no TLS.
func (a *appliance) openCertificate() certificate.Source {
	o := a.tls
	dir := filepath.Join(a.data, tlsDir)
	if len(certificate.OwnAddresses()) == 0 && o.mode == certificate.ModeLAN {
		a.log.Info("no private address of this machine is known: name those that people use with --tls-name")
	}
	authority := func() *certificate.Authority { return certificate.OpenAuthority(dir, a.certificateNames, a.log) }
	switch o.mode {
	case certificate.ModeFiles:
		return certificate.OpenFiles(o.cert, o.key, authority, a.log)
	case certificate.ModeLAN:
		return authority()
	case certificate.ModeACME:
		o.acme.Dir, o.acme.Log, o.acme.Names = filepath.Join(dir, "acme"), a.log, a.certificateNames
		o.acme.TLSAddr, o.acme.HTTPAddr = a.http.Addr(), nil
		if a.https != nil {
			o.acme.TLSAddr, o.acme.HTTPAddr = a.https.Addr(), a.http.Addr()
		}
		return certificate.OpenACME(o.acme, authority())
	}
	return nil
}

// certificateNames are what the certificate should be for. Asked again and
// again: the public address can be changed on a page.
func (a *appliance) certificateNames() certificate.Names {
	given := append(slices.Clone(a.tls.names), certificate.HostOf(a.base()))
	return certificate.Names{Given: slices.DeleteFunc(given, func(n string) bool { return n == "" }), Own: certificate.OwnAddresses()}
}

// secured adds to the server's options what TLS brings.
func (f *front) secured(o web.Options) web.Options {
	o.Notes = f.notes
	if f.certificate == nil {
		o.HSTS = func() bool { return f.a.tls.hsts } // a trusted proxy does TLS
		return o
	}
	o.TLS = f.tlsConfig()
	o.TLS.NextProtos = []string{"h2", "http/1.1"}
	o.HSTS = func() bool { return f.a.tls.hsts && f.certificate.State().Insists() }
	o.CertificateEnds = func() time.Time { return f.certificate.State().Ends }
	if f.a.https != nil {
		_, port, _ := net.SplitHostPort(f.a.https.Addr().String())
		o.HTTPS = &web.HTTPS{Port: port, PublicURL: f.a.base}
	}
	if acme, ok := f.certificate.(*certificate.ACME); ok {
		o.TLS.NextProtos = append(o.TLS.NextProtos, certificate.ChallengeProtocol)
		o.Challenge = func(w http.ResponseWriter, r *http.Request) bool { return acme.Challenge(w, r) }
	}
	return o
}

// tlsConfig serves what the source has at each handshake; nil: no TLS.
func (f *front) tlsConfig() *tls.Config {
	if f.certificate == nil {
		return nil
	}
	return &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: f.certificate.Get}
}

// notes tell whoever watches the box from outside what needs an admin.
func (f *front) notes() []string {
	if f.certificate == nil {
		return f.a.feeds.notes()
	}
	return append(f.certificateNotes(), f.a.feeds.notes()...)
}

// certificateNotes tell whoever watches the box from outside. What is wrong is
// for those who sign in: it has names of files and servers in it.
func (f *front) certificateNotes() []string {
	if verdict, _ := f.certificate.State().Judge(time.Now()); verdict == certificate.Good {
		return nil
	}
	return []string{"the certificate needs attention: the health page, or wakeman certificate, says why"}
}
