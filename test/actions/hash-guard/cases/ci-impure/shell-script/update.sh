#!/bin/sh
nix run github:harbor/tide
