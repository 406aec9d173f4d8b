{ lib }:
lib.mkOption {
  type = lib.types.attrs;
  example = { hash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="; };
}
