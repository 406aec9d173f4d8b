import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { gradeBy } from "../../../../actions/lib/cache/push-policy.ts";
import type { Problem } from "../../../../workflows/problem.ts";

const folder = mkdtempSync(join(tmpdir(), "nur-ci-policy-"));
afterAll(() => rmSync(folder, { recursive: true }));

const problem: Problem = {
  code: "push-failed",
  severity: "error",
  where: "house",
  what: "lost",
  fix: "again",
};

function event(text: string): string {
  const file = join(folder, `${Math.random()}.json`);
  writeFileSync(file, text);
  return file;
}

const payload = (branch: string) => event(JSON.stringify({ repository: { default_branch: branch } }));

test.each([
  ["the default branch", { GITHUB_REF: "refs/heads/trunk", GITHUB_EVENT_PATH: payload("trunk") }, "error"],
  [
    "a branch named main that is none",
    { GITHUB_REF: "refs/heads/main", GITHUB_EVENT_PATH: payload("trunk") },
    "warning",
  ],
  ["a pull request", { GITHUB_REF: "refs/pull/7/merge", GITHUB_EVENT_PATH: payload("main") }, "warning"],
  [
    "a tag of the branch's name",
    { GITHUB_REF: "refs/tags/main", GITHUB_EVENT_PATH: payload("main") },
    "warning",
  ],
  [
    "the merge queue",
    { GITHUB_REF: "refs/heads/gh-readonly-queue/main/pr-7-abc", GITHUB_EVENT_PATH: payload("main") },
    "warning",
  ],
  [
    "main, and an event that says nothing",
    { GITHUB_REF: "refs/heads/main", GITHUB_EVENT_PATH: event("{}") },
    "error",
  ],
  [
    "main, and an event that is no JSON",
    { GITHUB_REF: "refs/heads/main", GITHUB_EVENT_PATH: event("<html>") },
    "error",
  ],
  ["main, and no event", { GITHUB_REF: "refs/heads/main" }, "error"],
  ["a branch, and no event", { GITHUB_REF: "refs/heads/topic" }, "warning"],
  ["a terminal", {}, "error"],
])("fail-on-main on %s", (_name, environment, severity) => {
  const [graded] = gradeBy("fail-on-main", environment)([problem]);
  expect(graded).toMatchObject({ severity, what: expect.stringContaining("lost (policy fail-on-main: ") });
});
