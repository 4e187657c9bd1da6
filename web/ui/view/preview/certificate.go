package preview

import (
	"strings"
	"time"

	"github.com/a-h/templ"

	"wakeman/web/ui/view"
)

func rootSample() view.InstallPage {
	return view.InstallPage{
		There: true, Name: "Wakeman root for wakeman.lan, 192.0.2.10", Covers: []string{"wakeman.lan", "192.0.2.10", "192.168.7.0/24"},
		Ends: now().AddDate(9, 11, 0), Fingerprint: strings.TrimSuffix(strings.Repeat("3F:A0:19:C4:7E:5B:D2:88:", 4), ":"),
	}
}

// certificateSamples are the page of a device that does not trust the box yet.
func certificateSamples(p view.Page, add func(string, templ.Component)) {
	add("install-certificate", view.Install(p, rootSample()))
	standing := rootSample()
	standing.Standing = true
	add("install-certificate-standing", view.Install(p, standing))
	add("install-certificate-nothing", view.Install(p, view.InstallPage{}))
}

// certificateHealth is the health page with a certificate in each state.
func certificateHealth(p view.Page, add func(string, templ.Component)) {
	add("health-certificate", view.Health(p, view.HealthPage{Started: ago(15 * time.Minute), Checks: []view.Check{
		{Name: "Certificate", Level: view.Good, Words: "For wakeman.example.net, issued by Example CA R3, until 2026-06-01 10:00 UTC (78 days)."},
		{Name: "Certificate", Level: view.Good, Words: "For wakeman.lan, 192.168.7.20, issued by Wakeman for wakeman.lan, until 2026-06-01 10:00 UTC (78 days). The box also has the address 172.17.0.1, which the root does not cover. To reach it by that, start with --tls-name 172.17.0.1, and install the root again.", Path: view.PathInstall, More: "Install it on a device"},
		{Name: "Certificate", Level: view.Warning, Words: "It ends in 13 days and has not been renewed. For wakeman.example.net, issued by Example CA R3, until 2026-03-27 10:00 UTC."},
		{Name: "Certificate", Level: view.Bad, Words: "A certificate of the box's own making stands in: browsers warn of it. There is no certificate for wakeman.example.net yet, and it is asked for again: the server does not answer: Get \"https://ca.example.net/acme/directory\": dial tcp 192.0.2.80:443: connect: connection refused. For wakeman.example.net, issued by Wakeman for wakeman.example.net, until 2026-06-01 10:00 UTC (78 days).", Path: view.PathInstall, More: "Install it on a device"},
	}}))
}
