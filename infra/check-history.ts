/**
 * Which checks a repository requires now and which its default branch has reported, read from GitHub before anything is
 * planned: a check that is renamed must not be required before it is reported. It changes nothing.
 */

import { githubActionsApp } from "../workflows/checks.ts";
import { type Outcome, refuse, succeed } from "../workflows/problem.ts";
import type { CheckHistory } from "../workflows/rename.ts";
import { type GithubApi, GithubRefusal, type JsonRecord, openGithubApi } from "./github-api.ts";
import { list, record } from "./inputs.ts";
import { rulesetName } from "./plan/ruleset.ts";
import type { Settings } from "./settings-schema.ts";

export type KnownChecks = Pick<CheckHistory, "current" | "seenOnDefaultBranch">;

/** Of a repository that is not there yet, or that nobody asks. */
export const noChecks: KnownChecks = { current: [], seenOnDefaultBranch: [] };

/** Problem: provision-failed, when GitHub does not answer or refuses: without an answer a rename could block every pull request. */
export async function readChecks(
  settings: Pick<Settings, "owner" | "repository" | "defaultBranch" | "githubBaseUrl">,
  token: string,
  api: GithubApi = openGithubApi({ baseUrl: settings.githubBaseUrl, token }),
): Promise<Outcome<KnownChecks>> {
  const path = `/repos/${settings.owner}/${settings.repository.name}`;
  try {
    if ((await api.find(path)) === undefined) return succeed(noChecks);
    const [current, seenOnDefaultBranch] = await Promise.all([
      requiredNow(api, path),
      reportedOn(api, path, settings.defaultBranch),
    ]);
    return succeed({ current, seenOnDefaultBranch });
  } catch (error) {
    return refuse({
      code: "provision-failed",
      severity: "error",
      where: `${settings.owner}/${settings.repository.name}`,
      what: `its required checks cannot be read: ${(error as Error).message}`,
      fix: "run it again with a token that may read the repository, or, when no check was renamed, pulumi config set nur-ci:githubPreflight skip",
    });
  }
}

/** Of our own ruleset: what other rulesets require is not ours to rename. The list holds no rules, so it is asked for by its id. */
async function requiredNow(api: GithubApi, path: string): Promise<readonly string[]> {
  const rulesets = await api.list(`${path}/rulesets?per_page=100&includes_parents=false`);
  const own = rulesets.find(({ name }) => name === rulesetName);
  const ruleset = own === undefined ? undefined : await api.find(`${path}/rulesets/${String(own["id"])}`);
  return list(ruleset?.["rules"])
    .map(record)
    .filter(({ type }) => type === "required_status_checks")
    .flatMap(({ parameters }) => list(record(parameters)["required_status_checks"]))
    .map((check) => String(record(check)["context"]));
}

/** By GitHub Actions, on the newest commit. A branch without a commit has reported nothing. */
async function reportedOn(api: GithubApi, path: string, branch: string): Promise<readonly string[]> {
  const commit = `${path}/commits/${encodeURIComponent(branch)}/check-runs?per_page=100`;
  const answer = await api.find(commit).catch(unlessEmpty);
  const names = list(answer?.["check_runs"])
    .map(record)
    .filter(({ app }) => Number(record(app)["id"]) === githubActionsApp)
    .map(({ name }) => String(name));
  return [...new Set(names)];
}

/** GitHub's words for a repository or a branch without a commit. */
function unlessEmpty(error: unknown): JsonRecord | undefined {
  if (error instanceof GithubRefusal && (error.status === 409 || error.status === 422)) return undefined;
  throw error;
}
