package hooks

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"
)

// hostileTo are bodies that are large where a source looks again for each of the
// many alerts beside it. size is the limit.
func hostileTo(size int) map[string]string {
	half := size / 2
	big := strings.Repeat("x", half)
	many := func(unit string, room int) string { return strings.Repeat(unit, room/len(unit)-20) }
	var set strings.Builder
	for i := 0; set.Len() < half; i++ {
		fmt.Fprintf(&set, `"%d":"%[1]d",`, i)
	}
	return map[string]string{
		"alertmanager": `{"externalURL":"http://` + big[:half/4] + `","groupLabels":{` + set.String() + `"z":1},"alerts":[` + many(`{"labels":{"a":1}},`, half/2) + `0]}`,
		"grafana":      `{"title":"` + big + `","groupLabels":{"a":"` + big[:half/2] + `"},"alerts":[` + many(`{"labels":{"a":1}},`, half/2) + `0]}`,
		"slack":        `{"text":"` + big + `","attachments":[` + many(`{"title":"a"},`, half) + `0]}`,
		"snyk":         `{"project":{` + set.String() + `"id":1},"newIssues":[` + many(`{"id":"a"},`, half) + `0]}`,
		"eventbridge":  `[` + many(`{"detail":{"x":1}},`, size) + `0]`,
		"ecostruxure":  `[` + many(`{"id":1},`, size) + `0]`,
		"adtran":       `{"issue":"` + big + `","affected_subscribers":[` + many(`{"city":1},`, half) + `0]}`,
		"elastic":      `{"rule_id":"` + big + `","message":"` + strings.Repeat(`"`, half-100),
		"datadog":      `{"title":"` + many(`[p1] `, size) + `","alert_id":1}`,
		"sumologic":    `{"id":1,"name":"` + many(`{{`, size) + `"}`,
		"jenkins":      many(`<a>`, size),
		"prtg":         `sensorid=1&status=Down&message=` + many(`&`, size),
		"checkmk":      `[` + many(`{"HOSTNAME":"a"},`, size) + `0]`,
		"uptimekuma":   `{"data":"` + many(`\"`, size) + `"}`,
		"sns":          `{"Type":"Notification","TopicArn":"a","Message":"` + many(`\"`, size) + `"}`,
		"zabbix":       `{"trigger_id":"1","event_value":"1","host":"a","event_name":"` + many(`" `, size),
		"splunk":       `{"search_name":"a","result":{"host":[` + many(`"",`, size) + `1]}}`,
		"sonarqube":    `{"project":{"key":1},"qualityGate":{"status":"ERROR","conditions":[` + many(`{},`, size) + `1]}}`,
		"generic":      `[` + many(`{"a":1},`, size) + `{}]`,
		"github":       `payload=` + many(`%7b`, size),
	}
}

// What a source looks up for each alert of a post, it looks up once.
func TestHostileBodiesDoNoHarmAtTheDoorsOfSources(t *testing.T) {
	for _, s := range sources() {
		bodies := hostileTo(largest)
		if own := hostileTo(largeBody)[s.name]; own != "" {
			bodies[s.name] = own
		}
		for name, body := range bodies {
			if name != s.name && s.name != "generic" {
				continue
			}
			r := bare([]byte(body))
			r.Path = map[string]string{"key": testKey}
			r.Query = url.Values{"long": {strings.Repeat("=", 200<<10)}}
			start := time.Now()
			d, err := s.Decode(r)
			t.Logf("%s at %s: %d events of %d bytes in %v", name, s.name, len(d.Events), len(body), time.Since(start))
			if err != nil {
				t.Errorf("%s at %s: %v", name, s.name, err)
			}
			for _, e := range d.Events[:min(len(d.Events), 20)] {
				checkEvent(t, e)
			}
		}
	}
}
