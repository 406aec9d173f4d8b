/** What starts a workflow. `pull_request_target` and `workflow_run` cannot be written: they give outsiders' code our secrets. */

export type Events = {
  readonly pullRequest?: true;
  readonly push?: { readonly branches: readonly string[] } | { readonly tags: readonly string[] };
  /** Without it a merge queue waits forever for the required check. */
  readonly mergeGroup?: true;
  readonly schedule?: readonly { readonly cron: string }[];
  readonly workflowDispatch?: true;
};
