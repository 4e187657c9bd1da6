package web

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestASenderWhoseBaseURLEndsInASlashIsServedNotRedirected(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v2/enqueue", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusAccepted) })
	for path, want := range map[string]int{
		"/v2/enqueue": http.StatusAccepted, "//v2/enqueue": http.StatusAccepted, "//v2///enqueue": http.StatusAccepted, "/v3/enqueue": http.StatusNotFound,
	} {
		r := httptest.NewRequest(http.MethodPost, "http://box.example.net"+path, strings.NewReader("{}"))
		w := httptest.NewRecorder()
		oneSlash(mux).ServeHTTP(w, r)
		if w.Code != want {
			t.Errorf("%s: %d, want %d", path, w.Code, want)
		}
	}
}
