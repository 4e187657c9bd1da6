package main

import (
	"errors"
	"fmt"

	"wakeman/web/certificate"
)

// tlsFlags say whether there is TLS and where its certificate comes from.
type tlsFlags struct {
	HTTPS         string   `name:"https" help:"Where to listen with TLS; --http then stays plain http. Without it, TLS is on --http." env:"WAKEMAN_HTTPS" placeholder:"ADDR"`
	TLS           string   `name:"tls" help:"Where the certificate comes from: off, lan (an authority of this box's own, to be installed on each device) or acme (Let's Encrypt, or a server of yours). For files: --tls-cert and --tls-key." enum:"off,lan,acme" default:"off" env:"WAKEMAN_TLS"`
	TLSCert       string   `name:"tls-cert" help:"Certificate file (PEM, with its chain)." env:"WAKEMAN_TLS_CERT" type:"path" placeholder:"FILE"`
	TLSKey        string   `name:"tls-key" help:"Key file (PEM)." env:"WAKEMAN_TLS_KEY" type:"path" placeholder:"FILE"`
	TLSName       []string `name:"tls-name" help:"A further name or address for the certificate of --tls lan or acme, beside the public URL's." env:"WAKEMAN_TLS_NAME" placeholder:"NAME"`
	HSTS          bool     `name:"hsts" help:"Tell browsers to insist on HTTPS for a year. Only with a certificate that they trust." env:"WAKEMAN_HSTS"`
	ACMEEmail     string   `name:"acme-email" help:"Where the ACME server writes to when something is wrong." env:"WAKEMAN_ACME_EMAIL" placeholder:"ADDRESS"`
	ACMEDirectory string   `name:"acme-directory" help:"The ACME server; Let's Encrypt if left out." env:"WAKEMAN_ACME_DIRECTORY" placeholder:"URL"`
	ACMERoot      string   `name:"acme-root" help:"CA file (PEM) of a private ACME server." env:"WAKEMAN_ACME_ROOT" type:"path" placeholder:"FILE"`
	ACMEDNS       string   `name:"acme-dns" help:"Prove the name by DNS (RFC 2136): server=HOST[:PORT],zone=ZONE,key=NAME:ALGORITHM:BASE64. Better in the environment than on the command line, where others see the key." env:"WAKEMAN_ACME_DNS" placeholder:"…"`
}

// tlsOptions are the flags, understood.
type tlsOptions struct {
	mode      certificate.Mode // "": no TLS
	cert, key string
	names     []string
	hsts      bool
	acme      certificate.ACMEOptions
}

// understood refuses what cannot have been meant. What may break later, a file
// that cannot be read or a server that does not answer, is no reason not to
// start.
func (f tlsFlags) understood() (tlsOptions, error) {
	o := tlsOptions{mode: certificate.Mode(f.TLS), cert: f.TLSCert, key: f.TLSKey, hsts: f.HSTS}
	if f.TLS == "off" || f.TLS == "" {
		o.mode = ""
		if f.TLSCert != "" {
			o.mode = certificate.ModeFiles
		}
	}
	if err := f.conflict(o.mode); err != nil {
		return o, err
	}
	for _, text := range f.TLSName {
		name, err := certificate.ParseName(text)
		if err != nil {
			return o, fmt.Errorf("--tls-name: %w", err)
		}
		o.names = append(o.names, name)
	}
	o.acme = certificate.ACMEOptions{Email: f.ACMEEmail, Directory: f.ACMEDirectory, RootFile: f.ACMERoot}
	var err error
	if f.ACMEDNS != "" {
		if o.acme.DNS, err = certificate.ParseDNS(f.ACMEDNS); err != nil {
			return o, fmt.Errorf("--acme-dns: %w", err)
		}
	}
	return o, nil
}

func (f tlsFlags) conflict(mode certificate.Mode) error {
	switch {
	case (f.TLSCert == "") != (f.TLSKey == ""):
		return errors.New("--tls-cert and --tls-key go together")
	case f.TLSCert != "" && mode != certificate.ModeFiles:
		return fmt.Errorf("--tls %s makes its own certificate: leave --tls-cert and --tls-key out", f.TLS)
	case f.HSTS && mode == certificate.ModeLAN:
		return errors.New("--hsts does not go with --tls lan: every device without the root installed would refuse this box for a year, without a way round")
	case f.HTTPS != "" && mode == "":
		return errors.New("--https needs a certificate: --tls lan, --tls acme, or --tls-cert and --tls-key")
	case mode != certificate.ModeACME && (f.ACMEEmail != "" || f.ACMEDirectory != "" || f.ACMERoot != "" || f.ACMEDNS != ""):
		return errors.New("--acme-email, --acme-directory, --acme-root and --acme-dns need --tls acme")
	}
	return nil
}
