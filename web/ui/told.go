package ui

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"wakeman/engine"
	"wakeman/notify"
)

// mostTold is how many people a notice names of those who were told by the same way.
const mostTold = 4

// told says who is told of a change of the configuration that was just made, and by what; and who is not, because no
// carrier is set that they could be told by. before is the configuration as it was. The viewer knows already.
func (u *ui) told(r *http.Request, before *engine.Config) string {
	after := u.Store.Config()
	by := map[string][]string{}
	for _, n := range engine.NewsOf(before, after, who(r).Actor("ui"), u.Now()) {
		if n.User != who(r).User.ID {
			way := wayWords(after.Notices(n, u.Now()))
			by[way] = append(by[way], after.Users[n.User].Name)
		}
	}
	text := ""
	for _, way := range slices.Sorted(maps.Keys(by)) {
		if way != "" {
			text += " Told by " + way + ": " + someNames(by[way]) + "."
		}
	}
	if untold := by[""]; len(untold) > 0 {
		text += " Not told: " + someNames(untold) + ", for no mail server is set, and they have no push. Tell them."
	}
	return text
}

// wayWords is by what notices go: "mail and push", "" for none.
func wayWords(list []engine.Delivery) string {
	var ways []string
	for _, d := range list {
		if way := notify.Channel(d.Channel).Word(); !slices.Contains(ways, way) {
			ways = append(ways, way)
		}
	}
	return joined(ways)
}

// someNames is names in order, the first of many and how many more.
func someNames(names []string) string {
	slices.Sort(names)
	if more := len(names) - mostTold; more > 0 {
		return strings.Join(names[:mostTold], ", ") + " and " + itoa(more) + " more"
	}
	return joined(names)
}
