import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, watch, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Nix, NixProgram } from "../../../actions/lib/nix/command.ts";
import type { Entry } from "../../../actions/lib/plan-file.ts";
import type { AttributeResult } from "../../../actions/lib/results-file.ts";
import { type BuildOutcome, buildEntries } from "../../../actions/nix-build/build-entries.ts";
import { someEntries } from "../../support/derivations.ts";
import { aHost, type FakeHost } from "../../support/fake-host.ts";
import { nixEnvironment, realNix } from "../../support/nix.ts";

let folder: string;
const hosts: FakeHost[] = [];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "nur-ci-test-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
  for (const { temporary } of hosts) rmSync(temporary, { recursive: true, force: true });
});

function newHost(): FakeHost {
  const host = aHost();
  hosts.push(host);
  return host;
}

function nixWith(...settings: readonly string[]): Nix {
  const environment = nixEnvironment();
  const lines = [environment["NIX_CONFIG"], "max-jobs = 4", ...settings];
  // What a killed Nix leaves of its build folders lies in the folder that is removed.
  return realNix({ ...environment, TMPDIR: folder, NIX_CONFIG: `${lines.join("\n")}\n` });
}

/** A Nix that also remembers what was asked of it. */
function recorded(nix: Nix): { readonly nix: Nix; readonly calls: [NixProgram, readonly string[]][] } {
  const calls: [NixProgram, readonly string[]][] = [];
  return {
    calls,
    nix: (program, args, options) => {
      calls.push([program, args]);
      return nix(program, args, options);
    },
  };
}

function byName(outcome: BuildOutcome): Record<string, AttributeResult> {
  return Object.fromEntries(outcome.results.attributes.map((result) => [result.name, result]));
}

function drvPathOf(entries: readonly Entry[], name: string): string {
  return entries.find((entry) => entry.name === name)?.drvPath ?? "";
}

const zeros = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
const hashOf = (text: string): string => `sha256-${createHash("sha256").update(text).digest("base64")}`;
/** Retries wait for nothing. */
const effects = { now: () => performance.now(), pause: async () => undefined };

