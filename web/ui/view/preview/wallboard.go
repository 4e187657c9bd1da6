package preview

import (
	"time"

	"github.com/a-h/templ"

	"wakeman/web/ui/view"
)

func wallboardSamples(p view.Page, add func(string, templ.Component)) {
	row := func(title, service string, state view.State, age time.Duration) view.IncidentRow {
		return view.IncidentRow{Title: title, Service: view.Ref{Name: service}, State: state, Since: ago(age)}
	}
	add("wallboard", view.Wallboard(p, view.WallboardPage{
		OnCall: duty(), Triggered: 2, Acknowledged: 9, More: 8,
		Rows: []view.IncidentRow{
			row("Tower North: no power", "Towers", view.Triggered, 4*time.Minute), row(markup+longHost, arabic, view.Triggered, 50*time.Hour),
			row("Mail queue over 5,000", "Mail", view.Acknowledged, 3*time.Hour),
		},
	}))
	add("wallboard-quiet", view.Wallboard(p, view.WallboardPage{OnCall: duty()}))
	add("wallboard-ask", view.WallboardAsk(stranger(p.Assets), "/wallboard/enter/wk_example"))
}
