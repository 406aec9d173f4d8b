import { execFileSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { housekeeping } from "../../../actions/hash-guard/rules/housekeeping.ts";
import { rules } from "../../../actions/hash-guard/rules/rules.ts";
import { run } from "../../../actions/hash-guard/run.ts";
import { parseInputs } from "../../../actions/lib/inputs.ts";
import { hashGuard } from "../../../workflows/contract/hash-guard.ts";
import { aHost, type FakeHost } from "../../support/fake-host.ts";

const digest = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0=";
const base16 = Buffer.from(digest.slice(7), "base64").toString("hex");
const fake = "{ lib }:\n{\n  vendorHash = lib.fakeHash;\n}\n";

let workspace: string;
let host: FakeHost;

beforeEach(() => {
  workspace = mkdtempSync(join(tmpdir(), "hash-guard-"));
  host = aHost({ workspace });
});

afterEach(() => {
  rmSync(workspace, { recursive: true, force: true });
  rmSync(host.temporary, { recursive: true, force: true });
});

function put(files: Readonly<Record<string, string>>): void {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(workspace, file)), { recursive: true });
    writeFileSync(join(workspace, file), text);
  }
}

async function guard(given: Readonly<Record<string, string>> = {}) {
  const inputs = parseInputs(hashGuard, (name) => given[name] ?? "");
  if (!inputs.ok) throw new Error(JSON.stringify(inputs.problems));
  return run(inputs.value, host);
}

/** `FILE:LINE rule severity` of every problem. */
function brief(problems: Awaited<ReturnType<typeof guard>>["problems"]): readonly string[] {
  return problems.map(({ where, code, severity }) => {
    const place = typeof where === "string" ? where : [where.file, where.line].filter(Boolean).join(":");
    return `${place} ${code} ${severity}`;
  });
}

describe("report", () => {
  test("a finding has its line, a caret, a fix, and a total", async () => {
    put({ "pkgs/tide.nix": fake });
    const { text, outputs, problems, failed } = await guard();
    expect(text.replace(/\d\.\d s/, "0.1 s")).toBe(
      [
        "pkgs/tide.nix:3:16: error[hash-placeholder]: vendorHash is lib.fakeHash, a placeholder",
        "  3 |   vendorHash = lib.fakeHash;",
        "    |                ^^^^^^^^^^^^",
        '  fix: build it once and put here the hash that Nix prints after "got:"',
        "1 error in 1 file, 0.1 s",
      ].join("\n"),
    );
    expect(brief(problems)).toEqual(["pkgs/tide.nix:3 hash-placeholder error"]);
    expect(outputs).toMatchObject({ errors: "1", warnings: "0", sarifFile: "" });
    expect(failed).toBe(false);
    const json = JSON.parse(readFileSync(outputs.reportFile, "utf8"));
    expect(json.findings[0]).toMatchObject({
      code: "hash-placeholder",
      excerpt: "  vendorHash = lib.fakeHash;",
    });
  });

  test("warnings fail the step only when they are asked to", async () => {
    put({ "a.nix": "import <nixpkgs> { }\n" });
    expect((await guard()).failed).toBe(false);
    expect((await guard({ "fail-on": "warning" })).failed).toBe(true);
  });

  test("foreign text can neither break the table nor reach the terminal", async () => {
    put({ "a|b.nix": `{ hash = "sha256-\u001b[31m|<b>${"x".repeat(30)}"; }\n` });
    const { text, summary } = await guard();
    expect(text).not.toContain("\u001b");
    expect(summary).not.toMatch(/<b>|\u001b/);
    expect(summary).toContain("a\\|b.nix:1:10");
  });

  test("a long line is cut around its caret, and tabs keep it in its place", async () => {
    put({ "a.nix": `{ lib }:\n{ a = "${"x".repeat(300)}";\thash = lib.fakeHash; }\n` });
    const lines = (await guard()).text.split("\n");
    const caret = (lines[2] ?? "").indexOf("^");
    expect(lines[1]?.slice(caret, caret + 12)).toBe("lib.fakeHash");
    expect(lines[1]?.length).toBeLessThan(120);
  });

  test("the order is that of the names, whatever the order of the paths", async () => {
    put({ "b.nix": fake, "a.nix": fake, "c/d.nix": fake });
    const first = await guard({ paths: "c\nb.nix\na.nix\n." });
    expect(brief(first.problems).map((line) => line.split(":")[0])).toEqual(["a.nix", "b.nix", "c/d.nix"]);
  });

  test("of two files that share a hash the later one by name is reported, whatever the order of the paths", async () => {
    const fetch = (name: string) =>
      `{ fetchurl }: fetchurl { url = "https://example.org/${name}"; hash = "${digest}"; }\n`;
    put({ "a.nix": fetch("a"), "b.nix": fetch("b") });
    expect(brief((await guard({ paths: "b.nix\na.nix" })).problems)).toEqual([
      "b.nix:1 hash-duplicate error",
    ]);
  });

  test("a run that is told to stop fails and says so", async () => {
    put({ "a.nix": fake });
    host.abort();
    const { failed, problems } = await guard();
    expect(failed).toBe(true);
    expect(brief(problems)).toEqual(["hash-guard cancelled error"]);
  });
});

