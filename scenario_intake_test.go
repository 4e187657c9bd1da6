package main

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/store"
)

// refused is PagerDuty's form of a refusal.
type refused struct {
	Status  string   `json:"status"`
	Message string   `json:"message"`
	Errors  []string `json:"errors"`
}

func (b *box) wantRefused(a answer, status int, words string) {
	b.Helper()
	var body refused
	if err := json.Unmarshal([]byte(a.body), &body); err != nil {
		b.Fatalf("the answer is not JSON: %v: %s", err, a.body)
	}
	text := strings.Join(append(body.Errors, body.Message), "; ")
	if a.status != status || body.Status == "" || !strings.Contains(text, words) {
		b.Errorf("answered %d %s, want %d and %q", a.status, a.body, status, words)
	}
}

// wantListed waits until the refusals' count was stored, and looks for one.
func (b *box) wantListed(door, reason string) {
	b.Helper()
	b.after(15 * time.Second)
	rows, err := b.a.db.Refusals()
	if err != nil {
		b.Fatal(err)
	}
	for _, r := range rows {
		if r.Door == door && strings.Contains(r.Reason, reason) {
			return
		}
	}
	b.Errorf("no refusal at %s with %q is listed: %+v", door, reason, rows)
}

func TestAWrongKeyIsRefusedAndListed(t *testing.T) {
	scenario(t, func(b *box) {
		b.given(twoTechnicians())
		a := b.post("/v2/enqueue", `{"routing_key":"ffffffffffffffffffffffffffffffff","event_action":"trigger","payload":{"summary":"x","source":"y","severity":"critical"}}`)
		b.wantRefused(a, http.StatusBadRequest, "Invalid routing key")
		b.wantListed("events_api_v2", "Invalid routing key")
		if b.newest() != 0 {
			t.Error("it opened an incident")
		}
		b.told("nobody")
	})
}

func TestALargeBodyOfAStrangerIsRefusedAndListed(t *testing.T) {
	scenario(t, func(b *box) {
		b.given(twoTechnicians())
		body := `{"routing_key":"0000000000000000000000000000dead","event_action":"trigger","payload":{"summary":"` + strings.Repeat("x", 513<<10) + `"}}`
		b.wantRefused(b.post("/v2/enqueue", body), http.StatusRequestEntityTooLarge, "larger than 524288 bytes")
		b.wantListed("events_api_v2", "larger than 524288 bytes")
		b.trigger("next", "The next one")
		b.told("but the next event is taken", "Ann push")
	})
}

func TestAPostThatIsLargerThanAnythingPagesOnceAndSaysThatItWasCut(t *testing.T) {
	scenario(t, func(b *box) {
		b.given(twoTechnicians())
		body := `{"routing_key":"` + key + `","event_action":"trigger","payload":{"summary":"` + strings.Repeat("x", 5<<20) + `"}}`
		if a := b.post("/v2/enqueue", body); a.status != http.StatusAccepted {
			t.Fatalf("answered %d", a.status)
		}
		b.told("it was cut, and pages", "Ann push")
		b.post("/v2/enqueue", body)
		b.told("nobody")
	})
}

func TestABodyThatIsNotJSONAndHasNoKeyIsRefusedInPagerDutysForm(t *testing.T) {
	scenario(t, func(b *box) {
		b.given(twoTechnicians())
		a := b.post("/v2/enqueue", `{"routing_key": oops`)
		b.wantRefused(a, http.StatusBadRequest, "")
		if !strings.Contains(a.header.Get("Content-Type"), "json") {
			t.Errorf("content type %s", a.header.Get("Content-Type"))
		}
		b.wantListed("events_api_v2", "")
	})
}

func TestABodyThatCannotBeReadButWhoseSenderIsKnownOpensAnIncident(t *testing.T) {
	scenario(t, func(b *box) {
		b.given(twoTechnicians())
		a := b.post("/integration/"+key+"/enqueue", `{"event_action":"trigger","payload":{"summary":"Tower North: no power","source":"tow`)
		b.accepted(a)
		n := b.newest()
		if page := b.toldOnly("at once", "Ann push"); !strings.Contains(page.text, "Tower North: no power") {
			t.Errorf("the page does not say what could be read: %s", page.text)
		}
		b.wantStatus(n, engine.Triggered)
		posts, _, err := b.a.db.Posts(store.PostQuery{})
		if err != nil || len(posts) != 1 {
			t.Fatalf("%d posts, %v", len(posts), err)
		}
		if post, kept, _, err := b.a.db.Post(posts[0].Seq); err != nil || !kept || !strings.Contains(string(post.Raw.Body), `"source":"tow`) {
			t.Errorf("its bytes are not kept: %v %v %q", kept, err, post.Raw.Body)
		}
	})
}

func TestMailForAnUnknownAddressIsRefusedAndListed(t *testing.T) {
	scenario(t, func(b *box) {
		b.given(twoTechnicians())
		err := b.mails("ffffffffffffffffffffffffffffffff@alerts.example.net", "x", "y")
		if err == nil || !strings.HasPrefix(err.Error(), "550") {
			t.Errorf("answered %v", err)
		}
		b.wantListed("smtp", "")
	})
}

func TestWhenTheStoreIsFullSendersAreToldToComeBackAndAcknowledgingStillWorks(t *testing.T) {
	prepared(t, func(b *box) { b.maxSize = 64 << 20 }, func(b *box) {
		b.given(twoTechnicians())
		first := b.trigger("tower-north", "Tower North: no power")
		link := b.toldOnly("at once", "Ann push").ackURL

		taken := 0
		var last answer
		for last.status != http.StatusServiceUnavailable {
			last = b.large(taken)
			if last.status != http.StatusAccepted && last.status != http.StatusServiceUnavailable {
				t.Fatalf("answered %d %s", last.status, last.body)
			}
			if last.status == http.StatusAccepted {
				taken++
			}
			if taken > 1000 {
				t.Fatal("the store does not become full")
			}
		}
		if wait, err := strconv.Atoi(last.header.Get("Retry-After")); err != nil || wait < 1 {
			t.Errorf("Retry-After: %q", last.header.Get("Retry-After"))
		}
		if err := b.mails("abcdef0123456789abcdef0123456789@alerts.example.net", "UPS", strings.Repeat("x", 500<<10)); err == nil || !strings.HasPrefix(err.Error(), "451") {
			t.Errorf("a mail to a full store: %v", err)
		}
		if a := b.request(http.MethodGet, "/health/ready", "", ""); a.status != http.StatusServiceUnavailable || !strings.Contains(a.body, "full") {
			t.Errorf("readiness: %d %s", a.status, a.body)
		}
		if got := b.newest(); got != first+uint64(taken) {
			t.Errorf("%d events were accepted, and the last incident is %d", taken, got)
		}
		b.pages()
		b.presses(link)
		b.wantStatus(first, engine.Acked)
		b.after(5 * time.Minute)
		if len(b.pages()) == 0 {
			t.Error("a full store pages nobody")
		}
	})
}

// large sends an event of nearly half a megabyte with a new key.
func (b *box) large(n int) answer {
	b.Helper()
	event, err := json.Marshal(map[string]any{
		"routing_key": key, "event_action": "trigger", "dedup_key": "big-" + strconv.Itoa(n),
		"payload": map[string]any{
			"summary": "A large event", "source": "log", "severity": "warning",
			"custom_details": map[string]string{"log": strings.Repeat(strconv.Itoa(n)+" lines ", 40000)},
		},
	})
	if err != nil {
		b.Fatal(err)
	}
	return b.post("/v2/enqueue", string(event))
}
