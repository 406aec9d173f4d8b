import { describe, expect, test } from "@jest/globals";
import { noChecks, readChecks } from "../../infra/check-history.ts";
import { type GithubApi, GithubRefusal, type JsonRecord } from "../../infra/github-api.ts";
import { aSettings } from "./support/settings.ts";

/** An API of answers by path; what is not there is 404, and an error is thrown. */
function apiOf(answers: Readonly<Record<string, unknown>>): GithubApi {
  const answer = async (path: string): Promise<unknown> => {
    const found = answers[path.replace(/\?.*$/, "").replace("/repos/acme/nur", "") || "/"];
    if (found instanceof Error) throw found;
    return found;
  };
  return {
    find: async (path) => (await answer(path)) as JsonRecord | undefined,
    list: async (path) => ((await answer(path)) ?? []) as readonly JsonRecord[],
    send: async () => {
      throw new Error("nothing may be written");
    },
  };
}

const ruleset = (...names: readonly string[]) => ({
  rules: [
    { type: "deletion" },
    {
      type: "required_status_checks",
      parameters: { required_status_checks: names.map((context) => ({ context, integration_id: 15368 })) },
    },
  ],
});
const run = (name: string, id = 15368) => ({ name, app: { id } });

describe("the checks of a repository", () => {
  test("are those of our own ruleset, and the runs of Actions on the default branch, each once", async () => {
    const api = apiOf({
      "/": {},
      "/rulesets": [
        { id: 7, name: "theirs" },
        { id: 8, name: "default branch" },
      ],
      "/rulesets/7": ruleset("Their check"),
      "/rulesets/8": ruleset("Gate", "Lint"),
      "/commits/main/check-runs": {
        check_runs: [run("Gate"), run("Gate"), run("All green"), run("Foreign", 1)],
      },
    });
    expect(await readChecks(aSettings(), "token", api)).toEqual({
      ok: true,
      value: { current: ["Gate", "Lint"], seenOnDefaultBranch: ["Gate", "All green"] },
    });
  });

  test("a repository that is not there, one without rules, one without a commit: none", async () => {
    expect(await readChecks(aSettings(), "token", apiOf({}))).toEqual({ ok: true, value: noChecks });
    const empty = { "/": {}, "/commits/main/check-runs": new GithubRefusal(409, "Git Repository is empty.") };
    expect(await readChecks(aSettings(), "token", apiOf(empty))).toEqual({ ok: true, value: noChecks });
  });

  test("a refusal is a problem that says what to do: taking it for none would require what nobody reports", async () => {
    const api = apiOf({
      "/": {},
      "/rulesets": new GithubRefusal(403, "GET /rulesets: 403 Resource not accessible"),
    });
    expect(await readChecks(aSettings(), "token", api)).toMatchObject({
      ok: false,
      problems: [
        {
          code: "provision-failed",
          where: "acme/nur",
          what: expect.stringContaining("403"),
          fix: expect.stringContaining("githubPreflight"),
        },
      ],
    });
  });
});
