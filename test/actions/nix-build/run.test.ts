import { randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { quoteNix, renderAttributePath } from "../../../actions/lib/nix/attribute-path.ts";
import type { Nix } from "../../../actions/lib/nix/command.ts";
import { localSystem } from "../../../actions/lib/nix/local-system.ts";
import type { PlanFile } from "../../../actions/lib/plan-file.ts";
import { parseResultsFile } from "../../../actions/lib/results-file.ts";
import { run } from "../../../actions/nix-build/run.ts";
import type { InputsOf } from "../../../workflows/contract/contract.ts";
import type { nixBuild } from "../../../workflows/contract/nix-build.ts";
import { hasErrors } from "../../../workflows/problem.ts";
import { aCachix, type TestCachix } from "../../support/cachix.ts";
import { aHost, type FakeHost } from "../../support/fake-host.ts";
import { realNix } from "../../support/nix.ts";

const nix = realNix();
const system = localSystem();
const nothing: InputsOf<typeof nixBuild> = {
  ...{ flake: ".", planFile: "", shard: "", organization: "", attrs: [], knownFailures: "" },
  ...{ memory: "file", retryKnown: false, deadlineMinutes: 0 },
  ...{ cache: "", authToken: "", signingKey: "", policy: "fail" },
};

let folder: string;
let host: FakeHost;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nur-ci-test-"));
  host = aHost({ workspace: folder, environment: { GITHUB_SHA: "c0ffee" } });
  writeFlake(randomUUID());
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  rmSync(host.temporary, { recursive: true });
});

function writeFlake(salt: string, more = ""): void {
  writeFileSync(
    join(folder, "flake.nix"),
    `{
  outputs = _: {
    packages.${system} = let
      shell = name: script: derivation {
        inherit name; system = "${system}"; builder = "/bin/sh"; args = [ "-c" script ]; salt = "${salt}";
      };
    in rec {
      acme-good = shell "good" "echo > $out";
      acme-bad = shell "bad" "echo '<b>|::error::no' ; exit 4";
      acme-needy = shell "needy" "echo \${acme-bad}";
      ${more}
    };
  };
}
`,
  );
}

const attr = (name: string): string => `packages.${system}.${name}`;

async function aPlan(): Promise<PlanFile> {
  const names = ["acme-good", "acme-bad", "acme-needy"];
  const report = await run({ ...nothing, attrs: names }, host, nix);
  const { attributes } = report.json as ReturnType<typeof resultsOf>;
  return {
    version: 1,
    flake: ".",
    systems: [system],
    entries: attributes.map(({ state: _, failure: __, seconds: ___, ...entry }) => ({ ...entry, meta: {} })),
    skipped: [],
    problems: [],
    shards: [
      {
        id: "one",
        organization: "acme",
        system,
        runner: "ubuntu-latest",
        attrs: [attr("acme-good")],
        estimate: 1,
      },
      {
        id: "two",
        organization: "acme",
        system,
        runner: "ubuntu-latest",
        attrs: [attr("acme-bad")],
        estimate: 1,
      },
    ],
  };
}

function writePlan(plan: PlanFile): string {
  writeFileSync(join(folder, "plan.json"), JSON.stringify(plan));
  return "plan.json";
}

function resultsOf(path: string) {
  const results = parseResultsFile(readFileSync(path, "utf8"), path);
  if (!results.ok) throw new Error(results.problems[0]?.what);
  return results.value;
}

