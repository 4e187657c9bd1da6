package hooks

import "testing"

func FuzzSnyk(f *testing.F)      { fuzzSource(f, sourceSnyk()) }
func FuzzSonarQube(f *testing.F) { fuzzSource(f, sourceSonarQube()) }
func FuzzSplunk(f *testing.F)    { fuzzSource(f, sourceSplunk()) }
func FuzzJenkins(f *testing.F)   { fuzzSource(f, sourceJenkins()) }
func FuzzGitHub(f *testing.F)    { fuzzSource(f, sourceGitHub()) }
func FuzzGitLab(f *testing.F)    { fuzzSource(f, sourceGitLab()) }
func FuzzWazuh(f *testing.F)     { fuzzSource(f, sourceWazuh()) }