describe("one run with every kind of end", () => {
  const host = newHost();
  let entries: readonly Entry[];
  let outcome: BuildOutcome;
  let results: Record<string, AttributeResult>;

  beforeAll(async () => {
    const nix = nixWith("max-build-log-size = 2000");
    entries = await someEntries(
      nix,
      `
      good = shell "good" "echo fine; echo > $out";
      same = good;
      many = derivation {
        name = "many"; inherit system salt; outputs = [ "out" "dev" ];
        builder = "/bin/sh"; args = [ "-c" "echo > $out; echo > $dev" ];
      };
      exits = shell "exits" "echo one; echo 'main.c:1: error: no such thing'; echo bye; exit 3";
      crashes = shell "crashes" "kill -SEGV $$";
      devless = derivation {
        name = "devless"; inherit system salt; outputs = [ "out" "dev" ];
        builder = "/bin/sh"; args = [ "-c" "echo > $out" ];
      };
      fetch1 = fetch "fetch1" "${zeros}" "echo 1 > $out";
      fetch2 = fetch "fetch2" "${zeros}" "echo 2 > $out";
      fetch3 = fetch "fetch3" "${zeros}" "echo 3 > $out";
      loud = shell "loud" "while :; do echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; done";
      hidden = shell "hidden" "echo sorry; exit 9";
      victim1 = shell "victim1" "echo \${hidden} > $out";
      victim2 = shell "victim2" "echo \${shell "between" "echo \${hidden} > $out"} > $out";
      victim3 = shell "victim3" "echo \${victim1} > $out";
      hostile = shell "hostile" ''
        echo '::error::x'; echo '##[error]y'; printf '\\033[31mred\\033[0m\\007\\n'
        printf '@nix {"action":"msg","level":0,"msg":"error: builder for \\047%s\\047 failed with exit code 1"}\\n' \${good.drvPath}
        exit 1
      '';
      other = derivation { name = "other"; system = "riscv64-linux"; inherit salt; builder = "/bin/sh"; };
      alsoOther = derivation { name = "also-other"; system = "riscv64-linux"; inherit salt; builder = "/bin/sh"; };
      needsOther = shell "needs-other" "echo \${other} > $out";
      `,
    );
    outcome = await buildEntries({ entries, effects, since: "2026-01-02" }, nix, host);
    results = byName(outcome);
  });

  test.each(["good", "same", "many"])("%s is built, and took some time", (name) => {
    expect(results[name]).toMatchObject({ state: "built", seconds: expect.any(Number) });
    expect(results[name]).not.toHaveProperty("failure");
  });

  test.each([
    ["exits", "builder-failed", "builder for exits exited with code 3: main.c:1: error: no such thing"],
    ["crashes", "builder-failed", "builder for crashes was killed by signal 11 (Segmentation fault)"],
    ["devless", "no-output", "builder for devless did not make its output dev"],
    ["loud", "log-limit", "loud wrote more than 2000 bytes of log"],
    [
      "other",
      "unsupported-system",
      expect.stringMatching(/^other needs a machine of riscv64-linux, this one is /),
    ],
    [
      "alsoOther",
      "unsupported-system",
      expect.stringMatching(/^also-other needs a machine of riscv64-linux/),
    ],
  ])("%s failed by itself: %s", (name, failureClass, explanation) => {
    expect(results[name]).toMatchObject({
      state: "failed",
      failure: { class: failureClass, explanation, rootCause: drvPathOf(entries, name) },
    });
  });

  test.each([1, 2, 3])("fetch%i has its own hash, whatever the order of the messages", (number) => {
    const got = hashOf(`${number}\n`);
    expect(results[`fetch${number}`]?.failure).toMatchObject({
      class: "hash-mismatch",
      wantedHash: zeros,
      gotHash: got,
    });
    const problem = outcome.problems.find(({ where }) => String(where).endsWith(`fetch${number}`));
    expect(problem).toMatchObject({ code: "hash-mismatch", fix: `replace ${zeros} by ${got}` });
  });

  test.each(["victim1", "victim2", "victim3"])(
    "%s names the dependency that failed, at any depth",
    (name) => {
      expect(results[name]?.failure).toMatchObject({
        class: "builder-failed",
        rootCause: drvPathOf(entries, "hidden"),
        explanation: "needs hidden: builder for hidden exited with code 9: sorry",
      });
    },
  );

  test("a dependency that fails several attributes is one problem", () => {
    const about = outcome.problems.filter(({ what }) => what.includes("builder for hidden"));
    expect(about).toHaveLength(1);
    expect(about[0]?.what).toMatch(/also fails .*victim1.*victim2.*victim3/);
  });

  test("a dependency of another system is the root cause", () => {
    expect(results["needsOther"]?.failure).toMatchObject({
      class: "unsupported-system",
      rootCause: drvPathOf(entries, "other"),
    });
  });

  test("what a builder prints is data: it neither commands nor accuses", () => {
    expect(results["hostile"]?.failure?.logTail).toEqual(["::error::x", "##[error]y", "red"]);
    expect(results["good"]?.state).toBe("built");
  });

  test("every log is shown once, as foreign text", () => {
    const titles = host.foreignTexts.map(({ title }) => title);
    expect(titles).toEqual([...new Set(titles)]);
    expect(host.foreignTexts).toContainEqual({ title: "hidden: builder-failed", text: "sorry" });
    expect(host.foreignTexts).toContainEqual({
      title: expect.stringMatching(/^good: built in \d+s$/),
      text: "fine",
    });
    expect(host.lines.join("\n")).not.toContain("::error::");
  });

  test("lasting failures are remembered with their date, the others not", () => {
    const names = entries.filter(({ drvPath }) => drvPath in outcome.known).map(({ name }) => name);
    expect(names).toEqual([
      "crashes",
      "devless",
      "exits",
      "fetch1",
      "fetch2",
      "fetch3",
      "hidden",
      "hostile",
      "victim1",
      "victim2",
      "victim3",
    ]);
    expect(new Set(Object.values(outcome.known).map(({ since }) => since))).toEqual(new Set(["2026-01-02"]));
  });

  describe("a second run", () => {
    const realised = (calls: readonly [NixProgram, readonly string[]][]) =>
      calls.filter(([, args]) => args[0] === "--realise").flatMap(([, args]) => args.slice(5));
    const chosen = () => entries.filter(({ name }) => ["good", "many", "exits", "victim1"].includes(name));

    test("builds nothing that is there and nothing that is known to fail", async () => {
      const { nix, calls } = recorded(nixWith());
      const second = await buildEntries({ entries: chosen(), known: outcome.known }, nix, newHost());
      expect(byName(second)).toMatchObject({
        good: { state: "substituted" },
        many: { state: "substituted" },
        exits: { state: "failed", failure: { remembered: true, since: "2026-01-02" } },
        victim1: { state: "failed", failure: { rootCause: drvPathOf(entries, "hidden") } },
      });
      expect(realised(calls)).toEqual([]);
      expect(second.problems.map(({ what }) => what)).toEqual([
        expect.stringMatching(/^builder for exits .*; still failing since 2026-01-02, not built again$/),
        expect.stringMatching(/^needs hidden: builder .*; still failing since 2026-01-02, not built again$/),
      ]);
      const expected = chosen().map(({ drvPath }) => [drvPath, outcome.known[drvPath]]);
      expect(second.known).toMatchObject(Object.fromEntries(expected.filter(([, failure]) => failure)));
    });

    test("that is asked to tries it again, and tells it from what is new", async () => {
      const { nix, calls } = recorded(nixWith());
      const { [drvPathOf(entries, "victim1")]: _, ...known } = outcome.known;
      const request = { entries: chosen(), known, retryKnown: true };
      const second = await buildEntries(request, nix, newHost());
      expect(realised(calls).toSorted()).toEqual(
        [drvPathOf(entries, "exits"), drvPathOf(entries, "victim1")].toSorted(),
      );
      expect(second.problems.map(({ what }) => what)).toEqual([
        expect.stringMatching(/; still failing since 2026-01-02$/),
        expect.stringMatching(/; newly broken$/),
      ]);
    });

    test("that mends one says so and forgets it", async () => {
      const good = entries.filter(({ name }) => name === "good");
      const known = { x: { class: "no-output", explanation: "e", since: "s", attr: good[0]?.attr } } as const;
      const second = await buildEntries({ entries: good, known }, nixWith(), newHost());
      expect(byName(second)["good"]).toMatchObject({ state: "substituted", mended: "s" });
      expect(second.known).toEqual({});
    });
  });
});

