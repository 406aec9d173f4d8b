/**
 * A live repository as a stack: settings that change nothing, ids of what comes under it, and what is left for later. Where the
 * settings have no word for what is there, the part is left alone rather than set right in passing.
 */

import { list, text } from "../inputs.ts";
import { logicalName } from "../plan.ts";
import { leavable } from "../settings-parts.ts";
import type { LiveRepository } from "./live.ts";

export type CacheOfStack = { readonly name: string; readonly publicKey: string };

export type AdoptedStack = {
  /** As they stand under `config` in the stack's file, without the namespace. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** For people: what the stack does not own, and what owning it would mean. */
  readonly notes: readonly string[];
};

type Part = (typeof leavable)[number];

export function stackOf(
  owner: string,
  live: LiveRepository,
  cache: CacheOfStack,
  organizations: readonly string[],
): AdoptedStack {
  const name = text(live.repository["name"]);
  const notYet = leavable.filter((part) => part !== "workflow-permissions" || !readsOnly(live));
  return {
    settings: {
      owner,
      repository: repositorySettings(live),
      defaultBranch: text(live.repository["default_branch"]),
      security: securitySettings(live),
      cache,
      organizations,
      notYet,
      imports: importsOf(name, notYet),
    },
    notes: notesOf(live, notYet),
  };
}

function repositorySettings({ repository }: LiveRepository) {
  const is = (name: string): boolean => repository[name] === true;
  return {
    name: text(repository["name"]),
    description: text(repository["description"]),
    homepage: text(repository["homepage"]),
    topics: list(repository["topics"]).map(text),
    visibility: text(repository["visibility"]),
    issues: is("has_issues"),
    wiki: is("has_wiki"),
    projects: is("has_projects"),
    discussions: is("has_discussions"),
    template: is("is_template"),
    forking: is("allow_forking"),
    signoff: is("web_commit_signoff_required"),
    merging: {
      mergeCommits: is("allow_merge_commit"),
      squash: is("allow_squash_merge"),
      rebase: is("allow_rebase_merge"),
      auto: is("allow_auto_merge"),
      updateBranch: is("allow_update_branch"),
      deleteBranch: is("delete_branch_on_merge"),
      mergeTitle: text(repository["merge_commit_title"]),
      mergeMessage: text(repository["merge_commit_message"]),
      squashTitle: text(repository["squash_merge_commit_title"]),
      squashMessage: text(repository["squash_merge_commit_message"]),
    },
  };
}

function securitySettings({ repository, vulnerabilityAlerts, securityUpdates }: LiveRepository) {
  const analysis = repository["security_and_analysis"] as
    | Record<string, { status?: string }>
    | null
    | undefined;
  const status = (name: string): string | undefined => analysis?.[name]?.status;
  const scanning = status("secret_scanning");
  return {
    vulnerabilityAlerts,
    securityUpdates,
    ...(scanning === undefined
      ? { secretScanning: "untouched" }
      : {
          secretScanning: scanning === "enabled",
          pushProtection: status("secret_scanning_push_protection") === "enabled",
        }),
  };
}

/** Ids as the provider's importers take them. */
function importsOf(name: string, notYet: readonly Part[]): Readonly<Record<string, string>> {
  const kinds = ["repository", "default-branch", "vulnerability-alerts", "security-updates"] as const;
  return Object.fromEntries([
    ...kinds.map((kind) => [logicalName(kind), name]),
    ...(notYet.includes("workflow-permissions") ? [] : [[logicalName("workflow-permissions"), name]]),
  ]);
}

function readsOnly({ workflowToken }: LiveRepository): boolean {
  return (
    workflowToken["default_workflow_permissions"] === "read" &&
    workflowToken["can_approve_pull_request_reviews"] !== true
  );
}

function notesOf(live: LiveRepository, notYet: readonly Part[]): readonly string[] {
  const { others, actions, workflowToken } = live;
  const there = (what: string, names: readonly string[]): readonly string[] =>
    names.length === 0 ? [] : [`${what} that stay as they are: ${names.join(", ")}`];
  return [
    `actions-permissions: ${text(actions["allowed_actions"])} may run now; owned, only those the workflows use, by SHA`,
    ...(notYet.includes("workflow-permissions")
      ? [
          `workflow-permissions: ${text(workflowToken["default_workflow_permissions"])} now; owned, the token reads and approves nothing`,
        ]
      : []),
    "secret, variables: owned, CACHIX_AUTH_TOKEN and the names of the cache are written",
    "files: owned, the workflows are committed or proposed, as workflowDelivery says; before the ruleset",
    "ruleset: owned, the default branch requires what these workflows report",
    ...there("rulesets", others.rulesets),
    ...there("environments", others.environments),
    ...there("webhooks", others.webhooks),
  ];
}