describe("bad input is a problem each", () => {
  test("not UTF-8", async () => {
    writeFileSync(join(workspace, "x.nix"), Buffer.from([0x7b, 0xff, 0x7d]));
    const { problems } = await guard();
    expect(brief(problems)).toEqual(["x.nix file-unreadable error"]);
    expect(problems[0]?.what).toContain("is not UTF-8");
  });

  test("a NUL byte, behind which Nix reads nothing: at its place, and never as clean", async () => {
    put({ "x.nix": `{\n  é = 1; } # \0 hidden\n${fake}` });
    const { problems, text } = await guard();
    expect(brief(problems)).toEqual(["x.nix:2 file-unreadable error"]);
    expect(problems[0]?.where).toMatchObject({ column: 14 });
    expect(problems[0]?.what).toContain("Nix stops reading here");
    expect(text).toContain("  2 |   é = 1; } # · hidden");
  });

  test("50 MB", async () => {
    writeFileSync(join(workspace, "x.nix"), "");
    truncateSync(join(workspace, "x.nix"), 50 * 1024 * 1024);
    const { problems } = await guard();
    expect(problems[0]?.what).toContain("has 52.4 MB");
  });

  test("brackets without end: a problem, and no gigabytes", async () => {
    writeFileSync(join(workspace, "x.nix"), "[".repeat(6_000_001));
    const before = process.memoryUsage().heapUsed;
    const { problems } = await guard();
    expect(problems.map(({ what }) => what)).toEqual([
      '"x.nix" has 6000002 tokens, the guard reads up to 6000000',
    ]);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(200e6);
  });

  test("links: to themselves, to nothing, round in a circle; a link to a folder above is not followed", async () => {
    put({ "a/b.nix": "1\n" });
    symlinkSync("self.nix", join(workspace, "self.nix"));
    symlinkSync("gone", join(workspace, "gone.nix"));
    symlinkSync("..", join(workspace, "a/up"));
    const { problems, json } = await guard();
    expect(brief(problems)).toEqual(["gone.nix file-unreadable error", "self.nix file-unreadable error"]);
    expect(json).toMatchObject({ files: 1 });
  });

  test("a link to a file outside is read, one to a file inside is read once", async () => {
    const outside = mkdtempSync(join(tmpdir(), "hash-guard-outside-"));
    try {
      writeFileSync(join(outside, "o.nix"), fake);
      put({ "in.nix": fake });
      symlinkSync(join(outside, "o.nix"), join(workspace, "link.nix"));
      symlinkSync("in.nix", join(workspace, "same.nix"));
      const { problems } = await guard();
      expect(brief(problems)).toEqual([
        "in.nix:3 hash-placeholder error",
        "link.nix:3 hash-placeholder error",
      ]);
    } finally {
      rmSync(outside, { recursive: true });
    }
  });

  test("a repository called x.nix is none of its own faults", async () => {
    put({ "x.nix/a.nix": "{ }\n" });
    host = aHost({ workspace: join(workspace, "x.nix") });
    expect((await guard()).problems).toEqual([]);
  });

  test("a folder called x.nix is said and searched", async () => {
    put({ "x.nix/default.nix": fake });
    expect(brief((await guard()).problems)).toEqual([
      "x.nix file-unreadable note",
      "x.nix/default.nix:3 hash-placeholder error",
    ]);
  });

  test.each(["missing.nix", "no/such", "*.nix", "notes.txt", "pipe.nix"])("the path %s", async (path) => {
    put({ "notes.txt": "text", "other/a.nix": "1\n" });
    execFileSync("mkfifo", [join(workspace, "pipe.nix")]);
    const given = path === "*.nix" ? "none-*.nix" : path;
    expect(brief((await guard({ paths: given })).problems)).toEqual([`${given} file-unreadable error`]);
  });

  test("100,000 nested brackets are only slow", async () => {
    put({
      "a.nix": `${"[".repeat(100_000)}"${digest}"${"]".repeat(100_000)}\n`,
      "b.nix": "(".repeat(100_000),
    });
    expect(brief((await guard()).problems)).toEqual(["b.nix:1 does-not-parse error"]);
  });
});

