/** Rules about `uses:`: only commits of the pin table and actions of ours, and a checkout that leaves no credentials. */

import { contracts } from "../contract/contracts.ts";
import { findPin } from "../pins.ts";
import type { Finding, Path, Rule, StepView, WorkflowFile } from "./rule.ts";

const commit = /^([^@]+)@([0-9a-f]{40})$/;
const version = /^v\d+\.\d+\.\d+$/;
const ownFolders = new Set(contracts.map(({ name }) => `actions/${name}`));
const workflowFile = /^\.github\/workflows\/[a-z][a-z0-9-]*\.yml$/;

/** CVE-2025-30066 and its like: a tag was moved, and thousands of repositories ran the new commit. */
export const pinnedActions: Rule = (file) =>
  file.jobs.flatMap((job) => [
    ...(job.data["uses"] === undefined
      ? []
      : findingsOfUses(file, String(job.data["uses"]), [...job.path, "uses"])),
    ...job.steps
      .filter(({ data }) => data["uses"] !== undefined)
      .flatMap(({ data, path }) => findingsOfUses(file, String(data["uses"]), [...path, "uses"])),
  ]);

/** Without it the token lies in .git/config, where every later step and every artifact finds it. */
export const checkoutWithoutCredentials: Rule = ({ jobs }) =>
  jobs
    .flatMap(({ steps }) => steps.filter(leavesCredentials))
    .map(({ path }) => ({
      path,
      what: "the checkout leaves its token in .git/config",
      fix: 'with: { "persist-credentials": false }',
    }));

function findingsOfUses(file: WorkflowFile, uses: string, path: Path): readonly Finding[] {
  if (/^[.$]\//.test(uses)) {
    if (isOurs(uses.slice(2), path)) return [];
    return [{ path, what: `${quote(uses)} is no action of ours`, fix: `use one of ${ours()}` }];
  }
  const [, action = "", sha = ""] = commit.exec(uses) ?? [];
  if (action === "")
    return [
      { path, what: `${quote(uses)} is not pinned to a commit`, fix: "take it from workflows/pins.ts" },
    ];
  const comment = file.commentAt(path);
  const pin = findPin(action);
  if (pin === undefined) {
    if (!isOurs(action.split("/").slice(2).join("/"), path))
      return [{ path, what: `${quote(action)} is not in the pin table`, fix: "add it to workflows/pins.ts" }];
    if (version.test(comment)) return [];
    return [{ path, what: `${quote(uses)} does not say its version`, fix: "# vX.Y.Z behind it" }];
  }
  if (pin.sha === sha && comment === pin.version) return [];
  const what = `${quote(uses)} # ${comment} is not the commit of the pin table`;
  return [{ path, what, fix: `${action}@${pin.sha} # ${pin.version}` }];
}

/** A step uses an action, a job a workflow. */
function isOurs(inRepository: string, path: Path): boolean {
  return path.includes("steps") ? ownFolders.has(inRepository) : workflowFile.test(inRepository);
}

function leavesCredentials({ data }: StepView): boolean {
  if (!String(data["uses"]).startsWith("actions/checkout@")) return false;
  return (data["with"] as Record<string, unknown> | undefined)?.["persist-credentials"] !== false;
}

function ours(): string {
  return [...ownFolders].map((folder) => `./${folder}`).join(", ");
}

function quote(text: string): string {
  return JSON.stringify(text);
}
