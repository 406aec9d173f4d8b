import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { localSystem } from "../../../actions/lib/nix/local-system.ts";
import { buildEntries } from "../../../actions/nix-build/build-entries.ts";
import { isSingleUser } from "../../../infra/local/nix-settings.ts";
import { byName } from "../../support/builds.ts";
import { someEntries } from "../../support/derivations.ts";
import { aHost, type FakeHost } from "../../support/fake-host.ts";
import { nixEnvironment, realNix } from "../../support/nix.ts";
import { anSshStore, type SshStore } from "../../support/ssh-store.ts";
import { describeIf, hasTool, leaveOut } from "../../support/tools.ts";

/**
 * Another store behind a real sshd, which builds for this one in its own sandbox: Nix's own remote building. Nothing is built
 * here, so that what is built was built there.
 */

const system = localSystem();
const theirs = [
  ...["sandbox = true", "sandbox-fallback = false", "build-users-group =", "substituters ="],
  "sandbox-paths = /usr /bin /lib /lib64 /dev/null",
];
const zeros = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
const machine = /ssh-ng:\/\/[^ @]+@127\.0\.0\.\d/.source;

const suite = "a remote builder behind a real sshd";
const isPossible =
  hasTool("sshd", suite) &&
  (isSingleUser() || leaveOut(suite, "Nix has a daemon here, which knows its own builders"));
const describeRemote = describeIf(isPossible);

type Building = {
  readonly environment?: Readonly<Record<string, string>>;
  readonly url?: string;
};