test("two failed dependencies are counted", async () => {
  const nix = nixWith();
  const entries = await someEntries(
    nix,
    `
    one = shell "one" "exit 1";
    two = shell "two" "exit 2";
    needy = shell "needy" "echo \${one} \${two} > $out";
    `,
  );
  const outcome = await buildEntries({ entries }, nix, newHost());
  expect(byName(outcome)["needy"]?.failure?.explanation).toMatch(
    /\(and 1 more of its dependencies failed\)$/,
  );
});

test("derivations of a system this machine is not are not tried one by one", async () => {
  const { nix, calls } = recorded(nixWith());
  const names = ["one", "two", "three", "four"];
  const foreign = names.map(
    (name) =>
      `${name} = derivation { name = "${name}"; system = "riscv64-linux"; inherit salt; builder = "/bin/sh"; };`,
  );
  const entries = await someEntries(nix, `good = shell "good" "echo > $out"; ${foreign.join("\n")}`);
  const outcome = await buildEntries({ entries }, nix, newHost());
  expect(byName(outcome)["good"]?.state).toBe("built");
  expect(calls.filter(([, args]) => args[0] === "--realise").length).toBeLessThanOrEqual(2);
});

describe("reasons that no pattern knows", () => {
  test("each derivation keeps its own, its dependents know the root, and none is remembered", async () => {
    const nix = nixWith();
    const refers = (name: string) => `${name} = derivation {
      name = "${name}"; inherit system salt; builder = "/bin/sh"; args = [ "-c" "echo \${good} > $out" ];
      allowedReferences = [ ];
    };`;
    const entries = await someEntries(
      nix,
      `good = shell "good" "echo > $out"; ${refers("left")} ${refers("right")} ${refers("inner")} needsInner = shell "needs-inner" "echo \${inner}"; needy = shell "needy" "echo \${left}";`,
    );
    const wanted = entries.filter(({ name }) => name !== "inner");
    const outcome = await buildEntries({ entries: wanted }, nix, newHost());
    const { left, right, needy, needsInner } = byName(outcome);
    const outputOf = (result?: AttributeResult) => Object.values(result?.outputs ?? {})[0] ?? "none";
    expect(left?.failure?.explanation).toContain(outputOf(left));
    expect(right?.failure?.explanation).toContain(outputOf(right));
    expect(needy?.failure).toMatchObject({ class: "builder-failed", rootCause: left?.drvPath });
    expect(needsInner?.failure?.rootCause).toBe(drvPathOf(entries, "inner"));
    expect(outcome.known).toEqual({});
  });

  test.each([
    [
      "error: opening lock file: Permission denied",
      "builder-failed",
      "x was not built: opening lock file: Permission denied",
    ],
    [
      "error: writing to file: No space left on device",
      "disk-full",
      "x was not built: writing to file: No space left on device",
    ],
    [
      "error: cannot connect to socket at '/s': Connection refused",
      "cancelled",
      expect.stringContaining("socket"),
    ],
  ])(
    "%s goes for all that is left, whatever is warned of later",
    async (error, failureClass, explanation) => {
      const messages = [
        { action: "msg", level: 0, msg: error },
        { action: "msg", level: 0, msg: "warning: passed on by a daemon" },
      ];
      const nix: Nix = async (_, args, options) => {
        if (args[0] === "--realise")
          for (const message of messages) options?.onErrorLine?.(`@nix ${JSON.stringify(message)}`);
        const stdout =
          args[0] === "--check-validity" ? args.filter((arg) => arg.endsWith("-x")).join("\n") : "";
        return { exitCode: args[0] === "--realise" ? 1 : 0, endedBy: "exit", stdout, stderr: "" };
      };
      const hash = "0".repeat(32);
      const entry: Entry = {
        ...{ attr: "x", organization: "test", name: "x", system: "x86_64-linux", meta: {} },
        ...{ drvPath: `/nix/store/${hash}-x.drv`, outputs: { out: `/nix/store/${hash}-x` } },
      };
      const outcome = await buildEntries({ entries: [entry], effects }, nix, newHost());
      expect(outcome.results.attributes[0]?.failure).toMatchObject({ class: failureClass, explanation });
      expect(outcome.known).toEqual({});
    },
  );
});

