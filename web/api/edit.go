package api

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"strings"

	"wakeman/engine"
	"wakeman/engine/config"
)

// The kinds of thing, as a [config.Problem] names them.
const (
	userKind     = "user"
	teamKind     = "team"
	scheduleKind = "schedule"
	policyKind   = "escalation_policy"
	serviceKind  = "service"
)

// subject is what a request changes. Problems of it are told with the API's
// names of its fields, those of anything else with its name before.
type subject struct {
	kind, id string
	names    fieldNames
}

// fieldNames turns the fields of a configuration file into the API's.
type fieldNames interface{ of(field string) string }

// edit makes one change of the configuration as the request's principal. After
// it the call sees the configuration with the change. change runs inside the
// transaction, so what it looks at (roles, versions) can not change meanwhile;
// an error of it comes back as it is.
func (s *server) edit(c *call, about subject, change func(next *engine.Config) error) error {
	var made *engine.Config
	changes, err := s.editor.Do(c.Context(), c.who.Actor("api"), func(next *engine.Config) error {
		made = next
		return change(next)
	})
	if err != nil {
		return about.told(err, made)
	}
	if c.cfg = made; len(changes) == 0 {
		c.cfg = s.store.Config() // ids that were made for nothing are not shown
	}
	return nil
}

// told makes problems of the configuration a 400; any other error stays.
func (about subject) told(err error, cfg *engine.Config) error {
	if problems, ok := errors.AsType[config.Problems](err); ok {
		return about.refused(problems, cfg)
	}
	return err
}

// refused is the 400 that problems become.
func (about subject) refused(problems config.Problems, cfg *engine.Config) error {
	var f, needed faults
	for _, p := range problems {
		if p.Kind == about.kind && p.ID == about.id && p.Field == "" {
			needed.add("", "%s", p.Message)
		}
		f.add(about.where(p, cfg), "%s", p.Message)
	}
	if len(needed) > 0 { // the others are what would be broken by it
		return needed.err()
	}
	return f.err()
}

// where names the field that a problem is about. What was in force before had no
// problems, so a name that is taken is the subject's, whichever of the two it is
// reported for.
func (about subject) where(p config.Problem, cfg *engine.Config) string {
	if p.Kind == about.kind && (p.ID == about.id || p.Field == "name" || p.Field == "email") {
		return about.names.of(p.Field)
	}
	return strings.TrimSuffix(p.Kind+" "+nameOf(p, cfg)+": "+p.Field, ": ")
}

func nameOf(p config.Problem, cfg *engine.Config) string {
	name := map[string]string{
		userKind: cfg.Users[p.ID].Name, teamKind: cfg.Teams[p.ID].Name, scheduleKind: cfg.Schedules[p.ID].Name,
		policyKind: cfg.Policies[p.ID].Name, serviceKind: cfg.Services[p.ID].Name,
	}[p.Kind]
	return quote(orID(name, p.ID))
}

// names are fieldNames by a table. A name that is mapped to nothing falls away with its index: it is what the request's path
// says already.
type names map[string]string

func (n names) of(field string) string {
	var parts []string
	for part := range strings.SplitSeq(field, ".") {
		name, index, indexed := strings.Cut(part, "[")
		to, known := n[name]
		switch {
		case !known:
			parts = append(parts, part)
		case to == "":
		case indexed:
			parts = append(parts, to+"["+index)
		default:
			parts = append(parts, to)
		}
	}
	return strings.Join(parts, ".")
}

// version names the state of a thing for one run of the server. It is keyed
// because things hold what the reader may not see, and a plain hash of a weak
// secret could be guessed.
func (c *call) version(thing any) string {
	mac := hmac.New(sha256.New, c.salt)
	mac.Write([]byte(config.Version(thing)))
	return hex.EncodeToString(mac.Sum(nil)[:8])
}

// tag writes the state of the one thing an answer shows into its header. The tag
// is weak (RFC 9110, section 8.8.1): include[] and the reader's role change the
// answer and not the thing.
func (c *call) tag(thing any) { c.header.Set("ETag", `W/"`+c.version(thing)+`"`) }

// unchanged demands of a change with If-Match that the thing is as the client
// saw it. Tags are compared without their W/: for what is stored they are exact,
// and a strict reading (RFC 9110, section 13.1.1) would never let one through.
func (c *call) unchanged(thing any) error {
	sent := c.Header.Values("If-Match")
	if len(sent) == 0 {
		return nil
	}
	for tag := range strings.SplitSeq(strings.Join(sent, ","), ",") {
		tag = strings.TrimSpace(tag)
		if tag == "*" || strings.TrimPrefix(tag, "W/") == `"`+c.version(thing)+`"` {
			return nil
		}
	}
	return &problem{
		status: http.StatusPreconditionFailed, code: codeInvalid, message: "Precondition Failed",
		errors: []string{"If-Match: it was changed since you read it; read it again"},
	}
}

// forbidden is a 403 that says why.
func forbidden(why string) error {
	return &problem{status: http.StatusForbidden, code: codeAccessDenied, message: "Access Denied", errors: []string{why}}
}
