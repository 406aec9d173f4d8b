/** Actions of others, by commit: the only ones a workflow can use. Refuses tags and branches, which their owners can move. */

export type Pin = {
  /** `owner/name`, with the folder inside when there is one. */
  readonly action: string;
  /** The commit, never the tag object. */
  readonly sha: string;
  readonly version: `v${number}.${number}.${number}`;
  /** Every input of its action.yml at this commit. */
  readonly inputs: readonly string[];
  /** Those without a default that it cannot do without. */
  readonly required?: readonly string[];
};

/**
 * Each SHA was read from the repository itself: `git rev-parse VERSION^{commit}` in a clone taken in 2026. To move one,
 * change SHA, version and inputs together, then `npm run -s nur-ci -- workflows --write`.
 */
export const pins = {
  checkout: {
    // tag v7.0.1 of actions/checkout, 2026-07-17
    action: "actions/checkout",
    sha: "3d3c42e5aac5ba805825da76410c181273ba90b1",
    version: "v7.0.1",
    inputs: [
      "allow-unsafe-pr-checkout",
      "clean",
      "fetch-depth",
      "fetch-tags",
      "filter",
      "github-server-url",
      "lfs",
      "path",
      "persist-credentials",
      "ref",
      "repository",
      "set-safe-directory",
      "show-progress",
      "sparse-checkout",
      "sparse-checkout-cone-mode",
      "ssh-key",
      "ssh-known-hosts",
      "ssh-strict",
      "ssh-user",
      "submodules",
      "token",
    ],
  },
  "upload-artifact": {
    // tag v7.0.0 of actions/upload-artifact, 2026-02-25
    action: "actions/upload-artifact",
    sha: "bbbca2ddaa5d8feaa63e36b76fdaad77386f024f",
    version: "v7.0.0",
    inputs: [
      "archive",
      "compression-level",
      "if-no-files-found",
      "include-hidden-files",
      "name",
      "overwrite",
      "path",
      "retention-days",
    ],
    required: ["path"],
  },
  "download-artifact": {
    // tag v8.0.1 of actions/download-artifact, 2026-03-11
    action: "actions/download-artifact",
    sha: "3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c",
    version: "v8.0.1",
    inputs: [
      "artifact-ids",
      "digest-mismatch",
      "github-token",
      "merge-multiple",
      "name",
      "path",
      "pattern",
      "repository",
      "run-id",
      "skip-decompress",
    ],
  },
  "setup-node": {
    // tag v7.0.0 of actions/setup-node, 2026-07-14
    action: "actions/setup-node",
    sha: "820762786026740c76f36085b0efc47a31fe5020",
    version: "v7.0.0",
    inputs: [
      "architecture",
      "cache",
      "cache-dependency-path",
      "check-latest",
      "mirror",
      "mirror-token",
      "node-version",
      "node-version-file",
      "package-manager-cache",
      "registry-url",
      "scope",
      "token",
    ],
  },
  "install-nix": {
    // tag v31.11.0 of cachix/install-nix-action, 2026-07-14
    action: "cachix/install-nix-action",
    sha: "630ae543ea3a38a9a4166f03376c02c50f408342",
    version: "v31.11.0",
    inputs: [
      "enable_kvm",
      "extra_nix_config",
      "github_access_token",
      "install_options",
      "install_url",
      "nix_path",
      "set_as_trusted_user",
    ],
  },
  "upload-sarif": {
    // tag v4.36.2 of github/codeql-action, 2026-06-04; the tag is annotated, this is its commit
    action: "github/codeql-action/upload-sarif",
    sha: "8aad20d150bbac5944a9f9d289da16a4b0d87c1e",
    version: "v4.36.2",
    inputs: [
      "category",
      "checkout_path",
      "matrix",
      "ref",
      "sarif_file",
      "sha",
      "token",
      "wait-for-processing",
    ],
  },
  "attest-build-provenance": {
    // tag v4.1.0 of actions/attest-build-provenance, 2026-02-26
    action: "actions/attest-build-provenance",
    sha: "a2bbfa25375fe432b6a289bc6b6cd05ecd0c4c32",
    version: "v4.1.0",
    inputs: [
      "create-storage-record",
      "github-token",
      "predicate",
      "predicate-path",
      "predicate-type",
      "push-to-registry",
      "show-summary",
      "subject-checksums",
      "subject-digest",
      "subject-name",
      "subject-path",
    ],
  },
} as const satisfies Readonly<Record<string, Pin>>;

export type PinName = keyof typeof pins;

/** The pin whose `uses:` this is, without regard to the commit. */
export function findPin(action: string): Pin | undefined {
  return Object.values<Pin>(pins).find((pin) => pin.action === action);
}
