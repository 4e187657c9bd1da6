package main

import "wakeman/web/watch"

// openWatcher wires what looks at hosts to the box.
func (a *appliance) openWatcher() {
	look := watch.Looker{Allow: a.carriers.allowed}
	a.watcher = watch.New(watch.Options{Engine: a.engine, Store: a.db, Log: a.log, Look: look.Look})
}
