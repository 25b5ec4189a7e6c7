#!/bin/sh
# bootstrap.sh run|check|test: make this source tree ready for that, on a machine that has only Python and pip.
# Makes .venv with the pinned packages and installs the system packages that are missing (Debian and its relatives; as
# root or with a sudo that asks nothing, else it prints the line to type). When all is done already it only looks.
set -eu

purpose=${1:?usage: bootstrap.sh run|check|test}
cd "$(dirname "$0")/.."
venv=.venv
python=${PYTHON:-python3}

# Qt loads these by itself, and its wheel does not bring them. The second line is for a window under X or Wayland.
qt_packages="libgl1 libegl1 libfontconfig1 libglib2.0-0 libdbus-1-3 libxkbcommon0 fonts-dejavu-core \
libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libxkbcommon-x11-0 libwayland-cursor0 libwayland-egl1"
# A screen, a mouse, a keyboard and a message bus for the window's tests, PyInstaller (objdump), the desktop entry's test,
# a relay to ask.
test_packages="xvfb xauth xdotool binutils desktop-file-utils dbus coturn"
# The lab's hosts and the disks that are mounted; without root they are skipped.
[ "$(id -u)" != 0 ] || test_packages="$test_packages iproute2 nftables mount e2fsprogs fuse3"
# Debian starts these when they are installed and at every boot, and the tests start their own.
services="coturn"

say() { echo "setup: $*" >&2; }
die() { say "$*"; exit 1; }

is_installed() {
    # Debian 13 and Ubuntu 24.04 renamed some libraries to NAMEt64 and let NAME stand for them.
    for name in "$1" "$1t64"; do
        case $(dpkg-query --show --showformat='${db:Status-Status}' "$name" 2>/dev/null || true) in
            installed) return 0 ;;
        esac
    done
    return 1
}

missing_packages() {
    for package in "$@"; do
        is_installed "$package" || printf ' %s' "$package"
    done
}

# install_packages PACKAGE...: true when all are there afterwards.
install_packages() {
    command -v apt-get >/dev/null && command -v dpkg-query >/dev/null || return 0
    missing=$(missing_packages "$@")
    [ -n "$missing" ] || return 0
    if [ "$(id -u)" = 0 ]; then
        as_root="env"
    elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
        as_root="sudo -n env"
    else
        say "some system packages are missing. To install them, type:"
        echo "    sudo apt-get update && sudo apt-get install --no-install-recommends$missing" >&2
        for service in $services; do
            case " $missing " in *" $service "*) echo "    sudo systemctl disable --now $service" >&2 ;; esac
        done
        return 1
    fi
    say "installing the system packages$missing"
    # shellcheck disable=SC2086 # one word per package
    $as_root DEBIAN_FRONTEND=noninteractive SERVICES="$services" sh -eu -c "$apt_install" apt_install $missing
}

# The part of install_packages that needs root: nothing in SERVICES that comes with it is started, now or at a boot.
apt_install=$(cat <<'END'
    policy=/usr/sbin/policy-rc.d
    if [ ! -e "$policy" ]; then
        trap 'rm -f "$policy"' EXIT
        trap 'exit 1' HUP INT TERM
        {
            echo '#!/bin/sh'
            for service in $SERVICES; do echo "case \"\$*\" in *$service*) exit 101 ;; esac"; done
        } >"$policy"
        chmod 755 "$policy"
    fi
    # Old lists are good enough when the update fails, and the install says it clearly when they are not.
    apt-get -qq -o DPkg::Lock::Timeout=120 update >/dev/null || true
    apt-get -qq -y -o DPkg::Lock::Timeout=120 install --no-install-recommends "$@" >/dev/null
    for package in "$@"; do
        for service in $SERVICES; do
            [ "$package" != "$service" ] || update-rc.d "$service" disable
        done
    done
END
)

# The pip of the virtual environment, or, where Debian left that out (no python3-venv), the system's pip aimed at it.
venv_pip() {
    if "$venv/bin/python" -c 'import pip' 2>/dev/null; then
        "$venv/bin/python" -m pip "$@"
    else
        "$python" -m pip --python "$venv/bin/python" "$@"
    fi
}

make_venv() {
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null ||
        die "PeerDrop needs Python 3.11 or newer and '$python' is not. Install it, or name another: make $purpose PYTHON=python3.13"
    if "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        "$python" -m venv --clear "$venv"
    elif "$python" -c 'import pip, venv' 2>/dev/null; then
        "$python" -m venv --clear --without-pip "$venv"
    elif install_packages python3-venv && "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        "$python" -m venv --clear "$venv"
    else
        die "'$python' has neither pip nor venv. On Debian: sudo apt-get install python3-venv"
    fi
}

# A virtual environment holds absolute paths: a tree that was moved, or a Python that was replaced, needs a new one.
is_usable_venv() {
    "$venv/bin/python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || return 1
    [ ! -e "$venv/made-in" ] || [ "$(cat "$venv/made-in")" = "$PWD" ]
}

# What the environment depends on. A system Python that moved on would find one with nothing in it, hence its version.
stamp() {
    cat packaging/requirements-run.txt packaging/requirements-dev.txt pyproject.toml | cksum
    echo "$PWD"
    "$venv/bin/python" --version 2>/dev/null || true
}

# fill_venv run|dev
fill_venv() {
    # What serves "dev" serves "run" as well.
    for filled in "$1" dev; do
        [ "$(cat "$venv/filled-for-$filled" 2>/dev/null)" = "$(stamp)" ] && return 0
    done
    is_usable_venv || { say "making the virtual environment $venv"; make_venv; }
    echo "$PWD" >"$venv/made-in"
    requirements=packaging/requirements-$1.txt
    say "installing the packages of $requirements (some 150 MB the first time)"
    venv_pip install --quiet --no-deps --requirement "$requirements" &&
        venv_pip install --quiet --no-deps --no-build-isolation --editable . ||
        die "pip could not install the packages (see above). Is there a network? Try again with: make $purpose"
    stamp >"$venv/filled-for-$1"
}

case $purpose in
    run)
        fill_venv run
        # Without them PeerDrop still serves, only without a window.
        # shellcheck disable=SC2086
        install_packages $qt_packages || say "going on without them: the window may not open"
        ;;
    check)
        fill_venv dev
        ;;
    test)
        fill_venv dev
        # PyInstaller takes Python's own library along, which Debian keeps apart from /usr/bin/python3.
        python_library=$("$venv/bin/python" -c 'import sys
if sys.base_prefix == "/usr": print("libpython%d.%d" % sys.version_info[:2])')
        # shellcheck disable=SC2086
        install_packages $qt_packages $test_packages $python_library || die "they are needed for this"
        ;;
    *) die "usage: bootstrap.sh run|check|test" ;;
esac
