package ui

import (
	"sync"
	"time"
)

// onceLife is how long what is shown once can be looked at again: a page that
// was reloaded, or printed on the second try.
const onceLife = 10 * time.Minute

// once keeps secrets that a person sees after making them and never again: in
// memory, for their session alone, until they say that they have them.
type once struct {
	mu   sync.Mutex
	list map[string]shown // by session and kind
}

// shown is one such secret.
type shown struct {
	name  string
	lines []string
	made  time.Time
}

func (s shown) until() time.Time { return s.made.Add(onceLife) }

func (o *once) put(session, kind string, s shown) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.list == nil {
		o.list = map[string]shown{}
	}
	for key, old := range o.list {
		if !s.made.Before(old.until()) {
			delete(o.list, key)
		}
	}
	o.list[session+" "+kind] = s
}

func (o *once) get(session, kind string, now time.Time) (s shown, ok bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	s, ok = o.list[session+" "+kind]
	return s, ok && now.Before(s.until())
}

func (o *once) forget(session, kind string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	delete(o.list, session+" "+kind)
}
