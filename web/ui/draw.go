package ui

import (
	"bytes"
	"errors"
	"net/http"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/a-h/templ"

	"wakeman/engine"
	"wakeman/web/ui/view"
)

// draw writes a page, or only the fragments that a script asks for. It is drawn
// whole before the first byte leaves, so that an error becomes an error page.
func (u *ui) draw(w http.ResponseWriter, r *http.Request, status int, c templ.Component) {
	var fragments []string
	if names := r.Header.Get("X-Fragment"); names != "" && len(names) < 1000 {
		fragments = strings.Split(names, ",")
		for i := range fragments {
			fragments[i] = strings.TrimSpace(fragments[i])
		}
	}
	var page bytes.Buffer
	if err := view.Render(r.Context(), &page, c, fragments...); err != nil {
		u.Log.Error("drawing a page failed", "request", w.Header().Get(requestIDHeader), "err", err)
		http.Error(w, "This page could not be drawn.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Vary", "X-Fragment, Cookie")
	w.WriteHeader(status)
	_, _ = page.WriteTo(w) // the browser went away: nobody to tell
}

// requestIDHeader is set by the server before it calls us.
const requestIDHeader = "X-Request-Id"

// fail draws an error as a page: what went wrong and what to do.
func (u *ui) fail(w http.ResponseWriter, r *http.Request, err error) {
	v := view.ErrorPage{Status: statusOf(err), RequestID: w.Header().Get(requestIDHeader)}
	if f, ok := errors.AsType[*engine.Failure](err); ok {
		v.What, v.Retry = sentence(f.Message), f.Retry
		if f.Retry > 0 {
			w.Header().Set("Retry-After", seconds(f.Retry))
		}
	}
	if v.Status == http.StatusInternalServerError {
		u.Log.Error("a page failed", "request", w.Header().Get(requestIDHeader), "err", err)
	}
	u.draw(w, r, v.Status, view.Problem(u.page(r), v))
}

func statusOf(err error) int {
	switch engine.CodeOf(err) {
	case engine.Invalid:
		return http.StatusBadRequest
	case engine.NotFound, engine.UnknownKey:
		return http.StatusNotFound
	case engine.Conflict:
		return http.StatusConflict
	case engine.Forbidden:
		return http.StatusForbidden
	case engine.Unavailable:
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

func (u *ui) notFound(w http.ResponseWriter, r *http.Request) {
	u.fail(w, r, engine.Fail(engine.NotFound, "There is no such page"))
}

// sentence begins with a capital and ends with a full stop.
func sentence(s string) string {
	if s == "" {
		return ""
	}
	first, size := utf8.DecodeRuneInString(s)
	s = string(unicode.ToUpper(first)) + s[size:]
	if !strings.ContainsAny(s[len(s)-1:], ".!?") {
		s += "."
	}
	return s
}

func seconds(d time.Duration) string {
	return itoa(int((d + time.Second - 1) / time.Second))
}

// Problem draws error pages for what goes wrong before a handler is reached.
func Problem(o Options) func(w http.ResponseWriter, r *http.Request, status int) {
	u := &ui{Options: o.withDefaults()}
	return func(w http.ResponseWriter, r *http.Request, status int) {
		u.draw(w, r, status, view.Problem(u.page(r), view.ErrorPage{Status: status}))
	}
}
