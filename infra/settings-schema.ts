/** The shape of a stack's settings and their defaults. It refuses unknown names: a typing error must not become a default. */

import * as v from "valibot";
import { mergingSchema, parts } from "./settings-parts.ts";
import { httpUrl, oneLine, pattern, wholeNumber } from "./settings-values.ts";

export type Settings = v.InferOutput<typeof settingsSchema>;

const repositoryName = /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/;
const ownerName = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,37}[A-Za-z0-9])?$/;
const cacheName = /^[A-Za-z0-9][A-Za-z0-9-]{0,62}$/;
const organizationName = /^[a-z][a-z0-9-]*$/;
/** Rules of git-check-ref-format, and at most 200 characters. */
const branchName = /^(?![/.-])(?!.*(?:\.\.|\/\/|@\{|[\s~^:?*[\\]))[^\p{Cc}]{1,200}(?<![/.])$/u;
/** GitHub's own limit on a topic. */
const topicName = /^[a-z0-9][a-z0-9-]{0,49}$/;
const nixPublicKey = /^[^\s:]+:[A-Za-z0-9+/]{43}=$/;

export const repositorySchema = v.strictObject({
  name: pattern(repositoryName, "a repository name such as nur"),
  description: v.optional(v.pipe(oneLine, v.maxLength(350, "at most 350 characters")), ""),
  homepage: v.optional(v.union([v.literal(""), httpUrl], "an http or https URL"), ""),
  topics: v.optional(
    v.pipe(
      v.array(pattern(topicName, "a topic: a-z, 0-9 and -, at most 50 characters")),
      v.maxLength(20, "at most 20 topics"),
    ),
    [],
  ),
  visibility: v.optional(v.picklist(["public", "private", "internal"]), "public"),
  issues: v.optional(v.boolean(), true),
  wiki: v.optional(v.boolean(), false),
  projects: v.optional(v.boolean(), false),
  discussions: v.optional(v.boolean(), false),
  template: v.optional(v.boolean(), false),
  forking: v.optional(v.boolean(), true),
  signoff: v.optional(v.boolean(), false),
  merging: v.optional(mergingSchema, {}),
});

export const cacheSchema = v.strictObject({
  name: pattern(cacheName, "a Cachix name such as atproto"),
  /** Root of the API. */
  host: v.optional(httpUrl, "https://cachix.org"),
  /** What Nix reads from; absent: `https://NAME.cachix.org`. */
  readUrl: v.optional(httpUrl),
  publicKey: pattern(nixPublicKey, "a Nix public key such as atproto.cachix.org-1:BASE64="),
});

export const settingsSchema = v.strictObject({
  owner: pattern(ownerName, "a GitHub organization or user name"),
  githubBaseUrl: v.optional(httpUrl, "https://api.github.com/"),
  githubWriteDelayMs: v.optional(wholeNumber(0, 60_000), 1000),
  repository: repositorySchema,
  defaultBranch: v.optional(pattern(branchName, "a branch name such as main"), "main"),
  cache: cacheSchema,
  organizations: v.pipe(
    v.array(pattern(organizationName, "a folder of nur/pkgs: a-z, 0-9 and -")),
    v.minLength(1, "a list of at least one organization"),
    v.check((names) => new Set(names).size === names.length, "a list that names every organization once"),
  ),
  /** What CI does beyond the organizations and the cache; workflows/spec.ts says what is allowed and refuses the rest. */
  pipeline: v.optional(v.record(v.string(), v.unknown()), {}),
  workflowDelivery: v.optional(v.picklist(["commit", "pull-request", "none"]), "commit"),
  requiredApprovals: v.optional(wholeNumber(0, 6), 0),
  ...parts,
});

/** Settings that are text; Pulumi hands over all others as JSON. */
export const textSettings: readonly string[] = [
  "owner",
  "githubBaseUrl",
  "defaultBranch",
  "workflowDelivery",
  "cachePreflight",
  "githubPreflight",
] satisfies readonly (keyof Settings)[];
