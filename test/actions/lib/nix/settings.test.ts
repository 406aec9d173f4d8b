import { describe, expect, test } from "@jest/globals";
import type { Completion, Nix } from "../../../../actions/lib/nix/command.ts";
import {
  groupsOf,
  isListed,
  isTrusted,
  parseTrusted,
  readNixSettings,
} from "../../../../actions/lib/nix/settings.ts";
import { nixEnvironment, realNix } from "../../../support/nix.ts";

const failed: Completion = { exitCode: 1, endedBy: "exit", stdout: "", stderr: "" };

test("real Nix tells its settings, from files and variables alike", async () => {
  const { NIX_CONFIG, ...rest } = nixEnvironment();
  const lines = "substituters = https://a https://b\npost-build-hook = /hook\nnetrc-file = /my/netrc\n";
  const settings = await readNixSettings(realNix({ ...rest, NIX_CONFIG: `${NIX_CONFIG}\n${lines}` }));
  expect(settings).toMatchObject({
    ok: true,
    value: {
      substituters: ["https://a", "https://b"],
      postBuildHook: "/hook",
      netrcFile: "/my/netrc",
      trustedUsers: ["root"],
    },
  });
});

test("the word of an older Nix is tried, and a Nix that is not there is a problem", async () => {
  const real = realNix();
  const asked: string[] = [];
  const old: Nix = async (program, args, options) => {
    asked.push(args.join(" "));
    return args[0] === "config" ? failed : real(program, args, options);
  };
  expect(await readNixSettings(old)).toMatchObject({ ok: true });
  expect(asked).toEqual(["config show --json", "show-config --json"]);
  const none = await readNixSettings(async () => failed);
  expect(none).toMatchObject({ ok: false, problems: [{ code: "tool-missing" }] });
});

describe("a user is trusted", () => {
  test.each([
    ['{"url":"daemon","version":"2.26.3","trusted":1}', true],
    ['{"trusted":0}', false],
    ['{"trusted":true}', true],
    ['{"trusted":false}', false],
    ['{"url":"daemon","version":"2.8.0"}', undefined],
    ["no JSON", undefined],
  ])("when the store says so: %s is %s", (json, trusted) => {
    expect(parseTrusted(json)).toBe(trusted);
  });

  test.each([
    [["root", "ada"], true],
    [["*"], true],
    [["@wheel"], true],
    [["root", "@other", "adam", "wheel"], false],
    [[], false],
  ])("by trusted-users %j: %s", (trustedUsers, trusted) => {
    expect(isListed(trustedUsers, { name: "ada", groups: ["users", "wheel"] })).toBe(trusted);
  });

  test("by the daemon's word before anything else", async () => {
    const says =
      (trusted: number): Nix =>
      async () => ({ ...failed, exitCode: 0, stdout: JSON.stringify({ trusted }) });
    const settings = await readNixSettings(realNix());
    if (!settings.ok) throw new Error("no settings");
    expect(await isTrusted(says(0), { ...settings.value, trustedUsers: ["*"] })).toBe(false);
    expect(await isTrusted(says(1), { ...settings.value, trustedUsers: [] })).toBe(true);
  });

  test("with the groups of /etc/group, the primary one among them", () => {
    const file = "root:x:0:\nwheel:x:10:bob,ada\nusers:x:100:\nother:x:101:adam\n";
    expect(groupsOf(file, "ada", 100)).toEqual(["wheel", "users"]);
  });
});
