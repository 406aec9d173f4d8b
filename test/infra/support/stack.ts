/** The stack `local`, applied to a loopback GitHub of its own in a temporary folder with a space in its name. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { GithubOptions } from "../../../infra/local/github/server.ts";
import { type Provision, type ProvisionOptions, provision } from "../../../infra/local/provision.ts";
import { type Outcome, renderProblem } from "../../../workflows/problem.ts";
import { aGithub, type TestGithub, token } from "./github.ts";
import { publicKey } from "./settings.ts";

export const cachixAuthToken = "opaque-cachix-token";
export const withoutPulumi = { PATH: dirname(process.execPath) };

export type Setting = { readonly github: TestGithub; readonly folder: string; readonly lines: string[] };

export async function aSetting(options: Partial<GithubOptions> = {}): Promise<Setting> {
  const folder = mkdtempSync(join(tmpdir(), "nur-ci provision-"));
  return { github: await aGithub({ ...options, state: join(folder, "github") }), folder, lines: [] };
}

export async function endSetting({ github, folder }: Setting): Promise<void> {
  await github.end();
  rmSync(folder, { recursive: true, force: true });
}

export function provisionIn(
  { github, folder, lines }: Setting,
  changes: Partial<ProvisionOptions> = {},
): Promise<Outcome<Provision>> {
  return provision({
    githubToken: token,
    cachixAuthToken,
    stateFolder: folder,
    environment: process.env,
    onProgress: (line) => void lines.push(line),
    ...changes,
    settings: {
      owner: "acme",
      githubBaseUrl: github.url,
      organizations: ["harbor"],
      cache: { name: "sample", host: "http://127.0.0.1:9", readUrl: "http://127.0.0.1:9/sample", publicKey },
      ...changes.settings,
    },
  });
}

export function accepted<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(outcome.problems.map(renderProblem).join("\n"));
  return outcome.value;
}

export function actionsOf({ rows }: Provision): readonly string[] {
  return [...new Set(rows.map(({ action }) => action))];
}
