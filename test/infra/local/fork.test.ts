import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { openGithubApi } from "../../../infra/github-api.ts";
import { type Sealed, sealToken } from "../../../infra/seal.ts";
import { describeIf, hasTool } from "../../support/tools.ts";
import { token } from "../support/github.ts";
import { aSettings } from "../support/settings.ts";
import { accepted, actionsOf, aSetting, endSetting, provisionIn, type Setting } from "../support/stack.ts";

const cacheToken = "opaque-token-of-the-fork";
const owner = "somewhere-else";
const repository = `/repos/${owner}/atproto-packages`;

const describeWithPulumi = describeIf(hasTool("pulumi", "the stack of a fork, for real"));

describeWithPulumi("the stack of a fork", () => {
  let setting: Setting;
  let sealed: Sealed;
  beforeAll(async () => {
    setting = await aSetting({ otherOwners: [owner] });
    sealed = await sealFor();
    accepted(await apply());
  });
  afterAll(() => endSetting(setting));

  async function sealFor(text = cacheToken): Promise<Sealed> {
    const settings = aSettings({ owner, cacheToken: { scope: "organization" } });
    const api = openGithubApi({ baseUrl: setting.github.url, token });
    return accepted(await sealToken(settings, text, api));
  }

  function apply(refresh = false, newSealed = sealed) {
    return provisionIn(setting, {
      stack: "fork",
      refresh,
      cachixAuthToken: "",
      settings: {
        owner,
        githubWriteDelayMs: 0,
        organizations: ["microcosm", "tangled"],
        cacheToken: { scope: "organization", sealed: newSealed, madeOn: "2026-11-01", maxAgeDays: 3650 },
      },
    });
  }

  const ask = (method: string, path: string, body?: unknown) =>
    setting.github.ask(method, `${repository}${path}`, body);

  async function openPulls(): Promise<readonly { readonly number: number; readonly title: string }[]> {
    return (await ask("GET", "/pulls?state=open")).body as { number: number; title: string }[];
  }

  async function changedRows(refresh: boolean): Promise<readonly string[]> {
    const { rows } = accepted(await apply(refresh));
    return rows.filter(({ action }) => action !== "same").map(({ action, kind }) => `${action} ${kind}`);
  }

  test("gets its files by one pull request, its token sealed, its actions from upstream; what is not merged comes again", async () => {
    await expectAsked();
    await expectRepaired();
    await expectRotated();
  });

  async function expectAsked(): Promise<void> {
    const pulls = await openPulls();
    expect(pulls).toMatchObject([{ title: "ci: generated workflows", base: { ref: "main" } }]);
    const commits = (await ask("GET", "/commits?sha=nur-ci/workflows")).body as object[];
    expect(commits).toHaveLength(2);
    expect((await ask("GET", "/contents/.github/workflows/ci.yml")).status).toBe(404);
    const file = await ask("GET", "/contents/.github/workflows/ci.yml?ref=nur-ci/workflows");
    const content = Buffer.from((file.body as { content: string }).content, "base64").toString();
    expect(content).toContain("uses: atproto-nix/nur/actions/plan@3b1f0e7a9c5d2846b7e0a1c4d9f8e6b5a2c7d0e3");

    const place = { owner, organization: true } as const;
    expect(setting.github.openSecret("atproto-packages", "CACHIX_AUTH_TOKEN", place)).toBe(cacheToken);
    const secret = await setting.github.ask("GET", `/orgs/${owner}/actions/secrets/CACHIX_AUTH_TOKEN`);
    expect(secret.body).toMatchObject({ visibility: "selected" });
    expect((await ask("GET", "/labels/bug")).body).toMatchObject({ color: "b60205" });
    expect((await ask("GET", "/rulesets")).body).toMatchObject([{ bypass_actors: [] }]);
  }

  test("never has the plain token in its state, which says which token it is all the same", () => {
    const file = join(setting.folder, "pulumi/state/.pulumi/stacks/nur-ci/fork.json");
    const state = readFileSync(file, "utf8");
    expect(state.includes(cacheToken)).toBe(false);
    expect(state).toMatch(/"fingerprint":"[0-9a-f]{16}"/);
  });

  /** A new token is one update of the secret, in place: at no moment is there none. */
  async function expectRotated(): Promise<void> {
    const asked = setting.github.requests.length;
    const { rows } = accepted(await apply(false, await sealFor("opaque-next")));
    expect(rows.filter(({ action }) => action !== "same").map(({ action, kind }) => [action, kind])).toEqual([
      ["update", "secret"],
    ]);
    const place = { owner, organization: true } as const;
    expect(setting.github.openSecret("atproto-packages", "CACHIX_AUTH_TOKEN", place)).toBe("opaque-next");
    expect(setting.github.requests.slice(asked).filter(({ method }) => method === "DELETE")).toEqual([]);
  }

  /** A request that is merged is no drift; a file edited by hand is, and comes back by a request; so does a closed one. */
  async function expectRepaired(): Promise<void> {
    expect(actionsOf(accepted(await apply()))).toEqual(["same"]);
    const [first] = await openPulls();
    await ask("PUT", `/pulls/${first?.number}/merge`);
    expect(await changedRows(true)).toEqual([]);

    const path = "/contents/.github/workflows/ci.yml";
    const { sha } = (await ask("GET", path)).body as { sha: string };
    const edited = Buffer.from("name: other\n").toString("base64");
    await ask("PUT", path, { message: "by hand", sha, content: edited });
    expect(await changedRows(true)).toEqual(["update pull request"]);
    expect((await ask("GET", path)).body).toMatchObject({ content: edited });
    const [second] = await openPulls();
    expect(second?.number).not.toBe(first?.number);

    await ask("PATCH", `/pulls/${second?.number}`, { state: "closed" });
    expect(await changedRows(true)).toEqual(["update pull request"]);
    const [third] = await openPulls();
    await ask("PUT", `/pulls/${third?.number}/merge`);
    const merged = (await ask("GET", path)).body as { content: string };
    expect(Buffer.from(merged.content, "base64").toString()).toContain("name: CI");
  }
});
