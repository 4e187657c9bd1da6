package hooks

import "testing"

func FuzzSnyk(f *testing.F)        { fuzzSource(f, sourceSnyk()) }
func FuzzSonarQube(f *testing.F)   { fuzzSource(f, sourceSonarQube()) }
func FuzzSplunk(f *testing.F)      { fuzzSource(f, sourceSplunk()) }
func FuzzJenkins(f *testing.F)     { fuzzSource(f, sourceJenkins()) }
func FuzzGitHub(f *testing.F)      { fuzzSource(f, sourceGitHub()) }
func FuzzGitLab(f *testing.F)      { fuzzSource(f, sourceGitLab()) }
func FuzzWazuh(f *testing.F)       { fuzzSource(f, sourceWazuh()) }
func FuzzEventBridge(f *testing.F) { fuzzSource(f, sourceEventBridge()) }
func FuzzElastic(f *testing.F)     { fuzzSource(f, sourceElastic()) }
func FuzzElastAlert(f *testing.F)  { fuzzSource(f, sourceElastAlert()) }
func FuzzSumoLogic(f *testing.F)   { fuzzSource(f, sourceSumoLogic()) }
func FuzzDatadog(f *testing.F)     { fuzzSource(f, sourceDatadog()) }
func FuzzSlack(f *testing.F)       { fuzzSource(f, sourceSlack()) }
func FuzzAdtran(f *testing.F)      { fuzzSource(f, sourceAdtran()) }
func FuzzEcoStruxure(f *testing.F) { fuzzSource(f, sourceEcoStruxure()) }

func FuzzSNS(f *testing.F) { fuzzSource(f, sourceSNS()) }
