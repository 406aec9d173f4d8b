/*
  Sources on Tangled, by owner handle and repository.

  The fetcher of newer nixpkgs goes by the same name and wants a DID, so this one stays apart. Refuses tags without a hash.
*/
{ fetchgit, fetchzip }:
{
  domain ? "tangled.org",
  owner,
  repo,
  rev,
  hash,
  # Some knots serve no archives.
  useGit ? false,
}:
let
  url = "https://${domain}/${owner}/${repo}";
in
if useGit then
  fetchgit {
    name = "source";
    inherit hash rev url;
  }
else
  fetchzip {
    name = "source";
    url = "${url}/archive/${rev}";
    extension = "tar.gz";
    inherit hash;
  }
