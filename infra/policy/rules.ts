/** What no stack may do, as functions of one resource's arguments. They know nothing of Pulumi, and do not care who wrote the program. */

import { githubActionsApp } from "../../workflows/checks.ts";
import { type Inputs, list, record, text } from "../inputs.ts";

export type Resource = { readonly type: string; readonly inputs: Inputs; readonly protect: boolean };

export type Rule = {
  readonly name: string;
  readonly description: string;
  /** What is wrong, each with its mend; empty when nothing is. */
  readonly judge: (resource: Resource) => readonly string[];
};

/** GitHub's id of the repository role admin, the same everywhere. */
const adminRole = "5";

export const rules: readonly Rule[] = [
  {
    name: "token-reads-only",
    description: "the workflow token reads by default and approves nothing",
    judge: ({ type, inputs }) => {
      if (!type.endsWith(":WorkflowRepositoryPermissions")) return [];
      const { defaultWorkflowPermissions, canApprovePullRequestReviews } = inputs;
      return [
        ...refuseIf(
          defaultWorkflowPermissions !== "read",
          `defaultWorkflowPermissions is ${JSON.stringify(defaultWorkflowPermissions)}: set it to "read", and give a job what it needs in its own permissions`,
        ),
        ...refuseIf(
          canApprovePullRequestReviews === true,
          "canApprovePullRequestReviews is true: a workflow could approve its own change; set it to false",
        ),
      ];
    },
  },
  {
    name: "checks-required",
    description: "an active ruleset of a branch requires checks, and only GitHub Actions may report them",
    judge: ({ type, inputs }) => {
      if (!isActiveBranchRuleset(type, inputs)) return [];
      const checks = list(record(record(inputs["rules"])["requiredStatusChecks"])["requiredChecks"]).map(
        record,
      );
      const foreign = checks.filter(({ integrationId }) => Number(integrationId) !== githubActionsApp);
      return [
        ...refuseIf(checks.length === 0, "requires no check: name at least the gate in requiredStatusChecks"),
        ...foreign.map(
          ({ context }) =>
            `the check ${JSON.stringify(context)} may be reported by any app: set its integrationId to ${githubActionsApp}`,
        ),
      ];
    },
  },
  {
    name: "no-bypass-for-many",
    description: "nobody but an admin goes past a ruleset, and nobody without a trace",
    judge: ({ type, inputs }) => {
      if (!isActiveBranchRuleset(type, inputs)) return [];
      return list(inputs["bypassActors"])
        .map(record)
        .filter(({ actorType, actorId, bypassMode }) => {
          const isAdmin = actorType === "RepositoryRole" && text(actorId) === adminRole;
          return bypassMode === "exempt" || !(isAdmin || bypassMode === "pull_request");
        })
        .map(
          ({ actorType, actorId, bypassMode }) =>
            `${text(actorType)} ${text(actorId)} goes past it with the mode ${JSON.stringify(bypassMode)}: remove it, or set bypassMode to "pull_request"`,
        );
    },
  },
  {
    name: "actions-pinned",
    description: "only selected actions run, and only by the SHA of a commit",
    judge: ({ type, inputs }) => {
      if (!type.endsWith(":ActionsRepositoryPermissions")) return [];
      const { allowedActions, shaPinningRequired } = inputs;
      return [
        ...refuseIf(
          allowedActions !== "selected" && allowedActions !== "local_only",
          `allowedActions is ${JSON.stringify(allowedActions)}: set it to "selected" and name what the workflows use`,
        ),
        ...refuseIf(
          shaPinningRequired !== true,
          "shaPinningRequired is not true: a tag can be moved by its owner",
        ),
      ];
    },
  },
  {
    name: "uses-pinned",
    description: "a workflow file names actions of others by the SHA of a commit",
    judge: ({ type, inputs }) => {
      if (type.endsWith(":RepositoryFile")) return unpinned(text(inputs["file"]), text(inputs["content"]));
      if (!type.endsWith(":PullRequest")) return [];
      return Object.entries(record(inputs["files"])).flatMap(([file, content]) =>
        unpinned(file, text(content)),
      );
    },
  },
  {
    name: "repository-kept",
    description: "the repository is protected, and archived rather than deleted",
    judge: ({ type, inputs, protect }) => {
      if (!type.endsWith(":Repository") || !type.startsWith("github:")) return [];
      return [
        ...refuseIf(!protect, "is not protected: pass protect, so that no update can delete it"),
        ...refuseIf(
          inputs["archiveOnDestroy"] !== true,
          "archiveOnDestroy is not true: a destroy would delete it",
        ),
      ];
    },
  },
];

function isActiveBranchRuleset(type: string, { target, enforcement }: Inputs): boolean {
  return type.endsWith(":RepositoryRuleset") && target === "branch" && enforcement === "active";
}

/** `uses:` of a workflow without the 40 digits of a commit; what lies in the same repository comes with the commit itself. */
function unpinned(file: string, content: string): readonly string[] {
  if (!/^\.github\/workflows\/[^/]+\.ya?ml$/.test(file)) return [];
  const uses = [...content.matchAll(/^\s*(?:-\s+)?["']?uses["']?:\s*["']?([^\s"'#]+)/gm)].map(
    ([, name = ""]) => name,
  );
  return uses
    .filter((name) => !name.startsWith("./") && !/@[0-9a-f]{40}$/.test(name))
    .map((name) => `${file} uses ${JSON.stringify(name)}: name a commit, 40 hex digits after the @`);
}

function refuseIf(isWrong: boolean, what: string): readonly string[] {
  return isWrong ? [what] : [];
}
