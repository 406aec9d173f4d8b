import (builtins.fetchTarball {
  url = "https://github.com/NixOS/nixpkgs/archive/nixos-unstable.tar.gz";
  sha256 = "0zffyvx9v0ikvsiqafpblf2zxhczvmnj8kfci3kin3xk9hnlpmn1";
}) { }
