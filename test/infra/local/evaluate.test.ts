import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { type Evaluated, evaluateProgram, type Registration } from "../../../infra/local/evaluate.ts";
import { secretMark } from "../support/registrations.ts";
import { rawSettings } from "../support/settings.ts";

/** Neither the cache nor GitHub is asked: both would be those on the internet. */
const offline = { cachePreflight: "skip", githubPreflight: "skip" };
const config = Object.fromEntries(
  Object.entries(rawSettings(offline)).map(([name, value]) => [
    `nur-ci:${name}`,
    typeof value === "string" ? value : JSON.stringify(value),
  ]),
);

function evaluate(program: string, changes: Readonly<Record<string, string>> = {}): Promise<Evaluated> {
  return evaluateProgram({
    program,
    project: "nur-ci",
    stack: "test",
    config: { ...config, ...changes },
    environment: { PATH: process.env["PATH"], GITHUB_TOKEN: "opaque-one", CACHIX_AUTH_TOKEN: "opaque-two" },
  });
}

describe("the program, evaluated without an engine", () => {
  let registrations: readonly Registration[];

  beforeAll(async () => {
    const evaluated = await evaluate(join(process.cwd(), "infra/index.ts"));
    if (!evaluated.ok) throw new Error(evaluated.error);
    registrations = evaluated.registrations;
  });

  const named = (name: string): Registration | undefined =>
    registrations.find(
      (registration) => registration.type.startsWith("github:") && registration.name === name,
    );

  test("what people would miss stays behind on destroy, and the repository is protected", () => {
    const github = registrations.filter(({ type }) => type.startsWith("github:"));
    expect(github.filter(({ protect }) => protect).map(({ name }) => name)).toEqual(["repository"]);
    expect(
      github
        .filter(({ retainOnDelete }) => retainOnDelete)
        .map(({ name }) => name)
        .toSorted(),
    ).toEqual([
      "actions-permissions",
      "default-branch",
      "file:.github/dependabot.yml",
      "file:.github/workflows/ci.yml",
      "file:.github/workflows/nightly.yml",
      "repository",
      "ruleset",
      "security-updates",
      "vulnerability-alerts",
    ]);
  });

  test("every resource of GitHub is the child of a component", () => {
    const orphans = registrations.filter(
      ({ type, parent }) => type.startsWith("github:") && !parent.includes("nur-ci:github:"),
    );
    expect(orphans).toEqual([]);
  });

  test("both tokens are secrets on the wire", () => {
    const provider = registrations.find(({ type }) => type === "pulumi:providers:github");
    expect(provider?.inputs["token"]).toEqual({ ...secretMark, value: "opaque-one" });
    expect(named("secret:CACHIX_AUTH_TOKEN")?.inputs["value"]).toEqual({
      ...secretMark,
      value: "opaque-two",
    });
  });

  test("the provider is told where and who, so that nothing falls on another organization", () => {
    const provider = registrations.find(({ type }) => type === "pulumi:providers:github");
    expect(provider?.inputs).toMatchObject({
      owner: "acme",
      baseUrl: "https://api.github.com/",
      writeDelayMs: "1000",
    });
  });
});

describe("a program that fails", () => {
  test("settings that are refused come back as problems, without a stack trace", async () => {
    const evaluated = await evaluate(join(process.cwd(), "infra/index.ts"), { "nur-ci:owner": "a b" });
    expect(evaluated).toEqual({
      ok: false,
      error: expect.stringMatching(/^nur-ci:owner: error\[setting-invalid\]: "a b" is not a GitHub/),
    });
    expect(JSON.stringify(evaluated)).not.toContain("    at ");
  });

  test("what it throws is the error", async () => {
    const folder = mkdtempSync(join(tmpdir(), "nur-ci-program-"));
    writeFileSync(join(folder, "index.mjs"), 'throw new Error("no such thing");');
    const evaluated = await evaluate(join(folder, "index.mjs"));
    expect(evaluated).toEqual({ ok: false, error: expect.stringContaining("no such thing") });
    rmSync(folder, { recursive: true });
  });
});
