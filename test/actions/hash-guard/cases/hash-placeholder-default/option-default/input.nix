{ lib }:
lib.mkOption {
  type = lib.types.str;
  default = lib.fakeHash;
}
