import { spawn } from "node:child_process";
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { run } from "../../../actions/cachix-push/run.ts";
import type { Inputs } from "../../../actions/cachix-push/terms.ts";
import type { ResultsFile } from "../../../actions/lib/results-file.ts";
import { aCachix, buildClosure, impatient, type TestCachix } from "../../support/cachix.ts";
import { aHost, type FakeHost } from "../../support/fake-host.ts";
import { realNix } from "../../support/nix.ts";
import { somePushInputs } from "../../support/push-inputs.ts";

const nix = realNix();
const effects = { nix, http: impatient };
let root: string;
let server: TestCachix;
const hosts: FakeHost[] = [];

beforeAll(async () => {
  ({ root } = await buildClosure(nix));
});
beforeEach(async () => {
  server = await aCachix();
});
afterEach(() => server.dispose());
afterAll(() => {
  for (const host of hosts) rmSync(host.temporary, { recursive: true });
});

function aHostHere(): FakeHost {
  const host = aHost();
  hosts.push(host);
  return host;
}

function inputs(overrides: Partial<Inputs> = {}): Inputs {
  const { reference: cache, token: authToken } = server.cache;
  return somePushInputs({ cache, authToken, paths: [root], ...overrides });
}

test("counts go to the outputs, every path to the report file, the table to the summary", async () => {
  const report = await run(inputs(), aHostHere(), effects);
  expect(report.problems).toEqual([]);
  expect(report.outputs).toMatchObject({ pushed: "3", present: "0", failed: "0" });
  const json = JSON.parse(readFileSync(report.outputs.reportFile, "utf8"));
  expect(json).toEqual(JSON.parse(JSON.stringify(report.json)));
  expect(json).toMatchObject({
    version: 1,
    cache: server.cache.reference,
    verified: true,
    totals: { pushed: 3, present: 0, upstream: 0, failed: 0 },
  });
  expect(json.paths.at(-1)).toMatchObject({
    path: root,
    state: "pushed",
    narBytes: expect.any(Number),
    fileBytes: expect.any(Number),
  });
  expect(report.text).toMatch(
    /^3 pushed, 0 present, 0 upstream, 0 failed, \d+ B sent .*, 20 requests in \d+\.\d s, read back$/m,
  );
  expect(report.text).toContain(root);
  expect(report.summary).toMatch(/^### Push to /);
  expect(report.summary).toContain("| state | path | size | sent | seconds | reason |");
});

test("a second run pushes nothing", async () => {
  await run(inputs(), aHostHere(), effects);
  const again = await run(inputs({ verify: "none" }), aHostHere(), effects);
  expect(again.outputs).toMatchObject({ pushed: "0", present: "3", failed: "0" });
  expect(again.text).toContain("not read back");
});

describe("the results of the build name the paths", () => {
  const attribute = (state: ResultsFile["attributes"][number]["state"], out: string) => ({
    attr: state,
    organization: "o",
    name: state,
    system: "x86_64-linux",
    state,
    drvPath: "/nix/store/x.drv",
    outputs: { out },
  });

  test("those built or substituted, and no other", async () => {
    const host = aHostHere();
    const absent = "/nix/store/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-never-built";
    const attributes = [
      attribute("built", root),
      attribute("substituted", root),
      attribute("failed", absent),
      attribute("skipped", absent),
    ];
    const resultsFile = join(host.temporary, "results.json");
    writeFileSync(resultsFile, JSON.stringify({ version: 1, attributes, paths: [] }));
    const report = await run(inputs({ paths: [], resultsFile }), host, effects);
    expect(report.problems).toEqual([]);
    expect(report.outputs).toMatchObject({ pushed: "3" });
  });

  test("a file that is not there, or is none", async () => {
    const host = aHostHere();
    const missing = await run(inputs({ resultsFile: "no such file" }), host, effects);
    expect(missing.problems).toMatchObject([
      { code: "file-unreadable", what: '"no such file" cannot be read (ENOENT)' },
    ]);
    writeFileSync(join(host.temporary, "bad.json"), "{}");
    const bad = await run(inputs({ resultsFile: join(host.temporary, "bad.json") }), host, effects);
    expect(bad.problems).toMatchObject([{ code: "plan-unreadable" }]);
    expect(server.requests).toEqual([]);
  });
});

test("nothing named at all is a mistake, not a success", async () => {
  const report = await run(inputs({ paths: [] }), aHostHere(), effects);
  expect(report.problems).toMatchObject([{ code: "input-invalid", severity: "error", where: "paths" }]);
});

test("every wrong input is told at once, and nothing is done", async () => {
  const report = await run(
    inputs({ cache: "no cache/${{ x }}\n", resultsFile: "absent" }),
    aHostHere(),
    effects,
  );
  expect(report.problems.map(({ code }) => code)).toEqual(["cache-target", "file-unreadable"]);
  expect(report.outputs).toEqual({ mode: "", pushed: "0", present: "0", failed: "0", reportFile: "" });
});

test("without a token: a note, zeroes, green", async () => {
  const report = await run(inputs({ authToken: "" }), aHostHere(), effects);
  expect(report.problems).toMatchObject([{ severity: "note" }]);
  expect(report.outputs).toMatchObject({ pushed: "0", present: "0", failed: "0" });
  expect(report.text).toContain("nothing pushed");
});

test.each([
  ["fail", "error"],
  ["warn", "warning"],
  ["ignore", "note"],
] as const)("policy %s makes an expired token %s", async (policy, severity) => {
  const report = await run(inputs({ authToken: "canary-expired", policy }), aHostHere(), effects);
  expect(report.problems).toMatchObject([{ code: "cache-refused", severity }]);
  expect(JSON.stringify(report)).not.toContain("canary-expired");
});

test("the token is found nowhere but where it must be", async () => {
  const host = aHostHere();
  const { token, readToken } = server.cache;
  const seen: string[] = [];
  const commandLines: string[] = [];
  const report = await run(inputs(), host, {
    ...effects,
    nix: async (program, args, options) => {
      commandLines.push(args.join(" "), JSON.stringify(options ?? {}));
      return nix(program, args, options);
    },
  });
  seen.push(JSON.stringify(report), ...commandLines, ...host.lines, JSON.stringify(host.problems));
  for (const file of filesBelow(host.temporary)) seen.push(readFileSync(file, "latin1"));
  for (const file of filesBelow(server.state))
    if (!file.endsWith("secrets.json")) seen.push(readFileSync(file, "latin1"));
  for (const secret of [token, readToken, Buffer.from(`:${token}`).toString("base64")])
    for (const text of seen) expect(text.includes(secret)).toBe(false);
  expect(host.masked).toContain(token);
});

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}

test("killed -9 at any moment, the next run completes", async () => {
  const script = join(import.meta.dirname, "../../support/push-process.ts");
  for (const moment of [3, 7, 11]) {
    const host = aHostHere();
    const child = spawn(process.execPath, [script, server.cache.reference, root], {
      stdio: "ignore",
      env: {
        ...process.env,
        NODE_OPTIONS: "",
        TMPDIR: host.temporary,
        CACHIX_AUTH_TOKEN: server.cache.token,
      },
    });
    const ended = new Promise((resolve) => child.on("exit", resolve));
    const target = server.requests.length + moment;
    server.onRequest(() => {
      if (server.requests.length >= target) child.kill("SIGKILL");
    });
    await ended;
    const report = await run(inputs(), host, effects);
    expect(report.problems).toEqual([]);
    expect(report.outputs).toMatchObject({ failed: "0" });
    await server.dispose();
    server = await aCachix();
  }
});
