import { describe, expect, test } from "@jest/globals";
import { evaluateHost, unwrap } from "../support/nixpkgs/evaluate.ts";

type Facts = {
  readonly failed: readonly string[];
  readonly warnings: readonly string[];
  readonly firewall: { readonly allowedTCPPorts: readonly number[] };
  readonly units: Readonly<
    Record<string, { readonly [field: string]: unknown; readonly serviceConfig: Record<string, unknown> }>
  >;
  readonly services: Readonly<Record<string, Record<string, unknown>>>;
};

/** What a host becomes of `settings`, which are written as in configuration.nix. */
const hostOf = (settings: string, names: readonly string[] = []) =>
  unwrap<Facts>(
    evaluateHost(
      `host.factsOf ${JSON.stringify(names).replaceAll(",", " ")} [ host.modules.default { ${settings} } ]`,
    ),
  );

const relay = "services.bluesky-indigo-relay";
const relayOn = `${relay}.enable = true; ${relay}.secrets.adminPassword = "/run/secrets/admin";`;

describe("a host with all modules and none enabled", () => {
  test("has no unit, user, port or virtual host of ours", async () => {
    const host = await hostOf("");
    expect(host.units).toEqual({});
    expect(host).toMatchObject({ failed: [], warnings: [], firewall: { allowedTCPPorts: [] } });
    expect(host.services["nginx"]).toMatchObject({ enable: false, virtualHosts: {} });
  });
});

describe("secrets", () => {
  test("become credentials, and variables by a script that names none", async () => {
    const { units } = await hostOf(relayOn);
    const { serviceConfig } = units["bluesky-indigo-relay"] ?? { serviceConfig: {} };
    expect(serviceConfig["LoadCredential"]).toEqual(["adminPassword:/run/secrets/admin"]);
    expect(serviceConfig["ExecStart"]).toMatch(
      /^"\/nix\/store\/[^"]*bluesky-indigo-relay-secrets" "\/nix\/store/,
    );
  });

  test("in the store are refused", async () => {
    const { exitCode, stderr } = await evaluateHost(
      `(host.factsOf [ ] [ host.modules.default { ${relay} = { enable = true; secrets.adminPassword = "\${builtins.storeDir}/x"; }; } ]).units`,
    );
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining("secrets.adminPassword")]);
  });

  test("that are wanted are asked for, unless a file of variables may hold them", async () => {
    const asked = await hostOf(`${relay}.enable = true;`);
    expect(asked.failed).toEqual([
      expect.stringContaining("secrets.adminPassword is not set; give the file"),
    ]);
    const filed = await hostOf(`${relay} = { enable = true; environmentFiles = [ "/run/relay.env" ]; };`);
    expect(filed.failed).toEqual([]);
    expect(filed.units["bluesky-indigo-relay"]?.serviceConfig["EnvironmentFile"]).toEqual(["/run/relay.env"]);
  });
});

describe("the database", () => {
  test("is made here, by socket and without a password", async () => {
    const { services, units } = await hostOf(relayOn);
    const name = "bluesky-indigo-relay";
    expect(services["postgresql"]).toEqual({
      enable: true,
      ensureDatabases: [name],
      ensureUsers: [{ name, ensureDBOwnership: true }],
    });
    expect(units[name]?.["after"]).toContain("postgresql.target");
    expect(units[name]?.["environment"]).toMatchObject({
      DATABASE_URL: expect.stringMatching(/^postgres:\/\/\/.*\/run\/postgresql/),
    });
  });

  test("somewhere else is none here; SQLite wants no server", async () => {
    for (const more of [
      'database.url = "postgres://db/relay";',
      'secrets.databaseUrl = "/run/db";',
      'database.type = "sqlite";',
    ]) {
      const { failed, services } = await hostOf(`${relayOn} ${relay}.${more}`);
      expect([more, failed, services["postgresql"]?.["enable"]]).toEqual([more, [], false]);
    }
  });

  test("has one place: two are refused", async () => {
    const { failed } = await hostOf(
      `${relayOn} ${relay}.database.url = "postgres://db/relay"; ${relay}.secrets.databaseUrl = "/run/db";`,
    );
    expect(failed).toEqual([expect.stringContaining("keep one")]);
  });

  test("of Redis is a socket of its own, and a group", async () => {
    const { services, units } = await hostOf("services.bluesky-indigo-bluepages.enable = true;");
    expect(services["redis"]).toEqual({ servers: { "bluesky-indigo-bluepages": { enable: true, port: 0 } } });
    expect(units["bluesky-indigo-bluepages"]?.serviceConfig["SupplementaryGroups"]).toEqual([
      "redis-bluesky-indigo-bluepages",
    ]);
  });
});

