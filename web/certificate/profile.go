package certificate

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/xml"
	"fmt"
	"strings"
)

// Profile is the root as a configuration profile for iOS and macOS (Apple,
// "Configuration Profile Reference", com.apple.security.root). Its identifiers
// come from the certificate, so that the same root replaces itself.
func (r *Root) Profile() []byte {
	name := escaped(r.Name)
	return fmt.Appendf(nil, `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
	<key>PayloadType</key><string>Configuration</string>
	<key>PayloadVersion</key><integer>1</integer>
	<key>PayloadIdentifier</key><string>wakeman.root.%[1]s</string>
	<key>PayloadUUID</key><string>%[2]s</string>
	<key>PayloadDisplayName</key><string>%[3]s</string>
	<key>PayloadDescription</key><string>Trusts this Wakeman box for: %[4]s. Fingerprint (SHA-256): %[5]s</string>
	<key>PayloadContent</key>
	<array>
		<dict>
			<key>PayloadType</key><string>com.apple.security.root</string>
			<key>PayloadVersion</key><integer>1</integer>
			<key>PayloadIdentifier</key><string>wakeman.root.%[1]s.certificate</string>
			<key>PayloadUUID</key><string>%[6]s</string>
			<key>PayloadDisplayName</key><string>%[3]s</string>
			<key>PayloadCertificateFileName</key><string>wakeman-root.crt</string>
			<key>PayloadContent</key>
			<data>%[7]s</data>
		</dict>
	</array>
</dict>
</plist>
`, r.digits(), r.uuid("profile"), name, escaped(strings.Join(r.Covers, ", ")), r.Fingerprint, r.uuid("certificate"),
		base64.StdEncoding.EncodeToString(r.DER))
}

// digits begin the fingerprint, in the form of an identifier.
func (r *Root) digits() string {
	return strings.ToLower(strings.ReplaceAll(r.Fingerprint, ":", ""))[:16]
}

// uuid is made of the certificate and a word (RFC 9562, version 8).
func (r *Root) uuid(word string) string {
	sum := sha256.Sum256(append([]byte(word), r.DER...))
	u := sum[:16]
	u[6], u[8] = u[6]&0x0f|0x80, u[8]&0x3f|0x80
	return fmt.Sprintf("%X-%X-%X-%X-%X", u[:4], u[4:6], u[6:8], u[8:10], u[10:])
}

func escaped(text string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(text)) // a buffer takes everything
	return b.String()
}
