import { describe, expect, test } from "@jest/globals";
import type { Nix } from "../../../actions/lib/nix/command.ts";
import type { Entry } from "../../../actions/lib/plan-file.ts";
import type { AttributeResult } from "../../../actions/lib/results-file.ts";
import { buildEntries } from "../../../actions/nix-build/build-entries.ts";
import { byName, drvPathOf, effects, nixWith } from "../../support/builds.ts";
import { someEntries } from "../../support/derivations.ts";
import { aHost } from "../../support/fake-host.ts";

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
    const outcome = await buildEntries({ entries: wanted }, nix, aHost());
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
      const outcome = await buildEntries({ entries: [entry], effects }, nix, aHost());
      expect(outcome.results.attributes[0]?.failure).toMatchObject({ class: failureClass, explanation });
      expect(outcome.known).toEqual({});
    },
  );
});
