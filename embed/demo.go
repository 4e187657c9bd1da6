package embed

import _ "embed" // for the demo's configuration

// Demo is the configuration of a made-up provider. The text {{carrier}} in it
// stands for the host and port of the demo's fake carriers.
func Demo() string { return demo }

//go:embed demo.yaml
var demo string
