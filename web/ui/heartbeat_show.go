package ui

import (
	"net/http"

	"wakeman/engine"
	"wakeman/web/ui/view"
)

// heartbeatOf is the heartbeat a request names, with its service; without it the
// answer is given.
func (u *ui) heartbeatOf(w http.ResponseWriter, r *http.Request) (engine.Heartbeat, engine.Service, bool) {
	cfg := u.Store.Config()
	h, ok := cfg.Heartbeats[r.PathValue("heartbeat")]
	if !ok || h.Service != r.PathValue("id") {
		u.notFound(w, r)
		return h, engine.Service{}, false
	}
	return h, cfg.Services[h.Service], true
}

// heartbeatShow is one heartbeat: how it does, and how its sender is set up.
func (u *ui) heartbeatShow(w http.ResponseWriter, r *http.Request) {
	h, _, ok := u.heartbeatOf(w, r)
	if !ok {
		return
	}
	pulses, err := u.Store.Pulses()
	if err != nil {
		u.fail(w, r, err)
		return
	}
	cfg := u.Store.Config()
	v := view.HeartbeatPage{Heartbeat: u.heartbeatRow(cfg, h, pulses[h.ID])}
	base, guessed := u.senderBase(r)
	if base != "" {
		v.Address = base + "/beat/" + h.Key
		v.Mail = h.Key + "@" + mailDomain(cfg, base)
		v.Setup = view.Beaters(v.Address, v.Mail)
	}
	if guessed {
		v.Guessed = base
	}
	p := u.page(r)
	p.Notice = takeNotice(w, r)
	u.draw(w, r, http.StatusOK, view.HeartbeatOne(p, v))
}
