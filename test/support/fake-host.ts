/** A host that records: what was said, reported and masked, in order. */

import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Environment, Host } from "../../actions/lib/host/host.ts";
import type { Problem } from "../../workflows/problem.ts";

export type FakeHost = Host & {
  readonly lines: string[];
  readonly problems: Problem[];
  readonly masked: string[];
  readonly foreignTexts: { title: string; text: string }[];
  abort(): void;
};

export function aHost(overrides: { workspace?: string; environment?: Environment } = {}): FakeHost {
  const controller = new AbortController();
  const host = {
    environment: overrides.environment ?? process.env,
    workspace: overrides.workspace ?? process.cwd(),
    temporary: mkdtempSync(join(tmpdir(), "nur-ci-test-")),
    signal: controller.signal,
    lines: [] as string[],
    problems: [] as Problem[],
    masked: [] as string[],
    folds: true,
    foreignTexts: [] as { title: string; text: string }[],
    mask: (secret: string) => void host.masked.push(secret),
    info: (line: string) => void host.lines.push(line),
    progress: (line: string) => void host.lines.push(line),
    report: (problem: Problem) => void host.problems.push(problem),
    foreign: (title: string, text: string) => void host.foreignTexts.push({ title, text }),
    abort: () => controller.abort(),
  };
  return host;
}