test("what comes from a cache is substituted, not built", async () => {
  const cache = `file://${join(folder, "cache")}`;
  const entries = await someEntries(nixWith(), `cached = shell "cached" "echo $out > $out";`);
  await buildEntries({ entries }, nixWith(), newHost());
  const path = entries[0]?.outputs["out"] ?? "";
  const copied = await nixWith()("nix", ["copy", "--to", cache, path]);
  expect(copied).toMatchObject({ exitCode: 0 });
  await nixWith()("nix-store", ["--delete", path]);
  const nix = nixWith(`substituters = ${cache}`, "require-sigs = false");
  const outcome = await buildEntries({ entries }, nix, newHost());
  expect(outcome.results.attributes).toMatchObject([{ state: "substituted" }]);
  expect(outcome.results.attributes[0]).not.toHaveProperty("seconds");
  expect(outcome.results.attributes[0]?.cachedFrom).toBe(cache);
});

test("what is finished is told while others build, from the first that is there to the last", async () => {
  const nix = nixWith("max-jobs = 1");
  const go = join(folder, "go-on");
  const entries = await someEntries(
    nix,
    `
    before = shell "before" "echo > $out";
    first = shell "first" "echo of first; echo > $out";
    second = shell "second" "echo \${first}; while ! test -e ${go}; do /bin/sleep 0.1; done; echo > $out";
    wreck = shell "wreck" "exit 1";
    `,
  );
  const outputOf = (name: string) => entries.find((entry) => entry.name === name)?.outputs["out"] ?? "";
  await buildEntries({ entries: entries.filter(({ name }) => name === "before") }, nix, newHost());
  const told: string[][] = [];
  const shown: string[] = [];
  const host = newHost();
  const onValid = (paths: readonly string[]): void => {
    told.push([...paths]);
    shown.push(...host.foreignTexts.map(({ title }) => title));
    // Only what was told while `second` still builds lets it end.
    if (paths.includes(outputOf("first"))) writeFileSync(go, "");
  };
  const outcome = await buildEntries({ entries, onValid }, nix, host);
  expect(told[0]).toEqual([outputOf("before")]);
  expect(told[1]).toEqual([outputOf("first")]);
  expect(new Set(told.flat())).toEqual(new Set(["before", "first", "second"].map(outputOf)));
  expect(byName(outcome)["wreck"]?.state).toBe("failed");
  expect(shown[0]).toMatch(/^first: built in \ds$/);
});

