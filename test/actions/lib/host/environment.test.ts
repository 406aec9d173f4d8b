import { describe, expect, test } from "@jest/globals";
import { withoutSecrets } from "../../../../actions/lib/host/environment.ts";
import { gitCommand } from "../../../../actions/lib/host/git.ts";
import { nixCommand } from "../../../../actions/lib/nix/command.ts";

const secrets = [
  "INPUT_AUTH-TOKEN",
  "STATE_TERMS",
  "ACTIONS_RUNTIME_TOKEN",
  "GITHUB_TOKEN",
  "GH_TOKEN",
  "CACHIX_AUTH_TOKEN",
  "CACHIX_SIGNING_KEY",
  "PULUMI_CONFIG_PASSPHRASE",
  "NPM_TOKEN",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
  "DEPLOY_PRIVATE_KEY",
  "SOME_API_KEY",
];
const needed = [
  "PATH",
  "HOME",
  "NIX_CONFIG",
  "NIX_USER_CONF_FILES",
  "AWS_PROFILE",
  "AWS_CONFIG_FILE",
  "GITHUB_SHA",
];

describe("the environment of a program", () => {
  test("has none of the job's secrets, and all that Nix itself reads", () => {
    const all = Object.fromEntries([...secrets, ...needed].map((name) => [name, "x"]));
    expect(Object.keys(withoutSecrets(all)).toSorted()).toEqual(needed.toSorted());
  });

  test("an evaluation that is not pure cannot read one", async () => {
    const nix = nixCommand({ ...process.env, AWS_SECRET_ACCESS_KEY: "canary", SAID_ALOUD: "heard" });
    const names = ["AWS_SECRET_ACCESS_KEY", "SAID_ALOUD"];
    const expression = names.map((name) => `builtins.getEnv "${name}"`).join(" + ");
    const { stdout } = await nix("nix-instantiate", ["--eval", "--expr", expression]);
    expect(stdout.trim()).toBe('"heard"');
  });

  test("nor does git hand one to what it starts", async () => {
    const git = gitCommand({ ...process.env, CACHIX_AUTH_TOKEN: "canary", SAID_ALOUD: "heard" });
    const alias = "alias.say=!echo $CACHIX_AUTH_TOKEN$SAID_ALOUD";
    expect(await git("/", ["-c", alias, "say"])).toBe("heard\n");
  });
});
