#!/usr/bin/env bash
# Builds the C library and installs it below PREFIX: headers, static and shared library, pkg-config and CMake package.
# Usage: [DESTDIR=…] install.sh PREFIX [release|dev]. What it installs may be moved: nothing in it names PREFIX or DESTDIR, the
# folder in front of PREFIX in which a package is made.
set -euo pipefail

prefix=${1:?usage: install.sh PREFIX [release|dev]}
[[ $prefix = /* ]] || prefix=$PWD/$prefix
root=${DESTDIR-}$prefix
profile=${2:-release}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
built=${CARGO_TARGET_DIR:-$here/../target}/$([ "$profile" = dev ] && echo debug || echo "$profile")

command -v cargo >/dev/null || { echo "install.sh: cargo is missing (https://rustup.rs)" >&2; exit 1; }
[ "$profile" = dev ] || . "$here/../release-flags.sh"
cargo build --quiet --manifest-path "$here/Cargo.toml" --profile "$profile"
version=$(sed -n 's/^version = "\(.*\)"/\1/p' "$here/../Cargo.toml" | head -n 1)
IFS=. read -r major minor _ <<<"$version"
# What programs ask for at run time: below 1.0 a minor version may break them. build.rs gives the library the same name.
soversion=$major
[ "$major" != 0 ] || soversion=0.$minor

# Directories first, then files with their modes: PREFIX may be the system's.
install -d "$root/include" "$root/lib/pkgconfig" "$root/lib/cmake/milvus_import"
install -m 644 "$here/include/milvus_import.h" "$here/include/milvus_import.hpp" "$root/include/"
install -m 644 "$built/libmilvus_import.a" "$root/lib/"
install -m 755 "$built/libmilvus_import.so" "$root/lib/libmilvus_import.so.$version"
ln -sf "libmilvus_import.so.$version" "$root/lib/libmilvus_import.so.$soversion"
ln -sf "libmilvus_import.so.$soversion" "$root/lib/libmilvus_import.so"

install -d "$root/share/licenses/milvus_import"
install -m 644 "$here/../LICENSE" "$here/../THIRD-PARTY-NOTICES" "$root/share/licenses/milvus_import/"

fill() {
    sed "s/@VERSION@/$version/g; s/@MAJOR@/$major/g; s/@MINOR@/$minor/g; s/@SOVERSION@/$soversion/g" "$here/packaging/$1" >"$2/$1"
    chmod 644 "$2/$1"
}
fill milvus_import.pc "$root/lib/pkgconfig"
fill milvus_importConfig.cmake "$root/lib/cmake/milvus_import"
fill milvus_importConfigVersion.cmake "$root/lib/cmake/milvus_import"

cat <<END
Installed below $prefix. To compile with it, and to run without a look at the loader's folders:
    export PKG_CONFIG_PATH=$prefix/lib/pkgconfig
    cc wait.c \$(pkg-config --cflags --libs milvus_import) -Wl,-rpath,$prefix/lib -o wait
Without -rpath the loader finds it by LD_LIBRARY_PATH=$prefix/lib, or, where /etc/ld.so.conf names that folder, after ldconfig.
END
