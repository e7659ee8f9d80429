#!/bin/sh
# launcher.sh BIN: write BIN/gesso, which runs the program of this checkout from any folder.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
bin=$(cd "$1" && pwd)
cat > "$bin/gesso" <<END
#!/bin/sh
PYTHONPATH="$root\${PYTHONPATH:+:\$PYTHONPATH}" exec "$bin/python" -P -m gesso "\$@"
END
chmod +x "$bin/gesso"