describeRemote("a remote builder", () => {
  let server: SshStore;
  const hosts: FakeHost[] = [];
  beforeAll(async () => {
    server = await anSshStore(theirs.join("\n"));
  });
  afterAll(() => server.dispose());
  afterEach(() => {
    for (const { temporary } of hosts.splice(0)) rmSync(temporary, { recursive: true, force: true });
  });

  async function build(bindings: string, { environment, url = server.url }: Building = {}) {
    const own = nixEnvironment();
    const settings = [own["NIX_CONFIG"], "max-jobs = 0", `builders = ${url} ${system} - 4 1 big`];
    const nix = realNix({ ...own, ...server.environment, ...environment, NIX_CONFIG: settings.join("\n") });
    const entries = await someEntries(nix, bindings);
    const host = aHost();
    hosts.push(host);
    const effects = { now: () => performance.now(), pause: async () => undefined };
    const outcome = await buildEntries({ entries, known: {}, effects }, nix, host);
    return { outcome, host, results: byName(outcome) };
  }

  test("builds, and is named while it does", async () => {
    const { results, outcome, host } = await build(`
      first = shell "first" "echo fine; /bin/sleep 3; echo > $out";
      second = shell "second" "echo \${first} > $out";
    `);
    expect(outcome.problems).toEqual([]);
    expect(results).toMatchObject({ first: { state: "built" }, second: { state: "built" } });
    expect(results["first"]?.seconds).toBeGreaterThan(2);
    expect(server.asked()[0]).toMatch(/^nix-daemon --stdio/);
    expect(host.lines.join("\n")).toMatch(new RegExp(`first on ${machine} for 2s`));
  }, 60_000);

  test("is named where a build fails on it, whatever the reason", async () => {
    const { results, outcome } = await build(`
      exits = shell "exits" "echo oops; echo 'main.c:1: error: no such thing'; exit 3";
      needy = shell "needy" "echo \${exits} > $out";
      outless = shell "outless" "true";
      fetched = fetch "fetched" "${zeros}" "echo 1 > $out";
    `);
    const told = (words: string) =>
      expect.stringMatching(new RegExp(words.replace("MACHINE", `on ${machine}`)));
    const remote = { machine: expect.stringMatching(machine) };
    expect(results).toMatchObject({
      exits: {
        failure: {
          ...{ class: "builder-failed", ...remote, logTail: ["oops", "main.c:1: error: no such thing"] },
          explanation: told("^builder for exits MACHINE exited with code 3: main.c:1: error: no such thing$"),
        },
      },
      needy: { failure: { class: "builder-failed", explanation: told("^needs exits: ") } },
      outless: { failure: { class: "no-output", explanation: told("MACHINE did not make its output out$") } },
      fetched: {
        failure: { class: "hash-mismatch", wantedHash: zeros, gotHash: expect.stringMatching(/^sha256-/) },
      },
    });
    expect(outcome.problems).toHaveLength(3);
    // The key's file and the store's folder are of no use to a reader.
    expect(JSON.stringify(outcome)).not.toContain("ssh-key");
  }, 60_000);

  const lost = (words: string) => ({
    ...{ code: "network", severity: "error" },
    what: expect.stringMatching(new RegExp(`^first could not reach the builder ${machine}: ${words}`)),
    fix: expect.stringMatching(/take it out of builders/),
  });
  const one = `first = shell "first" "echo > $out";`;

  test("that does not answer is the cause of all that only it could build, and is asked again", async () => {
    const closed = { NIX_SSHOPTS: "-F none -p 9 -o BatchMode=yes -o ConnectTimeout=5" };
    const url = server.url.replace("127.0.0.1", "127.0.0.2");
    const needy = `${one} second = shell "second" "echo \${first} > $out";`;
    const { outcome, results, host } = await build(needy, { url, environment: closed });
    expect(outcome.problems).toMatchObject([lost("ssh: connect to host .*: Connection refused")]);
    expect(results["second"]).toMatchObject({ state: "failed", failure: { class: "network" } });
    expect(host.lines.filter((line) => line.startsWith("network: trying"))).toHaveLength(2);
    expect(outcome.known).toEqual({});
  }, 60_000);

  test.each([
    [
      "whose host key is not known",
      "Host key verification failed",
      (world: SshStore): Building => ({
        environment: {
          NIX_SSHOPTS: `${world.environment["NIX_SSHOPTS"]}`.replace(
            /(UserKnownHostsFile=)\S+/,
            "$1/dev/null",
          ),
        },
      }),
    ],
    [
      "that does not let us in",
      "\\S+: Permission denied \\(",
      ({ url }: SshStore): Building => ({ url: url.replace(/(ssh-key=[^&]*\/)user/, "$1stranger") }),
    ],
  ])(
    "%s is asked once: it would say the same again",
    async (_, words, change) => {
      const { outcome, host } = await build(one, change(server));
      expect(outcome.problems).toMatchObject([lost(words)]);
      expect(host.lines.filter((line) => line.startsWith("network: trying"))).toEqual([]);
    },
    60_000,
  );

  test("that lacks a feature is not blamed: no builder has it", async () => {
    const { outcome } = await build(`first = derivation {
      name = "first"; inherit system salt; builder = "/bin/sh"; args = [ "-c" "echo > $out" ];
      requiredSystemFeatures = [ "huge" ];
    };`);
    const what = `first found no builder of ${system} with features {huge} among 1 remote ones, and none here`;
    expect(outcome.problems).toMatchObject([{ code: "unsupported-system", what }]);
  }, 60_000);

  test("that cannot build at all is quoted, and its trouble is not remembered as the derivation's", async () => {
    const odd = await anSshStore([...theirs.slice(0, -1), "sandbox-paths = /nowhere-at-all"].join("\n"));
    try {
      const { outcome } = await build(one, { url: odd.url, environment: { ...odd.environment } as never });
      expect(outcome.problems).toMatchObject([
        { what: expect.stringMatching(new RegExp(`first on ${machine} .*nowhere-at-all`)) },
      ]);
      expect(outcome.known).toEqual({});
    } finally {
      await odd.dispose();
    }
  }, 60_000);

  test("whose disk is full is named, and the build is tried once more", async () => {
    const small = await anSshStore(theirs.join("\n"));
    const disk = `${small.folder}/store`;
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=12m", "tmpfs", disk]);
    try {
      const { results, host } = await build(
        `big = shell "big" "/usr/bin/head -c 60000000 /dev/zero > $out"; fits = shell "fits" "echo > $out";`,
        { url: small.url, environment: { ...small.environment } as never },
      );
      expect(results).toMatchObject({
        big: { failure: { class: "disk-full", explanation: expect.stringMatching(machine) } },
        fits: { state: "built" },
      });
      expect(host.lines.filter((line) => line.startsWith("disk-full: trying"))).toHaveLength(1);
    } finally {
      execFileSync("umount", [disk]);
      await small.dispose();
    }
  }, 60_000);
});
