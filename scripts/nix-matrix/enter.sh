#!/bin/sh
# Runs a program with ROOT as its whole file system: `unshare --mount sh enter.sh ROOT REPOSITORY PROGRAM ARGUMENT…`. The binds
# end with the mount namespace, so nothing is to be unmounted afterwards, and a chroot is not enough: Nix 2.8 goes back to
# the root of its mount namespace before it runs git.
set -eu
root=$1 repository=$2
shift 2
mount --make-rprivate /
mount --bind "$root" "$root"
mount --rbind /proc "$root/proc"
mount --rbind /dev "$root/dev"
mkdir -p "$root$repository" "$root/small-disk" "$root/.outside"
mount --bind "$repository" "$root$repository"
# Where a builder can fill a disk for real.
mount -t tmpfs -o size=2m tmpfs "$root/small-disk"
cd "$root"
pivot_root . .outside
umount -l /.outside
cd "$repository"
exec "$@"
