import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { pushClosure } from "../../../../actions/lib/cache/push.ts";
import { countPaths } from "../../../../actions/lib/cache/push-report.ts";
import { parseTargetReference } from "../../../../actions/lib/cache/reference.ts";
import {
  aCachix,
  aPush,
  aPushHost,
  buildClosure,
  impatient,
  type TestCachix,
} from "../../../support/cachix.ts";
import { nixEnvironment, realNix } from "../../../support/nix.ts";

const nix = realNix();
let root: string;
let server: TestCachix;
let folder: string;

beforeAll(async () => {
  ({ root } = await buildClosure(nix));
});
beforeEach(async () => {
  server = await aCachix();
  folder = mkdtempSync(join(tmpdir(), "nur-ci-program-"));
});
afterEach(async () => {
  await server.dispose();
  rmSync(folder, { recursive: true });
});

/** Its words on a PATH of our making. */
function install(script: string): void {
  mkdirSync(join(folder, "bin"));
  writeFileSync(join(folder, "bin/cachix"), script);
  chmodSync(join(folder, "bin/cachix"), 0o755);
}

async function push() {
  const cache = parseTargetReference(server.cache.reference, "cachix-cli");
  if (!cache.ok) throw new Error(server.cache.reference);
  const environment = {
    ...nixEnvironment(),
    PATH: `${join(folder, "bin")}${delimiter}${process.env["PATH"]}`,
    NODE_OPTIONS: "",
    CALLS: join(folder, "calls"),
    GITHUB_TOKEN: "not for it",
  };
  const request = aPush(server.cache, { cache: cache.value, roots: [root] });
  return pushClosure(request, nix, { ...aPushHost(), environment }, { http: impatient });
}

const calls = () =>
  readFileSync(join(folder, "calls"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<"args" | "token" | "names" | "input", string>);

const double = join(import.meta.dirname, "../../../support/cachix-program-process.ts");

test("the program gets paths by standard input and the token by its environment; the report is the same", async () => {
  install(`#!/bin/sh\nexec ${process.execPath} ${double} "$@"\n`);
  const report = await push();
  expect(report.problems).toEqual([]);
  expect(report.verified).toBe(true);
  expect(countPaths(report.paths)).toMatchObject({ pushed: 3, failed: 0 });
  for (const path of report.paths)
    expect(path).toMatchObject({ fileBytes: expect.any(Number), narBytes: expect.any(Number) });
  const called = calls().at(-1);
  expect(called).toMatchObject({ args: ["--host", server.url, "push", "house"], token: server.cache.token });
  expect(called?.input).toContain(root);
  expect(called?.names).not.toContain("GITHUB_TOKEN");
});

test("what it leaves out is failed, with its last words and without the token in them", async () => {
  install(
    `#!/bin/sh\n[ "$1" = --version ] || { echo "cachix: token $CACHIX_AUTH_TOKEN has expired" >&2; exit 3; }\n`,
  );
  const report = await push();
  expect(countPaths(report.paths)).toMatchObject({ pushed: 0, failed: 3 });
  expect(report.problems[0]).toMatchObject({
    code: "push-failed",
    what: expect.stringContaining("cachix ended with 3"),
  });
  expect(report.problems[0]?.what).toContain("token *** has expired");
  expect(JSON.stringify(report)).not.toContain(server.cache.token);
});

test("it is not there: one problem, and how to get it", async () => {
  mkdirSync(join(folder, "bin"));
  const report = await push();
  expect(report.problems).toMatchObject([{ code: "tool-missing", where: "cachix" }]);
});
