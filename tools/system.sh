#!/bin/sh
# Finds the system libraries that the Python packages load but do not bring with them.
#   tools/system.sh runtime   what the window and the sound need
#   tools/system.sh tests     that, and what the tests need (a virtual display, a sound server)
# On Debian and Ubuntu, as root or with passwordless sudo, it installs what is missing; anywhere
# else it names it with the command to run. It looks before it installs, so that a second call
# needs no network, and it never fails: what works without the missing library still runs.
set -u
want=${1:-tests}
cd "$(dirname "$0")/.." || exit 0
for python in "${PYTHON:-python3}" .venv/bin/python python3; do
    if "$python" -c '' 2>/dev/null; then break; fi
done

case $(uname -s) in
Linux) ;;
Darwin)
    # The macOS wheels carry Qt and PortAudio with them.
    [ "$want" = runtime ] || echo "system: macOS needs nothing more (should PortAudio not load: brew install portaudio)."
    exit 0 ;;
*)
    [ "$want" = runtime ] || echo "system: libraries are looked for on Linux only."
    exit 0 ;;
esac

# for, kind, name, package on Debian and Ubuntu, on Fedora, on Arch
table() {
    cat <<'TABLE'
runtime module ensurepip python3-venv python3 python
runtime lib libportaudio.so.2 libportaudio2 portaudio portaudio
runtime lib libGL.so.1 libgl1 libglvnd-glx libglvnd
runtime lib libEGL.so.1 libegl1 libglvnd-egl libglvnd
runtime lib libX11.so.6 libx11-6 libX11 libx11
runtime lib libX11-xcb.so.1 libx11-xcb1 libX11-xcb libx11
runtime lib libxkbcommon.so.0 libxkbcommon0 libxkbcommon libxkbcommon
runtime lib libxkbcommon-x11.so.0 libxkbcommon-x11-0 libxkbcommon-x11 libxkbcommon-x11
runtime lib libxcb-cursor.so.0 libxcb-cursor0 xcb-util-cursor xcb-util-cursor
runtime lib libxcb-icccm.so.4 libxcb-icccm4 xcb-util-wm xcb-util-wm
runtime lib libxcb-image.so.0 libxcb-image0 xcb-util-image xcb-util-image
runtime lib libxcb-keysyms.so.1 libxcb-keysyms1 xcb-util-keysyms xcb-util-keysyms
runtime lib libxcb-render-util.so.0 libxcb-render-util0 xcb-util-renderutil xcb-util-renderutil
runtime lib libxcb-util.so.1 libxcb-util1 xcb-util xcb-util
runtime lib libxcb-glx.so.0 libxcb-glx0 libxcb libxcb
runtime lib libxcb-randr.so.0 libxcb-randr0 libxcb libxcb
runtime lib libxcb-render.so.0 libxcb-render0 libxcb libxcb
runtime lib libxcb-shape.so.0 libxcb-shape0 libxcb libxcb
runtime lib libxcb-shm.so.0 libxcb-shm0 libxcb libxcb
runtime lib libxcb-sync.so.1 libxcb-sync1 libxcb libxcb
runtime lib libxcb-xfixes.so.0 libxcb-xfixes0 libxcb libxcb
runtime lib libxcb-xkb.so.1 libxcb-xkb1 libxcb libxcb
runtime lib libdbus-1.so.3 libdbus-1-3 dbus-libs dbus
runtime lib libfontconfig.so.1 libfontconfig1 fontconfig fontconfig
runtime lib libfreetype.so.6 libfreetype6 freetype freetype2
runtime lib libgthread-2.0.so.0 libglib2.0-0 glib2 glib2
runtime lib libgssapi_krb5.so.2 libgssapi-krb5-2 krb5-libs krb5
tests command Xvfb xvfb xorg-x11-server-Xvfb xorg-server-xvfb
tests command pulseaudio pulseaudio pulseaudio pulseaudio
tests command pactl pulseaudio-utils pulseaudio-utils libpulse
tests alsa libasound_module_pcm_pulse.so libasound2-plugins alsa-plugins-pulseaudio alsa-plugins
TABLE
}

# Prints the rows of the table that this machine cannot serve. Libraries are really loaded, so
# that one for another architecture, or in a folder the loader does not search, counts as missing.
missing() {
    table | if [ "$want" = runtime ]; then grep '^runtime '; else cat; fi | "$python" -c '
import ctypes, glob, importlib.util, os, shutil, sys

def there(kind, name):
    if kind == "lib":
        try:
            ctypes.CDLL(name)
        except OSError:
            return False
        return True
    if kind == "command":
        return shutil.which(name) is not None
    if kind == "module":
        return importlib.util.find_spec(name) is not None or os.path.exists(".venv/bin/python")
    folders = ("/usr/lib", "/usr/lib64", "/usr/lib/*-linux-*")
    return any(glob.glob(f"{folder}/alsa-lib/{name}") for folder in folders)

for line in sys.stdin:
    _, kind, name, debian, fedora, arch = line.split()
    if not there(kind, name):
        if name == "ensurepip":
            debian = "python%d.%d-venv" % sys.version_info[:2]
        print(name, debian, fedora, arch)
'
}

# Column $1 of the missing rows, each entry once, on one line.
column() {
    printf '%s\n' "$lacking" | awk -v c="$1" '!seen[$c]++ { printf "%s%s", sep, $c; sep = " " }'
}

name_them() {
    echo "system: missing on this machine: $(column 1 | sed 's/ /, /g')"
    debian="sudo apt-get install $(column 2)"
    fedora="sudo dnf install $(column 3)"
    arch="sudo pacman -S --needed $(column 4)"
    if command -v apt-get >/dev/null; then echo "system: install with: $debian"
    elif command -v dnf >/dev/null; then echo "system: install with: $fedora"
    elif command -v pacman >/dev/null; then echo "system: install with: $arch"
    else
        echo "system: install with, on Debian and Ubuntu: $debian"
        echo "system:                        on Fedora: $fedora"
        echo "system:                          on Arch: $arch"
    fi
}

apt() {
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=120 "$@" >>"$log" 2>&1 </dev/null
}

# --no-remove: nothing is taken away to make room (a desktop's own sound server, for one).
add() {
    apt install --no-install-recommends --no-remove "$@"
}

lacking=$(missing)
if [ -z "$lacking" ]; then
    [ "$want" = runtime ] || echo "system: every library is there."
    exit 0
fi

sudo=
if ! command -v apt-get >/dev/null; then name_them; exit 0; fi
if [ "$(id -u)" != 0 ]; then
    sudo="sudo -n"
    if ! $sudo true 2>/dev/null; then name_them; exit 0; fi
fi

packages=$(column 2)
echo "system: installing $packages"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
fresh=
if ! ls /var/lib/apt/lists/*Packages* >/dev/null 2>&1; then apt update; fresh=yes; fi
# shellcheck disable=SC2086
if ! add $packages; then
    [ -n "$fresh" ] || apt update
    if ! add $packages; then
        for package in $packages; do add "$package"; done
    fi
fi

lacking=$(missing)
if [ -n "$lacking" ]; then
    grep '^E: ' "$log" | sort -u | tail -n 5
    name_them
fi
exit 0
