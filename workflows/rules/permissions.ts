/** Rules about the job's token: none on top, the least in every job, and a reason beside every line that is not plain. */

import { type Data, dataOf, type Finding, type JobView, type Rule, type WorkflowFile } from "./rule.ts";

export const noPermissionOnTop: Rule = ({ data }) => {
  const top = data["permissions"];
  if (isMap(top) && Object.keys(top).length === 0) return [];
  const what =
    top === undefined
      ? "the workflow leaves its permissions to the repository's settings"
      : "the workflow grants permissions to every job";
  return [{ path: ["permissions"], what, fix: "permissions: {}" }];
};

export const jobPermissions: Rule = (file) => file.jobs.flatMap((job) => findingsOfJob(file, job));

function findingsOfJob(file: WorkflowFile, job: JobView): readonly Finding[] {
  const path = [...job.path, "permissions"];
  const granted = job.data["permissions"];
  if (!isMap(granted)) {
    const what = `the job ${JSON.stringify(job.id)} does not list its permissions`;
    return [{ path, what, fix: "permissions: { contents: read }" }];
  }
  return Object.entries(dataOf(granted))
    .filter(([scope, access]) => !(scope === "contents" && access === "read"))
    .filter(([scope]) => file.commentAt([...path, scope]) === "")
    .map(([scope, access]) => ({
      path: [...path, scope],
      what: `${JSON.stringify(`${scope}: ${String(access)}`)} does not say why`,
      fix: "# the reason, behind it",
    }));
}

function isMap(value: unknown): value is Data {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
