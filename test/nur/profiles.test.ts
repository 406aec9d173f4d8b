import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { evaluateFlake, evaluateHost, nur, unwrap } from "../support/nixpkgs/evaluate.ts";

type Facts = {
  readonly failed: readonly string[];
  readonly warnings: readonly string[];
  readonly units: Readonly<Record<string, { readonly requires: readonly string[] }>>;
  readonly services: Readonly<Record<string, Record<string, unknown>>>;
};
type Both = { readonly defaults: Facts; readonly full: Facts };

const folder = join(nur, "profiles");
const names = readdirSync(folder);

let profiles: Readonly<Record<string, Both>>;
const full = (name: string) => (profiles[name] as Both).full;

/** A host with a profile, after its example and `settings`. */
const hostOf = (name: string, settings: string) =>
  unwrap<Facts>(
    evaluateHost(`host.factsOf [ ] [
      host.modules.profile-${name}
      (import (host.nur + "/profiles/${name}/example.nix"))
      ({ lib, ... }: { ${settings} })
    ]`),
  );

beforeAll(async () => {
  profiles = await unwrap<typeof profiles>(evaluateHost("host.profiles"));
});

describe("every profile", () => {
  test("is found, exported, and has an example and a page with a diagram", async () => {
    expect(Object.keys(profiles)).toEqual(names);
    const exported = await unwrap<readonly string[]>(evaluateFlake("nixosModules", "builtins.attrNames"));
    for (const name of names) {
      expect(exported).toContain(`profile-${name}`);
      expect(readdirSync(join(folder, name))).toEqual(["README.md", "example.nix", "profile.nix"]);
      const page = readFileSync(join(folder, name, "README.md"), "utf8");
      expect(page).toMatch(/^# .+\n\n[\s\S]+```mermaid\nflowchart [\s\S]+```nix\n[\s\S]+Refused/);
      expect(page).toContain(`nixosModules.profile-${name}`);
    }
  });

  test("says by option what it wants before it can start", () => {
    for (const { defaults } of Object.values(profiles))
      for (const message of defaults.failed)
        expect(message).toMatch(/^(atproto\.profiles|services|security)\.\S+/);
  });

  test("is refused nothing and warned of nothing in its example", () => {
    for (const [name, { full: example }] of Object.entries(profiles))
      expect([name, example.failed, example.warnings]).toEqual([name, [], []]);
  });
});

describe("a profile does what its page says:", () => {
  test("development makes its secrets before what reads them", () => {
    const { units } = full("development");
    for (const unit of ["bluesky-indigo-relay", "hailey-at-cocoon"])
      expect(units[unit]?.requires).toContain("atproto-development-secrets.service");
  });

  test("pds-managed sends sessions to the gatekeeper, and the rest to the server", () => {
    const hosts = full("pds-managed").services["nginx"]?.["virtualHosts"] as Record<
      string,
      { readonly locations: Record<string, { readonly proxyPass: string }> }
    >;
    const locations = hosts["pds.example.org"]?.locations ?? {};
    expect(locations["/"]?.proxyPass).toBe("http://127.0.0.1:3000");
    expect(locations["/xrpc/com.atproto.server.createSession"]?.proxyPass).toBe("http://127.0.0.1:8081");
    expect(Object.keys(hosts)).toContain("status.example.org");
  });

  test("pds-enterprise backs the server's data up, and alerts", () => {
    const { services } = full("pds-enterprise");
    expect(services["restic"]).toMatchObject({
      backups: { pds: { paths: ["/var/lib/pds"], passwordFile: "/run/secrets/restic" } },
    });
    const [rules] = (services["prometheus"]?.["rules"] ?? []) as readonly string[];
    expect(JSON.parse(rules ?? "")).toMatchObject({
      groups: [{ rules: [{ alert: "PdsUnitFailed" }, {}, {}] }],
    });
  });

  test("production gives health checks, metrics, dumps and pools", () => {
    const { services, units } = full("production");
    expect(Object.keys(units)).toEqual(
      expect.arrayContaining(["bluesky-indigo-relay-health", "bluesky-indigo-relay-restart"]),
    );
    const jobs = services["prometheus"]?.["scrapeConfigs"] as readonly { readonly job_name: string }[];
    expect(jobs.map(({ job_name: name }) => name).toSorted()).toEqual([
      "bluesky-indigo-relay",
      "microcosm-slingshot",
    ]);
    expect(services["postgresqlBackup"]).toMatchObject({ enable: true });
    expect(services["nginx"]?.["upstreams"]).toHaveProperty("atproto-slingshot.servers");
  });
});

describe("a profile refuses", () => {
  test.each([
    [
      "tangled",
      'atproto.profiles.tangled.endpoints.jetstream = lib.mkForce "https://x";',
      "is no address of a WebSocket",
    ],
    [
      "tangled",
      'atproto.profiles.tangled.endpoints.appview = "https://tangled.org";',
      "is not the appview of this host",
    ],
    [
      "tangled",
      'atproto.profiles.tangled.endpoints.pds = lib.mkForce "pds";',
      "addresses that begin with https://",
    ],
    ["development", "services.microcosm-constellation.openFirewall = true;", "would be open to others"],
    [
      "pds-managed",
      'atproto.profiles.pds-managed.dashboard.hostname = lib.mkForce "pds.example.org";',
      "it is the server's own",
    ],
    [
      "pds-enterprise",
      'atproto.profiles.pds-enterprise.backup.repository = lib.mkForce "/backup";',
      "is on this machine",
    ],
    [
      "production",
      "services.microcosm-slingshot.resources.memoryMax = lib.mkForce null;",
      "resources.memoryMax is not set",
    ],
    [
      "production",
      "services.microcosm-slingshot.healthCheck.enable = false;",
      "healthCheck.enable: in production",
    ],
    [
      "production",
      'services.bluesky-indigo-relay.database.type = "sqlite";',
      'database.type: in production it is "postgresql"',
    ],
    ["production", "services.bluesky-indigo-relay.nginx.acme = false;", "nginx.acme: in production"],
    ["production", "services.bluesky-indigo-relay.openFirewall = true;", "leave its own port closed"],
    [
      "production",
      'atproto.profiles.production.pools.slingshot.servers = lib.mkForce [ "127.0.0.1:3000" ];',
      "one instance is no pool",
    ],
  ])("(%s) %s", async (name, settings, message) => {
    const { failed } = await hostOf(name, settings);
    expect(failed).toEqual([expect.stringContaining(message)]);
  });
});
