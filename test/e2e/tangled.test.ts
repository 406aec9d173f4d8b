import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { renderFilesFor } from "../../workflows/files.ts";
import { parseSpec, type Spec } from "../../workflows/spec.ts";
import { sampleSpec } from "../../workflows/specs.ts";
import { aCachix } from "../support/cachix.ts";
import { nixEnvironment } from "../support/nix.ts";
import { root } from "../support/tree.ts";

type Rendered = {
  readonly environment: Readonly<Record<string, string>>;
  readonly steps: readonly { readonly name: string; readonly command: string }[];
};

let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nur-ci-tangled-"));
  for (const path of ["actions", "workflows", "infra", "examples", "package.json"])
    cpSync(join(root, path), join(folder, path), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
});

afterEach(() => rmSync(folder, { recursive: true }));

function specFor(cache: string): Spec {
  const parsed = parseSpec({
    ...sampleSpec,
    tangled: true,
    packages: { ...sampleSpec.packages, flake: "path:./examples/sample-nur", cache: { name: cache } },
  });
  if (!parsed.ok) throw new Error("no spec", { cause: parsed.problems });
  return parsed.value;
}

/** The last step of a workflow as a spindle runs it; what comes before fetches packages, which a test does not. */
function runLast(
  spec: Spec,
  name: string,
  secrets: Readonly<Record<string, string>> = {},
): Promise<{ readonly status: number; readonly log: string }> {
  const file = renderFilesFor(spec).find(({ path }) => path === `.tangled/workflows/${name}.yml`);
  const { environment, steps } = parse(file?.content ?? "") as Rendered;
  const nix = nixEnvironment();
  const env = {
    ...(nix as Record<string, string>),
    ...environment,
    NIX_CONFIG: `${nix["NIX_CONFIG"]}${environment["NIX_CONFIG"] ?? ""}`,
    PATH: `${dirname(process.execPath)}:${process.env["PATH"]}`,
    XDG_CACHE_HOME: join(folder, "cache"),
    ...secrets,
  };
  // Not in this thread: the cache that it pushes to answers here.
  const options = { cwd: folder, env, timeout: 100_000 };
  return new Promise((resolve) => {
    const child = execFile("bash", ["-c", steps.at(-1)?.command ?? "exit 9"], options, (_, stdout, stderr) =>
      resolve({ status: child.exitCode ?? -1, log: stderr + stdout }),
    );
  });
}

describe("the workflows for Tangled, run as a spindle runs them", () => {
  test("build what belongs to the organization, push it, and end with the table", async () => {
    const server = await aCachix();
    try {
      const { status, log } = await runLast(specFor(server.cache.reference), "build-lantern", {
        CACHIX_AUTH_TOKEN: server.cache.token,
      });
      expect([status, log]).toEqual([0, expect.stringMatching(/lantern-nsid +(built|substituted)/)]);
      expect(log).toMatch(/2 pushed, 0 present/);
      expect(log).not.toContain(server.cache.token);
      expect(log.slice(log.lastIndexOf("attribute"))).not.toContain("harbor-");
    } finally {
      await server.dispose();
    }
  }, 120_000);

  test("fail once, at the end, when a package is broken", async () => {
    const server = await aCachix();
    try {
      const { status, log } = await runLast(specFor(server.cache.reference), "build-harbor");
      expect([status, log]).toEqual([1, expect.stringMatching(/harbor-wreck +failed/)]);
      expect(log).toMatch(/harbor-tid +(built|substituted)/);
    } finally {
      await server.dispose();
    }
  }, 120_000);

  test("refuse a placeholder hash", async () => {
    const spec = specFor("sample");
    expect((await runLast(spec, "guard")).status).toBe(0);
    const file = join(folder, "examples/sample-nur/pkgs/lantern/nsid/extra.nix");
    writeFileSync(
      file,
      '{ fetchurl, lib }:\nfetchurl {\n  url = "https://example.org/a";\n  hash = lib.fakeHash;\n}\n',
    );
    const { status, log } = await runLast(spec, "guard");
    expect([status, log]).toEqual([1, expect.stringContaining("extra.nix:4")]);
  }, 60_000);

  test("fetch the tool by its commit, and nothing else runs before", () => {
    const golden = parse(
      readFileSync(join(root, "test/golden/fork/tangled/build-harbor.yml"), "utf8"),
    ) as Rendered;
    expect(golden.environment["NUR_CI_COMMIT"]).toMatch(/^[0-9a-f]{40}$/);
    expect(golden.steps.map(({ name }) => name)).toEqual(["Fetch nur-ci", "Plan, build, push"]);
  });
});
