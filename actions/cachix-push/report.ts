/** A push as the action's report: counts to the outputs, everything to the file, failures and the largest to the summary. */

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { cachixPush } from "../../workflows/contract/cachix-push.ts";
import type { OutputsOf } from "../../workflows/contract/contract.ts";
import type { Problem } from "../../workflows/problem.ts";
import { escapeMarkdown } from "../../workflows/table.ts";
import { countPaths, type PushReport, renderPushSummary, renderPushText } from "../lib/cache/push-report.ts";
import type { Report } from "../lib/host/host.ts";
import { type HitRate, renderHitRate } from "./hit-rate.ts";

export type Outputs = OutputsOf<typeof cachixPush>;

export type Done = {
  readonly mode: "roots" | "watch";
  readonly push: PushReport;
  readonly hitRate?: HitRate;
};

/** Writes the file, too. */
export async function reportPush({ mode, push, hitRate }: Done, file: string): Promise<Report<Outputs>> {
  const totals = countPaths(push.paths);
  const json = { version: 1, ...push, totals, ...(hitRate === undefined ? {} : { hitRate }) };
  await writeFile(file, `${JSON.stringify(json, undefined, 2)}\n`);
  const hits = hitRate === undefined ? [] : [renderHitRate(hitRate)];
  return {
    outputs: {
      mode,
      pushed: String(totals.pushed),
      present: String(totals.present + totals.upstream),
      failed: String(totals.failed),
      reportFile: file,
    },
    problems: push.problems,
    json,
    text: [...hits, renderPushText(push)].join("\n"),
    summary: [...hits.map(escapeMarkdown), renderPushSummary(push)].join("\n\n"),
  };
}

/** A job that only read: what the caches saved it is all there is to tell. */
export async function reportReading(hitRate: HitRate, file: string): Promise<Report<Outputs>> {
  const json = { version: 1, paths: [], hitRate };
  await writeFile(file, `${JSON.stringify(json, undefined, 2)}\n`);
  const text = renderHitRate(hitRate);
  return {
    ...reportOnly([], { mode: "read", reportFile: file }, text),
    json,
    summary: escapeMarkdown(text),
  };
}

/** Nothing was pushed here and now. */
export function reportOnly(
  problems: readonly Problem[],
  outputs: Partial<Outputs> = {},
  text = "",
): Report<Outputs> {
  const none = { mode: "", pushed: "0", present: "0", failed: "0", reportFile: "" };
  return {
    outputs: { ...none, ...outputs },
    problems,
    json: { version: 1, paths: [], problems },
    text,
    summary: "",
  };
}

/** A new file each time: a job may push to one cache in two steps. */
export async function newReportFile(folder: string, cache: string): Promise<string> {
  for (let count = 1; ; count++) {
    const file = join(folder, `cachix-push-${cache}${count === 1 ? "" : `-${count}`}.json`);
    try {
      await writeFile(file, "", { flag: "wx" });
      return file;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
}
