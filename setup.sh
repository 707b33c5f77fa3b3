# What the set-up scripts of this repository share; they set `name`, which their messages begin with, and source this.

log=$(mktemp)
trap 'rm -f "$log"' EXIT

# Ends the script with one line, and the end of what the last command said.
fail() {
    echo "$name: $1" >&2
    [ ! -s "$log" ] || tail -n 40 "$log" >&2
    exit 1
}

# quietly WHY COMMAND…: runs the command without a word; where it fails the script does, and says why.
quietly() {
    "${@:2}" >"$log" 2>&1 || fail "$1"
}

# virtual_environment FOLDER: makes one, anew.
virtual_environment() {
    command -v python3 >/dev/null || fail "python3 is missing, install it first"
    rm -rf "$1"
    quietly "python3 cannot make a virtual environment (Debian and Ubuntu: install python3-venv)" python3 -m venv "$1"
}

# pip FOLDER WHY ARGUMENT…: installs into a virtual environment.
pip() {
    quietly "$2" "$1/bin/python" -m pip --quiet --disable-pip-version-check install "${@:3}"
}

# need PACKAGE COMMAND…: a Debian package, wanted where the command fails.
missing=()
need() {
    "${@:2}" >/dev/null 2>&1 || missing+=("$1")
}

# debian_packages WHO: installs what is wanted, where that can be done, and else says who needs it.
debian_packages() {
    [ ${#missing[@]} -gt 0 ] || return 0
    if command -v apt-get >/dev/null && [ "$(id -u)" -eq 0 ]; then
        echo "$name: installing ${missing[*]}" >&2
        if apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${missing[@]}" >/dev/null; then
            return 0
        fi
    fi
    fail "$1 these Debian packages, or what they are called elsewhere: ${missing[*]}"
}
