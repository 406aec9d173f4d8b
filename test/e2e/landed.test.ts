import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { execa } from "execa";
import { localSystem } from "../../actions/lib/nix/local-system.ts";
import { describeIf, hasTool } from "../support/tools.ts";
import { root } from "../support/tree.ts";

const state = mkdtempSync(join(tmpdir(), "nur-ci-landed-"));
const isThere = ["pulumi", "act"].map((tool) => hasTool(tool, "npm start, CI run from the loopback GitHub"));

afterAll(() => rmSync(state, { recursive: true, force: true }));

const describeWithBoth = describeIf(isThere.every(Boolean));

describeWithBoth("npm start with pulumi and act", () => {
  test("runs the ci.yml that landed, with the secret that was sealed: what CI built is in the cache", async () => {
    const args = ["scripts/start.ts", "--state", state];
    const done = await execa(process.execPath, args, { cwd: root, reject: false, stdin: "ignore" });
    const jobs = Object.fromEntries(
      [...done.stdout.matchAll(/^(\S.*?) {2,}(success|failure)$/gm)].map(([, name, result]) => [
        name,
        result,
      ]),
    );
    expect(jobs).toEqual({
      "Guard hashes and sources": "success",
      "Plan what to build": "success",
      [`Build harbor-${localSystem()}`]: "failure",
      [`Build lantern-${localSystem()}`]: "success",
      Gate: "failure",
      "Report, and keep how long builds take": "success",
    });
    for (const name of ["harbor-handle", "harbor-tid", "lantern-nsid", "lantern-rkey"])
      expect(done.stdout).toMatch(new RegExp(`${localSystem()}\\.${name} +skipped +cached`));
    expect(done.stdout).toContain("4 paths fetched into an empty store, signatures required");
    expect(done.exitCode).toBe(0);

    const landed = readFileSync(join(state, "clone/.github/workflows/ci.yml"), "utf8");
    expect(landed).toContain("cachix+http://127.0.0.1:");
    expect(existsSync(join(state, "clone/scripts"))).toBe(false);
    const tokens = JSON.parse(readFileSync(join(state, "tokens.json"), "utf8")) as {
      readonly cachix: Readonly<Record<string, string>>;
    };
    expect((done.stdout + done.stderr).includes(tokens.cachix["sample"] ?? "?")).toBe(false);
  }, 300_000);
});
