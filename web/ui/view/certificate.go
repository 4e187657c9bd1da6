package view

import (
	"slices"
	"strings"
)

// facts are what people compare.
func (v InstallPage) facts() []Field {
	return []Field{
		{Name: "Root", Value: v.Name},
		{Name: "Vouches for", Value: strings.Join(v.Covers, ", ")},
		{Name: "Ends", Value: v.Ends.UTC().Format("2 Jan 2006")},
		{Name: "SHA-256 fingerprint", Value: inRows(v.Fingerprint)},
	}
}

// inRows breaks a fingerprint into rows of eight pairs, which eyes can compare.
func inRows(fingerprint string) string {
	var rows []string
	for row := range slices.Chunk(strings.Split(fingerprint, ":"), 8) {
		rows = append(rows, strings.Join(row, ":"))
	}
	return strings.Join(rows, "\n")
}

// device is one kind of phone or computer, and how it takes a root.
type device struct {
	Name, Link, Path string
	Steps            []string
}

// devices are in the order of how often they lie beside a bed.
func devices() []device {
	const file = "Download the certificate (.crt)"
	return []device{
		{"Android", file, PathInstallRoot, []string{
			"Settings, Security and privacy, More security settings, Encryption and credentials, Install a certificate, CA certificate. Names differ by maker: search the settings for “CA certificate”.",
			"Choose the file. The phone warns that the network may be monitored: this root can only vouch for the names above.",
			"Look at it under Trusted credentials, User, and compare the fingerprint.",
		}},
		{"iPhone and iPad", "Download the profile (in Safari)", PathInstallProfile, []string{
			"Settings, Profile Downloaded. Open More Details, compare the fingerprint, then Install.",
			"Settings, General, About, Certificate Trust Settings: switch the root on. Without this step it is installed and not trusted.",
		}},
		{"Windows", file, PathInstallRoot, []string{
			"Open the file. Under Details, look for the thumbprint; for SHA-256 run: certutil -dump wakeman-root.crt",
			"Install Certificate, Local Machine, Place all certificates in the following store: Trusted Root Certification Authorities.",
			"Start the browser again.",
		}},
		{"macOS", file, PathInstallRoot, []string{
			"Open the file: Keychain Access takes it into the login keychain.",
			"Double-click it there and compare the fingerprint. Under Trust, set “When using this certificate” to Always Trust.",
		}},
		{"Firefox, on any computer", file, PathInstallRoot, []string{
			"Settings, Privacy and Security, Certificates, View Certificates, Authorities, Import.",
			"View it, compare the fingerprint, and tick “Trust this CA to identify websites”.",
		}},
		{"Linux, and programs that send", "Download the certificate (.pem)", PathInstallPEM, []string{
			"Compare: openssl x509 -in wakeman-root.pem -noout -fingerprint -sha256",
			"Debian and Ubuntu: sudo cp wakeman-root.pem /usr/local/share/ca-certificates/wakeman.crt && sudo update-ca-certificates",
			"curl and most senders take the file itself: curl --cacert wakeman-root.pem …",
		}},
	}
}
