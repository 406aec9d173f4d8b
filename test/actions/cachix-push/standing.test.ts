import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { findStanding } from "../../../actions/cachix-push/standing.ts";
import type { PushTerms } from "../../../actions/lib/cache/push.ts";
import { parseTargetReference } from "../../../actions/lib/cache/reference.ts";
import { aPushHost, impatient } from "../../support/cachix.ts";
import { realNix } from "../../support/nix.ts";
import { aPlainStore, type PlainStore } from "../../support/plain-store.ts";
import { pathWithout } from "../../support/tools.ts";

let store: PlainStore;
beforeEach(async () => {
  store = await aPlainStore();
});
afterEach(() => store.dispose());

function stand(text: string, overrides: Partial<PushTerms> = {}, wantsPush = true, nix = realNix()) {
  const cache = parseTargetReference(text);
  if (!cache.ok) throw new Error(text);
  const terms = { cache: cache.value, token: "", signingKey: "", policy: "fail", verify: "quick" } as const;
  return findStanding({ ...terms, ...overrides }, wantsPush, {
    nix,
    host: aPushHost(),
    effects: { http: impatient },
  });
}

test("a store that answers may be pushed to, and is read from", async () => {
  expect(await stand(store.url)).toEqual({
    mayPush: true,
    problems: [],
    cache: { text: store.url, url: store.url, keys: [], isPrivate: false },
  });
});

test.each([
  ["fail", "error"],
  ["warn", "warning"],
] as const)("a wrong password is told before anything is built: policy %s, %s", async (policy, severity) => {
  store.refuse = { method: "GET", path: /./, status: 401 };
  expect(await stand(store.url, { token: "wrong", policy })).toMatchObject({
    mayPush: false,
    problems: [{ code: "cache-refused", severity, what: expect.stringContaining("refuses the token (401)") }],
  });
});

test("a store that is away may be back before the job ends", async () => {
  expect(await stand("http://127.0.0.1:9")).toMatchObject({
    mayPush: true,
    problems: [{ code: "cache-unreachable", severity: "warning" }],
  });
});

test("a key without a name, and a machine nothing leads to, are told at once", async () => {
  expect((await stand(store.url, { signingKey: "AAAA" })).problems).toMatchObject([
    { code: "signing-key", severity: "error" },
  ]);
  const PATH = pathWithout("ssh", mkdtempSync(join(tmpdir(), "nur-ci-no-ssh-")));
  const standing = await stand("ssh-ng://127.0.0.1", {}, true, realNix({ ...process.env, PATH }));
  expect(standing).toMatchObject({ mayPush: false, problems: [{ code: "tool-missing" }] });
});

test("who only reads asks nothing of it", async () => {
  expect(await stand(store.url, {}, false)).toMatchObject({ mayPush: false, problems: [] });
  expect(store.requests).toEqual([]);
});
