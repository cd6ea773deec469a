#!/bin/sh
# One sync after the other, an hour apart; a stop of the container is handed on to the sync under way.
trap 'kill -TERM "$child" 2>/dev/null; wait "$child"; exit 0' TERM INT
while :; do
    duckstats sync "$@" &
    child=$!
    wait "$child"
    sleep "${DUCKSTATS_PAUSE:-3600}" &
    child=$!
    wait "$child"
done
