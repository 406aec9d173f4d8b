{
  pkgs = import <nixpkgs> { };
}
