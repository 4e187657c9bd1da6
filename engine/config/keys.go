package config

import (
	"strings"

	"wakeman/engine"
)

// WithoutKeys is a text from outside with the keys of integrations and heartbeats cut short, for those who may not see them whole.
func WithoutKeys(cfg *engine.Config, raw string) string {
	for _, in := range cfg.Integrations {
		if strings.Contains(raw, in.Key) {
			raw = strings.ReplaceAll(raw, in.Key, in.Key[:4]+"…"+in.Key[len(in.Key)-4:])
		}
	}
	for _, h := range cfg.Heartbeats {
		if strings.Contains(raw, h.Key) {
			raw = strings.ReplaceAll(raw, h.Key, h.Key[:4]+"…"+h.Key[len(h.Key)-4:])
		}
	}
	return raw
}
