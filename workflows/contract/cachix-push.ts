import type { Contract } from "./contract.ts";

/** The aliases are cachix/cachix-action's words. */
export const cachixPush = {
  name: "cachix-push",
  title: "Push to Cachix",
  description:
    "Read from a Cachix cache or any Nix store, push to it what the job builds, while it builds; read it back, report every path",
  icon: "upload-cloud",
  post: true,
  inputs: {
    cache: {
      kind: "text",
      required: true,
      description:
        "Where to push: a Cachix name, `https://NAME.cachix.org`, `cachix+http://HOST/NAME`, or a store URL (`s3://`, `file://`, `http://`, `ssh-ng://`)",
      aliases: ["name"],
    },
    client: {
      kind: "choice",
      choices: ["auto", "cachix", "nix-copy", "cachix-cli"],
      description:
        "Who pushes; `auto` goes by the cache, `cachix-cli` is the real program, which must be on PATH",
      default: "auto",
    },
    "auth-token": {
      kind: "secret",
      description: "Cachix token with write permission; without it nothing is pushed",
      aliases: ["authToken"],
    },
    "signing-key": {
      kind: "secret",
      description: "Own signing key, bare or as `NAME:KEY`; without it the server signs",
      aliases: ["signingKey"],
    },
    mode: {
      kind: "choice",
      choices: ["auto", "roots", "watch"],
      description:
        "roots pushes here and now what is named; watch pushes what the job builds from here on; auto is roots when something is named",
      default: "auto",
    },
    paths: {
      kind: "lines",
      description: "Store paths, or links to them, whose closures are pushed, one per line",
      aliases: ["pathsToPush"],
    },
    installables: {
      kind: "lines",
      description: "What `nix build` has built and is to be pushed, one per line: `.#hello`",
    },
    "results-file": { kind: "text", description: "Results of nix-build whose outputs are pushed" },
    "push-filter": {
      kind: "text",
      description:
        "Regular expression of store paths that watch leaves out, unless another path needs them: `-source$`",
      aliases: ["pushFilter"],
    },
    "push-substituted": {
      kind: "flag",
      description:
        "watch also pushes what the job fetched from other caches and is in none of the cache's upstreams",
      default: "false",
    },
    "use-daemon": {
      kind: "flag",
      description: "watch learns of builds by the post-build hook; without, it compares the store at the end",
      default: "true",
      aliases: ["useDaemon"],
    },
    "skip-push": {
      kind: "flag",
      description: "Only read from the cache",
      default: "false",
      aliases: ["skipPush"],
    },
    "extra-pull-names": {
      kind: "lines",
      description: "More caches to read from, one per line or with commas between them",
      aliases: ["extraPullNames"],
    },
    "skip-adding-substituter": {
      kind: "flag",
      description: "Do not make Nix read from the cache",
      default: "false",
      aliases: ["skipAddingSubstituter"],
    },
    pin: {
      kind: "text",
      description:
        "Pin what is named under this name once it was read back, so that the cache keeps it; `ref` stands for the tag, the branch, or `pr-NUMBER`",
    },
    "pin-keep": {
      kind: "text",
      description:
        "How long: `14 days`, `5 revisions`, `forever`; empty: a tag for ever, a branch 3 revisions, a pull request 14 days",
    },
    "size-budget": {
      kind: "text",
      description:
        "Most that one push may bring, uncompressed: `500 MiB`; over it nothing is sent and the largest paths are named",
    },
    policy: {
      kind: "choice",
      choices: ["fail", "warn", "ignore", "fail-on-main"],
      description:
        "What a failed push does to the job; `fail-on-main` fails on the default branch and warns elsewhere",
      default: "fail",
    },
    verify: {
      kind: "choice",
      choices: ["none", "quick", "full"],
      // What the input was before it had depths.
      synonyms: { true: "quick", false: "none" },
      description: "Read everything back as its users will; `full` downloads every archive and hashes it",
      default: "quick",
    },
  },
  outputs: {
    mode: { description: "What the step does: roots, watch, or read when it may not or shall not push" },
    pushed: { description: "How many paths were pushed; empty in watch, which pushes until the job ends" },
    present: { description: "How many paths the cache had already; empty in watch" },
    failed: { description: "How many paths could not be pushed or read back; empty in watch" },
    "report-file": { description: "Path of the report as JSON; in watch it is written when the job ends" },
  },
} as const satisfies Contract;
