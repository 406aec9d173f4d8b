/** Names of git references that move: branches and tags that are set again and again. It asks no server. */

export type MovingName = "branch" | "tag";

const branches =
  /^(?:refs\/heads\/.+|refs\/remotes\/.+|origin\/.+|HEAD|head|main|master|trunk|develop|development|devel|dev|default|gh-pages|mainline|nix(?:os|pkgs)-unstable|release-(?:next|candidate)|feat(?:ure)?\/.+)$/;

const tags =
  /^(?:refs\/tags\/)?(?:latest|nightly|stable|edge|continuous|rolling|canary|snapshot|unstable|current|tip|preview|next|staging|production|prerelease|pre-release|last(?:-| )?release)$/i;

/** Undefined for a commit, a version, and every name that may stand still. */
export function movingName(name: string): MovingName | undefined {
  if (branches.test(name)) return "branch";
  return tags.test(name) ? "tag" : undefined;
}

/** What stands in `tag` is a tag, whatever it is called. */
export function movingAttribute(attribute: "rev" | "tag", text: string): MovingName | undefined {
  const moves = movingName(text);
  return attribute === "tag" && moves !== undefined ? "tag" : moves;
}

export function isCommit(name: string): boolean {
  return /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(name);
}
