package ui

import (
	"net/http"
	"strings"

	"wakeman/web/ui/view"
	"wakeman/web/upkeep"
)

// reachedShow is how the box is reached: what it was started with, and what
// changes that.
func (u *ui) reachedShow(w http.ResponseWriter, r *http.Request) {
	v := view.ReachedPage{Rows: reachedRows(u.Upkeep.Reach())}
	if u.Certificate != nil {
		s := u.Certificate()
		verdict, words := s.Judge(u.Now())
		v.Certificate = &view.ReachedCertificate{
			Level: certificateLevel(verdict), Words: words, Names: s.Names, Issuer: s.Issuer, Ends: s.Ends, Fingerprint: s.Fingerprint, Root: s.Root != nil,
		}
	}
	u.draw(w, r, http.StatusOK, view.Reached(u.page(r), v))
}

func reachedRows(is upkeep.Reach) []view.ReachedRow {
	public := view.ReachedRow{Name: "Public address", Value: orElse(is.PublicURL, "none: pages carry no link"), By: "Settings", Path: view.PathSettings}
	if is.PublicURL != "" && !is.Setting {
		public.Value += " (from --public-url; the settings would win)"
	}
	return []view.ReachedRow{
		public,
		{Name: "Browsers, senders, the API", Value: orElse(is.HTTP, "nowhere"), By: "--http"},
		{Name: "The same, with TLS beside it", Value: orElse(is.HTTPS, "nowhere: TLS, if any, is on the address above"), By: "--https"},
		{Name: "Where the certificate comes from", Value: certificateOrigin(is.TLS), By: "--tls, --tls-cert"},
		{Name: "Browsers insist on HTTPS", Value: yesOrNo(is.HSTS), By: "--hsts"},
		{Name: "Mail that opens incidents", Value: orElse(is.Mail, "nowhere: no mail is taken"), By: "--smtp"},
		{Name: "Pages can be answered by mail", Value: yesOrNo(is.MailAnswers), By: "--mail-answers"},
		{Name: "Proxies that are believed", Value: orElse(strings.Join(is.TrustedProxies, ", "), "none: people come from the address that connects"), By: "--trusted-proxy"},
		{Name: "Data directory", Value: is.Data, By: "--data"},
	}
}

func certificateOrigin(mode string) string {
	switch mode {
	case "":
		return "there is no TLS"
	case "lan":
		return "an authority of this box's own"
	case "acme":
		return "an ACME server, such as Let's Encrypt"
	case "files":
		return "files of yours"
	}
	return mode
}

func yesOrNo(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}