describe("paths", () => {
  test("globs and single files", async () => {
    put({ "a/x.nix": fake, "a/b/y.nix": fake, "z.nix": fake, "node_modules/m.nix": fake });
    const { problems } = await guard({ paths: "a/**/*.nix\nz.nix" });
    expect(brief(problems).length).toBe(3);
  });

  test("what git ignores is left out, what it would add is read, what was deleted is not missed", async () => {
    const git = (...args: string[]) => execFileSync("git", args, { cwd: workspace, stdio: "ignore" });
    put({ ".gitignore": "build/\n", "build/a.nix": fake, "new.nix": fake, "gone.nix": fake });
    git("init", "-q");
    git("add", "gone.nix");
    rmSync(join(workspace, "gone.nix"));
    expect(brief((await guard()).problems)).toEqual(["new.nix:3 hash-placeholder error"]);
    expect(brief((await guard({ paths: "build" })).problems)).toEqual([
      "build/a.nix:3 hash-placeholder error",
    ]);
  });

  test("a flake.nix given alone is checked with its lock file", async () => {
    const lock = { nodes: { root: { inputs: {} } }, root: "root", version: 7 };
    put({
      "flake.nix": '{ inputs.a.url = "github:a/a"; outputs = _: { }; }\n',
      "flake.lock": JSON.stringify(lock),
    });
    const { problems } = await guard({ paths: "flake.nix" });
    expect(problems[0]?.what).toBe('input "a" is not in flake.lock');
  });
});

describe("settings", () => {
  test("rules are turned off and down, files are left out", async () => {
    put({
      ".hash-guard.json": JSON.stringify({
        exclude: ["vendor/**"],
        rules: { "hash-placeholder": "warning", "rev-mutable": "off" },
      }),
      "vendor/a.nix": fake,
      "vendor/.hidden/a.nix": fake,
      "b.nix": fake,
      "c.nix": `{ fetchgit }:\nfetchgit { url = "https://example.org/a"; rev = "main"; hash = "${digest}"; }\n`,
    });
    expect(brief((await guard()).problems)).toEqual(["b.nix:3 hash-placeholder warning"]);
  });

  test.each([
    ["{", /not JSON/],
    ['{ "rules": { "no-such": "off" } }', /"no-such" is no rule/],
    ['{ "rules": { "rev-mutable": "loud" } }', /rules\.rev-mutable/],
    ['{ "excludes": [] }', /excludes/],
  ])("%s is refused, and nothing is reported as clean", async (text, what) => {
    put({ ".hash-guard.json": text });
    const { problems } = await guard();
    expect(brief(problems)).toEqual([".hash-guard.json config-invalid error"]);
    expect(problems[0]?.what).toMatch(what);
  });

  test("settings that were asked for must be there", async () => {
    expect(brief((await guard({ config: "mine.json" })).problems)).toEqual([
      "mine.json config-invalid error",
    ]);
  });
});

describe("baseline", () => {
  const update = { baseline: "base.json", "update-baseline": "true" };

  test("old findings are tolerated also when they move, new ones are refused, mended ones must leave", async () => {
    put({ "a.nix": fake, "b.nix": fake });
    expect((await guard(update)).problems).toEqual([]);
    put({ "a.nix": `# moved\n${fake}` });
    const moved = await guard({ baseline: "base.json" });
    expect(brief(moved.problems)).toEqual([]);
    expect(moved.text).toContain("nothing found (2 tolerated by the baseline)");
    put({ "a.nix": fake.replace("\n}", "\n  cargoHash = lib.fakeHash;\n}"), "b.nix": "{ }\n" });
    const { problems } = await guard({ baseline: "base.json" });
    expect(brief(problems)).toEqual(["base.json baseline-stale error", "a.nix:4 hash-placeholder error"]);
  });

  test("a second copy of an old finding is new", async () => {
    put({ "a.nix": fake });
    await guard(update);
    put({
      "a.nix": "{ lib }:\n{\n  vendorHash = lib.fakeHash;\n  x = {\n  vendorHash = lib.fakeHash;\n  };\n}\n",
    });
    expect(brief((await guard({ baseline: "base.json" })).problems)).toEqual([
      "a.nix:5 hash-placeholder error",
    ]);
  });

  test("files this run did not look at are not stale, files that are gone are", async () => {
    put({ "a.nix": fake, "b.nix": fake, "c.nix": fake });
    await guard(update);
    rmSync(join(workspace, "c.nix"));
    const { problems } = await guard({ baseline: "base.json", paths: "a.nix" });
    expect(problems.map(({ what }) => what)).toEqual([
      'hash-placeholder in "c.nix" is mended, and still in the baseline',
    ]);
  });

  test.each(["{", '{ "version": 2, "findings": [] }', '{ "version": 1, "findings": [{ "rule": 1 }] }'])(
    "%s is refused, and the findings are shown",
    async (text) => {
      put({ "a.nix": fake, "base.json": text });
      const found = brief((await guard({ baseline: "base.json" })).problems);
      expect(found[0]).toBe("base.json baseline-invalid error");
      expect(found.at(-1)).toBe("a.nix:3 hash-placeholder error");
    },
  );

  test("a baseline that is not there is refused", async () => {
    put({ "a.nix": "{ }\n" });
    expect(brief((await guard({ baseline: "base.json" })).problems)).toEqual([
      "base.json baseline-invalid error",
    ]);
  });
});

