import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, test } from "@jest/globals";
import { findStanding } from "../../../../actions/cachix-push/standing.ts";
import { whyIdle } from "../../../../actions/lib/cache/idle.ts";
import { pushClosure } from "../../../../actions/lib/cache/push.ts";
import { parseTargetReference } from "../../../../actions/lib/cache/reference.ts";
import { aPushHost, buildClosure } from "../../../support/cachix.ts";
import { realNix } from "../../../support/nix.ts";
import { aPlainStore } from "../../../support/plain-store.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "nur-ci-event-"));
});

/** The job of a pull request, as GitHub describes it; `head` null: the fork is gone. */
function jobOf(head: string | null, event = "pull_request") {
  const file = join(folder, `${event}-${head?.replace("/", "-")}.json`);
  const repo = head === null ? null : { full_name: head };
  writeFileSync(file, JSON.stringify({ pull_request: { head: { repo } } }));
  return { GITHUB_EVENT_NAME: event, GITHUB_EVENT_PATH: file, GITHUB_REPOSITORY: "owner/repository" };
}

function why(text: string, token: string, environment: Readonly<Record<string, string>>) {
  const cache = parseTargetReference(text);
  if (!cache.ok) throw new Error(text);
  return whyIdle({ cache: cache.value, token }, environment);
}

const keys = { AWS_ACCESS_KEY_ID: "id" };
const withheld = "a pull request of a fork is given no credentials";

test.each([
  ["house", "", () => ({}), "no token is given"],
  ["house", "t", () => jobOf("stranger/fork"), undefined],
  ["https://store.example", "", () => ({}), undefined],
  ["https://store.example", "", () => jobOf("owner/repository"), undefined],
  ["https://store.example", "", () => jobOf("stranger/fork"), withheld],
  ["https://store.example", "", () => jobOf(null), withheld],
  ["https://store.example", "t", () => jobOf("stranger/fork"), undefined],
  ["https://store.example", "", () => jobOf("stranger/fork", "pull_request_target"), undefined],
  ["s3://bucket", "", () => jobOf("stranger/fork"), withheld],
  ["s3://bucket", "", () => ({ ...jobOf("stranger/fork"), ...keys }), undefined],
  ["s3://bucket", "", () => ({}), undefined],
  ["file:///var/cache/nix", "", () => jobOf("stranger/fork"), undefined],
  ["ssh-ng://there", "", () => jobOf("stranger/fork"), undefined],
  ["https://store.example", "", () => ({ ...jobOf("a/b"), GITHUB_EVENT_PATH: "/absent" }), undefined],
] as const)("%s with token %j", (text, token, environment, expected) => {
  expect(why(text, token, environment())).toBe(expected);
});

test("a fork's push to a web server without a token: one note, and the server is not even asked", async () => {
  const server = await aPlainStore();
  const { root } = await buildClosure(realNix());
  const cache = parseTargetReference(server.url);
  if (!cache.ok) throw new Error(server.url);
  const terms = { cache: cache.value, token: "", signingKey: "", policy: "fail", verify: "quick" } as const;
  const environment = { ...process.env, ...jobOf("stranger/fork") };
  const host = { ...aPushHost(), environment };
  const report = await pushClosure({ ...terms, roots: [root] }, realNix(), host);
  const watched = await findStanding(terms, true, { nix: realNix(), host, effects: {} });
  await server.dispose();
  expect(watched).toMatchObject({ mayPush: false, problems: report.problems, cache: { url: server.url } });
  expect(report.problems).toMatchObject([
    { severity: "note", code: "cache-refused", what: expect.stringContaining(withheld) },
  ]);
  expect(report.paths).toEqual([]);
  expect(server.requests).toEqual([]);
});
