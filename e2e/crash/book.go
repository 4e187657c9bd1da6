package main

import (
	"fmt"
	"io"
	"sync"
	"time"
)

// book is what the observer outside saw.
type book struct {
	mu       sync.Mutex
	taken    map[string]bool // dedup keys answered with 202
	paged    map[string]int  // how many messages named the key's incident
	messages int
	alarms   int // "Wakeman itself has failed": the cut power was noticed
	again    int // messages that named only incidents already named
	restart  []time.Duration
}

func newBook() *book {
	return &book{taken: map[string]bool{}, paged: map[string]int{}}
}

func (b *book) accept(key string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.taken[key] = true
}

// page records one message and the keys it names.
func (b *book) page(keys []string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.messages++
	news := false
	for _, k := range keys {
		news = news || b.paged[k] == 0
		b.paged[k]++
	}
	if !news {
		b.again++
	}
}

// alarm records a message of the emergency path, which names no incident.
func (b *book) alarm() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.alarms++
}

func (b *book) restarted(took time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.restart = append(b.restart, took)
}

func (b *book) accepted() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.taken)
}

func (b *book) pages() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.messages
}

// unpaged lists accepted keys that no message named.
func (b *book) unpaged() (keys []string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for k := range b.taken {
		if b.paged[k] == 0 {
			keys = append(keys, k)
		}
	}
	return keys
}

// result is what a run found.
type result struct {
	kills      int
	accepted   int
	stored     int
	lost       int // accepted and not stored
	messages   int
	alarms     int
	unpaged    int // accepted and never paged
	duplicates int // messages that said nothing new
	damage     string
	slowest    time.Duration // restart to ready
}

func (b *book) compare(stored map[string]bool) result {
	b.mu.Lock()
	defer b.mu.Unlock()
	r := result{kills: len(b.restart), accepted: len(b.taken), stored: len(stored), messages: b.messages, alarms: b.alarms, duplicates: b.again}
	for k := range b.taken {
		if !stored[k] {
			r.lost++
		}
		if b.paged[k] == 0 {
			r.unpaged++
		}
	}
	for _, took := range b.restart {
		r.slowest = max(r.slowest, took)
	}
	return r
}

func (r result) print(w io.Writer) {
	fmt.Fprintf(w, "kills                   %d\n", r.kills)
	fmt.Fprintf(w, "events accepted         %d\n", r.accepted)
	fmt.Fprintf(w, "events stored           %d\n", r.stored)
	fmt.Fprintf(w, "accepted but lost       %d\n", r.lost)
	fmt.Fprintf(w, "accepted, never paged   %d\n", r.unpaged)
	fmt.Fprintf(w, "messages to the carrier %d\n", r.messages)
	fmt.Fprintf(w, "emergency messages      %d\n", r.alarms)
	fmt.Fprintf(w, "duplicate messages      %d\n", r.duplicates)
	fmt.Fprintf(w, "slowest restart         %s\n", r.slowest.Round(time.Millisecond))
	if r.damage != "" {
		fmt.Fprintf(w, "damage                  %s\n", r.damage)
	}
}
