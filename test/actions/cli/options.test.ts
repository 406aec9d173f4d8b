import { describe, expect, test } from "@jest/globals";
import { parseOptions } from "../../../actions/cli/options.ts";
import { usageOf } from "../../../actions/cli/usage.ts";
import type { Verb } from "../../../actions/cli/verb.ts";
import { cachixPush } from "../../../workflows/contract/cachix-push.ts";
import { hashGuard } from "../../../workflows/contract/hash-guard.ts";
import { plan } from "../../../workflows/contract/plan.ts";

const push: Verb = {
  name: "push",
  does: "push",
  contract: cachixPush,
  positionals: "paths",
  aliases: { to: "cache", results: "results-file" },
};

function read(
  verb: Verb,
  argv: readonly string[],
  name: string,
  environment = {},
): string | readonly string[] {
  const options = parseOptions(verb, argv, environment);
  return options.ok ? options.value.read(name) : options.problems.map(({ what }) => what);
}

describe("parseOptions", () => {
  test("an alias sets the input it stands for", () => {
    expect(read(push, ["--to", "my-cache"], "cache")).toBe("my-cache");
  });

  test("a repeated option and positionals become lines", () => {
    const verb: Verb = { name: "plan", does: "", contract: plan };
    expect(read(verb, ["--cache", "a", "--cache", "b"], "cache")).toBe("a\nb");
    expect(read(push, ["/nix/store/a", "/nix/store/b"], "paths")).toBe("/nix/store/a\n/nix/store/b");
  });

  test("a secret comes from the environment and is no option", () => {
    expect(read(push, [], "auth-token", { CACHIX_AUTH_TOKEN: "t" })).toBe("t");
    expect(read(push, ["--auth-token", "t"], "auth-token")).toEqual(["unknown option '--auth-token'"]);
  });

  test("a flag alone is true; a value may be said", () => {
    const guard: Verb = { name: "guard", does: "", contract: hashGuard, positionals: "paths" };
    expect(read(guard, ["--fix"], "fix")).toBe("true");
    expect(read(guard, ["--fix", "pkgs"], "paths")).toBe("pkgs");
    expect(read(guard, ["--fix", "false"], "fix")).toBe("false");
    expect(read(guard, ["--fix=false"], "fix")).toBe("false");
    expect(read(guard, ["--fix"], "eval")).toBe("");
  });

  test("an unknown option is quoted, and the usage line is the mend", () => {
    const options = parseOptions(push, ["--frobnicate"], {});
    expect(options).toMatchObject({
      problems: [{ code: "option-unknown", what: "unknown option '--frobnicate'" }],
    });
    expect(options.ok ? "" : options.problems[0]?.fix).toBe(usageOf(push));
  });

  test("the usage line names the terminal's words", () => {
    expect(usageOf(push)).toMatch(
      /^nur-ci push \[PATHS…\] \[--to VALUE\] \[--client auto\|cachix\|nix-copy\|cachix-cli\] \[--mode auto\|roots\|watch\] \[--installables VALUE…\] \[--results VALUE\] .*\[--policy fail\|/,
    );
  });
});
