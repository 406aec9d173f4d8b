/** A repository as it stands on GitHub, read for adoption. It changes nothing, and reads no secret: GitHub shows none. */

import type { GithubApi, JsonRecord } from "../github-api.ts";
import { list, record } from "../inputs.ts";

export type LiveRepository = {
  readonly repository: JsonRecord;
  readonly vulnerabilityAlerts: boolean;
  readonly securityUpdates: boolean;
  readonly actions: JsonRecord;
  /** Empty unless only selected actions may run. */
  readonly selectedActions: JsonRecord;
  readonly workflowToken: JsonRecord;
  /** Name → value. */
  readonly variables: Readonly<Record<string, string>>;
  /** Folders of packages by organization; empty when there are none. */
  readonly organizations: readonly string[];
  /** What is there and not read further: names for the person who decides. */
  readonly others: Readonly<Record<"rulesets" | "environments" | "webhooks", readonly string[]>>;
};

/** Undefined when there is no such repository, or the token may not see it. Throws what GitHub refuses. */
export async function readLive(
  api: GithubApi,
  owner: string,
  name: string,
): Promise<LiveRepository | undefined> {
  const path = `/repos/${owner}/${name}`;
  const repository = await api.find(path);
  if (repository === undefined) return undefined;
  const [alerts, updates, actions, token, variables, organizations, rulesets, environments, hooks] =
    await Promise.all([
      api.find(`${path}/vulnerability-alerts`),
      api.find(`${path}/automated-security-fixes`),
      api.find(`${path}/actions/permissions`),
      api.find(`${path}/actions/permissions/workflow`),
      api.find(`${path}/actions/variables?per_page=30`),
      readOrganizations(api, path),
      api.list(`${path}/rulesets?per_page=100&includes_parents=false`),
      api.find(`${path}/environments?per_page=100`),
      api.list(`${path}/hooks?per_page=100`),
    ]);
  const isSelected = actions?.["allowed_actions"] === "selected";
  return {
    repository,
    vulnerabilityAlerts: alerts !== undefined,
    securityUpdates: updates?.["enabled"] === true,
    actions: actions ?? {},
    selectedActions:
      (isSelected ? await api.find(`${path}/actions/permissions/selected-actions`) : undefined) ?? {},
    workflowToken: token ?? {},
    variables: Object.fromEntries(
      list(variables?.["variables"])
        .map(record)
        .map(({ name: key, value }) => [String(key), String(value)]),
    ),
    organizations,
    others: {
      rulesets: rulesets.map(({ name: title }) => String(title)),
      environments: list(environments?.["environments"]).map((each) => String(record(each)["name"])),
      webhooks: hooks.map(({ config }) => new URL(String(record(config)["url"])).host),
    },
  };
}

/** Of nur/pkgs, or of pkgs: the folders with a name that an organization may have. */
async function readOrganizations(api: GithubApi, path: string): Promise<readonly string[]> {
  for (const folder of ["nur/pkgs", "pkgs"]) {
    const entries = list(await api.find(`${path}/contents/${folder}`)).map(record);
    const names = entries.filter(({ type }) => type === "dir").map(({ name }) => String(name));
    const organizations = names.filter((name) => /^[a-z][a-z0-9-]*$/.test(name));
    if (organizations.length > 0) return organizations.toSorted();
  }
  return [];
}
