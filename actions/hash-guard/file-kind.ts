/** Which files the guard reads, by name alone, and what it reads them as. */

export type FileKind = "nix" | "flake-lock" | "workflow" | "shell";

export function kindOf(file: string): FileKind | undefined {
  if (file.endsWith(".nix")) return "nix";
  if (/(?:^|\/)flake\.lock$/.test(file)) return "flake-lock";
  if (file.endsWith(".sh") || /(?:^|\/)\.envrc$/.test(file)) return "shell";
  return isWorkflow(file) ? "workflow" : undefined;
}

/** Tests and documents show faults on purpose: findings there are notes. */
export function isShownOnly(file: string): boolean {
  return /(?:^|\/)(?:(?:[\w.-]+[-_])?tests?|docs?|documentation)\/|(?:^|\/)tests?\.nix$/i.test(file);
}

function isWorkflow(file: string): boolean {
  if (!/\.ya?ml$/.test(file)) return false;
  return (
    /(?:^|\/)\.(?:github|gitea|forgejo)\/(?:workflows|actions)\//.test(file) ||
    /(?:^|\/)\.(?:tangled\/workflows|woodpecker|circleci|builds)\//.test(file) ||
    /(?:^|\/)(?:action|\.gitlab-ci|\.woodpecker|\.build|\.travis|azure-pipelines|buildkite)\.ya?ml$/.test(
      file,
    )
  );
}
