package certificate_test

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"wakeman/web/certificate"
)

// shake shakes hands with a server that runs on, and gives its certificate as a
// client sees it that trusts one root.
func shake(server *tls.Config, root *certificate.Root, name string) (*x509.Certificate, error) {
	top, err := x509.ParseCertificate(root.DER)
	if err != nil {
		return nil, err
	}
	roots := x509.NewCertPool()
	roots.AddCert(top)
	here, there := net.Pipe()
	defer here.Close()  //nolint:errcheck // in memory
	defer there.Close() //nolint:errcheck // in memory
	go func() { _ = tls.Server(there, server).Handshake() }()
	c := tls.Client(here, &tls.Config{RootCAs: roots, ServerName: name, Time: time.Now})
	if err := c.Handshake(); err != nil {
		return nil, err
	}
	return c.ConnectionState().PeerCertificates[0], nil
}

func TestARenewalIsServedAtTheNextHandshake(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := openLAN(t, "wakeman.example.net")
		server, root := &tls.Config{GetCertificate: l.a.Get}, l.a.State().Root
		first, err := shake(server, root, "wakeman.example.net")
		if err != nil {
			t.Fatal(err)
		}
		l.runs(61 * 24 * time.Hour)
		second, err := shake(server, root, "wakeman.example.net")
		if err != nil {
			t.Fatal(err)
		}
		if first.Equal(second) {
			t.Error("after 61 days the first is still served")
		}
		time.Sleep(40 * 24 * time.Hour) // the first has ended by now
		if _, err := shake(server, root, "wakeman.example.net"); err != nil {
			t.Error(err)
		}
	})
}
