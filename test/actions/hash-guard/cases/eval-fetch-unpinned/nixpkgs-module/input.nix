{
  imports = [ <home-manager/nixos> ];
}