describe("fix", () => {
  test("writes what is certain, touches nothing else, and reports what is left", async () => {
    const before = `{ lib, fetchurl }:\r\n{ # kept\n  a = fetchurl {\n    url = "https://example.org/a-1.0";\n    hash = "sha256-${base16}";\n  };\n\tb.hash = lib.fakeHash;\n}`;
    put({ "a.nix": before });
    const { problems, text } = await guard({ fix: "true" });
    expect(readFileSync(join(workspace, "a.nix"), "utf8")).toBe(before.replace(`sha256-${base16}`, digest));
    expect(brief(problems)).toEqual(["a.nix:7 hash-placeholder error"]);
    expect(text).toContain("1 error (1 file mended)");
  });

  test("changes no file when it is not asked for, or nothing is certain", async () => {
    put({ "a.nix": `{ fetchurl }: fetchurl { url = "https://example.org/a"; hash = "sha256-${base16}"; }` });
    await guard();
    expect(readFileSync(join(workspace, "a.nix"), "utf8")).toContain(base16);
    put({ "a.nix": fake });
    await guard({ fix: "true" });
    expect(readFileSync(join(workspace, "a.nix"), "utf8")).toBe(fake);
  });
});

test("SARIF names every rule, places every finding and keeps its fingerprints when lines move", async () => {
  put({ "a b.nix": fake });
  const read = () => JSON.parse(readFileSync(join(workspace, "out.sarif"), "utf8")).runs[0];
  const { outputs } = await guard({ "sarif-file": "out.sarif" });
  expect(outputs.sarifFile).toBe(join(workspace, "out.sarif"));
  const first = read();
  expect(first.tool.driver.rules.map(({ id }: { id: string }) => id)).toEqual(
    [...rules, ...housekeeping].map(({ code }) => code),
  );
  expect(first.results).toHaveLength(1);
  expect(first.results[0]).toMatchObject({ ruleId: "hash-placeholder", ruleIndex: 0, level: "error" });
  expect(first.results[0].locations[0].physicalLocation).toEqual({
    artifactLocation: { uri: "a%20b.nix", uriBaseId: "%SRCROOT%" },
    region: { startLine: 3, startColumn: 16, endLine: 3, endColumn: 28 },
  });
  put({ "a b.nix": `# one more line\n${fake}` });
  await guard({ "sarif-file": "out.sarif" });
  expect(read().results[0].partialFingerprints).toEqual(first.results[0].partialFingerprints);
});

test("SARIF gives the mend as a replacement, and what is wrong with the run as a notification", async () => {
  const before = `{ fetchurl }: fetchurl { url = "https://example.org/a-1.0"; hash = "sha256-${base16}"; }`;
  put({ "a.nix": before, "base.json": "{" });
  await guard({ "sarif-file": "out.sarif", baseline: "base.json" });
  const [run] = JSON.parse(readFileSync(join(workspace, "out.sarif"), "utf8")).runs;
  const [change] = run.results[0].fixes[0].artifactChanges;
  const [{ deletedRegion, insertedContent }] = change.replacements;
  const { charOffset, charLength } = deletedRegion;
  const after = before.slice(0, charOffset) + insertedContent.text + before.slice(charOffset + charLength);
  expect(change.artifactLocation.uri).toBe("a.nix");
  expect(after).toBe(before.replace(`sha256-${base16}`, digest));
  expect(run.invocations).toMatchObject([
    {
      executionSuccessful: false,
      toolExecutionNotifications: [{ descriptor: { id: "baseline-invalid" }, level: "error" }],
    },
  ]);
});
