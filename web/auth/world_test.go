package auth_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"sync"
	"testing"
	"testing/synctest"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/store"
	"wakeman/web/auth"
)

const goodPassword = "seven grey routers"

// box is auth on the real store, in fake time, with Ann (owner) and Vic
// (viewer), who have the same password.
type box struct {
	*testing.T
	ctx  context.Context
	dir  string
	db   *store.DB
	auth *auth.Auth

	mu      sync.Mutex
	refused []engine.Refusal
	ended   int
	alarms  []engine.Alarm
	told    []engine.News
	base    string // the public address
}

func inBox(t *testing.T, scenario func(b *box)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		b := emptyBox(t)
		for _, u := range []people.User{
			{ID: "PANN", Email: "ann@example.net", Name: "Ann Archer", Role: people.Owner},
			{ID: "PVIC", Email: "vic@example.net", Name: "Vic Viewer", Role: people.Viewer},
		} {
			b.must(auth.CreateUser(b.ctx, b.db, u, goodPassword, cli()))
		}
		scenario(b)
		b.must(b.db.Close())
	})
}

func emptyBox(t *testing.T, neverBlock ...netip.Prefix) *box {
	t.Helper()
	b := &box{T: t, ctx: t.Context(), dir: t.TempDir()}
	var err error
	b.db, err = store.Open(b.ctx, store.Options{Dir: b.dir, NoSync: true})
	b.must(err)
	b.auth = auth.New(auth.Options{Store: b.db, Refuse: b.refuse, Ended: func() { b.ended++ }, Alarm: b.alarm, Tell: b.tell, NeverBlock: func() []netip.Prefix { return neverBlock }, Base: func() string { return b.base }}).Cheap()
	return b
}

func cli() engine.Actor { return engine.Actor{Kind: engine.ByCLI, Name: "root", Via: "command line"} }

func (b *box) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

func (b *box) alarm(_ context.Context, a engine.Alarm) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.alarms = append(b.alarms, a)
}

func (b *box) tell(_ context.Context, n engine.News) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.told = append(b.told, n)
}

func (b *box) refuse(r engine.Refusal) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.refused = append(b.refused, r)
}

func (b *box) refusals() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.refused)
}

// change replaces one user.
func (b *box) change(id string, do func(*people.User)) {
	b.Helper()
	b.must(b.db.Configure(b.ctx, func(old *engine.Config) (*engine.Config, []engine.AuditRow, error) {
		next := *old
		next.Users = map[string]people.User{}
		for k, u := range old.Users {
			if k == id {
				do(&u)
			}
			next.Users[k] = u
		}
		return &next, []engine.AuditRow{{Actor: cli(), Action: "test", Object: id}}, nil
	}))
}

// browser keeps cookies and has an address.
type browser struct {
	*box
	remote  string
	cookies map[string]*http.Cookie
	https   bool
}

func (b *box) browser(remote string) *browser {
	return &browser{box: b, remote: remote, cookies: map[string]*http.Cookie{}}
}

func (br *browser) request(method, path string) *http.Request {
	r := httptest.NewRequest(method, path, nil)
	r.RemoteAddr = br.remote + ":40000"
	for _, c := range br.cookies {
		r.AddCookie(&http.Cookie{Name: c.Name, Value: c.Value})
	}
	scheme := auth.ClientOf(r)
	scheme.TLS = br.https
	return r.WithContext(auth.WithClient(r.Context(), scheme))
}

// keep takes over the cookies of an answer.
func (br *browser) keep(w *httptest.ResponseRecorder) {
	for _, c := range w.Result().Cookies() {
		if c.MaxAge < 0 {
			delete(br.cookies, c.Name)
			continue
		}
		br.cookies[c.Name] = c
	}
}

func (br *browser) signIn(email, password string) error {
	w := httptest.NewRecorder()
	_, err := br.auth.SignIn(w, br.request("POST", "/signin"), email, password)
	br.keep(w)
	return err
}

// who is what a page would see.
func (br *browser) who() (p auth.Principal, known bool) {
	seen := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { p, known = auth.From(r.Context()) })
	br.auth.Authenticate(seen).ServeHTTP(httptest.NewRecorder(), br.request("GET", "/"))
	return p, known
}

func (br *browser) wantKnown(want bool, when string) {
	br.Helper()
	if _, known := br.who(); known != want {
		br.Errorf("%s: recognised %v, want %v", when, known, want)
	}
}

func wantCode(t interface {
	Helper()
	Errorf(string, ...any)
}, err error, want engine.Code, when string,
) {
	t.Helper()
	if got := engine.CodeOf(err); got != want || (want == "") != (err == nil) {
		t.Errorf("%s: error %v (code %q), want code %q", when, err, got, want)
	}
}
