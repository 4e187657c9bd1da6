package main

import (
	"context"
	"time"

	"wakeman/engine"
	"wakeman/web/watch"
)

// openWatcher wires what looks at hosts to the box.
func (a *appliance) openWatcher() {
	look := watch.Looker{Allow: a.carriers.allowed}.Look
	if a.demo { // its hosts are made up: nobody's network is touched
		look = demoLook
	}
	a.watcher = watch.New(watch.Options{Engine: a.engine, Store: a.db, Log: a.log, Look: look})
}

// demoLook finds all well, but for pings, to show what that looks like.
func demoLook(_ context.Context, _ engine.Watch, c watch.Check) watch.Result {
	if c.Key == "ping" {
		return watch.Result{Unknown: "this is a demo: nothing is sent"}
	}
	return watch.Result{Answered: true, Took: time.Duration(len(c.Key)) * time.Millisecond}
}
