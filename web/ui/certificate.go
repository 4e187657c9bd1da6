package ui

import (
	"net/http"
	"strconv"

	"wakeman/web/certificate"
	"wakeman/web/ui/view"
)

// certificateCheck is for the health page; there is none without TLS.
func (u *ui) certificateCheck() []view.Check {
	if u.Certificate == nil {
		return nil
	}
	s := u.Certificate()
	verdict, words := s.Judge(u.Now())
	c := view.Check{Name: "Certificate", Level: certificateLevel(verdict), Words: words}
	if s.Root != nil {
		c.Path, c.More = view.PathInstall, "Install it on a device"
	}
	return []view.Check{c}
}

func certificateLevel(v certificate.Verdict) view.Level {
	switch v {
	case certificate.Good:
		return view.Good
	case certificate.Warning:
		return view.Warning
	}
	return view.Bad
}

// certificateBanner is on every page when browsers warn, or soon will.
func (u *ui) certificateBanner() []view.Banner {
	for _, c := range u.certificateCheck() {
		if c.Level == view.Bad {
			return []view.Banner{{Level: view.Bad, Text: "The certificate of this box needs attention: links in pages may show a warning.", LinkPath: view.PathHealth, LinkText: "System health"}}
		}
	}
	return nil
}

// root is what people install, nil if others vouch for the box.
func (u *ui) root() *certificate.Root {
	if u.Certificate == nil {
		return nil
	}
	return u.Certificate().Root
}

// certificateShow says how a device learns to trust the box. Strangers see it,
// and it is served without TLS: whoever needs it can not use TLS yet. What makes
// it safe is that people compare the fingerprint with the box itself.
func (u *ui) certificateShow(w http.ResponseWriter, r *http.Request) {
	v := view.InstallPage{}
	if root := u.root(); root != nil {
		v = view.InstallPage{
			There: true, Name: root.Name, Covers: root.Covers, Ends: root.Ends, Fingerprint: root.Fingerprint,
			Standing: u.Certificate().Mode != certificate.ModeLAN,
		}
	}
	u.draw(w, r, http.StatusOK, view.Install(u.page(r), v))
}

// certificateFile is the root as a file.
func (u *ui) certificateFile(w http.ResponseWriter, r *http.Request) {
	u.download(w, r, "application/x-x509-ca-cert", "wakeman-root.crt", func(root *certificate.Root) []byte { return root.DER })
}

// certificatePEM is the root as text, which is what programs want.
func (u *ui) certificatePEM(w http.ResponseWriter, r *http.Request) {
	u.download(w, r, "application/x-pem-file", "wakeman-root.pem", func(root *certificate.Root) []byte { return certificate.PEM(root.DER) })
}

// certificateProfile is the root as telephones of Apple's take it.
func (u *ui) certificateProfile(w http.ResponseWriter, r *http.Request) {
	u.download(w, r, "application/x-apple-aspen-config", "wakeman.mobileconfig", (*certificate.Root).Profile)
}

func (u *ui) download(w http.ResponseWriter, r *http.Request, kind, name string, body func(*certificate.Root) []byte) {
	root := u.root()
	if root == nil {
		u.notFound(w, r)
		return
	}
	text := body(root)
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	w.Header().Set("Content-Length", strconv.Itoa(len(text)))
	_, _ = w.Write(text) // a device that went away asks again
}

// certificateRoutes are everybody's.
func (u *ui) certificateRoutes() []route {
	return []route{
		{"GET " + view.PathInstall, "", u.certificateShow},
		{"GET " + view.PathInstallRoot, "", u.certificateFile},
		{"GET " + view.PathInstallPEM, "", u.certificatePEM},
		{"GET " + view.PathInstallProfile, "", u.certificateProfile},
	}
}
