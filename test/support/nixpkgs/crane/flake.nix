{
  description = "A stand-in for crane: what nur/ uses of it, recorded instead of built";

  outputs = _: {
    mkLib = pkgs: import ./. { inherit pkgs; };
  };
}
