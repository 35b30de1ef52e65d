# All that a developer does here, one word each; `make` lists them. The tools are
# pinned in .ci/tools.mod, apart from go.mod, which names what the program needs.

TOOL      := go tool -modfile=.ci/tools.mod
FUZZTIME  := 30s
COUNT     := 1
LASTING   := 30m
# The race detector looks at all code but SQLite's own, which is C in translation:
# instrumented, it is four times as slow, and its races would not be ours.
RACEFLAGS := -gcflags='modernc.org/...=-race=0'
TESTFLAGS :=

.DEFAULT_GOAL := help
.PHONY: help run build console image test faults leases soak fuzz lint format generate verify clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# Not optimised, a demo is built in little more than half the time: on a new
# machine with two cores it is up within a minute. To keep, there is `make build`.
run: ## start Jeton with demo tenants on an embedded database
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory console; else echo "Without Node.js and npm there is no console; all else works." >&2; fi
	@echo "Building Jeton; the first time takes about a minute." >&2
	@CGO_ENABLED=0 go build -gcflags='all=-N -l -dwarf=false' -ldflags='-s -w' -o bin/demo .
	@bin/demo serve --demo

build: ## build bin/jeton; needs nothing but Go
	CGO_ENABLED=0 go build -trimpath -o bin/jeton .

console: web/dist/index.html ## build the console, for the next `make build`; needs Node.js 20

image: console ## pack bin/image, an OCI image, and bin/image.tar for podman and docker; needs Node.js 20
	go run ./test/image/pack

web/dist/index.html: web/node_modules/.package-lock.json api/admin/openapi.yaml web/index.html web/vite.config.ts web/tsconfig.json $(shell find web/src -type f ! -name schema.d.ts)
	npm run --silent --prefix web build

%/node_modules/.package-lock.json: %/package-lock.json
	npm ci --prefix $* --no-audit --no-fund

# Tests wait for databases, browsers and clocks: one package more than there are
# processors keeps these busy, and lets each take longer. The longest begin, or in
# the end they would be alone.
test: ## run every test on both engines; sets up what it needs
	go run ./test/setup
	npm run --silent --prefix web test
	go test -race $(RACEFLAGS) -p=$$(($$(getconf _NPROCESSORS_ONLN) + 1)) -timeout=45m $(TESTFLAGS) ./test/frontdoor ./test/console ./test/process ./persistence ./test/revocation ./...

faults: ## break database, network, disk, clock and server under load, COUNT times
	go run ./test/setup
	go test -race $(RACEFLAGS) -count=$(COUNT) -timeout=0 -v ./test/faults -args -all

leases: ## hold APIs with leases to their bound on each engine for LASTING
	go run ./test/setup
	go test -race $(RACEFLAGS) -timeout=0 -v ./test/lease -args -lasting=$(LASTING)

soak: ## use two replicas for LASTING and look for what grows or gets lost; writes docs/benchmarks.md
	go run ./test/setup
	go test -count=1 -timeout=0 -v ./test/soak -args -lasting=$(LASTING) -write

fuzz: ## run every fuzz target for FUZZTIME (30s)
	test/fuzz.sh $(FUZZTIME)

bench: ## measure Jeton beside its peers in about 12 minutes; writes docs/benchmarks.md
	go run ./test/setup
	go run ./test/bench

bench-scale: ## measure look-ups among 10 thousand to 10 million tokens; writes docs/benchmarks.md
	go run ./test/setup
	go run ./test/bench -scale

bench-lists: ## measure every list of the management API among a million tokens; writes docs/benchmarks.md
	go run ./test/setup
	go run ./test/bench -lists

lint: ## look for mistakes without running anything
	$(TOOL) golangci-lint run
	cd helm && go tool -modfile=../.ci/tools.mod golangci-lint run --config ../.golangci.yml

format: ## format the source the way lint wants it
	$(TOOL) golangci-lint fmt

generate: ## write generated code anew
	go generate ./...

verify: ## all that must hold before a change lands
	go mod tidy -diff
	go -C helm mod tidy -diff
	.ci/generated
	$(MAKE) --no-print-directory lint
	@nice $(MAKE) --no-print-directory fuzz & fuzz=$$!; \
	echo "every test, and beside them every fuzz target"; \
	$(MAKE) --no-print-directory test || { kill $$fuzz 2>/dev/null; exit 1; }; \
	wait $$fuzz

clean: ## remove what was built; the data of `make run` stays in data/
	rm -rf bin web/dist/assets web/dist/index.html web/node_modules test/interop/node_modules test/bench/oidc-provider/node_modules
