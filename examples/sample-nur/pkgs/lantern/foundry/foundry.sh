#!/bin/sh
# lantern-foundry keeps app passwords in the keychain of macOS, and nowhere else.
set -eu

usage='usage: lantern-foundry set|get|delete HANDLE   set asks for the password
       lantern-foundry --version | --help'

case "${1-}:$#" in
--version:1) echo "lantern-foundry @version@" ;;
--help:1) echo "$usage" ;;
# A last -w without a value makes security ask: a password never stands in argv.
set:2) exec security add-generic-password -U -s lantern-foundry -a "$2" -w ;;
get:2) exec security find-generic-password -s lantern-foundry -a "$2" -w ;;
delete:2) exec security delete-generic-password -s lantern-foundry -a "$2" ;;
*)
  echo "$usage" >&2
  exit 2
  ;;
esac
