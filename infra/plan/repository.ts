/** Arguments of the repository itself. They leave no switch to the provider's defaults. */

import type * as github from "@pulumi/github";
import type { Settings } from "../settings-schema.ts";

/**
 * Every switch is written down: the provider sends `false` for one that is omitted, and turns off what people use.
 * The one exception is hasDownloads: GitHub has no downloads any more, and the provider warns at every run.
 */
export function planRepository({ repository, security }: Settings) {
  const scanning = security.secretScanning ?? (repository.visibility === "public" ? true : undefined);
  const status = scanning === true ? "enabled" : "disabled";
  return {
    name: repository.name,
    description: repository.description,
    homepageUrl: repository.homepage,
    visibility: repository.visibility,
    topics: repository.topics,
    hasIssues: repository.issues,
    hasWiki: repository.wiki,
    hasProjects: repository.projects,
    hasDiscussions: repository.discussions,
    isTemplate: false,
    allowMergeCommit: false,
    allowSquashMerge: true,
    allowRebaseMerge: true,
    allowAutoMerge: true,
    allowUpdateBranch: true,
    deleteBranchOnMerge: true,
    allowForking: true,
    mergeCommitTitle: "MERGE_MESSAGE",
    mergeCommitMessage: "PR_TITLE",
    squashMergeCommitTitle: "PR_TITLE",
    squashMergeCommitMessage: "PR_BODY",
    webCommitSignoffRequired: false,
    /** The branch must exist before a file can be committed to it. */
    autoInit: true,
    archived: false,
    archiveOnDestroy: true,
    /** Free for public repositories only; a private one without the licence answers 422. */
    ...(scanning === undefined
      ? {}
      : { securityAndAnalysis: { secretScanning: { status }, secretScanningPushProtection: { status } } }),
  } satisfies github.RepositoryArgs;
}
