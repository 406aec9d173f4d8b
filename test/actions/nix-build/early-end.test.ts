import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { buildEntries } from "../../../actions/nix-build/build-entries.ts";
import { byName, exists, folder, nixWith, recorded } from "../../support/builds.ts";
import { someEntries } from "../../support/derivations.ts";
import { aHost } from "../../support/fake-host.ts";

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
    const results = byName(await buildEntries({ entries }, nix, aHost()));
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
    const host = aHost();
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
    const host = aHost();
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
    const outcome = await buildEntries({ entries }, nix, aHost());
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