describe("limits of time", () => {
  test("too long and too silent are told apart", async () => {
    const nix = nixWith("timeout = 4", "max-silent-time = 2");
    const entries = await someEntries(
      nix,
      `
      long = shell "long" "while :; do echo again; /bin/sleep 0.2; done";
      silent = shell "silent" "echo hello; exec /bin/sleep 60";
      `,
    );
    const results = byName(await buildEntries({ entries }, nix, newHost()));
    expect(results["long"]?.failure).toMatchObject({
      class: "timeout",
      explanation: "builder for long ran longer than 4 seconds: again",
    });
    expect(results["silent"]?.failure).toMatchObject({
      class: "timeout",
      explanation: "builder for silent was silent for 2 seconds: hello",
    });
  });
});

describe("passing troubles", () => {
  test("a fetch that could not connect is tried again, after growing pauses", async () => {
    const nix = nixWith();
    const tries = join(folder, "tries");
    const entries = await someEntries(
      nix,
      `
      moody = fetch "moody" "${hashOf(`${tries}\n`)}" ''
        if test -e ${tries}2; then echo ${tries} > $out; exit 0; fi
        if test -e ${tries}1; then : > ${tries}2; else : > ${tries}1; fi
        echo 'curl: (7) Failed to connect to example.org port 443'; exit 7
      '';
      gone = fetch "gone" "${zeros}" "echo x >> ${tries}-gone; echo 'curl: (22) The requested URL returned error: 404'; exit 22";
      down = fetch "down" "${zeros}" "echo x >> ${tries}-down; echo 'curl: (6) Could not resolve host: x'; exit 6";
      `,
    );
    const pauses: number[] = [];
    const pause = async (milliseconds: number): Promise<void> => void pauses.push(milliseconds);
    const outcome = await buildEntries({ entries, effects: { ...effects, pause } }, nix, newHost());
    expect(pauses).toEqual([5_000, 30_000]);
    expect(byName(outcome)).toMatchObject({
      moody: { state: "built" },
      gone: { state: "failed", failure: { class: "network" } },
      down: { state: "failed", failure: { class: "network" } },
    });
    expect(readFileSync(`${tries}-down`, "utf8")).toBe("x\nx\nx\n");
    expect(readFileSync(`${tries}-gone`, "utf8")).toBe("x\n");
    expect(outcome.known).toEqual({});
  });

  test.each([
    ["out-of-memory", "kill -KILL $$"],
    ["disk-full", "echo 'cp: error writing x: No space left on device'; exit 1"],
  ])("%s is tried once more, alone", async (failureClass, script) => {
    const { nix, calls } = recorded(nixWith());
    const entries = await someEntries(nix, `tight = shell "tight" "${script}";`);
    const outcome = await buildEntries({ entries, effects }, nix, newHost());
    expect(byName(outcome)["tight"]?.failure?.class).toBe(failureClass);
    const drvPath = drvPathOf(entries, "tight");
    const start = ["--realise", "--keep-going", "--log-format", "internal-json", "-v"];
    expect(calls.filter(([, args]) => args[0] === "--realise")).toEqual([
      ["nix-store", [...start, drvPath]],
      ["nix-store", [...start, "--max-jobs", "1", drvPath]],
    ]);
  });
});

