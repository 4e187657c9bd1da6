package hooks

import (
	"strings"
	"testing"
	"time"
)

// An old problem after a newer recovery opens nothing: for that a door must say when
// its message was made, and must not say it where only the beginning is told.
func TestDoorsSayWhenAMessageWasMade(t *testing.T) {
	made := time.Date(2026, 8, 12, 15, 20, 0, 0, time.UTC)
	for _, tt := range []struct {
		source source
		body   string
		want   time.Time
	}{
		{sourceUptimeKuma(), `{"heartbeat":{"monitorID":7,"status":0,"time":"2026-08-12 15:20:00.000","msg":"x"},"monitor":{"id":7,"name":"m"},"msg":"m is down"}`, made},
		{sourceGeneric(), `{"host":"h","status":"down","timestamp":"2026-08-12T15:20:00Z"}`, made},
		{sourceGeneric(), `{"host":"h","status":"up","time":1786548000}`, made},
		{sourceGeneric(), `{"host":"h","status":"down","since":"2026-08-12T15:20:00Z"}`, time.Time{}},
		{sourceGeneric(), `{"host":"h","status":"down","starts_at":"2026-08-12T15:20:00Z"}`, time.Time{}},
		{sourceGeneric(), `{"host":"h","status":"down","timestamp":"2026-08-12 15:20:00"}`, time.Time{}},
		{sourcePRTG(), `sensorid=7&status=Down&device=sw&name=Ping&timestamp=2026-08-12T15:20:00Z`, made},
		{sourceAlertmanager(), `{"version":"4","alerts":[{"status":"firing","labels":{"alertname":"X"},"startsAt":"2026-08-12T15:20:00Z"}]}`, time.Time{}},
	} {
		decoded, err := tt.source.Decode(Request{Body: []byte(tt.body), Path: map[string]string{"key": testKey}, Received: made.Add(time.Minute)})
		if err != nil || len(decoded.Events) != 1 {
			t.Fatalf("%s: %d events, %v", tt.body, len(decoded.Events), err)
		}
		if e := decoded.Events[0]; !e.SentAt.Equal(tt.want) {
			t.Errorf("%s %s: made at %s, want %s (%s)", tt.source.name, tt.body, e.SentAt, tt.want, strings.Join(e.Mended, "; "))
		}
	}
}
