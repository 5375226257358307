# Everything there is to do here. `make` alone lists it.

SHELL := /bin/sh
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
.PHONY: help build run doctor demo-accounts test screens pictures lint bench sim chaos clean

# Whoever builds elsewhere says so to cargo and to us in the same way.
target := $(abspath $(or $(CARGO_TARGET_DIR),target))

# Settings of whoever runs it here; .env.example lists them all.
with_env := set -a; if [ -f .env ]; then . ./.env; fi; set +a;

# How many simulated evenings, and from which seed on: `make sim SEEDS=5000 FIRST=200`.
SEEDS ?= 2000
FIRST ?= 0

# How many rounds of breaking everything on purpose, of which kinds (all, where none is named), and how many are cut
# off at once in a storm: `make chaos ROUNDS=50 KIND=lost-tail,storm`. FIRST is where the seeds begin, here as well.
ROUNDS ?= 10
KIND ?=
CROWD ?= 5000

# Which screens are taken (those whose names hold one of these words; all, where none is named), and in which language.
SCREENS ?=
SCREENS_LANGUAGE ?= en

# npm removes the whole folder when it installs, and with it this stamp.
packages := frontend/node_modules/.installed
page := frontend/dist/index.html
# Folders are listed too: they are newer when a file of theirs is gone. Tests are no part of the page.
page_sources := $(shell find frontend/src frontend/public ! -name '*.test.ts') \
	frontend/index.html frontend/tv.html frontend/svelte.config.js frontend/tsconfig.json frontend/vite.config.ts frontend/shell.ts \
	frontend/vite.tv.config.ts

help: ## lists what there is to do
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: $(page) ## builds the page, and the program that carries it: target/release/echonest
	@echo "Building the program."
	@cargo build --release --locked

run: build ## builds what is not built yet, starts the program with what .env says, and prints its address
	@$(with_env) exec $(target)/release/echonest

doctor: build ## says what is wrong with the set-up in .env, and which addresses to give to Google and Spotify
	@$(with_env) $(target)/release/echonest doctor

demo-accounts: $(page) ## runs the program against local stand-ins for Google and Spotify, to click through signing in
	@echo "Building the program and the stand-ins."
	@cargo build --locked -p echonest -p echonest-fakes
	@BUILT=$(target)/debug exec scripts/demo-accounts

test: $(page) ## tests everything: rules, stores, server, simulated evenings, the page in a real browser
	@scripts/setup tests
	@echo "Testing the program."
	@# First what few build, so that the program that is left there is the usual one.
	@cargo test --features otlp --test traces --locked
	@cargo test --workspace --locked
	@echo "Testing the page's parts."
	@cd frontend && npm run --silent test
	@echo "Testing the page in a real browser."
	@cd frontend && CHROMIUM="$$(../scripts/browser)" ECHONEST=$(target)/debug/echonest FAKES=$(target)/debug/fakes npm run --silent e2e

screens: $(page) ## takes a picture of every screen: make screens SCREENS=door,me SCREENS_LANGUAGE=de; they lie in target/screens
	@cargo build --quiet --locked
	@cd frontend && CHROMIUM="$$(../scripts/browser)" ECHONEST=$(target)/debug/echonest SCREENS=$(SCREENS) \
		SCREENS_LANGUAGE=$(SCREENS_LANGUAGE) npx --no-install vitest run --config vitest.screens.config.ts
	@echo "They can be looked through at target/screens/index.html."

pictures: $(page) ## takes anew the pictures that the page is compared with; look at them before you commit them
	@cargo build --quiet --locked
	@cd frontend && CHROMIUM="$$(../scripts/browser)" ECHONEST=$(target)/debug/echonest UPDATE_PICTURES=1 \
		npx --no-install vitest run --config vitest.e2e.config.ts e2e/pictures.test.ts
	@echo "They lie in frontend/e2e/pictures."

lint: $(packages) ## checks form, lints, documentation, the page's types, and dependencies
	@echo "Checking the form of the program."
	@cargo fmt --all --check
	@echo "Checking the program for what often goes wrong."
	@cargo clippy --workspace --all-targets --locked -- -D warnings
	@cargo clippy --features otlp --lib --bins --test traces --locked -- -D warnings
	@echo "Checking the program's documentation."
	@# Whoever reads it changes the program, so what is private is part of it.
	@RUSTDOCFLAGS="-D warnings -A rustdoc::private_intra_doc_links" cargo doc --lib --no-deps --document-private-items --locked
	@echo "Checking the page."
	@cd frontend && npm run --silent check
	@# Known vulnerabilities are looked up on the network, so that is left to `cargo deny check advisories`.
	@if command -v cargo-deny >/dev/null; then \
		echo "Checking licences and sources of dependencies."; \
		cargo deny --log-level error check bans licenses sources; \
	else \
		echo "Skipped licences and sources of dependencies; install: cargo install cargo-deny --locked"; \
	fi
	@if command -v cargo-machete >/dev/null; then \
		echo "Looking for dependencies that nothing uses."; \
		cargo machete; \
	else \
		echo "Skipped dependencies that nothing uses; install: cargo install cargo-machete --locked"; \
	fi

bench: ## measures what a vote and a long past cost, what the page takes, and how well listeners are kept in time; takes minutes
	@bench/run
	@bench/run page
	@echo "Simulating evenings of people who listen along."
	@LISTEN_SEEDS=2000 cargo test --quiet --locked --test listening -- --nocapture

sim: ## simulates many evenings in which things go wrong: make sim SEEDS=5000 FIRST=200
	@echo "Simulating $(SEEDS) evenings from seed $(FIRST) on."
	@SIM_SEEDS=$(SEEDS) SIM_FIRST=$(FIRST) cargo test --release --locked --test sim -- --nocapture

chaos: ## breaks networks, processes, disks and clocks of real houses: make chaos ROUNDS=50 KIND=storm FIRST=7
	@scripts/setup tests
	@echo "Breaking things in $(ROUNDS) rounds from seed $(FIRST) on."
	@CHAOS_ROUNDS=$(ROUNDS) CHAOS_FIRST=$(FIRST) CHAOS_KIND=$(KIND) CHAOS_CROWD=$(CROWD) \
		cargo test --release --locked --test chaos -- --nocapture

# Somebody's party may be in `data`, so that stays.
clean: ## removes what was built and installed here, but no party's data
	@echo "Removing what was built and installed."
	@cargo clean --quiet
	@rm -rf frontend/dist frontend/node_modules bench/peers/node_modules

$(packages): frontend/package.json frontend/package-lock.json
	@scripts/setup page
	@echo "Installing the page's packages."
	@cd frontend && npm ci --ignore-scripts --loglevel error
	@touch $@

$(page): $(packages) $(page_sources)
	@echo "Building the page."
	@cd frontend && npm run --silent build -- --logLevel warn
	@touch $@
