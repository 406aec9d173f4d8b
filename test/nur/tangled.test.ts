import { describe, expect, test } from "@jest/globals";
import { evaluateHost, unwrap } from "../support/nixpkgs/evaluate.ts";

type Facts = {
  readonly failed: readonly string[];
  readonly etc: Readonly<Record<string, { readonly mode: string; readonly text: string }>>;
  readonly users: {
    readonly users: Readonly<Record<string, { readonly home: string; readonly useDefaultShell: boolean }>>;
  };
  readonly virtualisation: Readonly<Record<string, { readonly enable: boolean }>>;
  readonly units: Readonly<
    Record<
      string,
      {
        readonly environment: Readonly<Record<string, string>>;
        readonly preStart: string;
        readonly requires: readonly string[];
        readonly serviceConfig: Readonly<Record<string, unknown>>;
      }
    >
  >;
  readonly services: {
    readonly openssh: { readonly enable: boolean; readonly extraConfig: string };
    readonly redis: unknown;
  };
};

const example = (name: string, more = "") =>
  unwrap<Facts>(
    evaluateHost(`host.factsOf [ ] [
      host.modules.default
      (import (host.nur + "/modules/tangled/${name}/example.nix"))
      { ${more} }
    ]`),
  );

describe("a knot", () => {
  test("runs as the user that git logs in as, who owns the repositories", async () => {
    const { services, units, users } = await example("knot");
    const { environment, serviceConfig } = units["tangled-knot"] ?? { environment: {}, serviceConfig: {} };
    expect(serviceConfig).toMatchObject({ User: "git", Group: "git", ReadWritePaths: ["/srv/knot"] });
    expect(environment).toMatchObject({ KNOT_REPO_SCAN_PATH: "/srv/knot/repos", HOME: "/srv/knot" });
    expect(users.users["git"]).toMatchObject({ home: "/srv/knot", useDefaultShell: true });
    expect(services.openssh.extraConfig).toMatch(/^Match User git\n[\s\S]+Match All\n$/);
  });

  test("is asked by sshd whose keys are good, by a program that only root can change", async () => {
    const { etc } = await example("knot");
    expect(etc["ssh/tangled-knot-keys"]).toMatchObject({
      mode: "0555",
      text: expect.stringMatching(
        /^#!\/nix\/store\/.+bash\nexec .+\/bin\/knot keys [\s\S]+127\.0\.0\.1:5444[\s\S]+\/srv\/knot\/repos/,
      ),
    });
  });

  test("leaves sshd alone when told", async () => {
    const { etc, services } = await example("knot", "services.tangled-knot.ssh = false;");
    expect([etc, services.openssh.enable]).toEqual([{}, false]);
  });
});

describe("a spindle", () => {
  test.each([
    ["docker", 'services.tangled-spindle.containers = host.pkgs.lib.mkForce "docker";', "docker.service"],
    ["podman", "", "podman.socket"],
  ])("runs its pipelines by %s", async (engine, more, daemon) => {
    const { failed, units, virtualisation } = await example("spindle", more);
    expect([failed, virtualisation[engine]?.enable]).toEqual([[], true]);
    expect(units["tangled-spindle"]?.requires).toContain(daemon);
    expect(units["tangled-spindle"]?.serviceConfig["SupplementaryGroups"]).toEqual([engine]);
  });
});

describe("the workers of Tangled", () => {
  test.each(["camo", "avatar"])(
    "%s gets its secret as the file that wrangler reads, in a folder of its own",
    async (name) => {
      const { units } = await example(name);
      const unit = units[`tangled-${name}`];
      expect(unit?.preStart).toContain(`> /run/tangled-${name}/.dev.vars`);
      expect(unit?.serviceConfig).toMatchObject({
        MemoryDenyWriteExecute: false,
        RuntimeDirectoryMode: "0700",
        LoadCredential: [`sharedSecret:/run/secrets/${name}`],
      });
    },
  );
});

describe("an appview", () => {
  test("reaches a Redis of its own by a port of this host", async () => {
    const { services, units } = await example("appview");
    expect(services.redis).toEqual({ servers: { "tangled-appview": { enable: true, port: 6390 } } });
    expect(units["tangled-appview"]?.environment["TANGLED_REDIS_ADDR"]).toBe("127.0.0.1:6390");
  });
});
