/** Arguments of the repository itself. They leave no switch to the provider's defaults. */

import type * as github from "@pulumi/github";
import type { Settings } from "../settings-schema.ts";

/**
 * Every switch is written down: the provider sends `false` for one that is omitted, and turns off what people use.
 * The one exception is hasDownloads: GitHub has no downloads any more, and the provider warns at every run.
 */
export function planRepository({ repository, security }: Settings) {
  const { merging } = repository;
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
    isTemplate: repository.template,
    allowMergeCommit: merging.mergeCommits,
    allowSquashMerge: merging.squash,
    allowRebaseMerge: merging.rebase,
    allowAutoMerge: merging.auto,
    allowUpdateBranch: merging.updateBranch,
    deleteBranchOnMerge: merging.deleteBranch,
    allowForking: repository.forking,
    mergeCommitTitle: merging.mergeTitle,
    mergeCommitMessage: merging.mergeMessage,
    squashMergeCommitTitle: merging.squashTitle,
    squashMergeCommitMessage: merging.squashMessage,
    webCommitSignoffRequired: repository.signoff,
    /** The branch must exist before a file can be committed to it. */
    autoInit: true,
    archived: false,
    archiveOnDestroy: true,
    ...planScanning(repository.visibility, security),
  } satisfies github.RepositoryArgs;
}

/** Free for public repositories only; a private one without the licence answers 422. */
function planScanning(
  visibility: Settings["repository"]["visibility"],
  { secretScanning, pushProtection }: Settings["security"],
): Pick<github.RepositoryArgs, "securityAndAnalysis"> {
  const scanning = secretScanning ?? (visibility === "public" ? true : "untouched");
  if (scanning === "untouched") return {};
  const status = (on: boolean) => ({ status: on ? "enabled" : "disabled" });
  return {
    securityAndAnalysis: {
      secretScanning: status(scanning),
      secretScanningPushProtection: status(pushProtection ?? scanning),
    },
  };
}