describe("attributes", () => {
  test("names and whole paths are built; outputs, table and file say the same", async () => {
    const attrs = ["acme-good", attr("acme-bad"), "acme-needy"];
    const report = await run({ ...nothing, attrs, knownFailures: "known.json" }, host, nix);
    expect(report.outputs).toEqual({
      resultsFile: join(host.temporary, "results.json"),
      built: "1",
      failed: "2",
      notReached: "0",
      pushed: "0",
    });
    expect(resultsOf(report.outputs.resultsFile)).toEqual(report.json);
    expect(report.problems).toMatchObject([
      {
        code: "builder-failed",
        where: { file: "flake.nix", line: 9 },
        what: expect.stringMatching(/also fails .*needy/),
      },
    ]);
    expect(
      report.text
        .split("\n")
        .slice(2)
        .map((line) => line.split(/\s+/).slice(0, 2)),
    ).toEqual([
      [attr("acme-bad"), "failed"],
      [attr("acme-needy"), "failed"],
      [attr("acme-good"), "built"],
    ]);
    const known = JSON.parse(readFileSync(join(folder, "known.json"), "utf8"));
    expect(Object.values(known.failures)).toMatchObject([{ since: "c0ffee" }, { since: "c0ffee" }]);
  });

  test("foreign text is no markup in the summary", async () => {
    const { summary } = await run({ ...nothing, attrs: ["acme-bad"] }, host, nix);
    expect(summary).toContain("<pre>&lt;b&gt;|::error::no</pre>");
    expect(summary).not.toContain("<b>");
  });

  test("one that is missing is named, the others are built", async () => {
    const report = await run({ ...nothing, attrs: ["acme-good", "acme-gone"] }, host, nix);
    expect(report.outputs).toMatchObject({ built: "1", failed: "0" });
    expect(report.problems).toMatchObject([{ code: "attribute-missing" }]);
  });

  test("a mended failure is forgotten", async () => {
    writeFileSync(
      join(folder, "known.json"),
      JSON.stringify({
        version: 1,
        failures: { [await drvPathOfGood()]: { class: "no-output", explanation: "e", since: "s" } },
      }),
    );
    const memory = { knownFailures: "known.json", retryKnown: true };
    const report = await run({ ...nothing, attrs: ["acme-good"], ...memory }, host, nix);
    expect(report.text).toMatch(/mended: had failed since s$/m);
    expect(JSON.parse(readFileSync(join(folder, "known.json"), "utf8")).failures).toEqual({});
  });
});

async function drvPathOfGood(): Promise<string> {
  const done = await nix("nix", ["eval", "--raw", `path:${folder}#${attr("acme-good")}.drvPath`]);
  return done.stdout;
}

describe("a memory", () => {
  test.each(["known.json", "known/"])(
    "in %s spares the next run what fails for good",
    async (knownFailures) => {
      const attrs = ["acme-good", "acme-bad", "acme-needy"];
      await run({ ...nothing, attrs, knownFailures }, host, nix);
      const realised: string[] = [];
      const recording: Nix = (program, args, options) => {
        if (args[0] === "--realise") realised.push(...args.slice(5));
        return nix(program, args, options);
      };
      const report = await run({ ...nothing, attrs, knownFailures }, host, recording);
      expect(realised).toEqual([]);
      expect(report.outputs).toMatchObject({ built: "1", failed: "2" });
      expect(report.problems.map(({ what }) => what)).toEqual([
        expect.stringMatching(/also fails .*needy; still failing since c0ffee, not built again$/),
      ]);
    },
  );
});

describe("a known failure that a person accepted, with a reason", () => {
  const attrs = ["acme-good", "acme-bad"];

  async function accept(): Promise<void> {
    await run({ ...nothing, attrs, knownFailures: "known.json" }, host, nix);
    const file = join(folder, "known.json");
    const known = JSON.parse(readFileSync(file, "utf8"));
    const accepted = Object.entries<object>(known.failures).map(([drvPath, failure]) => [
      drvPath,
      { ...failure, accepted: "waits for Go 1.27" },
    ]);
    writeFileSync(file, JSON.stringify({ ...known, failures: Object.fromEntries(accepted) }));
  }

  test.each([false, true])("is skipped and fails no step; tried again: %s", async (retryKnown) => {
    await accept();
    const report = await run({ ...nothing, attrs, knownFailures: "known.json", retryKnown }, host, nix);
    expect(report.problems).toEqual([]);
    expect(report.outputs).toMatchObject({ built: "1", failed: "0", notReached: "0" });
    expect(report.text).toMatch(/acme-bad +skipped .*known to fail, accepted: waits for Go 1.27$/m);
    expect(resultsOf(report.outputs.resultsFile).attributes).toContainEqual(
      expect.objectContaining({ state: "skipped", accepted: "waits for Go 1.27" }),
    );
    expect(readFileSync(join(folder, "known.json"), "utf8")).toContain("waits for Go 1.27");
  });

  test("is a failure again as soon as its derivation is another", async () => {
    await accept();
    writeFlake(randomUUID());
    const report = await run({ ...nothing, attrs, knownFailures: "known.json" }, host, nix);
    expect(report.outputs).toMatchObject({ failed: "1" });
    expect(readFileSync(join(folder, "known.json"), "utf8")).not.toContain("accepted");
  });
});

