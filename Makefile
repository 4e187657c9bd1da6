# What people and CI run. `make test` is the README's command and installs what
# it needs; everything else is for those who work on Wakeman.

SHELL := /bin/bash
GO ?= go
BIN := $(CURDIR)/bin
GOFUMPT := $(BIN)/gofumpt
STATICCHECK := $(BIN)/staticcheck
GOSEC := $(BIN)/gosec
GOVULNCHECK := $(BIN)/govulncheck
# The database of known holes: what govulncheck asks. A copy is made by
# e2e/vulndb, where vuln.go.dev is not reached.
VULNDB ?= https://vuln.go.dev
LDFLAGS := -s -w
# As the program is shipped, everything is made and tested: without cgo and
# without paths. Inlining what stands here makes it a tenth larger, and nothing
# quicker that anybody waits for: pages and calls wait for the store, certificates
# and the command line for people. They go without. One way only also means that
# nothing is compiled twice, but for the race detector, which needs cgo.
UNHURRIED := wakeman wakeman/web/ui... wakeman/web/api wakeman/web/auth wakeman/web/mailgate/... wakeman/engine/config \
  filippo.io/age/... github.com/alecthomas/kong github.com/caddyserver/certmagic github.com/fxamacker/cbor/v2 \
  github.com/go-webauthn/webauthn/... github.com/mholt/acmez/... github.com/miekg/dns github.com/prometheus/... \
  github.com/tinylib/... go.uber.org/zap/... golang.org/x/crypto/ssh/... google.golang.org/protobuf/... \
  $(patsubst %,github.com/expr-lang/expr/%,ast builtin checker/... compiler conf/... optimizer/... parser/... types)
export CGO_ENABLED := 0
export GOFLAGS := $(strip $(GOFLAGS) -trimpath $(UNHURRIED:%=-gcflags=%=-l))
RACE := CGO_ENABLED=1 $(GO) test -race -shuffle=on

.PHONY: $(BIN)/crash all build test checks lint staticcheck staticcheck-all scan sast vuln unit race zones e2e crash crash-long powercut sim oracle bench peers acme fuzz generate fresh clean

all: build

build:
	$(GO) build -ldflags '$(LDFLAGS)' -o $(BIN)/wakeman .

# The whole of it, in the order in which a mistake is cheapest to find.
test: lint fresh checks e2e

# Side by side: the longest of the unit tests runs alone for minutes, and what cuts
# the power or waits for certificates mostly waits.
checks: $(GOSEC) $(STATICCHECK)
	+$(MAKE) -j2 --output-sync=target unit staticcheck sast zones scan crash acme

$(GOFUMPT):
	GOBIN=$(BIN) $(GO) install mvdan.cc/gofumpt@v0.12.0
$(STATICCHECK):
	GOBIN=$(BIN) $(GO) install honnef.co/go/tools/cmd/staticcheck@v0.8.2

lint: $(GOFUMPT)
	@test -z "$$($(GOFUMPT) -l $$(git ls-files '*.go' | grep -v _templ.go))" || { $(GOFUMPT) -d $$(git ls-files '*.go' | grep -v _templ.go); exit 1; }
	$(GO) vet ./...
	cd e2e/oidc && $(GO) vet ./...

# What is shipped. Tests take as long again, and what only they use looks unused
# without them: those are for `make staticcheck-all`.
staticcheck: $(STATICCHECK)
	GOGC=200 $(STATICCHECK) -tests=false -checks inherit,-U1000 ./...

staticcheck-all: $(STATICCHECK)
	$(STATICCHECK) ./...

$(GOSEC):
	GOBIN=$(BIN) $(GO) install github.com/securego/gosec/v2/cmd/gosec@v2.22.11
$(GOVULNCHECK):
	GOBIN=$(BIN) $(GO) install golang.org/x/vuln/cmd/govulncheck@v1.8.0

# What a stranger with scanners would do at the running program. docs/security.md
# says what is looked for.
scan: build vuln
	$(GO) run ./e2e/scan -binary $(BIN)/wakeman

# The same for the sources, but for e2e/oidc: a module of its own, which a test runs.
sast: $(GOSEC)
	$(GOSEC) -quiet -exclude-dir=e2e/oidc -fmt json ./... > $(BIN)/gosec.json; $(GO) run ./e2e/gosec e2e/gosec/explained.txt < $(BIN)/gosec.json

