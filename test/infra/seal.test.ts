import { execFile } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { openGithubApi } from "../../infra/github-api.ts";
import { sealToken } from "../../infra/seal.ts";
import { fingerprintOf } from "../../infra/token-age.ts";
import { aGithub, type TestGithub, token } from "./support/github.ts";
import { aSettings } from "./support/settings.ts";

const run = promisify(execFile);
let github: TestGithub;
let folder: string;

beforeEach(async () => {
  github = await aGithub();
  folder = mkdtempSync(join(tmpdir(), "nur-ci-seal-"));
});
afterEach(async () => {
  await github.end();
  rmSync(folder, { recursive: true });
});

const seal = (settings = aSettings()) =>
  sealToken(settings, "opaque", openGithubApi({ baseUrl: github.url, token, patience: 1 }));

test("a sealed token is another text each time, and GitHub opens each to the same", async () => {
  await github.ask("POST", "/orgs/acme/repos", { name: "nur" });
  const sealed = [await seal(), await seal()].flatMap((outcome) => (outcome.ok ? [outcome.value] : []));
  expect(new Set(sealed.map(({ value }) => value)).size).toBe(2);
  expect(new Set(sealed.map(({ fingerprint }) => fingerprint))).toEqual(
    new Set([fingerprintOf("opaque", aSettings())]),
  );
  for (const { value, keyId } of sealed) {
    await github.ask("PUT", "/repos/acme/nur/actions/secrets/X", { encrypted_value: value, key_id: keyId });
    expect(github.openSecret("nur", "X")).toBe("opaque");
  }
});

test("a repository that is not there, and a token that is refused, are problems", async () => {
  const missing = await seal();
  expect(missing.ok ? [] : missing.problems).toMatchObject([{ code: "github-refused" }]);
  const api = openGithubApi({ baseUrl: github.url, token: "ghp_wrong", patience: 1 });
  const refused = await sealToken(aSettings(), "opaque", api);
  expect(refused.ok ? [] : refused.problems).toMatchObject([
    { code: "github-refused", what: expect.stringContaining("Bad credentials") },
  ]);
  expect(JSON.stringify([missing, refused])).not.toMatch(/opaque|ghp_wrong/);
});

test("the command writes the sealed token into the stack's file, keeps its comments, and prints no token", async () => {
  const file = join(folder, "Pulumi.fork.yaml");
  copyFileSync("infra/stacks/Pulumi.fork.yaml", file);
  const own = await aGithub({ owner: "somewhere-else" });
  writeFileSync(file, `${readFileSync(file, "utf8")}  nur-ci:githubBaseUrl: ${own.url}\n`);
  const args = [
    "scripts/seal.ts",
    "--stack",
    "fork",
    "--folder",
    folder,
    "--made-on",
    "2026-11-25",
    "--write",
  ];
  const env = { ...process.env, CACHIX_AUTH_TOKEN: "opaque", GITHUB_TOKEN: token };
  const { stdout, stderr } = await run(process.execPath, args, { env });
  await own.end();
  const text = readFileSync(file, "utf8");
  const { config } = parse(text) as { config: Record<string, unknown> };
  expect(config["nur-ci:cacheToken"]).toMatchObject({
    scope: "organization",
    maxAgeDays: 90,
    madeOn: "2026-11-25",
    sealed: { value: expect.stringMatching(/^[A-Za-z0-9+/]{72,}/) },
  });
  expect(text).toContain("# An example of a fork");
  expect(`${stdout}${stderr}${text}`).not.toContain("opaque");
});

test.each([
  [["--stack", "absent"], 1, /there is no such stack file/],
  [[], 2, /--stack is missing/],
])("%j ends with %d and says why", async (args, code, said) => {
  const env = { ...process.env, CACHIX_AUTH_TOKEN: "opaque", GITHUB_TOKEN: token };
  const refused = await run(process.execPath, ["scripts/seal.ts", ...args], { env }).catch(
    (error: unknown) => error,
  );
  expect(refused).toMatchObject({ code, stderr: expect.stringMatching(said) });
});
