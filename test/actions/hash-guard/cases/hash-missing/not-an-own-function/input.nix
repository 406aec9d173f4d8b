let
  fetchurl = { url }: url;
in
fetchurl { url = "https://example.org/a-1.0"; }
