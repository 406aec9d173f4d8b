/** The parts of a stack that may be absent: environments, labels, Pages, webhooks, security, and how the cache's token travels. */

import * as v from "valibot";
import { day, httpUrl, namedOnce, oneLine, pattern, wholeNumber } from "./settings-values.ts";

const environmentName = pattern(/^[A-Za-z0-9][A-Za-z0-9 ._/-]{0,99}$/, "an environment name such as release");
const ids = v.optional(v.array(wholeNumber(1, 2 ** 53 - 1)), []);

export const environmentSchema = v.strictObject({
  name: environmentName,
  /** GitHub's numeric ids: it has no names here. */
  reviewers: v.optional(
    v.pipe(
      v.strictObject({ users: ids, teams: ids }),
      v.check(({ users, teams }) => users.length + teams.length <= 6, "at most 6 users and teams together"),
    ),
    {},
  ),
  preventSelfReview: v.optional(v.boolean(), true),
  adminsBypass: v.optional(v.boolean(), false),
  waitMinutes: v.optional(wholeNumber(0, 43_200), 0),
  /** Patterns of the branches that may deploy; absent: the default branch only. */
  branches: v.optional(
    v.pipe(
      v.array(pattern(/^[^\s\p{Cc}]{1,200}$/u, "a branch pattern such as release/*")),
      v.minLength(1, "at least one branch pattern"),
    ),
  ),
});

export const labelSchema = v.strictObject({
  name: v.pipe(oneLine, v.minLength(1, "a label's name"), v.maxLength(50, "at most 50 characters")),
  color: pattern(/^[0-9a-f]{6}$/, "six hex digits such as 5319e7"),
  description: v.optional(v.pipe(oneLine, v.maxLength(100, "at most 100 characters")), ""),
});

export const pagesSchema = v.strictObject({
  /** Not touched, by a workflow, or from a folder of a branch. */
  build: v.optional(v.picklist(["none", "workflow", "branch"]), "none"),
  branch: v.optional(pattern(/^[^\s\p{Cc}]{1,200}$/u, "a branch name such as gh-pages"), "gh-pages"),
  path: v.optional(v.picklist(["/", "/docs"]), "/"),
});

export const webhookSchema = v.strictObject({
  /** Ours, not GitHub's: it identifies the webhook, and names its secret. */
  name: pattern(/^[a-z][a-z0-9-]{0,49}$/, "a-z, 0-9 and -"),
  url: httpUrl,
  events: v.optional(
    v.pipe(v.array(pattern(/^[a-z_]+$/, "an event such as push")), v.minLength(1, "at least one event")),
    ["push"],
  ),
  contentType: v.optional(v.picklist(["json", "form"]), "json"),
});

export const mergingSchema = v.strictObject({
  mergeCommits: v.optional(v.boolean(), false),
  squash: v.optional(v.boolean(), true),
  rebase: v.optional(v.boolean(), true),
  auto: v.optional(v.boolean(), true),
  updateBranch: v.optional(v.boolean(), true),
  deleteBranch: v.optional(v.boolean(), true),
  mergeTitle: v.optional(v.picklist(["PR_TITLE", "MERGE_MESSAGE"]), "MERGE_MESSAGE"),
  mergeMessage: v.optional(v.picklist(["PR_BODY", "PR_TITLE", "BLANK"]), "PR_TITLE"),
  squashTitle: v.optional(v.picklist(["PR_TITLE", "COMMIT_OR_PR_TITLE"]), "PR_TITLE"),
  squashMessage: v.optional(v.picklist(["PR_BODY", "COMMIT_MESSAGES", "BLANK"]), "PR_BODY"),
});

/** Parts of a stack that one may leave to somebody else, for a while. */
export const leavable = [
  "actions-permissions",
  "workflow-permissions",
  "ruleset",
  "secret",
  "variables",
  "files",
] as const;

export const securitySchema = v.strictObject({
  vulnerabilityAlerts: v.optional(v.boolean(), true),
  securityUpdates: v.optional(v.boolean(), true),
  /** Absent: on for a public repository, not touched for another, which would have to buy it. */
  secretScanning: v.optional(v.union([v.boolean(), v.literal("untouched")], "true, false or untouched")),
  /** Absent: as secretScanning. */
  pushProtection: v.optional(v.boolean()),
});

export const sealedSchema = v.strictObject({
  value: pattern(/^[A-Za-z0-9+/]{64,}={0,2}$/, "what `npm run seal` prints"),
  keyId: pattern(/^[A-Za-z0-9]{1,100}$/, "the id of the key it was sealed to"),
  fingerprint: pattern(/^[0-9a-f]{16}$/, "16 hex digits, what `npm run seal` prints"),
});

export const cacheTokenSchema = v.strictObject({
  scope: v.optional(v.picklist(["repository", "organization", "environment"]), "repository"),
  /** With the scope `environment`: which of the environments. */
  environment: v.optional(environmentName),
  sealed: v.optional(sealedSchema),
  /** When the token was made; from then its age counts. */
  madeOn: v.optional(day),
  maxAgeDays: v.optional(wholeNumber(1, 3650), 180),
});

export const parts = {
  environments: namedOnce(environmentSchema),
  labels: namedOnce(labelSchema),
  pages: v.optional(pagesSchema, {}),
  webhooks: namedOnce(webhookSchema),
  security: v.optional(securitySchema, {}),
  cacheToken: v.optional(cacheTokenSchema, {}),
  /** What the stack does not own yet: it is neither made nor changed. */
  notYet: v.optional(v.array(v.picklist(leavable)), []),
  /** Logical name → id of what is there already and comes under the stack at the next update; then it can go. */
  imports: v.optional(v.record(v.string(), v.string()), {}),
  cachePreflight: v.optional(v.picklist(["check", "skip"]), "check"),
  /** Whether GitHub is asked which checks it requires and has seen; `skip` plans as for a new repository. */
  githubPreflight: v.optional(v.picklist(["check", "skip"]), "check"),
  variables: v.optional(
    v.record(
      pattern(/^(?!GITHUB_)[A-Z_][A-Z0-9_]*$/, "a variable's name: A-Z, 0-9 and _, not GITHUB_"),
      v.string(),
    ),
    {},
  ),
};