# Known holes in the modules and in Go itself, as far as they are called.
vuln:
	@if [[ "$(VULNDB)" = file://* ]] || curl -fsS -m 10 -o /dev/null $(VULNDB)/index/db.json 2>/dev/null; then \
	  $(MAKE) --no-print-directory $(GOVULNCHECK); echo "$(GOVULNCHECK) -db $(VULNDB) ./..."; $(GOVULNCHECK) -db $(VULNDB) ./...; \
	else echo "govulncheck was NOT ASKED: $(VULNDB) is not reached from here (VULNDB=file:///a/copy does without)"; fi

generate:
	$(GO) tool templ generate ./web/ui/view

# Generated files are committed; this proves that they are what the sources say.
fresh: generate
	@git diff --exit-code -- '*_templ.go' || { echo "generated views are stale: run make generate and commit"; exit 1; }

# What is pure has no goroutines that could race; pages and calls have those of
# their requests only. The scenarios of the whole box have many, and take six
# minutes with the race detector: some of them do here, and those who sign in at
# once, all in `make race`. `lint` has vetted what go test would vet again.
PURE := . ./schedules/... ./web/ui ./web/api ./web/auth ./web/ui/view/... ./web/hooks ./web/mailgate/reading ./engine/config ./engine/rules ./engine/people

unit:
	$(RACE) -vet=off -timeout 20m $$(comm -23 <($(GO) list ./... | sort) <($(GO) list $(PURE) | sort))
	$(RACE) -vet=off -timeout 20m -run 'Storm|StoreIsFull|ReadsWhatMonitoringMails|Remind|Malformed' .
	$(RACE) -vet=off -timeout 20m -run 'AtOnce|Throttle|Block|Together' ./web/auth
	$(GO) test -vet=off -shuffle=on -timeout 20m $(PURE)

race:
	$(RACE) -timeout 40m ./...

# What reckons with time, once more where local time is half an hour off: nothing
# may depend on it.
zones:
	TZ=America/St_Johns $(GO) test -vet=off -shuffle=on -timeout 20m ./schedules/... ./engine/config ./engine/people

e2e:
	e2e/run

$(BIN)/crash: build
	$(GO) build -o $(BIN)/crash ./e2e/crash

# A short run, and the proof that the harness can fail: with syncing off, a power
# cut must lose events. Cutting the power of a file system needs root.
crash: $(BIN)/crash
	$(BIN)/crash -binary $(BIN)/wakeman -cycles 25
	@if [ "$$(id -u)" = 0 ] && command -v mkfs.ext4 >/dev/null && $(BIN)/crash -can-cut; then \
	  $(BIN)/crash -binary $(BIN)/wakeman -powercut -cycles 5 && \
	  $(BIN)/crash -binary $(BIN)/wakeman -powercut -no-sync -cycles 1; \
	else echo "no power cuts here: they need root, mkfs.ext4 and loop devices"; fi

crash-long: $(BIN)/crash
	$(BIN)/crash -binary $(BIN)/wakeman -cycles 1000

powercut: $(BIN)/crash
	$(BIN)/crash -binary $(BIN)/wakeman -powercut -cycles 200
	$(BIN)/crash -binary $(BIN)/wakeman -powercut -no-sync -cycles 2

sim:
	$(GO) test ./engine/enginetest -run Simulation -sim.seeds 2000 -sim.steps 1000 -timeout 2h

# Who is on call, minute by minute around each change of clocks in each zone from
# 2020 to 2040, as the calendar has it and as a plain stepper does. `make unit` has
# a short form. Prints how many instants it compared.
oracle:
	WAKEMAN_ORACLE=1 $(GO) test ./schedules/... -run 'EveryZone|EveryTransition' -count=1 -timeout 1h -v | grep -v -e '^ *--- PASS' -e '^=== '

bench:
	$(GO) run ./e2e/bench -write docs/figures.md

peers:
	e2e/peers/run
	e2e/peers/senders
	e2e/peers/monitors

# Certificates from a real ACME server, proven in each of the three ways.
acme: build
	WAKEMAN_BUILT=1 e2e/acme/run

fuzz:
	e2e/fuzz 60s

clean:
	rm -rf $(BIN)
