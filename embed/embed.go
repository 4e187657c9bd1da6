package embed

import (
	"bytes"
	"crypto/sha256"
	stdembed "embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"
)

//go:embed css js icons
var files stdembed.FS

// sheets is the order in which the stylesheet's sources are joined. Later
// rules win, so it runs from the general to the particular.
const sheets = "tokens reset elements layout parts pages incident rota chart editor wall print"

// Files returns the embedded files as they are in the repository.
func Files() fs.FS { return files }

// Asset is one file a browser fetches.
type Asset struct {
	Name string // app.css
	Type string // media type
	Hash string // 16 hex digits of the SHA-256 of Body
	Body []byte
}

// Path is the address the asset is served under.
func (a Asset) Path() string { return "/assets/" + a.Hash + "/" + a.Name }

// Set is all assets by name. It is read-only after [Load].
type Set struct {
	byName map[string]Asset
}

// Load joins the stylesheet and computes the hashes. It fails only if the
// binary was built without one of its files.
func Load() (*Set, error) {
	set := &Set{byName: map[string]Asset{}}
	css, err := joinSheets(files)
	if err != nil {
		return nil, err
	}
	set.add("app.css", "text/css; charset=utf-8", css)
	for name, mediaType := range map[string]string{
		"js/app.js":       "text/javascript; charset=utf-8",
		"js/desk.js":      "text/javascript; charset=utf-8",
		"js/drag.js":      "text/javascript; charset=utf-8",
		"js/passkey.js":   "text/javascript; charset=utf-8",
		"js/schedule.js":  "text/javascript; charset=utf-8",
		"js/teach.js":     "text/javascript; charset=utf-8",
		"icons/lamp.svg":  "image/svg+xml",
		"icons/lamp.png":  "image/png",
		"js/wallboard.js": "text/javascript; charset=utf-8",
	} {
		body, err := files.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("embedded file: %w", err)
		}
		set.add(path.Base(name), mediaType, body)
	}
	return set, nil
}

func joinSheets(from fs.FS) ([]byte, error) {
	var all bytes.Buffer
	for name := range strings.FieldsSeq(sheets) {
		part, err := fs.ReadFile(from, "css/"+name+".css")
		if err != nil {
			return nil, fmt.Errorf("embedded stylesheet: %w", err)
		}
		all.Write(part)
		all.WriteByte('\n')
	}
	return all.Bytes(), nil
}

func (s *Set) add(name, mediaType string, body []byte) {
	sum := sha256.Sum256(body)
	s.byName[name] = Asset{Name: name, Type: mediaType, Hash: hex.EncodeToString(sum[:8]), Body: body}
}

// Names lists the assets, sorted.
func (s *Set) Names() []string {
	var names []string
	for name := range s.byName {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Get returns the asset of that name.
func (s *Set) Get(name string) (Asset, bool) {
	if s == nil {
		return Asset{}, false
	}
	a, ok := s.byName[name]
	return a, ok
}

// Path returns the address of the asset of that name. For an unknown name, and
// on a nil set, it is an address that answers 404.
func (s *Set) Path(name string) string {
	if a, ok := s.Get(name); ok {
		return a.Path()
	}
	return "/assets/none/" + name
}

// ServeHTTP serves GET /assets/{hash}/{name}. A hash of another release is
// answered with today's bytes but without permission to keep them, so that a
// page that was open during an upgrade still has its style.
func (s *Set) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	hash, name := path.Split(strings.TrimPrefix(r.URL.Path, "/assets/"))
	a, ok := s.Get(name)
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", a.Type)
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Cache-Control", cachePolicy(hash == a.Hash+"/"))
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(a.Body))
}

func cachePolicy(current bool) string {
	if current {
		return "public, max-age=31536000, immutable"
	}
	return "no-cache"
}