describe("the deadline", () => {
  test("ends what runs, keeps and tells what is done, and fails the step", async () => {
    writeFlake(randomUUID(), `acme-slow = shell "slow" "echo \${acme-good}; exec /bin/sleep 600";`);
    const report = await run(
      { ...nothing, attrs: ["acme-good", "acme-slow"], deadlineMinutes: 0.08 },
      host,
      nix,
    );
    expect(report.outputs).toMatchObject({ built: "1", failed: "0", notReached: "1" });
    expect(report.problems).toMatchObject([
      {
        code: "cancelled",
        severity: "error",
        what: expect.stringMatching(/the deadline of 0.08 min came\) before .*acme-slow$/),
      },
    ]);
    expect(resultsOf(report.outputs.resultsFile).attributes.map(({ state }) => state)).toEqual([
      "built",
      "not-reached",
    ]);
  });
});

describe("a cache", () => {
  let server: TestCachix;
  beforeEach(async () => {
    server = await aCachix();
  });
  afterEach(() => server.dispose());
  const pushes = () => server.requests.filter(({ method }) => method === "PUT").length;

  test("gets what is finished while the rest builds, and a cancelled run reads it back", async () => {
    writeFlake(randomUUID(), `acme-slow = shell "slow" "echo \${acme-good}; exec /bin/sleep 600";`);
    const { promise: isPushed, resolve } = Promise.withResolvers<void>();
    server.onRequest(() => pushes() > 0 && resolve());
    const attrs = ["acme-good", "acme-slow"];
    const cache = { cache: server.cache.reference, authToken: server.cache.token };
    const controller = new AbortController();
    const running = run({ ...nothing, attrs, ...cache }, { ...host, signal: controller.signal }, nix);
    await isPushed;
    controller.abort(new Error("ended by SIGINT"));
    const report = await running;
    expect(report.outputs).toMatchObject({ built: "1", failed: "0", notReached: "1", pushed: "1" });
    expect(report.problems.map(({ code }) => code)).toEqual(["cancelled"]);
    expect(resultsOf(report.outputs.resultsFile).paths).toMatchObject([{ state: "pushed" }]);
    expect(host.masked).toContain(server.cache.token);
  });

  test("that is not there fails the step, not the build", async () => {
    const cache = { cache: server.cache.reference.replace("house", "nowhere"), authToken: "t" };
    const report = await run({ ...nothing, attrs: ["acme-good"], ...cache }, host, nix);
    expect(report.outputs).toMatchObject({ built: "1", pushed: "0" });
    expect(report.problems).toMatchObject([{ code: "cache-missing", severity: "error" }]);
  });

  test("that is no reference is refused before anything is built", async () => {
    const report = await run({ ...nothing, attrs: ["acme-good"], cache: "no/cache" }, host, nix);
    expect(report.problems).toMatchObject([{ code: "cache-target" }]);
    expect(report.outputs.built).toBe("0");
  });
});