describe("the network", () => {
  test("is opened by one switch, which also makes it listen", async () => {
    const { failed, firewall, units } = await hostOf(
      "services.microcosm-constellation = { enable = true; openFirewall = true; };",
    );
    expect([failed, firewall.allowedTCPPorts]).toEqual([[], [6789]]);
    expect(units["microcosm-constellation"]?.serviceConfig["ExecStart"]).toContain('"--bind" "0.0.0.0:6789"');
  });

  test.each([
    [
      'services.microcosm-constellation = { enable = true; openFirewall = true; listen.http.address = "127.0.0.1"; };',
      "listen on this host only",
    ],
    ["services.microcosm-slingshot = { enable = true; openFirewall = true; };", "no port to open"],
    [
      'services.microcosm-slingshot = { enable = true; allowedAddresses = [ "10.0.0.0/8" ]; };',
      "without networkIsolation",
    ],
    ["services.microcosm-slingshot = { enable = true; nginx.enable = true; };", "nginx.hostName is not set"],
    [
      "services.microcosm-slingshot.enable = true; services.microcosm-pocket.enable = true;",
      "services.microcosm-pocket.listen.http and services.microcosm-slingshot.listen.http are both tcp port 3000",
    ],
  ])("refuses %s", async (settings, message) => {
    const { failed } = await hostOf(settings);
    expect(failed).toEqual([expect.stringContaining(message)]);
  });

  test("collides where either listens everywhere, and not where the program yields", async () => {
    const shared = await hostOf(
      "services.microcosm-ufos.enable = true; services.microcosm-slingshot.enable = true; services.microcosm-constellation = { enable = true; listen.metrics.port = 8765; };",
    );
    expect(shared.failed).toEqual([
      expect.stringContaining(
        "microcosm-constellation.listen.metrics and services.microcosm-ufos.listen.metrics",
      ),
    ]);
  });

  test("is taken away as far as wanted", async () => {
    const isolated = await hostOf(
      'services.microcosm-slingshot = { enable = true; networkIsolation = "addresses"; allowedAddresses = [ "10.0.0.0/8" ]; };',
    );
    expect(isolated.units["microcosm-slingshot"]?.serviceConfig).toMatchObject({
      IPAddressDeny: "any",
      IPAddressAllow: ["localhost", "10.0.0.0/8"],
    });
    const alone = await hostOf(
      'services.microcosm-slingshot = { enable = true; networkIsolation = "private"; };',
    );
    expect(alone.units["microcosm-slingshot"]?.serviceConfig["PrivateNetwork"]).toBe(true);
  });

  test("below port 1024 takes one capability, and no more", async () => {
    const { units } = await hostOf(
      "services.microcosm-constellation = { enable = true; listen.http.port = 80; };",
    );
    expect(units["microcosm-constellation"]?.serviceConfig).toMatchObject({
      CapabilityBoundingSet: ["CAP_NET_BIND_SERVICE"],
      AmbientCapabilities: ["CAP_NET_BIND_SERVICE"],
      PrivateUsers: false,
      MemoryDenyWriteExecute: true,
    });
  });
});

describe("a former option", () => {
  test("works, and warns with the new name", async () => {
    const { failed, services, warnings } = await hostOf(
      'services.indigo-relay = { enable = true; settings.port = 2999; settings.adminPasswordFile = "/run/secrets/admin"; };',
      ["bluesky-indigo-relay"],
    );
    expect(failed).toEqual([]);
    expect(services["bluesky-indigo-relay"]).toMatchObject({
      enable: true,
      listen: { http: { port: 2999 } },
    });
    expect(warnings).toEqual(
      expect.arrayContaining([
        "The option `services.indigo-relay.settings.port' has been renamed to `services.bluesky-indigo-relay.listen.http.port'.",
      ]),
    );
  });
});

describe("the sandbox", () => {
  test("of every unit begins with these", async () => {
    const { units } = await hostOf(relayOn);
    expect(units["bluesky-indigo-relay"]?.serviceConfig).toMatchObject({
      CapabilityBoundingSet: "",
      MemoryDenyWriteExecute: true,
      NoNewPrivileges: true,
      PrivateDevices: true,
      PrivateTmp: true,
      PrivateUsers: true,
      ProtectHome: true,
      ProtectKernelModules: true,
      ProtectKernelTunables: true,
      ProtectProc: "invisible",
      ProtectSystem: "strict",
      RestrictAddressFamilies: ["AF_INET", "AF_INET6", "AF_UNIX"],
      RestrictNamespaces: true,
      RestrictSUIDSGID: true,
      StateDirectoryMode: "0700",
      SystemCallArchitectures: "native",
      SystemCallFilter: ["@system-service", "~@privileged", "~@resources"],
      UMask: "0077",
    });
  });
});

describe("words for systemd", () => {
  test("are escaped: percent, dollar, quotes; null removes a variable", async () => {
    const { units } = await hostOf(
      `services.microcosm-slingshot = { enable = true; extraArguments = [ "100% \\"$HOME\\"" ]; environment = { A = "5%"; B = true; RUST_LOG = null; }; };`,
    );
    const { environment, serviceConfig } = units["microcosm-slingshot"] ?? {
      environment: {},
      serviceConfig: {},
    };
    expect(serviceConfig["ExecStart"]).toMatch(/ "100%% \\"\$\$HOME\\""$/);
    expect(environment).toMatchObject({ A: "5%%", B: "true", RUST_LOG: null });
  });
});

describe("a description", () => {
  const made = (text: string) =>
    evaluateHost(
      `(import (host.nur + "/lib/service-common/describe.nix") { inherit lib; }) "service" "acme-thing" { ${text} }`,
    );

  test.each([
    [
      'summary = "x"; sumary = "x";',
      "acme-thing: sumary: no such field; the fields are account, assertions, ",
    ],
    ["", "acme-thing: summary: missing"],
  ])("of %j is refused by field", async (text, message) => {
    const { exitCode, stderr } = await made(text);
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining(message)]);
  });

  test("of an unknown exception is refused with those there are", async () => {
    const { stderr } = await evaluateHost(
      `(import (host.nur + "/lib/service-common/hardening.nix") { inherit lib; }).hardening [ "root" ]`,
    );
    expect(stderr).toContain("hardening: root is none of containers, jit, lowPorts");
  });
});