describe("troubles made for real", () => {
  test("a fetch from a port where nobody listens is the network's fault, and tried again", async () => {
    const port = await aDeadPort();
    const { nix, calls } = recorded(nixWith("download-attempts = 1"));
    const entries = await someEntries(
      nix,
      `
      dead = derivation {
        name = "dead"; inherit system salt; builder = "builtin:fetchurl"; preferLocalBuild = true;
        url = "http://127.0.0.1:${port}/x"; urls = [ "http://127.0.0.1:${port}/x" ]; unpack = ""; executable = "";
        outputHashMode = "flat"; outputHashAlgo = "sha256"; outputHash = "${zeros}";
      };
      needsDead = shell "needs-dead" "echo \${dead} > $out";
      `,
    );
    const outcome = await buildEntries({ entries, effects }, nix, newHost());
    expect(byName(outcome)).toMatchObject({
      dead: { failure: { class: "network", explanation: expect.stringContaining(`127.0.0.1:${port}/x`) } },
      needsDead: { failure: { class: "network", rootCause: drvPathOf(entries, "dead") } },
    });
    expect(calls.filter(([, args]) => args[0] === "--realise")).toHaveLength(3);
    expect(outcome.known).toEqual({});
  });

  // The small disk is one of the Nix matrix; /dev/full is as full everywhere.
  const smallDisk = process.env["NUR_CI_SMALL_DISK"];
  test("a builder that fills the disk is told as that", async () => {
    const target = smallDisk === undefined ? "/dev/full" : `${smallDisk}/fill`;
    const nix = nixWith();
    const entries = await someEntries(
      nix,
      `full = shell "full" "/bin/dd if=/dev/zero of=${target} bs=64k; code=$?; test ${target} = /dev/full || /bin/rm ${target}; exit $code";`,
    );
    const outcome = await buildEntries({ entries, effects }, nix, newHost());
    expect(byName(outcome)["full"]?.failure).toMatchObject({
      class: "disk-full",
      explanation: expect.stringContaining("No space left on device"),
    });
    expect(outcome.known).toEqual({});
  });
});

