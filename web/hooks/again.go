package hooks

import (
	"strings"

	"wakeman/engine"
)

// Again makes the events that a post of the event log would become if it arrived
// now, at the door through which it came; none if its bytes can not be read. in is
// the integration that has it now. Mail is not for hooks.
func Again(in engine.Integration, p engine.PostRow) []engine.Event {
	decode := decoderOf(p)
	if decode == nil {
		return nil
	}
	r := again(in, p.Raw, p.At)
	r.Bearer = in.Key
	d, err := decode(r)
	if err != nil {
		return nil
	}
	return d.Events
}

// decoderOf is that of the door; nil for one that is not known any more.
func decoderOf(p engine.PostRow) Decoder {
	switch p.Via {
	case "events_api_v2":
		switch {
		case strings.HasPrefix(p.Raw.Path, "/integration/"):
			return DecodeVendor
		case strings.HasPrefix(p.Raw.Path, "/v2/change/"):
			return DecodeChange
		}
		return DecodeV2
	case "events_api_v1":
		return DecodeV1
	case "nagios":
		return DecodeNagios
	}
	for _, s := range sources() {
		if s.name == p.Via {
			return s.Decode
		}
	}
	return nil
}