describe("a plan", () => {
  test("a shard builds its attributes only", async () => {
    const planFile = writePlan(await aPlan());
    const { json } = await run({ ...nothing, planFile, shard: "one" }, host, nix);
    expect(json).toMatchObject({ attributes: [{ attr: attr("acme-good") }] });
  });

  test("without a shard, all for this machine's system", async () => {
    const plan = await aPlan();
    const foreign = {
      ...(plan.entries[0] as PlanFile["entries"][number]),
      system: "riscv64-linux",
      attr: "x",
    };
    const planFile = writePlan({ ...plan, entries: [...plan.entries, foreign] });
    const { json } = await run({ ...nothing, planFile }, host, nix);
    expect((json as ReturnType<typeof resultsOf>).attributes).toHaveLength(3);
  });

  test("of an organization, only what belongs to it", async () => {
    const plan = await aPlan();
    const entries = plan.entries.map((entry) =>
      entry.name === "acme-good" ? { ...entry, organization: "good" } : entry,
    );
    const planFile = writePlan({ ...plan, entries });
    const { json } = await run({ ...nothing, planFile, organization: "good" }, host, nix);
    expect(json).toMatchObject({ attributes: [{ attr: attr("acme-good") }] });
    expect((json as ReturnType<typeof resultsOf>).attributes).toHaveLength(1);
  });

  test("a derivation that is not in this store is evaluated again", async () => {
    const plan = await aPlan();
    const bad = plan.entries.find(({ name }) => name === "acme-bad");
    const needy = plan.entries.find(({ name }) => name === "acme-needy");
    const deleted = await nix("nix-store", ["--delete", needy?.drvPath ?? "", bad?.drvPath ?? ""]);
    expect(deleted.exitCode).toBe(0);
    const report = await run({ ...nothing, planFile: writePlan(plan), shard: "two" }, host, nix);
    expect(report.problems).toMatchObject([{ code: "builder-failed" }]);
  });

  test("another derivation than planned is refused, not built in its stead", async () => {
    const plan = await aPlan();
    const stale = plan.entries.map((entry) => ({
      ...entry,
      drvPath: `/nix/store/${"0".repeat(32)}-${entry.name}.drv`,
      outputs: { out: `/nix/store/${"1".repeat(32)}-${entry.name}` },
    }));
    const planFile = writePlan({ ...plan, entries: stale });
    const report = await run({ ...nothing, planFile, shard: "one" }, host, nix);
    expect(report.outputs).toMatchObject({ built: "0", failed: "1" });
    expect(report.problems).toMatchObject([{ code: "plan-stale", where: attr("acme-good") }]);
  });

  test.each([
    ["an unknown shard", { shard: "three" }, "shard-missing", /one, two/],
    ["an unknown attribute", { attrs: ["nope"] }, "attribute-missing", /./],
    ["an absent file", { planFile: "gone.json" }, "plan-unreadable", /nur-ci plan/],
    ["a file that is no plan", { planFile: "flake.nix" }, "plan-unreadable", /./],
  ])("%s is a problem, and nothing is written", async (_, inputs, code, fix) => {
    const planFile = writePlan({ ...(await emptyPlan()) });
    const report = await run({ ...nothing, planFile, ...inputs }, host, nix);
    expect(report.problems).toMatchObject([{ code, fix: expect.stringMatching(fix) }]);
    expect(report.outputs).toEqual({
      ...{ resultsFile: "", built: "0", failed: "0", notReached: "0", pushed: "0" },
    });
  });
});

async function emptyPlan(): Promise<PlanFile> {
  const shard = { organization: "acme", system, runner: "ubuntu-latest", attrs: [], estimate: 1 };
  return {
    ...{ version: 1, flake: ".", systems: [system], entries: [], skipped: [], problems: [] },
    shards: [
      { ...shard, id: "one" },
      { ...shard, id: "two" },
    ],
  };
}

describe("names are data", () => {
  const names = ["dotted.name", 'quo"ted', "new\nline", "::error::x", "${x}", "-option"];

  test("whatever an attribute is called, it is built, told, and evaluated again by its own name", async () => {
    const bindings = names.map((name, number) => `${quoteNix(name)} = shell "odd${number}" "echo > $out";`);
    writeFlake(randomUUID(), bindings.join("\n"));
    const attrs = names.map((name) => renderAttributePath(["packages", system, name]));
    const report = await run({ ...nothing, attrs }, host, nix);
    const { attributes } = report.json as ReturnType<typeof resultsOf>;
    const expected = attrs.toSorted().map((attr) => [attr, "built"]);
    expect(attributes.map(({ attr, state }) => [attr, state]).toSorted()).toEqual(expected);
    expect(report.summary).not.toContain("new\nline");
    const paths = attributes.flatMap(({ drvPath, outputs }) => [...Object.values(outputs), drvPath]);
    for (const path of paths) expect((await nix("nix-store", ["--delete", path])).exitCode).toBe(0);
    const entries = attributes.map(({ state: _, seconds: __, ...entry }) => ({ ...entry, meta: {} }));
    const planFile = writePlan({ ...(await emptyPlan()), entries });
    const again = await run({ ...nothing, planFile }, host, nix);
    expect(again.outputs).toMatchObject({ built: String(names.length), failed: "0" });
  });
});

describe("refusals", () => {
  test("neither plan nor attributes", async () => {
    const report = await run(nothing, host, nix);
    expect(report.problems).toMatchObject([{ code: "input-invalid", where: "plan-file" }]);
  });

  test("a broken memory is not overwritten", async () => {
    writeFileSync(join(folder, "known.json"), "{");
    const report = await run({ ...nothing, attrs: ["acme-good"], knownFailures: "known.json" }, host, nix);
    expect(hasErrors(report.problems)).toBe(true);
    expect(readFileSync(join(folder, "known.json"), "utf8")).toBe("{");
  });

  test("a folder that is no flake", async () => {
    const report = await run({ ...nothing, flake: "./gone", attrs: ["x"] }, host, nix);
    expect(report.problems).toMatchObject([{ code: "flake-unusable" }]);
  });
});
