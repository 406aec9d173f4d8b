/*
  The entries of a sources.json, as sources: `src` is fetched by a build, `checkout` by the evaluation.

  `checkout` is there for crane, which reads Cargo.lock while it evaluates: a pinned download of its own needs no build,
  so nothing here imports from a derivation; both are one store path. Refuses entries that are not pinned.
*/
{
  lib,
  fetchFromGitea,
  fetchFromGitHub,
  fetchFromGitLab,
  fetchFromTangled,
}:
let
  inherit (builtins) match;

  forges = {
    github = {
      domain = "github.com";
      fetch = fetchFromGitHub;
      archive = url: ref: "${url}/archive/${ref}.tar.gz";
    };
    gitlab = {
      domain = "gitlab.com";
      fetch = fetchFromGitLab;
      archive = url: ref: "${url}/-/archive/${ref}/source.tar.gz";
    };
    gitea = {
      fetch = fetchFromGitea;
      archive = url: ref: "${url}/archive/${ref}.tar.gz";
    };
    tangled = {
      domain = "tangled.org";
      fetch = fetchFromTangled;
      archive = url: ref: "${url}/archive/${ref}";
    };
  };

  # Where an entry is wrong: the file is named, so that the message leads to the line.
  fault =
    file: name: what:
    throw "${file}: ${name}: ${what}";

  refOf =
    file: name: entry:
    let
      rev = entry.rev or null;
      tag = entry.tag or null;
    in
    if entry.missing or null != null then
      null
    else if rev != null && match "[0-9a-f]{40}" rev == null then
      fault file name "rev ${builtins.toJSON rev} is no full commit"
    else if entry.hash or null == null then
      fault file name "hash is not known; say in \"missing\" what is"
    else if rev != null then
      rev
    else if tag != null then
      "refs/tags/${tag}"
    else
      fault file name "neither rev nor tag";

  repositoryOf =
    file: name: entry:
    let
      forge =
        forges.${entry.forge} or (fault file name "forge ${builtins.toJSON entry.forge} is not known");
      domain = entry.domain or forge.domain;
      url = "https://${domain}/${entry.owner}/${entry.repo}";
      useGit = entry.fetch or "archive" == "git";
      ref = refOf file name entry;
    in
    {
      homepage = url;
      src = forge.fetch (
        {
          inherit (entry) hash owner repo;
          rev = ref;
        }
        // lib.optionalAttrs (entry ? domain) { inherit domain; }
        // lib.optionalAttrs useGit { inherit useGit; }
      );
      # A path, not a string: crane tells them apart. The download is pinned, so its context is no loss.
      checkout =
        /.
        + builtins.unsafeDiscardStringContext (
          if useGit then
            builtins.path {
              name = "source";
              path = builtins.fetchGit {
                inherit url;
                inherit (entry) rev;
                allRefs = true;
              };
              sha256 = entry.hash;
            }
          else
            builtins.fetchTarball {
              name = "source";
              url = forge.archive url ref;
              sha256 = entry.hash;
            }
        );
      inherit ref;
    };
in
file: entries:
lib.mapAttrs (
  name: entry:
  {
    inherit name;
    inherit (entry) version;
    rev = entry.rev or null;
    hash = entry.hash or null;
    # Why there is nothing to fetch, or null.
    missing = entry.missing or null;
    # The version of one member of a repository that numbers its members apart.
    versionOf = member: entry.versions.${member} or entry.version;
  }
  // lib.optionalAttrs (entry ? forge) (repositoryOf file name entry)
  // lib.optionalAttrs (entry ? npm) { inherit (entry) npm; }
) entries
