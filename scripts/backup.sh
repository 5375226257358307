#!/bin/sh
# A backup for cron: one more file in a directory, read back and checked, and those older than a month gone.
#
#   15 4 * * *  cd /srv/echonest && scripts/backup.sh /mnt/backups
#
# BACKUP_KEEP_DAYS says for how many days they are kept, ECHONEST where the program is. It reads the same
# settings as the server: DATA_DIR, PLAY_LOG_DIR, REDIS_URL, SECRET_KEY or their files; and BACKUP_ENCRYPT_TO,
# whom the file is encrypted to (age1…).
#
# Says nothing where all is well, and ends with what the program ends with: 1 failed, 2 makes no sense.
set -eu

if [ $# -ne 1 ]; then
    echo "usage: scripts/backup.sh DIRECTORY" >&2
    exit 2
fi

exec "${ECHONEST:-target/release/echonest}" backup "$1" --keep "${BACKUP_KEEP_DAYS:-30}" >/dev/null
