import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { parse } from "yaml";
import type { PlanRow } from "../../../infra/plan-rows.ts";
import { describeIf, hasTool } from "../../support/tools.ts";
import { accepted, aSetting, endSetting, provisionIn, type Setting } from "../support/stack.ts";

type Ruleset = {
  readonly rules: readonly {
    readonly parameters?: { readonly required_status_checks?: readonly { readonly context: string }[] };
  }[];
};

const describeWithPulumi = describeIf(hasTool("pulumi", "renaming a required check"));

describeWithPulumi("a required check that is renamed", () => {
  let setting: Setting;
  beforeAll(async () => {
    setting = await aSetting();
  });
  afterAll(() => endSetting(setting));

  async function up(gateName: string): Promise<readonly PlanRow[]> {
    const { rows } = accepted(await provisionIn(setting, { settings: { pipeline: { gateName } } }));
    return rows.filter(({ action }) => action !== "same");
  }

  async function ask(path: string, method = "GET", body?: unknown) {
    const { body: answer } = await setting.github.ask(method, `/repos/acme/nur${path}`, body);
    return answer as Record<string, never>;
  }

  async function required(): Promise<readonly string[]> {
    const rulesets = (await ask("/rulesets")) as unknown as Ruleset[];
    return rulesets
      .flatMap(({ rules }) => rules)
      .flatMap(({ parameters }) => parameters?.required_status_checks ?? [])
      .map(({ context }) => context);
  }

  /** Names of the jobs of the ci.yml that lies on the default branch. */
  async function reported(): Promise<readonly string[]> {
    const { content } = (await ask("/contents/.github/workflows/ci.yml")) as unknown as { content: string };
    const { jobs } = parse(Buffer.from(content, "base64").toString()) as {
      jobs: Record<string, { name: string }>;
    };
    return Object.values(jobs).map(({ name }) => name);
  }

  /** As Actions does when the workflow has run on the newest commit. */
  async function runWorkflow(): Promise<void> {
    const { object } = (await ask("/git/ref/heads/main")) as unknown as { object: { sha: string } };
    for (const name of await reported())
      await ask("/check-runs", "POST", {
        name,
        head_sha: object.sha,
        status: "completed",
        conclusion: "success",
      });
  }

  /** At no time may the rules want a name that nothing reports. */
  async function state(): Promise<{ required: readonly string[]; extra: readonly string[] }> {
    const [wanted, names] = [await required(), await reported()];
    expect(names).toEqual(expect.arrayContaining([...wanted]));
    return { required: wanted, extra: names.filter((name) => /Gate|All green/.test(name)) };
  }

  test("takes two steps, and is never required before it is reported nor dropped while it is required", async () => {
    await up("Gate");
    expect(await state()).toEqual({ required: ["Gate"], extra: ["Gate"] });
    await runWorkflow();

    const adding = await up("All green");
    expect(adding.map(({ kind, name }) => `${kind} ${name}`)).toEqual(["file .github/workflows/ci.yml"]);
    expect(await state()).toEqual({ required: ["Gate"], extra: ["All green", "Gate"] });
    expect(await up("All green")).toEqual([]);

    await runWorkflow();
    const before = setting.github.requests.length;
    const dropping = await up("All green");
    expect(dropping.map(({ kind }) => kind).toSorted()).toEqual(["file", "ruleset"]);
    expect(await state()).toEqual({ required: ["All green"], extra: ["All green"] });
    const writes = setting.github.requests.slice(before).filter(({ method }) => method === "PUT");
    expect(writes.map(({ path }) => /rulesets|contents/.exec(path)?.[0])).toEqual(["rulesets", "contents"]);

    await runWorkflow();
    expect(await up("All green")).toEqual([]);
  });

  test("GitHub that refuses to say what is required is a problem, and nothing is changed", async () => {
    await up("Gate");
    setting.github.faults.add({
      method: "GET",
      path: /\/rulesets$/,
      fault: {
        kind: "answer",
        status: 403,
        body: '{"message":"Resource not accessible by personal access token"}',
      },
    });

    const outcome = await provisionIn(setting, { settings: { pipeline: { gateName: "Other" } } });
    setting.github.faults.clear();
    expect(outcome).toMatchObject({ ok: false, problems: [{ code: "provision-failed" }] });
    expect(JSON.stringify(outcome)).toContain("its required checks cannot be read");
    expect(await required()).not.toContain("Other");
  });
});
