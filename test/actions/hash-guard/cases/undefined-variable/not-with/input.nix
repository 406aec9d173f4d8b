{ lib }:
with lib; anything