describe("runs that end early", () => {
  test("a cancelled run keeps what is done, ends the builders and names the rest", async () => {
    const nix = nixWith("max-jobs = 1");
    const started = join(folder, "started");
    const entries = await someEntries(
      nix,
      `
      first = shell "first" "echo > $out";
      running = shell "running" "echo $$ > ${started}.new; echo \${first}; /bin/mv ${started}.new ${started}; exec /bin/sleep 600";
      last = shell "last" "echo \${running} > $out";
      `,
    );
    const host = newHost();
    const building = buildEntries({ entries }, nix, host);
    await exists(started);
    host.abort();
    const outcome = await building;
    expect(byName(outcome)).toMatchObject({
      first: { state: "built" },
      running: { state: "not-reached" },
      last: { state: "not-reached" },
    });
    expect(outcome.problems).toMatchObject([{ code: "cancelled", what: expect.stringMatching(/running/) }]);
    expect(outcome.known).toEqual({});
    const builder = Number(readFileSync(started, "utf8"));
    expect(() => process.kill(builder, 0)).toThrow("ESRCH");
  });

  test("nothing is started after a cancellation", async () => {
    const { nix, calls } = recorded(nixWith());
    const entries = await someEntries(nix, `idle = shell "idle" "echo > $out";`);
    const host = newHost();
    host.abort();
    const outcome = await buildEntries({ entries }, nix, host);
    expect(byName(outcome)["idle"]?.state).toBe("not-reached");
    expect(calls.some(([, args]) => args[0] === "--realise")).toBe(false);
  });

  test("a killed nix-store costs no verdict: what was not built is said to be cancelled", async () => {
    const nix = nixWith("max-jobs = 1");
    const entries = await someEntries(
      nix,
      `
      before = shell "before" "echo > $out";
      killer = shell "killer" "echo \${before}; kill -KILL $PPID; exec /bin/sleep 1";
      `,
    );
    const outcome = await buildEntries({ entries }, nix, newHost());
    expect(byName(outcome)).toMatchObject({
      before: { state: "built" },
      killer: {
        state: "failed",
        failure: { class: "cancelled", explanation: "killer was not built: nix-store was killed" },
      },
    });
    expect(outcome.known).toEqual({});
  });
});

describe("entries that cannot be tried", () => {
  const base = { organization: "test", system: "x86_64-linux", meta: {} };
  const absent: Entry = {
    ...base,
    attr: "packages.x86_64-linux.absent",
    name: "absent",
    drvPath: `/nix/store/${"0".repeat(32)}-absent.drv`,
    outputs: { out: `/nix/store/${"1".repeat(32)}-absent` },
  };

  test("an absent derivation fails alone", async () => {
    const nix = nixWith();
    const entries = [...(await someEntries(nix, `good = shell "good" "echo > $out";`)), absent];
    const outcome = await buildEntries({ entries }, nix, newHost());
    expect(byName(outcome)).toMatchObject({
      good: { state: "built" },
      absent: { state: "failed", failure: { class: "evaluation" } },
    });
  });

  test.each([
    ["an option", { drvPath: "--help", outputs: { out: "/etc/passwd" } }],
    ["a file", { drvPath: "/etc/x.drv", outputs: {} }],
    ["nothing to ask for", { drvPath: absent.drvPath, outputs: {} }],
  ])("a plan that names %s reaches no command line", async (_, paths) => {
    const { nix, calls } = recorded(nixWith());
    const entry = { ...absent, ...paths } as Entry;
    const outcome = await buildEntries({ entries: [entry] }, nix, newHost());
    expect(outcome.results.attributes[0]).toMatchObject({
      state: "failed",
      failure: { class: "evaluation" },
    });
    expect(calls).toEqual([]);
  });

  test("a problem that is known already is passed on as it is", async () => {
    const problem = {
      code: "plan-stale",
      severity: "error",
      where: "x",
      what: "differs",
      fix: "again",
    } as const;
    const impossible = new Map([[absent.drvPath, problem]]);
    const outcome = await buildEntries({ entries: [absent], impossible }, nixWith(), newHost());
    expect(outcome.problems).toEqual([problem]);
    expect(outcome.results.attributes[0]?.failure?.explanation).toBe("differs");
  });
});

/** One that was free just now. */
async function aDeadPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function exists(path: string): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const watcher = watch(folder, () => existsSync(path) && resolve());
  if (existsSync(path)) resolve();
  await promise;
  watcher.close();
}
