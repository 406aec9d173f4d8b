/** The runner of GitHub Actions as a host. Foreign text never reaches it as a command. */

import { randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as core from "@actions/core";
import type { Problem } from "../../../workflows/problem.ts";
import { type Annotation, planAnnotations } from "./annotation.ts";
import type { Environment, Host, Job } from "./host.ts";
import { detach } from "./process.ts";
import { cancellation } from "./signals.ts";
import { fitSummary } from "./summary.ts";

export type GithubHost = Host & {
  readonly job: Job;
  /** Writes what was collected: annotations within the limits, outputs, the summary. */
  finish(outputs: Readonly<Record<string, string>>, summary: string): Promise<void>;
};

const progressEveryMs = 5_000;
/** When nothing but the time has changed: enough to show that the step lives. */
const heartbeatEveryMs = 30_000;

export function githubHost(environment: Environment): GithubHost {
  const problems: Problem[] = [];
  const temporary = join(environment["RUNNER_TEMP"] ?? tmpdir(), "nur-ci");
  mkdirSync(temporary, { recursive: true });
  let lastProgress = 0;
  let lastNews = "";
  return {
    environment,
    workspace: environment["GITHUB_WORKSPACE"] ?? process.cwd(),
    temporary,
    signal: cancellation(),
    job: {
      keep: (name, value) => core.saveState(name, value),
      kept: (name) => core.getState(name),
      export: (name, value) => core.exportVariable(name, value),
      detach: (message, log) => detach(environment, message, log),
    },
    mask: (secret) => core.setSecret(secret),
    info: (line) => printLiteral(line),
    progress: (line) => {
      const news = line.replace(/ for \w+$/, "");
      const pause = news === lastNews ? heartbeatEveryMs : progressEveryMs;
      if (Date.now() - lastProgress < pause) return;
      lastProgress = Date.now();
      lastNews = news;
      printLiteral(line);
    },
    report: (problem) => void problems.push(problem),
    folds: true,
    foreign: (title, text) => {
      core.startGroup(singleLine(title));
      printLiteral(text);
      core.endGroup();
    },
    finish: async (outputs, summary) => {
      for (const annotation of planAnnotations(problems)) annotate(annotation);
      for (const [name, value] of Object.entries(outputs)) core.setOutput(name, value);
      if (summary === "" || environment["GITHUB_STEP_SUMMARY"] === undefined) return;
      await core.summary.addRaw(fitSummary(summary), true).write();
    },
  };
}

/** Prints with command processing stopped: build logs hold `::error::` and `##[group]` too. */
function printLiteral(text: string): void {
  const resume = randomUUID();
  process.stdout.write(`::stop-commands::${resume}\n${text}\n::${resume}::\n`);
}

function annotate(annotation: Annotation): void {
  const properties: core.AnnotationProperties = { title: annotation.title };
  if (annotation.file !== undefined) properties.file = annotation.file;
  if (annotation.line !== undefined) properties.startLine = annotation.line;
  if (annotation.column !== undefined) properties.startColumn = annotation.column;
  if (annotation.endLine !== undefined) properties.endLine = annotation.endLine;
  if (annotation.endColumn !== undefined) properties.endColumn = annotation.endColumn;
  const print = { error: core.error, warning: core.warning, note: core.notice }[annotation.level];
  print(annotation.message, properties);
}

function singleLine(text: string): string {
  return text.replaceAll(/[\r\n]+/g, " ");
}
