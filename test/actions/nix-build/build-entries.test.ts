import { join } from "node:path";
import { beforeAll, describe, expect, test } from "@jest/globals";
import type { NixProgram } from "../../../actions/lib/nix/command.ts";
import type { Entry } from "../../../actions/lib/plan-file.ts";
import type { AttributeResult } from "../../../actions/lib/results-file.ts";
import { type BuildOutcome, buildEntries } from "../../../actions/nix-build/build-entries.ts";
import {
  byName,
  drvPathOf,
  effects,
  folder,
  hashOf,
  nixWith,
  recorded,
  zeros,
} from "../../support/builds.ts";
import { someEntries } from "../../support/derivations.ts";
import { aHost } from "../../support/fake-host.ts";

describe("one run with every kind of end", () => {
  const host = aHost();
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
      const second = await buildEntries({ entries: chosen(), known: outcome.known }, nix, aHost());
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
      const second = await buildEntries(request, nix, aHost());
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
      const second = await buildEntries({ entries: good, known }, nixWith(), aHost());
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
  const outcome = await buildEntries({ entries }, nix, aHost());
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
  const outcome = await buildEntries({ entries }, nix, aHost());
  expect(byName(outcome)["good"]?.state).toBe("built");
  expect(calls.filter(([, args]) => args[0] === "--realise").length).toBeLessThanOrEqual(2);
});

test("what comes from a cache is substituted, not built", async () => {
  const cache = `file://${join(folder, "cache")}`;
  const entries = await someEntries(nixWith(), `cached = shell "cached" "echo $out > $out";`);
  await buildEntries({ entries }, nixWith(), aHost());
  const path = entries[0]?.outputs["out"] ?? "";
  const copied = await nixWith()("nix", ["copy", "--to", cache, path]);
  expect(copied).toMatchObject({ exitCode: 0 });
  await nixWith()("nix-store", ["--delete", path]);
  const nix = nixWith(`substituters = ${cache}`, "require-sigs = false");
  const outcome = await buildEntries({ entries }, nix, aHost());
  expect(outcome.results.attributes).toMatchObject([{ state: "substituted" }]);
  expect(outcome.results.attributes[0]).not.toHaveProperty("seconds");
  expect(outcome.results.attributes[0]?.cachedFrom).toBe(cache);
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
    const outcome = await buildEntries({ entries }, nix, aHost());
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
    const outcome = await buildEntries({ entries: [entry] }, nix, aHost());
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
    const outcome = await buildEntries({ entries: [absent], impossible }, nixWith(), aHost());
    expect(outcome.problems).toEqual([problem]);
    expect(outcome.results.attributes[0]?.failure?.explanation).toBe("differs");
  });
});
