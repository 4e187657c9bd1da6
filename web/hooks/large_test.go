package hooks

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// groupOf is Alertmanager's post of many alerts.
func groupOf(n int) string {
	var list []string
	for i := range n {
		list = append(list, fmt.Sprintf(`{"status":"firing","fingerprint":"%016x","labels":{"alertname":"RadioDown","instance":"cpe-%d.example.net"},"annotations":{"summary":"%s"}}`, i, i, strings.Repeat("x", 300)))
	}
	return `{"version":"4","status":"firing","alerts":[` + strings.Join(list, ",") + `]}`
}

func TestAWholeTowerInOnePostIsTakenIfItsKeyIsRight(t *testing.T) {
	in := &intake{}
	body := groupOf(4000)
	if len(body) < 1<<20 || !json.Valid([]byte(body)) {
		t.Fatalf("%d bytes", len(body))
	}
	if a := post(t, in, "/hooks/alertmanager/"+testKey, body); a.code != http.StatusAccepted || len(in.posts) != 1 || len(in.posts[0].Events) != 4000 {
		t.Fatalf("answered %d, %d posts", a.code, len(in.posts))
	}
	strangers := &intake{}
	if a := post(t, strangers, "/hooks/alertmanager/fedcba9876543210fedcba9876543210", body); a.code != http.StatusRequestEntityTooLarge || len(strangers.refusals) != 1 {
		t.Errorf("of a stranger: answered %d, refusals %v", a.code, strangers.refusals)
	}
	if a := post(t, &intake{}, "/hooks/alertmanager/"+testKey, groupOf(12_000)); a.code != http.StatusRequestEntityTooLarge {
		t.Errorf("beyond any bound: answered %d", a.code)
	}
}
