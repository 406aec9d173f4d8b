import { beforeAll, describe, expect, test } from "@jest/globals";
import { planResources } from "../../../infra/plan.ts";
import { type Recorded, registrationsOf, secretMark } from "../support/registrations.ts";
import { aPipeline, aSettings, publicKey } from "../support/settings.ts";

let recorded: readonly Recorded[];

beforeAll(async () => {
  recorded = await registrationsOf(async () => {
    const { output, secret } = await import("@pulumi/pulumi");
    const { CacheAccess } = await import("../../../infra/resources/secrets.ts");
    const plan = planResources(aSettings(), aPipeline());
    new CacheAccess("cache-access", { plan, token: secret("opaque"), repositoryId: output(7) }, {});
  });
});

describe("access to the cache", () => {
  test("the token is a secret on the wire, under its name", () => {
    const secrets = recorded.filter(({ type }) => type.endsWith(":ActionsSecret"));
    expect(secrets).toEqual([
      {
        type: "github:index/actionsSecret:ActionsSecret",
        name: "secret:CACHIX_AUTH_TOKEN",
        inputs: {
          repository: "nur",
          secretName: "CACHIX_AUTH_TOKEN",
          value: { ...secretMark, value: "opaque" },
        },
      },
    ]);
  });

  test("what is public is a variable", () => {
    const variables = recorded.filter(({ type }) => type.endsWith(":ActionsVariable"));
    expect(variables.map(({ name, inputs }) => ({ name, ...inputs }))).toEqual([
      {
        name: "variable:CACHIX_CACHE",
        repository: "nur",
        variableName: "CACHIX_CACHE",
        value: "sample",
      },
      {
        name: "variable:CACHIX_PUBLIC_KEY",
        repository: "nur",
        variableName: "CACHIX_PUBLIC_KEY",
        value: publicKey,
      },
      {
        name: "variable:CACHIX_URL",
        repository: "nur",
        variableName: "CACHIX_URL",
        value: "https://sample.cachix.org",
      },
    ]);
  });

  test("nothing but the secret holds the token", () => {
    const others = recorded.filter(({ type }) => !type.endsWith(":ActionsSecret"));
    expect(JSON.stringify(others)).not.toContain("opaque");
  });
});
