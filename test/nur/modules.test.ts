import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { evaluateFlake, evaluateHost, nur, unwrap } from "../support/nixpkgs/evaluate.ts";

type Unit = {
  readonly after: readonly string[];
  readonly environment: Readonly<Record<string, string | null>>;
  readonly serviceConfig: Readonly<Record<string, unknown>>;
};
type Facts = {
  readonly failed: readonly string[];
  readonly warnings: readonly string[];
  readonly firewall: {
    readonly allowedTCPPorts: readonly number[];
    readonly allowedUDPPorts: readonly number[];
  };
  readonly units: Readonly<Record<string, Unit>>;
  readonly services: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
};
type Option = { readonly path: string; readonly type: string; readonly description: string };
type Of<T> = Readonly<Record<string, T>>;

const folders = join(nur, "modules");
const modules = readdirSync(folders, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name: organization }) =>
    readdirSync(join(folders, organization))
      .filter((name) => !name.endsWith(".nix"))
      .map((name) => ({
        attribute: `${organization}-${name}`,
        folder: join(folders, organization, name),
      })),
  );
const isDaemon = ({ folder }: { readonly folder: string }) => existsSync(join(folder, "service.nix"));
const daemons = modules.filter(isDaemon).map(({ attribute }) => attribute);

const ask = <T>(expression: string) => unwrap<T>(evaluateHost(expression));

let defaults: Of<Facts>;
let full: Of<Facts>;
let options: Of<readonly Option[]>;
let hardening: { readonly strict: Of<unknown>; readonly exceptions: Of<Of<unknown>> };

beforeAll(async () => {
  [defaults, full, options, hardening] = await Promise.all([
    ask<Of<Facts>>("host.defaults"),
    ask<Of<Facts>>("host.full"),
    ask<Of<readonly Option[]>>("host.options"),
    ask<typeof hardening>(
      '{ inherit (import (host.nur + "/lib/service-common/hardening.nix") { inherit lib; }) strict exceptions; }',
    ),
  ]);
});

describe("every module", () => {
  test("is found, with an example, and exported alone, by organization and together", async () => {
    const attributes = modules.map(({ attribute }) => attribute).toSorted();
    expect(Object.keys(defaults).toSorted()).toEqual(attributes);
    for (const { folder } of modules) expect(existsSync(join(folder, "example.nix"))).toBe(true);
    const exported = await unwrap<readonly string[]>(evaluateFlake("nixosModules", "builtins.attrNames"));
    const organizations = new Set(readdirSync(folders).filter((name) => !name.includes(".")));
    expect(exported.filter((name) => !name.startsWith("profile-"))).toEqual(
      [...new Set([...attributes, ...organizations, "default"])].toSorted(),
    );
  });

  test("evaluates switched on and nothing else said; what it still wants is said by option", () => {
    for (const [attribute, { failed, units }] of Object.entries(defaults)) {
      for (const message of failed)
        expect(message).toMatch(new RegExp(`^services\\.${attribute}.*is not set; `));
      if (daemons.includes(attribute)) expect(Object.keys(units)).toContain(attribute);
    }
  });

  test("opens no port and no virtual host unless told", () => {
    for (const { firewall, services } of Object.values(defaults)) {
      expect(firewall).toEqual({ allowedTCPPorts: [], allowedUDPPorts: [] });
      expect(services["nginx"]?.["virtualHosts"]).toEqual({});
    }
  });

  test("evaluates fully configured, with nothing refused and nothing warned of", () => {
    for (const [attribute, { failed, warnings }] of Object.entries(full))
      expect([attribute, failed, warnings]).toEqual([attribute, [], []]);
  });

  test("has descriptions, and no option that takes a secret as text", () => {
    for (const [attribute, declared] of Object.entries(options))
      for (const { path, type, description } of declared) {
        expect([attribute, path, description]).toEqual([attribute, path, expect.stringMatching(/.{4,}/)]);
        if (/(password|secret|token|apikey)/i.test(path) && !path.startsWith("secretsScript"))
          expect([attribute, path, type]).toEqual([attribute, path, expect.stringMatching(/path|boolean/)]);
      }
  });
});

describe("README", () => {
  test("has the table of modules as it is printed", async () => {
    const report = await unwrap<string>(evaluateFlake("lib.moduleReport"));
    const readme = readFileSync(join(nur, "README.md"), "utf8");
    const printed =
      /<!-- generated: nix eval --raw \.#lib\.moduleReport -->\n\n([\s\S]*?)\n<!-- \/generated -->/.exec(
        readme,
      );
    expect(printed?.[1]).toBe(report);
    for (const profile of readdirSync(join(nur, "profiles")))
      expect(readme).toContain(`[${profile}](profiles/${profile}/README.md)`);
  });
});

describe("every unit", () => {
  const named = (attribute: string) => (full[attribute] as Facts).units[attribute] as Unit;

  test("has the sandbox, but for the exceptions its options name", () => {
    for (const attribute of daemons) {
      const { serviceConfig } = named(attribute);
      const exceptions = full[attribute]?.services[attribute]?.["hardeningExceptions"] as Of<string>;
      const loosened = new Set(
        Object.keys(exceptions).flatMap((name) => Object.keys(hardening.exceptions[name] ?? {})),
      );
      for (const [directive, value] of Object.entries(hardening.strict))
        if (!loosened.has(directive))
          expect([attribute, directive, serviceConfig[directive]]).toEqual([attribute, directive, value]);
      for (const reason of Object.values(exceptions)) expect(reason.length).toBeGreaterThan(10);
    }
  });

  test("runs as its own user, waits for the network, and is limited when told", () => {
    for (const attribute of daemons) {
      const { after, serviceConfig } = named(attribute);
      expect(serviceConfig["User"]).toBe(full[attribute]?.services[attribute]?.["user"]);
      expect(after).toContain("network-online.target");
      const limits = Object.keys(serviceConfig).filter((name) =>
        /^(Memory(High|Max)|CPUQuota|TasksMax)$/.test(name),
      );
      expect([attribute, limits.length]).not.toEqual([attribute, 0]);
    }
  });

  test("gets secrets as credentials; none is in an argument, a variable or the store", () => {
    for (const attribute of daemons) {
      const given = Object.entries(full[attribute]?.services[attribute]?.["secrets"] as Of<string | null>);
      const { environment, serviceConfig } = named(attribute);
      const credentials = (serviceConfig["LoadCredential"] ?? []) as readonly string[];
      for (const [name, file] of given) {
        if (file === null) continue;
        expect(credentials).toContain(`${name}:${file}`);
        expect(`${String(serviceConfig["ExecStart"])} ${JSON.stringify(environment)}`).not.toContain(file);
      }
    }
  });
});
