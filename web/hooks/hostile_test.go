package hooks

import (
	"fmt"
	"strings"
	"testing"
)

// largest is the size of the hostile bodies: just below the limit.
const largest = 511 << 10

// hostile bodies of a size, each with a known key.
func hostile(size int) map[string]string {
	many := func(unit string) string { return strings.Repeat(unit, size/len(unit)-60) }
	var keys strings.Builder
	for i := 0; keys.Len() < size-300; i++ {
		fmt.Fprintf(&keys, `"%d":1,`, i)
	}
	return map[string]string{
		"deep arrays":                      trigger(`{"summary":"s","custom_details":` + strings.Repeat("[", size/2-100) + strings.Repeat("]", size/2-100) + `}`),
		"deep, just legal":                 trigger(`{"summary":"s","custom_details":` + strings.Repeat("[", 9000) + strings.Repeat("]", 9000) + `}`),
		"deep objects, broken":             trigger(`{"summary":"s","custom_details":` + many(`{"a":`)),
		"a hundred thousand keys":          trigger(`{` + keys.String() + `"summary":"s"}`),
		"a hundred thousand keys, details": trigger(`{"summary":"s","custom_details":{` + keys.String() + `"z":1}}`),
		"a huge number":                    trigger(`{"summary":"s","severity":` + many("9") + `,"timestamp":` + "1}"),
		"a huge exponent":                  trigger(`{"summary":"s","severity":1e` + many("9") + `}`),
		"many links":                       `{"routing_key":"` + testKey + `","event_action":"trigger","links":[` + many(`{"href":"http://a"},`) + `1]}`,
		"many escapes":                     trigger(`{"summary":"s","custom_details":"` + many(`\u0000`) + `"}`),
		"stray backslashes":                trigger(`{"summary":"` + many(`\x`) + `"}`),
		"stray quotes":                     trigger(`{"summary":"` + many(`"`) + `"}`),
		"line breaks":                      trigger(`{"summary":"` + many("\n") + `"}`),
		"Latin-1":                          trigger(`{"summary":"` + many("\xf6") + `"}`),
		"zeros":                            many("\x00"),
		"group lists":                      trigger(`{"summary":"s","group":"[` + many(`\"a\",`) + `1]"}`),
		"form fields":                      "CONTACTPAGER=" + testKey + many("&a=b"),
		"empty alerts":                     `{"alerts":[` + many(`{},`) + `{}]}`,
		"broken alerts":                    `{"alerts":[` + many(`1,`) + `1]}`,
		"many labels":                      `{"alerts":[{"status":"firing","labels":{` + keys.String() + `"z":1}}]}`,
		"one summary of many alerts":       `{"commonAnnotations":{"summary":"` + strings.Repeat("ö", 1<<10) + `"},"alerts":[` + strings.Repeat(`{"fingerprint":1},`, size/19-200) + `{}]}`,
		"a list":                           `[` + many(`{"labels":{"a":1}},`) + `0]`,
		"percent signs":                    "CONTACTPAGER=" + testKey + "&HOSTNAME=h&" + many("%"),
	}
}

func TestHostileBodiesDoNoHarm(t *testing.T) {
	for name, body := range hostile(largest) {
		if len(body) > 512<<10 {
			t.Errorf("%s: %d bytes would be refused for size alone", name, len(body))
		}
		for decoder, decode := range map[string]Decoder{"v2": DecodeV2, "v1": DecodeV1, "vendor": DecodeVendor, "nagios": DecodeNagios} {
			r := bare([]byte(body))
			r.Path = map[string]string{"key": testKey}
			d, err := decode(r)
			if err != nil {
				continue // refused aloud: the handlers' tests hold that
			}
			for _, e := range d.Events {
				t.Run(decoder+" "+name, func(t *testing.T) { checkEvent(t, e) })
			}
		}
	}
}

// BenchmarkHostile prints the time and memory that the worst bodies cost.
func BenchmarkHostile(b *testing.B) {
	for name, body := range hostile(largest) {
		b.Run(name, func(b *testing.B) {
			r := bare([]byte(body))
			r.Path = map[string]string{"key": testKey}
			b.ReportAllocs()
			for b.Loop() {
				_, _ = DecodeVendor(r)
				_, _ = DecodeNagios(r)
			}
		})
	}
}

// BenchmarkDecodeV2 prints what an ordinary event costs.
func BenchmarkDecodeV2(b *testing.B) {
	r := bare([]byte(trigger(`{"summary":"Uplink down","source":"tower-7","severity":"critical","custom_details":{"a":"b"}}`)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := DecodeV2(r); err != nil {
			b.Fatal(err)
		}
	}
}
