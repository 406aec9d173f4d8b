{ fetchurl, name }:

fetchurl {
  inherit name;
}
