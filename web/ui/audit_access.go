package ui

import (
	"encoding/csv"
	"net/http"
	"slices"
	"strings"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/people"
	"wakeman/web/ui/view"
)

// accessShow is the report of who has access to what: what one hands to an
// auditor, and looks at when somebody leaves.
func (u *ui) accessShow(w http.ResponseWriter, r *http.Request) {
	v, err := u.access()
	if err != nil {
		u.fail(w, r, err)
		return
	}
	u.draw(w, r, http.StatusOK, view.Access(u.page(r), v))
}

// accessTable is the report for a spreadsheet.
func (u *ui) accessTable(w http.ResponseWriter, r *http.Request) {
	v, err := u.access()
	if err != nil {
		u.fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Vary", "X-Fragment, Cookie")
	w.Header().Set("Content-Disposition", `attachment; filename="wakeman-access.csv"`)
	out := csv.NewWriter(w)
	for _, row := range v.Table(u.page(r).Clock) {
		for i, cell := range row {
			row[i] = harmless(cell)
		}
		_ = out.Write(row) // the browser went away: nobody to tell
	}
	out.Flush()
}

// harmless is a cell that no spreadsheet takes for a formula (OWASP, "CSV
// Injection"; ASVS 1.2.10).
func harmless(cell string) string {
	if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r") {
		return "'" + cell
	}
	return cell
}

func (u *ui) access() (view.AccessPage, error) {
	v := view.AccessPage{At: u.Now()}
	cfg := u.Store.Config()
	keys, err := u.keys(cfg)
	if err != nil {
		return v, err
	}
	factors, err := u.Store.SecondFactors()
	if err != nil {
		return v, err
	}
	for _, person := range cfg.Sorted() {
		p := view.AccessPerson{
			ID: person.ID, Name: person.Name, Email: person.Email, Role: string(person.Role), Disabled: person.Disabled,
			Factor: slices.Contains(factors, person.ID), Keys: keys[person.ID], Duties: config.Duties(cfg, person.ID, u.Now()),
		}
		if err := u.signsIn(&p); err != nil {
			return v, err
		}
		v.People = append(v.People, p)
	}
	v.Keys = keys[""]
	return v, nil
}

// signsIn fills in the person's password and browsers.
func (u *ui) signsIn(p *view.AccessPerson) error {
	_, found, err := u.Store.Credential(p.ID)
	if err != nil {
		return err
	}
	p.Password = found
	sessions, err := u.Store.Sessions(p.ID)
	for _, s := range sessions {
		if u.Now().Before(s.ExpiresAt) {
			p.Sessions++
		}
		if s.SeenAt.After(p.LastSeen) {
			p.LastSeen = s.SeenAt
		}
	}
	return err
}

// keys are the API keys by whose they are, "" for the account's.
func (u *ui) keys(cfg *engine.Config) (map[string][]view.AccessKey, error) {
	tokens, err := u.Store.Tokens()
	if err != nil {
		return nil, err
	}
	slices.SortFunc(tokens, func(a, b people.Token) int { return strings.Compare(a.Name+a.ID, b.Name+b.ID) })
	keys := map[string][]view.AccessKey{}
	for _, t := range tokens {
		keys[t.User] = append(keys[t.User], view.AccessKey{
			Name: t.Name + " (" + t.Hint + ")", Scope: string(t.Scope), Role: string(cfg.Users[t.User].Role), LastUse: t.UsedAt, Expires: t.ExpiresAt,
		})
	}
	return keys, nil
}
