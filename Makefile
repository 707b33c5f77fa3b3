# The commands of this repository. `make test` and `make demo` set up what they need, in ignored folders of the checkout.

.DEFAULT_GOAL := help
.PHONY: help demo test bench lint format doc setup toolchains

help: ## This list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | expand -t 12

demo: toolchains ## Follow imports to their end on the embedded emulator
	cargo build --quiet --package milvus-import-cli
	tests/demo.sh target/debug/milvus-import

test: setup ## Every test, the one against a real Milvus included
	cargo test --workspace --quiet -- --show-output

bench: toolchains ## CPU and latency against the peers; `make bench ARGS=--smoke` takes seconds
	cargo build --release --quiet --package milvus-import-cli
	cargo run --release --quiet --package milvus-import-benches -- $(ARGS)

lint: toolchains ## Formatting, lints and documentation, warnings denied
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --quiet -- --deny warnings
	RUSTDOCFLAGS="--deny warnings" cargo doc --workspace --no-deps --quiet

format: ## Format everything
	cargo fmt --all

setup: toolchains
	tests/setup-milvus.sh

toolchains:
	@for tool in cargo:https://rustup.rs python3:https://www.python.org cc:gcc-or-clang; do \
		command -v $${tool%%:*} >/dev/null || { echo "missing: $${tool%%:*} ($${tool#*:})" >&2; exit 1; }; \
	done
