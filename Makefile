# The commands of this repository. `make test` and `make demo` set up what they need, in ignored folders of the checkout.

.DEFAULT_GOAL := help
# The same for every build, or they would undo each other's.
export PYO3_PYTHON = $(abspath .venv/bin/python)
.PHONY: help demo test bench install lint format setup toolchains

help: ## This list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | expand -t 12

demo: toolchains ## Follow imports to their end on the embedded emulator
	cargo build --quiet --package milvus-import-cli
	bindings-python/setup.sh
	bindings-node/setup.sh
	tests/build-demo.sh
	tests/demo.sh target/debug/milvus-import "Python=.venv/bin/python tests/demo.py" C=target/demo-c Go=target/demo-go "Node.js=node tests/demo.mjs"

# What the Rust tests have built serves the others too: the same crates alone would be built with other features.
test: export MILVUS_IMPORT_PROGRAMS = $(abspath $(or $(CARGO_TARGET_DIR),target))/debug
test: setup ## Every test in every language, those against a real Milvus included
	cargo test --workspace --quiet -- --show-output
	bindings-go/test.sh
	.venv/bin/python -m pytest --quiet bindings-python
	bindings-node/test.sh

bench: toolchains ## CPU and latency against the peers; `make bench ARGS=--smoke` takes seconds
	cargo build --release --quiet --package milvus-import-cli
	cargo run --release --quiet --package milvus-import-benches -- $(ARGS)
	benches/python/run.sh $(ARGS)
	benches/c/run.sh $(ARGS)
	benches/go/run.sh $(ARGS)
	benches/node/run.sh $(ARGS)

# MVI_PROFILE=dev builds as the tests do.
install: ## The C library, its header, pkg-config and CMake files, below PREFIX=/usr/local
	DESTDIR="$(DESTDIR)" bindings-c/install.sh "$(or $(PREFIX),/usr/local)" $(MVI_PROFILE)

lint: toolchains ## Formatting, lints and documentation, warnings denied
	cargo fmt --all --check
	bindings-python/setup.sh
	cargo clippy --workspace --all-targets --quiet -- --deny warnings
	RUSTDOCFLAGS="--deny warnings" cargo doc --workspace --no-deps --quiet
	.venv/bin/ruff check --quiet bindings-python benches/python
	.venv/bin/ruff format --quiet --check bindings-python
	bindings-node/setup.sh
	npm run --silent --prefix bindings-node lint

format: ## Format everything
	cargo fmt --all
	gofmt -w bindings-go benches/go tests/demo.go
	npm run --silent --prefix bindings-node format

setup: toolchains
	tests/setup-milvus.sh
	bindings-python/setup.sh
	bindings-python/tests/drop_in/setup.sh
	bindings-python/tests/notebook/setup.sh
	bindings-c/setup.sh
	cli/setup.sh
	bindings-node/setup.sh
	benches/c/setup.sh

toolchains:
	@for tool in cargo:https://rustup.rs python3:https://www.python.org cc:gcc-or-clang go:https://go.dev/dl node:https://nodejs.org npm:https://nodejs.org; do \
		command -v $${tool%%:*} >/dev/null || { echo "missing: $${tool%%:*} ($${tool#*:})" >&2; exit 1; }; \
	done
